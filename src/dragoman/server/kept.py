"""Answers are kept for as long as the store stays as it is: what many ask is worked out once."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman.store import StoreError

FRESH = 1.0
"""Seconds for which one does not look whether others wrote to the store."""

HOLD = 10.0
"""Seconds for which an answer holds though others wrote to the store since: a feed that is read writes all the time."""

STALE = 60.0
"""Seconds for which an answer that holds no more is still given, while it is worked out anew behind it. Only where
others write all the time is anything so old."""

MOST_BYTES = 64_000_000
LARGEST = 2_000_000

_NEVER = ("/api/stream/", "/mcp", "/static/", "/login", "/api/status")

_BRIEFLY = ("/feeds", "/api/feeds", "/watches", "/api/watches")
"""How feeds, watches and rounds are: that changes though the store's clock stands still."""

BRIEF, STALE_BRIEFLY = 1.0, 10.0
"""Seconds for which such an answer holds, and for which it is given while another is worked out."""

AT_ONCE = 4
"""Answers that are worked out at the same time. With more, those who ask for what is kept would wait for their turn."""

_REST = 4.0  # so many times as long as an answer took to be worked out anew, the next one waits

_GOOD = (200, 303)

Moment = tuple[int, int]
"""The store's clock, and how often this desk wrote to it."""

Still = Callable[[str, int], bool]

Key = tuple[str, bytes, str, str, str]


@dataclass(slots=True)
class Answer:
    """A whole answer, and the moment that it is good for."""

    moment: Moment
    made: float = field(default_factory=time.monotonic)
    messages: list[Message] = field(default_factory=list)
    size: int = 0

    def holds(self, moment: Moment, path: str, still: Still) -> bool:
        """Whether it may be given now: what this desk wrote shows at once, what others wrote soon."""
        if self.moment[1] != moment[1]:
            return False
        age = time.monotonic() - self.made
        if path.startswith(_BRIEFLY):
            return age < BRIEF
        return self.moment == moment or age < HOLD or still(path, self.moment[0])

    def will_do(self, moment: Moment, path: str) -> bool:
        """Whether it may be given while another is worked out."""
        stale = STALE_BRIEFLY if path.startswith(_BRIEFLY) else STALE
        return self.moment[1] == moment[1] and time.monotonic() - self.made < stale


class Kept:
    """ASGI middleware that keeps answers to GET. To be put behind whatever decides who may ask.

    `at_hand` gives the clock where it is known without asking the store: who asks for what is kept need not wait behind
    those who ask for what is not. `still` says whether what an address shows is as it was at a moment of the clock,
    whatever else changed.
    """

    def __init__(
        self,
        app: ASGIApp,
        clock: Callable[[], int],
        written: Callable[[], int],
        *,
        at_hand: Callable[[], int | None] = lambda: None,
        still: Still = lambda *_: False,
    ) -> None:
        self._app = app
        self._at_hand, self._still = at_hand, still
        self._clock, self._written = clock, written
        self._now, self._looked = 0, float("-inf")
        self._looking = asyncio.Lock()
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._size = 0
        self._working: dict[Key, asyncio.Lock] = {}
        self._renewing: dict[Key, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(1)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request from what is kept, or keeps what the application says."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NEVER):
            await self._app(scope, receive, send)
            return
        moment = await self._moment()
        if moment is None:
            await self._app(scope, receive, send)
            return
        key = _key(scope)
        lock = self._working.setdefault(key, asyncio.Lock())
        try:
            found = await self._answer(lock, key, moment, scope, receive)
        finally:
            if self._working.get(key) is lock and not lock.locked():
                del self._working[key]
        for message in found.messages:
            await send(dict(message))

    async def _answer(self, lock: asyncio.Lock, key: Key, moment: Moment, scope: Scope, receive: Receive) -> Answer:
        async with lock:  # those who ask the same at the same time wait for one answer
            found = self._kept.get(key)
            path = scope["path"]
            holds = found is not None and found.holds(moment, path, self._still)
            if found is not None and (holds or found.will_do(moment, path)):
                self._kept.move_to_end(key)
                if not holds and key not in self._renewing:
                    self._renewing[key] = asyncio.create_task(self._renew(key, dict(scope)))
                return found
            found = await self._work(scope, receive, moment)
            self._keep(key, found)
            return found

    async def _renew(self, key: Key, scope: Scope) -> None:
        """Works an answer out anew, one at a time: who waits for a first answer goes before."""
        try:
            async with self._turn:
                moment, began = await self._moment(), time.monotonic()
                if moment is not None:
                    self._keep(key, await self._work(scope, _nothing, moment))
                await asyncio.sleep(_REST * (time.monotonic() - began))
        except Exception:  # whoever asks next works it out, and is told what is wrong
            old = self._kept.pop(key, None)
            self._size -= old.size if old else 0
        finally:
            del self._renewing[key]

    async def _work(self, scope: Scope, receive: Receive, moment: Moment) -> Answer:
        answer = Answer(moment)

        async def taking(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": list(message.get("headers", ()))}
            answer.messages.append(message)
            answer.size += len(message.get("body", b""))

        async with self._room:
            await self._app(scope, receive, taking)
        return answer

    def _keep(self, key: Key, answer: Answer) -> None:
        old = self._kept.pop(key, None)
        self._size -= old.size if old else 0
        if answer.messages[0].get("status") not in _GOOD or answer.size > LARGEST:
            return
        self._kept[key] = answer
        self._size += answer.size
        while self._size > MOST_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size

    async def _moment(self) -> Moment | None:
        """The moment that an answer given now is good for; None where the store cannot say."""
        written, now = self._written(), self._at_hand()
        if now is not None:
            return now, written
        async with self._looking:
            if time.monotonic() - self._looked > FRESH:
                try:
                    self._now = await run_in_threadpool(self._clock)
                except StoreError:
                    return None
                self._looked = time.monotonic()
        return self._now, written


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _key(scope: Scope) -> Key:
    headers = Headers(scope=scope)
    # The cookie says who decides, and pages have that name in their forms.
    return scope["path"], scope["query_string"], scope["scheme"], headers.get("host", ""), headers.get("cookie", "")

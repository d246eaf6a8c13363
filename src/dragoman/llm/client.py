"""Asking the server: side by side within a limit, again where that may help, within a budget, never twice the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from dragoman.llm.budget import Budget, BudgetSpentError
from dragoman.llm.cache import Cache, cache_folder
from dragoman.llm.dialect import Dialect
from dragoman.llm.failures import Failure, failure_of, masked
from dragoman.llm.forms import Form
from dragoman.llm.prompts import Message
from dragoman.llm.repair import json_of
from dragoman.llm.settings import Settings

PER_TOKEN = 3
"""Characters that are counted as one token before the server has counted; English has about four."""

PER_ANSWER_TOKEN = 8
"""Characters of a token of the answer beyond which it is not read on, whatever the server sends."""

UNREADABLE = 2
"""Attempts at an answer that holds no JSON: the same question has mostly the same answer."""

LOST = 3
"""Questions in a row that stay without any answer after all attempts, until the server is left alone for a while."""


class MissingLibraryError(ImportError):
    """A library that only the second opinion needs is not installed. `args[0]` says how to install it."""

    def __init__(self, name: str | None) -> None:
        super().__init__(
            f"a language model needs {name or 'libraries'} beside Dragoman: pip install 'dragoman[llm]', or, where"
            " Dragoman is installed already, pip install openai json-repair"
        )


@dataclass(slots=True)
class Reply:
    """What came of a question: its JSON, or the reason why there is none, and what it took.

    `cut` says that the answer breaks off, `too_long` that asking for less at once may help.
    """

    answer: dict[str, Any] | None = None
    reason: str | None = None
    cut: bool = False
    too_long: bool = False
    cached: bool = False
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False
    seconds: float = 0.0
    size: int = 0
    """Characters of the answer."""

    @property
    def whole(self) -> bool:
        return self.answer is not None and not self.cut


@dataclass(slots=True)
class _Heard:
    """What a server has sent so far."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    finish: str | None = None
    usage: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Client:
    """One server and one model, for one event loop. Raises MissingLibraryError if its libraries are not installed."""

    def __init__(self, settings: Settings) -> None:
        try:
            import json_repair  # noqa: F401 - needed later: better to fail now
            from openai import AsyncOpenAI, DefaultAsyncHttpxClient
        except ImportError as error:
            raise MissingLibraryError(error.name) from error
        self._settings = settings
        self._key = settings.key()
        # No redirects: the article and the key go where the user said. No proxies, no accounts of the environment.
        http = DefaultAsyncHttpxClient(trust_env=False, follow_redirects=False, proxy=settings.proxy)
        self._openai = AsyncOpenAI(
            api_key=self._key or "none",
            base_url=settings.url,
            timeout=settings.timeout,
            max_retries=0,
            http_client=http,
        )
        self._openai.organization = self._openai.project = None
        folder = cache_folder() if settings.cache is None else Cache.folder_of(settings.cache)
        self._cache = Cache(folder, settings.cache_mb * 1_000_000)
        self.budget = Budget(settings)
        self._slots = asyncio.Semaphore(settings.workers)
        self._dialect = Dialect()
        self._not_before = 0.0
        self._lost = 0
        self._refused: str | None = None
        self._alone_until = 0.0

    async def close(self) -> None:
        """Closes the connections."""
        await self._openai.close()

    async def ask(self, messages: Sequence[Message], form: type[Form]) -> Reply:
        """The answer to messages, in a form. Never raises for what a server does: the reply says what went wrong."""
        asked = self._settings
        key = Cache.key(asked.url, asked.model, list(messages), form.__name__, asked.max_output)
        kept = self._cache.get(key)
        if kept is not None and (answer := json_of(kept["text"])) is not None:
            return Reply(answer, cached=True)
        reply = Reply()
        async with self._slots:
            await self._attempts(messages, form, reply, key)
        return reply

    async def _attempts(self, messages: Sequence[Message], form: type[Form], reply: Reply, key: str) -> None:
        if self._lost >= LOST and monotonic() < self._alone_until:
            reply.reason = f"not asked: it left {LOST} questions and more without an answer"
            return
        unreadable = attempt = 0
        while self._refused is None:
            await asyncio.sleep(max(0.0, self._not_before - monotonic()))
            dialect = self._dialect
            failure = await self._attempt(messages, form, dialect, reply, key)
            if failure is None:
                self._lost = 0
                return
            reply.reason = failure.reason
            if failure.remedy == "otherwise":
                if self._dialect == dialect:  # else another request has learnt it meanwhile
                    other = dialect.without(failure.complaint)
                    if other is None:
                        return
                    self._dialect = other
                continue
            if failure.remedy == "never":
                self._refused = failure.reason
                return
            if failure.remedy in ("no", "shorter"):
                reply.too_long = failure.remedy == "shorter"
                return
            attempt += 1
            unreadable += failure is _NO_JSON
            if attempt >= self._settings.tries or unreadable >= UNREADABLE:
                break
            wait = self._settings.backoff * 2 ** (attempt - 1) * (0.5 + random.random() / 2)  # noqa: S311 - no secret
            if failure.wait is not None:
                if failure.wait > self._settings.max_wait:
                    reply.reason = f"{failure.reason} (it asks to wait {failure.wait:g} seconds)"
                    break
                self._not_before = max(self._not_before, monotonic() + failure.wait)
                wait = max(wait, failure.wait)
            await asyncio.sleep(wait)
        if self._refused is not None:
            reply.reason = reply.reason or self._refused
        elif reply.answer is None and not unreadable:
            self._lost += 1
            self._alone_until = monotonic() + self._settings.max_wait

    async def _attempt(
        self, messages: Sequence[Message], form: type[Form], dialect: Dialect, reply: Reply, key: str
    ) -> Failure | None:
        """One request. Fills the reply; gives what failed, None if nothing that another request would mend."""
        prompt = sum(len(message["content"]) for message in messages) // PER_TOKEN + 16
        try:
            allowed = await self.budget.reserve(prompt, self._settings.max_output)
        except BudgetSpentError as error:
            return Failure(str(error), "no")
        heard, failure, used = _Heard(), None, (0, 0)
        began = monotonic()
        reply.requests += 1
        try:
            async with asyncio.timeout(self._settings.timeout):
                await self._listen(messages, dialect.parameters(form, allowed), allowed, heard)
        except Exception as error:  # of the library, its HTTP client, or a stream that is no JSON: told, never raised
            failure = failure_of(error, self._settings.timeout)
        finally:
            if heard.usage is not None:
                used = heard.usage
            elif heard.parts:
                used = prompt, heard.size // PER_TOKEN
                reply.estimated = True
            reply.seconds += monotonic() - began
            reply.tokens_in += used[0]
            reply.tokens_out += used[1]
            await self.budget.settle(prompt, allowed, *used)
        return self._understood(heard, failure, reply, form, key, full=allowed >= self._settings.max_output)

    async def _listen(
        self, messages: Sequence[Message], parameters: dict[str, Any], allowed: int, heard: _Heard
    ) -> None:
        create: Any = self._openai.chat.completions.create  # its overloads do not know of parameters kept in a dict
        stream = await create(model=self._settings.model, messages=list(messages), stream=True, **parameters)
        async with stream:
            async for chunk in stream:
                if chunk.usage is not None:
                    used = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
                    heard.usage = max(0, int(used[0] or 0)), max(0, int(used[1] or 0))
                for choice in (chunk.choices or [])[:1]:
                    if choice.delta is not None and isinstance(choice.delta.content, str):
                        heard.parts.append(choice.delta.content)
                        heard.size += len(choice.delta.content)
                    heard.finish = choice.finish_reason or heard.finish
                if heard.size > allowed * PER_ANSWER_TOKEN:
                    heard.finish = "length"
                    return

    def _understood(
        self, heard: _Heard, failure: Failure | None, reply: Reply, form: type[Form], key: str, *, full: bool
    ) -> Failure | None:
        """Puts what was heard into the reply. Gives what failed, None if another request would mend nothing."""
        text = masked(heard.text, self._key)
        if failure is not None and failure.remedy != "again":
            return Failure(masked(failure.reason, self._key), failure.remedy, failure.wait, failure.complaint)
        if heard.finish == "content_filter":
            return Failure("the server's filter kept the answer back", "no")
        answer = json_of(text)
        if answer is not None and not any(isinstance(answer.get(name), list) for name in form.model_fields):
            answer = None  # JSON, but of something else
        cut = failure is not None or heard.finish not in ("stop", "tool_calls")
        if cut and failure is None and heard.finish is None and _is_json(text):
            cut = False  # a server that never says why it stops
        if answer is not None and (reply.answer is None or not cut or heard.size > reply.size):
            reply.answer, reply.cut, reply.size = answer, cut, heard.size
        if failure is not None:
            return Failure(masked(failure.reason, self._key), "again", failure.wait)
        if heard.finish == "length":
            reply.too_long = full
            reply.reason = "the answer was longer than " + ("llm.max_output" if full else "what is left of the budget")
            return None
        if answer is None:
            return _NO_JSON
        if cut:
            return Failure("the answer broke off", "again")
        reply.reason = None
        if full:
            self._cache.put(key, {"text": text})
        return None


_NO_JSON = Failure("the answer holds no records in JSON", "again")


def _is_json(text: str) -> bool:
    text = text.strip()
    return text.startswith("{") and text.endswith("}")

"""Connections to the store, each lent to one request at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.coder import Coder
from dragoman.reading.fetch import Fetcher
from dragoman.records import Article, CodedArticle
from dragoman.server.errors import DeskError
from dragoman.server.given import ToCode
from dragoman.server.settings import Settings
from dragoman.store import Store, StoreError
from dragoman.store.mirror import Mirror
from dragoman.store.search import prepare

_PATIENCE = 30.0
_STEP = 1.0  # seconds between two looks whether others wrote
_REST = 4.0  # so much longer than the copying took


class Stores:
    """Readers of one store, opened when they are first needed; at most `most` of them at the same time.

    Where it has at most `copied` events they read a copy of it in memory, from `follow` on, that is never more than
    some seconds behind what others write, and not at all behind what is written here.
    """

    def __init__(self, address: str, most: int, copied: int = 0) -> None:
        self._address = address
        self._copied = copied
        self._writer = threading.Lock()
        self.written = 0
        """How often something was written here."""
        self._permits = threading.BoundedSemaphore(most)
        self._direct: list[Store] = []
        self._copies: list[Store] = []
        self._mirror: Mirror | None = None
        self._following = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A store to read. Raises DeskError where all are busy for too long, StoreError."""
        if not self._permits.acquire(timeout=_PATIENCE):
            raise DeskError(503, "busy", "the desk is busy; try again in a moment", "server")
        try:
            mirror = self._mirror
            free = self._direct if mirror is None else self._copies
            try:
                store = free.pop()
            except IndexError:
                store = mirror.reader() if mirror else Store(self._address, read_only=True, threads=1)
            yield store
            free.append(store)
        finally:
            self._permits.release()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """A store to write, for one request at a time. Raises StoreError."""
        if not self._writer.acquire(timeout=_PATIENCE):
            raise DeskError(503, "busy", "others are writing; try again in a moment", "server")
        try:
            with Store(self._address) as store:
                yield store
            with self._following:
                if self._mirror is not None:
                    self._mirror.refresh()
        finally:
            self.written += 1
            self._writer.release()

    @property
    def copied_at(self) -> int | None:
        """The store's clock when the copy was made that is read now; None where the store itself is read."""
        mirror = self._mirror
        return None if mirror is None else mirror.clock

    def clock(self) -> int:
        """The store's clock. Raises StoreError."""
        with self.reading() as store:
            return store.now()

    def still(self, path: str, since: int) -> bool:
        """Whether what a path shows is an article that has not changed since a moment of the store's clock."""
        mirror = self._mirror
        for place in ("/articles/", "/api/articles/"):
            if path.startswith(place):
                return mirror is not None and mirror.unchanged(path.removeprefix(place), since)
        return False

    def follow(self) -> None:
        """Begins to copy, in the background."""
        if self._copied and self._thread is None:
            self._thread = threading.Thread(target=self._follow, name="dragoman-mirror", daemon=True)
            self._thread.start()

    @property
    def in_memory(self) -> bool:
        """Whether a copy is read."""
        return self._mirror is not None

    def close(self) -> None:
        """Closes what is not lent."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        for store in (*self._direct, *self._copies):
            store.close()

    def _follow(self) -> None:
        mirror = None
        wait = 0.0
        while not self._ended.wait(wait):
            began = time.monotonic()
            try:
                if mirror is None:
                    mirror = Mirror(self._address)
                    if mirror.events() > self._copied:
                        break
                with self._following:
                    mirror.refresh()
                if self._mirror is None:
                    self._mirror = mirror
                    with self.reading() as store:
                        prepare(store)
            except StoreError:  # whoever asks now is told by the store itself
                self._mirror, mirror = None, None
            # A store that changes all the time takes a part of one processor, whatever its size.
            wait = max(_STEP, _REST * (time.monotonic() - began))
        self._mirror = None
        if mirror is not None:
            mirror.close()


class OneCoder:
    """A coder that is loaded when it is first needed, and codes one text at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fetch = Fetcher(allow_hosts=settings.allow_hosts)
        self._lock = threading.Lock()
        self._coder: Coder | None = None

    def given(self, given: ToCode) -> CodedArticle:
        """The records of what somebody gives. Raises DeskError where there is no article in it, or not the time."""
        return self.code(given.article(self._settings.longest_text, self._fetch))

    def code(self, article: Article) -> CodedArticle:
        """The records of an article. Raises DeskError where others are before it for too long."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise DeskError(503, "busy", "other texts are being coded; try again in a moment", "server")
        try:
            self._coder = self._coder or Coder(
                actors=self._settings.actors,
                ontology=self._settings.ontology,
                attributions=self._settings.attributions,
            )
            return self._coder.code(article)
        finally:
            self._lock.release()

"""Connections to the store, each lent to one request at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dragoman.coder import Coder
from dragoman.records import Article, CodedArticle
from dragoman.server.errors import DeskError
from dragoman.store import Store

_PATIENCE = 30.0


class Stores:
    """Readers of one store, opened when they are first needed; at most `most` of them."""

    def __init__(self, address: str, most: int) -> None:
        self._address = address
        self._writer = threading.Lock()
        self.written = 0
        """How often something was written here."""
        self._free: queue.LifoQueue[Store | None] = queue.LifoQueue()
        for _ in range(most):
            self._free.put(None)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A store to read. Raises DeskError where all are busy for too long, StoreError."""
        try:
            store = self._free.get(timeout=_PATIENCE)
        except queue.Empty:
            raise DeskError(503, "busy", "the desk is busy; try again in a moment", "server") from None
        try:
            store = store or Store(self._address, read_only=True, threads=1)
            yield store
        finally:
            self._free.put(store)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """A store to write, for one request at a time. Raises StoreError."""
        if not self._writer.acquire(timeout=_PATIENCE):
            raise DeskError(503, "busy", "others are writing; try again in a moment", "server")
        try:
            with Store(self._address) as store:
                yield store
        finally:
            self.written += 1
            self._writer.release()

    def clock(self) -> int:
        """The store's clock. Raises StoreError."""
        with self.reading() as store:
            return store.now()

    def close(self) -> None:
        """Closes what is not lent."""
        while not self._free.empty():
            if store := self._free.get_nowait():
                store.close()


class OneCoder:
    """A coder that is loaded when it is first needed, and codes one text at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coder: Coder | None = None

    def code(self, article: Article) -> CodedArticle:
        """The records of an article. Raises DeskError where others are before it for too long."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise DeskError(503, "busy", "other texts are being coded; try again in a moment", "server")
        try:
            self._coder = self._coder or Coder()
            return self._coder.code(article)
        finally:
            self._lock.release()

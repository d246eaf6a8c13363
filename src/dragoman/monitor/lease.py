"""One round at a time: of several processes that read the feeds of one store, one does, the others leave it to it."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dragoman.monitor.feeds import now
from dragoman.store.keyed import Keyed
from dragoman.store.writing import tick

if TYPE_CHECKING:
    from dragoman.store import Store

HELD = timedelta(minutes=15)
"""For so long a lease holds that is not renewed: whoever held it has crashed."""

_NAME = "feeds read by"


class BusyError(Exception):
    """Another process is reading the feeds of this store."""


class Lease:
    """Held while one reads. To be renewed now and then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settings = Keyed(store, "settings", "name")
        self._me = uuid.uuid4().hex
        self._until: datetime | None = None

    def renew(self) -> None:
        """Takes the lease, or holds it for longer where it was not renewed just now. Raises BusyError where another
        process has it."""
        until = now() + HELD
        if self._until is not None and until - self._until < HELD / 10:
            return
        if not self._store.transaction(self._take):
            raise BusyError("another process is reading the feeds of this store")
        self._until = until

    def release(self) -> None:
        """Gives the lease back, if it is still held."""

        def work() -> None:
            if self._holder() == self._me:
                self._settings.drop([_NAME])

        self._until = None
        self._store.transaction(work)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lease within the block. Raises BusyError."""
        self.renew()
        try:
            yield
        finally:
            self.release()

    def _take(self) -> bool:
        tick(self._store._connection)  # of two that take it at once, one begins anew, and finds it taken
        if self._holder() not in (None, self._me):
            return False
        value = f"{self._me} {(now() + HELD).isoformat()} {os.getpid()} {_here()}"
        self._settings.replace([{"name": _NAME, "value": value}])
        return True

    def _holder(self) -> str | None:
        row = self._settings.get(_NAME)
        if row is None:
            return None
        holder, until, *where = row["value"].split(" ", 3)
        if datetime.fromisoformat(until) <= now() or _is_gone(*where):
            return None
        return str(holder)


def _is_gone(process: str = "", place: str = "") -> bool:
    """Whether a process of this machine is there no more: one need not wait for it."""
    if os.name != "posix" or place != _here():
        return False
    try:
        os.kill(int(process), 0)  # sends nothing
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False


def _here() -> str:
    """Where numbers of processes mean the same as here."""
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it is no path
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"

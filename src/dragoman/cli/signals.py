"""Ctrl-C and SIGTERM that never cut a record in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self


class Signals:
    """While it is entered, SIGINT and SIGTERM raise KeyboardInterrupt, inside `held()` only when that is left.

    A second signal does not wait. `number` is that of the signal that came.
    """

    _caught = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.number = int(signal.SIGINT)
        self._came = False
        self._held = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._catch) for number in self._caught}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Signals wait until this is left."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._came:
            raise KeyboardInterrupt

    def over(self) -> None:
        """All is done but the closing: a first signal changes nothing any more."""
        self._held, self._came = True, False

    def _catch(self, number: int, _: FrameType | None) -> None:
        self.number = number
        if self._held and not self._came:
            self._came = True
            return
        raise KeyboardInterrupt

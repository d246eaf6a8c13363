"""Progress of long work on standard error, and how much there is to do."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import rich.progress

AFTER = 2.0
"""Seconds after which work counts as long."""


class Progress:
    """A bar that shows itself when the work turns out to be long. `total` articles, None if that is not known."""

    def __init__(self, total: int | None, *, shown: bool) -> None:
        self._total = total
        self._shown = shown
        self._began = time.monotonic()
        self._characters = 0
        self._bar: rich.progress.Progress | None = None
        self._task: rich.progress.TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self, done: int, failed: int, characters: int) -> None:
        """Another article was coded: how many it are now, how many failed, how long its text was."""
        self._characters += characters
        passed = time.monotonic() - self._began
        if not self._shown or passed < AFTER:
            return
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task("coding", total=self._total)
            self._bar.start()
        assert self._task is not None  # noqa: S101 - for the type checker
        rate = f"{self._characters / passed / 1000:.1f}k characters/s"
        said = f"{done:,} coded" + (f", {failed:,} failed" if failed else "") + f" · {rate}"
        self._bar.update(self._task, completed=done + failed, description=said)


def _bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def expected(inputs: list[str]) -> int | None:
    """How many articles the inputs hold, as far as that is quickly told; None where it is not."""
    total = 0
    for given in inputs:
        found = _in_file(given) if not Path(given).is_dir() else _in_folder(given)
        if found is None:
            return None
        total += found
    return total


def _in_folder(folder: str) -> int | None:
    from dragoman.reading.sniff import kind_by_name

    total = 0
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and kind_by_name(name):
                found = _in_file(str(Path(path) / name))
                if found is None:
                    return None
                total += found
    return total


def _in_file(name: str) -> int | None:
    from dragoman.reading.sniff import PACKED

    if name.lower().startswith(("http://", "https://")):
        return 1
    ending = Path(name).suffix.lower()
    if name == "-" or ending in (*PACKED, ".json", ".warc"):
        return None
    if ending not in (".jsonl", ".ndjson"):
        return 1
    try:
        with Path(name).open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) or 1
    except OSError:
        return 1

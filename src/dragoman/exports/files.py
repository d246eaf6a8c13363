"""Files that are whole or not there, and file names that are safe on every system."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

PART = ".part"
"""Ending of a file that is being written."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # names that Windows keeps for devices
_LONGEST = 100  # characters of a name, well below the 255 bytes that file systems allow, endings included


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file that gets its name when it is whole; until then it is called PATH.part.

    Ended by Ctrl-C (KeyboardInterrupt) or by closing a generator (GeneratorExit) it is whole too, since records are
    written one at a time and each at once. On any other exception PATH.part stays, unless it is empty, for whoever
    wants to look at it.
    Raises OSError where the file cannot be written; its folder is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + PART)
    ended: BaseException | None = None
    try:
        with part.open("w", encoding="utf-8", newline="", errors="replace") as file:
            try:
                yield file
            except (KeyboardInterrupt, GeneratorExit) as error:
                ended = error
    except Exception:
        if part.exists() and part.stat().st_size == 0:
            part.unlink()
        raise
    part.replace(path)
    if ended is not None:
        raise ended


class FileNames:
    """Names for files from ids, which may hold anything: safe on Linux, macOS and Windows, never the same twice."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def name(self, id: str) -> str:
        """The id itself where it is a safe name, else what is safe of it and a hash; "-2", "-3" when it comes again."""
        plain = _UNSAFE.sub("_", id)
        if plain != id or len(id) > _LONGEST or id[:1] in (".", "-", "") or id.endswith(".") or _RESERVED.match(id):
            digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            plain = f"{plain.strip('._-')[: _LONGEST - 20] or 'article'}_{digest}"
        if _RESERVED.match(plain):
            plain = "_" + plain
        key = plain.casefold()  # "A" and "a" are one file on macOS and Windows
        self._taken[key] = count = self._taken.get(key, 0) + 1
        if count == 1:
            return plain
        return self.name(f"{plain}-{count}")

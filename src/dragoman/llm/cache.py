"""Answers on disk, by the content of what was asked."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def cache_folder() -> Path:
    """The folder for answers in the user's cache folder, as the system has it."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "dragoman" / "llm"


SWEEP_EVERY = 64
"""Answers that are put before it is looked again whether the folder has grown too large."""

KEPT = 0.8
"""What a sweep leaves of what the folder may hold."""


class Cache:
    """One file an answer, readable by the user alone, at most about `most` bytes together. No folder, no cache."""

    def __init__(self, folder: Path | None, most: int = 256 * 1024 * 1024) -> None:
        self.folder = folder
        self._most = most
        self._put = 0

    @staticmethod
    def folder_of(named: str) -> Path | None:
        """The folder that a setting names; None for ""."""
        return Path(named).expanduser() if named else None

    @staticmethod
    def key(*parts: object) -> str:
        """The name of what was asked: address, model, messages, form … never the key of the user."""
        raw = json.dumps(parts, ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(raw.encode()).hexdigest()

    def get(self, key: str) -> dict[str, Any] | None:
        """What was put, or None; a file that cannot be read counts as none."""
        if self.folder is None:
            return None
        path = self._path(key)
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return found if isinstance(found, dict) and isinstance(found.get("text"), str) else None

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keeps an answer, whole or not at all. A full disk or a folder that is not ours to write costs the cache."""
        if self.folder is None:
            return
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(value, file)
            Path(part).replace(path)
        if self._put % SWEEP_EVERY == 0:
            self._sweep()
        self._put += 1

    def _sweep(self) -> None:
        """Removes the answers that were not used for longest, if there is too much."""
        assert self.folder is not None  # noqa: S101 - for the type checker
        files = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
        held = sum(size for _, size, _ in files)
        if held <= self._most:
            return
        for _, size, path in sorted(files):
            with contextlib.suppress(OSError):
                path.unlink()
            held -= size
            if held <= self._most * KEPT:
                return

    def _path(self, key: str) -> Path:
        assert self.folder is not None  # noqa: S101 - for the type checker
        return self.folder / key[:2] / f"{key}.json"

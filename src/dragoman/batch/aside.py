"""Articles that were set aside: a file of them, which the next run reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dragoman.batch.worker import Unit


class Aside:
    """JSON lines `{"id", "source", "url", "reason", "coder"}`. What stands in it is not tried again by that version
    of the coder; who wants it tried takes its line out. Raises OSError, ValueError for a file that is none of ours."""

    def __init__(self, path: Path, made_by: Mapping[str, str]) -> None:
        self.path = path
        self._made_by = dict(made_by)
        self._known = {line["id"]: line for line in self._lines() if line["coder"] == self._made_by}

    def __contains__(self, unit: Unit) -> bool:
        return unit.id in self._known

    def reason(self, unit: Unit) -> str:
        """Why it was set aside. Raises KeyError."""
        return str(self._known[unit.id]["reason"])

    def put(self, unit: Unit, reason: str) -> None:
        """Adds a line, at once."""
        line = {"id": unit.id, "source": unit.source, "url": unit.url, "reason": reason, "coder": self._made_by}
        self._known[unit.id] = line
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self.path.exists():
            return
        for number, text in enumerate(self.path.read_text("utf-8").splitlines(), start=1):
            try:
                line = json.loads(text)
                yield {name: line[name] for name in ("id", "reason", "coder")}
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{self.path}, line {number}: not the line of an article set aside") from None

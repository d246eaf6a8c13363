"""Checks dictionaries: codes, dates, and names that mean two things on one day.

    python -m dragoman.actors.check [FILE]

Without a file the package's own dictionaries are checked, with one a user's own, in the form of data/organisations and
data/persons under the keys `organisations` and `persons`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.actors.build import DictionaryError, Named, everything, read_own
from dragoman.actors.dictionaries import Dictionary, Sense, plain

# Countries beside ISO 3166 that codes know (codebook, section 3).
OTHER_HEADS = frozenset({"XKX", "INT", "IGO"})
PLACES = frozenset({"country", "adjective", "people", "capital", "seat", "region", "city"})
EARLIEST, LATEST = "1900", "2035"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an entry: the file, the name and the reason."""

    file: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.name}: {self.reason}"


def check(path: Path | None = None) -> list[Problem]:
    """What is wrong with the package's dictionaries, or with a user's file."""
    entries: list[tuple[Path, Named]] = []
    try:
        entries.extend(everything() if path is None else ((path, named) for named in read_own(path)))
    except DictionaryError as error:
        return [Problem(error.file, error.entry, error.reason)]
    except Exception as error:
        return [Problem(path.name if path else "data", "-", f"cannot be read: {error}")]
    return [*_codes(entries), *_dates(entries), *_contradictions(entries)]


def countries() -> frozenset[str]:
    """The country codes that the package's list of countries holds."""
    return frozenset(code[:3] for code in Dictionary.load().country_names) | OTHER_HEADS


def _codes(entries: Iterable[tuple[Path, Named]]) -> Iterator[Problem]:
    known = countries()
    for path, (names, sense, _) in entries:
        for period in sense.periods:
            head = period.code.split(" ")[0]
            if period.code and head not in known:
                yield Problem(path.name, names[0], f"{head!r} is no country of ISO 3166")


def _dates(entries: Iterable[tuple[Path, Named]]) -> Iterator[Problem]:
    for path, (names, sense, _) in entries:
        for period in sense.periods:
            if period.since and not (EARLIEST <= period.since[:4] <= LATEST and _is_date(period.since)):
                yield Problem(path.name, names[0], f"{period.since!r} is no date")


def _is_date(text: str) -> bool:
    found = re.fullmatch(r"\d{4}(?:-(\d\d)(?:-(\d\d))?)?", text)
    return found is not None and 1 <= int(found[1] or 1) <= 12 and 1 <= int(found[2] or 1) <= 31


def _contradictions(entries: Iterable[tuple[Path, Named]]) -> Iterator[Problem]:
    """Names of two organisations or persons with different codes on one day. Places may share a name."""
    meanings: dict[str, list[tuple[str, Sense]]] = {}
    for path, (names, sense, _) in entries:
        for name in names:
            meanings.setdefault(plain(name), []).append((path.name, sense))
    for name, senses in meanings.items():
        named = [(file, s) for file, s in senses if s.kind not in PLACES]
        others = [(file, s) for file, s in senses if s.kind in PLACES]
        for i, (file, one) in enumerate(named):
            for _, two in [*named[i + 1 :], *others]:
                day = _clash(one, two)
                if day is not None:
                    yield Problem(file, name, f"{one.on(day).code} and {two.on(day).code} on {day}")


def _clash(one: Sense, two: Sense) -> str | None:
    """A day on which two meanings have different codes."""
    for day in sorted({p.since or EARLIEST for s in (one, two) for p in s.periods}):
        a, b = one.on(day).code, two.on(day).code
        if a and b and a != b:
            return day
    return None


def main() -> int:
    """Prints what is wrong; exit status 1 if anything is."""
    problems = check(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())

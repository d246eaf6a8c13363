"""The dictionaries of actors: what a name means, and the code it has on a day.

The YAML files under data/ are the source, written to be read and mended; `python -m dragoman.actors.build` compiles
them into data/compiled.json, which is what a program loads. A user's own file, in the form of the files under
data/organisations and data/persons, is laid over them with `Dictionary.load(extra=...)`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

import ahocorasick
import yaml

SenseKind = Literal["country", "adjective", "people", "capital", "seat", "region", "city", "organisation", "person"]

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _plain_table() -> dict[int, str]:
    """One character for one, so that offsets stay: marks and letters that writers of one name use differently."""
    table = dict(zip(map(ord, "’‘`´\u00a0‑–đłøıØŁĐ"), "'''' --dloiOLD", strict=True))
    for n in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFKD", chr(n))[0]
        if n not in table and base.isascii() and base != chr(n):
            table[n] = base
    return table


def plain(text: str) -> str:
    """The text with one kind of apostrophe and hyphen and no accents, character for character."""
    return text if text.isascii() else text.translate(_plain_table())


@dataclass(frozen=True, slots=True)
class Period:
    """A code from a day on (ISO 8601, "" = always); `title` is the office. An empty code ends the one before."""

    code: str
    since: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a name: a country, an organisation, a person …, with its codes through time."""

    kind: SenseKind
    name: str
    periods: tuple[Period, ...]
    sex: Literal["m", "f"] | None = None
    known: bool = False
    """Known by the bare family name ("Putin")."""
    local: bool = False
    """Meant only where the article names the country ("the Conservatives")."""

    def on(self, day: str | None) -> Period:
        """The code and office on a day; before the first, the first; without a day, the last."""
        current = self.periods[0]
        for period in self.periods[1:]:
            if day is not None and period.since > day:
                break
            current = period
        return current


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the dictionary in a text: characters [start, end) and what it may mean."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class Dictionary:
    """All names, and what they mean. Load once with `Dictionary.load`."""

    def __init__(self, names: Iterable[tuple[str, tuple[Sense, ...]]], surnames: dict[str, tuple[Sense, ...]]) -> None:
        self.names = dict(names)
        self.surnames = surnames
        self.country_names = {
            s.periods[0].code: s.name for senses in self.names.values() for s in senses if s.kind == "country"
        }
        self._automaton = ahocorasick.Automaton()
        for name, senses in self.names.items():
            self._automaton.add_word(name, (len(name), senses))
        if self.names:
            self._automaton.make_automaton()

    @classmethod
    def load(cls, extra: Path | None = None) -> Dictionary:
        """The package's dictionaries, with a user's own file over them."""
        raw = json.loads((files("dragoman.actors") / "data" / "compiled.json").read_text("utf-8"))
        senses = [
            Sense(kind, name, tuple(Period(*p) for p in periods), sex, bool(known), bool(local))
            for kind, name, periods, sex, known, local in raw["senses"]
        ]
        names = {name: tuple(senses[i] for i in ids) for name, ids in raw["names"].items()}
        surnames = {name: tuple(senses[i] for i in ids) for name, ids in raw["surnames"].items()}
        if extra is not None:
            from dragoman.actors.build import overlay

            overlay(extra, names, surnames)
        return cls(names.items(), surnames)

    def find(self, text: str) -> Iterator[Found]:
        """The names in a text, as whole words, in text order; of names that overlap the longest, of these the first."""
        if not self.names:
            return
        text = plain(text)
        size = len(text)
        hits: dict[int, tuple[int, tuple[Sense, ...]]] = {}
        for last, (length, senses) in self._automaton.iter(text):
            end = last + 1
            start = end - length
            if start and text[start - 1].isalnum() and text[start].isalnum():
                continue
            if end < size and text[end].isalnum() and text[last].isalnum():
                continue
            other = hits.get(start)
            if other is None or other[0] < end:
                hits[start] = (end, senses)
        held: Found | None = None
        for start in sorted(hits):
            found = Found(start, *hits[start])
            if held is not None and start >= held.end:
                yield held
                held = found
            elif held is None or found.end - start > held.end - held.start:
                held = found
        if held is not None:
            yield held

    def meaning(self, name: str) -> tuple[Sense, ...]:
        """What a name may mean; nothing where it is not known."""
        return self.names.get(plain(name), ())


@cache
def load_yaml(name: str) -> Any:
    """The content of a data file of this package."""
    return yaml.load((files("dragoman.actors") / "data" / name).read_text("utf-8"), Loader)  # noqa: S506 - a safe loader


def sense_kind(value: str) -> SenseKind:
    return cast(SenseKind, value)

"""The gazetteer: names of places, with country, GeoNames id and coordinates.

data/places.tsv is sorted by key and searched as it lies in memory, so that loading it costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

COUNTRY, REGION, TOWN, LANDMARK, SEA = "C", "R", "T", "L", "S"

_DROPPED = re.compile(r"[^a-z0-9]+")


class Entry(NamedTuple):
    """One place: kind, country (ISO 3166-1 alpha-3; "" for a sea or a continent), and where it lies, if known."""

    kind: str
    country: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0


def key_of(name: str) -> str:
    """A name as the gazetteer files it: no accents, no marks, no spaces, lower case, no leading "the"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.removeprefix("the ")
    return _DROPPED.sub("", plain)


class Gazetteer:
    """All places by name. Get it with `gazetteer()`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._found: dict[str, tuple[Entry, ...]] = {}

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The places of a name in different countries, the greatest first."""
        key = key_of(name)
        if key not in self._found:
            if len(self._found) > CACHED:
                self._found.clear()
            self._found[key] = tuple(sorted(self._search(key), key=lambda entry: -entry.population)) if key else ()
        return self._found[key]

    def _search(self, key: str) -> list[Entry]:
        wanted, content = key.encode() + b"\t", self._content
        low, high = 0, len(content)
        while low < high:  # `low` and `high` are always starts of lines
            middle = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.find(b"\n", middle) + 1
            if content[middle:end] < wanted:
                low = end
            else:
                high = middle
        found = []
        while content.startswith(wanted, low):
            end = content.find(b"\n", low)
            found.append(_entry(content[low:end].decode()))
            low = end + 1
        return found


CACHED = 20_000
"""So many names are remembered, found or not."""


def _entry(line: str) -> Entry:
    _, country, kind, geonameid, lat, lon, population = line.split("\t")
    return Entry(
        kind,
        country,
        int(geonameid) if geonameid else None,
        float(lat) if lat else None,
        float(lon) if lon else None,
        int(population),
    )


@cache
def gazetteer() -> Gazetteer:
    """The package's gazetteer, read once."""
    return Gazetteer((files("dragoman.events") / "data" / "places.tsv").read_bytes())


@cache
def _capitals() -> dict[str, str]:
    lines = (files("dragoman.events") / "data" / "capitals.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def capital(country: str) -> tuple[str, Entry] | None:
    """The capital of a country (ISO 3166-1 alpha-3): its name and where it lies; None where it is not known."""
    name = _capitals().get(country, "")
    entry = next((entry for entry in gazetteer().entries(name) if entry.country == country), None)
    return (name, entry) if entry else None

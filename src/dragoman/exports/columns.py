"""What the tables of the field have in common: rows by tabs, pairs of parties, names of countries, numbers from ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from dragoman.records import Event, Party

NONE = "None"
"""What POLECAT's files have where there is nothing."""

_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def tab_row(values: Iterable[Any], missing: str = NONE) -> str:
    """A line of values parted by tabs; what would break it becomes a space, None becomes `missing`."""
    return "\t".join(missing if value is None else _BREAKS.sub(" ", str(value)) for value in values) + "\n"


def pairs(event: Event) -> Iterator[tuple[Party | None, Party | None]]:
    """Every actor with every recipient; where all are actors (they met), each pair of them once, in their order."""
    if event.recipients:
        for actor in event.actors or (None,):
            for recipient in event.recipients:
                yield actor, recipient
    elif len(event.actors) > 1:
        for place, actor in enumerate(event.actors):
            for other in event.actors[place + 1 :]:
                yield actor, other
    else:
        for actor in event.actors:
            yield actor, None


def number(id: str) -> int:
    """A whole number below 2**53 from an id that ends in hexadecimal digits; the same each time."""
    import hashlib

    return int(hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:13], 16)


@cache
def country_name(code: str | None) -> str | None:
    """The English name of a country by its ISO 3166-1 alpha-3 code; the code itself where it has none."""
    if not code:
        return None
    if code == "XKX":
        return "Kosovo"
    import pycountry

    found = pycountry.countries.get(alpha_3=code)
    return str(getattr(found, "common_name", found.name)) if found else code


@cache
def country_number(code: str | None) -> str | None:
    """The numeric ISO 3166-1 code of a country, None where it has none."""
    import pycountry

    found = pycountry.countries.get(alpha_3=code) if code else None
    return str(found.numeric) if found else None


def day(value: str | None) -> str | None:
    """A date only where it is precise to the day."""
    return value if value and len(value) == 10 else None

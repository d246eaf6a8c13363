"""Which tellings are of the same act: one event per article however often it is told (codebook, section 2)."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.events.gazetteer import COUNTRY, gazetteer
from dragoman.events.tellings import Telling
from dragoman.records import Place


def joined(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Tellings of one act together: the same type and parties, and nothing that contradicts (section 2)."""
    groups: list[list[Telling]] = []
    by_key: dict[tuple[object, ...], list[list[Telling]]] = {}
    for telling in tellings:
        reading = telling.reading
        key = (
            reading.type,
            frozenset(s.code for s in reading.actors),
            frozenset(s.code for s in reading.recipients),
            reading.status in ("negated", "historical") and reading.status,
        )
        same = by_key.setdefault(key, [])
        group = next((g for g in same if not any(contradict(telling, other) for other in g)), None)
        if group is None:
            group = []
            same.append(group)
            groups.append(group)
        group.append(telling)
    return groups


def contradict(one: Telling, other: Telling) -> bool:
    """Whether two tellings give different dates, places or modes, and so tell of two acts."""
    if one.date and other.date:
        first, second = one.date.value, other.date.value
        if not first.startswith(second) and not second.startswith(first):
            return True
    if one.place and other.place and not compatible(one.place, other.place):
        return True
    modes = {one.reading.mode, other.reading.mode} - {None}
    return len(modes) > 1


def compatible(one: Place, other: Place) -> bool:
    """Whether two places may be one, told more or less closely: "Mali" and "Gao", "Gao" and "Gao region"."""
    if one.country != other.country:
        return False
    first, second = one.name.lower(), other.name.lower()
    return first in second or second in first or is_country(one) or is_country(other)


def is_country(place: Place) -> bool:
    """Whether a place is a whole country."""
    entries = gazetteer().entries(place.name)
    return bool(entries) and entries[0].kind == COUNTRY

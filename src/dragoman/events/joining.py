"""Which tellings are of the same act: one event per article however often it is told (codebook, section 2)."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.events.gazetteer import COUNTRY, gazetteer
from dragoman.events.reading import Reading
from dragoman.events.tellings import Telling
from dragoman.records import Place

PLANNED = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID"))
"""Types that, still to come, are promises (rule 9), and so no tellings of what was done."""

LIKELY = 0.3
"""What is implied with less confidence is no telling of anything."""


def joined(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Tellings of one act together: the same type and parties, and nothing that contradicts (section 2).

    What a speaker's words imply is one act with all that is told of it, if anything is (rule 3).
    """
    groups: list[list[Telling]] = []
    by_key: dict[tuple[object, ...], list[list[Telling]]] = {}
    for telling in tellings:
        reading = telling.reading
        if reading.implied:
            continue
        apart = reading.status in ("negated", "historical") or (reading.status == "future" and reading.type in PLANNED)
        status = apart and reading.status
        same = by_key.setdefault((*_act(reading), status), [])
        group = next((g for g in same if not any(contradict(telling, other) for other in g)), None)
        if group is None:
            group = []
            same.append(group)
            groups.append(group)
        group.append(telling)
    performed = {_act(g[0].reading): g for g in reversed(groups) if g[0].reading.status != "negated"}
    for telling in (t for t in tellings if t.reading.implied and t.confidence >= LIKELY):
        key = _act(telling.reading)
        if key not in performed:
            groups.append([])
            performed[key] = groups[-1]
        performed[key].append(telling)
    return groups


def plainest(group: Sequence[Telling]) -> Telling:
    """The likeliest telling, of those whose words say that the act was done if any do (section 2, rule 3)."""

    def plain(telling: Telling) -> tuple[bool, float]:
        reading = telling.reading
        return not reading.implied and reading.status == "actual", telling.confidence

    return max(group, key=plain)


def is_told(group: Sequence[Telling], threshold: float, implied: float) -> bool:
    """Whether the likeliest telling is as likely as it must be: `implied` where no word names the act."""
    return max(telling.confidence for telling in group) >= (implied if is_implied(group) else threshold)


def is_implied(group: Sequence[Telling]) -> bool:
    """Whether no word of any telling names the act."""
    return all(telling.reading.implied for telling in group)


def _act(reading: Reading) -> tuple[object, ...]:
    """The type and the parties of an act."""
    sides = (frozenset(s.code for s in side) for side in (reading.actors, reading.recipients))
    return (reading.type, *sides)


def contradict(one: Telling, other: Telling) -> bool:
    """Whether two tellings give different dates, places or modes, and so tell of two acts.

    One sentence may give one act two places ("in Gaza strikes killed ten people, most of them in Beit Lahiya").
    """
    if one.date and other.date:
        first, second = one.date.value, other.date.value
        if not first.startswith(second) and not second.startswith(first):
            return True
    apart = one.sentence.start != other.sentence.start
    if apart and one.place and other.place and not compatible(one.place, other.place):
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

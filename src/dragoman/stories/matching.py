"""Which event of one article is which event of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.records import Event
from dragoman.stories.features import rarity, words_of

LEAST = 0.25
"""How alike the sentences of two events must be (shared words by weight), where they name no common place."""

_DAYS = 1  # dates of one event may differ by so many days: time zones, and when a report was written


@dataclass(frozen=True, slots=True)
class Telling:
    """What events are compared by."""

    id: str
    type: str
    actors: frozenset[str]
    recipients: frozenset[str]
    when: tuple[date, date] | None
    place: str | None
    words: frozenset[str]

    @classmethod
    def of(cls, event: Event) -> Telling:
        """From an event as it was coded. Parties are countries; an organisation of states stands for itself."""
        return cls(
            id=event.id,
            type=event.type,
            actors=frozenset(party.country or party.code for party in event.actors),
            recipients=frozenset(party.country or party.code for party in event.recipients),
            when=_span_of(event.date.value) if event.date else None,
            place=event.place.name.casefold() if event.place else None,
            words=frozenset(word for word in words_of(event.sentence.text) if len(word) > 2),
        )


def matches(one: Sequence[Telling], other: Sequence[Telling]) -> Iterator[tuple[str, str, float]]:
    """Pairs of events of two articles that are the same, each at most once, the surest first: ids and likeness.

    The same: of one type, with parties that do not contradict each other, at days that do not, and told in words that
    are alike or at one place. Status, place, more parties and the exact day may differ: that is where reports disagree.
    """
    found = [(likeness, a.id, b.id) for a in one for b in other if (likeness := alike(a, b)) > 0]
    taken: set[str] = set()
    for likeness, a, b in sorted(found, key=lambda item: (-item[0], min(item[1:]), max(item[1:]))):
        if a not in taken and b not in taken:
            taken |= {a, b}
            yield a, b, likeness


def alike(a: Telling, b: Telling) -> float:
    """How surely two tellings are of one event, 0 where they cannot be. The same whichever is named first."""
    if a.type != b.type or not _parties_agree(a, b) or not _days_agree(a, b):
        return 0.0
    shared = sum(rarity(word) for word in a.words & b.words)
    whole = min(sum(rarity(word) for word in words) for words in (a.words, b.words)) or 1.0
    likeness = shared / whole
    same_place = a.place is not None and a.place == b.place
    if likeness < LEAST and not same_place:
        return 0.0
    return round(likeness + 0.3 * same_place + 0.2 * (a.when is not None and a.when == b.when), 4)


def _parties_agree(a: Telling, b: Telling) -> bool:
    if not a.recipients and not b.recipients and min(len(a.actors), len(b.actors)) > 1:
        return len(a.actors & b.actors) > 1  # they met: two of those who did
    if not a.actors & b.actors:
        # Who hosts and who visits is told either way round.
        return len((a.actors | a.recipients) & (b.actors | b.recipients)) > 1 and a.type == "CONSULT"
    return not a.recipients or not b.recipients or bool(a.recipients & b.recipients)


def _days_agree(a: Telling, b: Telling) -> bool:
    if a.when is None or b.when is None:
        return True
    slack = timedelta(days=_DAYS)
    return a.when[0] - slack <= b.when[1] and b.when[0] - slack <= a.when[1]


def _span_of(value: str) -> tuple[date, date] | None:
    """The first and last day of a date as precise as it is."""
    parts = [int(part) for part in value.split("-") if part.isdecimal()]
    try:
        if len(parts) == 3:
            day = date(*parts)
            return day, day
        if len(parts) == 2:
            after = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
            return date(parts[0], parts[1], 1), after - timedelta(days=1)
        return (date(parts[0], 1, 1), date(parts[0], 12, 31)) if parts else None
    except ValueError:
        return None

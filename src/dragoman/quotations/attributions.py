"""Attributions in the wide sense, by the encoder: what a source says, and what it is told to think, want or feel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from dragoman.language import Parsed, heads
from dragoman.language.heads import Offsets
from dragoman.records import Attribution, Quotation, Span, record_id

SAME = 0.5
"""An attribution is the quotation whose content it shares so much of (F1 of characters)."""


def find_attributions(
    parsed: Parsed, said: Sequence[heads.Attribution], quotations: Sequence[Quotation]
) -> tuple[Attribution, ...]:
    """What the encoder says of an article as records; each says which of the quotations it is, if it is one."""
    places = [(q.id, _places((s.start, s.end) for s in q.content)) for q in quotations if q.content]
    alike = Alike([own for _, own in places])
    found = []
    for one in said:
        content = _spans(parsed, one.content)
        best, shared = alike.best(_places(one.content))
        found.append(
            Attribution(
                id=record_id(parsed.article.id, "attribution", *(f"{s.start}-{s.end}" for s in content), one.anchor),
                source=_spans(parsed, one.source),
                cue=_spans(parsed, one.cue),
                content=content,
                quotation=places[best][0] if shared >= SAME else None,
                confidence=round(one.confidence, 3),
            )
        )
    return tuple(found)


class Alike:
    """Sets of places (characters or words), to be asked for the one that another set shares most with."""

    def __init__(self, sets: Sequence[set[int]]) -> None:
        self._sets = sets
        self._holding: dict[int, list[int]] = defaultdict(list)
        for number, places in enumerate(sets):
            for place in places:
                self._holding[place].append(number)

    def best(self, places: set[int]) -> tuple[int, float]:
        """The number of the set, and the F1 of the two; 0 and 0.0 where none shares a place."""
        shared = Counter(number for place in places for number in self._holding.get(place, ()))
        scored = [(2 * n / (len(places) + len(self._sets[number])), -number) for number, n in shared.items()]
        score, number = max(scored, default=(0.0, 0))
        return -number, score


def _places(spans: Iterable[Offsets]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _spans(parsed: Parsed, offsets: Iterable[Offsets]) -> tuple[Span, ...]:
    return tuple(parsed.span(start, end) for start, end in offsets)

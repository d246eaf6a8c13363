"""Attributions in the wide sense, by the encoder: what a source says, and what it is told to think, want or feel."""

from __future__ import annotations

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
    places = {q.id: _places((s.start, s.end) for s in q.content) for q in quotations}
    found = []
    for one in said:
        content = _spans(parsed, one.content)
        own = _places((s.start, s.end) for s in content)
        shared = {id: agreement(own, other) for id, other in places.items()}
        best = max(shared, key=lambda id: shared[id], default=None)
        found.append(
            Attribution(
                id=record_id(parsed.article.id, "attribution", *(f"{s.start}-{s.end}" for s in content), one.anchor),
                source=_spans(parsed, one.source),
                cue=_spans(parsed, one.cue),
                content=content,
                quotation=best if best is not None and shared[best] >= SAME else None,
                confidence=round(one.confidence, 3),
            )
        )
    return tuple(found)


def agreement(one: set[int], other: set[int]) -> float:
    """F1 of two sets of places; 0 where both are empty."""
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def _places(spans: Iterable[Offsets]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _spans(parsed: Parsed, offsets: Iterable[Offsets]) -> tuple[Span, ...]:
    return tuple(parsed.span(start, end) for start, end in offsets)

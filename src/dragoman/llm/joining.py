"""The records of several windows as those of one article: what two windows tell is one record."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.llm.matching import ALIKE, codes, common, lead_of, overlap
from dragoman.llm.proposals import AnyRecord
from dragoman.records import Agreement, Allegation, Event, Quotation


def joined(parts: Sequence[Sequence[AnyRecord]]) -> list[AnyRecord]:
    """The records of all windows in the order of the text, each thing once."""
    kept: list[AnyRecord] = []
    for part in parts:
        before = len(kept)
        for record in part:
            place = next((i for i, other in enumerate(kept) if _same(other, record, apart=i < before)), None)
            if place is None:
                kept.append(record)
            else:
                kept[place] = _both(kept[place], record)
    return sorted(kept, key=lambda record: lead_of(record).start)


def _same(a: AnyRecord, b: AnyRecord, *, apart: bool) -> bool:
    """Whether two records are one. `apart`: they come from different windows, whose coder could not know of both."""
    if a.id == b.id:
        return True
    if isinstance(a, Event) and isinstance(b, Event):
        parties = set(codes(a.actors)) == set(codes(b.actors)) and set(codes(a.recipients)) == set(codes(b.recipients))
        if a.type != b.type or a.status != b.status or not parties:
            return False
        dated = a.date is not None and b.date is not None and a.date.value == b.date.value
        return overlap(a.trigger, b.trigger) or (apart and dated and (a.mode or b.mode) in (None, a.mode, b.mode))
    if isinstance(a, Quotation) and isinstance(b, Quotation):
        return common(a.content, b.content) >= ALIKE
    if isinstance(a, Allegation) and isinstance(b, Allegation):
        return overlap(a.instrument, b.instrument) and (a.accuser, a.accused) == (b.accuser, b.accused)
    if isinstance(a, Agreement) and isinstance(b, Agreement):
        alike = a.kind == b.kind and set(a.parties) == set(b.parties)
        return overlap(a.name, b.name) or (apart and alike and a.name.text.lower() == b.name.text.lower())
    return False


def _both(a: AnyRecord, b: AnyRecord) -> AnyRecord:
    """One record for two: the first, with what only the second knows."""
    if isinstance(a, Event) and isinstance(b, Event):
        again = () if overlap(a.trigger, b.trigger) else (b.trigger,)
        return a.model_copy(update={"mentions": (*a.mentions, *again), **missing(a, b)})
    if isinstance(a, Quotation) and isinstance(b, Quotation):
        longer, other = (a, b) if _length(a) >= _length(b) else (b, a)
        return longer.model_copy(update=missing(longer, other))
    if isinstance(a, Agreement) and isinstance(b, Agreement):
        provisions = [s for s in b.provisions if not any(overlap(s, o) for o in a.provisions)]
        return a.model_copy(update={"provisions": (*a.provisions, *provisions), **missing(a, b)})
    return a


def _length(quotation: Quotation) -> int:
    return sum(span.end - span.start for span in quotation.content)


OPTIONAL = {
    Event: ("mode", "date", "place"),
    Quotation: ("cue", "speaker", "speaker_entity", "speaker_code", "addressee", "channel", "via"),
    Allegation: (),
    Agreement: ("date",),
}
"""Details that a record takes from another of the same thing where it has none."""


def missing(record: AnyRecord, other: AnyRecord) -> dict[str, object]:
    """The details that `record` lacks and `other` has."""
    if isinstance(record, Event) and isinstance(other, Event) and record.type != other.type:
        names: tuple[str, ...] = ("date", "place")
    else:
        names = OPTIONAL[type(record)]
    found = {name: getattr(other, name) for name in names if getattr(record, name) is None}
    return {name: value for name, value in found.items() if value is not None}

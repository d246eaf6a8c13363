"""Which records of two coders tell of the same thing, and where they disagree about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.exports.words import shortened
from dragoman.llm.evidence import head_of
from dragoman.llm.proposals import AnyRecord
from dragoman.records import Agreement, Allegation, Event, Party, Quotation, Span

SAME_WORDS = 0.5
"""Share of the characters that two contents have in common from which on they are one quotation."""

ALIKE = 0.8
"""Share from which on their borders are no matter of dispute."""

SHOWN = 120
"""Characters of words in dispute that are told."""


def lead_of(record: AnyRecord) -> Span:
    """The words by which a record has its place in the text."""
    if isinstance(record, Event):
        return record.trigger
    if isinstance(record, Quotation):
        return record.content[0]
    return record.instrument if isinstance(record, Allegation) else record.name


def pairs(ours: Sequence[AnyRecord], theirs: Sequence[AnyRecord]) -> list[tuple[int, int]]:
    """Records of one kind that tell of the same thing, the likest first; each is in one pair at most."""
    likest = sorted(
        ((value, -i, -j) for i, a in enumerate(ours) for j, b in enumerate(theirs) if (value := likeness(a, b)) > 0),
        reverse=True,
    )
    taken_ours: set[int] = set()
    taken_theirs: set[int] = set()
    found = []
    for _, i, j in likest:
        if i not in taken_ours and j not in taken_theirs:
            taken_ours.add(i)
            taken_theirs.add(j)
            found.append((-i, -j))
    return found


def likeness(a: AnyRecord, b: AnyRecord) -> float:
    """How much speaks for two records telling of the same thing; 0 for two that do not."""
    if isinstance(a, Event) and isinstance(b, Event):
        return _event_likeness(a, b)
    if isinstance(a, Quotation) and isinstance(b, Quotation):
        share = common(a.content, b.content)
        return share if share >= SAME_WORDS else 0.0
    if isinstance(a, Allegation) and isinstance(b, Allegation):
        sides = (head_of(a.accuser) == head_of(b.accuser)) + (head_of(a.accused) == head_of(b.accused))
        return 1.0 + sides if overlap(a.instrument, b.instrument) else 0.0
    if isinstance(a, Agreement) and isinstance(b, Agreement):
        same = overlap(a.name, b.name)
        alike = _heads(a.parties) == _heads(b.parties) and a.kind == b.kind
        return 2.0 * same + alike
    return 0.0


def _event_likeness(a: Event, b: Event) -> float:
    """The same trigger; or the same type and parties, and nothing against it; or the same sentence, and one of them."""
    trigger = any(overlap(x, y) for x in (a.trigger, *a.mentions) for y in (b.trigger, *b.mentions))
    sentence = overlap(a.sentence, b.sentence)
    kind = a.type == b.type
    who = _who(a) == _who(b)
    elsewhere = kind and who and _may_be_one(a, b)
    if not (trigger or elsewhere or (sentence and (kind or who))):
        return 0.0
    near = 1 / (2 + abs(a.trigger.start - b.trigger.start))
    return 3.0 * trigger + sentence + 2.0 * kind + 2.0 * who + near


def _may_be_one(a: Event, b: Event) -> bool:
    """Whether mode, status, date and place of two events do not contradict each other."""
    return (
        a.status == b.status
        and (a.mode is None or b.mode is None or a.mode == b.mode)
        and (a.date is None or b.date is None or _compatible(a.date.value, b.date.value))
        and (a.place is None or b.place is None or a.place.country == b.place.country)
    )


def disputed(ours: AnyRecord, theirs: AnyRecord) -> dict[str, str]:
    """The fields in which two records of one thing differ, with their values of them.

    Details that one of the two leaves out (mode, date, place, speaker) are no dispute.
    """
    if isinstance(ours, Event) and isinstance(theirs, Event):
        return _event_dispute(ours, theirs)
    if isinstance(ours, Quotation) and isinstance(theirs, Quotation):
        differs = _unlike(ours, theirs, ("kind",)) | _unlike(ours, theirs, ("speaker_code",), optional=True)
        if common(ours.content, theirs.content) < ALIKE:
            differs["content"] = shortened(" […] ".join(span.text for span in theirs.content), SHOWN)
        return differs
    if isinstance(ours, Allegation) and isinstance(theirs, Allegation):
        return _unlike(ours, theirs, ("accuser", "accused"))
    differs = _unlike(ours, theirs, ("kind", "stage")) | _unlike(ours, theirs, ("date",), optional=True)
    if isinstance(ours, Agreement) and isinstance(theirs, Agreement) and set(ours.parties) != set(theirs.parties):
        differs["parties"] = ", ".join(theirs.parties) or "none"
    return differs


def _event_dispute(ours: Event, theirs: Event) -> dict[str, str]:
    differs = _unlike(ours, theirs, ("type", "status"))
    if ours.type == theirs.type:
        differs |= _unlike(ours, theirs, ("mode",), optional=True)
    for side in ("actors", "recipients"):
        if set(codes(getattr(ours, side))) != set(codes(getattr(theirs, side))):
            differs[side] = ", ".join(codes(getattr(theirs, side))) or "none"
    if ours.date and theirs.date and not _compatible(ours.date.value, theirs.date.value):
        differs["date"] = theirs.date.value
    if ours.place and theirs.place and ours.place.country != theirs.place.country:
        differs["place"] = f"{theirs.place.name}, {theirs.place.country}"
    return differs


def _unlike(ours: AnyRecord, theirs: AnyRecord, names: Iterable[str], *, optional: bool = False) -> dict[str, str]:
    found = {}
    for name in names:
        a, b = getattr(ours, name), getattr(theirs, name)
        if a != b and not (optional and (a is None or b is None)):
            found[name] = "none" if b is None else str(b)
    return found


def _compatible(a: str, b: str) -> bool:
    """2024-06 and 2024-06-19 do not contradict each other."""
    return a.startswith(b) or b.startswith(a)


def codes(parties: Sequence[Party]) -> tuple[str, ...]:
    """The codes of parties."""
    return tuple(party.code for party in parties)


def _heads(codes: Sequence[str]) -> frozenset[str]:
    return frozenset(head_of(code) for code in codes)


def _who(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    return _heads(codes(event.actors)), _heads(codes(event.recipients))


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a.start < b.end and b.start < a.end


def common(a: Sequence[Span], b: Sequence[Span]) -> float:
    """The share of the characters of two contents that both have."""
    both = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return both / (sum(s.end - s.start for s in a) + sum(s.end - s.start for s in b) - both)

"""Our records before the model: it confirms, corrects or rejects each of them: mode `review`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman.llm.evidence import NO_CORRECTION, NO_RECORD, OTHER_THING, UnprovenError, View
from dragoman.llm.failures import short
from dragoman.llm.forms import Form, Judgement
from dragoman.llm.matching import disputed, lead_of, likeness, overlap
from dragoman.llm.merging import KINDS, agreed, in_order, with_opinion
from dragoman.llm.proposals import AnyRecord, record_of
from dragoman.llm.windows import Shown, Window
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Party, Quotation, Span, spans_in

Named = dict[str, AnyRecord]
"""Our records by the names under which they are shown."""

_LETTERS = {"events": "e", "quotations": "q", "allegations": "l", "agreements": "g"}


def named(own: CodedArticle) -> Named:
    """All records of an article by name, each kind with its letter and in the order of the text: e1, e2, q1, l1, g1."""
    return {
        f"{letter}{number}": record
        for kind, letter in _LETTERS.items()
        for number, record in enumerate(getattr(own, kind), 1)
    }


def shown_in(window: Window, records: Named, withheld: Sequence[Span]) -> list[dict[str, Any]]:
    """The records that are told first in a window, as they are shown to the model; none that holds withheld words."""
    found = []
    for name, record in records.items():
        if any(overlap(span, hidden) for hidden in withheld for span in spans_in(record)):
            continue
        lead = lead_of(record)
        told = next((s for s in window.fresh if s.span.start <= lead.start < s.span.end), None)
        if told is not None:
            found.append({"record": name, "sentence": told.number, **_shown(record, told)})
    return found


def _shown(record: AnyRecord, told: Shown) -> dict[str, Any]:
    """A record in the form in which a correction is asked for."""
    if isinstance(record, Event):
        return {
            **record.model_dump(include={"type", "mode", "status", "reported_by"}),
            "actors": _parties(record.actors),
            "recipients": _parties(record.recipients),
            "trigger": record.trigger.text,
            "date": record.date.value if record.date else None,
            "date_words": _text(record.date.span) if record.date else None,
            "place": record.place.name if record.place else None,
            "place_country": record.place.country if record.place else None,
        }
    if isinstance(record, Quotation):
        return {
            **record.model_dump(
                include={"kind", "speaker_entity", "speaker_code", "addressee", "channel", "via"},
            ),
            "content": [span.text for span in record.content],
            "cue": _text(record.cue),
            "speaker": _text(record.speaker),
        }
    if isinstance(record, Allegation):
        said = {"instrument": record.instrument.text, "words": record.span.text}
        return {**record.model_dump(include={"accuser", "accused"}), **said}
    said_of = {"name": record.name.text, "provisions": [span.text for span in record.provisions]}
    return {**record.model_dump(include={"kind", "stage", "date"}), "parties": list(record.parties), **said_of}


def _parties(parties: Sequence[Party]) -> list[dict[str, str | None]]:
    return [{"code": party.code, "mention": _text(party.mention)} for party in parties]


def _text(span: Span | None) -> str | None:
    return span.text if span else None


@dataclass(slots=True)
class Verdicts:
    """What was said of our records so far; a record that nothing valid was said of stays as it is (`open`)."""

    by: str
    trust: float
    records: Named
    kept: Named = field(default_factory=dict)
    rejected: Named = field(default_factory=dict)

    def take(self, view: View, judgement: Judgement, asked: Sequence[str]) -> None:
        """Takes a judgement of one of the records that were `asked` about, the first for each. Raises UnprovenError."""
        name = judgement.record.strip()
        if name not in asked or name in self.kept or name in self.rejected:
            raise UnprovenError(NO_RECORD)
        ours = self.records[name]
        reason = short(judgement.reason) if judgement.reason else None
        if judgement.verdict == "reject":
            self.rejected[name] = with_opinion(ours, self.by, "rejected", reason=reason)
        elif judgement.verdict == "confirm":
            sure = ours.model_copy(update={"confidence": agreed(ours.confidence, self.trust)})
            self.kept[name] = with_opinion(sure, self.by, "confirmed")
        else:
            said = _correction(judgement, ours)
            if said is None:
                raise UnprovenError(NO_CORRECTION)
            theirs = record_of(view, said, self.by, self.trust)
            if likeness(ours, theirs) == 0:
                raise UnprovenError(OTHER_THING)
            self.kept[name] = with_opinion(theirs, self.by, "corrected", disputed(theirs, ours), reason)

    def article(self, own: CodedArticle) -> CodedArticle:
        """The article with its records as they are after the review."""
        stand = [
            self.kept.get(name) or with_opinion(record, self.by, "open")
            for name, record in self.records.items()
            if name not in self.rejected
        ]
        made: dict[str, Any] = {
            kind: in_order([record for record in stand if isinstance(record, of)]) for kind, of in KINDS.items()
        }
        return own.model_copy(update={**made, "rejected": in_order(list(self.rejected.values()))})


def _correction(judgement: Judgement, ours: AnyRecord) -> Form | None:
    """The record that a judgement gives instead of ours, of the same kind."""
    if isinstance(ours, Event):
        return judgement.event
    if isinstance(ours, Quotation):
        return judgement.quotation
    if isinstance(ours, Allegation):
        return judgement.allegation
    return judgement.agreement if isinstance(ours, Agreement) else None

"""Two coders' records of one article as one set: modes `replace` and `merge`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dragoman.llm.joining import missing
from dragoman.llm.matching import disputed, lead_of, overlap, pairs
from dragoman.llm.proposals import AnyRecord
from dragoman.plover.ontology import event_types
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Quotation, SecondOpinion, Span, Verdict

KINDS: dict[str, type[AnyRecord]] = {
    "quotations": Quotation,
    "events": Event,
    "allegations": Allegation,
    "agreements": Agreement,
}
"""The kinds of records, by their field in an article."""


def replaced(own: CodedArticle, said: Sequence[AnyRecord], heard: Callable[[Span], bool], by: str) -> CodedArticle:
    """The model's records. Where it did not answer (`heard` says where it did), ours stand, with the verdict `open`."""
    made: dict[str, tuple[AnyRecord, ...]] = {}
    for field, kind in KINDS.items():
        theirs = [with_opinion(record, by, "added") for record in said if isinstance(record, kind)]
        left = [
            with_opinion(record, by, "open")
            for record in getattr(own, field)
            if not heard(lead_of(record)) and not any(overlap(lead_of(record), lead_of(other)) for other in theirs)
        ]
        made[field] = in_order([*theirs, *left])
    return own.model_copy(update=made)


def merged(
    own: CodedArticle, said: Sequence[AnyRecord], heard: Callable[[Span], bool], by: str, trust: float
) -> CodedArticle:
    """Ours and the model's records, each thing once. Where they differ the surer stands, saying what the other has."""
    made: dict[str, tuple[AnyRecord, ...]] = {}
    for field, kind in KINDS.items():
        ours: list[AnyRecord] = list(getattr(own, field))
        theirs = [record for record in said if isinstance(record, kind)]
        matched = dict(pairs(ours, theirs))
        found = [
            _together(record, theirs[matched[i]], by, trust) if i in matched else _alone(record, heard, by, trust)
            for i, record in enumerate(ours)
        ]
        taken = set(matched.values())
        found += [with_opinion(record, by, "added") for j, record in enumerate(theirs) if j not in taken]
        made[field] = in_order(found)
    return own.model_copy(update=made)


def _together(ours: AnyRecord, theirs: AnyRecord, by: str, trust: float) -> AnyRecord:
    """One record for two of the same thing: where they differ, that of the coder who is surer."""
    differs = disputed(ours, theirs)
    if differs and trust > ours.confidence:
        changed = missing(theirs, ours) | {"confidence": doubted(trust, ours.confidence)}
        return with_opinion(_scored(theirs.model_copy(update=changed)), by, "overruled", disputed(theirs, ours))
    confidence = doubted(ours.confidence, trust) if differs else agreed(ours.confidence, trust)
    changed = missing(ours, theirs) | {"confidence": confidence}
    return with_opinion(_scored(ours.model_copy(update=changed)), by, "disputed" if differs else "agreed", differs)


def _scored(record: AnyRecord) -> AnyRecord:
    """An event whose mode came from the other coder has the score of that mode."""
    if isinstance(record, Event):
        return record.model_copy(update={"score": event_types()[record.type].score_of(record.mode)})
    return record


def _alone(record: AnyRecord, heard: Callable[[Span], bool], by: str, trust: float) -> AnyRecord:
    if not heard(lead_of(record)):
        return with_opinion(record, by, "open")
    doubt = record.model_copy(update={"confidence": doubted(record.confidence, trust)})
    return with_opinion(doubt, by, "missed")


def agreed(confidence: float, trust: float) -> float:
    """How sure a record is that both coders have, as if they erred independently: never less than either."""
    return round(1 - (1 - confidence) * (1 - trust), 3)


def doubted(confidence: float, trust: float) -> float:
    """How sure a record is that the other coder does not bear out: less, the more the other is to be trusted."""
    return round(confidence * (1 - trust / 2), 3)


def with_opinion(
    record: AnyRecord, by: str, verdict: Verdict, differs: dict[str, str] | None = None, reason: str | None = None
) -> AnyRecord:
    """The record with what a model says of it."""
    opinion = SecondOpinion(by=by, verdict=verdict, differs=differs or {}, reason=reason)
    return record.model_copy(update={"second_opinion": opinion})


def in_order(records: Sequence[AnyRecord]) -> tuple[AnyRecord, ...]:
    """Records in the order of the text."""
    return tuple(sorted(records, key=lambda record: lead_of(record).start))

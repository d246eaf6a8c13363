"""What is to be marked where in the text, and the text cut so that marks that overlap can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from dragoman.records import CodedArticle, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text and what it is: `look` names how it is shown, `record` the record that it belongs to.

    `leads` says that it leads to its record when it is clicked on; `title` is said when the mouse rests on it.
    """

    start: int
    end: int
    look: str
    record: str | None = None
    title: str = ""
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text over which no mark begins or ends. `opens` are the records that begin here."""

    text: str
    marks: tuple[Mark, ...]
    opens: tuple[str, ...]


def marks_of(article: CodedArticle) -> Iterator[Mark]:
    """All marks of an article. Records are named by kind and number, in the order of the article: e1, q1, l1, g1."""
    for span in article.noise:
        yield Mark(span.start, span.end, "noise", title="no part of the report")
    if article.dateline:
        yield _mark(article.dateline.span, "dateline", None, "dateline")
    for number, quotation in enumerate(article.quotations, 1):
        name = f"q{number}"
        said_by = quotation.speaker_entity or "a source that is not named"
        for span in quotation.content:
            yield _mark(span, "quotation", name, f"{quotation.kind} quotation: {said_by}", leads=True)
        yield from _marks((quotation.cue,), "cue", name, "cue", leads=True)
        yield from _marks((quotation.speaker,), "speaker", name, f"speaker: {said_by}")
    for number, event in enumerate(article.events, 1):
        name, act = f"e{number}", f"{event.type} {event.mode or ''}".strip()
        yield _mark(event.sentence, f"sentence-{name}", None, "")
        yield _mark(event.trigger, f"trigger quad{event.quad}", name, f"{act}, {event.status}", leads=True)
        yield from _marks(event.mentions, f"again quad{event.quad}", name, f"{act}, told again", leads=True)
        for side, parties in (("actor", event.actors), ("recipient", event.recipients)):
            for party in parties:
                yield from _marks((party.mention,), "party", name, f"{side} of {act}: {party.code}")
        yield from _marks((event.date.span if event.date else None,), "when", name, f"when: {act}")
        yield from _marks((event.place.span if event.place else None,), "where", name, f"where: {act}")
    for number, allegation in enumerate(article.allegations, 1):
        name, who = f"l{number}", f"{allegation.accuser} accuses {allegation.accused}"
        yield _mark(allegation.span, "allegation", name, who, leads=True)
        yield _mark(allegation.instrument, "instrument", name, f"rule of law: {who}", leads=True)
    for number, agreement in enumerate(article.agreements, 1):
        name = f"g{number}"
        yield _mark(agreement.name, "agreement", name, f"{agreement.kind}, {agreement.stage}", leads=True)
        yield from _marks(agreement.provisions, "provision", name, f"provision of {agreement.name.text}")


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """The text in order, cut wherever a mark begins or ends; the marks of a segment, longest first."""
    marks = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    begin: dict[int, list[Mark]] = {}
    end: dict[int, list[Mark]] = {}
    for mark in marks:
        begin.setdefault(mark.start, []).append(mark)
        end.setdefault(mark.end, []).append(mark)
    cuts = sorted({0, len(text), *begin, *end})
    active: list[Mark] = []
    seen: set[str] = set()
    found = []
    for left, right in pairwise(cuts):
        over = end.get(left, ())
        active = [mark for mark in active if mark not in over] + begin.get(left, [])
        active.sort(key=lambda mark: mark.start - mark.end)
        opens = [mark.record for mark in active if mark.leads and mark.record and mark.record not in seen]
        seen.update(opens)
        found.append(Segment(text[left:right], tuple(active), tuple(dict.fromkeys(opens))))
    return found


def _mark(span: Span, look: str, record: str | None, title: str, *, leads: bool = False) -> Mark:
    return Mark(span.start, span.end, look, record, title, leads)


def _marks(spans: Iterable[Span | None], look: str, record: str, title: str, *, leads: bool = False) -> Iterator[Mark]:
    for span in spans:
        if span is not None:
            yield _mark(span, look, record, title, leads=leads)

"""From what a model says to records: each is proven, or dropped with its reason (codebook, sections 1 to 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast, get_args

from dragoman.llm.evidence import (
    BAD_CHANNEL,
    BAD_DATE,
    BAD_MODE,
    BAD_PLACE,
    BAD_PROVISION,
    NO_ACTOR,
    NO_KIND,
    NO_STATUS,
    NO_TYPE,
    NO_WORDS,
    Evidence,
    UnprovenError,
    View,
)
from dragoman.llm.forms import Form, SaidAgreement, SaidAllegation, SaidEvent, SaidParty, SaidQuotation
from dragoman.plover.ontology import event_types
from dragoman.records import (
    Agreement,
    AgreementKind,
    Allegation,
    Channel,
    Event,
    Party,
    Quotation,
    QuotationKind,
    Span,
    Stage,
    Status,
    record_id,
)

AnyRecord = Quotation | Event | Allegation | Agreement


def record_of(view: View, said: Form, by: str, confidence: float) -> AnyRecord:
    """The record that was said, if the article bears it out. Raises UnprovenError."""
    return _MAKERS[type(said)](view, said, by, confidence)


def _event(view: View, said: SaidEvent, by: str, confidence: float) -> Event:
    evidence = view.evidence
    kind = event_types().get(said.type)
    if kind is None:
        raise UnprovenError(NO_TYPE)
    if said.status not in get_args(Status):
        raise UnprovenError(NO_STATUS)
    mode = said.mode
    if mode is not None and mode not in kind.modes:
        evidence.dropped[BAD_MODE] += 1
        mode = None
    trigger = view.lead(said.trigger, said.sentence)
    sentence = evidence.sentence(trigger.start)
    actors = tuple(_party(view, party, trigger, sentence) for party in said.actors)
    recipients = tuple(_party(view, party, trigger, sentence) for party in said.recipients)
    if not actors and not recipients:
        raise UnprovenError(NO_ACTOR)
    when = evidence.date(said.date, view.fact(said.date_words, trigger))
    return Event(
        id=record_id(evidence.article.id, "event", kind.name, trigger.start),
        type=kind.name,
        mode=mode,
        quad=kind.quad,
        score=kind.score_of(mode),
        cameo=kind.cameo_of(mode),
        status=cast(Status, said.status),
        actors=_once(actors),
        recipients=_once(recipients),
        trigger=trigger,
        sentence=sentence,
        date=when,
        place=evidence.place(view.fact(said.place, trigger, BAD_PLACE), said.place_country),
        reported_by=evidence.name(said.reported_by),
        why=f"{by} says so; its words are in the text",
        confidence=confidence,
    )


def _party(view: View, said: SaidParty, trigger: Span, sentence: Span) -> Party:
    mention = None
    if said.mention:
        # In the sentence, if they stand there, and of these the nearest to the trigger.
        mention = view.near(said.mention, trigger.start, trigger.end)
        if not sentence.start <= mention.start < sentence.end:
            mention = view.near(said.mention, sentence.start, sentence.end)
    return Party.of(view.evidence.code(said.code, mention), mention=mention)


def _once(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """The parties, each code once: the first that has words stands for it."""
    best: dict[str, Party] = {}
    for party in parties:
        if party.code not in best or (best[party.code].mention is None and party.mention is not None):
            best[party.code] = party
    return tuple(best.values())


def _quotation(view: View, said: SaidQuotation, by: str, confidence: float) -> Quotation:
    evidence = view.evidence
    if said.kind not in get_args(QuotationKind):
        raise UnprovenError(NO_KIND)
    content = _content(view, said)
    start, end = content[0].start, content[-1].end
    kind = cast(QuotationKind, said.kind) if said.kind == "no_comment" else _kind(evidence, content)
    cue = view.near(said.cue, start, end, content if kind != "no_comment" else ()) if said.cue else None
    about = cue or content[0]
    speaker = view.near(said.speaker, about.start, about.end, content) if said.speaker else None
    entity = evidence.name(said.speaker_entity)
    code = evidence.code(said.speaker_code) if said.speaker_code and (speaker or entity) else None
    channel = said.channel if said.channel in get_args(Channel) else None
    evidence.dropped[BAD_CHANNEL] += said.channel is not None and channel is None
    return Quotation(
        id=record_id(evidence.article.id, "quotation", kind, *(f"{s.start}-{s.end}" for s in content)),
        kind=kind,
        content=content,
        cue=cue,
        speaker=speaker,
        speaker_entity=entity or (speaker.text if speaker else None),
        speaker_code=code,
        speaker_why=f"{by} says so",
        addressee=evidence.name(said.addressee),
        channel=cast(Channel | None, channel),
        via=evidence.name(said.via),
        confidence=confidence,
    )


def _content(view: View, said: SaidQuotation) -> tuple[Span, ...]:
    """The pieces of what was said, in the order of the text, none in another, without outer quotation marks."""
    if not said.content:
        raise UnprovenError(NO_WORDS)
    pieces: list[Span] = []
    for words in said.content:
        found = view.near(words, pieces[-1].end, pieces[-1].end) if pieces else view.lead(words, said.sentence)
        pieces.append(_unmarked(view.evidence, found))
    pieces.sort(key=lambda span: span.start)
    apart = [span for place, span in enumerate(pieces) if not place or span.start >= pieces[place - 1].end]
    return tuple(apart)


def _unmarked(evidence: Evidence, span: Span) -> Span:
    """A span without the pair of marks that stands around all of it."""
    start, end = span.start, span.end
    for quoted in evidence.quoted:
        if quoted.start == span.start and quoted.end >= span.end:
            start = quoted.inner_start
        if quoted.end == span.end and quoted.start <= span.start:
            end = quoted.inner_end
    return Span.of(evidence.article.text, start, end) if start < end else span


def _kind(evidence: Evidence, content: tuple[Span, ...]) -> QuotationKind:
    """The kind, by the quotation marks of the text: what a model says of it is not needed."""
    outer = [q for q in evidence.quoted if q.parent is None]
    inside = [any(q.start <= span.start and span.end <= q.end for q in outer) for span in content]
    if all(inside):
        return "direct"
    touched = any(q.start < span.end and span.start < q.end for q in outer for span in content)
    return "mixed" if touched else "indirect"


def _allegation(view: View, said: SaidAllegation, by: str, confidence: float) -> Allegation:
    evidence = view.evidence
    instrument = view.lead(said.instrument, said.sentence)
    words = view.near(said.words, instrument.start, instrument.end)
    return Allegation(
        id=record_id(evidence.article.id, "allegation", said.accuser, said.accused, instrument.start),
        accuser=evidence.code(said.accuser),
        accused=evidence.code(said.accused),
        instrument=instrument,
        span=words,
        confidence=confidence,
    )


def _agreement(view: View, said: SaidAgreement, by: str, confidence: float) -> Agreement:
    evidence = view.evidence
    if said.kind not in get_args(AgreementKind) or said.stage not in get_args(Stage):
        raise UnprovenError(NO_KIND)
    name = view.lead(said.name, said.sentence)
    provisions = [view.fact(words, name, BAD_PROVISION) for words in said.provisions]
    when = said.date
    if when is not None and not evidence.is_date(when, evidence.article.text):
        evidence.dropped[BAD_DATE] += 1
        when = None
    return Agreement(
        id=record_id(evidence.article.id, "agreement", name.start, said.kind),
        name=name,
        kind=cast(AgreementKind, said.kind),
        parties=tuple(dict.fromkeys(evidence.code(code) for code in said.parties)),
        stage=cast(Stage, said.stage),
        provisions=tuple(span for span in provisions if span is not None),
        date=when,
        confidence=confidence,
    )


_MAKERS: dict[type[Form], Callable[[View, Any, str, float], AnyRecord]] = {
    SaidEvent: _event,
    SaidQuotation: _quotation,
    SaidAllegation: _allegation,
    SaidAgreement: _agreement,
}

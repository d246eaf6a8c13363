"""From tellings to events (codebook, section 2)."""

from __future__ import annotations

from spacy.tokens import Span as SpacySpan

from dragoman.actors import ActorLayer
from dragoman.events.confidence import calibrated, least
from dragoman.events.joining import is_implied, is_told, joined, plainest
from dragoman.events.lexicon import Lexicon, lexicon
from dragoman.events.ontology_file import OwnOntology
from dragoman.events.parties import Side
from dragoman.events.tellings import Scene, Telling
from dragoman.language import Parsed
from dragoman.plover.ontology import event_types
from dragoman.records import Event, Party, Quotation, Span, record_id


class EventCoder:
    """Finds the events of articles. Load once, use for many. A user's own ontology is laid over PLOVER."""

    def __init__(self, own: OwnOntology | None = None) -> None:
        self._lexicon = Lexicon((*own.acts, *lexicon())) if own else lexicon()
        self._types = own.types if own else event_types()
        self._least, self._least_implied = least(implied=False), least(implied=True)

    def find(self, parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...]) -> tuple[Event, ...]:
        """The events of an article, in text order."""
        scene = self.scene(parsed, actors, quotations)
        groups = joined(list(scene.tellings()))
        return tuple(self._event(parsed, scene, g) for g in groups if is_told(g, self._least, self._least_implied))

    def scene(self, parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...]) -> Scene:
        """The acts of an article before they are joined and weighed."""
        return Scene(parsed, actors, quotations, self._lexicon)

    def _event(self, parsed: Parsed, scene: Scene, group: list[Telling]) -> Event:
        first, likeliest = plainest(group), max(telling.confidence for telling in group)
        reading = first.reading
        kind = self._types[reading.type]
        trigger = parsed.tokens(*first.trigger_tokens())
        others = [t for t in group if t is not first]
        mode = next((t.reading.mode for t in (first, *others) if t.reading.mode), None)
        return Event(
            id=record_id(parsed.article.id, "event", reading.type, trigger.start),
            type=reading.type,
            mode=mode,
            quad=kind.quad,
            score=kind.score_of(mode),
            cameo=kind.cameo_of(mode),
            status=reading.status,
            actors=tuple(party(parsed, s) for s in reading.actors),
            recipients=tuple(party(parsed, s) for s in reading.recipients),
            trigger=trigger,
            sentence=sentence_span(parsed, first.sentence),
            mentions=tuple(parsed.tokens(*t.trigger_tokens()) for t in others),
            date=next((t.date for t in (first, *others) if t.date), None),
            place=next((t.place for t in (first, *others) if t.place), None) or scene.ground(first),
            reported_by=first.reported_by,
            why=reading.why,
            confidence=round(calibrated(likeliest, len(group), is_implied(group)), 3),
        )


def party(parsed: Parsed, side: Side) -> Party:
    """A party of an event as a record."""
    span = parsed.span(side.start, side.end) if side.start is not None and side.end is not None else None
    return Party.of(side.code, name=side.name, mention=span)


def sentence_span(parsed: Parsed, sentence: SpacySpan) -> Span:
    """A sentence without the white space around it."""
    first, last = sentence.start, sentence.end
    while last - first > 1 and parsed.doc[last - 1].is_space:
        last -= 1
    while last - first > 1 and parsed.doc[first].is_space:
        first += 1
    return parsed.tokens(first, last)

"""From triggers to events: one event per article however often it is told (codebook, section 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.events.lexicon import Act, lexicon
from dragoman.events.modes import mode_of
from dragoman.events.parties import PartyFinder, Side, as_force, political
from dragoman.events.status import status_of
from dragoman.language import Parsed
from dragoman.plover.ontology import CAMEO_ROOT, event_types
from dragoman.records import Event, EventDate, Party, Place, Quotation, Span, Status, record_id

try:
    from dragoman.events.dates import DateFinder
    from dragoman.events.places import PlaceFinder
except ImportError:

    class DateFinder:
        def __init__(self, *a):
            pass

        def date_of(self, i):
            return None

    class PlaceFinder(DateFinder):
        def place_of(self, i):
            return None


@dataclass(slots=True)
class Telling:
    """One place where an act is told: what the rules make of it, before tellings of one act are joined."""

    token: Token
    sentence: SpacySpan
    act: Act
    type: str
    mode: str | None
    status: Status
    actors: list[Side]
    recipients: list[Side]
    date: EventDate | None
    place: Place | None
    reported_by: str | None
    confidence: float
    notes: list[str] = field(default_factory=list)


class EventCoder:
    """Finds the events of articles. Load once, use for many."""

    def __init__(self) -> None:
        self._lexicon = lexicon()
        self._types = event_types()

    def find(self, parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...]) -> tuple[Event, ...]:
        """The events of an article, in text order."""
        tellings = list(self.tellings(parsed, actors, quotations))
        return tuple(self._event(parsed, group) for group in joined(tellings))

    def tellings(self, parsed: Parsed, actors: ActorLayer, quotations: Sequence[Quotation]) -> Iterator[Telling]:
        """Every act that the text tells, in text order."""
        finder = PartyFinder(actors)
        dates, places = DateFinder(parsed), PlaceFinder(parsed, actors)
        voices = Voices(quotations)
        for sentence in parsed.doc.sents:
            words = frozenset(w for t in sentence for w in (t.lower_, t.lemma_.lower()))
            for token in sentence:
                telling = self._telling(token, sentence, words, finder, dates, places, voices)
                if telling:
                    yield telling

    def _telling(
        self,
        token: Token,
        sentence: SpacySpan,
        words: frozenset[str],
        finder: PartyFinder,
        dates: DateFinder,
        places: PlaceFinder,
        voices: Voices,
    ) -> Telling | None:
        for act in self._lexicon.acts_of(token, words):
            who, whom = finder.find(token, act)
            if not enough(act, who, whom):
                continue
            quotation = voices.at(token.idx)
            reporter = quotation.speaker_entity if quotation else None
            if quotation and any(quotation.speaker_code == s.code for s in who):
                reporter = None
            return Telling(
                token=token,
                sentence=sentence,
                act=act,
                type=act.type,
                mode=mode_of(token, act, sentence),
                status=status_of(token),
                actors=as_force(who, act.type),
                recipients=whom,
                date=dates.date_of(token.i),
                place=places.place_of(token.i),
                reported_by=reporter,
                confidence=0.5,
            )
        return None

    def _event(self, parsed: Parsed, group: list[Telling]) -> Event:
        first = group[0]
        kind = self._types[first.type]
        trigger = parsed.tokens(first.token.i, first.token.i + 1)
        return Event(
            id=record_id(parsed.article.id, "event", first.type, trigger.start),
            type=first.type,
            mode=first.mode,
            quad=kind.quad,
            score=kind.score_of(first.mode),
            cameo=CAMEO_ROOT[first.type],
            status=first.status,
            actors=tuple(party(parsed, s) for s in first.actors),
            recipients=tuple(party(parsed, s) for s in first.recipients),
            trigger=trigger,
            sentence=sentence_span(parsed, first.sentence),
            mentions=tuple(parsed.tokens(t.token.i, t.token.i + 1) for t in group[1:]),
            date=next((t.date for t in group if t.date), None),
            place=next((t.place for t in group if t.place), None),
            reported_by=first.reported_by,
            why="; ".join([f"{first.act.pos} '{first.act.words}' of {first.act.type}", *first.notes]),
            confidence=first.confidence,
        )


def enough(act: Act, who: list[Side], whom: list[Side]) -> bool:
    """Whether the parties that an act needs were found, and one of them is a political actor (section 2, rule 7)."""
    if not political([*who, *whom]):
        return False
    if act.roles == "mutual":
        return len(who) >= (2 if act.needs == "both" else 1)
    match act.needs:
        case "actor":
            return bool(who)
        case "recipient":
            return bool(whom)
        case "both":
            return bool(who) and bool(whom)
    return bool(who or whom)


class Voices:
    """In whose quotation an offset stands."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self._parts = sorted(((c.start, c.end, q) for q in quotations for c in q.content), key=lambda p: p[:2])

    def at(self, offset: int) -> Quotation | None:
        """The innermost quotation whose content covers an offset."""
        found = None
        for start, end, quotation in self._parts:
            if start > offset:
                break
            if offset < end:
                found = quotation
        return found


def joined(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Tellings of one act together: the same type, the same parties, no contradicting date (section 2)."""
    groups: list[list[Telling]] = []
    by_key: dict[tuple[object, ...], list[Telling]] = {}
    for telling in tellings:
        key = (
            telling.type,
            frozenset(s.who for s in telling.actors),
            frozenset(s.who for s in telling.recipients),
            telling.status == "negated",
        )
        if key in by_key:
            by_key[key].append(telling)
        else:
            by_key[key] = [telling]
            groups.append(by_key[key])
    return groups


def party(parsed: Parsed, side: Side) -> Party:
    """A party of an event as a record."""
    mention = side.mention
    span = parsed.span(mention.start, mention.end) if mention else None
    return Party.of(side.code, name=mention.entity.name if mention else None, mention=span)


def sentence_span(parsed: Parsed, sentence: SpacySpan) -> Span:
    """A sentence without the white space around it."""
    first, last = sentence.start, sentence.end
    while last - first > 1 and parsed.doc[last - 1].is_space:
        last -= 1
    while last - first > 1 and parsed.doc[first].is_space:
        first += 1
    return parsed.tokens(first, last)

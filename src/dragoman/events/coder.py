"""From triggers to events: one event per article however often it is told (codebook, section 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.events import speech
from dragoman.events.background import is_background
from dragoman.events.confidence import THRESHOLD_KEY, confidence, features, weights
from dragoman.events.dates import HISTORICAL_YEARS, DateFinder
from dragoman.events.lexicon import Act, lexicon
from dragoman.events.modes import mode_of
from dragoman.events.parties import SAID_OF, PartyFinder, Side, as_force, political
from dragoman.events.places import PlaceFinder
from dragoman.events.reading import Reading
from dragoman.events.status import status_of
from dragoman.events.understood import Ground, Opponents
from dragoman.language import Parsed
from dragoman.plover.ontology import CAMEO_ROOT, event_types
from dragoman.records import Event, EventDate, Party, Place, Quotation, Span, record_id

# Types done in words: told inside what somebody "said on Monday", they have the date of the saying.
VERBAL = frozenset("AGREE SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN".split())


@dataclass(slots=True)
class Telling:
    """One place where an act is told: what the rules make of it, before tellings of one act are joined."""

    token: Token
    sentence: SpacySpan
    reading: Reading
    date: EventDate | None
    place: Place | None
    reported_by: str | None
    features: tuple[str, ...]
    confidence: float


class EventCoder:
    """Finds the events of articles. Load once, use for many."""

    def __init__(self) -> None:
        self._lexicon = lexicon()
        self._types = event_types()

    def find(self, parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...]) -> tuple[Event, ...]:
        """The events of an article, in text order."""
        tellings = list(self.tellings(parsed, actors, quotations))
        least = weights().get(THRESHOLD_KEY, 0.0)
        groups = [group for group in joined(tellings) if max(t.confidence for t in group) >= least]
        return tuple(self._event(parsed, group) for group in groups)

    def tellings(self, parsed: Parsed, actors: ActorLayer, quotations: Sequence[Quotation]) -> Iterator[Telling]:
        """Every act that the text tells, in text order."""
        scene = Scene(parsed, actors, quotations)
        for number, sentence in enumerate(parsed.doc.sents):
            words = frozenset(w for t in sentence for w in (t.lower_, t.lemma_.lower()))
            for token in sentence:
                telling = self._telling(token, sentence, number, words, scene)
                if telling:
                    scene.opponents.note(telling.reading.actors, telling.reading.recipients)
                    yield telling

    def _telling(
        self, token: Token, sentence: SpacySpan, number: int, words: frozenset[str], scene: Scene
    ) -> Telling | None:
        voice = scene.voices.at(token.idx)
        reading = next(self._readings(token, sentence, words, scene, voice), None)
        if reading is None:
            return None
        reporter = voice.speaker_entity if voice else None
        if voice and (reading.spoken or any(voice.speaker_code == s.code for s in reading.actors)):
            reporter = None
        if reading.status == "actual" and scene.is_past(reading, token):
            reading.status = "historical"
        names = tuple(features(reading, token, number, voice))
        return Telling(
            token=token,
            sentence=sentence,
            reading=reading,
            date=scene.dates.date_of(token.i, verbal=reading.type in VERBAL),
            place=scene.places.place_of(token.i, reading.type),
            reported_by=reporter,
            features=names,
            confidence=confidence(names),
        )

    def _readings(
        self, token: Token, sentence: SpacySpan, words: frozenset[str], scene: Scene, voice: Quotation | None
    ) -> Iterator[Reading]:
        """What the act that a token names may be, the best first."""
        finder = scene.parties
        if voice:
            yield from speech.demands(token, finder, voice)
            yield from speech.verdicts_on(token, finder, voice)
            if speech.demanded(token):  # what is demanded is no act of its own (rule 10)
                return
        for act in self._lexicon.acts_of(token, words):
            who, whom = finder.find(token, act)
            if not enough(act, who, whom) or (act.type in SAID_OF and not whom):
                who, whom = scene.filled(token, sentence, act, who, whom)
            if not political([*who, *whom]) or (act.roles == "mutual" and len(who) < 2):
                continue
            status = status_of(token, verbal=act.type in VERBAL or act.type == "CONSULT")
            mode = mode_of(token, act, sentence)
            why = f"{act.pos} '{act.words}' of {act.type}"
            reading = Reading(act.type, mode, status, as_force(who, act.type), whom, why, act=act)
            yield speech.performed(reading, token, voice)
        yield from speech.refusals(token, finder)

    def _event(self, parsed: Parsed, group: list[Telling]) -> Event:
        first = max(group, key=lambda telling: telling.confidence)
        reading = first.reading
        kind = self._types[reading.type]
        trigger = parsed.tokens(*trigger_tokens(first))
        others = [t for t in group if t is not first]
        mode = next((t.reading.mode for t in (first, *others) if t.reading.mode), None)
        return Event(
            id=record_id(parsed.article.id, "event", reading.type, trigger.start),
            type=reading.type,
            mode=mode,
            quad=kind.quad,
            score=kind.score_of(mode),
            cameo=CAMEO_ROOT[reading.type],
            status=reading.status,
            actors=tuple(party(parsed, s) for s in reading.actors),
            recipients=tuple(party(parsed, s) for s in reading.recipients),
            trigger=trigger,
            sentence=sentence_span(parsed, first.sentence),
            mentions=tuple(parsed.tokens(*trigger_tokens(t)) for t in others),
            date=next((t.date for t in (first, *others) if t.date), None),
            place=next((t.place for t in (first, *others) if t.place), None),
            reported_by=first.reported_by,
            why=reading.why,
            confidence=round(first.confidence, 3),
        )


def trigger_tokens(telling: Telling) -> tuple[int, int]:
    """The tokens [first, last) that name the act: its word, with what of its phrase stands next to it ("called on")."""
    first, act = telling.token.i, telling.reading.act
    last = first + 1
    if act is None:
        return first, last
    words = {*act.left, *(word for part in act.parts for word in part)}
    doc = telling.token.doc
    while (
        first > telling.sentence.start and doc[first - 1].lower_ in words | {w.rstrip("s") for w in words} and act.left
    ):
        first -= 1
    while act.pos == "verb" and last < telling.sentence.end and words & {doc[last].lower_, doc[last].lemma_.lower()}:
        last += 1
    return first, last


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


# Who acts where the passive names nobody: "three men were arrested", "he was sentenced".
AGENTS = {
    ("COERCE", "arrest"): "COP",
    ("SANCTION", "convict"): "JUD",
    ("PROTEST", "demo"): "CVL",
    ("PROTEST", "riot"): "CVL",
}


class Scene:
    """What the coder knows of one article while it goes through it."""

    def __init__(self, parsed: Parsed, actors: ActorLayer, quotations: Sequence[Quotation]) -> None:
        self.parties = PartyFinder(actors)
        self.dates = DateFinder(parsed)
        self.places = PlaceFinder(parsed, actors)
        self.voices = Voices(quotations)
        self.opponents = Opponents()
        self.ground = Ground(actors)
        published = parsed.article.published
        self._published = date.fromisoformat(published) if published else None

    def is_past(self, reading: Reading, token: Token) -> bool:
        """Whether an act lies more than a year before publication, by its time word or by what is known of it."""
        years = self.dates.years_before(token.i)
        if years is not None:
            return years > HISTORICAL_YEARS
        return is_background(reading, token.lemma_.lower(), self._published)

    def filled(
        self, token: Token, sentence: SpacySpan, act: Act, who: list[Side], whom: list[Side]
    ) -> tuple[list[Side], list[Side]]:
        """The parties of an act with those that stand in none of its slots or are only understood."""
        if act.roles == "mutual":
            return [*who, *self.opponents.of(who)], whom
        agent = AGENTS.get((act.type, act.mode or ""))
        if not who and agent:
            country = self.ground.of(sentence)
            who = [Side(f"{country} {agent}")] if country else []
        if who and not whom and (act.needs in ("both", "recipient") or act.type in SAID_OF):
            whom = self.parties.within(token, {s.code for s in who}) or self.opponents.of(who)
        elif whom and not who and act.needs in ("both", "actor"):
            who = self.opponents.of(whom)
        return who, whom


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
    """Tellings of one act together: the same type and parties, and nothing that contradicts (section 2)."""
    groups: list[list[Telling]] = []
    by_key: dict[tuple[object, ...], list[list[Telling]]] = {}
    for telling in tellings:
        reading = telling.reading
        key = (
            reading.type,
            frozenset(s.code for s in reading.actors),
            frozenset(s.code for s in reading.recipients),
            reading.status in ("negated", "historical") and reading.status,
        )
        same = by_key.setdefault(key, [])
        group = next((g for g in same if not any(contradict(telling, other) for other in g)), None)
        if group is None:
            group = []
            same.append(group)
            groups.append(group)
        group.append(telling)
    return groups


def contradict(one: Telling, other: Telling) -> bool:
    """Whether two tellings give different dates, places or modes, and so tell of two acts."""
    if one.date and other.date:
        first, second = one.date.value, other.date.value
        if not first.startswith(second) and not second.startswith(first):
            return True
    if one.place and other.place and one.place.name != other.place.name:
        return True
    modes = {one.reading.mode, other.reading.mode} - {None}
    return len(modes) > 1


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

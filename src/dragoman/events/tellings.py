"""Where the text tells of an act, and all that the rules can make of it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.events import speech, syntax
from dragoman.events.background import is_background
from dragoman.events.blame import Blame
from dragoman.events.confidence import confidence, features
from dragoman.events.dates import HISTORICAL_YEARS, DateFinder
from dragoman.events.force import armed_at_home, as_force, as_hit, hit_at_home
from dragoman.events.lexicon import Lexicon
from dragoman.events.modes import mode_among, mode_of
from dragoman.events.parties import PartyFinder, Side, political
from dragoman.events.places import PlaceFinder
from dragoman.events.prominence import Prominence
from dragoman.events.reading import Reading
from dragoman.events.sides import CHARGES, SidesFinder
from dragoman.events.stance import Stance, Stances
from dragoman.events.status import status_of
from dragoman.events.surroundings import Surroundings, rivals
from dragoman.events.time_values import years_since
from dragoman.events.understood import Ground, Opponents
from dragoman.language import Parsed
from dragoman.records import EventDate, Place, Quotation

# Types done in words: told inside what somebody "said on Monday", they have the date of the saying.
VERBAL = frozenset("AGREE SUPPORT CONCEDE REQUEST ACCUSE REJECT THREATEN".split())


# Acts that happen on somebody's ground, which is told even where it is not said beside them.
GROUNDED = frozenset(("ASSAULT", "PROTEST"))


@dataclass(slots=True)
class Telling:
    """One place where an act is told, before tellings of one act are joined."""

    token: Token
    sentence: SpacySpan
    reading: Reading
    reported_by: str | None
    features: tuple[str, ...]
    confidence: float
    date: EventDate | None = None
    place: Place | None = None

    def weigh(self, more: Iterable[str]) -> None:
        """Takes more features into account."""
        self.features = (*self.features, *more)
        self.confidence = confidence(self.features)

    def trigger_tokens(self) -> tuple[int, int]:
        """The tokens [first, last) that name the act: its word, with what of its phrase stands next to it."""
        first, act = self.token.i, self.reading.act
        last = first + 1
        if act is None:
            return first, last
        words = {*act.left, *(word for part in act.parts for word in part)}
        left = words | {word.rstrip("s") for word in words}
        doc = self.token.doc
        while act.left and first > self.sentence.start and doc[first - 1].lower_ in left:
            first -= 1
        while act.pos == "verb" and last < self.sentence.end and words & {doc[last].lower_, doc[last].lemma_.lower()}:
            last += 1
        return first, last


class Scene:
    """What is known of one article while its acts are looked for."""

    def __init__(self, parsed: Parsed, actors: ActorLayer, quotations: Sequence[Quotation], lexicon: Lexicon) -> None:
        self._parsed = parsed
        self._lexicon = lexicon
        self._parties = PartyFinder(actors)
        self._dates = DateFinder(parsed, quotations)
        self._places = PlaceFinder(parsed, actors)
        self._voices = Voices(quotations)
        self._stances = Stances(parsed.doc, actors, self._parties, quotations)
        self._told_with: set[int] = set()
        """Nouns that a phrase read before is made of: "imposed sanctions" is one act."""
        self._opponents = Opponents(self._dates.seen_from)
        self._ground = Ground(actors)
        blame = Blame(lexicon, self._parties, self._opponents, actors)
        self._sides = SidesFinder(self._parties, self._opponents, self._ground, blame)
        self._prominence = Prominence(actors)
        self._surroundings = Surroundings(parsed.article.title, len(parsed.doc.text))

    def tellings(self) -> Iterator[Telling]:
        """Every act that the text tells, each as the likeliest of its readings.

        What a speaker does by saying that another did something is an act beside what the other did (rule 4).
        """
        for options in self.options():
            for implied in (False, True):
                readings = [telling for telling in options if telling.reading.implied is implied]
                if readings:
                    yield self.located(max(readings, key=lambda telling: telling.confidence))

    def options(self) -> Iterator[list[Telling]]:
        """For each word that may name an act, its possible readings (never an empty list)."""
        found = list(self._options())
        for options in found:
            for telling in options:
                self._prominence.note(telling.token.i, telling.sentence.start, telling.reading)
        for options in found:
            readings = [telling.reading for telling in options]
            for place, telling in enumerate(options):
                told = self._prominence.features(telling.token.i, telling.sentence.start, telling.reading)
                telling.weigh([*told, *rivals(place, readings)])
        by_word = {options[0].token.i: options for options in found}
        for telling in self._implied([telling.reading for options in found for telling in options]):
            by_word.setdefault(telling.token.i, []).append(telling)
        yield from (by_word[word] for word in sorted(by_word))

    def _implied(self, told: Sequence[Reading]) -> list[Telling]:
        """What speakers do to others by what they say of them, beside what is told in so many words."""
        self._stances.tell(told)
        known = {s.start: (number, words_of(s)) for number, s in enumerate(self._parsed.doc.sents)}
        found: list[tuple[Stance, Telling]] = []
        for stance in self._stances.found():
            sentence = stance.word.sent
            number, words = known[sentence.start]
            for reading in stance.readings():
                telling = self._telling(stance.word, sentence, number, words, reading, stance.quotation)
                self._prominence.note(stance.word.i, sentence.start, reading)
                found.append((stance, telling))
        for stance, telling in found:
            kind = telling.reading.type
            own = (f"{name} {kind}" for name in stance.features)
            around = self._prominence.features(telling.token.i, telling.sentence.start, telling.reading)
            telling.weigh([*own, *self._stances.context(stance, kind), *around])
        return [telling for _, telling in found]

    def _options(self) -> Iterator[list[Telling]]:
        for number, sentence in enumerate(self._parsed.doc.sents):
            words = words_of(sentence)
            for token in sentence:
                voice = self._voices.at(token.idx)
                options = [
                    self._telling(token, sentence, number, words, reading, voice)
                    for reading in self._readings(token, sentence, words, voice)
                ]
                if options:
                    best = max(options, key=lambda telling: telling.confidence).reading
                    self._opponents.note(best)
                    yield options

    def located(self, telling: Telling) -> Telling:
        """The telling with its date and place; what its date shows to be long past is `historical`."""
        kind, word = telling.reading.type, telling.token.i
        telling.date = self._dates.date_of(word, verbal=kind in VERBAL)
        day = telling.date.value if telling.date else None
        seen_from = self._dates.seen_from
        past = day and seen_from and years_since(day, seen_from) > HISTORICAL_YEARS
        if past and telling.reading.status == "actual":
            telling.reading.status = "historical"
        telling.place = self._places.place_of(word, kind)
        return telling

    def ground(self, telling: Telling) -> Place | None:
        """Where force was used whose place no telling gives: the place last told in the country that it hits."""
        reading = telling.reading
        if reading.type not in GROUNDED:
            return None
        countries = frozenset(side.who for side in reading.recipients or reading.actors)
        return self._places.told_before(telling.token.i, countries)

    def _telling(
        self,
        token: Token,
        sentence: SpacySpan,
        number: int,
        words: frozenset[str],
        reading: Reading,
        voice: Quotation | None,
    ) -> Telling:
        reporter = voice.speaker_entity if voice else None
        if voice and (reading.spoken or any(voice.speaker_code == s.code for s in reading.actors)):
            reporter = None
        if reading.status == "actual" and self._is_past(reading, token):
            reading.status = "historical"
        around = self._surroundings.features(token, sentence, words, reading)
        names = (*features(reading, token, number, voice), *around)
        return Telling(token, sentence, reading, reporter, names, confidence(names))

    def _readings(
        self, token: Token, sentence: SpacySpan, words: frozenset[str], voice: Quotation | None
    ) -> Iterator[Reading]:
        # what is asked for is no act of its own (rule 10)
        if speech.asked_for(token) or speech.is_to_blame(token) or speech.is_why(token):
            return
        if voice:
            yield from speech.demands(token, self._parties, voice)
            yield from speech.verdicts_on(token, self._parties, voice)
            if speech.demanded(token):
                return
        hosted = syntax.brought_together(token) if token.pos_ == "VERB" else []
        if any(act.roles == "mutual" for noun in hosted for act in self._lexicon.acts_of(noun, words)):
            return  # the talks are the act, who hosts them its recipient
        if token.i in self._told_with:
            return
        read: set[str] = set()  # a word may be read as several types, where the lexicon says as much of each
        least = 0
        for act in self._lexicon.acts_of(token, words):
            if act.specific < least:
                break
            if act.type in read:
                continue
            found, hits = False, False
            for who, whom in self._sides.of(token, sentence, words, act):
                if not political([*who, *whom]) or (act.roles == "mutual" and not together(token, who)):
                    continue
                if act.by and who and act.by.isdisjoint(s.sector for s in who):
                    continue
                found, hits = True, hits or bool(whom)
                status = status_of(token, verbal=act.type in VERBAL or act.type == "CONSULT")
                why = f"{act.pos} '{act.words}' of {act.type}"
                by, hit = as_force(who, act, token), as_hit(whom, act, token, self._parties)
                if act.type == "ASSAULT" and armed_at_home(by, hit, token):
                    by = self._of_the_foe(by)
                elif act.type == "ASSAULT" and hit_at_home(hit, by, token):
                    hit = self._of_elsewhere(hit, by, sentence)
                mode = mode_among(act.type, mode_of(token, act, sentence), by, hit)
                reading = Reading(act.type, mode, status, by, hit, why, act=act)
                yield speech.performed(reading, token, voice)
            if found:
                for noun in syntax.objects(token) if act.parts and act.pos == "verb" and hits else ():
                    if any({noun.lemma_.lower(), noun.lower_} & part for part in act.parts):
                        self._told_with.add(noun.i)
                if act.type == "REJECT":  # who rejects an accusation makes none
                    self._told_with.update(noun.i for noun in syntax.objects(token) if noun.lemma_ in CHARGES)
                read.add(act.type)
                least = act.specific
                if act.own:
                    return
        if not read:
            yield from speech.refusals(token, self._parties)

    def _of_the_foe(self, arms: Sequence[Side]) -> list[Side]:
        """The same arms as those of whom their seeming owner fights, where that is known."""
        foe = self._opponents.foe(arms[0].who)
        return [replace(side, code=foe) if foe else side for side in arms]

    def _of_elsewhere(self, hit: Sequence[Side], by: Sequence[Side], sentence: SpacySpan) -> list[Side]:
        """The same people as those of the place that the sentence names, or of whom the army fights."""
        foe = next((s.who for s in self._opponents.of(by)), None)
        country = self._ground.named_in(sentence) or foe
        return [replace(side, code=f"{country} {side.sector}") if country else side for side in hit]

    def _is_past(self, reading: Reading, token: Token) -> bool:
        """Whether an act lies more than a year before publication, by its time word or by what is known of it."""
        years = self._dates.years_before(token.i)
        if years is not None:
            return years > HISTORICAL_YEARS
        return is_background(reading, token.lemma_.lower(), self._dates.seen_from)


def together(token: Token, who: Sequence[Side]) -> bool:
    """Whether several did something: of two countries or sectors, or several of one ("the three parties agreed")."""
    if len(who) > 1:
        return True
    several = syntax.subjects(token) if token.pos_ == "VERB" else []
    return bool(who) and (len(several) > 1 or syntax.is_reciprocal(token))


def words_of(sentence: SpacySpan) -> frozenset[str]:
    """The words of a sentence and their lemmas, lower case."""
    return frozenset(w for t in sentence for w in (t.lower_, t.lemma_.lower()))


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

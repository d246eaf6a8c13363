"""Where an act happened: the most specific named place that its clause tells (codebook, section 2, `place`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc, Token

from dragoman.actors import ActorLayer
from dragoman.events.gazetteer import COUNTRY, LANDMARK, REGION, SEA, TOWN, Entry, capital, gazetteer
from dragoman.events.occasions import Occasions
from dragoman.language import Parsed
from dragoman.records import Place

WHERE = frozenset(
    "in at on near outside inside across around along off within throughout over between beside above around "
    "toward towards into amid through beyond under".split()
)
"""Prepositions whose place is where the act happened."""

WHITHER = frozenset(("to", "into", "toward", "towards", "for"))
"""Prepositions whose place is that of the act where it is a journey."""

JOURNEYS = frozenset(
    "visit travel arrive trip go fly tour come return deploy send head journey advance march move flight "
    "arrival dispatch deliver evacuate bring withdraw push".split()
)

AIMED = frozenset(("on", "against", "of", "at"))
"""Prepositions whose place is the target of an act of force ("strikes on Kharkiv", "the siege of Aleppo")."""

STRIKES = frozenset(
    "strike attack hit shell bomb bombard invade storm raid seize capture occupy annex target destroy besiege "
    "pound retake recapture take overrun enter liberate blockade invasion annexation siege bombardment "
    "shelling bombing capture occupation airstrike seizure offensive assault incursion blockade barrage war "
    "rocket storming fight reach visit tour leave surround encircle ravage cross rock batter operation defend "
    "leave".split()
)
"""Lemmas whose object, or whose aim, is the place of the act."""

NEARBY = frozenset("in at near outside inside across on into around".split())
UPON = frozenset(("against", "of", "to"))
"""Prepositions of a country on which force is used, or to which it goes ("assaults against", "missiles sent to")."""

SPOKEN = frozenset(("SANCTION", "ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"))
DONE = frozenset(("COOPERATE", "AID", "RETREAT"))
FORCE = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE"))

SIDES = frozenset(
    side + end
    for side in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
    for end in ("", "ern")
) | {"central", "north-eastern", "north-western", "south-eastern", "south-western", "north-east", "south-west"}
"""Words that make a part of a country or a region a place of its own ("southern Israel")."""

NAMED_PARTS = frozenset(("region", "province", "state", "oblast", "district", "county", "governorate", "peninsula"))

OF_PARTS = frozenset(
    "scottish welsh catalan basque kurdish chechen tibetan darfuri crimean bavarian tamil hazara".split()
)
"""Adjectives of parts of a country, which have a capital of their own."""

RANK = {TOWN: 3, LANDMARK: 3, REGION: 2, COUNTRY: 1, SEA: 0}
"""How specific each kind of place is."""

MAX_STEPS = 10
REACH = 4
"""So many words above its name a place is that of an occasion."""

CLAUSES = frozenset(("ccomp", "relcl", "advcl", "parataxis", "conj", "acl"))


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in the text: tokens [first, last), its head, its name as a record has it, and what it is."""

    first: int
    last: int
    head: int
    name: str
    entry: Entry


class PlaceFinder:
    """The places of one article's acts. All names of places are found once, when it is made."""

    def __init__(self, parsed: Parsed, actors: ActorLayer) -> None:
        self._parsed = parsed
        self._doc = parsed.doc
        named = list(named_places(parsed.doc, actors))
        self.named = sorted([*named, *capitals(parsed.doc, actors, named)], key=lambda place: place.first)
        self._occasions: Occasions[Named] | None = None
        self._by_head = {place.head: place for place in self.named}

    def place_of(self, trigger: int, type: str | None = None) -> Place | None:
        """The place of the act whose trigger is headed by token `trigger`, or None where the text tells none.

        `type` is the event's PLOVER type: words have a place only where their own verb has one ("spoke in Paris"), a
        meeting and force where their clause has one, force also where it is the place that the sentence is about.
        """
        word = self._doc[trigger]
        if type in SPOKEN:
            found = [place for place in self._below(word, False) if place.entry.kind in (TOWN, LANDMARK)]
        elif type in DONE:
            found = list(self._below(word, True))
        else:
            found = list(self._around(word))
        if not found and type in FORCE:
            found = self._nearest(word, self._in_sentence(word))
        if not found and type not in SPOKEN:
            told = self._occasion(word)
            found = [told] if told else []
        if not found and type in FORCE:
            found = self._nearest(word, self._attributes(word))[:1]
        if not found:
            return None
        best = max(found, key=lambda place: RANK[place.entry.kind])
        if type in FORCE and RANK[best.entry.kind] < RANK[TOWN]:
            closer = [place for place in self._closer(word) if place.entry.country == best.entry.country]
            best = max([best, *closer], key=lambda place: RANK[place.entry.kind])
        return self._record(best)

    def _closer(self, word: Token) -> Iterator[Named]:
        """The places of what the act did: "carried out strikes inside Iran, killing nine people in Sistan"."""
        verb = next((w for w in (word, *islice(word.ancestors, 3)) if w.pos_ == "VERB"), word)
        for child in verb.children:
            if child.i > verb.i and _shares_clause(child):
                yield from self._below(child, True)

    def told_before(self, trigger: int, countries: frozenset[str]) -> Place | None:
        """The place in one of the countries that the article told last before an act, whatever happened there.

        Force has a place even where its sentence tells none: where the article is at that point.
        """
        told = [
            place
            for place in self.named
            if place.head < trigger
            and place.entry.country in countries
            and self._says_where(self._doc[place.head], place)
        ]
        if not told:
            return None
        last = self._doc[told[-1].head].sent
        here = [place for place in told if place.head >= last.start]
        return self._record(max(here, key=lambda place: (RANK[place.entry.kind], place.head)))

    def _nearest(self, word: Token, places: Iterable[Named]) -> list[Named]:
        return sorted(places, key=lambda place: abs(place.head - word.i))

    def _occasion(self, trigger: Token) -> Named | None:
        """The place told before of the occasion that the act refers back to ("the attack")."""
        if self._occasions is None:
            self._occasions = Occasions()
            for place in self.named:
                if self._says_where(self._doc[place.head], place):
                    for word in islice(self._doc[place.head].ancestors, REACH):
                        self._occasions.tell(word, place)
                        if word.pos_ == "VERB":
                            break
        return self._occasions.of(trigger)

    def _attributes(self, word: Token) -> Iterator[Named]:
        """Towns and regions that stand before a noun of the sentence: "the Boston bombing", "Florida's home"."""
        for token in word.sent:
            place = self._by_head.get(token.i)
            if place and place.entry.kind in (TOWN, REGION) and token.dep_ in ("compound", "poss"):
                yield place

    def _in_sentence(self, word: Token) -> Iterator[Named]:
        """The places of the sentence that say where, whatever they hang on."""
        for token in word.sent:
            place = self._by_head.get(token.i)
            if place and self._says_where(token, place):
                yield place

    def _says_where(self, token: Token, place: Named) -> bool:
        for _ in range(3):
            if token.dep_ == "pobj":
                preposition = token.head.lower_
                return preposition in NEARBY or preposition in UPON
            if token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_.lower() in STRIKES:
                return True
            if token.dep_ not in ("appos", "compound", "conj", "nmod", "poss"):
                return False
            token = token.head
        return False

    def _record(self, named: Named) -> Place | None:
        entry = named.entry
        if not entry.country:
            return None
        exact = named.name.lower().split()[0] not in SIDES
        return Place(
            name=named.name,
            country=entry.country,
            geonameid=entry.geonameid if exact else None,
            lat=entry.lat if exact else None,
            lon=entry.lon if exact else None,
            span=self._parsed.tokens(named.first, named.last),
        )

    def _around(self, trigger: Token) -> Iterator[Named]:
        """Places in the arguments of the trigger, then of the words above it up to its clause's verb."""
        word = trigger
        for step in range(MAX_STEPS):
            found = list(self._below(word, step == 0 or word.lemma_.lower() in STRIKES))
            if found:
                yield from found
                return
            if word.head == word or (word.dep_ in CLAUSES and not _shares_clause(word)):
                return
            word = word.head

    def _below(self, word: Token, act: bool) -> Iterator[Named]:
        lemma = word.lemma_.lower()
        for child in word.children:
            if child.dep_ == "prep":
                preposition = child.lower_
                if (
                    preposition in WHERE
                    or (preposition in WHITHER and lemma in JOURNEYS)
                    or (preposition in AIMED and lemma in STRIKES)
                ):
                    for thing in child.children:
                        yield from self._in_phrase(thing)
            elif child.dep_ in ("dobj", "nsubjpass") and act:
                place = self._by_head.get(child.i)
                if place and lemma in STRIKES:
                    yield place
                else:
                    yield from self._within(child)
            elif child.dep_ == "compound" and act:
                yield from self._part(child)
            elif child.dep_ in ("nsubj",) and act and word.pos_ in ("VERB", "AUX"):
                yield from self._within(child)

    def _in_phrase(self, thing: Token) -> Iterator[Named]:
        """The places of a noun phrase: itself, its apposition, what it lies in or is "of", and its conjuncts."""
        place = self._by_head.get(thing.i)
        if place:
            yield place
        yield from self._within(thing)

    def _part(self, word: Token) -> Iterator[Named]:
        """The place that a word before a noun names: a town or a region; a country is whose it is ("U.S. strikes")."""
        place = self._by_head.get(word.i)
        if place and place.entry.kind not in (COUNTRY, SEA):
            yield place

    def _within(self, thing: Token, depth: int = 0) -> Iterator[Named]:
        if depth > 4:
            return
        for child in thing.children:
            if child.dep_ == "prep" and child.lower_ in (
                "in",
                "at",
                "near",
                "of",
                "on",
                "outside",
                "along",
                "inside",
            ):
                for inner in child.children:
                    place = self._by_head.get(inner.i)
                    if place:
                        yield place
                    yield from self._within(inner, depth + 1)
            elif child.dep_ in ("compound", "poss"):
                yield from self._part(child)
            elif child.dep_ == "appos" and child.i in self._by_head and thing.pos_ in ("NOUN", "PROPN"):
                yield self._by_head[child.i]
            elif child.dep_ == "appos":
                yield from self._within(child, depth + 1)


def _shares_clause(word: Token) -> bool:
    """Whether a verb without a subject has the place of the verb above: "stormed Mosul, killing dozens"."""
    if word.dep_ not in ("conj", "advcl", "acl") or word.pos_ != "VERB":
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass", "mark") for child in word.children)


def named_places(doc: Doc, actors: ActorLayer) -> Iterator[Named]:
    """The names of places in a parsed article, in text order, each with the likeliest of the places so called."""
    found = list(_names(doc, actors))
    countries = Counter(entries[0].country for _, _, _, entries in found if entries)
    for first, last, name, entries in found:
        entry = _likeliest(entries, countries)
        if entry is None:
            continue
        root = doc[first:last].root
        while root.dep_ == "compound" and root.head.lower_ in NAMED_PARTS and root.i < root.head.i < last:
            root = root.head
        yield Named(first, last, root.i, name, entry)


def capitals(doc: Doc, actors: ActorLayer, named: Sequence[Named]) -> Iterator[Named]:
    """Capitals told by their country alone: "in the Finnish capital". `named` are the places that have their names."""
    taken = {i for place in named for i in range(place.first, place.last)}
    for token in doc:
        if token.lower_ != "capital" or token.pos_ != "NOUN" or not taken.isdisjoint(range(token.i, token.i + 3)):
            continue
        for child in token.lefts:
            mention = actors.at(child.i) if child.dep_ in ("amod", "poss", "compound", "nmod") else None
            if mention is None or not mention.code or child.lower_ in OF_PARTS:
                continue
            found = capital(mention.code.split()[0])
            if found and mention.entity.kind == "country":
                yield Named(mention.first, token.i + 1, token.i, *found)
                break


def _likeliest(entries: tuple[Entry, ...], countries: Counter[str]) -> Entry | None:
    """Of places of one name, the one in a country that the article speaks of most, else the greatest."""
    if not entries:
        return None
    return max(entries, key=lambda entry: (entry.population * (1 + countries[entry.country]), entry.population))


def _names(doc: Doc, actors: ActorLayer) -> Iterator[tuple[int, int, str, tuple[Entry, ...]]]:
    """Runs of proper nouns that the gazetteer knows, or that the parse takes for places, the longest first."""
    at, size = 0, len(doc)
    while at < size:
        if doc[at].pos_ != "PROPN" and doc[at].ent_type_ not in PLACES:
            at += 1
            continue
        end = at + 1
        while end < size and end - at < MAX_WORDS and (doc[end].pos_ == "PROPN" or doc[end].text in JOINTS):
            end += 1
        for last in range(end, at, -1):
            if doc[last - 1].text in JOINTS:
                continue
            entries = tuple(
                entry for entry in gazetteer().entries(doc[at:last].text) if _plausible(doc, at, last, entry, actors)
            )
            if entries:
                yield *_extended(doc, at, last), entries
                at = last
                break
        else:
            at += 1


def _plausible(doc: Doc, first: int, last: int, entry: Entry, actors: ActorLayer) -> bool:
    """Whether a name of the gazetteer is likely to name that place here, and no person, body or word."""
    if last + 1 < len(doc) and doc[last].text == "-" and doc[last + 1].tag_ in ("VBN", "VBD", "JJ", "VBG"):
        return False  # "Russia-occupied Crimea" lies in no Russia
    kinds = {doc[i].ent_type_ for i in range(first, last)}
    begins = doc[first].ent_iob_ != "I" and (last >= len(doc) or doc[last].ent_iob_ != "I")
    if kinds <= PLACES:
        return begins or entry.kind in (COUNTRY, REGION)
    name = doc[first:last].text
    alone = last >= len(doc) or doc[last].pos_ != "PROPN"
    if len(name) < SHORTEST or name.isupper() or not begins or not alone or kinds & {"DATE", "NORP"}:
        return False
    mention = actors.at(first)
    if mention is not None and mention.entity.kind == "person" and " " in mention.entity.name:
        return False
    if entry.kind != TOWN or (mention is not None and mention.entity.kind in ("place", "country")):
        return _says_place(doc, first)
    return _says_place(doc, first) and (entry.population >= KNOWN or "PERSON" not in kinds)


def _says_place(doc: Doc, first: int) -> bool:
    """Whether the words before a name say that it is a place: "in", "near the", "in occupied"; or it is struck."""
    for before in reversed(doc[max(first - 5, 0) : first]):
        if before.lower_ in LOCATIVE:
            return True
        if before.pos_ not in ("DET", "ADJ", "VERB", "PUNCT", "PROPN") or before.tag_ in ("VBD", "VBZ", "VBP", "VB"):
            break
    word = doc[first]
    return word.dep_ in ("dobj", "nsubjpass") and word.head.lemma_.lower() in STRIKES


KNOWN = 50_000
"""A town of so many people is one even where the parse takes its name for a person's."""

PLACES = frozenset(("GPE", "LOC", "FAC"))
LOCATIVE = frozenset("in at near of outside to from into on toward around across".split())
JOINTS = frozenset("-–'’")
SHORTEST = 4
MAX_WORDS = 6


def _extended(doc: Doc, first: int, last: int) -> tuple[int, int, str]:
    """The name with what it says of the place: "southern Israel", "Kharkiv region"."""
    name = doc[first:last].text.removeprefix("the ").removeprefix("The ")
    part = last < len(doc) and doc[last].lower_ in NAMED_PARTS
    if first and doc[first - 1].lower_ in SIDES and not part:
        first -= 1
        name = f"{doc[first].text} {name}"
    if part:
        name = f"{name} {doc[last].text}"
        last += 1
    return first, last, name

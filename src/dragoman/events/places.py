"""Where an act happened: the most specific named place that its clause tells (codebook, section 2, `place`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from dragoman.actors import ActorLayer
from dragoman.events.gazetteer import COUNTRY, LANDMARK, REGION, SEA, TOWN, Entry, gazetteer
from dragoman.language import Parsed
from dragoman.records import Place

WHERE = frozenset(
    ("in", "at", "on", "near", "outside", "inside", "across", "around", "along", "off", "within", "throughout", "over")
    + ("between", "beside", "above", "around", "toward", "towards", "into", "amid", "through", "beyond", "under", "from")
)
"""Prepositions whose place is where the act happened."""

WHITHER = frozenset(("to", "into", "toward", "towards", "for"))
"""Prepositions whose place is that of the act where it is a journey."""

JOURNEYS = frozenset(
    ("visit", "travel", "arrive", "trip", "go", "fly", "tour", "come", "return", "deploy", "send", "head", "journey")
    + ("advance", "march", "move", "flight", "arrival", "dispatch", "deliver", "evacuate", "bring", "withdraw", "push")
)

AIMED = frozenset(("on", "against", "of", "at"))
"""Prepositions whose place is the target of an act of force ("strikes on Kharkiv", "the siege of Aleppo")."""

STRIKES = frozenset(
    ("strike", "attack", "hit", "shell", "bomb", "bombard", "invade", "storm", "raid", "seize", "capture", "occupy", "annex")
    + ("target", "destroy", "besiege", "pound", "retake", "recapture", "take", "overrun", "enter", "liberate", "blockade")
    + ("invasion", "annexation", "siege", "bombardment", "shelling", "bombing", "capture", "occupation", "airstrike")
    + ("seizure", "offensive", "assault", "incursion", "blockade", "barrage", "war", "rocket", "storming", "fight", "reach")
    + ("visit", "tour", "leave", "surround", "encircle", "ravage", "cross", "rock", "batter", "operation", "defend", "leave")
)
"""Lemmas whose object, or whose aim, is the place of the act."""

SIDES = frozenset(
    side + end
    for side in ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest")
    for end in ("", "ern")
) | {"central", "north-eastern", "north-western", "south-eastern", "south-western", "north-east", "south-west"}
"""Words that make a part of a country or a region a place of its own ("southern Israel")."""

PARTS = frozenset(
    ("region", "province", "state", "oblast", "district", "county", "governorate", "peninsula", "territory", "border")
    + ("strip", "valley", "islands", "island", "prefecture", "city", "airport", "base", "sea", "camp", "crossing")
)
"""Nouns that belong to the name before them."""

NAMED_PARTS = frozenset(("region", "province", "state", "oblast", "district", "county", "governorate", "peninsula"))

RANK = {TOWN: 3, LANDMARK: 3, REGION: 2, COUNTRY: 1, SEA: 0}
"""How specific each kind of place is."""

BEARERS = frozenset(("PERSON", "NORP", "DATE", "TIME", "MONEY", "PERCENT", "LAW", "LANGUAGE", "WORK_OF_ART", "ORDINAL"))
"""Kinds of names that are not places, even where a place has the same name."""

MAX_STEPS = 10


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
        self.named = list(named_places(parsed.doc))
        self._by_head = {place.head: place for place in self.named}

    def place_of(self, trigger: int) -> Place | None:
        """The place of the act whose trigger is headed by token `trigger`, or None where the text tells none."""
        found = list(self._around(self._doc[trigger]))
        if not found:
            return None
        best = max(found, key=lambda named: RANK[named.entry.kind])
        return self._record(best)

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
            if word.head is word or word.dep_ in ("ccomp", "relcl", "advcl", "parataxis", "conj", "acl"):
                return
            word = word.head

    def _below(self, word: Token, act: bool) -> Iterator[Named]:
        lemma = word.lemma_.lower()
        for child in word.children:
            if child.dep_ == "prep" or (child.dep_ == "agent" and False):
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
            elif child.dep_ == "compound" and act and child.i in self._by_head:
                yield self._by_head[child.i]
            elif child.dep_ in ("nsubj",) and act and word.pos_ in ("VERB", "AUX"):
                yield from self._within(child)

    def _in_phrase(self, thing: Token) -> Iterator[Named]:
        """The places of a noun phrase: itself, its apposition, what it lies in or is "of", and its conjuncts."""
        place = self._by_head.get(thing.i)
        if place:
            yield place
        yield from self._within(thing)

    def _within(self, thing: Token, depth: int = 0) -> Iterator[Named]:
        if depth > 4:
            return
        for child in thing.children:
            if child.dep_ == "prep" and child.lower_ in ("in", "at", "near", "of", "on", "outside", "from", "along", "inside"):
                for inner in child.children:
                    place = self._by_head.get(inner.i)
                    if place:
                        yield place
                    yield from self._within(inner, depth + 1)
            elif child.dep_ in ("appos", "compound", "poss") and child.i in self._by_head and thing.pos_ in ("NOUN", "PROPN"):
                yield self._by_head[child.i]
            elif child.dep_ == "appos":
                yield from self._within(child, depth + 1)


def named_places(doc: Doc) -> Iterator[Named]:
    """The names of places in a parsed article, in text order, each with the likeliest of the places so called."""
    found = list(_names(doc))
    countries = Counter(entries[0].country for _, _, _, entries in found if entries)
    for first, last, name, entries in found:
        entry = _likeliest(entries, countries)
        if entry is None:
            continue
        yield Named(first, last, doc[first:last].root.i, name, entry)


def _likeliest(entries: tuple[Entry, ...], countries: Counter[str]) -> Entry | None:
    """Of places of one name, the one in a country that the article speaks of most, else the greatest."""
    if not entries:
        return None
    return max(entries, key=lambda entry: (entry.population * (1 + countries[entry.country]), entry.population))


def _names(doc: Doc) -> Iterator[tuple[int, int, str, tuple[Entry, ...]]]:
    """Runs of proper nouns that the gazetteer knows, or that the parse takes for places, the longest first."""
    book, at, size = gazetteer(), 0, len(doc)
    while at < size:
        token = doc[at]
        if token.pos_ != "PROPN" or token.ent_type_ in BEARERS and token.ent_type_ != "PERSON":
            at += 1
            continue
        end = at + 1
        while end < size and end - at < 6 and (doc[end].pos_ == "PROPN" or doc[end].text in "-–'’"):
            end += 1
        for last in range(end, at, -1):
            text = doc.text[token.idx : doc[last - 1].idx + len(doc[last - 1])] if False else doc[at:last].text
            entries = book.entries(text)
            if entries and not _is_person(doc, at, last):
                first, stop, name = _extended(doc, at, last, text)
                yield first, stop, name, entries
                at = last
                break
        else:
            at += 1


def _is_person(doc: Doc, first: int, last: int) -> bool:
    """Whether the name is part of a person's ("Paris Hilton", "Mr. Washington")."""
    return doc[first].ent_type_ == "PERSON" and (
        (last < len(doc) and doc[last].ent_type_ == "PERSON" and doc[last].ent_iob_ == "I") or doc[first].ent_iob_ == "I"
    )


def _extended(doc: Doc, first: int, last: int, text: str) -> tuple[int, int, str]:
    """The name with the part that it says of the place: "southern Israel", "Kharkiv region"."""
    name = text.removeprefix("the ").removeprefix("The ")
    if first and doc[first - 1].lower_ in SIDES:
        first -= 1
        name = f"{doc[first].text} {name}"
    if last < len(doc) and doc[last].lower_ in NAMED_PARTS:
        name = f"{name} {doc[last].text}"
        last += 1
    return first, last, name

"""The names of places in a text, each with the likeliest of the places so called (codebook, section 2, `place`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from dragoman.actors import ActorLayer
from dragoman.events.gazetteer import COUNTRY, REGION, TOWN, Entry, capital, gazetteer

STRIKES = frozenset(
    "strike attack hit shell bomb bombard invade storm raid seize capture occupy annex target destroy besiege "
    "pound retake recapture take overrun enter liberate blockade invasion annexation siege bombardment "
    "shelling bombing capture occupation airstrike seizure offensive assault incursion blockade barrage war "
    "rocket storming fight reach visit tour leave surround encircle ravage cross rock batter operation defend "
    "leave".split()
)
"""Lemmas whose object, or whose aim, is the place of the act."""

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


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in the text: tokens [first, last), its head, its name as a record has it, and what it is."""

    first: int
    last: int
    head: int
    name: str
    entry: Entry

    @property
    def is_part(self) -> bool:
        """Whether it is only a part of what the gazetteer has: "northern Gaza"."""
        return self.name.lower().split()[0] in SIDES


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


def villages(doc: Doc, actors: ActorLayer, named: Sequence[Named]) -> Iterator[Named]:
    """Places too small for the gazetteer: "the village of Nur Shams", "in Kafra". `named` are those that it has.

    Their country is that of the place named nearest in the sentence, else that of most places of the article.
    """
    taken = {i for place in named for i in range(place.first, place.last)}
    countries = Counter(place.entry.country for place in named if place.entry.country)
    if not countries:
        return
    at = 1
    while at < len(doc):
        last = at
        while last < len(doc) and last - at < MAX_WORDS and last not in taken and _continues(doc, at, last):
            last += 1
        if last > at and _is_village(doc, at, last, actors):
            own = _owner(doc[at - 1].head, actors)  # "the Russian town of …"
            near = [p for p in named if p.entry.country and doc[p.head].sent == doc[at].sent]
            nearest = min(near, key=lambda p: abs(p.first - at), default=None)
            country = own or (nearest.entry.country if nearest else countries.most_common(1)[0][0])
            yield Named(at, last, doc[at:last].root.i, doc[at:last].text, Entry(TOWN, country))
        at = max(last, at + 1)


def _owner(noun: Token, actors: ActorLayer) -> str | None:
    """The country whose a town or a village is said to be."""
    if noun.lower_ not in SETTLEMENTS:
        return None
    mentions = (actors.at(child.i) for child in noun.lefts if child.dep_ in ("amod", "poss", "compound", "nmod"))
    return next((m.code.split()[0] for m in mentions if m is not None and m.code and m.entity.kind == "country"), None)


def _continues(doc: Doc, first: int, last: int) -> bool:
    word = doc[last]
    return word.pos_ == "PROPN" or (last > first and word.text in JOINTS and word.nbor(-1).whitespace_ == "")


def _is_village(doc: Doc, first: int, last: int, actors: ActorLayer) -> bool:
    """Whether a name that no gazetteer has is that of a place, by the word before it or what the parse takes it for."""
    before, root = doc[first - 1], doc[first:last].root
    if doc[last - 1].text in JOINTS:
        return False
    called = any(c.dep_ == "appos" and c.lower_ in SETTLEMENTS for c in root.children)
    if (before.lower_ == "of" and before.head.lower_ in SETTLEMENTS) or (called and before.lower_ in INSIDE):
        return True
    mention = actors.at(first)
    if mention is not None and mention.code and mention.entity.kind != "place" and mention.kind == "name":
        return False
    return before.lower_ in INSIDE and {doc[i].ent_type_ for i in range(first, last)} == {"GPE"}


SETTLEMENTS = frozenset("town village city settlement hamlet suburb neighbourhood neighborhood district camp".split())
INSIDE = frozenset(("in", "near", "outside"))


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

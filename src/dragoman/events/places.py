"""Where an act happened: the most specific named place that its clause tells (codebook, section 2, `place`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.events import syntax
from dragoman.events.gazetteer import COUNTRY, LANDMARK, REGION, SEA, TOWN
from dragoman.events.occasions import Occasions
from dragoman.events.place_names import SETTLEMENTS, STRIKES, Named, capitals, named_places, villages
from dragoman.language import Parsed
from dragoman.records import Place

WHERE = frozenset(
    "in at on near outside inside across around along off within throughout over beside above around "
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

NEARBY = frozenset("in at near outside inside across on into around".split())
UPON = frozenset(("against", "of", "to"))
"""Prepositions of a country on which force is used, or to which it goes ("assaults against", "missiles sent to")."""

NOWHERE = frozenset(
    "request behest invitation urging insistence initiative expense hand response retaliation return exchange support "
    "favour favor protest pressure sanction leadership command auspex auspices agreement deal cooperation case".split()
)
"""Nouns behind "at", "in" or "under" that are no places: "at the request of the United States"."""

SPOKEN = frozenset(("SANCTION", "ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"))
SIGNED = frozenset("sign signing ink initial seal open reopen".split())
"""Lemmas of verbal acts that are done at a place all the same."""
BY_OFFICES = frozenset(("SANCTION", "COERCE", "ACCUSE", "CONCEDE", "THREATEN"))
OFFICES = frozenset("court tribunal judge police prosecutor jury magistrate".split())
"""Who acts where it sits."""
SAYING = frozenset("say tell add warn declare announce state speak insist argue claim vow note".split())
DONE = frozenset(("COOPERATE", "AID", "RETREAT"))
FORCE = frozenset(("ASSAULT", "COERCE", "PROTEST", "MOBILIZE"))

RANK = {TOWN: 3, LANDMARK: 3, REGION: 2, COUNTRY: 1, SEA: 0}
"""How specific each kind of place is."""


def rank(place: Named) -> float:
    """How specific a place is: a part of the country ("northern Gaza") more than a country, less than a region."""
    return 1.5 if place.is_part else RANK[place.entry.kind]


MAX_STEPS = 10
REACH = 4
"""So many words above its name a place is that of an occasion."""

CLAUSES = frozenset(("ccomp", "relcl", "advcl", "parataxis", "conj", "acl"))


class PlaceFinder:
    """The places of one article's acts. All names of places are found once, when it is made."""

    def __init__(self, parsed: Parsed, actors: ActorLayer) -> None:
        self._parsed = parsed
        self._doc = parsed.doc
        named = list(named_places(parsed.doc, actors))
        more = (*capitals(parsed.doc, actors, named), *villages(parsed.doc, actors, named))
        self.named = sorted([*named, *more], key=lambda place: place.first)
        self._actors = actors
        self._occasions: Occasions[Named] | None = None
        self._by_head = {place.head: place for place in self.named}

    def place_of(self, trigger: int, type: str | None = None) -> Place | None:
        """The place of the act whose trigger is headed by token `trigger`, or None where the text tells none.

        `type` is the event's PLOVER type: words have a place only where their own verb has one ("spoke in Paris"), a
        meeting and force where their clause has one, force also where it is the place that the sentence is about.
        """
        word = self._doc[trigger]
        if type in SPOKEN and not (type == "SUPPORT" and word.lemma_.lower() in SIGNED):
            found = [place for place in self._below(word, False) if place.entry.kind in (TOWN, LANDMARK)]
        elif type in DONE or type in SPOKEN:
            found = list(self._below(word, True))
        else:
            found = list(self._around(word))
        if not found and type in SPOKEN:
            found = list(self._where_said(word))
        if not found and type in BY_OFFICES:
            found = [place for place in self._of_the_office(word) if place.entry.kind == TOWN]
        if not found and type in FORCE:
            found = self._nearest(word, self._in_sentence(word))
        if not found and type == "CONSULT":
            found = [p for p in self._nearest(word, self._in_sentence(word)) if p.entry.kind in (TOWN, LANDMARK)][:1]
        if not found and type not in SPOKEN:
            told = self._occasion(word)
            found = [told] if told else []
        if not found and type in FORCE:
            found = self._nearest(word, self._attributes(word))[:1]
        if not found:
            return None
        best = max(found, key=rank)
        if type in FORCE and rank(best) < RANK[TOWN]:
            closer = [place for place in self._closer(word) if place.entry.country == best.entry.country]
            best = max([best, *closer], key=rank)
        return self._record(best)

    def _where_said(self, word: Token) -> Iterator[Named]:
        """The towns where the clause was said that an act in words stands in: "…, he told reporters in Rabat"."""
        for verb in islice(word.ancestors, MAX_STEPS):
            if verb.lemma_.lower() in SAYING:
                found = [*self._below(verb, False)]
                for child in verb.children:
                    if child.dep_ in ("dobj", "dative"):
                        found += self._within(child)
                yield from (place for place in found if place.entry.kind in (TOWN, LANDMARK))
                return

    def _of_the_office(self, word: Token) -> Iterator[Named]:
        """The town of the court or the police who act: "a court in Goma sentenced", "police in Harare arrested"."""
        verb = next((w for w in (word, *islice(word.ancestors, 3)) if w.pos_ == "VERB"), word)
        for subject in (*syntax.agents(verb), *(c for c in verb.children if c.dep_ == "nsubj")):
            if subject.lemma_.lower() in OFFICES:
                yield from self._within(subject)

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
        return self._record(max(here, key=lambda place: (rank(place), place.head)))

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
                preposition, above = token.head.lower_, token.head.head.lemma_.lower()
                return preposition in NEARBY or (preposition in UPON and above not in NOWHERE)
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
        exact = not named.is_part
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
                        if thing.lemma_.lower() not in NOWHERE:
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

    def _is_party(self, thing: Token) -> bool:
        """Whether a noun names who acts and no place: "the presidents of Ukraine"."""
        mention = self._actors.headed_by(thing.i)
        return mention is not None and not mention.locative and thing.lower_ not in SETTLEMENTS

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
                    if place and not (child.lower_ == "of" and self._is_party(thing)):
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

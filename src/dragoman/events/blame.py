"""Whom an accusation blames that is about a deed: who did it, not whom it hit (codebook, section 2, rule 4).

"Condemned the arrest of two journalists in Belarus" accuses Belarus, "deplored the attack" whoever attacked last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.events import syntax
from dragoman.events.lexicon import Act, Lexicon
from dragoman.events.parties import PartyFinder, Side
from dragoman.events.understood import BLAMED, Opponents

# Deeds that states do on their own ground: an arrest in Belarus is Belarus's.
_OF_STATES = frozenset(("COERCE", "SANCTION"))
_STATE_FORCE = frozenset("crackdown execution torture".split())
# Nouns that take up what was told before: "denounced the move".
_DEEDS = frozenset(
    "launch test move decision step measure action act provocation violence build-up buildup ruling verdict plan "
    "announcement incident blast explosion exercise drill".split()
)
_FROM = frozenset("expulsion deportation removal withdrawal".split())
_IN = frozenset(["in"])


class Blame:
    """Finds who did what others are accused of, in one article."""

    def __init__(self, lexicon: Lexicon, parties: PartyFinder, opponents: Opponents, actors: ActorLayer) -> None:
        self._lexicon = lexicon
        self._parties = parties
        self._opponents = opponents
        self._actors = actors
        self._known: dict[int, list[Side]] = {}

    def doers(self, noun: Token) -> list[Side] | None:
        """Who did the deed that a noun names, if an accusation that is about it was read before; else None."""
        return self._known.get(noun.i)

    def of(self, token: Token, words: frozenset[str], act: Act, who: Sequence[Side]) -> list[Side] | None:
        """Those whom `who` blame by the act at `token`, none where nobody is known; None where no deed is told.

        `words`: those of the sentence and their lemmas, lower case.
        """
        objects = syntax.objects(token) if token.pos_ == "VERB" else []
        for noun in _about(token, act, objects):
            accusers = {side.who for side in who}
            deed = next((a for a in self._lexicon.acts_of(noun, words) if a.type in BLAMED), None)
            if deed is None and noun.lemma_ == "war":
                return self._at_war(noun, accusers) or self._opponents.culprit(who)
            if deed is None and noun.lemma_ in _DEEDS and not syntax.owners(noun):
                found = self._opponents.culprit(who) or self._opponents.author(who)
                return [replace(side, kind="taken up") for side in found] or None
            if deed is not None:
                doers, victims = self._parties.find(noun, deed)
                doers = [side for side in doers if side.who not in accusers]
                blamed = [] if noun in objects else self._parties.sides(o for o in objects if o.pos_ != "PRON")
                if blamed:  # "blamed Iran for the attack"
                    self._known[noun.i] = doers or blamed
                    return None
                doers = doers or self._state(noun, deed, victims, accusers) or self._opponents.culprit(who)
                self._known[noun.i] = doers
                return doers
        return None

    def _at_war(self, noun: Token, accusers: set[str]) -> list[Side]:
        """Who attacked the country of a war: "the war in Ukraine"."""
        named = (self._actors.at(t.i) for t in syntax.behind(noun, _IN))
        attackers = (self._opponents.attacker(m.code.split()[0]) for m in named if m is not None and m.code)
        return [Side(f"{country} GOV", kind="culprit") for country in attackers if country and country not in accusers]

    def _state(self, noun: Token, deed: Act, victims: Sequence[Side], accusers: set[str]) -> list[Side]:
        """The state on whose ground, else to whose people, something is done that states do.

        Those who are sent away are not sent away by their own state.
        """
        if deed.type not in _OF_STATES and noun.lemma_ not in _STATE_FORCE:
            return []
        where = _IN | {"from"} if noun.lemma_ in _FROM else _IN
        named = (self._actors.at(t.i) for below in (noun, *noun.subtree) for t in syntax.behind(below, where))
        countries = [m.code.split()[0] for m in named if m is not None and m.code and m.entity.kind == "country"]
        if noun.lemma_ not in _FROM:
            countries += [side.who for side in victims]
        country = next((c for c in countries if c not in accusers and c not in ("INT", "IGO")), None)
        return [Side(f"{country} GOV", kind="culprit")] if country else []


def _about(token: Token, act: Act, objects: Sequence[Token]) -> list[Token]:
    """The nouns that an accusation is about: its object, and what stands behind "over", "at", "of" …"""
    behind = [t for word in (token, *objects) for t in syntax.behind(word, act.to)]
    return [t for t in (*objects, *behind) if t.pos_ == "NOUN"]

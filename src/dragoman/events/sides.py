"""The parties of an act: as its slots in the parse have them, then those who stand elsewhere or are understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from dragoman.events import syntax
from dragoman.events.blame import Blame
from dragoman.events.lexicon import Act
from dragoman.events.parties import NAMED, SAID_OF, PartyFinder, Side
from dragoman.events.understood import BLAMED, Ground, Opponents

Sides = tuple[list[Side], list[Side]]
"""Actors and recipients."""

# Who acts where the passive names nobody: "three men were arrested", "he was sentenced".
AGENTS = {
    ("COERCE", "arrest"): "COP",
    ("SANCTION", "convict"): "JUD",
    ("SANCTION", "expel"): "GOV",
    ("PROTEST", "demo"): "CVL",
    ("PROTEST", "riot"): "CVL",
}

# Whom the police arrest of their own: others, and foreigners, the government does.
PROMINENT = frozenset("OPP JRN ELI SOC PTY LEG".split())

# Modes of what is laid on all the people of a country.
ON_ALL = frozenset(("curfew", "martial-law"))

PEACE = frozenset(
    "ceasefire cease-fire truce war fighting hostilities violence restraint escalation de-escalation peace calm".split()
)
"""What one asks both sides of a war for."""

CHARGES = frozenset("accusation allegation charge claim criticism".split())
"""What one denies who was accused."""

_IN = frozenset(["in"])


class SidesFinder:
    """Finds who may have done an act and to whom. One per article."""

    def __init__(self, parties: PartyFinder, opponents: Opponents, ground: Ground, blame: Blame) -> None:
        self._parties = parties
        self._opponents = opponents
        self._ground = ground
        self._blame = blame

    def of(self, token: Token, sentence: SpacySpan, words: frozenset[str], act: Act) -> Iterator[Sides]:
        """The parties of an act at `token`, the likeliest first; `words`: those of the sentence and their lemmas."""
        who, whom = self._parties.find(token, act)
        if who and not whom and act.mode in ON_ALL:
            whom = [Side(f"{who[0].who} CVL")]
        clear = self._clear(token, words, act, who, whom)
        if clear is not None:
            yield clear
            return
        if who or whom:
            yield who, whom
        if act.roles == "mutual":
            if len(who) == 1:
                yield [*who, *self._opponents.of(who)], whom
            return
        agent = AGENTS.get((act.type, act.mode or ""))
        if not who and agent:
            who = self._agent(agent, sentence, whom)
            yield who, whom
        yield from self._understood(token, act, who, whom)
        if who and whom and syntax.has_both(token) and all(s.kind in NAMED for s in (*who, *whom)):
            return  # nothing is left to guess
        yield from self._beside(token, sentence, act, who, whom)

    def _clear(self, token: Token, words: frozenset[str], act: Act, who: list[Side], whom: list[Side]) -> Sides | None:
        """The parties where what the act is about says who they are; None where it does not."""
        if who and act.type == "ACCUSE":
            blamed = self._blame.of(token, words, act, who)
            if blamed is not None:
                return who, blamed
        if who and act.type == "REQUEST" and PEACE & {t.lower_ for t in token.subtree}:
            both = self._both_at_war(token, who, whom)
            if both:
                return who, both
        if who and not whom and act.type == "REJECT" and denies(token):
            accusers = self._opponents.accuser(who)
            if accusers:
                return who, accusers
        doers = self._blame.doers(token) if act.type in BLAMED else None
        return None if doers is None else (doers, whom)

    def _agent(self, agent: str, sentence: SpacySpan, whom: Sequence[Side]) -> list[Side]:
        """Those who do what the passive says of nobody, where the act takes place."""
        country = self._ground.of(sentence)
        if agent == "COP" and any(s.who != country or s.sector in PROMINENT for s in whom):
            agent = "GOV"
        return [Side(f"{country} {agent}")] if country else []

    def _understood(self, token: Token, act: Act, who: list[Side], whom: list[Side]) -> Iterator[Sides]:
        """With the side that the words leave out: of the same phrase, who stood opposite last, who said it."""
        if who and not whom and (act.needs in ("both", "recipient") or act.type in SAID_OF):
            for more in (self._parties.within(token, {s.code for s in who}), self._opponents.of(who)):
                if more:
                    yield who, more
            author = self._opponents.author(who)
            if author:
                yield who, author
        elif whom and not who and act.needs in ("both", "actor"):
            yield self._opponents.of(whom), whom
        if who and not whom and act.type == "PROTEST":
            yield who, [Side(f"{who[0].who} GOV")]
        if whom and not who and act.type == "ASSAULT":
            yield [Side(f"{whom[0].who} UAF")], whom

    def _beside(
        self, token: Token, sentence: SpacySpan, act: Act, who: list[Side], whom: list[Side]
    ) -> Iterator[Sides]:
        """With those named nearest before and after the act, for the parse is often wrong."""
        left, right = self._parties.before(token, sentence), self._parties.after(token, sentence)
        taken = {s.code for s in (*who, *whom)}
        if left and taken.isdisjoint(s.code for s in left):
            yield left, whom
            if right and not whom and act.needs != "actor":
                yield left, [s for s in right if s.code not in {x.code for x in left}]
        if who and right and taken.isdisjoint(s.code for s in right):
            yield who, right

    def _both_at_war(self, token: Token, who: Sequence[Side], whom: Sequence[Side]) -> list[Side]:
        """Whom one asks for peace who addresses nobody: both sides of the war, "a ceasefire in Gaza"."""
        where = self._parties.sides(t for below in token.subtree for t in syntax.behind(below, _IN))
        asked = {s.start for s in whom} - {s.start for s in where}
        return [] if asked else self._opponents.fighting(who, [s.who for s in where])


def denies(token: Token) -> bool:
    """Is what is rejected an accusation?"""
    return any(t.lemma_ in CHARGES for t in syntax.objects(token))

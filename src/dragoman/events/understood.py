"""Parties that the words of an act leave out and the article makes clear (codebook, section 2, rule 8).

After "Iran attacked Israel … Netanyahu vowed a response", the response is meant for Iran: whoever stood opposite in the
last act that Israel had a part in. After "talks … the sides agreed" the sides are those of the talks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Span as SpacySpan

from dragoman.actors import ActorLayer
from dragoman.events.background import aggressor
from dragoman.events.parties import Side
from dragoman.events.reading import Reading

# Deeds that others are blamed for.
BLAMED = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE"))
_REBELS = frozenset(("REB", "PRM"))
# How many acts back an opponent is remembered.
MEMORY = 12


class Opponents:
    """Who stood opposite to whom in the acts told so far."""

    def __init__(self, published: date | None = None) -> None:
        self._published = published
        self._pairs: list[tuple[list[Side], list[Side]]] = []
        self._hostile: list[list[Side]] = []
        self._accused: list[tuple[list[Side], list[Side]]] = []
        self._fighting: tuple[Side, ...] = ()

    def note(self, reading: Reading) -> None:
        """Remembers the two sides of an act."""
        actors, recipients = reading.actors, reading.recipients
        if actors and reading.type in BLAMED:
            self._hostile.append(list(actors))
            del self._hostile[:-MEMORY]
        if actors and recipients and reading.type == "ACCUSE":
            self._accused.append((list(actors), list(recipients)))
            del self._accused[:-MEMORY]
        if actors and recipients:
            self._pairs.append((list(actors), list(recipients)))
            del self._pairs[:-MEMORY]
            if reading.type == "ASSAULT" and actors[0].who != recipients[0].who:
                self._fighting = (actors[0], recipients[0])

    def fighting(self, without: Sequence[Side], where: Collection[str] = ()) -> list[Side]:
        """The two that fought last, as understood parties, where others than these ask them to stop.

        `where`: the countries named as those of the war, of which one must be theirs.
        """
        sides = self._fighting
        if where and {s.who for s in sides}.isdisjoint(where):
            country = next(iter(where))
            other = self.attacker(country)
            sides = (Side(f"{other} GOV"), Side(f"{country} GOV")) if other else ()
        found = [
            replace(s, code=self._armed(s), kind="at war") for s in understood(sides, {side.who for side in without})
        ]
        return found if len(found) == 2 else []

    def attacker(self, country: str) -> str | None:
        """Who is known to have attacked a country, whatever the article tells of it."""
        return aggressor(country, self._published)

    def foe(self, country: str) -> str | None:
        """Who fights a country with arms: by the last fight told, else who is known to have attacked it."""
        if country in {side.who for side in self._fighting}:
            other = next(side for side in self._fighting if side.who != country)
            return other.code if other.sector in _REBELS else f"{other.who} MIL"
        attacker = self.attacker(country)
        return f"{attacker} MIL" if attacker else None

    def _armed(self, side: Side) -> str:
        """Who fights for a country: rebels that the article told of, else the state."""
        if side.sector in _REBELS:
            return side.code
        told = (s for pair in reversed(self._pairs) for group in pair for s in group)
        return next((s.code for s in told if s.who == side.who and s.sector in _REBELS), f"{side.who} GOV")

    def of(self, sides: Sequence[Side]) -> list[Side]:
        """The side that last stood opposite to these parties, as understood parties; empty if none did."""
        names = {side.who for side in sides}
        for actors, recipients in reversed(self._pairs):
            if names & {s.who for s in actors}:
                return understood(recipients, names)
            if names & {s.who for s in recipients}:
                return understood(actors, names)
        return []

    def culprit(self, sides: Sequence[Side]) -> list[Side]:
        """Who did the last hostile deed told, if not these parties: whom one blames who condemns "the attack"."""
        names = {side.who for side in sides}
        told = (understood(actors, names) for actors in reversed(self._hostile))
        return [replace(s, kind="culprit") for s in next(filter(None, told), [])]

    def accuser(self, sides: Sequence[Side]) -> list[Side]:
        """Who last accused these parties of something: whose accusation it is that they deny."""
        names = {side.who for side in sides}
        for actors, recipients in reversed(self._accused):
            if names & {s.who for s in recipients}:
                return [replace(s, kind="accuser") for s in understood(actors, names)]
        return []

    def author(self, sides: Sequence[Side]) -> list[Side]:
        """Who acted last, if not these parties: whom one means who condemns "the attack"."""
        names = {side.who for side in sides}
        for actors, _ in reversed(self._pairs):
            found = [replace(s, kind="author") for s in understood(actors, names)]
            if found:
                return found
        return []


def understood(sides: Sequence[Side], without: set[str]) -> list[Side]:
    """The same parties without words of their own, less those of some countries."""
    return [replace(side, start=None, end=None, kind="understood") for side in sides if side.who not in without]


class Ground:
    """On which country's ground an act is told to have happened."""

    def __init__(self, actors: ActorLayer) -> None:
        self._actors = actors
        countries = Counter(m.code.split()[0] for m in actors.mentions if m.code and m.kind != "pronoun")
        self._main = next((c for c, _ in countries.most_common() if c not in ("IGO", "INT")), None)

    def of(self, sentence: SpacySpan) -> str | None:
        """The country of the first place named as a place in the sentence, else the one the article names most."""
        return self.named_in(sentence) or self._main

    def named_in(self, sentence: SpacySpan) -> str | None:
        """The country of the first place named as a place in the sentence."""
        for token in sentence:
            mention = self._actors.at(token.i)
            if mention is not None and mention.locative and mention.code and mention.code[:3] not in ("IGO", "INT"):
                return mention.code.split()[0]
        return None

"""The actor layer: who is mentioned where in the article, and who each one is.

`ActorLayer` is what the actor step hands on. Later steps ask it for the party that a token, a noun phrase or a
stretch of the text names; they never look into dictionaries themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

EntityKind = Literal["person", "organisation", "country", "group", "place", "role"]
MentionKind = Literal["name", "adjective", "nominal", "pronoun"]


@dataclass(slots=True)
class Entity:
    """Somebody or something that acts or is acted on in this article.

    `name` is the most specific name or description that the article gives; `code` is None where no country or
    organisation is known, and `why` then says the reason ("no country in the article for 'experts'").
    """

    key: int
    kind: EntityKind
    name: str
    code: str | None
    why: str
    plural: bool = False
    mentions: list[Mention] = field(default_factory=list)
    members: list[Entity] = field(default_factory=list)
    """For "the two leaders", "both countries": the entities that it stands for."""
    guessed: bool = False
    """Whether the country is only that in focus: no words say whose somebody or something is."""
    gender: Literal["m", "f"] | None = None

    @property
    def country(self) -> str | None:
        """The country or organisation of the code: "USA", "UN"; None where there is none or the code is INT."""
        if self.code is None:
            return None
        head, _, tail = self.code.partition(" ")
        return tail if head == "IGO" else None if head == "INT" else head


@dataclass(slots=True)
class Mention:
    """One place that names an entity. Tokens [first, last) of the parsed article, `head` the syntactic head.

    `code` is the code at this place: "Russian" of "Russian strikes" is RUS GOV whatever the entity's later use.
    `first_person`: "I" and "we", whose entity is whoever is speaking. `locative` says that a place's name is used as a
    place ("in Kyiv", "near Moscow"), not as its government.
    """

    kind: MentionKind
    start: int
    end: int
    first: int
    last: int
    head: int
    entity: Entity
    locative: bool = False
    first_person: bool = False
    here: str | None = None
    """The code at this place where it is not the entity's: "President Bush hosted him" of a president long retired."""

    @property
    def code(self) -> str | None:
        return self.here or self.entity.code


class ActorLayer:
    """All entities and mentions of one article, in text order."""

    def __init__(self, size: int = 0, describe: Callable[[int, int], Mention | None] | None = None) -> None:
        self.entities: list[Entity] = []
        self.mentions: list[Mention] = []
        self._at: list[Mention | None] = [None] * size
        self._headed: list[Mention | None] = [None] * size
        self._describe = describe
        self._described: dict[tuple[int, int], Mention | None] = {}

    def answer_with(self, describe: Callable[[int, int], Mention | None]) -> None:
        """What `of` asks for noun phrases that it has not answered for yet."""
        self._describe = describe

    def add(self, mention: Mention, *, index: bool = True) -> Mention:
        """Takes a mention in. A shorter mention wins at its tokens, a longer one at its head.

        Without `index` it is kept, but `at` and `headed_by` do not give it ("A and B" is not who "A" is).
        """
        self.mentions.append(mention)
        mention.entity.mentions.append(mention)
        if not index:
            return mention
        length = mention.last - mention.first
        for token in range(mention.first, mention.last):
            other = self._at[token]
            if other is None or other.last - other.first > length:
                self._at[token] = mention
        headed = self._headed[mention.head]
        if headed is None or headed.last - headed.first < length:
            self._headed[mention.head] = mention
        return mention

    def at(self, token: int) -> Mention | None:
        """The innermost mention that covers a token."""
        return self._at[token] if 0 <= token < len(self._at) else None

    def headed_by(self, token: int) -> Mention | None:
        """The longest mention whose syntactic head is a token."""
        return self._headed[token] if 0 <= token < len(self._headed) else None

    def of(self, first: int, last: int) -> Mention | None:
        """Who the noun phrase of tokens [first, last) is. A phrase that was not a mention yet becomes one."""
        if not 0 <= first < last <= len(self._at):
            return None
        if (first, last) not in self._described:
            self._described[first, last] = self._describe(first, last) if self._describe else None
        return self._described[first, last]

    def set_speaker(self, first: int, last: int, entity: Entity) -> None:
        """Says whose words tokens [first, last) are: "I" and "we" there become the speaker."""
        for token in range(max(first, 0), min(last, len(self._at))):
            mention = self._at[token]
            if mention is not None and mention.first_person:
                self.assign(mention, entity)

    def assign(self, mention: Mention, entity: Entity) -> None:
        """Says that a mention names another entity than was thought."""
        mention.entity.mentions = [m for m in mention.entity.mentions if m is not mention]
        mention.entity = entity
        entity.mentions.append(mention)

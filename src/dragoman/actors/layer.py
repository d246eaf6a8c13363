"""The actor layer: who is mentioned where in the article, and who each one is.

`ActorLayer` is what the actor step hands on. Later steps ask it for the party that a token, a noun phrase or a
stretch of the text names; they never look into dictionaries themselves.
"""

from __future__ import annotations

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


@dataclass(slots=True)
class Mention:
    """One place that names an entity. Tokens [first, last) of the parsed article, `head` the syntactic head.

    `code` is the code at this place: "Russian" of "Russian strikes" is RUS GOV whatever the entity's later use.
    """

    kind: MentionKind
    start: int
    end: int
    first: int
    last: int
    head: int
    entity: Entity

    @property
    def code(self) -> str | None:
        return self.entity.code


class ActorLayer:
    """All entities and mentions of one article, in text order."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self.mentions: list[Mention] = []

    def at(self, token: int) -> Mention | None:
        """The innermost mention that covers a token."""
        return None

    def headed_by(self, token: int) -> Mention | None:
        """The longest mention whose syntactic head is a token."""
        return None

    def of(self, first: int, last: int) -> Mention | None:
        """Who the noun phrase of tokens [first, last) is. A phrase that was not a mention yet becomes one."""
        return None

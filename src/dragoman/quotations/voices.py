"""Whom the words for a speaker mean: asked of the actor layer."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.actors import ActorLayer
from dragoman.quotations.sayings import Saying
from dragoman.quotations.words import Words
from dragoman.records import Article


@dataclass(frozen=True, slots=True)
class Voice:
    """Name and code of a speaker, and the reason for the code or for its absence."""

    entity: str | None
    code: str | None
    why: str


UNKNOWN = Voice(None, None, "no words name the speaker")


class Voices:
    """The speakers of an article's sayings, each resolved once."""

    def __init__(self, w: Words, actors: ActorLayer, article: Article) -> None:
        self._w = w
        self._actors = actors
        self._known: dict[Saying, Voice] = {}
        self._set = getattr(actors, "set_speaker", None)

    def of(self, saying: Saying) -> Voice:
        """The speaker of a saying; sayings must come in text order."""
        if saying not in self._known:
            self._known[saying] = self._resolve(saying)
        return self._known[saying]

    def _resolve(self, saying: Saying) -> Voice:
        if saying.speaker is None:
            if saying.after is None:
                return UNKNOWN
            voice = self._known.get(saying.after, UNKNOWN)
            return Voice(voice.entity, voice.code, f"goes on with the words of {voice.entity}: {voice.why}")
        first, last = saying.speaker
        mention = self._actors.of(first, last)
        if mention is None and saying.speaker_head is not None:
            mention = self._actors.at(saying.speaker_head)
        if mention is None:
            words = " ".join(self._w.source[self._w.start[first] : self._w.end[last - 1]].split())
            return Voice(words, None, f"nobody known by the words '{words}'")
        if self._set is not None and saying.kind in {"direct", "mixed"}:
            for a, b in saying.content:
                self._set(self._w.at(a), self._w.before(b), mention.entity)
        return Voice(mention.entity.name, mention.code, mention.entity.why)

    def addressee(self, span: tuple[int, int] | None) -> str | None:
        """The name of who is told: a pronoun by the entity it stands for, everybody else in the text's words."""
        if span is None:
            return None
        first, last = span
        mention = self._actors.at(first) if last - first == 1 else None
        if mention is not None and mention.kind == "pronoun":
            return mention.entity.name
        return " ".join(self._w.source[self._w.start[first] : self._w.end[last - 1]].split())

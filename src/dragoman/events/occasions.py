"""Occasions that an article tells of once and then refers back to: "the meeting", "his speech", "the attack"."""

from __future__ import annotations

from collections import defaultdict
from typing import Generic, TypeVar

from spacy.tokens import Token

_T = TypeVar("_T")

# One word for all that name the same kind of occasion: "struck … the attack", "spoke by phone … the call".
_KIND = {
    word: kind
    for kind, words in {
        "meeting": "meet meeting",
        "attack": "attack strike airstrike bombing explosion blast",
        "call": "call phone conversation",
        "speech": "speak speech address",
        "invasion": "invade invasion",
        "killing": "kill killing",
        "shooting": "shoot shooting",
        "visit": "visit trip travel tour",
    }.items()
    for word in words.split()
}
# What one says or does something at: "during the call he urged".
_FRAMES = frozenset(
    "meeting talk call speech visit summit conference interview briefing attack session hearing".split()
)
_AT = frozenset(("during", "in", "at"))
_DEFINITE = frozenset("the this that these those his her its their".split())


class Occasions(Generic[_T]):
    """What is told (a date, a place) of the occasions of one article."""

    def __init__(self) -> None:
        self._told: dict[str, list[tuple[int, _T]]] = defaultdict(list)

    def tell(self, word: Token, what: _T) -> None:
        """Remembers what the text tells of the occasion that a noun or a verb names."""
        if word.pos_ in ("NOUN", "VERB"):
            self._told[_kind(word)].append((word.i, what))

    def of(self, trigger: Token) -> _T | None:
        """What was last told of the occasion that an act is or was done at, if the text refers back to one."""
        nouns = [trigger] if trigger.pos_ == "NOUN" else _framing(trigger)
        for noun in nouns:
            if not any(child.lower_ in _DEFINITE or child.dep_ == "poss" for child in noun.lefts):
                continue
            before = [told for told in self._told.get(_kind(noun), ()) if told[0] < noun.i]
            if before:
                return max(before, key=lambda told: told[0])[1]
        return None


def _framing(verb: Token) -> list[Token]:
    """The occasions at which something was done: "during the call", "in his speech"."""
    return [
        noun
        for child in verb.children
        if child.dep_ == "prep" and child.lower_ in _AT
        for noun in child.children
        if noun.pos_ == "NOUN" and _kind(noun) in _FRAMES
    ]


def _kind(word: Token) -> str:
    lemma = word.lemma_.lower()
    return _KIND.get(lemma, lemma)

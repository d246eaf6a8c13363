"""What stands around an act, as names of binary features: words beside it, its sentence, the title, other acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from dragoman.events.parties import Side
from dragoman.events.reading import Reading

TELLING = frozenset(
    """would could may might should must will has have had if when after before since during because while who which
    that years ago also but been being to not never""".split()
)
"""Words that say how a sentence tells what it tells."""
STEM = 5
"""Letters by which a word is known again in the title."""
_WORD = re.compile(r"\w+")


class Surroundings:
    """Of one article: its title, and how long it is."""

    def __init__(self, title: str | None, length: int) -> None:
        self._title = frozenset(_stem(word) for word in _WORD.findall(title or ""))
        self._length = max(length, 1)

    def features(self, token: Token, sentence: SpacySpan, words: frozenset[str], reading: Reading) -> Iterator[str]:
        """Names of binary features of a reading of the word `token`; `words` are those of the sentence, lower case."""
        doc, kind = token.doc, reading.type
        yield f"word={token.lower_}"
        for name, at in (("word -1", -1), ("word -2", -2), ("word +1", 1), ("word +2", 2)):
            if sentence.start <= token.i + at < sentence.end:
                yield f"{name}={doc[token.i + at].lower_}"
        for word in TELLING & words:
            yield f"in sentence={word}"
        yield f"sentence length={min((sentence.end_char - sentence.start_char) // 60, 6)}"
        yield f"part={5 * token.idx // self._length}"
        if self._title:  # not of articles without one
            yield f"in title={_stem(token.lower_) in self._title}"
        for name, sides in (("actor", reading.actors), ("recipient", reading.recipients)):
            if self._title:
                yield f"{name} in title={min(sum(map(self._named, sides)), 2)}"
            first = next(iter(sides), None)
            if first is not None and first.start is not None:
                yield f"{name} {'before' if first.start < token.idx else 'after'} {kind}"
        kinds = ">".join(sides[0].kind if sides else "none" for sides in (reading.actors, reading.recipients))
        yield kinds
        yield f"{kind} {kinds}"
        yield f"{reading.why.partition(' ')[0]} {kinds}"

    def _named(self, side: Side) -> bool:
        return any(len(word) > 3 and _stem(word) in self._title for word in _WORD.findall(side.name or ""))


def rivals(place: int, options: Sequence[Reading]) -> Iterator[str]:
    """Names of binary features of the reading at `place` of all that a word has."""
    yield f"rivals={min(len(options), 4)}"
    yield f"rival={min(place, 3)}"
    yield f"rival types={len({reading.type for reading in options})}"


def _stem(word: str) -> str:
    return word[:STEM].lower()

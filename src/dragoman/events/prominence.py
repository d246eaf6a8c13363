"""How prominent parties and acts are in their article: what is told often, of those named often, is surely told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dragoman.actors import ActorLayer
from dragoman.events.parties import Side, expanded
from dragoman.events.reading import Reading

Who = tuple[str, ...]

FEW = 15
"""In an article with fewer words for acts it says nothing how often one is told."""


class Prominence:
    """Counts over one article: how often each country or organisation is named, and each act told."""

    def __init__(self, actors: ActorLayer) -> None:
        named = Counter(side.who for mention in actors.mentions for side in expanded(mention))
        self._named = named
        self._rank = {who: rank for rank, (who, _) in enumerate(named.most_common())}
        self._all = named.total() or 1
        self._words: set[int] = set()
        self._acts: dict[tuple[str, Who, Who], set[int]] = defaultdict(set)
        self._pairs: dict[tuple[Who, Who], set[int]] = defaultdict(set)
        self._here: dict[tuple[int, str], set[int]] = defaultdict(set)
        self._sentences: dict[tuple[str, Who, Who], list[int]] = defaultdict(list)
        self._beside: dict[int, list[int]] = defaultdict(list)

    def note(self, token: int, sentence: int, reading: Reading) -> None:
        """Counts a reading of the word `token` in the sentence that begins at the word `sentence`."""
        who, whom = _who(reading.actors), _who(reading.recipients)
        self._words.add(token)
        self._acts[reading.type, who, whom].add(token)
        self._pairs[who, whom].add(token)
        self._here[sentence, reading.type].add(token)
        for known, value in ((self._sentences[reading.type, who, whom], sentence), (self._beside[sentence], token)):
            if value not in known[-1:]:
                known.append(value)

    def features(self, token: int, sentence: int, reading: Reading) -> Iterator[str]:
        """Names of binary features of a reading, to be asked for when all have been noted, in the order of the text."""
        who, whom = _who(reading.actors), _who(reading.recipients)
        if len(self._words) >= FEW:
            told = min(len(self._acts[reading.type, who, whom]), 4)
            yield f"told={told}"
            yield f"{reading.type} told={told}"
            yield f"pair told={min(len(self._pairs[who, whom]), 6)}"
        yield f"telling no={min(self._sentences[reading.type, who, whom].index(sentence), 4)}"
        beside = self._beside[sentence]
        yield f"act no={min(beside.index(token), 3)} of {min(len(beside), 4)}"
        yield f"same sentence={min(len(self._here[sentence, reading.type]), 3)}"
        yield from self._named_often("actor", reading.actors)
        yield from self._named_often("recipient", reading.recipients)

    def _named_often(self, name: str, sides: Sequence[Side]) -> Iterator[str]:
        for side in sides[:3]:
            yield f"{name} rank={min(self._rank.get(side.who, 9), 4)}"
            yield f"{name} share={int(min(self._named[side.who] / self._all, 0.49) * 10)}"


def _who(sides: Iterable[Side]) -> Who:
    return tuple(sorted({side.who for side in sides}))

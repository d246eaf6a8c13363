"""What articles are compared by: MinHash of shingles for the same report, weighted rare words for the same story."""

from __future__ import annotations

import hashlib
import math
import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.records import CodedArticle

SHINGLE = 4
"""Words of a shingle (Broder 1997)."""

PERMUTATIONS = 128
ROWS = 4
"""Values of a band: with 32 bands of 4, two texts that share half of their shingles meet in a band with 87%."""

TERMS = 100
"""Words by which a story is known: the heaviest of an article."""

_TITLE = 2  # a word of the title counts as so many more
_SEED = 20240620  # of the permutations; another one would make stored signatures useless

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Features:
    """Of one article: `minhash` and its bands, the number of its shingles, its terms (hashes) and their weights."""

    shingles: int
    minhash: bytes
    bands: tuple[int, ...]
    terms: tuple[int, ...]
    weights: tuple[float, ...]


def features(article: CodedArticle) -> Features:
    """The features of an article; noise lines do not count."""
    words = list(words_of(_report(article)))
    shingles = {" ".join(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1))} if words else set()
    signature = _minhash(shingles)
    weights = _weights(words, list(words_of(article.title or "")))
    return Features(
        shingles=len(shingles),
        minhash=struct.pack(f"<{len(signature)}I", *signature),
        bands=tuple(_hash(f"{n}:{signature[n : n + ROWS]}") for n in range(0, len(signature), ROWS)),
        terms=tuple(_hash(word) for word in weights),
        weights=tuple(weights.values()),
    )


def likeness(a: bytes, b: bytes) -> float:
    """Estimated Jaccard similarity of two articles' shingles, by their minhash (standard error at most 0.044)."""
    if not a or not b:
        return 0.0
    one, other = (struct.unpack(f"<{len(raw) // 4}I", raw) for raw in (a, b))
    return float(sum(x == y for x, y in zip(one, other, strict=True)) / len(one))


def words_of(text: str) -> Iterator[str]:
    """The words of a text, in lower case, without possessive endings."""
    for found in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", found[0].lower())
        if word:
            yield word


def rarity(word: str) -> float:
    """How much a word tells: the logarithm of how rare it is among articles (inverse document frequency)."""
    counts = _counts()
    return math.log(counts[""] + 1) - math.log(counts.get(word, 0) + 1)


def _report(article: CodedArticle) -> str:
    parts, at = [], 0
    for span in article.noise:
        parts.append(article.text[at : span.start])
        at = span.end
    return " ".join([*parts, article.text[at:]])


def _minhash(shingles: set[str]) -> list[int]:
    if not shingles:
        return []
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    made.update(sorted(shingles))
    return list(made.digest())


def _weights(words: list[str], title: list[str]) -> dict[str, float]:
    counts = Counter(words)
    for word in title:
        counts[word] += _TITLE
    weights = {word: (1 + math.log(n)) * rarity(word) for word, n in counts.items() if len(word) > 2}
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]
    norm = math.sqrt(sum(weight * weight for _, weight in best)) or 1.0
    return {word: weight / norm for word, weight in best}


def _hash(value: str) -> int:
    """A whole number of 63 bits that is the same on every machine and for ever."""
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


@cache
def _counts() -> Mapping[str, int]:
    lines = (files("dragoman.stories") / "rarity.tsv").read_text("utf-8").splitlines()
    return {word: int(count) for word, _, count in (line.partition("\t") for line in lines)}

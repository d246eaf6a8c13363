"""From words that a model wrote to the place where they stand in the article.

Exact first: letter for letter, but for white space, kinds of quotation marks, apostrophes and dashes, and compatibility
forms of one character (NFKC is too bold: it would make two characters of one). Where that finds nothing, the words may
differ from a stretch of whole words by at most `FURTHEST` of their length (Levenshtein distance); what is taken then is
the stretch of the article, never the model's words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from dragoman.records import Span

FURTHEST = 0.1
"""Edits that are allowed, as a share of the length of the words."""

SHORTEST = 12
"""Words shorter than this must stand in the text as they are: "Iran" is one edit from "Iraq"."""

LONGEST = 4_000
"""Characters of words that are looked for at all."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "\u00a0": " ",
        "\u202f": " ",
        "\u00ad": "",
    }
)
_SPACE = re.compile(r"\s+")
_MARKS = "\"'“”„‟«»‘’‚‛` \t\n"


def plain(words: str) -> str:
    """Words with one kind of marks and single spaces."""
    return _SPACE.sub(" ", words.translate(_PLAIN)).strip()


@dataclass(frozen=True, slots=True)
class Found:
    """Where words stand; `exact` says whether they do so letter for letter."""

    span: Span
    exact: bool


class Finder:
    """Finds words in the stretches of a text that were shown to the model."""

    def __init__(self, text: str, shown: Sequence[Span]) -> None:
        """`shown` are the sentences in the order of the text; words may run over several of them."""
        self._text = text
        plain_text: list[str] = []
        self._at: list[int] = []
        last = None
        for sentence in shown:
            if last is not None:
                self._push(plain_text, " " if text[last : sentence.start].strip() == "" else "\n", last)
            for offset in range(sentence.start, sentence.end):
                character = text[offset].translate(_PLAIN)
                if character.isspace():
                    if plain_text and plain_text[-1] in " \n":
                        continue
                    character = " "
                for part in character:
                    self._push(plain_text, part, offset)
            last = sentence.end
        self._plain = "".join(plain_text)
        self._folded = self._plain.casefold()

    def _push(self, plain_text: list[str], character: str, offset: int) -> None:
        plain_text.append(character)
        self._at.append(offset)

    def find(self, words: str, start: int, end: int, outside: Sequence[Span] = ()) -> Found | None:
        """The place of the words that is nearest to [start, end) of the text; one inside of it before all others.

        Places that share a character with one of the spans `outside` do not count.
        """
        wanted = plain(words)
        if not wanted or len(wanted) > LONGEST:
            return None
        exact = self._exact(wanted, start, end, outside)
        if exact is None and (bare := wanted.strip(_MARKS + ".,;:")) and bare != wanted:
            exact = self._exact(bare, start, end, outside)
        if exact is not None:
            return Found(exact, True)
        near = self._near(wanted, start, end)
        if near is None or any(near.start < span.end and span.start < near.end for span in outside):
            return None
        return Found(near, False)

    def unique(self, words: str) -> bool:
        """Whether the words stand letter for letter in one place only."""
        wanted = plain(words)
        return bool(wanted) and self._plain.find(wanted) == self._plain.rfind(wanted) >= 0

    def holds(self, words: str) -> bool:
        """Whether the words stand anywhere, whole, upper and lower case aside."""
        wanted = plain(words).casefold()
        return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", self._folded) is not None

    def _exact(self, wanted: str, start: int, end: int, outside: Sequence[Span]) -> Span | None:
        best: tuple[int, int] | None = None
        at = self._plain.find(wanted)
        while at >= 0:
            left, right = self._at[at], self._at[at + len(wanted) - 1] + 1
            shut_out = any(left < span.end and span.start < right for span in outside)
            if not shut_out and self._whole(at, at + len(wanted)):
                distance = max(start - left, right - end, 0)
                if best is None or distance < best[0]:
                    best = distance, at
            if best is not None and left > end:
                break  # those that follow are further away
            at = self._plain.find(wanted, at + 1)
        return None if best is None else self._span(best[1], best[1] + len(wanted))

    def _near(self, wanted: str, start: int, end: int) -> Span | None:
        """The most similar stretch of whole words from the place on, or, if there is none, anywhere."""
        if len(wanted) < SHORTEST:
            return None
        first = bisect_left(self._at, start)
        last = bisect_left(self._at, max(end, start + 2 * len(wanted)))
        for left, right in ((first, last), (0, len(self._plain))):
            region = self._plain[left:right]
            if len(region) < len(wanted) * (1 - FURTHEST):
                continue
            aligned = fuzz.partial_ratio_alignment(wanted, region, score_cutoff=100 * (1 - 2 * FURTHEST))
            if aligned is None:
                continue
            begin, stop = self._to_words(left + aligned.dest_start, left + aligned.dest_end)
            if "\n" in self._plain[begin:stop]:  # something that was not shown stands between
                continue
            most = int(len(wanted) * FURTHEST)
            if Levenshtein.distance(wanted, self._plain[begin:stop], score_cutoff=most) <= most:
                return self._span(begin, stop)
        return None

    def _whole(self, begin: int, stop: int) -> bool:
        """Whether a stretch neither begins nor ends inside a word."""
        text = self._plain
        cuts_left = begin > 0 and text[begin - 1].isalnum() and text[begin].isalnum()
        cuts_right = stop < len(text) and text[stop - 1].isalnum() and text[stop].isalnum()
        return not cuts_left and not cuts_right

    def _to_words(self, begin: int, stop: int) -> tuple[int, int]:
        """A stretch, grown to the borders of the words that it cuts."""
        text = self._plain
        while begin > 0 and text[begin - 1].isalnum() and text[begin : begin + 1].isalnum():
            begin -= 1
        while stop < len(text) and text[stop].isalnum() and text[stop - 1].isalnum():
            stop += 1
        while begin < stop and text[begin].isspace():
            begin += 1
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        return begin, stop

    def _span(self, begin: int, stop: int) -> Span | None:
        return Span.of(self._text, self._at[begin], self._at[stop - 1] + 1) if begin < stop else None

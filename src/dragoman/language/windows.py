"""A text as the encoder reads it: word pieces with offsets, cut into overlapping windows of whole sentences.

Training and run time share this module, so that both see the same pieces, shapes and windows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CLS, SEP, UNKNOWN, MASK = 101, 102, 100, 103
SIZE = 254  # pieces in a window, [CLS] and the closing [SEP] left out
OVERLAP = 64  # pieces that a window shares with the one before it, at most
SHAPES = 6  # (lower case, Capital, CAPITALS) by (outside, inside quotation marks)

_END = re.compile(r"""[.!?…]["'”’)\]]*\s+(?=["'“‘(\[]?[A-Z0-9])""")
_MARK = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text. `starts` and `ends` are code points; a line break is a [SEP] of no width."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    shapes: list[int]

    def __len__(self) -> int:
        return len(self.ids)

    def covering(self, start: int, end: int) -> range:
        """The pieces that share a character with [start, end)."""
        first = bisect_left(self.ends, start + 1)
        return range(first, max(first, bisect_left(self.starts, end)))


def pieces_of(text: str, tokenizer: Tokenizer) -> Pieces:
    """The word pieces of a text, line by line."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    shapes: list[int] = []
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\r\n]*[^\s][^\r\n]*", text)]
    for (at, line), code in zip(
        lines, tokenizer.encode_batch([line for _, line in lines], add_special_tokens=False), strict=True
    ):
        if ids:
            ids.append(SEP)
            starts.append(at)
            ends.append(at)
            shapes.append(0)
        quoted = _quoted(line)
        turn, inside = 0, False
        for piece, (start, end) in zip(code.ids, code.offsets, strict=True):
            if end <= start:
                continue
            while turn < len(quoted) and quoted[turn] <= start:
                inside = not inside
                turn += 1
            ids.append(piece)
            starts.append(at + start)
            ends.append(at + end)
            shapes.append(_case(line[start:end]) + 3 * inside)
    return Pieces(ids, starts, ends, shapes)


def _case(piece: str) -> int:
    if not piece[:1].isupper():
        return 0
    return 2 if len(piece) > 1 and piece.isupper() else 1


def _quoted(line: str) -> list[int]:
    """Offsets at which the inside of quotation marks begins and ends, in turn; the marks are inside.

    A straight mark opens when a word follows it and a space or nothing stands before it. A line ends every quotation.
    """
    turns: list[int] = []
    inside = False
    for match in _MARK.finditer(line):
        mark, at = match.group(), match.start()
        if mark == '"':
            before, after = line[at - 1 : at], line[at + 1 : at + 2]
            opens = (not before or before.isspace() or before in "([—–-") and bool(after) and not after.isspace()
        else:
            opens = mark in "“„«"
        if opens != inside:
            turns.append(at if opens else at + 1)
            inside = opens
    return turns


def sentence_starts(text: str) -> list[int]:
    """Offsets at which sentences begin, by punctuation and line breaks alone: the stand-in for a parser's."""
    return sorted({0, *(m.end() for m in _END.finditer(text)), *(m.end() for m in re.finditer(r"\n+", text))})


def windows(
    pieces: Pieces, sentences: Iterable[int], size: int = SIZE, overlap: int = OVERLAP, first: int | None = None
) -> list[tuple[int, int]]:
    """Windows [start, end) over the pieces, each at most `size` long, of whole sentences where these fit.

    `sentences` are the offsets at which sentences begin. Every piece is in a window; the next window begins with
    the last sentences of the one before, `overlap` pieces at most. `first` makes the first window shorter.
    """
    total = len(pieces)
    cuts = [*sorted({bisect_left(pieces.starts, s) for s in sentences} - {0, total}), total]
    out: list[tuple[int, int]] = []
    start = 0
    room = first or size
    while start < total:
        if total - start <= room:
            end = total
        else:
            at = bisect_left(cuts, start + room + 1) - 1
            end = cuts[at] if at >= 0 and cuts[at] > start else start + room
        out.append((start, end))
        if end >= total:
            break
        back = bisect_left(cuts, end - overlap)
        again = cuts[back] if overlap and back < len(cuts) and end - overlap <= cuts[back] < end else end
        start = max(again, start + 1) if again > start else end
        room = size
    return out


def best_window(spans: Sequence[tuple[int, int]], total: int) -> list[int]:
    """For each piece the window in which it stands farthest from a cut."""
    best = [0] * total
    margin = [-1] * total
    for number, (start, end) in enumerate(spans):
        for piece in range(start, end):
            left = total if start == 0 else piece - start
            right = total if end == total else end - 1 - piece
            if min(left, right) > margin[piece]:
                margin[piece] = min(left, right)
                best[piece] = number
    return best

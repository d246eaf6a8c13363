"""Quotation marks: which stretches of a text stand between them.

Marks are paired line by line, for no mark reaches over a line break: a speech of several paragraphs opens each of them
with a mark and closes only the last. Curly, straight, low („ “), angled (« ») and doubled single marks pair with one
another, because editors mix them; single marks pair among themselves inside one pair of double ones. An apostrophe is
no mark. One left to right pass with a stack: linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LONGEST = 4000
"""Characters of the longest pair that is believed: a longer one is two odd marks that met."""

_MARK = re.compile(r"``|''|[\"“”„‟«»‹›‘’‚'`´＂″]")
_OPENERS = frozenset("“„‟«‹‘‚`") | {"``"}
_CLOSERS = frozenset("”»›’´") | {"''"}
_SINGLE = frozenset("‘’‚'`´‹›")
_QUOTES = frozenset("\"“”„‟«»‹›‘’‚'`´＂″")
_BEFORE = frozenset("([{<—–-―/") | _QUOTES | {""}
_AFTER = frozenset(".,;:!?)]}—–-…") | _QUOTES | {""}
_SENTENCE_END = re.compile(r"[.?!…][)\]]?\s*$")
_CLIPPED = re.compile(
    r"(?:\d0s?\b|\d\d\b|em\b|til\b|tis\b|twas\b|n['’]?\b|cause\b|bout\b|round\b|s\b|t\b|re\b|ve\b|ll\b|d\b|m\b)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Quoted:
    """A stretch between marks: [start, end) with its marks, [inner_start, inner_end) without them.

    `closed` is False where the closing mark is missing and the stretch runs to the end of its line. `parent` is the
    pair that it stands in. `single` says that the marks are single ones.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    single: bool = False
    parent: Quoted | None = field(default=None, repr=False)

    def holds(self, other: Quoted) -> bool:
        return self.start <= other.start and other.end <= self.end and self is not other


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    text: str


def find_quoted(text: str) -> list[Quoted]:
    """All stretches between marks, outer ones before those inside them, in text order. Takes any text."""
    found: list[Quoted] = []
    for start, end in _lines(text):
        found += _line(text, start, end)
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def _line(text: str, start: int, end: int) -> list[Quoted]:
    doubles: list[_Mark] = []
    singles: list[_Mark] = []
    for m in _MARK.finditer(text, start, end):
        mark = _Mark(m.start(), m.end(), m.group())
        if mark.text in _SINGLE:
            if not _apostrophe(text, mark):
                singles.append(mark)
        elif not _measure(text, mark):
            doubles.append(mark)
    if not doubles and not singles:
        return []
    pairs = _doubles(text, doubles, end)
    pairs += _singles(text, singles, pairs)
    pairs.sort(key=lambda q: (q.start, -q.end))
    return _nest(pairs)


def _apostrophe(text: str, mark: _Mark) -> bool:
    """Between letters, or before a clipped word or decade ('em, ’90s)."""
    before, after = _around(text, mark)
    if before.isalnum() and after.isalnum():
        return True
    return mark.text in "'’" and not before.isalnum() and _CLIPPED.match(text, mark.end, mark.end + 8) is not None


def _measure(text: str, mark: _Mark) -> bool:
    """Inches and seconds: 6'2", 12″."""
    return (
        mark.text in '"″'
        and mark.start > 0
        and text[mark.start - 1].isdigit()
        and _MEASURE.match(text, max(0, mark.start - 5), mark.start + 1) is not None
    )


_MEASURE = re.compile(r".*\d['’′]\s?\d{1,2}[\"″]$", re.DOTALL)


def _around(text: str, mark: _Mark) -> tuple[str, str]:
    return text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]


def _side(text: str, mark: _Mark) -> str:
    """How the blanks around a mark read: "open", "close", or "" where they do not tell."""
    before, after = _around(text, mark)
    left = before.isspace() or before in _BEFORE
    right = after.isspace() or after in _AFTER
    if left and not right:
        return "open"
    if right and not (before.isspace() or before == "" or before in _QUOTES):
        return "close"
    return ""


def _opens(text: str, mark: _Mark, inside: str | None) -> bool:
    """Whether a double mark opens; `inside` is the mark that is open so far, if any."""
    side = _side(text, mark)
    if mark.text == "“" and inside in {"„", "‟"}:
        return False
    if mark.text in {"»", "«"}:  # both ways are in use: «so» and »so«
        return inside not in {"«", "»"} if inside is None or inside in {"«", "»"} else side == "open"
    if mark.text in _OPENERS:
        return not (side == "close" and inside is not None)
    if mark.text in _CLOSERS:
        return side == "open" and inside is None
    return side == "open" or (side == "" and inside is None)


def _doubles(text: str, marks: list[_Mark], end: int) -> list[Quoted]:
    pairs: list[Quoted] = []
    stack: list[_Mark] = []
    unclosed: list[tuple[_Mark, int]] = []
    for mark in marks:
        if _opens(text, mark, stack[-1].text if stack else None):
            stack.append(mark)
        elif stack:
            opener = stack.pop()
            if mark.end - opener.start <= LONGEST:
                _add(pairs, text, opener, mark.start, mark.end)
    # What is left was never closed: it ends before the next mark that was left too, or with the line.
    for k, opener in enumerate(stack):
        unclosed.append((opener, stack[k + 1].start if k + 1 < len(stack) else end))
    inner = sorted(pairs, key=lambda q: q.start)
    k = 0
    for opener, stop in unclosed:
        while k < len(inner) and inner[k].start < opener.start:
            k += 1
        limit = min(stop, inner[k].start) if k < len(inner) else stop
        if _speech(text, opener, limit):
            _add(pairs, text, opener, limit, limit, closed=False)
    return pairs


def _speech(text: str, opener: _Mark, end: int) -> bool:
    """Whether what follows an unclosed mark is a paragraph of a speech: it opens a sentence and ends with one."""
    if end - opener.end > LONGEST:
        return False
    inner = text[opener.end : end].strip()
    if len(inner) < 15 or not _SENTENCE_END.search(inner):
        return False
    before = text[max(0, opener.start - 40) : opener.start].rpartition("\n")[2].rstrip()
    return not before or before[-1] in '.?!:,”"…)'


def _add(
    pairs: list[Quoted],
    text: str,
    opener: _Mark,
    inner_end: int,
    end: int,
    *,
    closed: bool = True,
    single: bool = False,
) -> None:
    start = opener.end
    while start < inner_end and text[start].isspace():
        start += 1
    while inner_end > start and text[inner_end - 1].isspace():
        inner_end -= 1
    if start < inner_end:
        pairs.append(Quoted(opener.start, max(end, inner_end), start, inner_end, closed, single))


def _singles(text: str, marks: list[_Mark], doubles: list[Quoted]) -> list[Quoted]:
    """Pairs of single marks, none of which crosses a double mark."""
    if not marks:
        return []
    cuts = sorted({cut for q in doubles for cut in (q.start, q.end)})
    pairs: list[Quoted] = []
    opener: _Mark | None = None
    doubtful: _Mark | None = None
    k = segment = 0
    for mark in marks:
        while k < len(cuts) and cuts[k] <= mark.start:
            k += 1
        if k != segment:
            if opener and doubtful:
                _add(pairs, text, opener, doubtful.start, doubtful.end, single=True)
            opener = doubtful = None
            segment = k
        side = _side(text, mark)
        if opener is None:
            if (side == "open" and mark.text not in _CLOSERS - {"’"}) or mark.text in "‘‚‹":
                opener = mark
        elif side == "open" or mark.text in "‘‚":
            if doubtful:
                _add(pairs, text, opener, doubtful.start, doubtful.end, single=True)
            opener, doubtful = mark, None
        elif mark.end - opener.start > LONGEST:
            opener = doubtful = None
        elif _possessive(text, mark):
            doubtful = mark
        else:
            _add(pairs, text, opener, mark.start, mark.end, single=True)
            opener = doubtful = None
    if opener and doubtful:
        _add(pairs, text, opener, doubtful.start, doubtful.end, single=True)
    return pairs


def _possessive(text: str, mark: _Mark) -> bool:
    """A plural's apostrophe before a word ("the senators' letter"), as far as that can be seen."""
    return (
        text[mark.start - 1 : mark.start] == "s"
        and text[mark.end : mark.end + 1] == " "
        and (text[mark.end + 1 : mark.end + 2].islower())
    )


def _nest(pairs: list[Quoted]) -> list[Quoted]:
    """Gives each pair its parent; a pair that crosses another is dropped."""
    kept: list[Quoted] = []
    stack: list[Quoted] = []
    for pair in pairs:
        while stack and stack[-1].end <= pair.start:
            stack.pop()
        if stack and pair.end > stack[-1].end:
            continue
        pair.parent = stack[-1] if stack else None
        stack.append(pair)
        kept.append(pair)
    return kept

"""Lines that repeat: the headline, a standfirst or a pull quote that the body says again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from dragoman.cleaning.lines import Line

DOUBLE = 6  # words from which on a line that occurs twice is no accident
HEAD = 8  # lines in which a standfirst may stand
QUOTES = 50  # quoted lines that are looked for elsewhere: a bound on the work, far above what articles have

_QUOTED = re.compile(r"^[\"“‘«]([^\"“”«»]+?)[,.!?…]?[\"”’»]$")
_ITEM = re.compile(r"^[-–—•*·▪●‣◦]")
_TOKEN = re.compile(r"\w+")
_FUNCTION_WORDS = frozenset(
    "the a an of to in on at by for with from and or but as is are was were be been has have had it its he she they his"
    " her their this that these those who which will would not no i we you after before over into about amid"
    " s t d ll re".split()
)


def stems(text: str) -> frozenset[str]:
    """The words that carry what a text says, cut to six letters, so that "signing" meets "signed"."""
    return frozenset(token[:6] for token in _TOKEN.findall(text.lower()) if token not in _FUNCTION_WORDS)


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of `part` is in `whole`."""
    return len(part & whole) / len(part) if part else 0.0


def is_headline(line: Line, title: str) -> bool:
    """Whether a line is the article's title, or a shorter or longer form of it."""
    ours, theirs = stems(line.text), stems(title)
    if len(theirs) < 3 or len(ours) < 3 or line.size > 2 * len(_TOKEN.findall(title)) + 8:
        return False
    both = len(ours & theirs)
    if line.closed and line.text.endswith("."):  # a sentence: it may tell what the title tells, and be the report
        return both / max(len(ours), len(theirs)) >= 0.9
    return both / min(len(ours), len(theirs)) >= 0.8 and both / max(len(ours), len(theirs)) >= 0.5


def ends_with_headline(line: Line, title: str) -> bool:
    """Whether a line ends with the title, after something else (a caption run together with the headline)."""
    return len(title) > 20 and line.text.rstrip(" .").endswith(title.rstrip(" ."))


def said_elsewhere(line: Line, others: Iterable[frozenset[str]]) -> float:
    """The largest share of what a line says that one of the `others` (their stems) says too."""
    ours = stems(line.text)
    return max((share(ours, other) for other in others), default=0.0)


def doubles(lines: list[Line]) -> set[int]:
    """Numbers of lines that occur word for word in another line too: of twins the first, if it stands in the head or is
    no sentence; and lines in quotation marks that are set apart from the paragraph that says the same."""
    seen = Counter(line.text for line in lines if line.size >= DOUBLE and not _ITEM.match(line.text))
    out: set[int] = set()
    met: set[str] = set()
    for number, line in enumerate(lines):
        if seen[line.text] > 1 and line.text not in met and (not line.closed or number < HEAD):
            met.add(line.text)
            out.add(number)
    quoted = [(number, found[1]) for number, line in enumerate(lines) if (found := _QUOTED.match(line.text))]
    for number, inner in quoted[:QUOTES]:
        if len(inner) > 15 and any(inner in line.text for other, line in enumerate(lines) if other != number):
            out.add(number)
    return out

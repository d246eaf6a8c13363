"""Lines that repeat: the headline, a standfirst or a pull quote that the body says again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from dragoman.cleaning.lines import Line

_TOKEN = re.compile(r"\w+")
_FUNCTION_WORDS = frozenset(
    "the a an of to in on at by for with from and or but as is are was were be been has have had it its he she they his "
    "her their this that these those who which will would not no i we you after before over into about amid s t d ll re".split()
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
    return both / min(len(ours), len(theirs)) >= 0.8 and both / max(len(ours), len(theirs)) >= 0.5


def ends_with_headline(line: Line, title: str) -> bool:
    """Whether a line ends with the title, after something else (a caption run together with the headline)."""
    return len(title) > 20 and line.text.rstrip(" .").endswith(title.rstrip(" ."))


def said_elsewhere(line: Line, others: Iterable[frozenset[str]]) -> float:
    """The largest share of what a line says that one of the `others` (their stems) says too."""
    ours = stems(line.text)
    return max((share(ours, other) for other in others), default=0.0)


def doubles(lines: list[Line], least: int) -> set[int]:
    """Numbers of the lines of at least `least` words that occur word for word in another line: of a twin, the first."""
    seen = Counter(line.text for line in lines if line.size >= least)
    out, met = set(), set()
    for number, line in enumerate(lines):
        if seen[line.text] > 1 and line.text not in met:
            met.add(line.text)
            out.add(number)
    return out

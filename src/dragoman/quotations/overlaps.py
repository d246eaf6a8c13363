"""Which of the sayings that were found stand, and of what kind each is."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from dragoman.quotations.marks import Quoted
from dragoman.quotations.sayings import Saying
from dragoman.quotations.words import Words

_SAME = 0.8
"""Share of the characters in common from which two contents are the same one."""
_RELAYED = frozenset({"behind", "according trailing", "according medial", "midst"})


def resolve(w: Words, quoted: list[Quoted], direct: list[Saying], reported: list[Saying]) -> list[Saying]:
    """Direct sayings and those reported clauses that they do not cover, in text order, each with its kind.

    A reported clause with a double-quoted part is mixed; one that is all between marks is direct. Of two with the same
    content one stays: the direct one, else the first. A trailing cue ("…, officials wrote") around a whole saying with
    a cue of its own is no saying but a relay.
    """
    tops = [q for q in quoted if not q.single or q.parent is None]
    starts = [q.start for q in tops]
    kept = sorted(direct, key=lambda s: s.start)
    places = [s.start for s in kept]
    reported = sorted(reported, key=lambda s: (s.pattern in _RELAYED, s.start))
    for saying in reported:
        if saying.kind != "no_comment":
            _kind(saying, tops, max(0, bisect_left(starts, saying.start) - 8))
        at = bisect_left(places, saying.start)
        near = kept[max(0, at - 4) : at + 6]
        if any(_same(saying, other) for other in near):
            continue
        if saying.pattern in _RELAYED and any(_holds(w, saying, other) for other in near):
            continue
        kept.insert(at, saying)
        places.insert(at, saying.start)
    kept.sort(key=lambda s: (s.start, -s.end))
    return kept


def _length(saying: Saying) -> int:
    return sum(b - a for a, b in saying.content)


def _common(one: Saying, other: Saying) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one.content for c, d in other.content)


def _same(one: Saying, other: Saying) -> bool:
    return 2 * _common(one, other) >= _SAME * 2 * max(_length(one), _length(other))


def _holds(w: Words, outer: Saying, inner: Saying) -> bool:
    """Whether a saying and its cue stand inside the content of another."""
    if inner.cue is None or inner.verb is None or w.tag[inner.verb] == "VB" or inner.speaker is None:
        return False
    cue = (w.start[inner.cue[0]], w.end[inner.cue[1] - 1])
    return _common(outer, inner) >= 0.6 * _length(inner) and any(a <= cue[0] and cue[1] <= b for a, b in outer.content)


def _kind(saying: Saying, quoted: list[Quoted], first: int) -> None:
    """Mixed if a quoted stretch lies in the content; direct, and without the marks, if one covers it all."""
    for q in islice(quoted, first, None):
        if q.end <= saying.start:
            continue
        if q.start >= saying.end:
            return
        if len(saying.content) == 1 and q.start <= saying.start and saying.end <= q.end:
            if q.start == saying.start and q.end >= saying.end - 1:
                saying.kind = "direct"
                saying.content = [(q.inner_start, q.inner_end)]
            continue
        if q.start < saying.start and q.end == saying.end:  # its opening mark lies outside
            saying.content[-1] = (saying.content[-1][0], q.inner_end)
            continue
        saying.kind = "mixed"
        a, b = saying.content[-1]
        if a < q.end and b < q.end and q.start < b:
            saying.content[-1] = (a, q.end)

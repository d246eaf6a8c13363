"""Which of the sayings that were found stand, and of what kind each is."""

from __future__ import annotations

from dragoman.quotations.marks import Quoted
from dragoman.quotations.sayings import Saying
from dragoman.quotations.words import Words


def resolve(w: Words, quoted: list[Quoted], direct: list[Saying], reported: list[Saying]) -> list[Saying]:
    """Direct sayings and those reported clauses that they do not cover, in text order, each with its kind.

    A reported clause with a double-quoted part is mixed; one that is all between marks is direct.
    """
    doubles = [q for q in quoted if not q.single or q.parent is None]
    kept = list(direct)
    seen = {(s.start, s.end) for s in direct}
    for saying in sorted(reported, key=lambda s: s.start):
        if (saying.start, saying.end) in seen:
            continue
        if saying.kind != "no_comment":
            _kind(w, saying, doubles)
        if saying.kind == "direct" and any(s.start == saying.start for s in direct):
            continue
        seen.add((saying.start, saying.end))
        kept.append(saying)
    kept.sort(key=lambda s: (s.start, -s.end))
    return kept


def _kind(w: Words, saying: Saying, quoted: list[Quoted]) -> None:
    """Mixed if a quoted stretch lies in the content; direct, and without the marks, if one covers it all."""
    for q in quoted:
        if q.end <= saying.start:
            continue
        if q.start >= saying.end:
            return
        if len(saying.content) == 1 and q.start <= saying.start and saying.end <= q.end:
            if q.start == saying.start and q.end >= saying.end - 1:
                saying.kind = "direct"
                saying.content = [(q.inner_start, q.inner_end)]
            continue
        saying.kind = "mixed"
        a, b = saying.content[-1]
        if a < q.end and b < q.end and q.start < b:
            saying.content[-1] = (a, q.end)

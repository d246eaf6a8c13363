"""Declined answers: "declined to comment", "did not respond to a request for comment"."""

from __future__ import annotations

from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import phrase, source
from dragoman.quotations.words import NAMING, Words

_REACH = 12
"""Words within which the verb and what it declines must stand."""
_PARTS = frozenset({"aux", "neg", "advmod", "xcomp", "dobj", "prep", "npadvmod", "auxpass", "prt"})
_WOULD = frozenset({"would", "will", "wo"})
_IN_FULL = frozenset({"decline", "refuse"})


def find_declined(w: Words) -> list[Saying]:
    """Records of kind no_comment: content is the declining phrase, without its subject (codebook, section 1)."""
    found = []
    lexicon = cues().declined
    for i in range(w.n):
        if w.lemma[i] in lexicon and w.verbal(i):
            saying = _verb(w, i, lexicon[w.lemma[i]])
        elif w.lower[i] == "comment" and w.tag[i] == "NN":
            saying = _noun(w, i)
        else:
            continue
        if saying:
            found.append(saying)
    return found


def _verb(w: Words, v: int, wanted: frozenset[str]) -> Saying | None:
    """declined to comment; did not (immediately) respond to …; could not be reached for comment"""
    aux = [c for c in w.children[v] if w.dep[c] in {"aux", "neg", "auxpass"} and c < v]
    negated = any(w.dep[c] == "neg" for c in aux)
    if not negated and w.lemma[v] not in _IN_FULL:
        return None
    if w.lemma[v] == "say" and not any(w.lower[c] in _WOULD for c in aux):
        return None  # what a statement "did not say" is no record
    last = v
    for c in w.children[v]:
        if (
            c > v
            and (w.dep[c] in _PARTS or (w.lemma[v] == "say" and w.dep[c] == "ccomp"))
            and w.text[v + 1 : c].count(",") == 0
        ):
            last = max(last, w.right[c])
    last = min(last, v + 24)
    if wanted and not any(w.lemma[k] in wanted for k in range(v + 1, min(v + _REACH, last + 1))):
        return None
    near = range(v + 1, min(v + 5, w.n))
    if w.lemma[v] in _IN_FULL and not any(w.lemma[k] in wanted and w.lower[k - 1] != "be" for k in near):
        return None  # who declines to be named says something
    first = min([*aux, v])
    head = source(w, v)
    if head is None and w.subject(v) is not None:
        head = w.subject(v)
    if head is None or w.pos[head] not in NAMING:
        return None
    for k in range(v + 1, last + 1):
        if w.text[k] in {",", ";", "—", "–", "."}:
            last = k - 1
            break
    last = _short(w, v, last)
    content = [(w.start[first], w.end[last])]
    span = phrase(w, head, w.first[head], first if head < first else w.last[head])
    return Saying("no_comment", content, "declined", None, v, span, head, scope=(w.first[v], w.last[v]))


def _short(w: Words, v: int, last: int) -> int:
    """The last word of the declining itself: not the long story of what it was that nobody would comment on."""
    for k in range(v, last):
        if w.lemma[k] == "comment":
            end = k
            while end < last and w.pos[end + 1] == "ADV":
                end += 1
            return last if last - end <= 4 else end
    return last


def _noun(w: Words, n: int) -> Saying | None:
    """There was no immediate comment from …"""
    if not any(w.lower[c] == "no" for c in w.children[n]):
        return None
    prep = next((c for c in w.children[n] if c > n and w.lower[c] in {"from", "by"}), None)
    if prep is None:
        return None
    head = next((c for c in w.children[prep] if w.dep[c] == "pobj"), None)
    if head is None:
        return None
    first = w.left[n]
    return Saying(
        "no_comment",
        [(w.start[first], w.end[n])],
        "no comment",
        None,
        n,
        phrase(w, head, prep + 1, w.last[n]),
        head,
        scope=(w.first[n], w.last[n]),
    )

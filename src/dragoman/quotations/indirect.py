"""Reported speech without marks, or with marks around a part of it: what each cue governs in the parse."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.quotations import clauses, frames
from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import FIRST_PERSON, Range, Saying
from dragoman.quotations.words import Words

_REACH = 400
"""Tokens on each side of a cue that are read: a text without sentences must not take long."""


def find_indirect(w: Words, inside: list[Range | None], taken: set[int]) -> list[Saying]:
    """Reported clauses. `inside` gives for each token the quoted stretch (tokens) that it stands in, `taken` the cues
    that already lead direct speech."""
    found: list[Saying] = []
    for i in range(w.n):
        if i in taken:
            continue
        for saying in _at(w, i, inside):
            if inside[i] is not None and not _by_another(w, saying):
                break
            found.append(saying)
            break
    return found


def _by_another(w: Words, saying: Saying) -> bool:
    """Whether a cue between marks reports the words of another than the one who speaks there."""
    head = saying.speaker_head
    return head is not None and w.lower[head] not in FIRST_PERSON and saying.pattern not in {"behind", "midst"}


def _at(w: Words, i: int, inside: list[Range | None]) -> Iterator[Saying]:
    lexicon = cues()
    lemma = w.lemma[i]
    lo, hi = bounds(w, i, inside)
    if w.lower[i] == "according" and i + 2 < hi and w.lower[i + 1] == "to":
        yield from clauses.according(w, i, lo, hi)
        return
    if w.verbal(i) and w.tag[i] != "MD":
        negated = any(w.dep[c] == "neg" for c in w.children[i])
        if lemma in lexicon.tell:
            yield from clauses.told(w, i, lo, hi)
        if lemma in lexicon.clause and not (negated and lemma != "deny"):
            yield from clauses.clause(w, i, lo, hi, inside)
        if lemma in lexicon.infinitive and not negated:
            yield from frames.infinitive(w, i, lo, hi)
        if (lemma in lexicon.order or lemma in lexicon.order_phrases) and not negated:
            yield from frames.order(w, i, lo, hi)
        if lemma in lexicon.charge and not negated:
            yield from frames.charge(w, i, lo, hi)
        if lemma in lexicon.name:
            yield from frames.name(w, i, lo, hi, inside)
        if lemma in lexicon.verb_nouns:
            yield from frames.verb_noun(w, i, lo, hi)
        if lemma in lexicon.quoted_object or lemma in lexicon.quoted_after:
            yield from frames.quoted(w, i, lo, hi, inside)
    elif w.tag[i] in {"NN", "NNS"} and w.lower[i] in lexicon.nouns:
        yield from frames.noun(w, i, lo, hi)


def bounds(w: Words, i: int, inside: list[Range | None]) -> Range:
    """Where what a cue reports may lie: its sentence, and inside a quoted stretch that stretch alone."""
    lo, hi = max(w.first[i], i - _REACH), min(w.last[i], i + _REACH)
    around = inside[i]
    if around is not None:
        return max(lo, around[0]), min(hi, around[1])
    for _ in range(4):  # a sentence does not end inside marks
        if hi < w.n and (cut := inside[hi]) is not None and cut[0] < hi:
            hi = w.last[min(cut[1], w.n - 1)] if cut[1] < w.n else w.n
        else:
            break
    return w.trim(lo, hi)

"""What a cue reports without a full clause: "urged Y to …", "accused Y of …", "called Y “…”", "the claim that …"."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.quotations.borders import cue_range, cut, extent, made
from dragoman.quotations.clauses import complement, is_infinitive
from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import FIRST_PERSON, Range, Saying
from dragoman.quotations.speaker import beside, source
from dragoman.quotations.words import NAMING, SUBJECTS, Words

_STOPS = frozenset({".", "?", "!", ";"})
_ENDS = frozenset({",", ".", ";", "—", "–", "-", "--", "?", "!", "(", ":"})
_DESCRIBING = frozenset({"describe", "characterize", "characterise"})
_LINKS = frozenset({"after", "when", "as", "while", "during", "but", "following", "because"})
_CLOSING = frozenset({"”", '"', "’", "'", "»", "“", "''"})


def infinitive(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X vowed to …"""
    comp = complement(w, v, hi, frozenset({"xcomp", "ccomp"}))
    if comp is None or not is_infinitive(w, comp):
        return
    a = next(c for c in w.children[comp] if w.lower[c] == "to" and w.dep[c] == "aux")
    if w.lemma[v] == "threaten" and w.tag[v] == "VBG":
        return
    saying = made(w, "infinitive", [cut(w, a, min(w.right[comp] + 1, hi), v)], cue_range(w, v), v, source(w, v), lo, hi)
    if saying:
        yield saying


def order(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X urged Y to …; X called on Y to …; X called for Y to …"""
    lexicon = cues()
    cue = cue_range(w, v)
    roots = [v]
    if w.lemma[v] in lexicon.order_phrases:
        prep = next((c for c in w.children[v] if c > v and w.lower[c] in lexicon.order_phrases[w.lemma[v]]), None)
        if prep is None and v + 1 < hi and w.lower[v + 1] in lexicon.order_phrases[w.lemma[v]]:
            prep = v + 1
        if prep is None:
            if w.lemma[v] not in lexicon.order:
                return
        else:
            cue = (v, prep + 1) if prep == v + 1 else cue
            roots = [v, prep, *(c for c in w.children[prep])]
    comp = None
    for r in roots:
        for c in w.children[r]:
            if (
                c > v
                and w.dep[c] in {"xcomp", "ccomp", "advcl", "acl", "pcomp", "relcl"}
                and c < hi
                and is_infinitive(w, c)
            ):
                comp = c
                break
        if comp is not None:
            break
    if comp is None:
        return
    to = next(c for c in w.children[comp] if w.lower[c] == "to" and w.dep[c] == "aux")
    between = [i for i in range(cue[1], to) if w.pos[i] in NAMING]
    if not between and not any(w.dep[c] == "nsubjpass" for c in w.children[v]):
        return
    if to + 1 < hi and w.lower[to + 1] == "comment":
        return
    a = to
    if w.lower[cue[1] - 1] == "for" and between:
        a = cue[1]
    saying = made(w, "order", [cut(w, a, min(w.right[comp] + 1, hi), v)], cue, v, source(w, v), lo, hi)
    if saying:
        yield saying


def charge(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X accused Y of …ing"""
    wanted = cues().charge[w.lemma[v]]
    head = source(w, v)
    if head is None:
        return
    near = [v, *(c for c in w.children[v] if w.dep[c] in {"dobj", "nsubjpass"})]
    for r in near:
        for p in w.children[r]:
            if p > v and w.lower[p] in wanted:
                verb = next(
                    (c for c in w.children[p] if c > p and w.tag[c] == "VBG" and w.dep[c] in {"pcomp", "pobj"}), None
                )
                if verb is None and p + 1 < hi and w.tag[p + 1] == "VBG":
                    verb = p + 1
                if verb is None or verb >= hi:
                    continue
                b = min(max(w.right[verb], w.right[p]) + 1, hi)
                saying = made(w, "charge", [cut(w, p + 1, b, v)], cue_range(w, v), v, head, lo, hi)
                if saying:
                    yield saying
                    return


def name(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X called Y "Z"; X described Y as Z"""
    way = cues().name[w.lemma[v]]
    head = source(w, v)
    if (head is None and beside(w, v) is None) or (v + 1 < hi and w.lower[v + 1] in {"for", "on", "upon", "to", "off"}):
        return
    stop = v + 1
    last = v
    while stop < hi and w.text[stop] not in _STOPS:
        if w.text[stop] == "," and inside[stop] is None:
            break
        stop += 1
    for c in w.children[v]:
        if c > v and w.dep[c] in {"dobj", "oprd", "ccomp", "xcomp", "prep", "advcl", "attr", "dep", "acomp"}:
            last = max(last, min(w.right[c], hi - 1))
    stretch = next((inside[i] for i in range(v + 1, min(stop, v + 30)) if inside[i] is not None), None)
    if stretch is not None:
        if way == "as" and not any(w.lower[i] == "as" for i in range(v + 1, stretch[0])):
            return
        b = hanging(w, stretch, hi, inside)
        a = v + 2 if way == "as" and w.lower[v + 1] == "as" else v + 1
        saying = made(w, "name", [cut(w, a, b, v)], cue_range(w, v), v, head, lo, hi)
        if saying:
            yield saying
    elif w.lemma[v] in _DESCRIBING and any(w.lower[i] == "as" for i in range(v + 1, last)):
        a = v + 2 if w.lower[v + 1] == "as" else v + 1
        saying = made(w, "described", [cut(w, a, last + 1, v)], cue_range(w, v), v, head, lo, hi)
        if saying:
            yield saying


def hanging(w: Words, stretch: Range, hi: int, inside: list[Range | None]) -> int:
    """Where the phrase ends that a quoted stretch belongs to: ""a betrayal" of the people who trusted him"."""
    b = stretch[1]
    if b >= hi or w.text[b] not in _CLOSING or w.text[b - 1] in {",", "."}:
        return b
    b += 1
    while b < hi and w.text[b] not in _ENDS:
        if inside[b] is None:
            joined = w.lower[b - 1] in {"and", "or"}
            if w.lower[b] in _LINKS or (joined and w.tag[b] in {"VBD", "VBZ"}) or (b == stretch[1] + 1 and w.verbal(b)):
                break
        b += 1
    while b > stretch[1] + 1 and w.lower[b - 1] in {"and", "or", "who", "which", "that"}:
        b -= 1
    return b


def verb_noun(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X expressed hope that …; X made (it) clear that …"""
    wanted = cues().verb_nouns[w.lemma[v]]
    for i in range(v + 1, min(v + 7, hi)):
        if w.lower[i] in wanted:
            that = next((k for k in range(i + 1, min(i + 8, hi)) if w.lower[k] == "that"), None)
            if that is None:
                return
            end = min(w.right[w.head[that]] + 1, hi) if w.head[that] > that else that + 1
            saying = made(w, "verb noun", [extent(w, v, that + 1, end, hi)], (v, i + 1), v, source(w, v), lo, hi)
            if saying:
                yield saying
            return


def quoted(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X expressed “deep concern” over …; X spoke of “free elections” …"""
    lexicon = cues()
    lemma = w.lemma[v]
    for c in w.children[v]:
        if c <= v or c >= hi:
            continue
        if lemma in lexicon.quoted_after and w.lower[c] in lexicon.quoted_after[lemma]:
            a = c + 1
        elif lemma in lexicon.quoted_object and w.dep[c] == "dobj":
            a = w.left[c]
        else:
            continue
        b = min(w.right[c] + 1, hi)
        stretch = next((inside[i] for i in range(a, b) if inside[i] is not None and inside[v] != inside[i]), None)
        if stretch is None or stretch[1] - stretch[0] < 2 or source(w, v) is None:
            continue
        b = max(b, hanging(w, stretch, hi, inside))
        saying = made(w, "quoted object", [cut(w, a, b, v)], cue_range(w, v), v, source(w, v), lo, hi)
        if saying:
            yield saying
            return


def noun(w: Words, n: int, lo: int, hi: int) -> Iterator[Saying]:
    """X's claim that …; reports that …"""
    comp = next(
        (c for c in w.children[n] if c > n and w.dep[c] in {"acl", "ccomp", "relcl"} and w.lower[w.left[c]] == "that"),
        None,
    )
    if comp is None:
        return
    that = w.left[comp]
    if any(w.dep[c] in SUBJECTS and w.lower[c] == "that" for c in w.children[comp]) or w.subject(comp) is None:
        return
    if that > n + 12:
        return
    head = None
    for c in w.children[n]:
        if w.dep[c] == "poss":
            head = c
        elif w.dep[c] == "prep" and w.lower[c] in {"by", "from", "of"} and head is None:
            head = next((o for o in w.children[c] if w.dep[o] == "pobj"), None)
    if head is None and (w.lower[n] != "announcement" or w.dep[n] not in {"pobj", "dobj"}):
        return
    if head is not None and w.lower[head] in FIRST_PERSON | {"my", "our", "your"}:
        return
    saying = made(w, "noun", [cut(w, that + 1, min(w.right[comp] + 1, hi), n)], (n, n + 1), n, head, lo, hi)
    if saying:
        yield saying

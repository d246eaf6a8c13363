"""Reported speech without marks, or with marks around a part of it: the clause that a cue governs in the parse."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import RELATIVES, phrase, source
from dragoman.quotations.words import NAMING, SUBJECTS, Words

_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis", "dep", "advcl", "acl", "conj"})
_STOPS = frozenset({".", "?", "!", ";"})
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_QUESTION = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
_OPEN = frozenset("“„«‘\"'`")

Range = tuple[int, int]


def find_indirect(w: Words, inside: list[Range | None], taken: set[int]) -> list[Saying]:
    """Reported clauses. `inside` gives for each token the quoted stretch (tokens) that it stands in, `taken` the cues
    that already lead direct speech."""
    found: list[Saying] = []
    for i in range(w.n):
        if i in taken:
            continue
        for saying in _at(w, i, inside):
            found.append(saying)
            break
    return found


def _at(w: Words, i: int, inside: list[Range | None]) -> Iterator[Saying]:
    lexicon = cues()
    lemma = w.lemma[i]
    lo, hi = bounds(w, i, inside)
    if w.lower[i] == "according" and i + 2 < hi and w.lower[i + 1] == "to":
        yield from _according(w, i, lo, hi)
        return
    if w.verbal(i) and w.tag[i] != "MD":
        negated = any(w.dep[c] == "neg" for c in w.children[i])
        if lemma in lexicon.tell:
            yield from _told(w, i, lo, hi)
        if lemma in lexicon.clause and not (negated and lemma != "deny"):
            yield from _clause(w, i, lo, hi, inside)
        if lemma in lexicon.infinitive and not negated:
            yield from _infinitive(w, i, lo, hi)
        if (lemma in lexicon.order or lemma in lexicon.order_phrases) and not negated:
            yield from _order(w, i, lo, hi)
        if lemma in lexicon.charge and not negated:
            yield from _charge(w, i, lo, hi)
        if lemma in lexicon.name:
            yield from _name(w, i, lo, hi, inside)
        if lemma in lexicon.verb_nouns:
            yield from _verb_noun(w, i, lo, hi)
        if lemma in lexicon.quoted_object or lemma in lexicon.quoted_after:
            yield from _quoted(w, i, lo, hi, inside)
    elif w.tag[i] in {"NN", "NNS"} and w.lower[i] in lexicon.nouns:
        yield from _noun(w, i, lo, hi)


def bounds(w: Words, i: int, inside: list[Range | None]) -> Range:
    """Where what a cue reports may lie: its sentence, and inside a quoted stretch that stretch alone."""
    lo, hi = w.first[i], w.last[i]
    around = inside[i]
    if around is not None:
        return max(lo, around[0]), min(hi, around[1])
    for _ in range(4):  # a sentence does not end inside marks
        if hi < w.n and (cut := inside[hi]) is not None and cut[0] < hi:
            hi = w.last[min(cut[1], w.n - 1)] if cut[1] < w.n else w.n
        else:
            break
    return w.trim(lo, hi)


def _made(
    w: Words, pattern: str, content: list[Range], cue: Range, verb: int, head: int | None, lo: int, hi: int
) -> Saying | None:
    spans = []
    for a, b in content:
        a, b = tidy(w, a, b)
        if a < b:
            spans.append((w.start[a], w.end[b - 1]))
    if not spans:
        return None
    span = None
    if head is not None and w.pos[head] in NAMING:
        span = phrase(w, head, w.first[head], verb if head < verb else w.last[head])
    return Saying("indirect", spans, pattern, cue, verb, span, head if span else None, scope=(lo, hi))


def tidy(w: Words, a: int, b: int) -> Range:
    """A stretch without the joints at its ends: "that", commas, dashes, the full stop."""
    a, b = w.trim(a, b)
    while a < b and (
        w.text[a] in {",", ":", ";", "-"} or w.text[a] in _DASHES or w.lower[a] == "that" and w.dep[a] == "mark"
    ):
        a, b = w.trim(a + 1, b)
    while a < b and (w.text[b - 1] in {",", ":", ";", "."} or w.text[b - 1] in _DASHES):
        a, b = w.trim(a, b - 1)
    return a, b


def _complement(w: Words, v: int, hi: int, deps: frozenset[str] = frozenset({"ccomp"})) -> int | None:
    for c in w.children[v]:
        if v < c < hi and w.dep[c] in deps and w.left[c] > v:
            return c
    return None


def _clause(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X said (that) …; …, X said; …, X said, …"""
    lexicon = cues()
    lemma = w.lemma[v]
    head = source(w, v)
    cue = cue_range(w, v)
    comp = _complement(w, v, hi)
    nxt = cue[1]
    if comp is not None:
        a, b = w.left[comp], min(w.right[comp] + 1, hi)
        a = max(a, v + 1)
        marked = w.lower[a] == "that" or a > v + 1 and w.lower[a - 1] == "that"
        if not marked and lemma in lexicon.that_only and not _has_quote(w, a, b) and w.lower[a] not in _QUESTION:
            return
        if _is_infinitive(w, comp) and not marked:
            return
        if _gap(w, v, a) and not marked:
            return
        made = _made(
            w, "clause that" if marked else "clause", [_cut(w, a, _reach(w, v, comp, b, hi), v)], cue, v, head, lo, hi
        )
        if made:
            yield made
        return
    if nxt < hi and w.lower[nxt] == "that" and w.dep[nxt] != "dobj":
        made = _made(w, "that", [_cut(w, nxt + 1, hi, v)], cue, v, head, lo, hi)
        if made:
            yield made
        return
    if lemma in lexicon.that_only and lemma not in {"report", "write", "note"}:
        return
    yield from _around(w, v, lo, hi, head, cue)


def _reach(w: Words, v: int, comp: int, b: int, hi: int) -> int:
    """How far a clause goes that follows its cue."""
    return b


def _gap(w: Words, v: int, a: int) -> bool:
    """Whether other words than a hearer, a time or an adverb stand between a cue and its clause."""
    return a - v > 14


def _is_infinitive(w: Words, verb: int) -> bool:
    return w.tag[verb] == "VB" and any(w.lower[c] == "to" and w.dep[c] == "aux" for c in w.children[verb])


def _has_quote(w: Words, a: int, b: int) -> bool:
    return any(w.text[i] in {"“", '"', "„", "«", "‘"} for i in range(a, b))


def _around(w: Words, v: int, lo: int, hi: int, head: int | None, cue: Range) -> Iterator[Saying]:
    """A cue behind its clause, or in the midst of it: "…, X said", "…, said X", "A, X noted, B"."""
    subject = w.subject(v)
    if subject is None or w.lower[subject] in RELATIVES:
        return
    ca = min(w.left[subject], v)
    while ca > lo and (w.dep[ca - 1] in {"aux", "advmod", "neg"} and w.head[ca - 1] == v):
        ca -= 1
    before = ca - 1
    while before >= lo and w.blank[before]:
        before -= 1
    if before < lo or w.text[before] not in {",", "—", "–", "-"} | set('”"’'):
        return
    cb = max(w.right[subject] + 1, cue[1])
    while cb < hi and w.text[cb] not in {",", ".", ";", "—", "–", "”", '"', "“"}:
        cb += 1
    left = (lo, before + 1)
    if not any(w.pos[i] in NAMING or w.verbal(i) for i in range(*left)):
        return
    content = [left]
    if (
        cb < hi
        and w.text[cb] in {",", "—", "–"}
        and not any(w.verbal(i) and w.dep[i] in {"ROOT", "ccomp", "conj"} for i in range(*left))
    ):
        content.append(_cut(w, cb + 1, hi, v))
        made = _made(w, "midst", content, cue, v, head, lo, hi)
    else:
        made = _made(w, "behind", content, cue, v, head, lo, hi)
    if made:
        yield made


def _cut(w: Words, a: int, b: int, cue: int) -> Range:
    """Cuts a clause before the next cue of the same speaker: ", adding that", ", according to", ", he said"."""
    lexicon = cues()
    for i in range(a + 2, b):
        if w.text[i - 1] not in {",", "—", "–", "-"}:
            continue
        if w.tag[i] == "VBG" and (w.lemma[i] in lexicon.clause or w.lemma[i] in {"cite", "call", "describe", "accuse"}):
            return a, i - 1
        if w.lower[i] == "according" and i + 1 < b and w.lower[i + 1] == "to":
            return a, i - 1
    return a, b


def _told(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X told Y that …; X told Y to …; Y was told that …"""
    comp = _complement(w, v, hi, frozenset({"ccomp", "xcomp", "advcl", "dep"}))
    head = source(w, v)
    hearer = next((c for c in w.children[v] if w.dep[c] in {"dobj", "dative"} and c > v and w.pos[c] in NAMING), None)
    cue = cue_range(w, v)
    if comp is None:
        that = next((i for i in range(v + 1, min(v + 12, hi)) if w.lower[i] == "that" and w.dep[i] == "mark"), None)
        if that is None:
            yield from (s for s in _around(w, v, lo, hi, head, cue) if w.lemma[v] == "tell")
            return
        a, b = that, hi
    else:
        a, b = w.left[comp], min(w.right[comp] + 1, hi)
        if _is_infinitive(w, comp):
            a = next((c for c in w.children[comp] if w.lower[c] == "to"), a)
            b = max(b, a + 1)
        elif w.dep[comp] in {"advcl"} and w.lower[a] != "that":
            return
    a = max(a, v + 1)
    if hearer is not None and a <= hearer and not _is_infinitive(w, comp or v):
        # the parser took the hearer for the subject of what is said
        hearer = None
    made = _made(w, "told", [_cut(w, a, b, v)], cue, v, head, lo, hi)
    if made:
        yield made


def _infinitive(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X vowed to …"""
    comp = _complement(w, v, hi, frozenset({"xcomp", "ccomp"}))
    if comp is None or not _is_infinitive(w, comp):
        return
    a = next(c for c in w.children[comp] if w.lower[c] == "to" and w.dep[c] == "aux")
    made = _made(w, "infinitive", [_cut(w, a, min(w.right[comp] + 1, hi), v)], cue_range(w, v), v, source(w, v), lo, hi)
    if made:
        yield made


def _order(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X urged Y to …; X called on Y to …; X called for Y to …"""
    lexicon = cues()
    cue = cue_range(w, v)
    roots = [v]
    if w.lemma[v] in lexicon.order_phrases:
        prep = next((c for c in w.children[v] if c > v and w.lower[c] in lexicon.order_phrases[w.lemma[v]]), None)
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
                and _is_infinitive(w, c)
            ):
                comp = c
                break
        if comp is not None:
            break
    if comp is None:
        return
    to = next(c for c in w.children[comp] if w.lower[c] == "to" and w.dep[c] == "aux")
    between = [i for i in range(cue[1], to) if w.pos[i] in NAMING]
    if not between:
        if w.lemma[v] not in {"ask", "demand", "threaten"}:
            return
    a = to
    if w.lower[cue[1] - 1] == "for" and between:
        a = cue[1]
    made = _made(w, "order", [_cut(w, a, min(w.right[comp] + 1, hi), v)], cue, v, source(w, v), lo, hi)
    if made:
        yield made


def _charge(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X accused Y of …ing"""
    wanted = cues().charge[w.lemma[v]]
    near = [v, *(c for c in w.children[v] if w.dep[c] in {"dobj", "nsubjpass"})]
    for r in near:
        for p in w.children[r]:
            if p > v and w.lower[p] in wanted:
                verb = next(
                    (c for c in w.children[p] if c > p and w.tag[c] == "VBG" and w.dep[c] in {"pcomp", "pobj"}), None
                )
                if verb is None or verb >= hi:
                    continue
                b = min(max(w.right[verb], w.right[p]) + 1, hi)
                made = _made(w, "charge", [_cut(w, p + 1, b, v)], cue_range(w, v), v, source(w, v), lo, hi)
                if made:
                    yield made
                    return


def _name(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X called Y "Z"; X described Y as Z"""
    way = cues().name[w.lemma[v]]
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
        b = max(last + 1, stretch[1])
        if way == "as" and not any(w.lower[i] == "as" for i in range(v + 1, stretch[0])):
            return
        if b > hi + 1:
            return
        made = _made(
            w, "name", [_cut(w, v + 1, min(b, max(hi, stretch[1])), v)], cue_range(w, v), v, source(w, v), lo, hi
        )
        if made:
            yield made
    elif w.lemma[v] in {"describe", "characterize", "characterise"}:
        if any(w.lower[i] == "as" for i in range(v + 1, last)):
            made = _made(w, "described", [_cut(w, v + 1, last + 1, v)], cue_range(w, v), v, source(w, v), lo, hi)
            if made:
                yield made


def _verb_noun(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X expressed hope that …; X made (it) clear that …"""
    wanted = cues().verb_nouns[w.lemma[v]]
    for i in range(v + 1, min(v + 7, hi)):
        if w.lower[i] in wanted:
            that = next((k for k in range(i + 1, min(i + 8, hi)) if w.lower[k] == "that"), None)
            if that is None:
                return
            end = w.right[w.head[that]] + 1 if w.head[that] > that else hi
            made = _made(w, "verb noun", [_cut(w, that + 1, min(end, hi), v)], (v, i + 1), v, source(w, v), lo, hi)
            if made:
                yield made
            return


def _quoted(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
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
        if stretch is None:
            continue
        made = _made(w, "quoted object", [_cut(w, a, max(b, stretch[1]), v)], cue_range(w, v), v, source(w, v), lo, hi)
        if made:
            yield made
            return


def _noun(w: Words, n: int, lo: int, hi: int) -> Iterator[Saying]:
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
    if head is None and w.dep[n] == "dobj":
        head = source(w, w.head[n])
    made = _made(w, "noun", [_cut(w, that + 1, min(w.right[comp] + 1, hi), n)], (n, n + 1), n, head, lo, hi)
    if made:
        yield made


def _according(w: Words, i: int, lo: int, hi: int) -> Iterator[Saying]:
    """According to X, …; …, according to X."""
    head = next((c for c in w.children[i + 1] if w.dep[c] == "pobj"), None)
    if head is None:
        head = next((k for k in range(i + 2, min(hi, i + 12)) if w.pos[k] in {"NOUN", "PROPN", "PRON"}), None)
        if head is None:
            return
    end = i + 2
    stop = max(w.right[head] + 1, end)
    end = min(stop, hi)
    for k in range(head + 1, end):
        if w.text[k] == ",":
            end = k
            break
    content: list[Range] = []
    if i > lo:
        content.append((lo, i))
    if end < hi - 1 and w.text[end] == ",":
        content.append((end + 1, hi))
    span = phrase(w, head, i + 2, end)
    spans = []
    for a, b in content:
        a, b = tidy(w, a, b)
        if a < b:
            spans.append((w.start[a], w.end[b - 1]))
    if spans:
        where = "leading" if i == lo else "trailing" if len(content) == 1 else "medial"
        yield Saying("indirect", spans, f"according {where}", (i, i + 2), i, span, head, scope=(lo, hi))


def cue_range(w: Words, v: int) -> Range:
    """A cue with its particle ("pointed out") and the preposition that belongs to it ("called on")."""
    if v + 1 < w.n and (w.dep[v + 1] == "prt" and w.head[v + 1] == v):
        return v, v + 2
    return v, v + 1

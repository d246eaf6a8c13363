"""Clauses that a cue reports: "said that …", "…, said X", "told Y that …", "according to X"."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.quotations.borders import cue_range, cut, extent, made, resumes, tidy
from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import Range, Saying
from dragoman.quotations.speaker import RELATIVES, beside, outlet, phrase, source
from dragoman.quotations.words import FINITE, NAMING, Words

_QUESTION = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
_RELAYING = frozenset({"report", "say", "write", "note", "add"})
_HARD = frozenset({"early", "hard", "difficult", "easy", "impossible", "possible", "unable", "fair", "safe", "soon"})
_TIMES = frozenset({"as", "when", "after", "before", "while", "since", "until"})
_BARE = frozenset({"say", "claim", "add", "insist", "argue", "allege", "confirm"})
"""Verbs that take a clause so much rather than a thing that an object of theirs is believed to be its subject."""
_NEAR = 14
"""Tokens that may stand between a cue and a clause without "that"."""
_ARGUMENTS = frozenset({"dobj", "xcomp", "ccomp", "oprd", "attr", "acomp"})


def clause(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X said (that) …; …, X said; …, X said, …"""
    lexicon = cues()
    lemma = w.lemma[v]
    if w.dep[v] == "xcomp" and w.pos[w.head[v]] == "ADJ" and w.lower[w.head[v]] in _HARD:
        return
    head = source(w, v)
    cue = cue_range(w, v)
    comp = complement(w, v, hi)
    if comp is not None and w.lemma[comp] in _RELAYING and w.right[comp] == comp and w.text[w.left[comp] - 1] == ",":
        comp = None  # "…, X said, the agency reported"
    nxt = cue[1]
    if comp is not None:
        a = max(w.left[comp], cue[1]) if w.left[comp] > v else cue[1]
        taken = next((c for c in w.children[v] if w.dep[c] == "dobj" and v < c < comp), None)
        if taken is not None and lemma in _BARE and w.left[taken] == cue[1]:
            a = cue[1]  # the parser took the subject of the clause for the object of the cue
        b = min(w.right[comp] + 1, hi)
        marked = w.lower[a] == "that" or (a > v + 1 and w.lower[a - 1] == "that")
        question = w.lower[a] in _QUESTION and not marked
        if not marked and lemma in lexicon.that_only and not has_quote(w, a, b) and not question:
            return
        if is_infinitive(w, comp) and not marked:
            return
        if a - v > _NEAR and not marked:
            return
        pattern = "clause that" if marked else "clause wh" if question else "clause"
        saying = made(w, pattern, [extent(w, v, a, b, hi)], cue, v, head, lo, hi)
        if saying:
            yield saying
        return
    demonstrative = nxt < hi and w.dep[nxt] == "det" and w.dep[w.head[nxt]] == "dobj"  # "repeated that threat"
    if nxt < hi and w.lower[nxt] == "that" and w.dep[nxt] != "dobj" and not demonstrative:
        saying = made(w, "that", [extent(w, v, nxt + 1, nxt + 1, hi)], cue, v, head, lo, hi)
        if saying:
            yield saying
        return
    if nxt < hi and (w.pos[nxt] == "ADP" or w.dep[nxt] == "npadvmod"):
        that = next((i for i in range(nxt, min(nxt + 12, hi)) if w.lower[i] == "that" and w.dep[i] == "mark"), None)
        if that is not None and not any(w.tag[i] in FINITE or w.text[i] in {",", ":"} for i in range(nxt, that)):
            saying = made(w, "that", [extent(w, v, that + 1, that + 1, hi)], cue, v, head, lo, hi)
            if saying:
                yield saying
            return
    if lemma in _BARE and nxt < hi and w.dep[nxt] == "expl":  # "said there had been attempts", taken for an object
        saying = made(w, "clause", [extent(w, v, nxt, nxt, hi)], cue, v, head, lo, hi)
        if saying:
            yield saying
        return
    if lemma in lexicon.that_only and lemma not in {"report", "write", "note"}:
        return
    yield from around(w, v, lo, hi, head, cue)


def complement(w: Words, v: int, hi: int, deps: frozenset[str] = frozenset({"ccomp"})) -> int | None:
    """The clause that hangs on a cue behind it; of a relative one ("which he said was …") the pronoun stands before."""
    for c in w.children[v]:
        fits = v < c < hi and w.dep[c] in deps and (w.left[c] > v or w.lower[w.left[c]] in RELATIVES)
        if fits and not any(w.dep[m] == "mark" and w.lower[m] in _TIMES for m in w.children[c]):
            return c
    return None


def is_infinitive(w: Words, verb: int) -> bool:
    return any(w.lower[c] == "to" and w.dep[c] == "aux" for c in w.children[verb])


def has_quote(w: Words, a: int, b: int) -> bool:
    return any(w.text[i] in {"“", '"', "„", "«", "‘"} for i in range(a, b))


def around(w: Words, v: int, lo: int, hi: int, head: int | None, cue: Range) -> Iterator[Saying]:
    """A cue behind its clause, or in the midst of it: "…, X said", "…, said X", "A, X noted, B"."""
    subject = w.subject(v)
    if subject is None:
        subject = beside(w, v)
        if head is None or w.tag[v] != "VBD" or w.dep[v] == "relcl":
            head = subject
    if subject is None or w.lower[subject] in RELATIVES or head is None:
        return
    if any(w.dep[c] in _ARGUMENTS and c > v for c in w.children[v]) and w.lemma[v] not in cues().tell:
        return
    if any(w.dep[c] == "mark" for c in w.children[v]):
        return
    first = w.left[subject] if w.head[subject] == v else phrase(w, subject, lo, v)[0]
    ca = _apposed(w, min(first, v), lo)
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
    if before - lo <= 1 and w.pos[lo] in {"CCONJ", "ADV"} and cb < hi and w.text[cb] == ",":  # "But, X said, …"
        saying = made(w, "midst", [cut(w, cb + 1, hi, v)], cue, v, head, lo, hi)
        if saying:
            yield saying
        return
    tail = _tail(w, cb, hi, v) if cb < hi and w.text[cb] in {",", "—", "–"} else None
    if _asserts(w, lo, before, v):
        if outlet(w, head) and w.lemma[v] in _RELAYING:
            return  # a relay: the codebook's `via`
        saying = made(w, "behind", [left, tail] if tail else [left], cue, v, head, lo, hi)
    elif tail is None and cb < hi and w.text[cb] in {",", "—", "–"} and any(w.pos[i] in NAMING for i in range(*left)):
        if w.dep[v] not in {"parataxis", "ccomp", "dep"}:
            return
        saying = made(w, "midst", [left, cut(w, cb + 1, hi, v)], cue, v, head, lo, hi)
    else:
        return
    if saying:
        yield saying


def _apposed(w: Words, first: int, lo: int) -> int:
    """The start of "the governor, Jane Roe," where the parse starts with the name."""
    if first - 2 > lo and w.text[first - 1] == "," and w.text[first][:1].isupper():
        k = first - 2
        while k > lo and w.text[k] not in {",", ".", ";", "—", "–", "”", '"'}:
            if w.verbal(k):
                return first
            k -= 1
        if (
            k > lo
            and w.text[k] == ","
            and w.pos[first - 2] == "NOUN"
            and w.pos[k + 1] in {"DET", "PRON", "ADJ", "NOUN"}
        ):
            return k + 1
    return first


def _asserts(w: Words, lo: int, hi: int, v: int) -> bool:
    """Whether the words before a cue make a statement of their own: a finite verb that is in no subordinate clause."""
    for i in range(lo, hi):
        if w.tag[i] in FINITE and i != v:
            verb = w.head[i] if w.dep[i] in {"aux", "auxpass"} else i
            if w.dep[verb] in {"ccomp", "ROOT", "conj", "parataxis", "dep"} and not any(
                w.dep[c] == "mark" and w.lower[c] != "that" for c in w.children[verb]
            ):
                return True
    return False


def _tail(w: Words, cb: int, hi: int, v: int) -> Range | None:
    """What goes on of a statement behind its cue: ", and was rescued …", ", including …"."""
    k = cb + 1
    if k >= hi or w.lower[k] not in {"including", "and", "but", "because", "after", "before", "or"}:
        return None
    if w.lower[k] in {"and", "but"} and (resumes(w, k, hi, v) or any(w.lemma[i] in cues().any for i in range(k, hi))):
        return None
    if w.lower[k] in {"and", "but", "or"} and not (k + 1 < hi and w.verbal(k + 1)):
        return None
    if w.lower[k] in {"after", "before"} and w.head[k] == v:
        return None
    return cut(w, cb + 1, hi, v)


def told(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X told Y that …; X told Y to …; Y was told that …"""
    comp = complement(w, v, hi, frozenset({"ccomp", "xcomp", "advcl", "dep"}))
    head = source(w, v)
    hearer = next((c for c in w.children[v] if w.dep[c] in {"dobj", "dative"} and c > v and w.pos[c] in NAMING), None)
    cue = cue_range(w, v)
    if comp is None:
        that = next((i for i in range(v + 1, min(v + 14, hi)) if w.lower[i] == "that" and w.dep[i] == "mark"), None)
        if that is None:
            yield from (s for s in around(w, v, lo, hi, head, cue) if w.lemma[v] == "tell")
            return
        a, b = that, hi
    else:
        a, b = w.left[comp], min(w.right[comp] + 1, hi)
        if is_infinitive(w, comp):
            a = next((c for c in w.children[comp] if w.lower[c] == "to"), a)
            b = max(b, a + 1)
            if head is None or w.lower[w.left[comp]] in _QUESTION:
                return
        elif w.dep[comp] in {"advcl"} and w.lower[a] != "that":
            return
    a = max(a, v + 1)
    if hearer is not None and a <= hearer and not is_infinitive(w, comp or v):
        # the parser took the hearer for the subject of what is said
        hearer = None
    saying = made(w, "told", [extent(w, v, a, b, hi)], cue, v, head, lo, hi)
    if saying:
        yield saying


def according(w: Words, i: int, lo: int, hi: int) -> Iterator[Saying]:
    """According to X, …; …, according to X."""
    head = next((c for c in w.children[i + 1] if w.dep[c] == "pobj"), None)
    if head is None:
        head = next((k for k in range(i + 2, min(hi, i + 12)) if w.pos[k] in {"NOUN", "PROPN", "PRON"}), None)
        if head is None:
            return
    if w.lemma[head] in cues().measures:
        return
    governor = w.head[i]
    if w.dep[governor] == "relcl" and w.left[governor] < i:
        lo, hi = w.left[governor], min(max(w.right[governor] + 1, i + 3), hi)
        while lo < i and w.text[lo] != ",":
            lo += 1
    end = min(max(w.right[head] + 1, i + 2), hi)
    for k in range(head + 1, end):
        if w.text[k] == ",":
            end = k
            break
    content: list[Range] = []
    left = tidy(w, lo, i)
    if any(w.tag[k] in FINITE for k in range(*left)):
        content.append(left)
        if end < hi - 1 and w.text[end] == "," and w.lower[end + 1] in {"because", "after", "if", "and", "including"}:
            content.append((end + 1, hi))
    elif end < hi - 1:
        if (
            left[0] < left[1]
            and w.text[left[0]] != "But"
            and w.dep[left[1] - 1] not in {"advmod", "cc", "prep", "pobj"}
        ):
            content.append(left)
        content.append(cut(w, end + (w.text[end] == ","), hi, i))
    leading = left[0] >= left[1] or (bool(content) and content[0] != left)
    if not leading and (outlet(w, head) or w.lower[head] in {"reports", "media", "stories"}):
        return  # a relay: the codebook's `via`
    span = phrase(w, head, i + 2, end)
    spans = []
    for a, b in content:
        a, b = tidy(w, a, b)
        if a < b:
            spans.append((w.start[a], w.end[b - 1]))
    if spans:
        where = "leading" if leading else "trailing" if len(content) == 1 else "medial"
        yield Saying("indirect", spans, f"according {where}", (i, i + 2), i, span, head, scope=(lo, hi))

"""Reported speech without marks, or with marks around a part of it: the clause that a cue governs in the parse."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import RELATIVES, beside, outlet, phrase, source
from dragoman.quotations.words import NAMING, SUBJECTS, Words

_CLAUSES = frozenset({"ccomp", "xcomp", "parataxis", "dep", "advcl", "acl", "conj"})
_STOPS = frozenset({".", "?", "!", ";"})
_ENDS = frozenset({",", ".", ";", "—", "–", "-", "--", "?", "!", "(", ":"})
CLOSING = frozenset({"”", '"', "’", "'", "»", "“", "''"})
_DASHES = frozenset({"—", "–", "--", "-", "―"})
_QUESTION = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
_OPEN = frozenset("“„«‘\"'`")

FIRST = frozenset({"i", "we", "you"})

RELAYING = frozenset({"report", "say", "write", "note", "add"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_HARD = frozenset({"early", "hard", "difficult", "easy", "impossible", "possible", "unable", "fair", "safe", "soon"})
_EFFECTS = frozenset({"cite", "quote", "stoke", "pave", "spark", "fuel", "prompt", "heighten"})
"""Participles behind a comma that are the reporter's own: ", citing …", ", paving the way for …"."""
_TIMES = frozenset({"as", "when", "after", "before", "while", "since", "until"})
_WAYS = frozenset({"statement", "interview", "post", "tweet", "speech", "briefing", "conference", "letter", "address"})
_BARE = frozenset({"say", "claim", "add", "insist", "argue", "allege", "confirm"})
_SUMMARIES = frozenset(
    {
        "move",
        "claim",
        "sign",
        "indication",
        "charge",
        "accusation",
        "point",
        "assertion",
        "allegation",
        "reference",
        "step",
    }
)
CLAIMING = FINITE | {"VB", "VBN", "VBG"}
_ARGUMENTS = frozenset({"dobj", "xcomp", "ccomp", "oprd", "attr", "acomp"})

Range = tuple[int, int]


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
    return head is not None and w.lower[head] not in FIRST and saying.pattern not in {"behind", "midst"}


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
    if head is None and w.verbal(verb):
        head = beside(w, verb)
    if head is not None and w.pos[head] in NAMING:
        span = phrase(w, head, w.first[head], verb if head < verb else w.last[head])
    return Saying("indirect", spans, pattern, cue, verb, span, head if span else None, scope=(lo, hi))


def tidy(w: Words, a: int, b: int) -> Range:
    """A stretch without the joints at its ends: "that", commas, dashes, the full stop."""
    a, b = w.trim(a, b)
    while a < b and (
        w.text[a] in {",", ":", ";", "-"} or w.text[a] in _DASHES or (w.lower[a] == "that" and w.dep[a] == "mark")
    ):
        a, b = w.trim(a + 1, b)
    while a < b and (w.text[b - 1] in {",", ":", ";", "."} or w.text[b - 1] in _DASHES):
        a, b = w.trim(a, b - 1)
    return a, b


def _complement(w: Words, v: int, hi: int, deps: frozenset[str] = frozenset({"ccomp"})) -> int | None:
    """The clause that hangs on a cue behind it; of a relative one ("which he said was …") the pronoun stands before."""
    for c in w.children[v]:
        if v < c < hi and w.dep[c] in deps and (w.left[c] > v or w.lower[w.left[c]] in RELATIVES):
            if not any(w.dep[m] == "mark" and w.lower[m] in _TIMES for m in w.children[c]):
                return c
    return None


def _clause(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
    """X said (that) …; …, X said; …, X said, …"""
    lexicon = cues()
    lemma = w.lemma[v]
    if w.dep[v] == "xcomp" and w.pos[w.head[v]] == "ADJ" and w.lower[w.head[v]] in _HARD:
        return
    head = source(w, v)
    cue = cue_range(w, v)
    comp = _complement(w, v, hi)
    nxt = cue[1]
    if comp is not None:
        a = max(w.left[comp], cue[1]) if w.left[comp] > v else cue[1]
        taken = next((c for c in w.children[v] if w.dep[c] == "dobj" and v < c < comp), None)
        if taken is not None and lemma in _BARE and w.left[taken] == cue[1]:
            a = cue[1]  # the parser took the subject of the clause for the object of the cue
        b = min(w.right[comp] + 1, hi)
        marked = w.lower[a] == "that" or (a > v + 1 and w.lower[a - 1] == "that")
        question = w.lower[a] in _QUESTION and not marked
        if not marked and lemma in lexicon.that_only and not _has_quote(w, a, b) and not question:
            return
        if _is_infinitive(w, comp) and not marked:
            return
        if _gap(w, v, a) and not marked:
            return
        pattern = "clause that" if marked else "clause wh" if question else "clause"
        made = _made(w, pattern, [extent(w, v, a, b, hi)], cue, v, head, lo, hi)
        if made:
            yield made
        return
    if nxt < hi and w.lower[nxt] == "that" and w.dep[nxt] != "dobj":
        made = _made(w, "that", [extent(w, v, nxt + 1, nxt + 1, hi)], cue, v, head, lo, hi)
        if made:
            yield made
        return
    if nxt < hi and (w.pos[nxt] == "ADP" or w.dep[nxt] == "npadvmod"):
        that = next((i for i in range(nxt, min(nxt + 12, hi)) if w.lower[i] == "that" and w.dep[i] == "mark"), None)
        if that is not None and not any(w.tag[i] in FINITE or w.text[i] in {",", ":"} for i in range(nxt, that)):
            made = _made(w, "that", [extent(w, v, that + 1, that + 1, hi)], cue, v, head, lo, hi)
            if made:
                yield made
            return
    if lemma in _BARE and nxt < hi and w.dep[nxt] == "expl":  # "said there had been attempts", taken for an object
        made = _made(w, "clause", [extent(w, v, nxt, nxt, hi)], cue, v, head, lo, hi)
        if made:
            yield made
        return
    if lemma in lexicon.that_only and lemma not in {"report", "write", "note"}:
        return
    yield from _around(w, v, lo, hi, head, cue)


def _gap(w: Words, v: int, a: int) -> bool:
    """Whether other words than a hearer, a time or an adverb stand between a cue and its clause."""
    return a - v > 14


def _is_infinitive(w: Words, verb: int) -> bool:
    return any(w.lower[c] == "to" and w.dep[c] == "aux" for c in w.children[verb])


def _has_quote(w: Words, a: int, b: int) -> bool:
    return any(w.text[i] in {"“", '"', "„", "«", "‘"} for i in range(a, b))


def _around(w: Words, v: int, lo: int, hi: int, head: int | None, cue: Range) -> Iterator[Saying]:
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
    tail = _tail(w, cb, hi, v) if cb < hi and w.text[cb] in {",", "—", "–"} else None
    if _asserts(w, lo, before, v):
        if outlet(w, head) and w.lemma[v] in RELAYING:
            return  # a relay: the codebook's `via`
        made = _made(w, "behind", [left, tail] if tail else [left], cue, v, head, lo, hi)
    elif tail is None and cb < hi and w.text[cb] in {",", "—", "–"} and any(w.pos[i] in NAMING for i in range(*left)):
        if w.dep[v] not in {"parataxis", "ccomp", "dep"}:
            return
        made = _made(w, "midst", [left, _cut(w, cb + 1, hi, v)], cue, v, head, lo, hi)
    else:
        return
    if made:
        yield made


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
    if w.lower[k] in {"and", "but"} and (_resumes(w, k, hi, v) or any(w.lemma[i] in cues().any for i in range(k, hi))):
        return None
    if w.lower[k] in {"and", "but", "or"} and not (k + 1 < hi and w.verbal(k + 1)):
        return None
    if w.lower[k] in {"after", "before"} and w.head[k] == v:
        return None
    return _cut(w, cb + 1, hi, v)


def extent(w: Words, v: int, a: int, b: int, hi: int) -> Range:
    """How far a clause goes that starts at `a` behind its cue and ends, by the parse, before `b`.

    In the main clause it goes to the end of the sentence, for the parser likes to hang the tail of what is said on the
    cue; in a clause under another one it goes as far as that. It ends before the next cue of the same speaker.
    """
    if w.dep[v] in {"relcl", "advcl", "acl", "pcomp", "csubj"}:
        end = max(b, min(w.right[v] + 1, hi))
    elif w.dep[v] in {"conj", "xcomp"} and (top := _under(w, v)) is not None:
        end = max(b, min(w.right[top] + 1, hi))
    else:
        end = hi
    if end + 1 < hi and w.lower[end] in {"and", "but"} and w.lower[end + 1] == "that":
        end = hi
    return _cut(w, a, end, v)


def _under(w: Words, v: int) -> int | None:
    """The verb of the subordinate clause that a coordinated or infinitive cue stands in."""
    for _ in range(8):
        if w.dep[v] in {"relcl", "advcl", "acl", "pcomp", "csubj"}:
            return v
        if w.dep[v] not in {"conj", "xcomp"} or w.head[v] == v:
            return None
        v = w.head[v]
    return None


def _cut(w: Words, a: int, b: int, cue: int) -> Range:
    """Cuts a clause before what is no part of it: the next cue of the same speaker (", adding that", "and called on"),
    a relay (", according to"), a cue with a speaker of its own (", the ministry said")."""
    lexicon = cues()
    claimed = False
    for i in range(a, b):
        lower = w.lower[i]
        if not claimed or i < a + 2:
            claimed = claimed or w.tag[i] in CLAIMING
            continue
        if w.text[i - 1] in {",", "—", "–", "-", "--", "”", '"', ")"}:
            if w.tag[i] == "VBG" and (w.lemma[i] in lexicon.any or w.lemma[i] in _EFFECTS or w.head[i] == cue):
                return a, i - 1 if w.text[i - 1] in {",", "—", "–", "-", "--"} else i
            if lower == "according" and i + 1 < b and w.lower[i + 1] == "to":
                return a, i - 1 if w.text[i - 1] in {",", "—", "–", "-", "--"} else i
            if (
                lower == "with"
                and w.text[i - 1] == ","
                and any(w.tag[k] == "VBG" and w.lemma[k] in lexicon.any for k in range(i + 2, min(i + 10, b)))
            ):
                return a, i - 1
            if lower in {"though", "while", "although"} and w.text[i - 1] == ",":
                return a, i - 1
            if (
                lower in {"a", "an"}
                and w.text[i - 1] == ","
                and any(w.lower[k] in _SUMMARIES for k in range(i + 1, min(i + 3, b)))
            ):
                return a, i - 1
            if lower in {"which", "who"} and w.text[i - 1] == "," and _aside(w, i, b, cue):
                return a, i - 1
        if lower in {"and", "but", "as", "after", "when"} and _resumes(w, i, b, cue):
            return a, i
    return _relay_cut(w, a, _way_cut(w, a, b))


def _aside(w: Words, i: int, b: int, cue: int) -> bool:
    """Whether a relative clause is the reporter's own: in the present tense behind a cue in the past, for what is
    reported takes its tense from the cue; or with a cue inside ("which Iran denied")."""
    verb = w.head[i]
    if w.dep[verb] in {"prep", "pobj"}:
        verb = w.head[verb]
    words = [verb, *(c for c in w.children[verb] if w.dep[c] in {"aux", "auxpass"})]
    if any(w.lemma[k] in cues().any for k in range(i, min(i + 4, b)) if w.verbal(k)):
        return True
    return w.tag[cue] == "VBD" and any(w.tag[k] in {"VBZ", "VBP"} for k in words)


def _resumes(w: Words, i: int, b: int, cue: int) -> bool:
    """Whether the speaker takes the word again: "… and called on Iran to", "…, but he declined", "… as she urged"."""
    k = i + 1
    linked = w.lower[i] in {"and", "but"}
    if k < b and w.lower[k] in {"he", "she", "it", "they"} and (not linked or w.text[i - 1] == ","):
        k += 1
        while k < b and (w.pos[k] in {"ADV", "AUX", "PART"}):
            k += 1
        return k < b and w.verbal(k) and w.lemma[k] in cues().any
    if not linked or k < b and w.lower[k] == "that":
        return False
    for j in range(k + 1, min(k + 9, b)):
        if w.verbal(j) and w.dep[j] not in {"amod", "compound", "aux", "acl"}:
            subject = w.subject(j)
            if w.tag[j] in FINITE | {"VBN"} and w.lemma[j] in cues().any and subject is not None and subject > i:
                return w.pos[subject] != "PRON" or w.text[i - 1] == ","
            break
    while k < b and w.pos[k] == "ADV":
        k += 1
    if k >= b or not w.verbal(k) or w.tag[k] in {"VB", "MD"} or w.subject(k) is not None:
        return False
    if w.tag[k] != w.tag[cue] and not (w.tag[k] in {"VBD", "VBZ"} and w.tag[cue] in {"VBN", "VBD", "VBZ"}):
        return False
    return w.lemma[k] in cues().any or w.head[k] == cue or (w.lower[i] == "but" and w.tag[k] == "VBD")


def _way_cut(w: Words, a: int, b: int) -> int:
    """Cuts off the end how it was said: "… in a statement", "… in an interview with CNN"."""
    for i in range(max(a + 4, b - 14), b - 2):
        if w.lower[i] in {"in", "during", "at"} and w.lower[i + 1] in {"a", "an"} and w.dep[i] == "prep":
            head = next((c for c in w.children[i] if w.dep[c] == "pobj"), None)
            if head is not None and w.lemma[head] in _WAYS and w.right[i] >= b - 3:
                return i
    return b


def _relay_cut(w: Words, a: int, b: int) -> Range:
    """Cuts ", the ministry said" off the end of a clause."""
    for i in range(b - 1, max(a + 4, b - 16), -1):
        if w.lemma[i] in {"say", "report", "add", "tell"} and w.tag[i] in {"VBD", "VBZ", "VBP"}:
            k = i - 1
            while k > a and w.text[k] != ",":
                if w.verbal(k) and w.dep[k] not in {"aux", "amod"}:
                    return a, b
                k -= 1
            if (
                k > a + 2
                and i - k <= 9
                and w.dep[i] in {"ROOT", "parataxis", "conj", "ccomp"}
                and w.subject(i) is not None
            ):
                return a, k
            return a, b
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
            if head is None or w.lower[w.left[comp]] in _QUESTION:
                return
        elif w.dep[comp] in {"advcl"} and w.lower[a] != "that":
            return
    a = max(a, v + 1)
    if hearer is not None and a <= hearer and not _is_infinitive(w, comp or v):
        # the parser took the hearer for the subject of what is said
        hearer = None
    made = _made(w, "told", [extent(w, v, a, b, hi)], cue, v, head, lo, hi)
    if made:
        yield made


def _infinitive(w: Words, v: int, lo: int, hi: int) -> Iterator[Saying]:
    """X vowed to …"""
    comp = _complement(w, v, hi, frozenset({"xcomp", "ccomp"}))
    if comp is None or not _is_infinitive(w, comp):
        return
    a = next(c for c in w.children[comp] if w.lower[c] == "to" and w.dep[c] == "aux")
    if w.lemma[v] == "threaten" and w.tag[v] == "VBG":
        return
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
    if not between and not any(w.dep[c] == "nsubjpass" for c in w.children[v]):
        return
    if to + 1 < hi and w.lower[to + 1] == "comment":
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
                made = _made(w, "charge", [_cut(w, p + 1, b, v)], cue_range(w, v), v, head, lo, hi)
                if made:
                    yield made
                    return


def _name(w: Words, v: int, lo: int, hi: int, inside: list[Range | None]) -> Iterator[Saying]:
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
        b = stretch[1]
        if b < hi and w.text[b] in CLOSING and w.text[b - 1] not in {",", "."}:  # what still hangs on the name
            b += 1
            while b < hi and w.text[b] not in _ENDS and not (w.tag[b] in {"VBG", "VBD", "VBZ"} and inside[b] is None):
                if (
                    w.lower[b] in {"after", "when", "as", "while", "during", "but", "following", "because"}
                    and inside[b] is None
                ):
                    break
                b += 1
            while b > stretch[1] + 1 and w.lower[b - 1] in {"and", "or", "who", "which", "that"}:
                b -= 1
        a = v + 2 if way == "as" and w.lower[v + 1] == "as" else v + 1
        made = _made(w, "name", [_cut(w, a, b, v)], cue_range(w, v), v, head, lo, hi)
        if made:
            yield made
    elif w.lemma[v] in {"describe", "characterize", "characterise"}:
        if any(w.lower[i] == "as" for i in range(v + 1, last)):
            a = v + 2 if w.lower[v + 1] == "as" else v + 1
            made = _made(w, "described", [_cut(w, a, last + 1, v)], cue_range(w, v), v, head, lo, hi)
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
            end = min(w.right[w.head[that]] + 1, hi) if w.head[that] > that else that + 1
            made = _made(w, "verb noun", [extent(w, v, that + 1, end, hi)], (v, i + 1), v, source(w, v), lo, hi)
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
        if stretch is None or stretch[1] - stretch[0] < 2 or source(w, v) is None:
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
    if head is None and (w.lower[n] != "announcement" or w.dep[n] not in {"pobj", "dobj"}):
        return
    if head is not None and w.lower[head] in FIRST | {"my", "our", "your"}:
        return
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
        content.append(_cut(w, end + (w.text[end] == ","), hi, i))
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


def cue_range(w: Words, v: int) -> Range:
    """A cue with its particle ("pointed out") and the preposition that belongs to it ("called on")."""
    if v + 1 < w.n and (w.dep[v + 1] == "prt" and w.head[v + 1] == v):
        return v, v + 2
    return v, v + 1

"""How far what is said goes: the borders of a reported clause."""

from __future__ import annotations

from dragoman.quotations.cues import cues
from dragoman.quotations.sayings import Range, Saying
from dragoman.quotations.speaker import beside, phrase
from dragoman.quotations.words import FINITE, NAMING, Words

_DASHES = frozenset({"—", "–", "--", "-", "―"})
_CLAIMING = FINITE | {"VB", "VBN", "VBG"}
_CLOSING = frozenset({"”", '"', "’", "'", "»", "''"})
_MARKS = _CLOSING | {"“", "„", "«", "‘"}
_TURN = 14
"""Tokens behind a semicolon within which the next speaker's cue stands."""
_AFTERWARDS = frozenset({"after", "when", "following", "amid", "as", "during", "while"})
"""What opens the reporter's own words behind a quoted end: "will pay a “heavy price” after a missile hit …"."""
_SUBORDINATE = frozenset({"relcl", "advcl", "acl", "pcomp", "csubj"})
_EFFECTS = frozenset({"cite", "quote", "stoke", "pave", "spark", "fuel", "prompt", "heighten"})
"""Participles behind a comma that are the reporter's own: ", citing …", ", paving the way for …"."""
_WAYS = frozenset({"statement", "interview", "post", "tweet", "speech", "briefing", "conference", "letter", "address"})
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
"""Nouns by which the reporter sums up what was said: ", a claim that Iran denies"."""


def made(
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


def cue_range(w: Words, v: int) -> Range:
    """A cue with its particle ("pointed out") and the preposition that belongs to it ("called on")."""
    if v + 1 < w.n and (w.dep[v + 1] == "prt" and w.head[v + 1] == v):
        return v, v + 2
    return v, v + 1


def extent(w: Words, v: int, a: int, b: int, hi: int) -> Range:
    """How far a clause goes that starts at `a` behind its cue and ends, by the parse, before `b`.

    In the main clause it goes to the end of the sentence, for the parser likes to hang the tail of what is said on the
    cue; in a clause under another one it goes as far as that. It ends before the next cue of the same speaker.
    """
    if w.dep[v] in _SUBORDINATE:
        end = max(b, min(w.right[v] + 1, hi))
    elif w.dep[v] in {"conj", "xcomp"} and (top := _under(w, v)) is not None:
        end = max(b, min(w.right[top] + 1, hi))
    else:
        end = hi
    if end + 1 < hi and w.lower[end] in {"and", "but"} and w.lower[end + 1] == "that":
        end = hi
    return cut(w, a, end, v)


def _under(w: Words, v: int) -> int | None:
    """The verb of the subordinate clause that a coordinated or infinitive cue stands in."""
    for _ in range(8):
        if w.dep[v] in _SUBORDINATE:
            return v
        if w.dep[v] not in {"conj", "xcomp"} or w.head[v] == v:
            return None
        v = w.head[v]
    return None


def cut(w: Words, a: int, b: int, cue: int) -> Range:
    """Cuts a clause before what is no part of it: the next cue of the same speaker (", adding that", "and called on"),
    a relay (", according to"), a cue with a speaker of its own (", the ministry said")."""
    lexicon = cues()
    claimed = False
    for i in range(a, b):
        lower = w.lower[i]
        if not claimed or i < a + 2:
            claimed = claimed or w.tag[i] in _CLAIMING
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
        if w.text[i] == ";" and _others(w, i, b):
            return a, i
        if i > a + 2 and w.text[i - 1] in _CLOSING and w.text[i - 2] == "," and _breaks(w, i, b):
            return a, i
        if lower in {"and", "but", "as", "after", "when"} and resumes(w, i, b, cue):
            return a, i
        if i > a + 2 and lower in _AFTERWARDS and w.text[i - 1] in _CLOSING and not _quotes(w, i, b):
            return a, i
    return _relay_cut(w, a, _way_cut(w, a, b))


def _others(w: Words, i: int, b: int) -> bool:
    """Whether somebody else takes the word behind a semicolon: "…; the ministry said …"."""
    for k in range(i + 1, min(i + _TURN, b)):
        if w.tag[k] in FINITE and w.lemma[k] in cues().any:
            subject = w.subject(k)
            return subject is not None and subject > i
    return False


def _breaks(w: Words, i: int, b: int) -> bool:
    """Whether the reporter's own words follow a comma inside the marks: “…,” a point that others deny."""
    if w.lower[i] in {"a", "an", "which", "who", "while", "after", "when", "following"}:
        return True
    return w.lower[i] == "the" and not any(w.tag[k] in FINITE for k in range(i, min(i + 8, b)))


def _quotes(w: Words, i: int, b: int) -> bool:
    return any(w.text[k] in _MARKS for k in range(i, b))


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


def resumes(w: Words, i: int, b: int, cue: int) -> bool:
    """Whether the speaker takes the word again: "… and called on Iran to", "…, but he declined", "… as she urged"."""
    k = i + 1
    linked = w.lower[i] in {"and", "but"}
    if k < b and w.lower[k] in {"he", "she", "it", "they"} and (not linked or w.text[i - 1] == ","):
        k += 1
        while k < b and (w.pos[k] in {"ADV", "AUX", "PART"}):
            k += 1
        return k < b and w.verbal(k) and w.lemma[k] in cues().any
    if not linked or (k < b and w.lower[k] == "that"):
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

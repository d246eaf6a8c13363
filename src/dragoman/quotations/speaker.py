"""Who speaks: the noun phrase that a cue names as its source."""

from __future__ import annotations

from dragoman.quotations.cues import channels, cues
from dragoman.quotations.words import NAMING, Words

RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
_INSIDE = frozenset(
    {"prep", "conj", "cc", "nmod", "compound", "case", "poss", "det", "nummod", "amod", "pobj", "punct"}
)
_BREAKS = frozenset({",", ";", "—", "–", "―", "--", "-", "(", ")", ":", "“", "”", '"'})
_TITLES = frozenset({"jr.", "sr.", "jr", "sr", "iii", "ii"})


def phrase(w: Words, head: int, lo: int, hi: int) -> tuple[int, int]:
    """The noun phrase of a head within [lo, hi): its modifiers and "of …", not its appositions and relative clauses."""
    first = max(w.left[head], lo)
    while first < head and (
        (w.dep[first] in {"punct", "mark", "cc", "advmod"} and w.head[first] != head) or w.blank[first]
    ):
        first += 1
    # A clause that stands before the noun ("after the talks, Lavrov") is no part of it.
    for i in range(head - 1, first - 1, -1):
        if w.text[i] in {",", ";", ":", "—", "–", "“", "”", '"'} and not _listing(w, i, head):
            first = i + 1
            break
    last = head + 1
    while last < min(w.right[head] + 1, hi):
        if w.text[last] in _BREAKS and not _listing(w, last, head):
            break
        if w.lower[last] in RELATIVES and w.dep[last] != "det":
            break
        if (
            w.verbal(last)
            and w.dep[last] not in {"amod", "compound"}
            and not (w.dep[last] == "acl" and w.head[last] == head and w.tag[last] in {"VBG", "VBN"})
        ):
            break
        last += 1
    while last > head + 1 and (w.dep[last - 1] in {"prep", "cc", "punct", "det", "advmod"} or w.blank[last - 1]):
        last -= 1
    return w.trim(first, max(last, head + 1))


def _listing(w: Words, i: int, head: int) -> bool:
    """Whether a comma only parts the members of a list ("Canada, Mexico and Japan"), or a hyphen stands in a name."""
    if w.text[i] == "-":
        return i + 1 < w.n and w.end[i] == w.start[i + 1]
    if w.text[i] != ",":
        return False
    if i + 1 < w.n and w.lower[i + 1] in _TITLES:
        return True
    return any(
        w.dep[c] == "conj" and w.pos[c] in NAMING and c > i for c in w.children[w.head[i]] + w.children[head]
    ) and (w.dep[i + 1 : i + 2] != ["appos"])


def source(w: Words, verb: int, depth: int = 6) -> int | None:
    """The head of the noun phrase that speaks by a verb: its own subject, or the one that it shares or describes."""
    if depth == 0:
        return None
    children = w.children[verb]
    passive = any(w.dep[c] in {"auxpass", "nsubjpass"} for c in children)
    if passive:
        for c in children:
            if w.dep[c] == "agent":
                return next((o for o in w.children[c] if w.dep[o] == "pobj"), None)
        return None
    subject = w.subject(verb)
    if subject is not None and w.dep[subject] != "expl":
        if w.lower[subject] in RELATIVES:
            return antecedent(w, verb)
        return subject
    head, dep = w.head[verb], w.dep[verb]
    if head == verb:
        return beside(w, verb)
    if dep == "acl" and w.head[head] == head and w.text[verb - 1] == "," and w.tag[verb] in {"VBD", "VBN"}:
        return head  # "Mr Roe, who …, called on": the parser takes the main verb for a participle
    if dep == "conj" and w.pos[head] in {"VERB", "AUX"}:
        return _shared(w, head, depth)
    if dep in {"acl", "relcl"}:
        return antecedent(w, verb) if dep == "relcl" or w.tag[verb] == "VBG" else None
    if dep in {"pcomp", "prep"} or w.pos[head] == "ADP":
        above = w.head[head]
        if w.lower[head] == "as" and w.lemma[above] in {
            "quote",
            "cite",
        }:  # "was quoted as saying", "quoted X as saying"
            told = {w.dep[c]: c for c in w.children[above] if w.dep[c] in {"nsubjpass", "dobj"}}
            return told.get("nsubjpass", told.get("dobj"))
        return (
            _shared(w, above, depth) if w.pos[above] in {"VERB", "AUX"} else above if w.pos[above] in NAMING else None
        )
    if dep in {"xcomp", "advcl", "ccomp", "parataxis", "dep"}:
        if dep == "xcomp" and w.lemma[head] in {"quote", "cite"}:
            return next((c for c in w.children[head] if w.dep[c] == "dobj"), None)
        if w.pos[head] == "ADJ" and w.head[head] != head:
            return _shared(w, w.head[head], depth)
        return _shared(w, head, depth)
    return None


def beside(w: Words, verb: int) -> int | None:
    """The noun right before a finite verb that has no subject in the parse; an apposition between is passed over."""
    if w.tag[verb] not in {"VBD", "VBZ", "VBP"} or any(w.dep[c] in {"auxpass", "nsubjpass"} for c in w.children[verb]):
        return None
    i = verb - 1
    if i >= w.first[verb] and w.text[i] in {"May", "Will"} and w.tag[verb] == "VBD":
        return i  # "May said": no auxiliary stands before a past tense
    while i >= w.first[verb] and (w.pos[i] in {"ADV", "AUX"} or w.dep[i] == "npadvmod"):
        i -= 1
    if i - 2 > w.first[verb] and w.text[i] == ")" and w.text[i - 2] == "(":  # "the agency (ABC) said"
        i -= 3
    if i > w.first[verb] and w.text[i] == ",":  # "the minister, who met him, said"
        k = i - 1
        while k > w.first[verb] and w.text[k] != ",":
            k -= 1
        if k > w.first[verb] and i - k < 14:
            i = k - 1
    if i >= w.first[verb] and w.pos[i] in {"NOUN", "PROPN", "PRON"} and w.lower[i] not in RELATIVES:
        while (
            w.first[verb] <= w.head[i] < verb
            and w.head[i] > i - 8
            and w.pos[w.head[i]] in {"NOUN", "PROPN"}
            and w.head[i] != i
            and w.dep[i] != "appos"
        ):
            i = w.head[i]
        return i
    return None


def _shared(w: Words, verb: int, depth: int) -> int | None:
    """The subject of a verb that lends it to another, in the active or the passive."""
    subject = w.subject(verb)
    if subject is not None and w.dep[subject] != "expl":
        return antecedent(w, verb) if w.lower[subject] in RELATIVES else subject
    return source(w, verb, depth - 1)


def antecedent(w: Words, verb: int) -> int | None:
    """The noun that a relative clause or participle describes."""
    noun = w.head[verb]
    if w.dep[verb] == "conj":
        return antecedent(w, noun) if w.head[noun] != noun else None
    return noun if noun != verb and w.pos[noun] in NAMING else None


def is_text(w: Words, head: int) -> bool:
    """Whether a noun is something written or said, not somebody: "the statement", "a report"."""
    return w.lemma[head] in cues().texts


def outlet(w: Words, head: int) -> bool:
    """Whether a noun phrase names a news outlet: "Reuters", "the Post", "the newspaper"."""
    names = channels().outlets
    return any(w.text[i] in names for i in range(max(w.left[head], head - 4), min(head + 3, w.right[head] + 1)))


def possessed(w: Words, head: int) -> bool:
    """Whether a text names whose it is: "Steele's memo", "a White House statement", "the statement by the ministry"."""
    return any(
        w.dep[c] in {"poss", "compound", "amod", "nmod"} or w.lower[c] in {"by", "from", "of"} for c in w.children[head]
    )

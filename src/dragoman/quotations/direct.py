"""Direct speech: whole sentences between marks, and the words beside them that say whose they are.

The rules read the words around the marks, not the parse across them, which marks often spoil; of the parse they use
only what lies on one side.
"""

from __future__ import annotations

import itertools

from dragoman.quotations.cues import cues
from dragoman.quotations.gaps import TERMINATORS, Gap
from dragoman.quotations.marks import Quoted
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import RELATIVES, phrase, source
from dragoman.quotations.words import FINITE, NAMING, Words

_ENDS = tuple(".?!…—–-")
_QUOTE_CHARS = "\"'“”„‟«»‹›‘’‚`´)]"
_LINKS = frozenset(
    {"and", "but", "while", "although", "though", "when", "as", "after", "before", "because", "so", "then"}
)
_NAME = 16
"""Tokens of the longest name with its titles."""
_PHASES = frozenset(
    {"begin", "start", "end", "open", "close", "continue", "go", "read", "conclude", "indicate", "sum", "find"}
)
_HEARER = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "PART", "NUM"})
_SHORT = 4
"""Words of the shortest sentence between marks that is speech with no cue beside it."""


def find_direct(w: Words, quoted: list[Quoted], edges: list[tuple[int, int]]) -> list[Saying]:
    """Direct quotations, in text order. `edges` are the lines of the text, in characters."""
    found: list[Saying] = []
    lines: dict[int, list[Quoted]] = {}
    k = 0
    tops = [q for q in quoted if q.parent is None]
    for line, (_, end) in enumerate(edges):
        while k < len(tops) and tops[k].start < end:
            lines.setdefault(line, []).append(tops[k])
            k += 1
    for line, stretches in lines.items():
        made = _line(w, stretches, *edges[line])
        if made and made[0].pattern == "running" and made[0].start == stretches[0].inner_start:
            _announced(w, made[0], _line_above(w, edges, line))
        found += made
    inner: dict[int, list[Quoted]] = {}
    for q in quoted:
        if q.parent is not None:
            inner.setdefault(id(q.parent), []).append(q)
    for q in quoted:
        if id(q) in inner:
            found += [s for s in _line(w, inner[id(q)], q.inner_start, q.inner_end) if s.cue is not None]
    found.sort(key=lambda s: s.start)
    return found


def _line(w: Words, stretches: list[Quoted], start: int, end: int) -> list[Saying]:
    first, last = w.at(start), w.before(end)
    bounds = [(w.at(q.start), w.before(q.end)) for q in stretches]
    gaps = [Gap(w, first, bounds[0][0])]
    gaps += [Gap(w, a[1], b[0]) for a, b in itertools.pairwise(bounds)]
    gaps.append(Gap(w, bounds[-1][1], _broken(w, bounds[-1][1], last)))
    found: list[Saying] = []
    current: Saying | None = None
    used = -1  # index of the gap whose words attribute the current saying
    for i, q in enumerate(stretches):
        before, after = gaps[i], gaps[i + 1]
        opens = _opens_sentence(w, before)
        saying = None
        if opens and _may_end(w, q, after):
            saying = _followed(w, q, after, stretches[i + 1] if i + 1 < len(stretches) else None)
            if saying:
                used = i + 1
        if saying is None and not before.empty and (used != i or before.clause_start(w) > before.first):
            saying = _led(w, q, before, after)
        elif saying is None and used == i and not before.empty:
            saying = _led(w, q, before, after, taken=current.verb if current else None)
        if saying is not None:
            found.append(saying)
            current = saying
            continue
        if q.single:
            continue
        near = used == i and before.clause_end(w) >= before.last - 1
        if current is not None and near and _goes_on(w, q, before, after):
            current.content.append((q.inner_start, q.inner_end))
            continue
        if current is not None and before.empty and i and _sentence(w, q, after, opens):
            current.content.append((q.inner_start, q.inner_end))
            continue
        if current is not None and near and _sentence(w, q, after, opens):
            current.content.append((q.inner_start, q.inner_end))
            continue
        if opens and _sentence(w, q, after, opens) and _length(w, q) >= _SHORT:
            saying = Saying("direct", [(q.inner_start, q.inner_end)], "running", scope=bounds[i])
            found.append(saying)
            current, used = saying, -1
    return found


def _broken(w: Words, first: int, last: int) -> int:
    """Where the words behind a stretch end: a page may have broken their line at a link ("…,” the envoy / said")."""
    gap = Gap(w, first, last)
    if (
        gap.empty
        or last - gap.first > _NAME
        or any(w.verbal(i) or w.text[i] in TERMINATORS for i in range(gap.first, last))
    ):
        return last
    if not any(w.pos[i] in NAMING for i in range(gap.first, last)):
        return last
    for i in range(last, min(last + 6, w.n)):
        if w.lemma[i] in cues().clause and w.tag[i] in FINITE:
            return i + 1
        if not w.blank[i]:
            break
    return last


def _line_above(w: Words, edges: list[tuple[int, int]], line: int) -> Gap | None:
    """The words of the line above, if they end with a colon."""
    for k in range(line - 1, max(line - 4, -1), -1):
        gap = Gap(w, w.at(edges[k][0]), w.before(edges[k][1]))
        if not gap.empty:
            return gap if w.text[gap.last - 1] == ":" else None
    return None


def _announced(w: Words, saying: Saying, above: Gap | None) -> None:
    """Takes cue and speaker of a stretch from the line above: "The agency reported:"."""
    if above is None:
        return
    first, last = above.clause_start(w), above.last - 1
    verb = _cue_before(w, first, last, ":", None, that=False)
    if verb is None:
        return
    span, head = _anywhere(w, verb, above)
    if span is None:
        span, head = _speaker(w, verb, first, last)
    if span is not None:
        saying.cue, saying.verb, saying.speaker, saying.speaker_head = _cue_span(w, verb), verb, span, head
        saying.pattern, saying.scope = "announced", (first, last)


def _length(w: Words, q: Quoted) -> int:
    return sum(w.text[i][0].isalnum() for i in range(w.at(q.inner_start), w.before(q.inner_end)))


def _last_char(w: Words, q: Quoted) -> str:
    return w.source[q.inner_start : q.inner_end].rstrip(_QUOTE_CHARS + " ")[-1:]


def _opens_sentence(w: Words, before: Gap) -> bool:
    if before.empty:
        return True
    return before.ends_sentence(w)


def _may_end(w: Words, q: Quoted, after: Gap) -> bool:
    """Whether a cue may follow: the stretch ends with a comma or a sentence end, or a comma stands behind its mark."""
    return _last_char(w, q) in {",", *_ENDS} or (not after.empty and w.text[after.first] in {",", "—", "–"})


def _sentence(w: Words, q: Quoted, after: Gap, opens: bool) -> bool:
    """Whether a stretch is one or more whole sentences."""
    return opens and (
        _last_char(w, q) in _ENDS or (not after.empty and w.text[after.first] in TERMINATORS) or not q.closed
    )


def _goes_on(w: Words, q: Quoted, before: Gap, after: Gap) -> bool:
    """ "A," he said, "B.": the gap ends with a comma and the stretch ends a sentence."""
    ends = _last_char(w, q) in {",", *_ENDS} or after.empty or w.text[after.first] in TERMINATORS | {","}
    return w.text[before.last - 1] in {",", "—", "–", "-", ":"} and ends


def _finite_in(w: Words, first: int, last: int) -> bool:
    return any(w.tag[i] in FINITE for i in range(first, last))


def _followed(w: Words, q: Quoted, after: Gap, following: Quoted | None) -> Saying | None:
    """ "…," said X; "…," X told Y; "…," according to X."""
    first, last = after.first, after.clause_end(w)
    while first < last and (w.text[first] in {",", "—", "–", "-"} or w.blank[first]):
        first += 1
    if first >= last:
        return None
    scope = (first, last)
    content = [(q.inner_start, q.inner_end)]
    if w.lower[first] == "according" and first + 2 < last and w.lower[first + 1] == "to":
        span, head = _object(w, first + 1, last)
        return Saying("direct", content, "followed", (first, first + 2), first, span, head, scope=scope)
    if w.lower[first] in {"and", "or", "but", "nor"}:
        return None
    verb = _cue_after(w, first, last)
    if verb is None:
        return None
    if _last_char(w, q) == "." and not _plain(w, verb, first, last, after, following):
        return None
    span, head = _speaker(w, verb, first, last)
    if span is None:
        return None
    return Saying("direct", content, "followed", _cue_span(w, verb), verb, span, head, scope=scope)


def _plain(w: Words, verb: int, first: int, last: int, after: Gap, following: Quoted | None) -> bool:
    """Whether a clause behind a full stop still belongs to the words before it: "….” he said." but not "….” He said
    that", "….” She added:", which open a sentence of their own."""
    if last == after.last and following is not None:
        return False
    if w.lower[first] != w.text[first] and w.pos[first] != "PROPN" and last - first > 4:
        return False
    return last - first <= 12 and not any(
        c > verb and w.dep[c] in {"ccomp", "xcomp", "dobj"} and w.lemma[verb] not in cues().tell
        for c in w.children[verb]
    )


def _cue_span(w: Words, verb: int) -> tuple[int, int]:
    particle = verb + 1 < w.n and w.dep[verb + 1] == "prt"
    return verb, verb + 2 if particle else verb + 1


def _cue_after(w: Words, first: int, last: int) -> int | None:
    """The cue of a clause that follows a stretch: the first finite verb of speech that is in no relative clause."""
    lexicon = cues().speech
    fallback = None
    for i in range(first, last):
        if not w.verbal(i) and w.pos[i] not in {"VERB", "AUX"} and i != first:
            continue
        if w.lemma[i] not in lexicon and w.lower[i] not in {"said", "says", "tweeted", "added"}:
            continue
        if w.lemma[i] in {"quote", "cite"} and i + 1 < last and w.lower[i + 1] == "as":  # "was quoted as saying"
            continue
        if w.tag[i] == "VB" and not any(w.dep[c] == "aux" for c in w.children[i]):
            continue
        subject = w.subject(i)
        relative = (subject is not None and w.lower[subject] in RELATIVES) or (w.dep[i] == "relcl" and i > first)
        if relative or w.tag[i] in {"VBG"} or (w.tag[i] == "VBN" and not w.children[i]):
            fallback = fallback if fallback is not None else i
            continue
        return i
    if fallback is not None and w.tag[fallback] == "VBG":  # "X was quoted as saying", "X is shown saying"
        return fallback if w.lower[fallback] == "saying" and fallback > first and w.text[first] != "," else None
    return fallback


def _speaker(w: Words, verb: int, first: int, last: int) -> tuple[tuple[int, int] | None, int | None]:
    """The speaker of a cue within [first, last): by the parse if it says so, else the nearest noun phrase."""
    head = source(w, verb)
    if head is not None and first <= head < last and w.pos[head] in NAMING:
        return _clipped(w, head, first, last, verb), head
    if verb > first:  # X said
        for i in range(verb - 1, first - 1, -1):
            if (w.pos[i] in NAMING or w.text[i][:1].isupper()) and w.dep[i] not in {"npadvmod"}:
                head = i
                while first <= w.head[head] < verb and w.head[head] != head and w.pos[w.head[head]] in NAMING:
                    head = w.head[head]
                return _clipped(w, head, first, verb, verb), head
    for i in range(verb + 1, last):  # said X
        if w.text[i] in {",", ":"} and i > verb + 1:
            break
        if w.pos[i] in {"NOUN", "PROPN", "PRON"} and w.dep[i] not in {"npadvmod"}:
            head = i
            while verb < w.head[head] < last and w.head[head] != head and w.pos[w.head[head]] in {"NOUN", "PROPN"}:
                head = w.head[head]
            return _clipped(w, head, verb + 1, last, verb), head
    return None, None


def _clipped(w: Words, head: int, first: int, last: int, verb: int) -> tuple[int, int]:
    """The phrase of a head, on its own side of the cue."""
    if head < verb:
        return phrase(w, head, first, min(last, verb))
    return phrase(w, head, max(first, verb + 1), last)


def _object(w: Words, prep: int, last: int) -> tuple[tuple[int, int] | None, int | None]:
    """The noun phrase behind a preposition."""
    head = next((c for c in w.children[prep] if w.dep[c] == "pobj" and c > prep), None)
    if head is None or head >= last:
        head = next((i for i in range(prep + 1, last) if w.pos[i] in {"NOUN", "PROPN", "PRON"}), None)
        if head is None:
            return None, None
        while prep < w.head[head] < last and w.head[head] != head and w.pos[w.head[head]] in {"NOUN", "PROPN"}:
            head = w.head[head]
    return phrase(w, head, prep + 1, last), head


def _led(w: Words, q: Quoted, before: Gap, after: Gap, taken: int | None = None) -> Saying | None:
    """X said, "…"; X told Y that "…"; X: "…"."""
    first, last = before.clause_start(w), before.last
    first, last = w.trim(first, last)
    while first < last and w.text[first] in {",", "—", "–"}:
        first += 1
    if first >= last:
        return None
    end = last - 1
    mark = w.text[end] if w.text[end] in {":", ","} else ""
    stop = end if mark else last
    that = stop > first and w.lower[stop - 1] == "that"
    verb = _cue_before(w, first, stop - that, mark, taken, that)
    content = [(q.inner_start, q.inner_end)]
    scope = (first, last)
    if verb is None:
        return _named(w, q, first, stop, content, after) if mark == ":" else None
    if mark != ":" and not _whole(w, q, after):
        return None
    span, head = _speaker(w, verb, first, verb) if source(w, verb) is None else _anywhere(w, verb, before)
    return Saying("direct", content, "led", _cue_span(w, verb), verb, span, head, scope=scope)


def _anywhere(w: Words, verb: int, before: Gap) -> tuple[tuple[int, int] | None, int | None]:
    head = source(w, verb)
    if head is None or w.pos[head] not in NAMING:
        return None, None
    if head < verb:
        return phrase(w, head, w.first[head], verb), head
    return phrase(w, head, verb + 1, before.last), head


def _cue_before(w: Words, first: int, last: int, mark: str, taken: int | None, that: bool) -> int | None:
    """The cue of the words before a stretch: the last verb of speech, near enough to introduce it."""
    lexicon = cues().speech
    for i in range(last - 1, first - 1, -1):
        if i == taken:
            return None
        if w.lemma[i] in lexicon and (w.verbal(i) or w.pos[i] == "VERB") and w.dep[i] not in {"amod", "compound"}:
            if w.tag[i] == "VBN" and not any(w.dep[c] in {"aux"} for c in w.children[i]):
                continue
            if w.lemma[i] in _PHASES and not mark:
                return None
            return i if mark or that or _adjoins(w, i, last) else None
        if mark == ":":
            continue
        if w.tag[i] in FINITE or w.tag[i] == "VB":
            return None
    return None


def _adjoins(w: Words, verb: int, last: int) -> bool:
    """Whether nothing but a hearer, a time or a place stands between a cue and the mark: "told CNN on Monday “…"."""
    i = verb + 1
    if w.lemma[verb] in cues().tell:
        while i < last and w.pos[i] in _HEARER:
            i += 1
    while i < last:
        if w.pos[i] == "ADP" and w.lower[i] not in {"as", "like"}:
            end = w.right[i] + 1 if w.right[i] < last else last
            if any(w.verbal(k) for k in range(i, end)) or end <= i + 1:
                return False
            i = end
        elif w.pos[i] == "ADV" or w.dep[i] == "npadvmod" or w.dep[i] == "prt":
            i += 1
        else:
            return False
    return True


def _whole(w: Words, q: Quoted, after: Gap) -> bool:
    """Whether a stretch behind its cue is all that is said: nothing of its sentence goes on behind the mark."""
    if after.empty or w.text[after.first] in TERMINATORS:
        return True
    text = w.text[after.first]
    tail = _last_char(w, q)
    if tail in {".", "?", "!", "…"}:
        return True
    if tail == "," or text in {",", "—", "–", "-", ")"}:
        i = after.first
        while i < after.last and w.text[i] in {",", "—", "–", "-", ")"}:
            i += 1
        if i >= after.last:
            return True
        return w.lower[i] in _LINKS or w.lower[i] in RELATIVES or w.tag[i] in {"VBG", "IN"} or w.lower[i] == "according"
    return w.lower[after.first] in _LINKS or w.lower[after.first] == "according"


def _named(w: Words, q: Quoted, first: int, stop: int, content: list[tuple[int, int]], after: Gap) -> Saying | None:
    """Kelly Smith: "…" and other words before a colon that name who speaks."""
    if stop - first > 10 or not any(w.pos[i] in {"PROPN", "PRON"} for i in range(first, stop)):
        if _last_char(w, q) not in _ENDS or _length(w, q) < _SHORT:
            return None
        subject = next((i for i in range(first, stop) if w.dep[i] in {"nsubj", "nsubjpass"}), None)
        if subject is None:
            return None
        return Saying(
            "direct", content, "colon", None, None, phrase(w, subject, first, stop), subject, scope=(first, stop)
        )
    if _finite_in(w, first, stop):
        subject = next((i for i in range(first, stop) if w.dep[i] in {"nsubj", "nsubjpass"}), None)
    else:
        subject = next((i for i in range(first, stop) if not first <= w.head[i] < stop or w.head[i] == i), None)
    if subject is None or w.pos[subject] not in NAMING:
        return None
    span = phrase(w, subject, first, stop)
    cue = (stop, stop + 1)
    return Saying("direct", content, "colon", cue, None, span, subject, scope=(first, stop))

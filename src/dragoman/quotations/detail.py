"""To whom and by what way something was said, and which outlet relays it."""

from __future__ import annotations

from dragoman.quotations.cues import channels
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import outlet, phrase
from dragoman.quotations.words import NAMING, Words
from dragoman.records import Channel

_TELLING = frozenset(
    {"tell", "inform", "assure", "remind", "notify", "warn", "alert", "reassure", "brief", "ask", "urge", "advise"}
)
_RELAYS = frozenset({"report", "say", "write", "quote", "note", "cite", "according"})
_SPEAKING = frozenset({"speak", "talk", "respond", "reply", "write"})


def circumstances(w: Words, saying: Saying) -> str:
    """The words of a cue's sentence that are no part of what is said, in lower case."""
    first, last = saying.scope
    if first >= last:
        return ""
    a, b = w.start[first], w.end[last - 1]
    parts = []
    for x, y in saying.content:
        if x >= b or y <= a:
            continue
        if x > a:
            parts.append(w.source[a:x])
        a = max(a, y)
    if a < b:
        parts.append(w.source[a:b])
    return " ".join(" ".join(parts).lower().split())


def channel(w: Words, saying: Saying) -> Channel | None:
    """By what way it was said, if the clause of the cue tells (codebook, section 1)."""
    lexicon = channels()
    if saying.pattern == "post":
        return "social"
    if saying.verb is not None and (way := lexicon.verbs.get(w.lemma[saying.verb])):
        return way
    if saying.speaker_head is not None and (way := lexicon.texts.get(w.lemma[saying.speaker_head])):
        return way
    words = circumstances(w, saying)
    if words:
        for name, pattern in lexicon.phrases:
            if pattern.search(words):
                return name
    return None


def hearer(w: Words, saying: Saying) -> tuple[int, int] | None:
    """Who is told, as tokens: "told Yonhap", "in an interview with CNN", "speaking to reporters"."""
    verb = saying.verb
    first, last = saying.scope
    if verb is None:
        return None
    if w.lemma[verb] in _TELLING:
        passive = next((c for c in w.children[verb] if w.dep[c] == "nsubjpass"), None)
        if passive is not None:
            return phrase(w, passive, first, verb)
        for c in w.children[verb]:
            if c > verb and w.dep[c] in {"dobj", "dative", "iobj"} and w.pos[c] in NAMING and not _within(w, saying, c):
                return phrase(w, c, verb + 1, max(last, c + 1))
        i = verb + 1  # the parser may have taken the hearer for something else
        if i < w.n and w.pos[i] in {"NOUN", "PROPN", "PRON", "DET"} and not _within(w, saying, i):
            j = i
            while (
                j < min(i + 8, w.n)
                and w.pos[j] in {"NOUN", "PROPN", "PRON", "DET", "ADJ", "PART"}
                and not _within(w, saying, j)
            ):
                j += 1
            while j > i + 1 and w.dep[j - 1] in {"npadvmod", "tmod", "mark"}:
                j -= 1
            return i, j
    for i in range(first, min(last, w.n)):
        if _within(w, saying, i):
            continue
        with_whom = w.lower[i] in {"with", "to"} and w.lemma[w.head[i]] in {"interview", "letter", "statement"}
        to_whom = w.lower[i] == "to" and w.dep[i] == "prep" and w.lemma[w.head[i]] in _SPEAKING
        if with_whom or to_whom:
            head = next(
                (c for c in w.children[i] if w.dep[c] == "pobj" and w.pos[c] in {"NOUN", "PROPN", "PRON"}), None
            )
            if head is not None and not _within(w, saying, head):
                return phrase(w, head, i + 1, max(last, head + 1))
    return None


def _within(w: Words, saying: Saying, i: int) -> bool:
    return any(a <= w.start[i] < b for a, b in saying.content)


def relay(w: Words, saying: Saying) -> str | None:
    """The outlet that relays a saying at the end of its sentence: ", according to Reuters", ", TASS reported"."""
    start = w.at(saying.end)
    if saying.cue and start <= saying.cue[0]:
        start = saying.cue[1]
    for i in range(start, min(w.last[min(start, w.n - 1)], start + 40) if start < w.n else start):
        if w.lemma[i] not in _RELAYS or (saying.cue and saying.cue[0] <= i < saying.cue[1]):
            continue
        if w.lower[i] == "according":
            head = next((c for c in w.children[i + 1] if w.dep[c] == "pobj"), None) if i + 1 < w.n else None
        elif w.tag[i] in {"VBD", "VBZ", "VBP"}:
            head = w.subject(i)
        else:
            continue
        if head is None or w.pos[head] != "PROPN" or head < start:
            continue
        a, b = phrase(w, head, start, w.last[head])
        if outlet(w, head):
            return " ".join(w.source[w.start[a] : w.end[b - 1]].split())
    return None

"""The parse as plain lists: what the actor step reads again and again, taken from spaCy once."""

from __future__ import annotations

from bisect import bisect_right

from dragoman.language import Parsed

LEFT_PARTS = frozenset(
    {"det", "amod", "compound", "poss", "nmod", "nummod", "quantmod", "predet", "npadvmod", "advmod"}
)


class Tokens:
    """Words, tags, heads and children of an article, one list each, and the offsets of words."""

    def __init__(self, parsed: Parsed) -> None:
        doc = parsed.doc
        self.doc = doc
        self.source = doc.text
        self.n = len(doc)
        self.text = [t.text for t in doc]
        self.lower = [t.lower() for t in self.text]
        self.lemma = [t.lemma_.lower() for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.head = [t.head.i for t in doc]
        self.start = [t.idx for t in doc]
        self.end = [s + len(t) for s, t in zip(self.start, self.text, strict=True)]
        self.children: list[list[int]] = [[] for _ in range(self.n)]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.sentence = [0] * self.n
        self.sentence_starts: list[int] = []
        for k, sent in enumerate(doc.sents):
            self.sentence_starts.append(sent.start)
            for i in range(sent.start, sent.end):
                self.sentence[i] = k
        self.ent = [""] * self.n
        for ent in doc.ents:
            for i in range(ent.start, ent.end):
                self.ent[i] = ent.label_

    def at_offset(self, offset: int) -> int:
        """The token that covers a character, or the last one before it."""
        return max(bisect_right(self.start, offset) - 1, 0)

    def words(self, first: int, last: int) -> str:
        """The text of tokens [first, last), white space made plain."""
        return " ".join(self.source[self.start[first] : self.end[last - 1]].split())

    def sentence_end(self, i: int) -> int:
        """The token after the last of the sentence of token i."""
        k = self.sentence[i] + 1
        return self.sentence_starts[k] if k < len(self.sentence_starts) else self.n

    def left_edge(self, i: int) -> int:
        """The first token of the noun phrase headed by i: determiners, adjectives, compounds, possessors."""
        edge = i
        stack = [i]
        for _ in range(64):
            if not stack:
                break
            for c in self.children[stack.pop()]:
                if c < i and (
                    self.dep[c] in LEFT_PARTS or self.dep[c] in {"case", "punct", "conj", "cc", "prep", "pobj"}
                ):
                    if self.dep[c] in {"punct"} and self.text[c] not in "-–'\"“‘’”":
                        continue
                    edge = min(edge, c)
                    stack.append(c)
        return edge

    def pobjs(self, i: int, prepositions: frozenset[str]) -> list[tuple[int, int]]:
        """The (preposition, object) pairs that hang on token i."""
        found = []
        for p in self.children[i]:
            if p > i and self.dep[p] == "prep" and self.lower[p] in prepositions:
                found += [(p, o) for o in self.children[p] if self.dep[o] in {"pobj", "pcomp"} and o > p]
        return found

    def subject_of(self, verb: int) -> int | None:
        """The subject of a verb, if it has one of its own; of several before it the nearest."""
        found = [c for c in self.children[verb] if self.dep[c] in {"nsubj", "nsubjpass"}]
        return max((c for c in found if c < verb), default=found[0] if found else None)

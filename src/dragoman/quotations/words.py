"""The parse as plain lists: what the rules for quotations read again and again, taken from spaCy once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.tokens import Doc

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NAMING = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})


class Words:
    """Tokens, tags, heads and children of an article, and the first and last token of each subtree."""

    def __init__(self, doc: Doc) -> None:
        self.n = n = len(doc)
        self.source = doc.text
        self.text = [t.text for t in doc]
        self.lower = [t.lower() for t in self.text]
        self.lemma = [t.lemma_.lower() for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.head = [t.head.i for t in doc]
        self.start = [t.idx for t in doc]
        self.end = [s + len(t) for s, t in zip(self.start, self.text, strict=True)]
        self.blank = [t.isspace() for t in self.text]
        self.children: list[list[int]] = [[] for _ in range(n)]
        for i, h in enumerate(self.head):
            if h != i:
                self.children[h].append(i)
        self.first = [0] * n
        """The first token of the sentence of each token."""
        self.last = [n] * n
        """The token after the last of the sentence of each token."""
        for sent in doc.sents:
            a, b = sent.start, sent.end
            self.first[a:b] = [a] * (b - a)
            self.last[a:b] = [b] * (b - a)
        self.left, self.right = self._edges()

    def _edges(self) -> tuple[list[int], list[int]]:
        """First and last token of each subtree; blank tokens count for nothing."""
        left, right = list(range(self.n)), list(range(self.n))
        depth = [-1] * self.n
        for i in range(self.n):
            path = []
            j = i
            while depth[j] < 0 and self.head[j] != j:
                path.append(j)
                j = self.head[j]
            if depth[j] < 0:
                depth[j] = 0
            for k, p in enumerate(reversed(path), 1):
                depth[p] = depth[j] + k
        for i in sorted(range(self.n), key=depth.__getitem__, reverse=True):
            h = self.head[i]
            if h != i and not self.blank[i]:
                left[h] = min(left[h], left[i])
                right[h] = max(right[h], right[i])
        return left, right

    def at(self, offset: int) -> int:
        """The first token that ends after a character offset: the one that covers it, or the next."""
        return bisect_right(self.end, offset)

    def before(self, offset: int) -> int:
        """The number of tokens that start before a character offset: the end of the token range up to there."""
        return bisect_left(self.start, offset)

    def trim(self, first: int, last: int) -> tuple[int, int]:
        """[first, last) without blank tokens at its ends."""
        while first < last and self.blank[first]:
            first += 1
        while last > first and self.blank[last - 1]:
            last -= 1
        return first, last

    def subject(self, verb: int) -> int | None:
        """The subject that hangs on a verb itself; of several before it the nearest, where the parse joins clauses."""
        found = [c for c in self.children[verb] if self.dep[c] in SUBJECTS]
        return max((c for c in found if c < verb), default=found[0] if found else None)

    def has(self, i: int, dep: str) -> bool:
        return any(self.dep[c] == dep for c in self.children[i])

    def verbal(self, i: int) -> bool:
        """Whether a token is a verb by its tag."""
        return self.tag[i].startswith("VB") or self.tag[i] == "MD"

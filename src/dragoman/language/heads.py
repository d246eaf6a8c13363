"""What the encoder's heads say about an article, by token, and the attributions decoded from it.

The heads: flat tags (source, cue, content; anchors of attributions; type, status and mode of triggered acts) and
members (what a token is to an anchor: source, cue, content of a cue; actor, recipient of a trigger).
"""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.language.windows import Pieces

Array = NDArray[np.float32]
Offsets = tuple[int, int]

WIDE, NARROW = 0, 1  # anchors: attributions of every kind (PolNeAR), quotations by the codebook
# Fitted on the even-numbered articles of PolNeAR dev (wide) and on the held-out fold of gold/train (narrow).
THRESHOLD = {WIDE: 0.45, NARROW: 0.40}
FAINT, UNCLAIMED = 0.01, 0.8
"""An anchor of this probability counts where this share of its content is tagged as one and is nobody's yet."""
LONE, CLEAR = 5, 0.0
"""So many pieces tagged as content by such log-odds that no anchor has are an attribution without source and cue."""
SOURCE, CUE, CONTENT = 0, 1, 2  # columns of `roles` and of members
# By role (source, cue, content), in units of log-odds: the cost of going in or out, what is added to a member's, and
# the share of the flat tag's that is added.
SWITCH, SHIFT, LEAN = (np.array(x, dtype=np.float32) for x in ((0.1, 0.5, 1.2), (0.8, -0.4, -0.3), (0.25, 0.25, 0.25)))


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of the classes, and the small layer that judges members, as the model file gives them.

    An anchor's query and a piece's key are each `members` parts of `head` numbers, then `hidden` more. The score of a
    member is the product of its two parts by `scale`, plus what `member` makes of the hidden ones, to which the
    distance in pieces and in sentences adds its row.
    """

    flat: dict[str, int]
    types: tuple[str, ...]
    statuses: tuple[str, ...]
    modes: tuple[str, ...]
    members: tuple[str, ...]
    head: int
    scale: float
    distance: Array  # [distances, hidden]
    sentence: Array  # [distances in sentences, hidden]
    member: Array  # [members, hidden]
    bias: Array  # [members]

    @classmethod
    def of(cls, raw: dict[str, Any]) -> Tables:
        names: dict[str, Any] = {key: tuple(raw[key]) for key in ("types", "statuses", "modes", "members")}
        arrays: dict[str, Any] = {key: unpacked(raw[key]) for key in ("distance", "sentence", "member", "bias")}
        return cls(flat=raw["flat"], head=raw["head"], scale=raw["scale"], **names, **arrays)

    def odds(self, query: Array, key: Array, distances: NDArray[np.int64], apart: NDArray[np.int64]) -> Array:
        """[anchors, pieces, members] log-odds from queries of anchors, keys of pieces and signed distances."""
        count = len(self.members)
        width = count * self.head
        q = query[:, :width].reshape(-1, count, self.head).transpose(1, 0, 2)
        k = key[:, :width].reshape(-1, count, self.head).transpose(1, 2, 0)
        reach = len(self.sentence) // 2
        hidden = query[:, None, width:] + key[None, :, width:]
        hidden += self.distance[buckets(distances, len(self.distance))]
        hidden += self.sentence[np.clip(apart, -reach, reach) + reach]
        score = (q @ k).transpose(1, 2, 0) * self.scale + np.maximum(hidden, 0) @ self.member.T + self.bias
        return np.asarray(score, dtype=np.float32)


def packed(values: Array) -> dict[str, Any]:
    """An array for the model file's metadata."""
    little = np.ascontiguousarray(values, dtype="<f4")
    return {"shape": list(little.shape), "data": base64.b64encode(little.tobytes()).decode("ascii")}


def unpacked(raw: dict[str, Any]) -> Array:
    """What `packed` packed."""
    return np.frombuffer(base64.b64decode(raw["data"]), dtype="<f4").reshape(raw["shape"]).astype(np.float32)


class Pairing(NamedTuple):
    """How likely a mention is the actor, the recipient, or no party of an act; the three add up to 1."""

    actor: float
    recipient: float
    none: float


class _Drawn(NamedTuple):
    """What belongs to an anchor in its window, which begins at the piece `start`: [pieces, roles]."""

    anchor: int
    start: int
    pieces: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source is said to say (or think) something. Offsets [start, end); `confidence` is the anchor's probability."""

    anchor: int
    source: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    content: tuple[Offsets, ...]
    confidence: float


def softmax(x: Array) -> Array:
    y = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(y / y.sum(-1, keepdims=True), dtype=np.float32)


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


def buckets(distance: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Buckets 0 … count - 1 of signed distances: 1, 2, 3, 4 each alone, then growing steps."""
    size, most = np.abs(distance), count // 2
    step = np.where(size <= 4, size, np.minimum(most, 4 + (np.sqrt(np.maximum(size - 4, 0)) * 1.5).astype(np.int64)))
    return np.asarray(most + np.where(distance > 0, step, -step), dtype=np.int64)


class Reading:
    """The heads' output for one article, by token; all of it computed once, when first asked for.

    Tokens are those that the reading was asked for (spaCy's), so that `types[i]` is about token i. A token without
    word pieces (white space) has probability 0 everywhere.
    """

    def __init__(
        self,
        pieces: Pieces,
        tokens: Sequence[Offsets],
        sentences: Sequence[int],
        spans: list[tuple[int, int]],
        best: list[int],
        run: Callable[[int], tuple[Array, ...]],
        tables: Tables,
    ) -> None:
        self.tables = tables
        self._pieces, self._tokens, self._spans, self._best, self._run = pieces, tokens, spans, best, run
        self._sentences = np.array([bisect_right(sentences, at) for at in pieces.starts], dtype=np.int64)

    @cached_property
    def _flat(self) -> dict[str, Array]:
        """Flat logits of all pieces by head, each from the window in which the piece stands farthest from a cut."""
        rows = [self._run(w)[0][p - self._spans[w][0]] for p, w in enumerate(self._best)]
        whole = np.array(rows, dtype=np.float32).reshape(len(rows), sum(self.tables.flat.values()))
        out, at = {}, 0
        for name, width in self.tables.flat.items():
            out[name] = whole[:, at : at + width]
            at += width
        return out

    @cached_property
    def _covering(self) -> list[range]:
        """The pieces of every token."""
        return [self._pieces.covering(*t) if t[1] > t[0] else range(0) for t in self._tokens]

    def _by_token(self, values: Array, most: bool = False) -> Array:
        """Values of pieces as values of tokens: their mean or their largest."""
        out = np.zeros((len(self._tokens), *values.shape[1:]), dtype=np.float32)
        for i, r in enumerate(self._covering):
            if len(r) == 1:
                out[i] = values[r.start]
            elif r:
                part = values[r.start : r.stop]
                out[i] = part.max(0) if most else part.mean(0)
        return out

    @cached_property
    def _role_odds(self) -> Array:
        """Log-odds of being in any source, cue, content, by piece."""
        logits = self._flat["roles"].reshape(-1, 3, 3)
        return np.asarray(np.logaddexp(logits[..., 1], logits[..., 2]) - logits[..., 0], dtype=np.float32)

    @cached_property
    def roles(self) -> Array:
        """[tokens, 3]: the probability that a token is in a source, a cue, a content (of any attribution)."""
        return self._by_token(sigmoid(self._role_odds))

    @cached_property
    def anchors(self) -> Array:
        """[tokens, 2]: the probability that an attribution in the wide sense, or a quotation, has its cue begin here.

        An attribution without a cue begins with its content.
        """
        return self._by_token(sigmoid(self._flat["anchors"]), most=True)

    @cached_property
    def types(self) -> Array:
        """[tokens, 1 + types]: no trigger, or the trigger of an act of that type (`tables.types`, from column 1)."""
        return self._by_token(softmax(self._flat["type"]))

    @cached_property
    def statuses(self) -> Array:
        """[tokens, statuses]: the status of the act, if the token is a trigger (`tables.statuses`)."""
        return self._by_token(softmax(self._flat["status"]))

    @cached_property
    def modes(self) -> Array:
        """[tokens, 1 + modes]: no mode, or the mode of the act, if the token is a trigger (`tables.modes`)."""
        return self._by_token(softmax(self._flat["mode"]))

    def _odds(self, anchors: Sequence[int], window: int) -> Array:
        """[anchors, pieces of the window, roles]: log-odds of being a member; anchors are pieces of the window."""
        start, end = self._spans[window]
        _, query, key = self._run(window)
        at = np.array(anchors, dtype=np.int64)
        distances = np.arange(start, end)[None] - at[:, None]
        apart = self._sentences[None, start:end] - self._sentences[at, None]
        return self.tables.odds(query[at - start], key, distances, apart)

    def _near(self, piece: int) -> tuple[int, Array]:
        """Where the window of an anchor begins, and what its pieces are to the anchor: [pieces, members]."""
        window = self._best[piece]
        if piece not in self._known:
            self._known[piece] = sigmoid(self._odds([piece], window)[0])
        return self._spans[window][0], self._known[piece]

    @cached_property
    def _known(self) -> dict[int, Array]:
        return {}

    def member(self, anchor: int, token: int) -> Array:
        """[members]: what a token is to a cue or trigger at the token `anchor` (`tables.members`); far away 0."""
        nothing = np.zeros(len(self.tables.members), dtype=np.float32)
        if not self._covering[anchor]:
            return nothing
        start, near = self._near(self._covering[anchor].start)
        rows = [near[p - start] for p in self._covering[token] if 0 <= p - start < len(near)]
        return np.asarray(sum(rows, nothing) / max(1, len(rows)), dtype=np.float32)

    def members(self, anchor: int) -> Array:
        """[tokens, members]: the same for all tokens."""
        return np.array([self.member(anchor, token) for token in range(len(self._tokens))], dtype=np.float32)

    def pair(self, trigger: int, mention: Iterable[int]) -> Pairing:
        """How likely the mention (its tokens, or its head alone) is the actor or the recipient of the act."""
        found = [self.member(trigger, token) for token in mention]
        if not found:
            return Pairing(0.0, 0.0, 1.0)
        most = np.max(found, axis=0)
        actor, recipient = (float(most[self.tables.members.index(role)]) for role in ("actor", "recipient"))
        odds = (actor * (1 - recipient), recipient * (1 - actor), (1 - actor) * (1 - recipient))
        total = sum(odds) or 1.0
        return Pairing(odds[0] / total, odds[1] / total, odds[2] / total)

    def attributions(self, kind: int = NARROW, threshold: float | None = None) -> list[Attribution]:
        """The attributions (WIDE) or quotations (NARROW) of the article, in text order.

        An anchor is where the probability peaks; its members are what the best path in and out of each role says.
        Attributions that nest or share words need no special treatment. Contents hold their quotation marks. Where the
        tags see a content that no anchor above the threshold has, the likeliest anchor below it counts too; what is
        left then is an attribution (WIDE) whose source and cue are not seen. With a threshold of one's own anchors
        alone count. Raises IndexError for a kind that the model has no head for.
        """
        chances = sigmoid(self._flat["anchors"][:, kind])
        least, faintest = (THRESHOLD[kind], FAINT) if threshold is None else (threshold, threshold)
        peaks = [
            int(p)
            for p in np.flatnonzero(chances >= faintest)
            if chances[p] >= chances[max(0, p - 2) : p + 3].max() and self._pieces.ends[p] > self._pieces.starts[p]
        ]
        covered = np.zeros(len(self._best), dtype=bool)
        out = []
        for drawn in sorted(self._drawn(peaks), key=lambda drawn: -chances[drawn.anchor]):
            content = drawn.pieces[:, CONTENT]
            if not content.any():
                continue
            here = covered[drawn.start : drawn.start + len(content)]
            if chances[drawn.anchor] < least:
                tagged = self._role_odds[drawn.start : drawn.start + len(content), CONTENT] > 0
                if (content & tagged & ~here).sum() < content.sum() * UNCLAIMED:
                    continue
            here |= content
            source, cue, said = (self._offsets(drawn, role) for role in range(3))
            if said:
                at = self._pieces.starts[drawn.anchor]
                out.append(Attribution(at, source, cue, said, float(chances[drawn.anchor])))
        if kind == WIDE and threshold is None:
            out += self._lone(covered, chances)
        return sorted(out, key=lambda a: a.anchor)

    def _lone(self, covered: NDArray[np.bool_], chances: Array) -> Iterator[Attribution]:
        """Runs of pieces that are clearly content and nobody's."""
        visible = np.array(self._pieces.ends) > np.array(self._pieces.starts)
        free = np.flatnonzero(visible & ~covered & (self._role_odds[:, CONTENT] > CLEAR))
        for run in np.split(free, np.flatnonzero(np.diff(free) > 1) + 1):
            if len(run) >= LONE:
                start, end = self._pieces.starts[run[0]], self._pieces.ends[run[-1]]
                yield Attribution(start, (), (), ((start, end),), float(chances[run].max()))

    def _drawn(self, anchors: Sequence[int]) -> Iterator[_Drawn]:
        """What belongs to each anchor, window by window."""
        for window in sorted({self._best[p] for p in anchors}):
            own = [p for p in anchors if self._best[p] == window]
            start, end = self._spans[window]
            odds = self._odds(own, window)[:, :, :3] + SHIFT + LEAN * self._role_odds[None, start:end]
            # a word is one thing to one anchor
            odds = np.where(odds < odds.max(-1, keepdims=True), np.minimum(odds, -1.0), odds)
            groups = self._words(start, end)
            members = best_paths(np.add.reduceat(odds, groups, axis=1), SWITCH)
            sizes = np.diff([*groups, end - start])
            for row, anchor in enumerate(own):
                yield _Drawn(anchor, start, np.repeat(members[row], sizes, axis=0))

    @cached_property
    def _heads(self) -> NDArray[np.bool_]:
        """Whether a word begins at a piece: one of the tokens, or a piece that no token has."""
        out = np.ones(len(self._pieces), dtype=bool)
        for covered in self._covering:
            out[covered.start + 1 : covered.stop] = False
        return out

    def _words(self, start: int, end: int) -> list[int]:
        """Where words begin among the pieces of a window; a full stop is a word of its own."""
        return [0, *(np.flatnonzero(self._heads[start + 1 : end]) + 1).tolist()]

    def _offsets(self, drawn: _Drawn, role: int) -> tuple[Offsets, ...]:
        """Runs of pieces as offsets of the text."""
        out: list[Offsets] = []
        last = -2
        for n in np.flatnonzero(drawn.pieces[:, role]):
            p = drawn.start + int(n)
            a, b = self._pieces.starts[p], self._pieces.ends[p]
            if b <= a:
                continue
            if p == last + 1 and out:
                out[-1] = (out[-1][0], b)
            else:
                out.append((a, b))
            last = p
        return tuple(out)


def best_paths(odds: Array, switch: Array | float) -> NDArray[np.bool_]:
    """[anchors, words, roles]: in or out, the best path when going in or out costs `switch` (of each role)."""
    count, length, roles = odds.shape
    inside = np.zeros((count, roles), dtype=np.float32)
    outside = np.zeros((count, roles), dtype=np.float32)
    came_in = np.zeros((length, count, roles), dtype=bool)
    came_out = np.zeros((length, count, roles), dtype=bool)
    for t in range(length):
        enter, leave = outside - switch, inside - switch
        came_in[t] = enter > inside
        came_out[t] = leave > outside
        inside, outside = np.maximum(inside, enter) + odds[:, t], np.maximum(outside, leave)
    path = np.zeros((count, length, roles), dtype=bool)
    state = inside - switch / 2 > outside
    for t in range(length - 1, -1, -1):
        path[:, t] = state
        state = np.where(state, ~came_in[t], came_out[t])
    return path

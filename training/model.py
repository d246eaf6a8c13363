"""The encoder (MiniLM's six layers) and its heads, as one module.

Heads, all over the same vectors of word pieces:

- flat tags: source, cue, content, each B, I or O; whether a piece is the anchor of an attribution (PolNeAR's wide
  sense) or of a quotation (the codebook's narrow sense); the type of the act that a piece triggers, its status, mode;
- members: what every piece of the window is to an anchor (source, cue, content of a cue; actor, recipient of a
  trigger): a bilinear form of the anchor's query and the piece's key, plus one hidden layer over both and over the
  distance between them in pieces and in sentences. Nested attributions, sources that speak twice and contents in
  several parts need no further rule.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the usual name

from dragoman.language.heads import buckets
from dragoman.language.windows import SHAPES
from training.classes import BUCKETS, MEMBERS, MODES, SENTENCES, STATUSES, TYPES


@dataclass(frozen=True, slots=True)
class Size:
    """The measures of an encoder; `relative`: attention also knows how far pieces are apart (MPNet)."""

    width: int
    layers: int
    inner: int
    eps: float = 1e-12
    relative: bool = False


SMALL = Size(384, 6, 1536)
"""all-MiniLM-L6-v2: what ships."""
LARGE = Size(768, 12, 3072, eps=1e-5, relative=True)
"""all-mpnet-base-v2: the teacher."""
WIDTH, LAYERS = SMALL.width, SMALL.layers
ATTENTION = 12
WORDS = 30522
HEAD, SCALE = 64, 0.25
HIDDEN = 128

FLAT = {"roles": 9, "anchors": 2, "type": 1 + len(TYPES), "status": len(STATUSES), "mode": 1 + len(MODES)}
"""Columns of the flat output, in this order."""


APART, FARTHEST = 32, 128


def apart(places: Tensor) -> Tensor:
    """[..., length, length]: which of MPNet's 32 classes of distance lies between the places (Song et al. 2020)."""
    half, near = APART // 2, APART // 4
    away = places[..., :, None] - places[..., None, :]
    far = near + (torch.log(away.abs().clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)).long()
    steps = torch.where(away.abs() < near, away.abs(), far.clamp(max=half - 1))
    return steps + (away < 0) * half


def by_distance(table: nn.Embedding, places: Tensor) -> Tensor:
    """[..., heads, length, length]: what attention owes to the distance between the places [..., length]."""
    weights: Tensor = table(apart(places))
    return weights.movedim(-1, -3)


class Layer(nn.Module):
    """One transformer layer, as in BERT."""

    def __init__(self, size: Size = SMALL) -> None:
        super().__init__()
        width = size.width
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=size.eps)
        self.up = nn.Linear(width, size.inner)
        self.down = nn.Linear(size.inner, width)
        self.norm2 = nn.LayerNorm(width, eps=size.eps)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, ATTENTION, -1).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.out(y.transpose(1, 2).reshape(batch, length, width)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Model(nn.Module):
    """ids, shapes [batch, pieces] and the mask of real pieces → flat logits, queries and keys of pieces."""

    def __init__(self, size: Size = SMALL) -> None:
        super().__init__()
        self.size = size
        width = size.width
        self.words = nn.Embedding(WORDS, width)
        self.positions = nn.Embedding(512, width)
        self.shapes = nn.Embedding(SHAPES, width)
        self.norm = nn.LayerNorm(width, eps=size.eps)
        self.apart = nn.Embedding(APART, ATTENTION) if size.relative else None
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))
        self.dropout = nn.Dropout(0.1)
        members = len(MEMBERS)
        self.flat = nn.Linear(width, sum(FLAT.values()))
        self.query = nn.Linear(width, members * HEAD + HIDDEN)
        self.key = nn.Linear(width, members * HEAD + HIDDEN)
        self.distance = nn.Embedding(BUCKETS, HIDDEN)
        self.sentence = nn.Embedding(SENTENCES, HIDDEN)
        self.member = nn.Linear(HIDDEN, members)
        nn.init.zeros_(self.shapes.weight)
        self.words.weight.requires_grad_(False)

    def encode(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """Vectors of the pieces."""
        places = self.positions.weight[: ids.shape[1]]
        x = self.norm(self.words(ids) + places + self.shapes(shapes))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        if self.apart is not None:
            bias = bias + by_distance(self.apart, torch.arange(ids.shape[1]))
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.dropout(self.encode(ids, shapes, mask))
        return self.flat(x), self.query(x), self.key(x)

    def members(self, query: Tensor, key: Tensor, distances: Tensor, sentences: Tensor) -> Tensor:
        """[anchors, pieces, members] logits, from queries of anchors, keys of pieces, buckets of their distances."""
        members = len(MEMBERS)
        q, a = query.split([members * HEAD, HIDDEN], dim=-1)
        k, t = key.split([members * HEAD, HIDDEN], dim=-1)
        score = torch.einsum("ard,trd->atr", q.view(-1, members, HEAD), k.view(-1, members, HEAD)) * SCALE
        hidden = F.relu(a[:, None] + t[None] + self.distance(distances) + self.sentence(sentences))
        return score + self.member(hidden)


@cache
def half() -> bool:
    """Whether this processor multiplies matrices quicker in bfloat16 than in single precision."""
    took = {}
    for kind in (torch.float32, torch.bfloat16):
        a, b = torch.ones(2000, WIDTH, dtype=kind), torch.ones(4 * WIDTH, WIDTH, dtype=kind)
        F.linear(a, b)
        clock = time.perf_counter()
        for _ in range(5):
            F.linear(a, b)
        took[kind] = time.perf_counter() - clock
    return took[torch.bfloat16] < took[torch.float32]


REACH = 300
BUCKET = torch.from_numpy(buckets(np.arange(-REACH, REACH + 1), BUCKETS))


def member_logits(model: Model, query: Tensor, key: Tensor, at: Tensor, sentences: Tensor) -> Tensor:
    """[anchors, pieces, members]: what the pieces of one window are to the anchors at `at`."""
    distance = torch.arange(key.shape[0])[None] - at[:, None]
    apart = (sentences[None] - sentences[at][:, None]).clamp(-(SENTENCES // 2), SENTENCES // 2) + SENTENCES // 2
    return model.members(query[at], key, BUCKET[distance.clamp(-REACH, REACH) + REACH], apart)


def base_model(folder: Path) -> Model:
    """The model with the layers of a BERT checkpoint (all-MiniLM-L6-v2) and new heads."""
    weights = load_file(str(folder / "model.safetensors"))
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"] + kind,
    }
    attention = ("self.query", "self.key", "self.value")
    names = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm"}
    return loaded(Model(), state | layers_of(weights, LAYERS, attention, names), folder)


def teacher_model(folder: Path, pieces: list[str]) -> Model:
    """The model with the layers of all-mpnet-base-v2 and new heads.

    Its word pieces are BERT's in another order: `pieces` are those of the base model, whose numbers it is to read.
    """
    weights = load_file(str(folder / "model.safetensors"))
    own = {piece: n for n, piece in enumerate((folder / "vocab.txt").read_text("utf-8").split("\n"))}
    named = {"[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>", "[PAD]": "<pad>"}
    rows = [own[named.get(piece, piece)] for piece in pieces]
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"][rows],
        "positions.weight": weights["embeddings.position_embeddings.weight"][2:],
        "apart.weight": weights["encoder.relative_attention_bias.weight"],
    }
    attention = ("attn.q", "attn.k", "attn.v")
    names = {"out": "attention.attn.o", "norm1": "attention.LayerNorm"}
    return loaded(Model(LARGE), state | layers_of(weights, LARGE.layers, attention, names), folder)


def layers_of(
    weights: dict[str, Tensor], count: int, attention: tuple[str, ...], names: dict[str, str]
) -> dict[str, Tensor]:
    """The norm of the input and the layers of a checkpoint, by our names."""
    names = names | {"up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
    state = {f"norm.{part}": weights[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")}
    for i in range(count):
        old, new = f"encoder.layer.{i}", f"layers.{i}"
        for part in ("weight", "bias"):
            state[f"{new}.qkv.{part}"] = torch.cat([weights[f"{old}.attention.{x}.{part}"] for x in attention])
            for ours, theirs in names.items():
                state[f"{new}.{ours}.{part}"] = weights[f"{old}.{theirs}.{part}"]
    return state


def loaded(model: Model, state: dict[str, Tensor], folder: Path) -> Model:
    """The model with these weights, its heads new. Raises ValueError where a layer is missing."""
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(m.startswith(("layers", "words", "norm", "positions", "apart")) for m in missing):
        raise ValueError(f"the checkpoint in {folder} does not fit: {missing} {unexpected}")
    return model

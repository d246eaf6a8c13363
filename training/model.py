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

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the usual name

from dragoman.language.windows import SHAPES
from training.classes import BUCKETS, MEMBERS, MODES, SENTENCES, STATUSES, TYPES

WIDTH, LAYERS, ATTENTION, INNER = 384, 6, 12, 1536
HEAD, SCALE = 64, 0.25
HIDDEN = 128

FLAT = {"roles": 9, "anchors": 2, "type": 1 + len(TYPES), "status": len(STATUSES), "mode": 1 + len(MODES)}
"""Columns of the flat output, in this order."""


class Layer(nn.Module):
    """One transformer layer, as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, ATTENTION, -1).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.out(y.transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Model(nn.Module):
    """ids, shapes [batch, pieces] and the mask of real pieces → flat logits, queries and keys of pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.dropout = nn.Dropout(0.1)
        members = len(MEMBERS)
        self.flat = nn.Linear(WIDTH, sum(FLAT.values()))
        self.query = nn.Linear(WIDTH, members * HEAD + HIDDEN)
        self.key = nn.Linear(WIDTH, members * HEAD + HIDDEN)
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


def base_model(folder: Path) -> Model:
    """The model with the layers of a BERT checkpoint (all-MiniLM-L6-v2) and new heads."""
    weights = load_file(str(folder / "model.safetensors"))
    model = Model()
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    state = {
        "words.weight": weights["embeddings.word_embeddings.weight"],
        "positions.weight": weights["embeddings.position_embeddings.weight"] + kind,
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for i in range(LAYERS):
        old, new = f"encoder.layer.{i}", f"layers.{i}"
        for part in ("weight", "bias"):
            state[f"{new}.qkv.{part}"] = torch.cat(
                [weights[f"{old}.attention.self.{x}.{part}"] for x in ("query", "key", "value")]
            )
            for a, b in (
                ("out", "attention.output.dense"),
                ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm2", "output.LayerNorm"),
            ):
                state[f"{new}.{a}.{part}"] = weights[f"{old}.{b}.{part}"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(m.startswith(("layers", "words", "norm", "positions")) for m in missing):
        raise ValueError(f"the checkpoint in {folder} does not fit: {missing} {unexpected}")
    return model

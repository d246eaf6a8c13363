"""The judge of readings: which type of act, if any, a sentence tells with the trigger, actors, recipients it is given.

The sentence is read once. The lower half of the base model stays as it is, so its output is made once and kept. There
every reading adds four vectors that see the sentence and one another, but that neither the sentence nor other readings
see: a question, and copies of trigger, actor and recipient. The upper half is trained.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the usual name

from training.classes import STATUSES, TYPES
from training.model import ATTENTION, WIDTH, Layer, Model, Size, by_distance, half

SEED = 20240620
NONE = 0
QUESTION, TRIGGER, ACTOR, RECIPIENT = 0, 1, 2, 3
NO_TRIGGER, NO_ACTOR, NO_RECIPIENT, UNDERSTOOD_ACTOR, UNDERSTOOD_RECIPIENT = 4, 5, 6, 7, 8
GROUP = 4
OLD = ("layers.", "apart.")
"""Parts that the base model has."""


def lower(size: Size) -> int:
    """The layers that stay as they are."""
    return size.layers // 2


@dataclass(frozen=True, slots=True)
class Copy:
    """One of a reading's vectors: its role, and the pieces of the sentence or the other words that it is a copy of."""

    role: int
    places: tuple[int, ...] = ()
    words: tuple[int, ...] = ()


@dataclass(slots=True)
class Group:
    """One reading: the copies it adds, and what is known of it (-100: nothing)."""

    copies: list[Copy]
    types: tuple[int, ...] = ()
    """The right classes, 0 for none."""
    alike: tuple[int, ...] = ()
    """Classes of the same quad class, the right ones among them; empty where that is not learnt."""
    chances: tuple[float, ...] = ()
    """What a larger judge gives each of TYPES, for a pair that nobody labelled; empty where the types are known."""
    trigger: int = -100
    status: int = -100
    actor: int = -100
    recipient: int = -100
    key: object = None
    readings: list[tuple[int, float, float]] = field(default_factory=list)
    """The types that the rules read there, each with the log-odds that the rules give it, and what it is worth."""


@dataclass(slots=True)
class Sentence:
    article: int
    ids: list[int]
    groups: list[Group]
    low: Tensor | None = None
    """What the lower half makes of it."""
    copies: Tensor | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.ids) + GROUP * len(self.groups)


class Lower:
    """The lower half of the base model."""

    def __init__(self, model: Model) -> None:
        self._model = model.eval()
        self._names: dict[tuple[int, ...], Tensor] = {}

    @torch.no_grad()
    def read(self, ids: Sequence[int]) -> Tensor:
        """[pieces, width]"""
        model = self._model
        x = model.norm(model.words(torch.tensor(ids)) + model.positions.weight[: len(ids)])[None]
        bias = torch.zeros(1, 1, 1, len(ids))
        if model.apart is not None:
            bias = bias + by_distance(model.apart, torch.arange(len(ids)))
        for layer in model.layers[: lower(model.size)]:
            x = layer(x, bias)
        return x[0]

    def prepare(self, sentence: Sentence) -> None:
        """Fills in what the lower half makes of a sentence, and the vectors that are copied."""
        low = self.read(sentence.ids)
        copies = []
        for group in sentence.groups:
            for copy in group.copies:
                if copy.places:
                    copies.append(low[list(copy.places)].mean(0))
                elif copy.words:
                    if copy.words not in self._names:
                        self._names[copy.words] = self.read([101, *copy.words, 102])[1:-1].mean(0)
                    copies.append(self._names[copy.words])
                else:
                    copies.append(low[0])
        sentence.low, sentence.copies = low, torch.stack(copies)


class Judge(nn.Module):
    """The upper half: a sentence with its readings → for each type, trigger's type, status, actor, recipient."""

    def __init__(self, body: Model, dropped: float = 0.15) -> None:
        super().__init__()
        size, width = body.size, body.size.width
        self.apart = deepcopy(body.apart)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers - lower(size)))
        self.layers.load_state_dict(body.layers[lower(size) :].state_dict())
        self.roles = nn.Embedding(9, width)
        self.hidden = nn.Linear(GROUP * width, width)
        self.dropout = nn.Dropout(dropped)
        self.kind = nn.Linear(width, 1 + len(TYPES))
        self.named = nn.Linear(width, 1 + len(TYPES))
        self.state = nn.Linear(width, len(STATUSES))
        self.acts = nn.Linear(width, 1)
        self.receives = nn.Linear(width, 1)
        nn.init.normal_(self.roles.weight, std=0.05)

    def forward(self, low: Tensor, copies: Tensor, roles: Tensor, bias: Tensor, places: Tensor) -> tuple[Tensor, ...]:
        """low [B, L, W], copies [B, C, W], roles [B, C], bias [B, 1, L + C, L + C], places [B, L + C]."""
        length = low.shape[1]
        if self.apart is not None:
            bias = bias + by_distance(self.apart, places)
        x = self.dropout(torch.cat([low, copies + self.roles(roles)], 1))
        for layer in self.layers[:-1]:
            x = layer(x, bias)
        x = last(self.layers[-1], x, bias, length)
        groups = self.dropout(x).unflatten(1, (-1, GROUP))
        hidden = self.dropout(torch.tanh(self.hidden(groups.flatten(2))))
        trigger, actor, recipient = groups[:, :, 1], groups[:, :, 2], groups[:, :, 3]
        return (
            self.kind(hidden),
            self.named(trigger),
            self.state(trigger),
            self.acts(actor)[..., 0],
            self.receives(recipient)[..., 0],
        )


def last(layer: nn.Module, x: Tensor, bias: Tensor, length: int) -> Tensor:
    """What a layer makes of the vectors from `length` on, which is all that is needed of the last one."""
    batch, total, width = x.shape
    q, k, v = layer.qkv(x).view(batch, total, 3, ATTENTION, -1).permute(2, 0, 3, 1, 4).unbind(0)
    y = F.scaled_dot_product_attention(q[:, :, length:], k, v, attn_mask=bias[:, :, length:])
    rest = x[:, length:]
    rest = layer.norm1(rest + layer.out(y.transpose(1, 2).reshape(batch, total - length, width)))
    return layer.norm2(rest + layer.down(F.gelu(layer.up(rest))))


def inputs(batch: Sequence[Sentence], rng: random.Random | None, unseen: float = 0.0) -> tuple[Tensor, ...]:
    """A batch; with `rng` this share of the words is hidden."""
    width = max(len(s.ids) for s in batch)
    count = GROUP * max(len(s.groups) for s in batch)
    wide = next((s.low.shape[-1] for s in batch if s.low is not None), WIDTH)
    low = torch.zeros(len(batch), width, wide)
    copies = torch.zeros(len(batch), count, wide)
    places = torch.arange(width + count).repeat(len(batch), 1)
    roles = torch.zeros(len(batch), count, dtype=torch.long)
    group = torch.full((len(batch), width + count), -1)
    for i, s in enumerate(batch):
        if s.low is None or s.copies is None:
            raise ValueError(f"sentence {s.ids[:8]}… of article {s.article}: the lower half has not read it")
        low[i, : len(s.ids)] = s.low
        copies[i, : len(s.copies)] = s.copies
        mine = [c for g in s.groups for c in g.copies]
        roles[i, : len(mine)] = torch.tensor([c.role for c in mine])
        places[i, width : width + len(mine)] = torch.tensor([min(c.places, default=0) for c in mine])
        group[i, : len(s.ids)] = 0
        group[i, width : width + len(s.copies)] = torch.arange(len(s.copies)) // GROUP + 1
        if rng:
            for p in range(1, len(s.ids) - 1):
                if rng.random() < unseen:
                    group[i, p] = -2
    seen = (group[:, None, :] == 0) | (group[:, :, None] == group[:, None, :])
    return low, copies, roles, torch.where(seen, 0.0, -1e4)[:, None], places


def loss_of(model: Judge, batch: Sequence[Sentence], rng: random.Random, run: Run) -> dict[str, Tensor]:
    """The losses of a batch, weighted."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half()):
        said = model(*inputs(batch, rng, run.unseen))
    kinds, triggers, statuses, actors, recipients = (part.float() for part in said)
    at = [(i, g) for i, s in enumerate(batch) for g in range(len(s.groups))]
    rows, columns = torch.tensor([a for a, _ in at]), torch.tensor([g for _, g in at])
    groups = [batch[i].groups[g] for i, g in at]
    plain = kinds[rows, columns]
    wrong, closed, other = (torch.zeros_like(plain) for _ in range(3))
    for n, group in enumerate(groups):
        wrong[n] = -1e4
        wrong[n, list(group.types)] = 0
        other[n] = -1e4
        other[n, list(group.alike)] = 0
        if group.trigger == -100:  # a pair that is known to have a type
            closed[n, NONE] = -1e4
    chances = (plain + closed).log_softmax(-1)
    lost = -(chances + wrong).logsumexp(-1)
    taught = [n for n, group in enumerate(groups) if group.chances]
    if taught:
        given = torch.tensor([groups[n].chances for n in taught])
        lost = lost.index_copy(0, torch.tensor(taught), -(given * chances[taught, NONE + 1 :]).sum(-1))
    out = {"type": lost.mean()}
    quads = [n for n, group in enumerate(groups) if group.alike]
    if quads:
        out["quad"] = -(chances + other).logsumexp(-1)[quads].mean()
    read = [(n, *reading) for n, group in enumerate(groups) for reading in group.readings]
    if read:  # what the rules do not say already
        at_, types, offsets, worth = (torch.tensor(column) for column in zip(*read, strict=True))
        odds = offsets + plain[at_, types] - plain[at_, NONE]
        out["reading"] = F.binary_cross_entropy_with_logits(odds, worth.float())
    for name, part in (("trigger", triggers), ("status", statuses)):
        tags = torch.tensor([getattr(g, name) for g in groups])
        if (tags >= 0).any():
            out[name] = F.cross_entropy(part[rows, columns], tags)
    for name, part in (("actor", actors), ("recipient", recipients)):
        tags = torch.tensor([float(getattr(g, name)) for g in groups])
        if (tags >= 0).any():
            out[name] = F.binary_cross_entropy_with_logits(part[rows, columns][tags >= 0], tags[tags >= 0])
    weights = dict(run.weights)
    return {name: weights.get(name, 1.0) * value for name, value in out.items()}


def batches(sentences: Sequence[Sentence], size: int, rng: random.Random) -> list[list[Sentence]]:
    """All sentences once in batches of `size` vectors or so, like lengths together, in random order."""
    order = sorted(sentences, key=lambda s: len(s) + rng.uniform(-5, 5))
    out: list[list[Sentence]] = [[]]
    for s in order:
        if out[-1] and (len(out[-1]) + 1) * max(len(s), max(map(len, out[-1]))) > size:
            out.append([])
        out[-1].append(s)
    rng.shuffle(out)
    return out


@dataclass(frozen=True, slots=True)
class Run:
    """How long, how fast."""

    epochs: int
    rate: float
    head_rate: float
    size: int = 700
    averaged: float = 0.4
    dropped: float = 0.15
    unseen: float = 0.06
    """Share of words that are hidden."""
    weights: tuple[tuple[str, float], ...] = ()
    """Of the losses, 1 where nothing else is said."""
    beside: int = 0
    """So many sentences an epoch of those that a larger judge labelled."""


def train(
    sentences: Sequence[Sentence],
    body: Model,
    start: Path | None,
    path: Path,
    run: Run,
    seed: int = SEED,
    beside: Sequence[Sentence] = (),
) -> Judge:
    """Trains, or loads what was trained before; goes on after the last step that was kept.

    Of `beside`, which a larger judge labelled, every epoch takes another `run.beside`.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = Judge(body, run.dropped)
    if path.exists():
        model.load_state_dict(torch.load(path))
        return model.eval()
    if start:
        model.load_state_dict(torch.load(start))
    named = list(model.named_parameters())
    old = [p for n, p in named if n.startswith(OLD)]
    new = [p for n, p in named if not n.startswith(OLD)]
    optimizer = torch.optim.AdamW(
        [{"params": old, "peak": run.rate}, {"params": new, "peak": run.head_rate}], lr=run.rate, weight_decay=0.01
    )
    plan = []
    for epoch in range(run.epochs):
        rng = random.Random(seed + epoch)
        more = rng.sample(beside, run.beside) if beside else []
        plan += batches([*sentences, *more], run.size, rng)
    total = len(plan)
    saved = path.with_suffix(".checkpoint.pt")
    state = torch.load(saved) if saved.exists() else {"step": 0, "mean": None, "count": 0}
    if state["step"]:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
    mean, count = state["mean"], state["count"]
    clock = time.monotonic()
    seen: dict[str, list[float]] = {}
    model.train()
    warm = max(1.0, 0.08 * total)
    for step in range(state["step"], total):
        share = (step + 1) / warm if step < warm else max(0.03, (total - step) / (total - warm))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * share
        torch.manual_seed(seed * 1000 + step)
        parts = loss_of(model, plan[step], random.Random(seed * 1000 + step), run)
        optimizer.zero_grad()
        torch.stack(list(parts.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_([*old, *new], 1.0)
        optimizer.step()
        for name, value in parts.items():
            seen.setdefault(name, []).append(value.item())
        if step >= min((1 - run.averaged) * total, total - 1):
            now = {k: v.detach().clone() for k, v in model.state_dict().items()}
            count += 1
            mean = now if mean is None else {k: v + (now[k] - v) / count for k, v in mean.items()}
        if (step + 1) % 50 == 0 or step + 1 == total:
            means = " ".join(f"{k}={sum(v) / len(v):.3f}" for k, v in sorted(seen.items()))
            print(f"judge {path.stem}: {step + 1}/{total} {time.monotonic() - clock:.0f}s {means}", flush=True)
            seen.clear()
            kept = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}
            torch.save(kept | {"mean": mean, "count": count}, saved)
    model.load_state_dict(mean)
    torch.save(model.state_dict(), path)
    saved.unlink()
    return model.eval()


Judgement = tuple[list[float], list[float], list[float], float, float]


@torch.no_grad()
def judged(model: Judge, sentences: Sequence[Sentence]) -> dict[object, Judgement]:
    """By the key of each reading: log-odds of types, of the trigger's types, of status, actor, recipient."""
    out: dict[object, Judgement] = {}
    for s in sentences:
        parts = model(*inputs([s], None))
        for g, group in enumerate(s.groups):
            out[group.key] = tuple(p[0, g].tolist() for p in parts)  # type: ignore[assignment]
    return out

"""Training of the encoder with all heads at once. Resumable: a stopped run goes on from its last checkpoint."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - the usual name

from dragoman.language.windows import MASK, SEP
from training.model import FLAT, Model, base_model, half, member_logits
from training.prepare import FOLDS, Example, load
from training.samples import BATCH, Window, epoch_batches
from training.teacher import THREADS, base_teacher

SEED = 20240620
ATTRIBUTED = ("polnear", "unread")
"""Data with attributions in the wide sense."""
TEACHER_SHARE = 0.7
"""What the teacher says counts so much, the annotators the rest."""
MASKED = {"polnear": 0.03, "unread": 0.03, "gold": 0.08, "acts": 0.08, "plv": 0.08}
"""Share of pieces that are hidden from the encoder, so that it learns from the words around."""
WARM = 0.06
WEIGHTS = {
    "source": 1.0, "cue": 1.0, "content": 1.0, "wide": 5.0, "narrow": 5.0, "type": 4.0, "status": 0.3, "mode": 0.3,
    "of_source": 8.0, "of_cue": 8.0, "of_content": 4.0, "of_actor": 8.0, "of_recipient": 8.0, "told": 0.1,
}  # fmt: skip
SAVE_EVERY = 100
NEW = ("flat", "query", "key", "distance", "sentence", "member", "shapes")
"""Parts that the base model does not have."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of training: from which weights, over what, how long, how fast."""

    name: str
    repeats: dict[str, float]  # how often an epoch goes over each data set
    epochs: int
    rate: float  # of the base model's layers, at its peak
    head_rate: float
    start: str | None = None  # the run that it goes on from; None for the base model
    held_out: int | None = None  # the fold of gold/train that it must not see
    frozen: int = 0  # the lowest layers that stay as they are
    large: bool = False  # the teacher's size
    taught: bool = False  # learns from what the teacher says too
    tags_only: bool = False  # … but of tags alone, not of anchors and members


# The attribution heads learn from PolNeAR, the rest of them from gold/train, with some PolNeAR so that nothing is
# forgotten. A model a fold says on every article of gold/train what it has not learnt there.
TEACHER = Run("teacher", {"polnear": 1}, 1, 6e-5, 1e-3, large=True)
TAUGHT = Run("taught", {"polnear": 1, "unread": 0.5, "plv": 1}, 6, 3e-4, 1e-3, taught=True)
# One epoch has taught the teacher tags better than which of them belong together: that, the annotators say last.
FIRST = Run("attributions", {"polnear": 1}, 2, 1e-4, 5e-4, start=TAUGHT.name, taught=True, tags_only=True)
SECOND = {"gold": 1.0, "careful": 1.0, "polnear": 0.25}
CODED = ("gold", "careful")


def fine_tuning(held_out: int) -> Run:
    """The run on gold/train and the careful labels, all but one fold."""
    return Run(f"fold{held_out}", SECOND, 4, 2e-4, 1e-3, start=FIRST.name, held_out=held_out, frozen=1)


def padded(rows: list[list[int]], value: int) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


def with_teacher(hard: Tensor, said: Tensor) -> Tensor:
    """The mean of a label and what the teacher says, where it says anything."""
    return torch.where(said.isnan(), hard, (1 - TEACHER_SHARE) * hard + TEACHER_SHARE * said)


def role_targets(batch: list[Window], role: int, name: str) -> tuple[Tensor, Tensor]:
    """The tags of a role as probabilities [windows, pieces, 3], and which pieces have one."""
    tags = padded(
        [
            w.roles[name] if w.data in ATTRIBUTED or (w.data == "gold" and name != "cue") else [-100] * len(w.ids)
            for w in batch
        ],
        -100,
    )
    target = F.one_hot(tags.clamp(min=0), 3).float()
    for row, w in enumerate(batch):
        if w.taught:
            part = target[row, : len(w.ids)]
            part[:] = with_teacher(part, w.taught.roles[:, role])
    return target, tags >= 0


def losses(model: Model, batch: list[Window], rng: random.Random) -> dict[str, Tensor]:
    """The mean loss of every head that the batch has labels for."""
    ids = padded([w.ids for w in batch], 0)
    mask = ids != 0
    if model.training:
        for row, w in enumerate(batch):
            for p in range(1, len(w.ids) - 1):
                if w.ids[p] != SEP and rng.random() < MASKED[w.data]:
                    ids[row, p] = MASK
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half()):
        found = model(ids, padded([w.shapes for w in batch], 0), mask)
    flat, query, key = (x.float() for x in found)
    parts = flat.split(list(FLAT.values()), dim=-1)
    out: dict[str, list[Tensor]] = defaultdict(list)
    for n, role in enumerate(("source", "cue", "content")):
        target, known = role_targets(batch, n, role)
        if known.any():
            out[role].append(F.cross_entropy(parts[0][..., 3 * n : 3 * n + 3][known], target[known]))
    for column, (name, data) in enumerate((("wide", ATTRIBUTED), ("narrow", ("gold",)))):
        rows = [i for i, w in enumerate(batch) if w.data in data]
        if rows:
            known = mask[rows]
            target = padded([w.anchors for w in batch], 0)[rows].float()
            for row, i in enumerate(rows):
                if said := batch[i].taught:
                    part = target[row, : len(said.anchors)]
                    part[:] = with_teacher(part, said.anchors)
            out[name].append(F.binary_cross_entropy_with_logits(parts[1][rows, :, column][known], target[known]))
    for name, part in (("type", parts[2]), ("status", parts[3]), ("mode", parts[4])):
        tags = padded([getattr(w, name) for w in batch], -100)
        if (tags >= 0).any():
            out[name].append(F.cross_entropy(part.flatten(0, 1), tags.flatten()))
    chances = parts[2].log_softmax(-1)
    for row, w in enumerate(batch):
        length = len(w.ids)
        if w.attributions:
            at = torch.tensor([a for a, _ in w.attributions])
            target = torch.zeros(len(at), length, 3)
            for i, (_, members) in enumerate(w.attributions):
                for r, pieces in enumerate(members):
                    target[i, pieces, r] = 1
            if w.taught:
                target = with_teacher(target, torch.stack(w.taught.members))
            logits = member_logits(model, query[row], key[row, :length], at, torch.tensor(w.sentences))[..., 0:3]
            loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none").mean((0, 1))
            for r, name in enumerate(("of_source", "of_cue", "of_content")):
                if name != "of_cue" or w.data in ATTRIBUTED:
                    out[name].append(loss[r])
        if w.acts:
            at = torch.tensor([rng.choice(trigger) for trigger, _ in w.acts])
            target = torch.zeros(len(at), length, 2)
            for i, (_, members) in enumerate(w.acts):
                for r, pieces in enumerate(members):
                    target[i, pieces, r] = 1
            logits = member_logits(model, query[row], key[row, :length], at, torch.tensor(w.sentences))[..., 3:5]
            loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none").mean((0, 1))
            out["of_actor"].append(loss[0])
            out["of_recipient"].append(loss[1])
        for a, b, kinds in w.relations:
            # somewhere in the sentence one of these types is told
            told = torch.stack([chances[row, a:b, k + 1] for k in kinds]).logsumexp(0)
            out["told"].append(-told.max())
    return {name: torch.stack(values).mean() for name, values in out.items()}


def train(work: Path, base: Path, run: Run) -> Path:
    """Trains on the prepared examples and writes `work`/NAME.pt, unless it is there. Goes on from a checkpoint."""
    path = work / f"{run.name}.pt"
    if path.exists():
        print(f"train {run.name}: done already", flush=True)
        return path
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    model, optimizer = set_up(work, base, run)
    saved = work / f"{run.name}.checkpoint.pt"
    done = 0
    if saved.exists():
        state = torch.load(saved)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]
        print(f"train {run.name}: goes on from step {done}", flush=True)
    batches = batches_of(work, run)
    total = len(batches)
    print(f"train {run.name}: {total} steps of {BATCH} windows", flush=True)
    seen: dict[str, list[float]] = defaultdict(list)
    clock = time.monotonic()
    model.train()
    for step in range(done, total):
        warm = max(1, int(WARM * total))
        share = (step + 1) / warm if step < warm else max(0.0, (total - step) / (total - warm))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * share
        torch.manual_seed(SEED * 1000 + step)  # dropout, the same after a stop
        parts = losses(model, batches[step], random.Random(SEED * 1000 + step))
        loss = torch.stack([WEIGHTS[k] * v for k, v in parts.items()]).sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        for k, v in parts.items():
            seen[k].append(v.item())
        if (step + 1) % 25 == 0 or step + 1 == total:
            means = " ".join(f"{k}={sum(v) / len(v):.4f}" for k, v in sorted(seen.items()))
            print(f"step {step + 1}/{total} {time.monotonic() - clock:.0f}s {means}", flush=True)
            seen.clear()
        if (step + 1) % SAVE_EVERY == 0 and step + 1 < total:
            part = saved.with_suffix(".part")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, part)
            part.replace(saved)
    torch.save({"model": model.state_dict()}, path)
    saved.unlink(missing_ok=True)
    return path


def set_up(work: Path, base: Path, run: Run) -> tuple[Model, torch.optim.Optimizer]:
    """The model with the weights that the run starts from, and its optimizer."""
    model = base_teacher(work, base) if run.large else base_model(base)
    if run.start:
        model.load_state_dict(torch.load(work / f"{run.start}.pt")["model"])
        for part in (model.positions, model.norm, *model.layers[: run.frozen]):
            part.requires_grad_(not run.frozen)
    old = [p for n, p in model.named_parameters() if p.requires_grad and not n.startswith(NEW)]
    new = [p for n, p in model.named_parameters() if n.startswith(NEW)]
    groups = [{"params": old, "peak": run.rate}, {"params": new, "peak": run.head_rate}]
    return model, torch.optim.AdamW(groups, lr=run.rate, weight_decay=0.01)


def batches_of(work: Path, run: Run) -> list[list[Window]]:
    """All batches of a run, epoch after epoch."""
    sets = examples(work)
    if run.taught:
        sets |= load(work / "taught.pickle")
    if run.held_out is not None:
        for name in CODED:
            sets[name] = [e for i, e in enumerate(sets[name]) if i % FOLDS != run.held_out]
    repeats = run.repeats | ({"labelled": 1.0} if "gold" in run.repeats and sets.get("labelled") else {})
    batches: list[list[Window]] = []
    for epoch in range(run.epochs):
        batches += epoch_batches(sets, repeats, random.Random(SEED + epoch))
    if run.tags_only:
        for window in (w for batch in batches for w in batch if w.taught):
            window.taught = window.taught and window.taught.tags_only()
    return batches


def held_out(work: Path, fold: int) -> list[str]:
    """The ids of the coded articles that a fold's run does not see."""
    sets = examples(work)
    return [e.id for name in CODED for e in sets[name][fold::FOLDS]]


def examples(work: Path) -> dict[str, list[Example]]:
    """What the stage `prepare` has made."""
    return load(work / "examples.pickle")

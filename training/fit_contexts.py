"""Fits src/dragoman/plover/context_weights.json: `python -m training.fit_contexts ../shared/gold/train`.

A logistic regression over the three features of `dragoman.plover.contexts.features`: slopes shared by all contexts,
with deviations per context held small (most contexts have few examples). Prints F1 by eight-fold cross-validation; a
second folder of gold, where given, is scored too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.plover import contexts

Array = NDArray[np.float64]

OUT = Path(contexts.__file__).with_name("context_weights.json")
HOLD_SLOPES, HOLD_BIAS, STEPS, RATE = 8.0, 1.0, 600, 0.05


def read(folder: Path) -> tuple[Array, Array, list[str]]:
    """Features (articles, contexts, 3) and gold (articles, contexts) of the articles of a gold folder."""
    names = list(contexts._lexicon().names)
    rows, gold = [], []
    for path in sorted(folder.glob("*.json")):
        article = json.loads(path.read_text("utf-8"))
        rows.append(contexts.features(contexts.context_scores(article["title"], article["text"])))
        gold.append([name in article["contexts"] for name in names])
    return np.array(rows, float), np.array(gold, float), names


def fit(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Mean and scale of the features, and the coefficients (contexts, 4) of each context: three slopes and a bias."""
    mean, scale = x.reshape(-1, 3).mean(0), x.reshape(-1, 3).std(0)
    z = (x - mean) / scale
    shared, own, bias = np.zeros(3), np.zeros((x.shape[1], 3)), np.full(x.shape[1], -3.0)
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (shared, own, bias)]
    for step in range(1, STEPS + 1):
        error = 1 / (1 + np.exp(-((z * (shared + own)).sum(-1) + bias))) - y
        gradients = (
            (error[..., None] * z).sum((0, 1)),
            (error[..., None] * z).sum(0) + HOLD_SLOPES * own,
            error.sum(0) + HOLD_BIAS * (bias - bias.mean()),
        )
        for parameter, gradient, (first, second) in zip((shared, own, bias), gradients, moments, strict=True):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            parameter -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return mean, scale, np.column_stack([shared + own, bias])


def chances(x: Array, fitted: tuple[Array, Array, Array]) -> Array:
    """Probabilities (articles, contexts)."""
    mean, scale, weights = fitted
    return np.asarray(1 / (1 + np.exp(-((((x - mean) / scale) * weights[:, :3]).sum(-1) + weights[:, 3]))))


def f1(p: Array, y: Array, least: float) -> float:
    """F1 over all articles and contexts of what `find_contexts` would give."""
    said = np.zeros_like(p)
    for row, chance in zip(said, p, strict=True):
        best = np.argsort(-chance)[: contexts.MOST]
        row[[i for i in best if chance[i] >= least] or best[:1]] = 1
    return float(2 * (said * y).sum() / (said.sum() + y.sum()))


def main(train: Path, dev: Path | None) -> None:
    """Cross-validates, fits on all, writes."""
    x, y, names = read(train)
    order, p = np.random.RandomState(0).permutation(len(x)), np.zeros_like(y)
    for fold in range(8):
        held = order[fold::8]
        rest = np.setdiff1d(order, held)
        p[held] = chances(x[held], fit(x[rest], y[rest]))
    for least in (0.3, contexts.LEAST, 0.42, 0.5):
        print(f"cross-validated F1 from {least}: {f1(p, y, least):.3f}")
    fitted = fit(x, y)
    if dev:
        x_dev, y_dev, _ = read(dev)
        print(f"dev F1: {f1(chances(x_dev, fitted), y_dev, contexts.LEAST):.3f}")
    mean, scale, weights = fitted
    content = {
        "mean": [round(v, 4) for v in mean.tolist()],
        "scale": [round(v, 4) for v in scale.tolist()],
        "contexts": {name: [round(v, 4) for v in row] for name, row in zip(names, weights.tolist(), strict=True)},
    }
    OUT.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)

"""Fits how sure a quotation is by the rules and the encoder together: quotations/second_reading.json.

On gold/train, from which the encoder that ships has learnt nothing. A quotation is right where score.py pairs it with
one of gold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.coding import score_module
from benchmarks.encoder import calibration_error, same_content
from benchmarks.shared import gold
from dragoman import Coder
from dragoman.language.heads import WIDE
from dragoman.quotations import second_reading
from dragoman.quotations.second_reading import Evidence
from training.fitting import held_out
from training.steps import quoted

OUT = Path(second_reading.__file__).with_name("second_reading.json")
STRENGTH = 1.0


@dataclass(slots=True)
class Said:
    """A quotation of the rules: its article, its kind, what both readings see of it, whether gold has it."""

    article: int
    kind: str
    rule: float
    values: dict[str, float]
    right: bool


def quotations_of(split: str) -> Iterator[Said]:
    """The rules' quotations in the articles of a split of gold."""
    score = score_module()
    coder = Coder()
    for number, article in enumerate(gold(split)):
        parsed, _, quotations = quoted(coder, article)
        assert parsed.reading is not None  # noqa: S101 - a coder's articles can be read
        seen = Evidence(parsed.doc, parsed.reading, parsed.reading.attributions(WIDE))
        mine = [q for q in quotations if q.content]
        pairs = score.matched(article["quotations"], [q.to_dict() for q in mine], same_content)
        right = {said for _, said in pairs}
        for at, quotation in enumerate(mine):
            yield Said(number, quotation.kind, quotation.confidence, seen.of(quotation), at in right)


def fit(rows: Sequence[Said]) -> dict[str, float]:
    """Weights by name."""
    names = sorted(rows[0].values)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(np.array([[row.values[name] for name in names] for row in rows]), np.array([row.right for row in rows]))
    return {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}


def chances(rows: Sequence[Said], weights: dict[str, float]) -> list[float]:
    """The probability of each."""
    return [second_reading.confidence(row.values, weights) for row in rows]


def figures(rows: Sequence[Said], values: Sequence[float]) -> dict[str, float]:
    """Areas under the curve, of all and by kind (mixed with direct), and the calibration error."""
    out = {}
    for name, kinds in (("all", None), ("direct", ("direct", "mixed")), ("indirect", ("indirect",))):
        part = [(row.right, value) for row, value in zip(rows, values, strict=True) if not kinds or row.kind in kinds]
        out[f"auc {name}"] = round(float(roc_auc_score(*zip(*part, strict=True))), 3)
    return out | {"calibration": calibration_error([(v, row.right) for row, v in zip(rows, values, strict=True)])}


def main() -> None:
    """Prints figures of gold/train by cross-validation, fits on it, prints those of gold/dev, writes the weights."""
    rows, others = list(quotations_of("train")), list(quotations_of("dev"))
    print(f"gold/train, {len(rows)} quotations: rules {figures(rows, [row.rule for row in rows])}")
    print(f"gold/train, with the encoder: {figures(rows, held_out(rows, fit, chances))}")
    weights = fit(rows)
    print(f"gold/dev, {len(others)} quotations: rules {figures(others, [row.rule for row in others])}")
    print(f"gold/dev, with the encoder: {figures(others, chances(others, weights))}")
    OUT.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Fits the confidence of events: `python -m training.confidence` writes events/confidence.json.

On gold/train and the articles with careful labels (training/labels); with `--also FOLDER` also on gold of one's own,
what people decided at the desk.

A telling counts as right when gold has an event of its type with the same parties (score.py's `event`). In an article
on two parties many a wrong reading is right in this sense by chance, so what is learnt is graded: `WORTH`. The
thresholds, of acts that a word names and of those that a speaker's words imply, are those of the best mean of pair,
event and full F1 on gold in cross-validation by article.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.coding import score_module
from benchmarks.shared import gold
from dragoman import Coder
from dragoman.events.confidence import CALIBRATION_KEYS, IMPLIED_KEY, THRESHOLD_KEY, logit
from dragoman.events.joining import is_implied, is_told, joined, plainest
from dragoman.events.tellings import Telling
from training import fitting
from training.careful import careful_news
from training.fitting import fit_shares
from training.own import own_gold
from training.steps import quoted

OUT = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "events" / "confidence.json"
# A feature seen less often says nothing that holds elsewhere; a weight as small changes nothing.
LEAST = 6
SMALL = 0.01
STRENGTH = 0.15
# Of thresholds that are this near to the best F1 the highest counts: fewer records, more of them right.
MARGIN = 0.001
BESIDE = 3
"""Neighbouring thresholds whose mean counts, for a single one may be good by chance."""
IMPLIED = 0.4
"""The threshold of implied acts while that of the others is chosen."""
WORTH = {"event": 0.4, "trigger": 0.3, "full": 0.3}
"""What a telling is worth that agrees with gold in type and parties, with the same trigger, in codes and status too."""


@dataclass(slots=True)
class Example:
    """A telling with its article, its features, whether gold has it, and how much of it (0 to 1).

    `weight` is how far the codes of its article are trusted, 1 for gold.
    """

    article: int
    telling: Telling
    names: list[str]
    right: bool
    worth: float
    weight: float = 1.0


def examples(golds: Sequence[dict[str, Any]]) -> Iterator[Example]:
    """Every telling of some gold articles."""
    coder = Coder()
    for number, g in enumerate(golds):
        parsed, actors, quotations = quoted(coder, g)
        scene = coder._events.scene(parsed, actors, quotations)
        for options in scene.options():
            for telling in map(scene.located, options):
                worth = worth_of(as_event(telling), g["events"])
                yield Example(number, telling, sorted(set(telling.features)), worth > 0, worth, g.get("weight", 1.0))


def worth_of(said: dict[str, Any], events: Sequence[dict[str, Any]]) -> float:
    """How well an event agrees with those of gold: 0 where type or parties differ from all of them, at most 1."""
    score = score_module()
    equal = [e for e in events if score.event_equal(e, said)]
    agrees = {
        "event": bool(equal),
        "trigger": any(_same_words(e, said) for e in equal),
        "full": any(score.full_equal(e, said) for e in equal),
    }
    return sum(WORTH[name] for name, yes in agrees.items() if yes)


def _same_words(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two events have their trigger in the same words; parsers and coders cut sentences differently."""
    return all(a[part] in b[part] or b[part] in a[part] for part in ("sentence", "trigger"))


def as_event(telling: Telling) -> dict[str, Any]:
    """A telling in the form that score.py reads."""
    reading = telling.reading
    return {
        "type": reading.type,
        "status": reading.status,
        "actors": [{"code": s.code} for s in reading.actors],
        "recipients": [{"code": s.code} for s in reading.recipients],
        "sentence": telling.sentence.text,
        "trigger": telling.token.text,
    }


def fit(rows: Sequence[Example], strength: float) -> dict[str, float]:
    """Weights by feature."""
    counts = Counter(name for row in rows for name in row.names)
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= LEAST))}
    matrix = _matrix(rows, index)
    worth, trust = np.array([(row.worth, row.weight) for row in rows]).T
    model = fit_shares(LogisticRegression(C=strength, max_iter=2000, fit_intercept=False), matrix, worth, trust)
    return {name: round(float(model.coef_[0][i]), 3) for name, i in index.items() if abs(model.coef_[0][i]) >= SMALL}


def _matrix(rows: Sequence[Example], index: dict[str, int]) -> csr_matrix:
    columns = [[index[n] for n in row.names if n in index] for row in rows]
    pointers = np.cumsum([0, *(len(c) for c in columns)])
    flat = np.array([i for c in columns for i in c], dtype=np.int32)
    return csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(rows), len(index)))


def predicted(rows: Sequence[Example], weights: dict[str, float]) -> list[float]:
    """The probability of each row."""
    totals = [sum(weights.get(n, 0.0) for n in row.names) for row in rows]
    return [float(1 / (1 + np.exp(-t))) for t in totals]


def held_out(rows: Sequence[Example], strength: float) -> list[float]:
    """The probability of each row by weights fitted without its fold of the articles."""
    return fitting.held_out(rows, lambda learnt: fit(learnt, strength), predicted)


def grouped(rows: Sequence[Example], scores: Sequence[float], articles: int) -> Iterator[list[list[Telling]]]:
    """The events of each article: the likeliest of each word's readings, of what it says and of what is implied there;
    tellings of one act joined."""
    best: dict[int, dict[tuple[int, bool], Telling]] = defaultdict(dict)
    for row, value in zip(rows, scores, strict=True):
        telling = row.telling
        telling.confidence = value
        place = (telling.token.i, telling.reading.implied)
        rival = best[row.article].get(place)
        if rival is None or value > rival.confidence:
            best[row.article][place] = telling
    for number in range(articles):
        yield joined(list(best[number].values()))


def evaluate(
    rows: Sequence[Example],
    scores: Sequence[float],
    golds: Sequence[dict[str, Any]],
    threshold: float,
    implied: float = IMPLIED,
) -> dict[str, float]:
    """Pair, event and full F1 at the two thresholds, after tellings are joined."""
    score = score_module()
    n: Counter[str] = Counter()
    for g, groups in zip(golds, grouped(rows, scores, len(golds)), strict=True):
        said = [as_event(plainest(group)) for group in groups if is_told(group, threshold, implied)]
        n["gold"] += len(g["events"])
        n["said"] += len(said)
        for name, equal in (("pair", score.pair_equal), ("event", score.event_equal), ("full", score.full_equal)):
            n[name] += len(score.matched(g["events"], said, equal))
    return {name: 2 * n[name] / max(n["gold"] + n["said"], 1) for name in ("pair", "event", "full")} | {
        "said": n["said"]
    }


def worth_at(
    rows: Sequence[Example],
    scores: Sequence[float],
    golds: Sequence[dict[str, Any]],
    threshold: float,
    implied: float = IMPLIED,
) -> float:
    """What two thresholds are worth: the mean of pair, event and full F1."""
    figures = evaluate(rows, scores, golds, threshold, implied)
    return (figures["pair"] + figures["event"] + figures["full"]) / 3


def calibration(
    rows: Sequence[Example],
    scores: Sequence[float],
    golds: Sequence[dict[str, Any]],
    threshold: float,
    implied: float,
) -> dict[str, float]:
    """What makes a probability of an event of its best telling's score, how many there are, and whether it is implied.

    Fitted on scores of cross-validation, for those of the rows that a model was fitted on are too sure.
    """
    score = score_module()
    seen: list[list[float]] = []
    right: list[bool] = []
    for number, groups in enumerate(grouped(rows, scores, len(golds))):
        kept = [g for g in groups if is_told(g, threshold, implied)]
        said = [as_event(plainest(g)) for g in kept]
        hits = {j for _, j in score.matched(golds[number]["events"], said, score.event_equal)}
        seen += [[logit(max(t.confidence for t in g)), math.log(len(g)), is_implied(g)] for g in kept]
        right += [j in hits for j in range(len(kept))]
    model = LogisticRegression(C=100.0).fit(np.array(seen), np.array(right))
    values = (*model.coef_[0], model.intercept_[0])
    return {key: round(float(v), 4) for key, v in zip(CALIBRATION_KEYS, values, strict=True)}


def main(argv: Sequence[str] | None = None, labelled: Sequence[dict[str, Any]] = ()) -> None:
    """Cross-validates, prints the figures, fits on all articles and writes the weights.

    `labelled` are more articles in gold's form, each with its weight (training/label.py).
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--dry", action="store_true")
    parser.add_argument("--also", action="append", default=[], type=Path, metavar="FOLDER", help="gold of your own")
    options = parser.parse_args(argv)
    coded, others = list(gold("train")), [*careful_news(), *labelled]
    coded += own_gold(options.also, [*coded, *others, *gold("dev")])
    golds = [*coded, *others]
    rows = list(examples(golds))
    print(f"{len(rows)} tellings, {sum(r.right for r in rows)} right", file=sys.stderr)
    scores = held_out(rows, options.strength)
    sure = len(coded)  # careful labels lack more than gold does: what is right by them says too little
    own = [(row, score) for row, score in zip(rows, scores, strict=True) if row.article < sure]
    gold_rows, gold_scores = [row for row, _ in own], [score for _, score in own]

    def best_of(curve: dict[float, float]) -> float:
        print(" ".join(f"{t}:{v:.4f}" for t, v in curve.items()), file=sys.stderr)
        values = np.convolve(list(curve.values()), np.ones(BESIDE) / BESIDE, mode="valid")
        inner = list(curve)[BESIDE // 2 : -(BESIDE // 2)]
        return max(t for t, f1 in zip(inner, values, strict=True) if f1 >= max(values) - MARGIN)

    at = (gold_rows, gold_scores, coded)
    best = best_of({t / 100: worth_at(*at, t / 100) for t in range(10, 50, 2)})
    implied = best_of({t / 100: worth_at(*at, best, t / 100) for t in range(30, 70, 3)})
    for threshold in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, best):
        figures = evaluate(rows, scores, golds, threshold, max(threshold, implied))
        print(f"{threshold:.2f} " + " ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    own_figures = evaluate(*at, best, implied)
    print(f"gold, {best}, implied {implied}: " + " ".join(f"{k} {v:.3f}" for k, v in own_figures.items()))
    if not options.dry:
        chance = calibration(*at, best, implied)
        weights = fit(rows, options.strength) | {THRESHOLD_KEY: best, IMPLIED_KEY: implied} | chance
        OUT.write_text(json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
        print(f"{len(weights)} weights at {OUT}")


if __name__ == "__main__":
    main()

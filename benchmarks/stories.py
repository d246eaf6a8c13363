"""Groups of reports about the same event: pairwise F1, beside TF-IDF cosine and MinHash alone.

`python -m benchmarks stories [--order N]` reads ../shared/data/clusters. The thresholds of all three are chosen on one
half of the groups and tested on the other, both ways round; "as shipped" is the store's own grouping. `--order` adds
the articles in N random orders and says whether the groups are the same.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.shared import SHARED
from dragoman import Article, CodedArticle, Coder, Store
from dragoman.store.rows import day_of
from dragoman.stories.features import Features, features, likeness, rarity, words_of
from dragoman.stories.groups import Union
from dragoman.stories.linking import FAR, NEAR, STORY_DAYS

Pair = tuple[str, str]

THRESHOLDS = [n / 100 for n in range(4, 80)]


def articles() -> tuple[list[CodedArticle], dict[str, str]]:
    """The articles, coded, and the group of each."""
    folder = SHARED / "data" / "clusters"
    groups = [json.loads(line) for line in (folder / "clusters.jsonl").read_text("utf-8").splitlines()]
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    inputs = [
        Article.of(
            row["text"], id=row["id"], title=row["title"], published=row["published"] or None, outlet=row["outlet"]
        )
        for row in rows
    ]
    return list(Coder().code_all(inputs)), {id: group["cluster"] for group in groups for id in group["ids"]}


def tf_idf(coded: Sequence[CodedArticle]) -> dict[Pair, float]:
    """Cosine of TF-IDF vectors of titles and texts: the usual baseline."""
    vectors = {}
    for article in coded:
        counts = Counter(words_of(f"{article.title or ''} {article.text}"))
        weights = {word: n * rarity(word) for word, n in counts.items()}
        norm = sum(weight * weight for weight in weights.values()) ** 0.5
        vectors[article.id] = {word: weight / norm for word, weight in weights.items()}
    return {
        (a, b): sum(weight * vectors[b].get(word, 0.0) for word, weight in vectors[a].items())
        for a, b in itertools.combinations(sorted(vectors), 2)
    }


def minhash(found: Mapping[str, Features]) -> dict[Pair, float]:
    """Estimated Jaccard similarity of shingles."""
    return {(a, b): likeness(found[a].minhash, found[b].minhash) for a, b in itertools.combinations(sorted(found), 2)}


def stories(coded: Sequence[CodedArticle], found: Mapping[str, Features]) -> dict[Pair, float]:
    """What the store links stories by: heaviest words, weighted by the days between the reports."""
    days = {article.id: day_of(article.published) for article in coded}
    scores = {}
    for a, b in itertools.combinations(sorted(found), 2):
        one, other = days[a], days[b]
        gap = abs((one - other).days) if one and other else None
        if gap is None or gap <= STORY_DAYS:
            weights = dict(zip(found[b].terms, found[b].weights, strict=True))
            cosine = sum(w * weights.get(t, 0.0) for t, w in zip(found[a].terms, found[a].weights, strict=True))
            scores[a, b] = cosine * (FAR if gap is None else NEAR.get(gap, FAR))
    return scores


def grouped(ids: Iterable[str], scores: Mapping[Pair, float], threshold: float) -> dict[str, str]:
    """The group of each article, where pairs from the threshold on hang together."""
    union = Union()
    for id in ids:
        union.find(id)
    for (a, b), score in scores.items():
        if score >= threshold:
            union.join(a, b)
    return {id: union.find(id) for id in ids}


def counts(truth: Mapping[str, str], said: Mapping[str, str]) -> tuple[int, int, int]:
    """Pairs that are rightly together, wrongly together, wrongly apart."""
    right = wrong = missed = 0
    for a, b in itertools.combinations(sorted(truth), 2):
        same, together = truth[a] == truth[b], said[a] == said[b]
        right += same and together
        wrong += together and not same
        missed += same and not together
    return right, wrong, missed


def f1(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return precision, recall, 2 * right / max(1, 2 * right + wrong + missed)


def crossed(truth: Mapping[str, str], scores: Mapping[Pair, float]) -> tuple[tuple[float, float, float], list[float]]:
    """Precision, recall and F1 with thresholds from the other half, and the two thresholds."""
    halves: list[dict[str, str]] = [{}, {}]
    for id, group in truth.items():
        halves[hashlib.sha256(group.encode()).digest()[0] % 2][id] = group
    total, chosen = [0, 0, 0], []
    for half, other in (halves, halves[::-1]):
        best = max(THRESHOLDS, key=lambda t: f1(*counts(other, _within(other, scores, t)))[2])
        chosen.append(best)
        total = [sum(pair) for pair in zip(total, counts(half, _within(half, scores, best)), strict=True)]
    return f1(*total), chosen


def _within(half: Mapping[str, str], scores: Mapping[Pair, float], threshold: float) -> dict[str, str]:
    return grouped(half, {pair: s for pair, s in scores.items() if pair[0] in half and pair[1] in half}, threshold)


def stored(coded: Sequence[CodedArticle]) -> dict[str, str]:
    """The stories that the store makes of articles in this order."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store") as store:
        store.add(coded)
        return {row["id"]: row["story"] for row in store.articles(columns=["id", "story", "day"]).rows()}


def main(argv: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks stories")
    parser.add_argument("--order", type=int, default=1)
    options = parser.parse_args(argv)
    coded, truth = articles()
    found = {article.id: features(article) for article in coded}
    methods: dict[str, Callable[[], dict[Pair, float]]] = {
        "MinHash alone": lambda: minhash(found),
        "TF-IDF cosine": lambda: tf_idf(coded),
        "Dragoman": lambda: stories(coded, found),
    }
    table = Table(
        "method", "P", "R", "F1", "thresholds", title=f"{len(coded)} articles, {len(set(truth.values()))} groups"
    )
    for name, scores in methods.items():
        figures, chosen = crossed(truth, scores())
        table.add_row(name, *(f"{figure:.3f}" for figure in figures), " ".join(f"{t:.2f}" for t in chosen))
    shipped = stored(coded)
    table.add_row("Dragoman, as shipped", *(f"{figure:.3f}" for figure in f1(*counts(truth, shipped))), "")
    console = Console()
    console.print(table)
    for seed in range(options.order):
        order = list(coded)
        random.Random(seed).shuffle(order)  # noqa: S311
        console.print(f"order {seed}: {'the same stories' if stored(order) == shipped else 'OTHER stories'}")

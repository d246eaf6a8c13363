"""Labels made by careful reading of ../shared/data, in `training/labels`: offsets and codes, no words.

A language model read the articles sentence by sentence. Of the articles and clusters (*.json) it coded events, who
speaks, allegations, agreements and contexts; of a quotation's content it gave the beginning only. Of PolNeAR and the
synthetic stories (*.jsonl) it coded events alone. docs/training.md says how they compare with gold.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.shared import SHARED, gold_article
from dragoman import Article
from training.label import labelled

LABELS = Path(__file__).resolve().parent / "labels"
FILES = ("data/articles/articles.jsonl.gz", "data/clusters/articles.jsonl.gz")
POLNEAR = "data/polnear/train.jsonl.gz"
STORIES = "data/ngec_synthetic/stories.jsonl.gz"


def careful(shared: Path = SHARED, labels: Path = LABELS) -> Iterator[dict[str, Any]]:
    """The labelled articles in the form of gold, in the order of the corpora; none has quotations.

    Raises FileNotFoundError without the corpora, LabelError where a label does not fit its article.
    """
    return _careful(shared, labels, (*FILES, POLNEAR, STORIES))


def careful_news(shared: Path = SHARED, labels: Path = LABELS) -> Iterator[dict[str, Any]]:
    """Those of the articles and clusters alone: what events of news of all the world are fitted on.

    The others bring the confidence of events nothing (docs/benchmarks.md); they are of one campaign, or invented.
    """
    return _careful(shared, labels, FILES)


def _careful(shared: Path, labels: Path, corpora: Sequence[str]) -> Iterator[dict[str, Any]]:
    for article in labelled(labels, _articles(shared, corpora)):
        yield {"quotations": [], "noise": [], **article}


def _articles(shared: Path, corpora: Sequence[str]) -> Iterator[Article]:
    known: set[str] = set()
    for name in corpora:
        with gzip.open(shared / name, "rt", encoding="utf-8") as lines:
            for row in (article_of(name, json.loads(line)) for line in lines):
                if row["id"] not in known:
                    known.add(row["id"])
                    yield gold_article(row)


def article_of(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row of a corpus with the fields of a gold article that it has."""
    if name == POLNEAR:
        own = {"id": f"polnear_{row['id']}", "published": row["date"], "outlet": row["publisher"]}
    elif name == STORIES:  # the title is what the story was written for, and the source is invented
        own = {"id": row["id"]}
    else:
        own = {key: row.get(key) for key in ("id", "title", "published", "outlet")}
    return {**own, "text": row["text"]}

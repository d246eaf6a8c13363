"""Labels made by careful reading of ../shared/data, in `training/labels/*.json`: offsets and codes, no words.

A language model read the articles sentence by sentence and coded events, who speaks, allegations, agreements and
contexts; of a quotation's content it gave the beginning only. docs/training.md says how they compare with gold.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.shared import SHARED, gold_article
from dragoman import Article
from training.label import labelled

LABELS = Path(__file__).resolve().parent / "labels"
FILES = ("data/articles/articles.jsonl.gz", "data/clusters/articles.jsonl.gz")


def careful(shared: Path = SHARED, labels: Path = LABELS) -> Iterator[dict[str, Any]]:
    """The labelled articles in the form of gold, in the order of the corpora; each has `speakers`, none quotations.

    Raises FileNotFoundError without the corpora, LabelError where a label does not fit its article.
    """
    for article in labelled(labels, _articles(shared)):
        yield {"quotations": [], "noise": [], **article}


def _articles(shared: Path) -> Iterator[Article]:
    known: set[str] = set()
    for name in FILES:
        with gzip.open(shared / name, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row["id"] not in known:
                    known.add(row["id"])
                    yield gold_article(row)

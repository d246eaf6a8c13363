"""Where the benchmarks find the shared corpora, and the gold articles in the form that the coder reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman import Article

SHARED = Path(__file__).resolve().parents[2] / "shared"


def gold(split: str) -> Iterator[dict[str, Any]]:
    """The gold files of a split ("train", "dev") in the order of their names. Raises FileNotFoundError."""
    folder = SHARED / "gold" / split
    if not folder.is_dir():
        raise FileNotFoundError(f"no gold articles at {folder}")
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text("utf-8"))


def gold_articles(split: str) -> Iterator[Article]:
    """The same articles without their records."""
    yield from map(gold_article, gold(split))


def gold_article(gold: dict[str, Any]) -> Article:
    """A gold article without its records."""
    metadata = {key: gold.get(key) for key in ("id", "title", "published", "outlet")}
    return Article.of(gold["text"], **metadata)

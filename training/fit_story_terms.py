"""How rare words are, for telling stories apart: `python training/fit_story_terms.py` writes stories/rarity.tsv.

Counts in how many of the unlabelled articles of ../shared/data/articles each word stands. Only words of five articles
and more are kept; rarer ones count as the rarest.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

from dragoman.stories.features import words_of

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "articles" / "articles.jsonl.gz"
TARGET = ROOT / "src" / "dragoman" / "stories" / "rarity.tsv"
LEAST = 5


def main() -> None:
    """Counts and writes."""
    counts: Counter[str] = Counter()
    total = 0
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        for line in lines:
            total += 1
            counts.update(set(words_of(json.loads(line)["text"])))
    kept = sorted((word, count) for word, count in counts.items() if count >= LEAST)
    rows = [f"\t{total}", *(f"{word}\t{count}" for word, count in kept)]
    TARGET.write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()

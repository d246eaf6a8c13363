"""What training reads: articles without labels."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

from tokenizers import Tokenizer

from dragoman.language.encoder import shipped
from training.prepare import STORIES, unread


def written(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def test_the_teacher_reads_what_is_in_no_gold_and_some_of_the_stories(tmp_path: Path) -> None:
    texts = {"coded": "Norway spoke.", "new": "Kenya said no.\nIt left."}
    written(tmp_path / "articles" / "articles.jsonl.gz", [{"id": k, "text": text} for k, text in texts.items()])
    stories = [{"id": f"story {n}", "text": f"Kenya said {n}."} for n in range(STORIES + 2)]
    written(tmp_path / "ngec_synthetic" / "stories.jsonl.gz", stories)
    found = unread(tmp_path, Tokenizer.from_file(str(shipped() / "tokenizer.json")), {"coded"})
    assert [e.id for e in found] == ["new", "story 0", f"story {STORIES}"]
    assert found[0].text == texts["new"]
    assert len(found[0].sentences) == 2
    assert not any(e.attributions for e in found)

"""Careful labels: they fit their articles, and hold none of their words."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dragoman import Article

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from training.careful import FILES, LABELS, POLNEAR, SHARED, STORIES, careful, careful_news
from training.classes import MODES, STATUSES, TYPES
from training.label import FORM, LabelError, digest

TEXT = "Norway condemned Chad on Monday.\nChad rejected the charge."


def corpora(folder: Path, text: str) -> Path:
    """A folder in the form of the corpora, with one article."""
    row = {"id": "n1", "title": "Norway and Chad", "text": text}
    rows = dict.fromkeys(FILES, row) | {POLNEAR: {"id": "p1", "publisher": "a", "date": "2016-03-01", "text": text}}
    for name, given in (rows | {STORIES: {**row, "id": "s1"}}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.write(json.dumps(given) + "\n")
    return folder


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    event = {"type": "ACCUSE", "mode": "disapprove", "status": "actual", "trigger": [7, 16], "sentence": [0, 32]}
    event |= {
        "actors": [{"code": "NOR GOV", "mention": [0, 6]}],
        "recipients": [{"code": "TCD GOV", "mention": [17, 21]}],
    }
    speakers = [{"kind": "indirect", "begins": [33, 37], "cue": None, "speaker": None, "speaker_code": "TCD GOV"}]
    label = {"form": FORM, "id": "n1", "text": digest(TEXT), "events": [event], "speakers": speakers}
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "n1.json").write_text(json.dumps(label), "utf-8")
    return tmp_path / "labels"


def test_a_label_is_laid_over_the_article_of_its_id(labels: Path, tmp_path: Path) -> None:
    (article,) = careful(corpora(tmp_path, TEXT), labels)
    (event,) = article["events"]
    assert (event["trigger"], event["sentence"]) == ("condemned", "Norway condemned Chad on Monday.")
    assert event["recipients"] == [{"code": "TCD GOV", "mention": "Chad"}]
    assert (article["title"], article["quotations"]) == ("Norway and Chad", [])
    assert article["speakers"][0]["begins"] == "Chad"


def test_a_label_of_another_text_is_refused(labels: Path, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"n1.*another text"):
        list(careful(corpora(tmp_path, f"{TEXT} More."), labels))


def test_labels_of_events_alone_stand_in_one_file_a_corpus(labels: Path, tmp_path: Path) -> None:
    label = json.loads((labels / "n1.json").read_text("utf-8"))
    kept = {key: label[key] for key in ("form", "text", "events")}
    lines = [json.dumps({**kept, "id": id_}) for id_ in ("polnear_p1", "s1")]
    (labels / "more.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    found = {article["id"]: article for article in careful(corpora(tmp_path, TEXT), labels)}
    assert list(found) == ["n1", "polnear_p1", "s1"]
    assert found["polnear_p1"]["outlet"] == "a" and found["s1"]["title"] is None
    assert [article["id"] for article in careful_news(corpora(tmp_path, TEXT), labels)] == ["n1"]
    (labels / "more.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(LabelError, match=r"more.jsonl:1 is no label"):
        list(careful(corpora(tmp_path, TEXT), labels))


def every_label() -> list[dict[str, Any]]:
    paths = sorted(LABELS.glob("*.json"))
    found = [json.loads(path.read_text("utf-8")) for path in paths]
    assert [label["id"] for label in found] == [path.stem for path in paths]
    return found + [
        json.loads(line) for path in LABELS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]


def test_every_label_holds_known_classes_and_no_words() -> None:
    labels = every_label()
    assert len(labels) > 1000
    for label in labels:
        assert label["form"] == FORM
        for event in label["events"]:
            assert event["type"] in TYPES and event["status"] in STATUSES and event["mode"] in {None, *MODES}
            start, end = event["sentence"]
            assert start <= event["trigger"][0] < event["trigger"][1] <= end
            assert all(isinstance(party["mention"], list | None) for party in event["actors"] + event["recipients"])


def test_every_label_fits_its_article() -> None:
    if not (SHARED / FILES[0]).is_file():
        pytest.skip("no corpora")
    articles = list(careful())
    assert {article["id"] for article in articles} == {label["id"] for label in every_label()}
    for article in articles:
        assert Article.of(article["text"]).text == article["text"]
        assert all(event["trigger"] in event["sentence"] for event in article["events"])

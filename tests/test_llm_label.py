"""`python -m training label`: labels by a language model."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from llm_server import Said, answer, serving
from llm_texts import ACCUSE, RIGHT, STORY

from dragoman import Article, Coder
from dragoman.llm import Settings
from dragoman.llm.second import SecondCoder

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from training import label


@pytest.fixture(autouse=True)
def one_coder(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session's coder with the model that settings name."""

    def load(*, llm: Settings) -> Coder:
        monkeypatch.setattr(coder, "_second", SecondCoder(llm, coder._actors.dictionary))
        return coder

    monkeypatch.setattr(label, "Coder", load)


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    lines = [
        {"id": f"s/{number}", "published": "2025-03-04", "text": f"{STORY}\nMore {number}."} for number in range(3)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "llm.toml"
    path.write_text('[llm]\nmodel = "m"\ncache = ""\nbackoff = 0.01\n', "utf-8")
    return path


def test_labels_hold_offsets_and_ids_and_no_words(
    stories: Path, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "labels"
    with serving(answer(**RIGHT)) as server:
        given = ["--llm", server.url, "--config", str(config), "--out", str(out), "--sample", "0", str(stories)]
        assert label.main([*given, "--weight", "0.5"]) == 0
        assert label.main(given) == 0
        assert len(server.requests) == 3
    assert "3 labelled\n" in (err := capsys.readouterr().err) and err.endswith("3 labelled before\n")
    files = sorted(out.glob("*.json"))
    assert len(files) == 3
    told = json.loads(files[0].read_text("utf-8"))
    assert (told["id"], told["by"], told["weight"]) == ("s/0", "m", 0.5)
    words = ("Norway", "condemned", "Chad", "shelling", "minister", "Oumar", "grain", "Oslo", "Geneva")
    assert not [word for word in words if word in files[0].read_text("utf-8")]
    (event, *_) = told["events"]
    assert STORY[slice(*event["trigger"])] == "condemned" and STORY[slice(*event["actors"][0]["mention"])] == "Norway"


def test_a_label_is_laid_over_its_text_in_the_form_of_gold(stories: Path, config: Path, tmp_path: Path) -> None:
    with serving(answer(**RIGHT)) as server:
        given = ["--llm", server.url, "--config", str(config), "--out", str(tmp_path / "l"), "--sample", "0"]
        label.main([*given, str(stories)])
    article = Article.of(f"{STORY}\nMore 1.", id="s/1")
    (gold,) = label.labelled(tmp_path / "l", [article, Article.of("without a label")])
    assert gold["text"] == article.text and gold["weight"] == label.WEIGHT
    event = gold["events"][0]
    assert (event["trigger"], event["sentence"]) == ("condemned", STORY.partition("\n")[0])
    assert event["recipients"] == [{"code": "TCD GOV", "mention": "Chad"}]
    assert gold["quotations"][0]["content"] == ["This must stop."] and gold["agreements"][0]["provisions"] == []
    with pytest.raises(label.LabelError, match="another text"):
        list(label.labelled(tmp_path / "l", [Article.of("changed", id="s/1")]))
    (tmp_path / "l" / "bad.json").write_text("[]", "utf-8")
    with pytest.raises(label.LabelError, match=r"bad\.json is no label"):
        list(label.labelled(tmp_path / "l", [article]))


def test_an_article_that_was_not_read_as_a_whole_gets_no_label(stories: Path, config: Path, tmp_path: Path) -> None:
    def respond(request: dict[str, Any], _: int) -> Said:
        return Said(status=418) if "More 1" in request["messages"][-1]["content"] else answer(**RIGHT)

    with serving(respond) as server:
        given = ["--llm", server.url, "--config", str(config), "--out", str(tmp_path / "l"), "--sample", "0"]
        assert label.main([*given, str(stories), str(tmp_path / "none.txt")]) == 1
    assert len(list((tmp_path / "l").glob("*.json"))) == 2


def test_agreement_with_gold_is_printed_first(
    stories: Path, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (label.SHARED / "score.py").is_file():
        pytest.skip("no score.py")
    gold = tmp_path / "gold"
    gold.mkdir()
    nothing: dict[str, Any] = {"quotations": [], "allegations": [], "agreements": [], "contexts": [], "noise": []}
    told = {key: ACCUSE[key] for key in ("type", "mode", "status", "actors", "recipients", "trigger", "date", "place")}
    told |= {"sentence": STORY.partition("\n")[0], "reported_by": None}
    for number in range(4):
        article = {
            "id": f"g{number}",
            "published": "2025-03-04",
            "text": f"{STORY}\n{number}",
            "events": [told],
            **nothing,
        }
        (gold / f"g{number}.json").write_text(json.dumps(article), "utf-8")
    with serving(answer(events=[ACCUSE])) as server:
        given = ["--llm", server.url, "--config", str(config), "--out", str(tmp_path / "l"), "--gold", str(gold)]
        assert label.main([*given, "--sample", "2", str(stories)]) == 0
        assert len(server.requests) == 5
    out = capsys.readouterr().out
    assert "m beside gold, 2 articles" in out
    row = next(line for line in out.splitlines() if " event " in line)
    assert row.count("1.0") == 3


def test_without_gold_that_is_said(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert label.main(["--llm", "http://127.0.0.1:9/v1", "--config", str(config), "--gold", str(tmp_path)]) == 0
    assert "agreement with gold is not known" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--weight", "2"], ["--llm", "nowhere"], []])
def test_wrong_use_is_told(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        label.main(wrong)
    assert ended.value.code == 2


def test_labelled_articles_are_trained_on_beside_gold_by_their_weight(
    stories: Path, config: Path, tmp_path: Path
) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    from training.__main__ import labelled
    from training.prepare import gold_article
    from training.samples import epoch_windows

    with serving(answer(**RIGHT)) as server:
        given = ["--llm", server.url, "--config", str(config), "--out", str(tmp_path / "l"), "--sample", "0"]
        label.main([*given, "--weight", "0.25", str(stories)])
    options = argparse.Namespace(labels=tmp_path / "l", labelled=[str(stories), str(tmp_path / "none.txt")])
    tokenizer = Tokenizer(models.WordLevel({"?": 1000}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    examples = [gold_article(article, tokenizer) for article in labelled(options)]
    assert [example.weight for example in examples] == [0.25] * 3
    assert [(len(e.attributions), len(e.acts)) for e in examples] == [(1, 3)] * 3
    rng = random.Random(1)  # noqa: S311 - no secret
    epochs = [len(epoch_windows({"labelled": examples}, {"labelled": 1.0}, rng)) for _ in range(200)]
    assert 0.15 < sum(epochs) / 600 < 0.35
    assert list(labelled(argparse.Namespace(labels=None, labelled=[]))) == []

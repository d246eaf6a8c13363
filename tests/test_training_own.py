"""Training takes in what people decided: from the desk's export to examples and tellings."""

from __future__ import annotations

import argparse
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from making import made

from dragoman import Coder
from dragoman.exports.gold import write_gold
from dragoman.store import Store
from training.own import own_gold

STORY = "Norway condemned Iran on Monday. Iran rejected talks with Norway. France signed a treaty with Chad."


def exported(folder: Path, coder: Coder) -> Path:
    """Gold of a store in which people rejected one event and corrected another."""
    with Store(folder / "store") as store:
        store.add([coder.code(STORY, published="2025-03-04"), made("untouched")])
        id = next(one.id for one in store.coded() if one.id != "untouched")
        (article,) = store.coded([id])
        first, second = article.events[:2]
        store.decide(first.id, "rejected", by="Ada")
        store.decide(second.id, "corrected", by="Ada", changes={"status": "future"})
        decided = [row["id"] for row in store.articles(decided_by="anyone").rows()]
        assert write_gold(store.coded(decided, rejected=False), folder / "gold") == 1
    return folder / "gold"


def test_what_people_decided_becomes_examples(tmp_path: Path, coder: Coder) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    from training.__main__ import also
    from training.classes import STATUSES
    from training.prepare import gold_article

    folder = exported(tmp_path, coder)
    options = argparse.Namespace(shared=tmp_path / "none", also=[folder])
    (article,) = also(options)
    assert article["text"] == STORY and {event["status"] for event in article["events"]} >= {"future"}
    tokenizer = Tokenizer(models.WordLevel({"?": 1000}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    example = gold_article(article, tokenizer)
    assert example.weight == 1.0 and len(example.acts) == len(article["events"])
    assert STATUSES.index("future") in {act.status for act in example.acts}


class Score:
    """A scorer for which events are equal that have the same trigger, or are told by "again"."""

    @staticmethod
    def event_equal(one: dict[str, Any], other: dict[str, Any]) -> bool:
        return bool(one["trigger"] == other["trigger"] or one["trigger"] == "again")

    @staticmethod
    def full_equal(one: dict[str, Any], other: dict[str, Any]) -> bool:
        return bool(Score.event_equal(one, other) and one["status"] == other["status"])


@pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")
def test_a_telling_is_worth_how_much_of_it_gold_has(monkeypatch: pytest.MonkeyPatch) -> None:
    from training import confidence

    monkeypatch.setattr(confidence, "score_module", lambda: Score)
    said = {"trigger": "met", "sentence": "They met.", "status": "actual"}
    elsewhere = {"trigger": "again", "sentence": "Talks again.", "status": "future"}
    other_status = said | {"sentence": "They met. Then", "status": "future"}
    assert confidence.worth_of(said, [said | {"trigger": "left"}]) == 0
    assert confidence.worth_of(said, [elsewhere]) == pytest.approx(0.4)
    assert confidence.worth_of(said, [elsewhere, other_status]) == pytest.approx(0.7)
    assert confidence.worth_of(said, [said]) == pytest.approx(1.0)


@pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")
def test_articles_of_less_trust_weigh_less() -> None:
    from training.confidence import Example, fit

    def weight_of(trust: float) -> float:
        telling: Any = None
        rows = [Example(0, telling, ["bias", "word"], True, 1.0, trust) for _ in range(5)]
        rows += [Example(0, telling, ["bias"], False, 0.0) for _ in range(5)]
        return fit(rows, 1.0)["word"]

    assert weight_of(1.0) > weight_of(0.2) > 0


@pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")
def test_a_telling_that_people_rejected_counts_as_wrong(
    tmp_path: Path, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import confidence

    monkeypatch.setattr(confidence, "score_module", lambda: Score)
    golds = list(own_gold([exported(tmp_path, coder)]))
    rows = list(confidence.examples(golds))
    kept = {event["trigger"] for event in golds[0]["events"]}
    assert rows and {row.telling.token.text in kept for row in rows} == {True, False}
    assert all(row.right == (row.telling.token.text in kept) for row in rows)


def test_articles_that_are_known_are_left_out(tmp_path: Path, coder: Coder) -> None:
    folder = exported(tmp_path, coder)
    assert list(own_gold([folder], [{"text": STORY}])) == []
    assert len(list(own_gold([folder, folder]))) == 1
    (tmp_path / "shared" / "gold" / "dev").mkdir(parents=True)
    (tmp_path / "shared" / "gold" / "dev" / "x.json").write_text(json.dumps({"text": STORY}), "utf-8")
    from training.__main__ import also

    assert list(also(argparse.Namespace(shared=tmp_path / "shared", also=[folder]))) == []


EVENT = {"type": "ACCUSE", "status": "actual", "trigger": "condemned", "sentence": "Norway condemned Iran on Monday."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no JSON", "JSON"),
        ("[]", "no text"),
        (json.dumps({"text": STORY}), "list of quotations"),
        (json.dumps({"text": STORY, "quotations": [], "events": [EVENT | {"type": "SHOUT"}]}), "SHOUT"),
        (json.dumps({"text": STORY, "quotations": [], "events": [EVENT | {"status": "maybe"}]}), "maybe"),
        (json.dumps({"text": STORY, "quotations": [], "events": [EVENT | {"trigger": "shouted"}]}), "shouted"),
    ],
)
def test_what_is_no_gold_is_refused_by_its_name(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "one.json").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=said) as raised:
        list(own_gold([tmp_path]))
    assert "one.json" in str(raised.value)
    with pytest.raises(ValueError, match="has no gold"):
        list(own_gold([tmp_path / "none"]))

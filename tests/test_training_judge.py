"""The judge of readings. Needs torch, which is in the environment of training only."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

torch = pytest.importorskip("torch")

from training.classes import TYPES  # noqa: E402
from training.judge import (  # noqa: E402  # noqa: E402
    ACTOR,
    QUESTION,
    RECIPIENT,
    TRIGGER,
    Copy,
    Group,
    Judge,
    Lower,
    Run,
    Sentence,
    inputs,
    judged,
    loss_of,
    train,
)
from training.judge_export import export, feed  # noqa: E402
from training.model import SMALL, Model, Size  # noqa: E402
from training.relation import alike, coded_pairs, folds_of, macro_f1, roots, sentence_of  # noqa: E402

WORDS = [101, 4238, 7939, 5968, 9290, 2006, 5924, 102]


def group(key: str, *places: int) -> Group:
    roles = (TRIGGER, ACTOR, RECIPIENT)
    return Group([Copy(QUESTION), *(Copy(r, (p,)) for r, p in zip(roles, places, strict=True))], (1,), key=key)


@pytest.fixture(scope="module", params=[SMALL, Size(48, 4, 96, relative=True)], ids=["small", "larger"])
def either(request: pytest.FixtureRequest) -> Model:
    """An encoder of the size that ships, and a tiny one of the larger kind, which knows how far pieces are apart."""
    torch.manual_seed(1)
    return Model(request.param).eval()


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(1)
    return Model()


def ready(model: Model, *groups: Group) -> Sentence:
    sentence = Sentence(0, WORDS, list(groups))
    Lower(model).prepare(sentence)
    return sentence


def test_a_reading_is_judged_the_same_whatever_other_readings_its_sentence_has(either: Model) -> None:
    judge = Judge(either).eval()
    alone = judged(judge, [ready(either, group("a", 2, 1, 6))])
    beside = judged(judge, [ready(either, group("b", 4, 3, 1), group("a", 2, 1, 6))])
    assert beside["a"][0] == pytest.approx(alone["a"][0], abs=1e-5)
    assert beside["b"][0] != pytest.approx(beside["a"][0], abs=1e-5)


def test_a_reading_is_judged_the_same_in_a_batch(either: Model) -> None:
    judge = Judge(either).eval()
    short, long = ready(either, group("a", 2, 1, 6)), ready(either, group("b", 2, 1, 6), group("c", 4, 3, 1))
    with torch.no_grad():
        kinds = judge(*inputs([long, short], None))[0]
    assert kinds[1, 0].tolist() == pytest.approx(judged(judge, [short])["a"][0], abs=1e-5)


def test_the_exported_model_says_what_the_trained_one_says(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    judge = Judge(model).eval()
    monkeypatch.setattr("training.judge_export.base_model", lambda _: model)
    sentence = ready(model, group("a", 2, 1, 6), group("b", 4, 3, 1))
    path, _ = export(judge, tmp_path, tmp_path)
    said = onnxruntime.InferenceSession(str(path)).run(None, feed(sentence))[0]
    known = judged(judge, [sentence])
    assert said[0].tolist() == pytest.approx(known["a"][0], abs=1e-4)
    assert said[1].tolist() == pytest.approx(known["b"][0], abs=1e-4)


def test_a_run_that_is_there_is_not_trained_again(model: Model, tmp_path: Path) -> None:
    sentences = [ready(model, group("a", 2, 1, 6))]
    run = Run(epochs=1, rate=1e-4, head_rate=1e-4)
    first = train(sentences, model, None, tmp_path / "one.pt", run)
    again = train([], model, None, tmp_path / "one.pt", run)
    assert judged(first, sentences) == judged(again, sentences)


def test_marks_become_places_and_a_party_that_is_not_marked_is_none() -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 100, "Norland": 7, "praised": 8, "Sudland": 9}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    both = sentence_of("1", "<s>Norland</s> praised <t>Sudland</t>", "SUPPORT", tokenizer)
    assert both.ids == [101, 7, 8, 9, 102]
    assert [c.places for c in both.groups[0].copies] == [(), (), (1,), (3,)]
    one = sentence_of("2", "<s>Norland</s> praised Sudland", "YIELD", tokenizer)
    assert one.groups[0].copies[3].places == ()
    assert len(one.groups[0].types) == 2


def test_rows_of_one_sentence_are_in_one_fold() -> None:
    rows = [{"sentence": str(n // 2)} for n in range(20)]
    folds = folds_of(rows)
    assert folds[0::2] == folds[1::2]
    assert set(folds) == set(range(5))


def test_chances_of_roots_add_up_to_one_and_yield_has_both_its_types() -> None:
    chances = roots([5.0, *[0.0] * 16])
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["YIELD"] == pytest.approx(2 / 16)


def test_classes_are_alike_that_share_a_quad_class() -> None:
    names = {kind: n for n, kind in enumerate(TYPES, 1)}
    assert set(alike("ACCUSE")) == {names[kind] for kind in ("ACCUSE", "REQUEST", "REJECT", "THREATEN")}
    assert {names["CONCEDE"], names["RETREAT"], names["AID"]} <= set(alike("YIELD"))


def test_events_of_coded_articles_become_marked_pairs() -> None:
    tokenizer = Tokenizer(models.WordLevel({"?": 1000}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()

    def event(text: str, trigger: str, actors: list[str], recipients: list[str]) -> dict[str, object]:
        sides = {"actors": [{"mention": m} for m in actors], "recipients": [{"mention": m} for m in recipients]}
        return {"sentence": text, "trigger": trigger, "type": "CONSULT", **sides}

    article = {
        "id": "a",
        "events": [
            event("Chad thanked Mali and Togo", "thanked", ["Chad"], ["Mali", "Togo"]),
            event("Chad and Mali met", "met", ["Chad", "Mali"], []),
            event("Chad acted alone", "acted", ["Chad"], []),
        ],
    }
    found = list(coded_pairs(article, tokenizer))
    places = [[copy.places for copy in sentence.groups[0].copies[2:]] for sentence in found]
    assert places == [[(1,), (3,)], [(1,), (5,)], [(1,), (3,)]]
    assert all(sentence.groups[0].types == (TYPES.index("CONSULT") + 1,) for sentence in found)


def test_what_is_alike_counts_in_the_loss(model: Model) -> None:
    judge = Judge(model).eval()
    sentence = Sentence(-1, WORDS, [group("a", 1, 2, 3)])
    Lower(model).prepare(sentence)
    run, rng = Run(1, 1e-4, 1e-3, weights=(("quad", 2.0),)), random.Random(0)  # noqa: S311 - it hides words
    assert "quad" not in loss_of(judge, [sentence], rng, run)
    sentence.groups[0].alike = (1, 2)
    both = loss_of(judge, [sentence], rng, run)
    assert 0 < both["quad"] < 2 * both["type"]


def test_what_a_larger_judge_says_is_learnt_as_it_says_it(model: Model) -> None:
    pair = group("ab", 2, 1, 4)
    pair.types, pair.chances = (), (1.0, *([0.0] * (len(TYPES) - 1)))
    sentence = ready(model, pair)
    torch.manual_seed(2)
    judge = Judge(model).eval()
    odds = judged(judge, [sentence])["ab"][0][1:]
    first = torch.tensor(odds).log_softmax(-1)[0]
    losses = loss_of(judge, [sentence], random.Random(1), Run(1, 1e-4, 1e-3, unseen=0.0))  # noqa: S311 - it hides words
    assert losses["type"].item() == pytest.approx(-first.item(), abs=0.05)
    assert set(losses) == {"type"}


def test_macro_f1_is_the_mean_over_classes_of_gold() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)

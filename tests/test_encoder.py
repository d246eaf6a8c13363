"""The encoder reads an article once, the same way every time, and knows its own files."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from dragoman import Article
from dragoman.cleaning import clean
from dragoman.language import Reader
from dragoman.language import encoder as encoder_module
from dragoman.language.encoder import HASHES, MODEL, TOKENIZER, Encoder, ModelFileError
from dragoman.language.heads import NARROW, WIDE, Reading, best_paths, buckets
from tests import tiny_encoder
from tests.tiny_encoder import tokens

TEXT = (
    "The minister said that talks with officials were good. “We will not accept this deal,” she said.\n"
    "OSLO: naïve 🕊 officials said the deal was, and we will not.\n"
) * 25


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder.write(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    return Encoder(folder).read_text(TEXT, tokens(TEXT))


def arrays(reading: Reading) -> list[np.ndarray]:
    flat = [reading.roles, reading.anchors, reading.types, reading.statuses, reading.modes]
    return [*flat, reading.members(2), reading.members(len(tokens(TEXT)) - 3)]


def test_every_token_has_its_probabilities(reading: Reading) -> None:
    count = len(tokens(TEXT))
    assert [a.shape for a in arrays(reading)[:5]] == [(count, 3), (count, 2), (count, 3), (count, 2), (count, 2)]
    for array in arrays(reading):
        assert ((array >= 0) & (array <= 1)).all()
    assert np.allclose(reading.types.sum(-1), 1, atol=1e-5)


def test_the_same_text_gives_the_same_on_one_thread_or_two(folder: Path, reading: Reading) -> None:
    for threads in (1, 2):
        again = Encoder(folder, threads=threads).read_text(TEXT, tokens(TEXT))
        assert all(np.array_equal(a, b) for a, b in zip(arrays(reading), arrays(again), strict=True))
        assert again.attributions(WIDE, 0.2) == reading.attributions(WIDE, 0.2)


def test_what_stands_in_another_window_changes_nothing(folder: Path, reading: Reading) -> None:
    longer = TEXT + "The officials said no.\n" * 60
    again = Encoder(folder).read_text(longer, tokens(longer))
    first = len(tokens(TEXT)) // 3
    assert np.array_equal(again.types[:first], reading.types[:first])


def test_windows_that_are_not_kept_are_read_again_with_the_same_result(
    folder: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder_module, "KEPT", 1)
    again = Encoder(folder).read_text(TEXT, tokens(TEXT))
    for _ in range(2):
        assert all(np.array_equal(a, b) for a, b in zip(arrays(reading), arrays(again), strict=True))
    assert again.attributions(NARROW, 0.2) == reading.attributions(NARROW, 0.2)


def test_tokens_of_white_space_and_unread_texts_have_no_probability(folder: Path) -> None:
    encoder = Encoder(folder)
    read = encoder.read_text("the  deal\n", [(0, 3), (3, 5), (5, 9), (9, 10)])
    assert read.types[1].sum() == 0 and read.types[3].sum() == 0 and read.types[2].sum() > 0.99
    assert read.members(1).sum() == 0
    nothing = encoder.read_text(" \n", [(0, 2)])
    assert nothing.types.sum() == 0 and nothing.attributions(WIDE, 0.0) == [] and nothing.pair(0, [0]).none == 1


def test_a_mention_is_actor_recipient_or_neither(reading: Reading) -> None:
    for mention in ([0, 1], [5], range(4, 9)):
        assert sum(reading.pair(2, mention)) == pytest.approx(1)
    assert reading.pair(2, []) == (0, 0, 1)


def test_members_are_scored_by_product_and_hidden_layer(folder: Path, reading: Reading) -> None:
    tables = reading.tables
    rng = np.random.default_rng(1)
    width = len(tables.members) * tables.head
    query, key = rng.normal(size=(1, width + 6)), rng.normal(size=(3, width + 6))
    far, apart = np.array([[-7, 0, 2]]), np.array([[-9, 0, 1]])
    found = tables.odds(query.astype(np.float32), key.astype(np.float32), far, apart)
    for t, (step, other) in enumerate([(0, 0), (4, 2), (6, 3)]):
        hidden = np.maximum(0, query[0, width:] + key[t, width:] + tables.distance[step] + tables.sentence[other])
        for m in range(len(tables.members)):
            part = slice(m * tables.head, (m + 1) * tables.head)
            expected = query[0, part] @ key[t, part] * 0.5 + hidden @ tables.member[m] + tables.bias[m]
            assert found[0, t, m] == pytest.approx(expected, abs=1e-4)


def test_a_full_stop_is_no_part_of_the_word_before(folder: Path) -> None:
    text = "We said naivete. We"
    reading = Encoder(folder).read_text(text, [(0, 2), (3, 7), (8, 15), (15, 16), (17, 19)])
    starts = [reading._pieces.starts[p] for p in reading._words(0, len(reading._pieces))]
    assert starts == [0, 3, 8, 15, 17] and len(reading._pieces) > len(starts)


def test_attributions_lie_in_the_text_in_order(reading: Reading) -> None:
    for kind in (WIDE, NARROW):
        said = reading.attributions(kind, 0.3)
        assert said and [a.anchor for a in said] == sorted(a.anchor for a in said)
        for a in said:
            assert a.content and a.confidence >= 0.3
            for start, end in (*a.source, *a.cue, *a.content):
                assert 0 <= start < end <= len(TEXT) and TEXT[start:end] == TEXT[start:end].strip()
    assert reading.attributions(WIDE, 1.01) == []


def test_distances_fall_into_buckets_that_grow() -> None:
    assert buckets(np.array([-1, 0, 1, 4, 5]), 41).tolist() == [19, 20, 21, 24, 25]
    assert buckets(np.array([-9999, 9999]), 41).tolist() == [0, 40]
    ordered = buckets(np.arange(-300, 301), 41)
    assert (np.diff(ordered) >= 0).all()


def test_the_best_path_is_the_best_of_all_paths() -> None:
    odds = np.random.default_rng(3).normal(size=(2, 7, 2)).astype(np.float32)
    found = best_paths(odds, 0.7)

    def worth(path: tuple[bool, ...], values: np.ndarray) -> float:
        turns = sum(a != b for a, b in itertools.pairwise((False, *path)))
        return float(values[list(path)].sum()) - 0.7 * turns - 0.35 * path[-1]

    for anchor, role in itertools.product(range(2), range(2)):
        best = max(itertools.product([False, True], repeat=7), key=lambda p: worth(p, odds[anchor, :, role]))
        assert found[anchor, :, role].tolist() == list(best)


def test_a_model_that_was_altered_is_not_read(tmp_path: Path) -> None:
    folder = tiny_encoder.write(tmp_path)
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes() + b"!")
    with pytest.raises(ModelFileError, match="has the SHA-256") as caught:
        Encoder(folder)
    assert caught.value.path == folder / MODEL
    assert caught.value.expected == json.loads((folder / HASHES).read_text("utf-8"))[MODEL] != caught.value.found


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, HASHES])
def test_a_file_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    (tiny_encoder.write(tmp_path) / name).unlink()
    with pytest.raises(ModelFileError, match="cannot be opened") as caught:
        Encoder(tmp_path)
    assert (caught.value.path, caught.value.found) == (tmp_path / name, None)


def test_hashes_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tiny_encoder.write(tmp_path) / HASHES).write_text("{}", "utf-8")
    with pytest.raises(ModelFileError, match="names no hash"):
        Encoder(tmp_path)


def test_a_parsed_article_is_read_when_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder(folder)
    reader = Reader(encoder=encoder)
    article = Article.of("The minister said that talks with officials were good.")
    parsed = reader.parse(article, clean(article.text))
    calls = []
    monkeypatch.setattr(encoder, "_run", lambda *given, run=encoder._run: calls.append(given) or run(*given))
    assert calls == []
    assert parsed.reading is not None and parsed.reading.types.shape == (len(parsed.doc), 3)
    assert parsed.reading is parsed.reading and len(calls) == 1

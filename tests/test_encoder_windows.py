"""Pieces keep their offsets, and windows lose none of them."""

from __future__ import annotations

import itertools
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from dragoman.language.windows import SEP, UNKNOWN, best_window, pieces_of, sentence_starts, windows
from tests import tiny_encoder

TOKENIZER: Tokenizer = tiny_encoder.tokenizer()
TEXT = (
    "The minister said: “We will not accept this.” Talks with NATO officials were good.\n\n"
    "Deal? No – 🕊 İstanbul naïve é."
)


def test_a_piece_is_where_its_offsets_say() -> None:
    pieces = pieces_of(TEXT, TOKENIZER)
    read = [(i, TEXT[s:e].lower()) for i, s, e in zip(pieces.ids, pieces.starts, pieces.ends, strict=True)]
    vocabulary = {number: word.removeprefix("##") for word, number in TOKENIZER.get_vocab().items()}
    plain = [(vocabulary[i], words) for i, words in read if i not in (SEP, UNKNOWN) and words.isascii()]
    assert len(plain) > 30 and all(word == words for word, words in plain)
    assert ("ı" not in TEXT) and TEXT[pieces.starts[-1] : pieces.ends[-1]] == "."


@given(st.text(st.sampled_from("aA b.\n\r“\"”'’!?é🕊\u0301ßİ\u200b\u2028\t1"), max_size=120))
def test_offsets_never_slip_whatever_the_text(text: str) -> None:
    pieces = pieces_of(text, TOKENIZER)
    assert pieces.starts == sorted(pieces.starts) and pieces.ends == sorted(pieces.ends)
    assert all(0 <= s <= e <= len(text) for s, e in zip(pieces.starts, pieces.ends, strict=True))
    for number, (start, end) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
        if end > start:
            assert number in pieces.covering(start, end)
            assert text[start:end].strip()


def test_case_and_quotation_marks_are_seen() -> None:
    pieces = pieces_of(TEXT, TOKENIZER)
    shape = {TEXT[s:e]: x for s, e, x in zip(pieces.starts, pieces.ends, pieces.shapes, strict=True)}
    assert (shape["The"], shape["minister"], shape["We"], shape["accept"]) == (1, 0, 4, 3)


def test_straight_marks_open_and_close_in_turn_and_end_with_the_line() -> None:
    text = 'He said "we will" and "not\nthis'
    pieces = pieces_of(text, TOKENIZER)
    inside = [text[s:e] for s, e, x in zip(pieces.starts, pieces.ends, pieces.shapes, strict=True) if x >= 3]
    assert inside == ['"', "we", "will", '"', '"', "not"]


def test_sentences_begin_after_stops_and_line_breaks() -> None:
    text = "One. Two said “no.” Three.\n\nFour at 3.5 per cent"
    assert [text[a:].split()[0] for a in sentence_starts(text)] == ["One.", "Two", "Three.", "Four"]


def test_a_text_without_words_has_no_windows() -> None:
    assert windows(pieces_of(" \n\t ", TOKENIZER), [0]) == []


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30), st.integers(8, 60), st.integers(0, 20))
def test_windows_are_of_whole_sentences_overlap_and_lose_nothing(lengths: list[int], size: int, overlap: int) -> None:
    overlap = min(overlap, size // 2)
    text = " ".join(" ".join(["the"] * n) + "." for n in lengths)
    sentences, at = [], 0
    for n in lengths:
        sentences.append(at)
        at += 4 * n + 1
    pieces = pieces_of(text, TOKENIZER)
    spans = windows(pieces, sentences, size=size, overlap=overlap)
    assert spans[0][0] == 0 and spans[-1][1] == len(pieces)
    assert all(0 < end - start <= size for start, end in spans)
    cuts = {bisect_left(pieces.starts, s) for s in sentences} | {len(pieces)}
    for (start, end), (after, _) in itertools.pairwise(spans):
        assert start < after <= end and end - after <= overlap
        # a window ends inside a sentence only when the sentence does not fit
        assert end in cuts or not any(start < c <= start + size for c in cuts)
    best = best_window(spans, len(pieces))
    assert all(spans[w][0] <= p < spans[w][1] for p, w in enumerate(best))


@pytest.mark.parametrize("first", [5, 20])
def test_the_first_window_can_be_shorter(first: int) -> None:
    pieces = pieces_of("the deal. " * 40, TOKENIZER)
    spans = windows(pieces, sentence_starts("the deal. " * 40), size=30, overlap=6, first=first)
    assert spans[0][1] <= first and spans[-1][1] == len(pieces)

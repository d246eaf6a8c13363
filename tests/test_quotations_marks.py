"""Pairing of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import cpu_seconds

from dragoman.quotations.marks import LONGEST, find_quoted


def inner(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in find_quoted(text) if q.parent is None]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("“We agree,” she said. “All of it.”", ["We agree,", "All of it."]),
        ('"We agree," she said. "All of it."', ["We agree,", "All of it."]),
        ("'We agree,' she said.", ["We agree,"]),
        ("‘We agree,’ she said.", ["We agree,"]),
        ("«We agree», she said.", ["We agree"]),
        ("»We agree«, she said.", ["We agree"]),
        ("„Wir sind einig“, sagte sie.", ["Wir sind einig"]),
        ("``We agree,'' she said.", ["We agree,"]),
        ('“We agree," she said.', ["We agree,"]),
        ('She said:"We agree."', ["We agree."]),
        ('"Why," he asked , " would they ? "', ["Why,", "would they ?"]),
    ],
)
def test_marks_of_every_style_pair(text: str, stretches: list[str]) -> None:
    assert inner(text) == stretches


@pytest.mark.parametrize(
    "text",
    [
        "It's the ministers' letter, and the members' vote wasn't close.",
        "The ’90s and the '80s: rock 'n' roll, told to 'em.",
        "He is 6'2\" tall.",
    ],
)
def test_apostrophes_and_measures_are_no_marks(text: str) -> None:
    assert inner(text) == []


def test_a_plural_possessive_does_not_close_a_single_mark() -> None:
    assert inner("'The senators' letter was late,' he said.") == ["The senators' letter was late,"]


def test_nested_marks_have_the_outer_pair_as_parent() -> None:
    text = "“He told me ‘never again’ and left,” she said."
    outer, nested = find_quoted(text)
    assert nested.parent is outer
    assert nested.single
    assert text[nested.inner_start : nested.inner_end] == "never again"


def test_straight_marks_nest_too() -> None:
    text = 'He said: "They called it "useful" and left."'
    assert inner(text) == ['They called it "useful" and left.']


def test_a_speech_of_several_paragraphs_closes_only_the_last() -> None:
    text = "“The first paragraph of a speech.\n“The second one,” he said."
    first, second = find_quoted(text)
    assert not first.closed
    assert text[first.inner_start : first.inner_end] == "The first paragraph of a speech."
    assert second.closed


def test_an_odd_mark_spoils_nothing_around_it() -> None:
    assert inner('The 5" gun and "peace," he said.\n“Not now,” she said.')[-1] == "Not now,"
    assert inner("Much ” ado. “We agree,” she said.") == ["We agree,"]
    assert inner("A “ b. “We agree,” she said.") == ["We agree,"]


def test_a_pair_that_is_too_long_is_two_odd_marks() -> None:
    assert inner("“" + "word " * (LONGEST // 4) + "”") == []


@given(st.text(alphabet="\"'“”‘’„«»`a .,\n([-é😀", max_size=300))
def test_stretches_lie_in_the_text_and_nest(text: str) -> None:
    for q in find_quoted(text):
        assert 0 <= q.start <= q.inner_start < q.inner_end <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
        if q.parent is not None:
            assert q.parent.start <= q.start
            assert q.end <= q.parent.end


@pytest.mark.parametrize("unit", ['"', "“", "”", "'", "“a", "‘a ", "s' ", "«", "“a”", "'\"", '"a. '])
def test_many_marks_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return cpu_seconds(lambda: find_quoted(unit * (size // len(unit))))

    assert seconds(100_000) < 40 * max(seconds(10_000), 0.01)

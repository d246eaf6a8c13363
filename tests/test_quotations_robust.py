"""Quotations of any text: spans hold, nothing crashes, nothing takes more than linear time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import cpu_seconds

from dragoman.actors import ActorLayer
from dragoman.cleaning import clean
from dragoman.language import Parsed, Reader
from dragoman.quotations import find_quotations
from dragoman.records import Article, Quotation

TEXT = (
    "PARIS (AFP) - “We will not yield,” President Jean Moreau told lawmakers on Monday, “and we will not wait.”\n"
    "The ministry said the vote was “a step back” and urged Brussels to act, adding that it would not sign.\n"
    "'Not now,' said a spokeswoman. According to the statement, talks had failed; she declined to comment.\n"
    "\"That's the members' view,\" he said. “First paragraph of a speech.\n“And the second,” she wrote.\n"
)
MARKS = [
    '"',
    "“",
    "”",
    "'",
    "‘",
    "’",
    "«",
    "»",
    "„",
    "(",
    ")",
    "[",
    "\n",
    "\n\n",
    " ",
    "😀",
    "",
    "—",
    ",",
    ".",
    "\u200f",
]


@pytest.fixture(scope="module")
def parse() -> Callable[[str], Parsed]:
    reader = Reader()

    def run(text: str) -> Parsed:
        article = Article.of(text)
        return reader.parse(article, clean(text))

    return run


def found(parsed: Parsed) -> tuple[Quotation, ...]:
    return find_quotations(parsed, ActorLayer(len(parsed.doc)))


def check(text: str, parsed: Parsed) -> None:
    for quotation in found(parsed):
        assert quotation.content
        for span in (*quotation.content, quotation.cue, quotation.speaker):
            if span is not None:
                assert text[span.start : span.end] == span.text
                assert span.text.strip()
        for one, other in zip(quotation.content, quotation.content[1:], strict=False):
            assert one.end <= other.start
        assert 0 <= quotation.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(cuts=st.lists(st.tuples(st.integers(0, len(TEXT)), st.sampled_from(MARKS)), max_size=25))
def test_spans_hold_in_mangled_text(parse: Callable[[str], Parsed], cuts: list[tuple[int, str]]) -> None:
    text = TEXT
    for at, mark in cuts:
        at = min(at, len(text))
        text = text[:at] + mark + text[at + (not mark) :]
    check(text, parse(text))


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="“”\"'‘’ .,:\nTheminstrayo😀é", max_size=200))
def test_spans_hold_in_noise(parse: Callable[[str], Parsed], text: str) -> None:
    check(text, parse(text))


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "“", "”", "said", "“said", "according to", "According to", ":", "“”"]
)
def test_scraps_of_text_have_no_quotations(parse: Callable[[str], Parsed], text: str) -> None:
    assert found(parse(text)) == ()


def test_a_report_without_line_breaks_is_read(parse: Callable[[str], Parsed]) -> None:
    text = TEXT.replace("\n", " ")
    check(text, parse(text))
    assert len(found(parse(text))) >= 5


@pytest.mark.parametrize(
    "unit", ["“a,” he said. ", '"', "“x ", "said ", "according to ", "adding, “", "it said that ", "‘a’ "]
)
def test_long_input_takes_linear_time(parse: Callable[[str], Parsed], unit: str) -> None:
    def seconds(size: int) -> float:
        parsed = parse(unit * (size // len(unit)))
        return cpu_seconds(lambda: found(parsed))

    assert seconds(20_000) < 40 * max(seconds(2_000), 0.01)


def test_what_is_done_by_a_plan_is_said_by_nobody(parse: Callable[[str], Parsed]) -> None:
    assert found(parse("The ministers will meet in Oslo on Monday according to plan.")) == ()

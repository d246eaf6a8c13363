"""Any text is cleaned, in time that grows with its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.cleaning import clean

PIECES = [
    "Advertisement",
    "Read more:",
    "MOSCOW (Reuters) -",
    "(AP Photo/",
    "By ",
    "Jonas Weil",
    "“We will",
    "” he said.",
    "The pact was signed on Monday.",
    "VELMARK RECALLS AMBASSADOR FROM TARN",
    "Key Points",
    " — ",
    "(",
    ")",
    "[",
    "©",
    "\u202eabc",
    "😀",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "@weil",
    "12:30",
    "a",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=300),
    st.none() | st.text(max_size=60),
)
def test_spans_of_any_text_are_whole_lines_of_it_in_order(text: str, title: str | None) -> None:
    found = clean(text, title)
    lines = {line.strip() for line in text.split("\n")}
    for span in found.noise:
        assert text[span.start : span.end] == span.text
        assert span.text in lines
    assert [span.start for span in found.noise] == sorted({span.start for span in found.noise})
    if found.dateline:
        span = found.dateline.span
        assert text[span.start : span.end] == span.text
        assert all(span.end <= other.start or other.end <= span.start for other in found.noise)


@pytest.mark.parametrize(
    "text",
    [
        "one giant line of words " * 40_000,
        "Short line here\n" * 30_000,
        "“quoted line that has an inner “mark”\n" * 20_000,
        "(" * 500_000,
        "A - " * 200_000,
        "AA, " * 200_000,
        "Jonas Weil and Maren Holt, " * 30_000,
        "\n".join("By " + "Jonas Weil and " * 12 + "!" for _ in range(3_000)),
        "\n".join("(" + "Jonas / " * 20 for _ in range(5_000)),
        "\n".join("share tweet " * 7 + "x" for _ in range(5_000)),
        "\n" * 500_000,
        " " * 500_000,
    ],
    ids=range(12),
)
def test_time_does_not_explode(text: str) -> None:
    clean("warm\nup")
    start = time.process_time()
    clean(text, "Velmark recalls its ambassador from Tarn")
    assert time.process_time() - start < 10

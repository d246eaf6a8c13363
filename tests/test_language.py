"""Language: windows of long texts, blanked noise, sentences that end with their line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Article
from dragoman.cleaning import Cleaned, clean
from dragoman.language import Parsed, Reader
from dragoman.language.reader import RUN, blanked, windows
from dragoman.records import Span


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def parse(reader: Reader, text: str) -> Parsed:
    return reader.parse(Article.of(text), clean(text, None))


@given(st.text(alphabet="ab \n“é", max_size=4000), st.integers(min_value=1, max_value=700))
def test_windows_lose_nothing_and_keep_their_size(text: str, size: int) -> None:
    parts = windows(text, size)
    assert "".join(parts) == text
    assert all(len(part) <= size for part in parts)


def test_windows_end_after_lines_where_there_are_any() -> None:
    text = "one two three\n" * 10
    assert all(part.endswith("\n") for part in windows(text, 50) if part)


def test_a_run_without_spaces_is_cut() -> None:
    assert max(map(len, windows("x" * (10 * RUN)))) <= RUN


def test_invisible_characters_at_the_edge_of_a_word_are_blanked() -> None:
    text = "\u200dOslo's \u2060ministry\ufeff co\u00adoperates."
    assert blanked(text, Cleaned()) == " Oslo's  ministry  co\u00adoperates."


def test_noise_is_blanked_and_offsets_stay() -> None:
    text = "Advertisement\nIran rejected talks."
    noise = (Span.of(text, 0, 13),)
    assert blanked(text, Cleaned(noise=noise)) == " " * 13 + text[13:]


def test_offsets_hold_over_windows(reader: Reader) -> None:
    text = "".join(f"{n}: " + "Iran rejected talks with 🕊 Chad. " * 40 + "\n" for n in range(46)) + "(" * 3 * RUN
    assert len(windows(text)) > 3
    parsed = reader.parse(Article.of(text), Cleaned())
    assert parsed.doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in parsed.doc)


def test_a_line_break_ends_a_sentence(reader: Reader) -> None:
    sentences = [s.text.strip() for s in parse(reader, "Talks in Geneva\nIran rejected them.").doc.sents]
    assert sentences == ["Talks in Geneva", "Iran rejected them."]


def test_the_site_called_x_ends_a_sentence(reader: Reader) -> None:
    doc = parse(reader, "The minister wrote on X. “We will not accept this,” he added.").doc
    assert [t.text for t in doc[:6]] == ["The", "minister", "wrote", "on", "X", "."]
    assert doc[6].is_sent_start


def test_a_model_that_is_not_installed_is_named() -> None:
    with pytest.raises(OSError, match="no_such_model"):
        Reader("no_such_model")

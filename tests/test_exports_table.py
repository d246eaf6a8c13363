"""The view for a terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from dragoman.exports.table import write_table
from dragoman.exports.words import printable, shortened, within
from dragoman.records import CodedArticle, Span


def shown(*articles: CodedArticle, width: int = 80, colours: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colours, color_system="standard" if colours else None)
    assert write_table(articles, console) == len(articles)
    return out.getvalue()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(coded: CodedArticle, width: int) -> None:
    from rich.cells import cell_len

    assert max(cell_len(line) for line in shown(coded, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [80, 140])
def test_every_record_is_told_with_the_words_that_bear_it(coded: CodedArticle, width: int) -> None:
    text = flat(shown(coded, width=width))
    assert "Norway criticizes Iran The Harbor Dispatch · 2025-03-04 · agency NTB" in text
    assert "About: diplomatic, legal" in text
    for words in ("ACCUSE disapprove", "actual 80%", "NOR GOV Norway → IRN GOV Iran", "2025-03-03", "told 2 times"):
        assert words in text
    assert "IRN GOV Iran, TCD GOV Chad" in text and "Paris, FRA" in text
    assert "the minister [NOR GOV] told · to NRK · interview" in text
    assert "“We will not accept this, […] It must stop,”" in text
    assert "NOR GOV says that IRN GOV broke the Vienna Convention" in text
    assert "deal signed" in text and "a grain deal: IRN GOV, TCD GOV" in text
    assert "Noise: 1 line" in text


def test_the_trigger_stands_out_within_its_sentence(coded: CodedArticle) -> None:
    text = shown(coded, colours=True)
    assert re.search(r"Norway \x1b\[0m\x1b\[1;7mcriticized\x1b\[0m", text)


def test_a_doubtful_record_is_marked(coded: CodedArticle) -> None:
    assert "40%?" in shown(coded) and "80%?" not in shown(coded)


def test_an_article_without_records_says_so() -> None:
    text = flat(shown(CodedArticle(id="x", text="Nothing happened.\nReally.")))
    assert "Nothing happened." in text and "Really" not in text
    assert "Events none" in text and "Quotations none" in text


def test_markup_and_control_characters_of_the_text_do_nothing(coded: CodedArticle) -> None:
    evil = "[bold red]not markup[/] \x1b]0;owned\x07 \x1b[2J \x9b31m \u202egnp.exe"
    text = shown(coded.model_copy(update={"title": evil, "outlet": evil, "url": evil}))
    assert "[bold red]not markup[/]" in flat(text)
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_what_is_left_out_of_a_long_text_is_said() -> None:
    long = "word " * 200
    short = shortened(long, 100)
    kept, _, left = short.partition(" … (+")
    assert len(kept) + int(left.removesuffix(" characters)")) == len(long.strip())
    assert shortened("short", 100) == "short"


def test_a_long_sentence_is_cut_around_the_words_that_matter() -> None:
    text = "Before " * 60 + "struck" + " after" * 60 + "."
    start = text.index("struck")
    pieces = within(Span.of(text, 0, len(text)), Span.of(text, start, start + 6), 80)
    before, trigger, after = pieces
    assert trigger == ("struck", True)
    assert before[0].startswith("… Before") and after[0].endswith("after …")
    assert 40 < sum(len(words) for words, _ in pieces) <= 90


def test_a_short_sentence_is_whole() -> None:
    text = "  Iran struck  back.\n"
    pieces = within(Span.of(text, 0, len(text)), Span.of(text, 7, 13), 80)
    assert "".join(words for words, _ in pieces) == "Iran struck back."


def test_printable_keeps_every_offset() -> None:
    odd = "a\x00b\x1bc\u202ed\ne\t"
    assert len(printable(odd)) == len(odd)
    assert printable(odd)[-3:] == "\ne\t"

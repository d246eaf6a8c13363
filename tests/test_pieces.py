"""Articles come one by one or many together: the same records, in the same order, and one bad one costs no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli_store import run

from dragoman import Article, Coder, Store
from dragoman.cleaning import Cleaned
from dragoman.cli.messages import OK
from dragoman.language import Parsed, Reader
from dragoman.pieces import ahead

STORY = (
    "GENEVA (AP) — Iran's foreign minister rejected talks with the United States on Monday.\n\n"
    "“We will not talk under pressure,” he said. France condemned the attack on Kyiv, where {number} people died.\n"
)


def stories() -> list[Article]:
    texts = [STORY.format(number=number) * (1 + number * 7 % 5) for number in range(40)]
    return [Article.of(text, id=str(number), published="2024-06-20") for number, text in enumerate(texts)]


def test_together_the_records_are_those_of_one_at_a_time(coder: Coder) -> None:
    assert list(coder.code_all(stories())) == [coder.code(story) for story in stories()]


def test_a_bad_article_costs_no_other_and_keeps_its_place(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = Reader.parse

    def failing(reader: Reader, article: Article, cleaned: Cleaned) -> Parsed:
        if article.id == "5":
            raise RuntimeError("no parse")
        return parse(reader, article, cleaned)

    monkeypatch.setattr(Reader, "parse", failing)
    coded = []
    for article, finish in coder.begin_all(stories()[:12]):
        if article.id == "5":
            with pytest.raises(RuntimeError, match="no parse"):
                finish()
        else:
            coded.append(finish().id)
    assert coded == [str(number) for number in range(12) if number != 5]


def test_a_piece_ends_where_its_room_is_filled() -> None:
    assert list(ahead([1, 1, 9, 1, 1, 1, 1], lambda n: n, most=3, room=5)) == [[1, 1, 9], [1, 1, 1], [1]]


def test_what_a_store_holds_is_not_coded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coded: list[str] = []
    parse = Reader.parse

    def counting(reader: Reader, article: Article, cleaned: Cleaned) -> Parsed:
        coded.append(article.id)
        return parse(reader, article, cleaned)

    monkeypatch.setattr(Reader, "parse", counting)
    first, second = stories()[:2]
    lines = tmp_path / "articles.jsonl"
    lines.write_text("".join(f"{story.model_dump_json()}\n" for story in (first, second)), "utf-8")
    assert "2 articles added" in run("add", lines, "-s", tmp_path / "store", status=OK)
    assert sorted(coded) == ["0", "1"]
    edited = Article.of(f"{second.text}\nIt was on Monday.", id="1", published="2024-06-20")
    lines.write_text("".join(f"{story.model_dump_json()}\n" for story in (first, edited)), "utf-8")
    said = run("add", lines, "-s", tmp_path / "store")
    assert "1 edited" in said and "1 there already" in said
    assert sorted(coded) == ["0", "1", "1"]


def test_a_store_tells_what_it_would_leave_as_it_is(tmp_path: Path, coder: Coder) -> None:
    first, second = stories()[:2]
    with Store(tmp_path / "store") as store:
        store.add([coder.code(first)])
        assert store.settled([first, second], coder.made_by) == {"0": True}
        assert store.settled([first], {"version": "0"}) == {"0": False}
        assert store.settled([Article.of("Another text.", id="0")], coder.made_by) == {}

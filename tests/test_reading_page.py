"""A page gives its article and what it says of itself, and no more than it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.reading import BadInput, read
from dragoman.reading.page import from_page
from dragoman.reading.problems import UnreadableError
from dragoman.records import Article

PAGE = Path(__file__).parent / "fixtures" / "pages" / "rewrite_site.html"
BODY = "<p>The ministry said on Monday that it would study the text of the pact before it answers.</p>" * 4


def test_metadata_comes_from_the_page() -> None:
    (found,) = read([PAGE], published="1999-01-01", outlet="Another", url="https://example.org/saved")
    assert isinstance(found, Article)
    assert found.title == "Velmark protests after Ostrava pact is signed at lake summit"
    assert found.byline == "Maren Holt"
    assert found.published == "2024-06-20"
    assert found.outlet == "Harbour Courier"
    assert found.url == "https://www.harbourcourier.example/world/velmark-protests-after-ostrava-pact"
    assert found.language == "en"


def test_the_text_is_the_article_without_menu_and_footer() -> None:
    (found,) = read([PAGE])
    assert isinstance(found, Article)
    assert "voiced deep concern on Wednesday" in found.text
    assert "Sport" not in found.text
    assert "All rights reserved" not in found.text


def test_a_page_that_is_silent_takes_what_the_user_says(tmp_path: Path) -> None:
    path = tmp_path / "saved.htm"
    path.write_text(f"<html><body><article>{BODY}</article></body></html>", "utf-8")
    (found,) = read([path], published="2024-06-20", outlet="Harbour Courier", url="https://example.org/1")
    assert isinstance(found, Article)
    assert (found.published, found.outlet, found.url) == ("2024-06-20", "Harbour Courier", "https://example.org/1")


def test_a_page_without_a_date_has_none_even_if_its_footer_has_a_year(tmp_path: Path) -> None:
    html = f"<html><body><article>{BODY}</article><footer>Copyright 2019 The Courier</footer></body></html>"
    assert from_page(html)["published"] is None


def test_a_page_is_known_by_its_beginning_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "saved.txt"
    path.write_text(f"<!-- saved -->\n<!DOCTYPE html><html><body><article>{BODY}</article></body></html>", "utf-8")
    (found,) = read([path])
    assert isinstance(found, Article)
    assert "<p>" not in found.text


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<html><body><script>let a = 1</script></body></html>",
        "<" * 5000,
        "<p>" * 20_000,
        "\x00<html>",
    ],
)
def test_a_page_without_an_article_is_an_error_of_ours(html: str) -> None:
    with pytest.raises(UnreadableError, match=r"no article text found|cannot be read"):
        from_page(html)


def test_a_page_in_another_language_is_reported(tmp_path: Path) -> None:
    text = "<p>Das Außenministerium teilte mit, dass es den Text prüfen werde, und dass es sehr besorgt ist.</p>" * 4
    path = tmp_path / "a.html"
    path.write_text(f"<html lang='en'><body><article>{text}</article></body></html>", "utf-8")
    (found,) = read([path])
    assert isinstance(found, BadInput)
    assert "German" in found.reason

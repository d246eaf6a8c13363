"""Pages to look at in a browser."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.exports.annotated import article_page, write_annotated
from dragoman.exports.marks import Mark, marks_of, segments
from dragoman.records import CodedArticle

VOID = {"meta", "input", "br", "link", "img"}


class Page(HTMLParser):
    """What a test asks of a page: its tags, and the text inside `.text`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.style = ""
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self._open == [], "tags left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag not in VOID:
            self._open.append((tag, values.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any("text" in classes.split() for _, classes in self._open):
            self.text += data
        if self._open and self._open[-1][0] == "style":
            self.style += data

    def all(self, attribute: str) -> list[str]:
        return [value for _, values in self.tags if (value := values.get(attribute)) is not None]


def test_the_page_holds_the_text_exactly(coded: CodedArticle) -> None:
    assert Page(article_page(coded)).text == coded.text


def test_every_record_has_a_card_and_a_place_in_the_text_and_they_lead_to_each_other(coded: CodedArticle) -> None:
    page = Page(article_page(coded))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    records = {"e1", "e2", "q1", "l1", "g1"}
    assert records | {f"t-{record}" for record in records} <= set(ids)
    links = {href[1:] for href in page.all("href") if href.startswith("#")}
    assert links <= set(ids)
    assert records <= links


def test_overlapping_records_share_the_words_that_they_share(coded: CodedArticle) -> None:
    page = Page(article_page(coded))
    shared = [values for _, values in page.tags if {"r-q1", "r-e1"} <= set((values.get("class") or "").split())]
    assert shared, "the quotation and the later telling of the event overlap"


def test_noise_is_marked(coded: CodedArticle) -> None:
    assert '<span class="noise" title="no part of the report">By Clara Whitmore</span>' in article_page(coded)


def test_nothing_is_run_or_fetched(coded: CodedArticle) -> None:
    page = Page(article_page(coded))
    assert not {"script", "img", "link", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") or name == "style" for _, values in page.tags for name in values)
    assert "url(" not in page.style and "@import" not in page.style
    policy = next(values["content"] for _, values in page.tags if values.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_words_of_strangers_stay_words(coded: CodedArticle) -> None:
    evil = '</title><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    page = Page(
        article_page(
            coded.model_copy(
                update={
                    "title": evil,
                    "outlet": evil,
                    "id": evil,
                    "text": coded.text + evil,
                    "url": "javascript:alert(3)",
                }
            )
        )
    )
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert page.text == coded.text + evil
    assert not [href for href in page.all("href") if href.startswith("javascript")]


def test_control_characters_are_shown_as_what_they_are_not(coded: CodedArticle) -> None:
    text = coded.text + "\x1b[31m\u202eevil\x00"
    assert Page(article_page(coded.model_copy(update={"text": text}))).text == coded.text + "\ufffd[31m\ufffdevil\ufffd"


def test_the_folder_has_an_index_that_leads_to_every_page(coded: CodedArticle, tmp_path: Path) -> None:
    articles = [coded.model_copy(update={"id": id_}) for id_ in ("a b&c", "index", "Index", "plain")]
    assert write_annotated(articles, tmp_path) == 4
    hrefs = Page((tmp_path / "index.html").read_text("utf-8")).all("href")
    assert len(set(hrefs)) == 4
    assert all((tmp_path / href).is_file() for href in hrefs)
    assert len(list(tmp_path.iterdir())) == 5


def test_an_interrupted_folder_has_an_index_of_what_is_there(coded: CodedArticle, tmp_path: Path) -> None:
    def articles() -> object:
        yield coded
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_annotated(articles(), tmp_path)  # type: ignore[arg-type]
    (href,) = Page((tmp_path / "index.html").read_text("utf-8")).all("href")
    assert (tmp_path / href).is_file()


def test_an_article_without_records_has_a_page() -> None:
    page = article_page(CodedArticle(id="x", text="Nothing happened."))
    assert Page(page).text == "Nothing happened."
    assert page.count("none</p>") == 4


@given(
    st.text(alphabet="ab \n🕊", min_size=1, max_size=40).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(
                st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from("xyz")), max_size=12
            ),
        )
    )
)
def test_segments_rebuild_the_text_and_every_mark_covers_its_own_words(
    case: tuple[str, list[tuple[int, int, str]]],
) -> None:
    text, places = case
    marks = [Mark(min(a, b), max(a, b), look, look, leads=True) for a, b, look in places if a != b]
    found = segments(text, marks)
    assert "".join(segment.text for segment in found) == text
    for mark in marks:
        covered = "".join(segment.text for segment in found if mark in segment.marks)
        assert text[mark.start : mark.end] in covered
    opened = [record for segment in found for record in segment.opens]
    assert sorted(opened) == sorted({mark.record for mark in marks if mark.record})


def test_all_spans_of_all_records_are_marked(coded: CodedArticle) -> None:
    places = {(mark.start, mark.end) for mark in marks_of(coded)}
    assert {(span.start, span.end) for span in coded.spans()} <= places

"""Archives of pages (WARC), and files packed with Zstandard."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow
import pytest

from dragoman import Article
from dragoman.reading import MAX_BYTES, BadInput, read
from dragoman.reading.archive import Page
from dragoman.reading.fields import Defaults
from dragoman.reading.inputs import Reading

STORY = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it."


def record(body: bytes, address: str = "https://post.example/1", kind: str = "text/html") -> bytes:
    """A page as it lies in an archive."""
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-06-22T10:00:00Z\r\n"
    head += "Content-Type: application/http; msgtype=response\r\n"
    return f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer + b"\r\n\r\n"


def page(text: str = STORY, language: str = "en") -> bytes:
    return f"<html lang='{language}'><body><article><h1>A title</h1><p>{text}</p></article></body></html>".encode()


def articles(path: Path) -> list[Article]:
    found = [item for item in read(path) if isinstance(item, Article)]
    assert found, list(read(path))
    return found


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd"])
def test_an_archive_gives_its_pages(tmp_path: Path, packing: str) -> None:
    raw = (
        record(page())
        + record(page(language="de"))
        + record(b"\x89PNG", kind="image/png")
        + record(page("Y. " + STORY))
    )
    packed = {
        "plain": lambda: raw,
        "gzip": lambda: gzip.compress(raw),
        "zstd": lambda: pyarrow.compress(raw, codec="zstd", asbytes=True),
    }[packing]()
    path = tmp_path / "news.warc"
    path.write_bytes(packed)
    first, second = articles(path)
    assert STORY in first.text and (first.url, first.source) == ("https://post.example/1", f"{path}#1")
    assert first.id != second.id
    assert [article.id for article in articles(path)] == [first.id, second.id]


def test_a_page_takes_the_day_of_its_fetching_only_where_that_is_asked_for(tmp_path: Path) -> None:
    from dragoman.reading.archive import from_archive

    path = tmp_path / "news.warc"
    path.write_bytes(record(page()))
    (found,) = Reading(Defaults()).all([path])
    assert isinstance(found, Page) and found.crawled == "2024-06-22"
    assert from_archive(found)["published"] is None
    assert from_archive(found, crawl_dates=True)["published"] == "2024-06-22"


def test_what_is_wrong_in_an_archive_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.warc"
    french = page("Il a dit que les navires sont partis. " * 20)
    path.write_bytes(record(b"x" * (MAX_BYTES + 1)) + record(french) + record(page()))
    large, other, good = read(path)
    assert isinstance(large, BadInput) and large.where.endswith("#1") and "larger than 16 MB" in large.reason
    assert isinstance(other, BadInput) and "French" in other.reason
    assert isinstance(good, Article)


@pytest.mark.parametrize("raw", [b"WARC/1.0\r\nWARC-Type: resp", b"WARC/1.0\r\nnonsense" * 100, b"WARC/"])
def test_a_broken_archive_is_a_bad_input(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "news.warc"
    path.write_bytes(raw)
    (broken,) = read(path)
    assert isinstance(broken, BadInput)
    path.write_bytes(STORY.encode())
    (named,) = read(path)
    assert isinstance(named, BadInput) and "no WARC archive" in named.reason


def test_lines_packed_with_zstandard_are_read(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.zst"
    packed = pyarrow.compress(json.dumps({"id": "a", "text": STORY}).encode() + b"\n", codec="zstd", asbytes=True)
    path.write_bytes(packed * 2)  # frames may follow each other, as those of gzip do
    assert [article.id for article in articles(path)] == ["a", "a"]
    path.write_bytes(packed[:-5])
    assert any(isinstance(item, BadInput) for item in read(path))


def test_how_much_was_read_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    reading = Reading(Defaults())
    list(reading.all([tmp_path]))
    assert reading.taken == len(STORY)

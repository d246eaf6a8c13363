"""Inputs of every kind give articles in order; each bad one gives one `BadInput` and spoils no other."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.reading import MAX_BYTES, MAX_CHARACTERS, BadInput, Fetched, FetchError, read
from dragoman.records import Article

PAGES = Path(__file__).parent / "fixtures" / "pages"
REPORT = "The ministry said on Monday that it would study the text of the pact before it answers."


def one(*inputs: str | Path, **options: object) -> Article | BadInput:
    found = list(read(list(inputs), **options))  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


def article(*inputs: str | Path, **options: object) -> Article:
    found = one(*inputs, **options)
    assert isinstance(found, Article), found
    return found


def reason(*inputs: str | Path, **options: object) -> str:
    found = one(*inputs, **options)
    assert isinstance(found, BadInput), found
    return found.reason


def write(path: Path, *values: object) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return path


def test_a_text_file_is_an_article_with_what_the_user_says_of_it(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(REPORT, "utf-8")
    found = article(path, published="2024-06-20", outlet="Harbour Courier", url="https://example.org/1")
    assert (found.text, found.published, found.outlet, found.url) == (
        REPORT,
        "2024-06-20",
        "Harbour Courier",
        "https://example.org/1",
    )
    assert found.source == str(path)


def test_line_ends_of_a_file_become_newlines(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"One line of the report is here.\r\nAnd one more of it.\rAnd the last.")
    assert article(path).text == "One line of the report is here.\nAnd one more of it.\nAnd the last."


def test_what_a_line_of_json_says_wins_over_what_the_user_says(tmp_path: Path) -> None:
    path = write(tmp_path / "articles.jsonl", {"id": 7, "text": REPORT, "published": "2023-01-02", "outlet": None})
    found = article(path, published="2024-06-20", outlet="Harbour Courier")
    assert (found.id, found.published, found.outlet, found.source) == (
        "7",
        "2023-01-02",
        "Harbour Courier",
        f"{path}:1",
    )


def test_text_of_json_lines_is_kept_as_given_but_for_halves_of_surrogate_pairs(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(
        '{"text": "The end \\ud83d of it.\\r\\n  \\ud83d\\ude00 was near. ", "title": "\\udc00"}\n', "utf-8"
    )
    found = article(path)
    assert found.text == "The end \N{REPLACEMENT CHARACTER} of it.\r\n  \N{GRINNING FACE} was near. "
    assert found.title == "\N{REPLACEMENT CHARACTER}"


def test_a_broken_line_is_reported_with_its_number_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    lines = [json.dumps({"text": REPORT + str(number)}) for number in range(3)]
    path.write_text("\n".join([lines[0], '{"text": "no end', "", lines[1], "[1, 2]", lines[2]]), "utf-8")
    found = list(read([path]))
    assert [item.text if isinstance(item, Article) else item.line for item in found] == [
        REPORT + "0",
        2,
        REPORT + "1",
        5,
        REPORT + "2",
    ]
    assert "broken JSON at column" in str(found[1])
    assert str(found[1]).startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "empty: a list with nothing in it"),
        ([[REPORT]], "article 1 of the list: a list where an object should be"),
        ("text", "a string where an object should be"),
        ({}, "no field 'text'"),
        ({"body": REPORT}, "no field 'text' (it has 'body'"),
        ({"text": None}, "'text' is null, it should be a string"),
        ({"text": ["a"]}, "'text' is a list"),
        ({"text": REPORT, "title": 3}, "'title' is a number, it should be a string or null"),
        ({"text": REPORT, "id": {}}, "'id' is an object"),
        ({"text": REPORT, "id": True}, "'id' is true or false"),
        ({"text": REPORT, "published": "20 June 2024"}, "'published' is '20 June 2024', it should be a date such as"),
        ({"text": REPORT, "published": "2024-13-01"}, "'2024-13-01'"),
        ({"text": "  \n "}, "empty"),
    ],
)
def test_json_of_the_wrong_shape_names_the_field_and_what_would_be_good(
    tmp_path: Path, value: object, says: str
) -> None:
    assert says in reason(write(tmp_path / "articles.jsonl", value))


@pytest.mark.parametrize("value", ["2024-06-20T23:30:00-05:00", "2024-06-20 08:00", "2024-06-20T08:00:00Z", "20240620"])
def test_a_datetime_is_cut_to_its_date(tmp_path: Path, value: str) -> None:
    assert article(write(tmp_path / "a.jsonl", {"text": REPORT, "published": value})).published == "2024-06-20"


def test_fields_that_articles_do_not_have_are_passed_over(tmp_path: Path) -> None:
    assert article(write(tmp_path / "a.jsonl", {"text": REPORT, "events": [1], "from": "x"})).text == REPORT


def test_an_id_is_made_from_the_text_where_the_input_has_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": REPORT}, {"text": REPORT, "id": ""}, {"text": REPORT, "id": None})
    assert len({item.id for item in read([path]) if isinstance(item, Article)}) == 1


def test_packed_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps({"text": REPORT}).encode()))
    assert article(path).text == REPORT


def test_a_packed_file_that_breaks_off_gives_its_whole_lines_and_one_error(tmp_path: Path) -> None:
    line = json.dumps({"text": REPORT}).encode() + b"\n"
    packed = gzip.compress(line + b"".join(os.urandom(60).hex().encode() + b"\n" for _ in range(5000)))
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    found = list(read([path]))
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], BadInput)
    assert found[-1].reason.startswith("cannot be read")


def test_a_json_file_holds_one_article_or_a_list_of_them(tmp_path: Path) -> None:
    single = tmp_path / "one.json"
    single.write_text(json.dumps({"text": REPORT, "id": "a"}, indent=2), "utf-8")
    several = tmp_path / "list.json"
    several.write_text(json.dumps([{"text": REPORT, "id": "b"}, {"text": 1}, {"text": REPORT, "id": "c"}]), "utf-8")
    found = list(read([single, several]))
    assert [getattr(item, "id", None) for item in found] == ["a", "b", None, "c"]
    assert "article 2 of the list: 'text' is a number" in str(found[2])


def test_one_object_over_many_lines_is_read_though_its_name_says_lines(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(json.dumps({"text": REPORT}, indent=2), "utf-8")
    assert article(path).text == REPORT


def test_a_folder_is_read_with_its_subfolders_by_name_without_hidden_and_unrelated_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/d.txt", "sub/picture.png", ".git/c.txt", "notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{REPORT} {name}", "utf-8")
    assert [Path(item.source or "").name for item in read([tmp_path]) if isinstance(item, Article)] == [
        "a.txt",
        "b.txt",
        "d.txt",
    ]


def test_a_bad_file_in_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "b.txt").write_text(REPORT, "utf-8")
    found = list(read([tmp_path]))
    assert [type(item) for item in found] == [BadInput, Article]
    assert isinstance(found[0], BadInput)
    assert found[0].where == str(tmp_path / "a.txt")


def test_a_folder_without_articles_says_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("x", "utf-8")
    assert "no articles in this folder" in reason(tmp_path)
    assert ".jsonl" in reason(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser opens everything")
def test_a_file_that_may_not_be_opened_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, "utf-8")
    path.chmod(0)
    assert reason(path) == "cannot be opened: Permission denied"


def test_a_missing_file_is_reported() -> None:
    assert reason("no/such/file.txt") == "no such file or folder"
    assert reason("bad\x00name.txt") == "no such file or folder"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.json", "a"])
@pytest.mark.parametrize("content", [b"", b" \n\t\n "])
def test_an_empty_file_is_reported(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = reason(path)
    assert found.startswith(("empty", "no article text", "broken JSON")), found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"The text\x00 of it", "binary"),
        (b"{\\rtf1 The report}", "RTF"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "XML"),
    ],
)
def test_what_is_no_text_is_reported_by_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert says in reason(path)


def test_an_archive_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "ZIP archive or an office document" in reason(path)


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"text": REPORT}).encode() + b"\n")
    found = list(read([path]))
    assert isinstance(found[0], BadInput)
    assert (found[0].line, "a line of more than 16 MB" in found[0].reason) == (1, True)
    assert isinstance(found[1], Article)
    assert found[1].source == f"{path}:2"


def test_an_article_that_is_too_long_is_refused_not_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": "the end of it. " * 70_000}, {"text": "x" * MAX_CHARACTERS})
    found = list(read([path]))
    assert isinstance(found[0], BadInput)
    assert "an article of 1,050,000 characters; at most 1,000,000" in found[0].reason
    assert isinstance(found[1], Article)


def test_a_text_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a line of text\n" * (MAX_BYTES // 15 + 1))
    assert "larger than 16 MB" in reason(path)


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (REPORT.encode(), [REPORT]),
        (b"[Photo] " + REPORT.encode(), ["[Photo] " + REPORT]),
        (json.dumps({"text": REPORT}).encode(), [REPORT]),
        (b"\xef\xbb\xbf" + json.dumps({"text": REPORT}).encode() + b"\n", [REPORT]),
        ((json.dumps({"text": REPORT}) + "\n").encode() * 2, [REPORT, REPORT]),
        (json.dumps([{"text": REPORT}]).encode(), [REPORT]),
        (json.dumps({"text": REPORT}, indent=1).encode(), [REPORT]),
        (gzip.compress(REPORT.encode(), mtime=0), [REPORT]),
    ],
)
def test_standard_input_is_told_by_its_beginning(data: bytes, texts: list[str]) -> None:
    assert [item.text for item in read(["-"], stdin=io.BytesIO(data)) if isinstance(item, Article)] == texts


def test_a_page_on_standard_input_is_read_as_a_page() -> None:
    found = article("-", stdin=io.BytesIO((PAGES / "rewrite_site.html").read_bytes()))
    assert found.title == "Velmark protests after Ostrava pact is signed at lake summit"


def test_standard_input_is_read_once() -> None:
    found = list(read(["-", "-"], stdin=io.BytesIO(REPORT.encode())))
    assert isinstance(found[0], Article)
    assert str(found[1]) == "-: standard input can be read only once"


class _Pipe(io.RawIOBase):
    """A pipe whose writer waits until a line was read before it writes the next."""

    def __init__(self) -> None:
        self.written = 0
        self.read_lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        assert self.written <= self.read_lines, "read ahead of what was there"
        if self.written == 3:
            return 0
        line = json.dumps({"text": f"{REPORT} {self.written}"}).encode() + b"\n"
        self.written += 1
        buffer[: len(line)] = line
        return len(line)


def test_lines_of_a_slow_pipe_are_read_as_they_come() -> None:
    pipe = _Pipe()
    for item in read(["-"], stdin=io.BufferedReader(pipe)):
        assert isinstance(item, Article)
        assert item.text.endswith(str(pipe.read_lines))
        pipe.read_lines += 1
    assert pipe.read_lines == 3


def test_kinds_may_be_mixed_and_keep_their_order(tmp_path: Path) -> None:
    text = tmp_path / "story"
    text.write_text(REPORT, "utf-8")
    lines = write(tmp_path / "a.jsonl", {"text": REPORT, "id": "x"})
    found = list(read([lines, "missing", text, str(PAGES / "rewrite_site.html"), "ftp://example.org/a"]))
    assert [type(item) for item in found] == [Article, BadInput, Article, Article, BadInput]
    assert isinstance(found[4], BadInput)
    assert found[4].reason == "only http and https addresses are read"


def test_a_single_path_is_an_input_too(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(REPORT, "utf-8")
    assert [type(item) for item in read(path)] == [Article]
    assert [type(item) for item in read(str(path))] == [Article]


def test_inputs_are_read_one_by_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"text": REPORT})

    def inputs() -> Iterator[Path]:
        yield path
        raise AssertionError("the second input was asked for before the first was used")

    assert isinstance(next(read(inputs())), Article)


def test_a_bad_date_of_the_user_is_wrong_use() -> None:
    with pytest.raises(ValueError, match="'yesterday', it should be a date such as 2024-06-20"):
        read(["-"], published="yesterday")


def test_an_address_is_fetched_and_its_page_read() -> None:
    page = (PAGES / "rewrite_site.html").read_bytes()

    def fetch(url: str) -> Fetched:
        return Fetched(url, "text/html", None, page)

    found = article("https://example.org/x", fetch=fetch)
    assert found.outlet == "Harbour Courier"
    assert found.source == "https://example.org/x"
    assert found.url == "https://www.harbourcourier.example/world/velmark-protests-after-ostrava-pact"


def test_an_address_that_cannot_be_fetched_is_reported() -> None:
    def fetch(url: str) -> Fetched:
        raise FetchError(url, "the server answered 404 Not Found")

    assert str(one("http://example.org/x", fetch=fetch)) == "http://example.org/x: the server answered 404 Not Found"

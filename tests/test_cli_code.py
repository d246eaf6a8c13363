"""`dragoman code`."""

from __future__ import annotations

import csv
import io
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import dragoman.cli.work
import dragoman.coder
from dragoman import CodedArticle, Coder
from dragoman.cleaning import Cleaned
from dragoman.cli.app import app
from dragoman.version import __version__

STORY = "France condemned the attack on Sunday. The minister spoke to the press in Paris about it.\n"


@pytest.fixture(autouse=True)
def one_coder(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run gets the session's coder: loading is tested by the runs in processes of their own."""
    monkeypatch.setattr(dragoman.cli.work, "_load", lambda *_: coder)


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """A file of three articles."""
    path = tmp_path / "stories.jsonl"
    lines = [{"id": f"s{number}", "title": f"Story {number}", "text": STORY} for number in range(3)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def run(*arguments: object, status: int = 0) -> None:
    """Runs the command line. Fails if the exit status is another."""
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments], prog_name="dragoman")
    assert ended.value.code == status


def lines(text: str) -> list[CodedArticle]:
    return [CodedArticle.model_validate(json.loads(line)) for line in text.splitlines()]


def test_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run("--version")
    assert capsys.readouterr().out == f"dragoman {__version__}\n"


def test_json_lines_are_the_default_where_there_is_no_terminal(
    stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", stories)
    out, err = capsys.readouterr()
    assert [article.id for article in lines(out)] == ["s0", "s1", "s2"]
    assert err == "dragoman: 3 articles coded\n"


def test_kinds_of_input_may_be_mixed_and_keep_their_order(
    examples: Path, stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", "-q", examples / "page.html", stories, examples / "story.txt")
    out, err = capsys.readouterr()
    articles = lines(out)
    assert [article.title for article in articles[1:]] == ["Story 0", "Story 1", "Story 2", None]
    assert articles[0].published == "2025-09-17" and articles[0].outlet == "The Harbor Dispatch"
    assert err == ""


def test_options_say_what_a_text_does_not(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(
        *("code", examples / "story.txt", "--published", "2025-06-20", "--outlet", "The Post"),
        *("--url", "https://post.example/1"),
    )
    (article,) = lines(capsys.readouterr().out)
    assert (article.published, article.outlet, article.url) == ("2025-06-20", "The Post", "https://post.example/1")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(STORY.encode())))
    run("code", "-")
    assert lines(capsys.readouterr().out)[0].text == STORY


class Pages(BaseHTTPRequestHandler):
    """A server that has one page."""

    page = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def address(examples: Path) -> Iterator[str]:
    """The address of the example page on a server of this machine."""
    Pages.page = (examples / "page.html").read_bytes()
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/news"
        server.shutdown()


def test_a_page_is_fetched_from_a_host_that_is_allowed(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", "-q", address, "--allow-host", "127.0.0.1")
    (article,) = lines(capsys.readouterr().out)
    assert (article.outlet, article.published, article.source) == ("The Harbor Dispatch", "2025-09-17", address)


def test_a_host_of_a_private_address_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", "-q", address, status=1)
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(f"dragoman: {address}: ")


def test_a_bad_input_is_one_line_and_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "broken\n' + json.dumps({"text": STORY}) + "\n{}\n", "utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02" * 100)
    run("code", tmp_path / "none.txt", bad, tmp_path / "empty.txt", tmp_path / "binary.txt", status=1)
    out, err = capsys.readouterr()
    assert [article.text for article in lines(out)] == [STORY]
    said = err.splitlines()
    assert len(said) == 6 and all(line.startswith("dragoman: ") for line in said)
    assert said[0].startswith(f"dragoman: {tmp_path / 'none.txt'}: ")
    assert said[1].startswith(f"dragoman: {bad}, line 1: ") and said[2].startswith(f"dragoman: {bad}, line 3: ")
    assert said[-1] == "dragoman: 1 article coded, 5 inputs failed"


def test_a_fault_in_one_article_is_told_and_does_not_stop_the_others(
    stories: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = dragoman.coder.clean

    def faulty(text: str, title: str | None) -> Cleaned:
        if title == "Story 1":
            raise ZeroDivisionError("by\nzero")
        return clean(text, title)

    monkeypatch.setattr(dragoman.coder, "clean", faulty)
    run("code", stories, status=1)
    out, err = capsys.readouterr()
    assert [article.id for article in lines(out)] == ["s0", "s2"]
    said = err.splitlines()
    assert said[0].startswith(f"dragoman: {stories}, line 2: not coded, ZeroDivisionError: by zero (")
    assert "please report it" in said[0]
    assert said[1] == "dragoman: 2 articles coded, 1 input failed"


def test_control_characters_of_an_input_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", tmp_path / "\x1b]0;owned\x07.txt", status=1)
    assert not set(capsys.readouterr().err) & {"\x1b", "\x07"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Missing argument"),
        (["x.txt", "--published", "yesterday"], "yesterday"),
        (["x.txt", "--format", "xml"], "xml"),
        (["x.txt", "--format", "csv"], "--output"),
        (["x.txt", "--format", "brat"], "--output"),
        (["x.txt", "--format", "annotated"], "--output"),
        (["x.txt", "--min-confidence", "2"], "--min-confidence"),
        (["x.txt", "--nonsense"], "--nonsense"),
        (["x.txt", "--model", "no_such_model"], "no_such_model"),
    ],
)
def test_wrong_use_is_told_and_has_a_status_of_its_own(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", *arguments, status=2)
    assert reason in capsys.readouterr().err


def test_a_folder_is_not_written_over_a_file_nor_a_file_over_a_folder(
    stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", stories, "-f", "csv", "-o", stories, status=2)
    run("code", stories, "-f", "jsonl", "-o", tmp_path, status=2)
    assert "folder" in capsys.readouterr().err
    assert len(stories.read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize("form", ["jsonl", "json", "table"])
def test_a_file_is_written_where_output_says(
    form: str, stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / f"coded.{form}"
    run("code", stories, "--format", form, "--output", target)
    out, err = capsys.readouterr()
    assert out == "" and err == f"dragoman: 3 articles coded to {target}\n"
    written = target.read_text("utf-8")
    assert "Story 2" in written and "\x1b" not in written
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(("form", "files"), [("csv", 8), ("brat", 8), ("annotated", 4)])
def test_a_folder_is_written_where_output_says(form: str, files: int, stories: Path, tmp_path: Path) -> None:
    run("code", stories, "-f", form, "-o", tmp_path / "coded")
    assert len(list((tmp_path / "coded").iterdir())) == files
    if form == "csv":
        with (tmp_path / "coded" / "articles.csv").open(encoding="utf-8", newline="") as file:
            assert [row["article"] for row in csv.DictReader(file)] == ["s0", "s1", "s2"]


def test_records_below_the_least_confidence_are_not_written(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", "-q", examples, "--min-confidence", "0.5")
    records = [
        record for article in lines(capsys.readouterr().out) for record in (*article.events, *article.quotations)
    ]
    assert records and all(record.confidence >= 0.5 for record in records)


def test_an_output_that_cannot_be_written_is_one_clear_line(
    stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    run("code", stories, "-o", tmp_path / "file" / "coded.jsonl", status=1)
    err = capsys.readouterr().err
    assert "cannot be written" in err and len(err.splitlines()) == 1


def test_every_span_on_the_way_through_is_the_text(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("code", "-q", examples)
    articles = lines(capsys.readouterr().out)
    assert len(articles) == 8  # the archive holds three of them
    for article in articles:
        assert all(article.text[span.start : span.end] == span.text for span in article.spans())


def test_pages_of_an_archive_without_an_article_are_told_and_are_no_failure(
    examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("code", "-q", examples / "pages.warc.gz")
    told = capsys.readouterr()
    assert len(lines(told.out)) == 3
    assert "pages.warc.gz#5: passed over, not English" in told.err

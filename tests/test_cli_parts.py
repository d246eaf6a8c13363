"""Parts of the command line that need no coder."""

from __future__ import annotations

import gzip
import signal
from pathlib import Path

import pytest

import dragoman.cli.progress
from dragoman.cli.messages import count, place, say
from dragoman.cli.progress import Progress, expected
from dragoman.cli.signals import Signals


def test_a_message_is_one_line_and_drives_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("file\nname \x1b[31m: bad")
    assert capsys.readouterr().err == "dragoman: file name \ufffd[31m: bad\n"


def test_places_and_counts_in_words() -> None:
    assert place("news.jsonl", 3) == "news.jsonl, line 3"
    assert place("-", None) == "standard input"
    assert (count(1, "article"), count(12000, "article"), count(0, "input")) == (
        "1 article",
        "12,000 articles",
        "0 inputs",
    )


def test_how_much_there_is_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "b.jsonl").write_text("{}\n{}\n{}\n")
    (tmp_path / "picture.png").write_bytes(b"no article")
    (tmp_path / ".hidden.txt").write_text("no article")
    assert expected([str(tmp_path)]) == 4
    assert expected([str(tmp_path / "a.txt"), "https://dispatch.example/1", "missing.txt"]) == 3


def test_how_much_there_is_to_do_is_not_guessed(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "c.jsonl.gz", "wb") as file:
        file.write(b"{}\n")
    assert expected([str(tmp_path)]) is None
    assert expected(["-"]) is None


def test_progress_is_shown_when_work_is_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with Progress(3, shown=True) as progress:
        progress.step(1, 0, 100)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(dragoman.cli.progress, "AFTER", 0)
        progress.step(2, 1, 100)
    assert "2 coded, 1 failed" in capsys.readouterr().err


def test_progress_is_not_shown_to_a_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dragoman.cli.progress, "AFTER", 0)
    with Progress(3, shown=False) as progress:
        progress.step(2, 1, 100)
    assert capsys.readouterr().err == ""


def test_a_signal_waits_while_a_record_is_written() -> None:
    written = False
    with Signals() as signals, pytest.raises(KeyboardInterrupt):
        with signals.held():
            signal.raise_signal(signal.SIGINT)
            written = True
        pytest.fail("it came too late")
    assert written and signals.number == signal.SIGINT


def test_a_second_signal_does_not_wait() -> None:
    with Signals() as signals, pytest.raises(KeyboardInterrupt), signals.held():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it came too late")


def test_a_signal_while_closing_changes_nothing_a_second_one_ends_it() -> None:
    with Signals() as signals, pytest.raises(KeyboardInterrupt):
        signals.over()
        signal.raise_signal(signal.SIGINT)
        closed = True
        signal.raise_signal(signal.SIGINT)
    assert closed


def test_signals_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Signals():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before

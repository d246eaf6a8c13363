"""`dragoman actors`: names looked up, a user's own dictionary checked and used."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from dragoman import Coder
from dragoman.actors.lookup import Lookup
from dragoman.cli.app import app

OWN = """
organisations:
  VEN OPP:
    - [Harbour Front, the Front of the Harbour]
persons:
  VEN:
    "Ana Mora": f, OPP 2015, GOV 2026-01-10 president
"""


def run(*arguments: object, status: int = 0) -> None:
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments], prog_name="dragoman")
    assert ended.value.code == status


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup()


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Sergei Lavrov", "2024-06-20", "RUS GOV"),
        ("Lavrov", None, "RUS GOV"),
        ("the Quds Force", None, "IRN MIL"),
        ("the Israeli prime minister", "2024", "ISR GOV"),
        ("Estonia's deputy interior minister", None, "EST GOV"),
        ("Angela Merkel", "2010-05", "DEU GOV"),
        ("Angela Merkel", "2023-05-05", "DEU ELI"),
        ("Chinese state media", None, "CHN JRN"),
        ("French police", None, "FRA COP"),
        ("Donald Trump", "2016-12-01", "USA GOV"),
    ],
)
def test_the_best_answer_is_first(lookup: Lookup, name: str, on: str | None, code: str) -> None:
    assert lookup.answers(name, on)[0].code == code


def test_a_description_that_nothing_decides_says_why(lookup: Lookup) -> None:
    (answer,) = lookup.answers("the foreign minister")
    assert answer.code is None
    assert "no country" in answer.why


def test_several_meanings_are_all_told(lookup: Lookup) -> None:
    assert {a.code for a in lookup.answers("Georgia")} == {"GEO GOV", "USA GOV"}


@pytest.mark.parametrize("day", ["yesterday", "2024-13", "2024-02-30", "20240101"])
def test_what_is_no_day_is_refused(lookup: Lookup, day: str) -> None:
    with pytest.raises(ValueError, match=day):
        lookup.answers("Lavrov", day)


def test_answers_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    run("actors", "find", "Pyongyang", "--format", "json")
    (answer, *_) = json.loads(capsys.readouterr().out)
    assert set(answer) == {"code", "name", "why", "score"}
    assert answer["code"] == "PRK GOV"


def test_names_of_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Barack Obama\t2012-06-01\nBarack Obama\t2020\nLavrov\tsoon\n"))
    run("actors", "find", "-", "-f", "json", status=1)
    printed = capsys.readouterr()
    answers = [json.loads(line) for line in printed.out.splitlines()]
    assert [a[0]["code"] for a in answers[:2]] == ["USA GOV", "USA ELI"]
    assert answers[2] == []
    assert "standard input, line 3" in printed.err and "'soon'" in printed.err


def test_a_table_of_answers(capsys: pytest.CaptureFixture[str]) -> None:
    run("actors", "find", "Hamas", "--on", "2024-06-20")
    printed = capsys.readouterr().out
    assert "PSE REB" in printed and "2024-06-20" in printed


def test_own_names_are_laid_over_ours(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("actors", "find", "Ana Mora", "--on", "2026-02-01", "--actors", own, "-f", "json")
    assert json.loads(capsys.readouterr().out)[0]["code"] == "VEN GOV"
    coded = Coder(actors=own).code("Harbour Front condemned Iran.", published="2026-02-01")
    assert coded.events[0].actors[0].code == "VEN OPP"
    assert coded.coder["actors"].startswith("mine.yaml ")


def test_a_good_dictionary_passes_the_check(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("actors", "check", own)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("organisations:\n  XXQ OPP:\n    - [Harbour Front]\n", "XXQ"),
        ("organisations:\n  VEN FOO:\n    - [Harbour Front]\n", "VEN FOO"),
        ('persons:\n  VEN:\n    "Ana Mora": OPP 2015\n', "begins with m or f"),
        ("people: {}\n", "organisations and persons"),
        ("persons: [Ana Mora]\n", "is not in the form"),
        ("organisations:\n  VEN OPP:\n    - {since: 2019}\n", "is not in the form"),
        ("organisations: [\n", "cannot be read"),
    ],
)
def test_a_bad_dictionary_is_told_and_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, "utf-8")
    run("actors", "check", path, status=1)
    assert said in capsys.readouterr().out


def test_code_refuses_a_dictionary_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("people: {}\n", "utf-8")
    run("code", "-", "--actors", path, status=2)
    assert "bad.yaml" in capsys.readouterr().err


def test_the_dictionaries_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    run("actors", "stats")
    assert "names" in capsys.readouterr().out

"""The dictionaries: what a name means, on which day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import cpu_seconds

from dragoman.actors import build
from dragoman.actors.check import check, countries
from dragoman.actors.dictionaries import Dictionary, plain
from dragoman.actors.lookup import counts, look_up
from dragoman.actors.roles import lexicon


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary.load()


def code(dictionary: Dictionary, name: str, on: str | None = None) -> str | None:
    return look_up(dictionary, name, on)[0].code


def test_no_name_means_two_things_and_no_code_or_date_is_unknown() -> None:
    assert [str(problem) for problem in check()] == []


def test_the_compiled_dictionaries_are_those_of_the_yaml_files() -> None:
    kept = json.loads((build.DATA / "compiled.json").read_text("utf-8"))
    assert kept["sources"] == build.digest(), "run python -m dragoman.actors.build"


def test_every_country_of_the_iso_list_is_there() -> None:
    pycountry = pytest.importorskip("pycountry")
    assert {c.alpha_3 for c in pycountry.countries} <= countries()


def test_the_dictionaries_are_broad(dictionary: Dictionary) -> None:
    held = counts(dictionary)
    assert held["names"] >= 6000
    assert held["person"] >= 2000
    assert held["organisation"] >= 1000


def test_dictionaries_load_fast(dictionary: Dictionary) -> None:
    assert cpu_seconds(Dictionary.load, tries=3) < 1.0


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("Barack Obama", "2012-06-01", "USA GOV"),
        ("Barack Obama", "2018-06-01", "USA ELI"),
        ("Joe Biden", "2020-03-01", "USA PTY"),
        ("Joe Biden", "2020-12-01", "USA GOV"),
        ("Jens Stoltenberg", "2012-01-01", "NOR GOV"),
        ("Jens Stoltenberg", "2022-03-01", "IGO NATO"),
        ("Taliban", "2020-01-01", "AFG REB"),
        ("Taliban", "2023-01-01", "AFG GOV"),
        ("Bashar al-Assad", "2015-01-01", "SYR GOV"),
        ("Bashar al-Assad", "2025-01-01", "SYR ELI"),
        ("Security Council", None, "IGO UN"),
        ("UNICEF", None, "IGO UN"),
        ("Pentagon", None, "USA MIL"),
        ("Kremlin", None, "RUS GOV"),
        ("Hezbollah", None, "LBN REB"),
        ("Boko Haram", None, "NGA REB"),
        ("ISIS", None, "INT REB"),
        ("Bundestag", None, "DEU LEG"),
        ("KCNA", None, "PRK JRN"),
        ("Zelensky", "2022-05-01", "UKR GOV"),
        ("Zelenskyy", "2022-05-01", "UKR GOV"),
        ("Côte d'Ivoire", None, "CIV GOV"),
        ("Cote d’Ivoire", None, "CIV GOV"),
    ],
)
def test_a_name_has_the_code_of_the_day(dictionary: Dictionary, name: str, on: str | None, expected: str) -> None:
    assert code(dictionary, name, on) == expected


def test_an_answer_says_its_reason(dictionary: Dictionary) -> None:
    answer = look_up(dictionary, "Angela Merkel", "2016-01-01")[0]
    assert (answer.code, answer.name) == ("DEU GOV", "Angela Merkel")
    assert "chancellor" in answer.why


def test_a_name_that_nobody_knows_has_no_answer(dictionary: Dictionary) -> None:
    assert look_up(dictionary, "Qwxyz Plumbob") == []


def test_names_are_found_as_whole_words_and_the_longest_wins(dictionary: Dictionary) -> None:
    text = "Romania met the South Korean Foreign Ministry; Omani, not Oman's"
    found = [text[f.start : f.end] for f in dictionary.find(text)]
    assert found == ["Romania", "South Korean", "Omani", "Oman"]


@given(st.text())
def test_plain_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_a_users_file_is_laid_over_ours(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "organisations:\n  EST SOC: [[Harbour Watch, HW Tallinn]]\n  USA BUS: [Pentagon]\n"
        "persons:\n  EST:\n    Mart Kivisild: m, PTY 2019, GOV 2023-04 harbour minister\n",
        "utf-8",
    )
    assert check(own) == []
    mine = Dictionary.load(own)
    assert code(mine, "Harbour Watch") == "EST SOC"
    assert code(mine, "Pentagon") == "USA BUS"
    assert code(mine, "Mart Kivisild", "2020-01-01") == "EST PTY"
    assert code(mine, "Kivisild", "2024-01-01") == "EST GOV"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("organisations:\n  EST XYZ: [Harbour Watch]\n", "no actor code"),
        ("organisations:\n  QQQ SOC: [Harbour Watch]\n", "no country"),
        ("persons:\n  EST:\n    Mart Tamm: x, GOV\n", "begins with m or f"),
        ("persons:\n  EST:\n    Mart Tamm: m, GOV 2020, PTY 2019\n", "not in order"),
        ("persons:\n  EST:\n    Mart Tamm: m, GOV 2020-15\n", "no date"),
        ("persons:\n  EST:\n    Mart Tamm: m, GOV\n  LVA:\n    Mart Tamm: m, PTY\n", "EST GOV and LVA PTY"),
        ("- a\n- b\n", "no mapping"),
        ("persons: [\n", "cannot be read"),
    ],
)
def test_the_checker_says_what_is_wrong_with_a_file(tmp_path: Path, content: str, reason: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(content, "utf-8")
    assert any(reason in str(problem) for problem in check(own))


def test_role_nouns_have_sectors_that_exist() -> None:
    assert {role.sector for role in lexicon().roles.values()} <= build.SECTORS


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Richard Blumenthal", "2010-05-20", "USA GOV"),
        ("Richard Blumenthal", "2014-05-20", "USA LEG"),
        ("Elizabeth Warren", "2012-08-01", "USA PTY"),
        ("Jeremy Corbyn", "2017-06-10", "GBR OPP"),
        ("Labour Party", "2017-06-10", "GBR OPP"),
        ("Labour Party", "2025-06-10", "GBR PTY"),
        ("Conservative Party", "2025-06-10", "GBR OPP"),
        ("Kofi Annan", "2003-03-10", "IGO UN"),
        ("Blake Farenthold", "2018-03-01", "USA LEG"),
        ("Blake Farenthold", "2018-05-01", "USA ELI"),
        ("Chatham House", "2015-01-01", "GBR EDU"),
        ("Heritage Foundation", "2015-01-01", "USA SOC"),
        ("Energoatom", "2022-08-16", "UKR BUS"),
    ],
)
def test_offices_and_oppositions_have_their_days(name: str, day: str, expected: str) -> None:
    assert code(Dictionary.load(), name, day) == expected

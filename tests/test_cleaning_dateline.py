"""Datelines and wire agencies are read as metadata."""

from __future__ import annotations

import pytest

from dragoman.cleaning import clean

REST = "The two governments signed a pact on Wednesday, and their neighbour was deeply concerned."


@pytest.mark.parametrize(
    ("dateline", "place", "agency", "wire"),
    [
        ("MOSCOW (Reuters) -", "MOSCOW", "Reuters", "Reuters"),
        ("MOSCOW, Feb 1 (Reuters) -", "MOSCOW", "Reuters", "Reuters"),
        ("Feb 10 (Reuters) -", None, "Reuters", "Reuters"),
        ("WASHINGTON/SEOUL (Reuters) –", "WASHINGTON/SEOUL", "Reuters", "Reuters"),
        ("KYIV, Ukraine (AP) —", "KYIV, Ukraine", "Associated Press", "Associated Press"),
        ("HERSHEY, Pa. (AP) —", "HERSHEY, Pa.", "Associated Press", "Associated Press"),
        ("ABU DHABI, United Arab Emirates (AP) --", "ABU DHABI, United Arab Emirates", "Associated Press", None),
        ("UNITED NATIONS (AFP) -", "UNITED NATIONS", "AFP", "AFP"),
        ("BEIJING, Feb. 12 (Xinhua) --", "BEIJING", "Xinhua", "Xinhua"),
        ("SEOUL, June 20 (Yonhap) --", "SEOUL", "Yonhap", "Yonhap"),
        ("MINSK, 26 September (BelTA) –", "MINSK", "BelTA", "BelTA"),
        ("MOSCOW, June 19. /TASS/.", "MOSCOW", "TASS", "TASS"),
        ("New Delhi, June 20 (IANS)", "New Delhi", "IANS", "IANS"),
        ("Washington (CNN)", "Washington", "CNN", ""),
        ("(CNN)", None, "CNN", ""),
        ("CNN —", None, "CNN", ""),
        ("Tel Aviv, Israel CNN —", "Tel Aviv, Israel", "CNN", ""),
        ("WASHINGTON —", "WASHINGTON", None, ""),
        ("OFER PRISON, West Bank —", "OFER PRISON, West Bank", None, ""),
        ("ST. PETERSBURG, Russia --", "ST. PETERSBURG, Russia", None, ""),
        ("PYONGYANG -", "PYONGYANG", None, ""),
        ("ISLAMABAD:", "ISLAMABAD", None, ""),
    ],
)
def test_a_dateline_gives_place_and_agency(
    dateline: str, place: str | None, agency: str | None, wire: str | None
) -> None:
    text = f"{dateline} {REST}"
    found = clean(text)
    assert found.dateline is not None
    assert found.dateline.span.text == dateline
    assert text[found.dateline.span.start : found.dateline.span.end] == dateline
    assert (found.dateline.place, found.dateline.agency) == (place, agency)
    assert found.agency == ((agency if wire is None else wire) or None)


@pytest.mark.parametrize(
    "start",
    [
        "The Islamic State (IS) group",
        "EXCLUSIVE: The minister",
        "BREAKING - The minister",
        "NATO (the North Atlantic alliance) and",
        "PARTYGOERS in the capital",
        "TWO YEARS ago - in the capital -",
        "“MOSCOW (Reuters) -” is how a dateline reads, and",
        "The AP (Associated Press) said that",
        "A U.S.-led force",
        "Velmark — a small state on a lake — and",
    ],
)
def test_other_beginnings_are_no_dateline(start: str) -> None:
    assert clean(f"{start} {REST}").dateline is None


def test_a_dateline_stands_at_the_head_of_the_report_below_the_noise() -> None:
    text = f"By Jonas Weil\n\nJune 19, 2024\n\nTARN (AP) — {REST}\n\n{REST}"
    found = clean(text)
    assert found.dateline is not None
    assert found.dateline.span.start == text.index("TARN")


def test_a_name_in_brackets_in_the_middle_of_the_report_is_no_dateline() -> None:
    text = "\n\n".join([REST] * 8 + [f"TARN (AP) — {REST}"])
    assert clean(text).dateline is None


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("By Reuters", "Reuters"),
        ("— Reuters", "Reuters"),
        ("By The Associated Press", "Associated Press"),
        ("Copyright 2018 The Associated Press. All rights reserved.", "Associated Press"),
        ("© 2024 AFP", "AFP"),
        ("The Associated Press contributed to this report.", None),
        ("With inputs from PTI", None),
        ("File photo: The minister arrives. (Reuters)", None),
    ],
)
def test_the_agency_is_told_by_a_credit_but_not_by_a_contribution(credit: str, agency: str | None) -> None:
    assert clean("\n\n".join([REST, REST, credit])).agency == agency

"""Allegations: who charges whom with breaking which rule of law (codebook, sections 2.14 and 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.claims.instruments import instruments


def charges(coder: Coder, text: str) -> list[tuple[str, str, str]]:
    """Accuser, accused and instrument of each allegation."""
    coded = coder.code(text, published="2024-06-20")
    for allegation in coded.allegations:
        for span in (allegation.instrument, allegation.span):
            assert text[span.start : span.end] == span.text
    return [(a.accuser, a.accused, a.instrument.text) for a in coded.allegations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Russia on Tuesday accused the United States of breaching the INF treaty.",
            ("RUS GOV", "USA GOV", "the INF treaty"),
        ),
        (
            "Iran has violated the nuclear deal, the U.S. State Department said on Monday.",
            ("USA GOV", "IRN GOV", "the nuclear deal"),
        ),
        (
            "The United Nations said North Korea's launch violated Security Council resolutions.",
            ("IGO UN", "PRK GOV", "Security Council resolutions"),
        ),
        (
            "South Africa has accused Israel of genocide at the International Court of Justice.",
            ("ZAF GOV", "ISR GOV", "genocide"),
        ),
        (
            "Washington says Moscow is not complying with New START.",
            ("USA GOV", "RUS GOV", "New START"),
        ),
        (
            "Pakistan accused India of violating the Indus Waters Treaty.",
            ("PAK GOV", "IND GOV", "the Indus Waters Treaty"),
        ),
        (
            "Human Rights Watch said Ethiopian forces had committed crimes against humanity in Tigray.",
            ("INT SOC", "ETH MIL", "crimes against humanity"),
        ),
        (
            "“North Korea's launch breached U.N. resolutions,” Japanese Prime Minister Fumio Kishida told reporters.",
            ("JPN GOV", "PRK GOV", "U.N. resolutions"),
        ),
    ],
)
def test_a_charge_has_its_accuser_its_accused_and_its_instrument(
    coder: Coder, text: str, expected: tuple[str, str, str]
) -> None:
    assert charges(coder, text) == [expected]


def test_two_rules_that_are_joined_are_two_allegations(coder: Coder) -> None:
    text = "Ukraine said Russia's annexation violated the U.N. Charter and international law."
    assert [instrument for _, _, instrument in charges(coder, text)] == ["the U.N. Charter", "international law"]


def test_one_charge_told_twice_is_one_allegation(coder: Coder) -> None:
    text = "Ukraine accused Russia of war crimes. Ukraine also accused Russia of war crimes in Bucha."
    assert len(charges(coder, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Norway accused Russia of lying.",
        "The International Criminal Court opened a war crimes unit in Kyiv.",
        "The two countries signed the U.N. Charter in 1945.",
        "Lawyers from a human rights group visited the prison in Minsk.",
        "The general wrote a book about the 1994 genocide.",
        "Sweden will respect international law, its foreign minister said.",
    ],
)
def test_what_charges_nobody_with_a_breach_is_no_allegation(coder: Coder, text: str) -> None:
    assert charges(coder, text) == []


def test_nobody_charges_himself(coder: Coder) -> None:
    for accuser, accused, _ in charges(coder, "Russia said Russia's own troops had committed war crimes."):
        assert accuser != accused


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("in violation of the U.N. Charter", "the U.N. Charter"),
        ("in flagrant breach of the Vienna Convention on Diplomatic Relations", None),
        ("violates the Foreign Corrupt Practices Act", "the Foreign Corrupt Practices Act"),
        ("is illegal under international humanitarian law", "international humanitarian law"),
        ("has failed to comply with its international obligations", "its international obligations"),
        ("defied U.N. Security Council Resolution 1701", "U.N. Security Council Resolution 1701"),
        ("ran afoul of a state law", "a state law"),
        ("broke the truce", "the truce"),
        ("human rights are not respected", "human rights"),
        ("runs counter to the Treaty of Lausanne", "the Treaty of Lausanne"),
        ("“a total contradiction” of world trade rules", "world trade rules"),
    ],
)
def test_a_rule_is_found_as_the_object_of_a_breach(text: str, rule: str | None) -> None:
    found = [text[charge.start : charge.end] for charge in instruments().charges(text)]
    if rule:
        assert found == [rule]
    else:
        assert len(found) == 1


@pytest.mark.parametrize("text", ["the U.N. Charter says so", "the INF treaty ended", "a new trade law was passed"])
def test_a_rule_without_a_breach_is_no_charge(text: str) -> None:
    assert list(instruments().charges(text)) == []


@given(st.text(max_size=400))
def test_charges_of_any_text_lie_inside_it_in_order(text: str) -> None:
    end = 0
    for charge in instruments().charges(text):
        assert end <= charge.start < charge.end <= len(text)
        end = charge.end


def test_long_text_without_spaces_takes_no_long_time() -> None:
    assert list(instruments().charges("violat" * 50_000)) == []

"""Agreements: name, kind, parties, stage, provisions (codebook, section 6)."""

from __future__ import annotations

import pytest

from dragoman import Agreement, Coder


def agreements(coder: Coder, text: str) -> tuple[Agreement, ...]:
    found = coder.code(text, published="2024-06-20").agreements
    for agreement in found:
        for span in (agreement.name, *agreement.provisions):
            assert text[span.start : span.end] == span.text
    return found


def the_one(coder: Coder, text: str) -> Agreement:
    found = agreements(coder, text)
    assert len(found) == 1
    return found[0]


def test_a_signed_treaty_has_its_parties_and_its_date(coder: Coder) -> None:
    text = "Russia and North Korea signed a mutual defense treaty on Wednesday."
    agreement = the_one(coder, text)
    assert agreement.name.text == "a mutual defense treaty"
    assert agreement.kind == "treaty"
    assert set(agreement.parties) == {"RUS GOV", "PRK GOV"}
    assert agreement.stage == "signed"
    assert agreement.date == "2024-06-19"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("France and Chad signed a defense pact.", "signed"),
        ("France and Chad ratified a defense pact.", "ratified"),
        ("France and Chad reached a trade deal.", "agreed"),
        ("France and Chad are negotiating a trade deal.", "negotiated"),
        ("France and Chad hope to sign a trade deal.", "negotiated"),
        ("France withdrew from its defense pact with Chad.", "terminated"),
        ("France suspended its trade deal with Chad.", "suspended"),
        ("France rejected a trade deal with Chad.", "rejected"),
        ("France proposed a trade deal with Chad.", "proposed"),
        ("France would like to sign a trade deal with Chad.", "proposed"),
        ("France relies on its defence treaty with Chad.", "in_force"),
        ("The U.S. accused Russia of violating the INF treaty.", "in_force"),
    ],
)
def test_the_stage_is_what_the_verb_says(coder: Coder, text: str, stage: str) -> None:
    assert the_one(coder, text).stage == stage


def test_the_furthest_stage_that_is_told_counts(coder: Coder) -> None:
    text = "Egypt and Sudan negotiated a water treaty for years. Egypt and Sudan signed the treaty on Monday."
    assert the_one(coder, text).stage == "signed"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Israel and Hamas agreed to a temporary truce.", "ceasefire"),
        ("India and Oman signed a trade deal.", "deal"),
        ("India and Oman signed a memorandum of understanding.", "memorandum"),
        ("India and Oman issued a joint declaration.", "declaration"),
        ("The U.N. Security Council adopted a resolution on Haiti.", "resolution"),
        ("India and Oman signed an extradition treaty.", "treaty"),
    ],
)
def test_the_kind_is_what_the_name_says(coder: Coder, text: str, kind: str) -> None:
    assert the_one(coder, text).kind == kind


def test_of_two_words_that_say_the_kind_the_nearer_one_counts(coder: Coder) -> None:
    assert the_one(coder, "Norway and Chad signed a security and trade agreement on Monday.").kind == "deal"
    assert the_one(coder, "Norway and Chad signed a trade and security agreement on Monday.").kind == "treaty"


def test_later_short_names_are_the_same_agreement(coder: Coder) -> None:
    text = (
        "Kenya and Uganda signed a border security agreement on Monday. The agreement lets patrols cross the border. "
        "Critics in Nairobi called the deal a mistake."
    )
    assert the_one(coder, text).name.text.startswith("a border security agreement")


def test_a_known_name_brings_its_parties(coder: Coder) -> None:
    agreement = the_one(coder, "Moscow has suspended New START.")
    assert set(agreement.parties) == {"USA GOV", "RUS GOV"}
    assert agreement.kind == "treaty"


def test_a_resolution_is_of_the_body_that_adopts_it(coder: Coder) -> None:
    agreement = the_one(coder, "The United Nations General Assembly passed a resolution on Ukraine on Tuesday.")
    assert agreement.parties == ("IGO UN",)
    assert agreement.stage == "agreed"


def test_a_truce_is_between_those_who_fight(coder: Coder) -> None:
    text = "Armenian troops shelled Azerbaijani positions. Azerbaijan bombed Armenia. A fragile ceasefire collapsed."
    agreement = the_one(coder, text)
    assert {code.split()[0] for code in agreement.parties} == {"ARM", "AZE"}
    assert agreement.stage == "terminated"


def test_what_follows_the_name_is_its_provision(coder: Coder) -> None:
    text = "Turkey and Finland signed an agreement to share intelligence on armed groups."
    assert [span.text for span in the_one(coder, text).provisions] == ["to share intelligence on armed groups"]


@pytest.mark.parametrize(
    "text",
    [
        "The singer signed a record deal.",
        "A great deal of money was lost.",
        "The minister nodded in agreement.",
        "The Senate passed a budget resolution.",
        "Lawmakers reached a bipartisan spending deal.",
        "They had to deal with the flood.",
        "The company has an agreement.",
        "He made it his New Year's resolution.",
    ],
)
def test_what_no_political_actors_made_is_no_agreement(coder: Coder, text: str) -> None:
    assert agreements(coder, text) == ()


def test_an_end_that_is_only_asked_for_is_no_end(coder: Coder) -> None:
    text = "Belarus and Iran signed a defense treaty in Minsk on Wednesday. Iran rejected calls to suspend the treaty."
    assert [a.stage for a in coder.code(text, published="2025-09-17").agreements] == ["signed"]

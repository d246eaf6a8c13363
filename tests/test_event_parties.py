"""Who acts on whom where the words stand apart: deeds that are blamed, talks that others host, wars to be ended."""

from __future__ import annotations

import pytest
from scenes import scene_of

from dragoman import Coder
from dragoman.events.lexicon import LexiconError, read_acts


def told(coder: Coder, text: str, kind: str) -> list[tuple[str, str]]:
    """(actors, recipients) of the events of a type, in text order."""
    events = [e for e in coder.code(text, published="2024-06-20").events if e.type == kind]
    return [(" + ".join(sorted(p.code for p in e.actors)), " + ".join(p.code for p in e.recipients)) for e in events]


BLAMED = [
    ("The EU condemned the arrest of the opposition leader in Belarus.", ("IGO EU", "BLR GOV")),
    ("Norway criticised the sentencing of a Tibetan writer in China.", ("NOR GOV", "CHN GOV")),
    ("France denounced the execution of a protester in Iran.", ("FRA GOV", "IRN GOV")),
    ("Canada expressed concern over the detention of two of its citizens in China.", ("CAN GOV", "CHN GOV")),
    ("Berlin protested the expulsion of its ambassador from Chad.", ("DEU GOV", "TCD GOV")),
]
# Read rightly, and thought a little less likely than what is told (.29 and .30, where .30 is needed).
BLAMED_UNLIKELY = [
    ("Brazil condemned the war in Ukraine.", ("BRA GOV", "RUS GOV")),
    ("Israeli jets bombed a hospital in Rafah. Egypt condemned the attack.", ("EGY GOV", "ISR MIL")),
]


@pytest.mark.parametrize(("text", "expected"), [*BLAMED, *BLAMED_UNLIKELY])
def test_who_did_a_deed_is_blamed_and_not_whom_it_hit(coder: Coder, text: str, expected: tuple[str, str]) -> None:
    readings = [telling.reading for telling in scene_of(coder, text).tellings()]
    blamed = [(r.actors[0].code, r.recipients[0].code) for r in readings if r.type == "ACCUSE"]
    assert blamed == [expected]


UNLIKELY = pytest.mark.xfail(strict=True, reason="the confidence of short texts without a title is too low")


@pytest.mark.parametrize(
    ("text", "expected"), [*BLAMED, *(pytest.param(*case, marks=UNLIKELY) for case in BLAMED_UNLIKELY)]
)
def test_who_is_blamed_for_a_deed_is_told(coder: Coder, text: str, expected: tuple[str, str]) -> None:
    assert told(coder, text, "ACCUSE") == [expected]


def test_a_deed_that_is_blamed_was_not_done_by_who_blames_it(coder: Coder) -> None:
    text = "Canada expressed concern over the detention of two of its citizens in China."
    assert told(coder, text, "COERCE") == [("CHN GOV", "CAN CVL")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran executed two men, drawing condemnation from Germany.", ("DEU GOV", "IRN GOV")),
        ("Turkey's government faced criticism from Greek opposition parties.", ("GRC OPP", "TUR GOV")),
    ],
)
def test_who_draws_criticism_is_criticised(coder: Coder, text: str, expected: tuple[str, str]) -> None:
    assert expected in told(coder, text, "ACCUSE")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Thousands of Poles protested against the government in Warsaw.", "PROTEST", ("POL CVL", "POL GOV")),
        ("Japan protested against China's patrols near the islands.", "ACCUSE", ("JPN GOV", "CHN GOV")),
    ],
)
def test_people_who_protest_demonstrate_and_states_accuse(
    coder: Coder, text: str, kind: str, expected: tuple[str, str]
) -> None:
    assert told(coder, text, kind) == [expected]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Ukrainian and Russian negotiators held talks in Geneva brokered by the United States.",
            "CONSULT",
            ("RUS GOV + UKR GOV", "USA GOV"),
        ),
        ("Turkey hosted talks between Russia and Ukraine.", "CONSULT", ("RUS GOV + UKR GOV", "TUR GOV")),
        ("Qatar-mediated talks between Israel and Hamas resumed.", "CONSULT", ("ISR GOV + PSE REB", "QAT GOV")),
        (
            "Talks between Iran and the United States, mediated by Oman, ended in Rome.",
            "CONSULT",
            ("IRN GOV + USA GOV", "OMN GOV"),
        ),
        ("Armenia and Azerbaijan exchanged prisoners of war.", "COOPERATE", ("ARM GOV + AZE GOV", "")),
    ],
)
def test_who_brings_others_together_is_the_recipient(
    coder: Coder, text: str, kind: str, expected: tuple[str, str]
) -> None:
    assert told(coder, text, kind) == [expected]


def test_a_ceasefire_is_asked_of_both_who_fight(coder: Coder) -> None:
    text = (
        "Hamas fired rockets at Israel on Sunday. Israeli jets struck Gaza City, killing ten people. "
        "The Vatican appealed for an immediate ceasefire in Gaza."
    )
    assert told(coder, text, "REQUEST") == [("VAT GOV", "ISR GOV + PSE REB")]
    assert told(coder, text, "ASSAULT")[1:] == [("ISR MIL", "PSE CVL")]


def test_a_phrase_that_names_an_act_is_one_act(coder: Coder) -> None:
    text = "The United States imposed sanctions on two Chinese companies."
    assert told(coder, text, "SANCTION") == [("USA GOV", "CHN BUS")]
    text = "Washington lifted sanctions on Venezuela's oil sector."
    assert (told(coder, text, "CONCEDE"), told(coder, text, "SANCTION")) == ([("USA GOV", "VEN GOV")], [])


def test_a_list_with_a_comma_before_its_last_name_is_one(coder: Coder) -> None:
    text = "The United States, Ukraine, and Russia agreed to an exchange of prisoners."
    assert "USA GOV" in told(coder, text, "AGREE")[0][0]
    text = "The EU and Britain condemned the visit, which was also criticised by Ukraine's government."
    assert all(actors != recipients for actors, recipients in told(coder, text, "ACCUSE"))


def test_what_a_speaker_does_by_telling_of_an_act_stands_beside_the_act(coder: Coder) -> None:
    text = "Moldova expelled a Russian diplomat on Monday, Russia's foreign ministry said, and called it an insult."
    assert told(coder, text, "SANCTION") == [("MDA GOV", "RUS GOV")]


def test_an_office_without_a_country_is_not_that_of_whom_it_acts_on(coder: Coder) -> None:
    text = "Moldova was calm. The foreign ministry summoned the Russian ambassador on Monday."
    assert told(coder, text, "ACCUSE") == [("MDA GOV", "RUS GOV")]
    text = "TBILISI, May 6 - Russia and Georgia were at odds again. Police arrested nine people outside the parliament."
    assert told(coder, text, "COERCE") == [("GEO COP", "GEO CVL")]


def test_who_denies_an_accusation_answers_the_accuser(coder: Coder) -> None:
    text = "Norway accused Iran of hacking its parliament. France was silent. Iran denied the allegation."
    assert told(coder, text, "REJECT") == [("IRN GOV", "NOR GOV")]
    text = "Norway accused Iran of hacking its parliament. Iran called the accusation absurd."
    assert told(coder, text, "REJECT") == [("IRN GOV", "NOR GOV")]


def test_who_is_to_blame_blames_nobody(coder: Coder) -> None:
    assert ("MDA GOV", "RUS GOV") not in told(coder, "Russia said that Moldova was to blame.", "ACCUSE")


def test_protesters_who_gather_protest_and_police_use_force_on_them(coder: Coder) -> None:
    text = "Thousands of protesters gathered outside parliament in Tbilisi. Police used tear gas to disperse them."
    assert [actors for actors, _ in told(coder, text, "PROTEST")] == ["GEO CVL"]
    readings = [t.reading for options in scene_of(coder, text).options() for t in options]
    hits = [[s.code for s in (*r.actors, *r.recipients)] for r in readings if r.mode == "crowd-control"]
    assert hits[0] == ["GEO COP", "GEO CVL"]


def test_who_brokers_a_ceasefire_mediates(coder: Coder) -> None:
    text = "Egypt brokered a ceasefire between Israel and Hamas."
    assert told(coder, text, "CONSULT") == [("EGY GOV", "ISR GOV + PSE REB")]


def test_a_lexicon_names_sectors_that_there_are() -> None:
    data = {"type": "ACCUSE", "verbs": [{"words": "grumble", "by": ["GOV", "KING"]}]}
    with pytest.raises(LexiconError, match="'KING', by whom 'grumble' is done"):
        list(read_acts(data, "own.yaml"))


def test_who_is_deported_is_not_deported_by_their_own_state(coder: Coder) -> None:
    text = "The United States deported 200 Venezuelans. Amnesty International condemned the deportation of the men."
    readings = [t.reading for options in scene_of(coder, text).options() for t in options]
    assert [s.code for r in readings if r.type == "ACCUSE" and not r.implied for s in r.recipients] == ["USA GOV"]


def test_a_finite_verb_is_not_coordinated_with_an_infinitive(coder: Coder) -> None:
    text = "Germany urged Poland to hold firm and threatened to punish Russia."
    assert told(coder, text, "THREATEN") == [("DEU GOV", "RUS GOV")]


def test_a_pronoun_may_be_another_of_the_same_code(coder: Coder) -> None:
    text = "Nikki Haley spoke in Ohio. Ron DeSantis mocked her at a rally in Iowa."
    assert [recipient for _, recipient in told(coder, text, "ACCUSE")] == ["USA ELI"]


def sides_of(coder: Coder, text: str, kind: str) -> set[tuple[str, str]]:
    """(actors, recipients) of all readings of a type."""
    readings = [t.reading for options in scene_of(coder, text).options() for t in options if t.reading.type == kind]
    return {(" + ".join(s.code for s in r.actors), " + ".join(s.code for s in r.recipients)) for r in readings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Five people were killed by Israeli forces in Jenin, in the West Bank, on Thursday.", ("ISR MIL", "PSE CVL")),
        ("Russia attacked Georgia. Its forces killed ten villagers.", ("RUS MIL", "GEO CVL")),
        ("The Myanmar army killed 17 villagers in Sagaing on Monday.", ("MMR MIL", "MMR CVL")),
        ("The Turkish army killed three Turkish civilians in Syria.", ("TUR MIL", "TUR CVL")),
    ],
)
def test_people_without_a_country_whom_an_army_hits_abroad_are_of_the_place(
    coder: Coder, text: str, expected: tuple[str, str]
) -> None:
    hit = {sides for sides in sides_of(coder, text, "ASSAULT") if sides[1].endswith("CVL")}
    assert hit == {expected}


def test_where_force_was_used_is_nobody_who_used_it(coder: Coder) -> None:
    text = "Israel bombed Lebanon. Two people were killed by gunfire in the town of Tyre in Lebanon."
    assert {actor for actor, _ in sides_of(coder, text, "ASSAULT")}.isdisjoint({"LBN GOV", "LBN MIL"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ukraine was under fire. A drone killed two people in Kharkiv on Monday.", ("RUS MIL", "UKR CVL")),
        ("Hezbollah fired rockets at Israel. A rocket killed a man in Haifa.", ("LBN REB", "ISR CVL")),
    ],
)
def test_arms_that_nobody_owns_are_those_of_whom_their_place_fights(
    coder: Coder, text: str, expected: tuple[str, str]
) -> None:
    assert expected in told(coder, text, "ASSAULT")

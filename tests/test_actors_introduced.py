"""Who persons are that no dictionary knows, by how the article introduces them."""

from __future__ import annotations

import pytest
from actors_told import Read

BEFORE_THE_NAME = [
    ('"We need votes," said Democratic pollster Anna Keller in Ohio.', "Anna Keller", "USA PTY"),
    ("U.S. troops stayed. Army Capt. Pat Lindqvist of Texas objected.", "Pat Lindqvist", "USA MIL"),
    ("Lt. Gen. Oleksandr Pavlik said Ukraine's ground forces had held the line.", "Oleksandr Pavlik", "UKR MIL"),
    ("Sgt. Elena Ruiz of the Los Angeles Police Department said three were held.", "Elena Ruiz", "USA COP"),
    ("Minister of mines and energy Tom Alwen said Namibia would gain.", "Tom Alwen", "NAM GOV"),
    ('Ukrainian Defence Ministry adviser Serhiy "Flash" Beskrest said the link was cut.', "Serhiy", "UKR MIL"),
    ("Rev. Marcus Hopper told the paper in Texas that all was well.", "Marcus Hopper", "USA REL"),
    ("Ethiopian government spokesman Legesse Tul said aid was moving.", "Legesse Tul", "ETH GOV"),
    ("Houthi military spokesman Yahya Sare said a ship was hit.", "Yahya Sare", "YEM REB"),
    ("Labour MP Zarah Sultan urged the British government to stop.", "Zarah Sultan", "GBR LEG"),
    ("Congresswoman Rashida Tlai accused Israel of genocide.", "Rashida Tlai", "USA LEG"),
    ("Egyptian intelligence chief Abbas Kame flew to Israel.", "Abbas Kame", "EGY SPY"),
    ("Russian military blogger Semyon Pego said the line had broken.", "Semyon Pego", "RUS JRN"),
    ("A Chinese court sentenced Canadian Robert Schellen to death.", "Robert Schellen", "CAN CVL"),
]
BEHIND_THE_NAME = [
    ("Mahamat Idriss Deb, Chad's transitional leader, pardoned the rebels.", "Mahamat Idriss Deb", "TCD GOV"),
    ("Paul Delan, an American, described the chaos in Paris.", "Paul Delan", "USA CVL"),
    ("Anthony Blink, who served as US secretary of state, said Israel had erred.", "Anthony Blink", "USA ELI"),
    ("Jon Barrow, an RNC committeeman from Arkansas, had no answer.", "Jon Barrow", "USA PTY"),
    ("John Berrow, speaker of the House of Commons, said the plan was an outrage.", "John Berrow", "GBR LEG"),
    ("Tarik Jasarev, a WHO spokesman, said Sudan was close to famine.", "Tarik Jasarev", "IGO WHO"),
    ("As Nate Corwin writes in The New York Times, the U.S. had waited.", "Nate Corwin", "USA JRN"),
    ("Agnes Callam, the secretary general of Amnesty International, urged Qatar to act.", "Agnes Callam", "INT SOC"),
]


@pytest.mark.parametrize(("text", "words", "code"), BEFORE_THE_NAME)
def test_the_office_or_people_before_a_name_says_who_it_is(read: Read, text: str, words: str, code: str) -> None:
    assert read(text, published="2023-05-10").code(words) == code


@pytest.mark.parametrize(("text", "words", "code"), BEHIND_THE_NAME)
def test_what_stands_behind_a_name_says_who_it_is(read: Read, text: str, words: str, code: str) -> None:
    assert read(text, published="2023-05-10").code(words) == code


def test_who_holds_the_office_named_before_need_not_be_seen_by_the_recogniser(read: Read) -> None:
    told = read("The World Health Organization's regional director for Africa, Matshidiso Moet, praised Ghana.")
    assert told.code("Matshidiso Moet") == "IGO WHO"


def test_who_is_killed_in_an_attack_on_a_country_is_of_it(read: Read) -> None:
    told = read("Gaza was bombed again. Hamas gunmen killed about 1,200 people in an attack on southern Israel.")
    assert told.code("about 1,200 people") == "ISR CVL"


def test_who_is_no_organisation_and_the_speaker_of_a_conference_no_legislator(read: Read) -> None:
    told = read("Kenya hosted it. The man WHO spoke left. The speaker of the conference praised Kenya.")
    assert all(m.entity.code != "IGO WHO" for m in told.layer.mentions)
    assert all(m.entity.code != "KEN LEG" for m in told.layer.mentions)


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ('Senator Marco Rubio attacked Trump. "We win," spokesman Alec Brandt said.', "Alec Brandt", "USA PTY"),
        ("The NAACP condemned it in Ohio, spokesman Chris Alder said.", "Chris Alder", "USA SOC"),
        ("The FBI raided it in Ohio. A bureau spokesperson declined to comment.", "A bureau spokesperson", "USA COP"),
        ("Hamas rejected it. A government spokesman in Israel laughed.", "A government spokesman in Israel", "ISR GOV"),
    ],
)
def test_a_spokesman_of_nobody_in_particular_is_of_whom_was_named_last(
    read: Read, text: str, words: str, code: str
) -> None:
    assert read(text, published="2015-10-10").code(words) == code


def test_what_a_phrase_is_of_may_stand_before_its_last_noun(read: Read) -> None:
    told = read("Israel struck Lebanon. The head of UN peacekeeping objected. So did Issa Fre, a member of parliament.")
    assert told.code("The head of UN peacekeeping") == "IGO UN"
    assert told.code("Issa Fre") in {"ISR LEG", "LBN LEG"}


def test_civil_defence_is_no_army_and_mediators_are_of_no_one_country(read: Read) -> None:
    told = read("Israel struck Gaza. Gaza's civil defence spokesman said so. The mediators were silent.")
    assert told.code("Gaza's civil defence spokesman") == "PSE GOV"
    assert told.code("The mediators") is None


def test_the_ministry_is_the_one_named_before_whichever_it_is(read: Read) -> None:
    told = read("Taiwan's defence ministry counted nine planes. China was silent. The ministry sent ships.")
    assert told.code("The ministry") == "TWN MIL"


def test_a_president_is_of_the_state_whatever_party_she_is_of(read: Read) -> None:
    told = read("Barack Obama spoke in Ohio. The Democratic president praised Congress.", published="2014-05-01")
    assert told.code("The Democratic president") == "USA GOV"

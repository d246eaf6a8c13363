"""Constructions in which acts are told: what the rules read in them, whatever the confidence then makes of it."""

from __future__ import annotations

import pytest
from scenes import scene_of

from dragoman import Coder
from dragoman.events.reading import Reading


def readings(coder: Coder, text: str) -> list[Reading]:
    return [telling.reading for options in scene_of(coder, text).options() for telling in options]


def told(coder: Coder, text: str) -> set[tuple[str, str, str]]:
    """Type, actors and recipients of every reading."""
    return {
        (r.type, " ".join(sorted(s.code for s in r.actors)), " ".join(sorted(s.code for s in r.recipients)))
        for r in readings(coder, text)
    }


PASSIVE = [
    ("Most of the sanctions on Sudan were lifted by Washington on Friday.", ("CONCEDE", "USA GOV", "SDN GOV")),
    ("A visa for an Israeli minister was refused by Australia.", ("REJECT", "AUS GOV", "ISR GOV")),
    ("Somalia's debt to France has been written off by the government in Paris.", ("AID", "FRA GOV", "SOM GOV")),
    ("A Moroccan banker was extradited to Morocco by Spain on Tuesday.", ("COOPERATE", "ESP GOV", "MAR GOV")),
    ("Two diplomats of Russia in Sofia were declared personae non gratae.", ("SANCTION", "BGR GOV", "RUS GOV")),
    ("Sanctions imposed on Mali by the EU hurt traders.", ("SANCTION", "IGO EU", "MLI GOV")),
    ("The city of Mosul fell to the Taliban rebels of Afghanistan.", ("COERCE", "AFG REB", "IRQ GOV")),
]
RECIPROCAL = [
    ("Armenia and Azerbaijan blamed each other for the breakdown.", ("ACCUSE", "ARM GOV AZE GOV", "")),
    ("India and Pakistan traded accusations on Wednesday.", ("ACCUSE", "IND GOV PAK GOV", "")),
    ("A truce between Israel and Lebanon took hold at noon.", ("RETREAT", "ISR GOV LBN GOV", "")),
    ("Germany's Social Democrats, Greens and Free Democrats agreed on a programme.", ("AGREE", "DEU PTY", "")),
    ("Saudi Arabia and Iran restored ties after four days of talks.", ("CONSULT", "IRN GOV SAU GOV", "")),
]
ELSEWHERE = [
    ("Kosovo won formal recognition from Kenya on Wednesday.", ("SUPPORT", "KEN GOV", "XKX GOV")),
    ("Congratulations to Botswana came from the government of Zambia.", ("SUPPORT", "ZMB GOV", "BWA GOV")),
    ("Denmark opened an embassy in Tunis.", ("SUPPORT", "DNK GOV", "TUN GOV")),
    ("Nicaragua took Germany to the International Court of Justice.", ("ACCUSE", "NIC GOV", "DEU GOV")),
    ("Mauritania ordered Israel's diplomats out on Monday.", ("SANCTION", "MRT GOV", "ISR GOV")),
    ("Kabul blamed Pakistan's spies for the bomb.", ("ACCUSE", "AFG GOV", "PAK SPY")),
    ("Germany promised Kyiv two more Patriot batteries.", ("AGREE", "DEU GOV", "UKR GOV")),
    ("Kenya's unions threatened to strike unless the health ministry pays them.", ("THREATEN", "KEN LAB", "KEN GOV")),
    ("Sri Lanka's government imposed a curfew on Monday.", ("COERCE", "LKA GOV", "LKA CVL")),
    ("Thousands joined an anti-government rally in Warsaw.", ("PROTEST", "POL CVL", "POL GOV")),
    ("Hamas fired rockets at Ashkelon.", ("ASSAULT", "PSE REB", "ISR GOV")),
    ("French President Emmanuel Macron is due in Tashkent.", ("CONSULT", "FRA GOV", "UZB GOV")),
    ("Helsinki called in the Chinese ambassador on Thursday.", ("ACCUSE", "FIN GOV", "CHN GOV")),
    ("A rebel of Niger was freed on the orders of the president of Niger.", ("RETREAT", "NER GOV", "NER REB")),
]
BEFORE = [
    ("North Korea test-fired a missile. Japan denounced the launch.", ("ACCUSE", "JPN GOV", "PRK GOV")),
]


@pytest.mark.parametrize(("text", "expected"), [*PASSIVE, *RECIPROCAL, *ELSEWHERE, *BEFORE])
def test_the_parties_are_read(coder: Coder, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in told(coder, text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("Helsinki called in the Chinese ambassador on Thursday.", "REQUEST"),  # "on Thursday" calls on nobody
        ("The UN General Assembly passed a resolution condemning Myanmar.", "SUPPORT"),
        ("North Korea fired a missile at Japan.", "MOBILIZE"),
    ],
)
def test_what_the_words_do_not_say_is_not_read(coder: Coder, text: str, absent: str) -> None:
    assert absent not in {kind for kind, _, _ in told(coder, text)}


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("Algeria recalled its ambassador from Paris.", "SANCTION", "withdraw"),
        ("Leaders of Brazil, Colombia and Peru met in Leticia.", "CONSULT", "multilateral"),
        ("Russia blocked the newspaper's access.", "COERCE", "censor"),
        ("Rebels of Nepal bombed a hotel of the government of Nepal.", "ASSAULT", "explosives"),
        ("Islamic State fighters of Syria overran the Syrian air base.", "ASSAULT", None),
        ("Washington is threatening to attack if Iran does not agree to a deal.", "THREATEN", "violence"),
    ],
)
def test_modes_by_the_words_and_the_parties(coder: Coder, text: str, kind: str, mode: str | None) -> None:
    assert mode in {r.mode for r in readings(coder, text) if r.type == kind}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Kyrgyzstan and Tajikistan are to sign a border treaty.", "SUPPORT", "future"),
        ("French President Emmanuel Macron is due in Tashkent.", "CONSULT", "future"),
        ("No meeting took place between Cyprus and Turkey.", "CONSULT", "negated"),
    ],
)
def test_status(coder: Coder, text: str, kind: str, status: str) -> None:
    assert status in {r.status for r in readings(coder, text) if r.type == kind}

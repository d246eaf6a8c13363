"""Unions, groups and organs of state, and offices of which only what stands around says whose they are."""

from __future__ import annotations

import pytest
from actors_told import Read

BODIES = [
    ("Police in Harare arrested the head of Zimbabwe's largest teachers' union.", "teachers' union", "ZWE LAB"),
    ("Kenya's doctors' union threatened to shut every hospital.", "Kenya's doctors' union", "KEN LAB"),
    ("The Egyptian lawyers' syndicate accused the police of Giza.", "The Egyptian lawyers' syndicate", "EGY SOC"),
    ("French railway workers walked off the job.", "French railway workers", "FRA LAB"),
    ("Mexico's National Migration Institute sent them home.", "Mexico's National Migration Institute", "MEX GOV"),
    ("The Indian Supreme Court ruled on Monday.", "The Indian Supreme Court", "IND JUD"),
    ("Iraq's National Guard killed four gunmen.", "Iraq's National Guard", "IRQ MIL"),
    ("The Philippine Marine Corps held a drill in Manila.", "The Philippine Marine Corps", "PHL MIL"),
    ("Police in Leipzig, Germany, banned a march of the National Democratic Party.", "Party", "DEU PTY"),
    ("Brazil's president met the leaders of Congress in Brasilia.", "Congress", "BRA LEG"),
    ("Congress passed the bill. Sen. Ted Cruz of Texas had opposed it.", "Congress", "USA LEG"),
    ("Zambian police let the opposition supporters go.", "the opposition supporters", "ZMB OPP"),
    ("The government in Sanaa, Yemen, said foreign aid workers had left.", "foreign aid workers", "INT SOC"),
    ("The military said she had hit a soldier in the West Bank.", "The military", "ISR MIL"),
]
REFERRING_BACK = [
    ("Separatist fighters in Cameroon seized a mayor. The group freed him.", "The group", "CMR REB"),
    ("Somalia expelled Kenya's ambassador and accused its neighbour of meddling.", "its neighbour", "KEN GOV"),
    ("North Korea rejected talks with South Korea. The North fired two missiles.", "The North", "PRK GOV"),
    ("Canberra weighed sanctions against the generals who run Myanmar.", "the generals", "MMR MIL"),
    ("Tripoli refused to receive the Greek minister.", "Tripoli", "LBY GOV"),
]
OFFICES = [
    (
        "Ghana's foreign ministry summoned Lebanon's envoy. Deputy Foreign Minister Akosua Dankwa said Lebanon lied.",
        "Akosua Dankwa",
        "GHA GOV",
    ),
    (
        "Peru is building a wall, Ecuador told Peru. Deputy Minister Rosa Cevall told reporters in Quito it hurt.",
        "Rosa Cevall",
        "ECU GOV",
    ),
    ("Rep. Leonard Hale of Ohio said the plan was bad.", "Leonard Hale", "USA LEG"),
    ("GREENFUND Policy Director Mark Zayed said the American law was a mistake.", "Mark Zayed", "USA SOC"),
    ("Chief Justice Sisi Khampepe read out the ruling in South Africa.", "Sisi Khampepe", "ZAF JUD"),
    ("Chen Mei-lin, who teaches politics at a university in Taiwan, was not surprised.", "Chen Mei-lin", "TWN EDU"),
    ("City Attorney Dennis Herrera praised the judge in New York.", "Dennis Herrera", "USA GOV"),
]


@pytest.mark.parametrize(("text", "words", "code"), [*BODIES, *REFERRING_BACK, *OFFICES])
def test_whose_they_are(read: Read, text: str, words: str, code: str) -> None:
    assert read(text, published="2023-05-10").code(words) == code

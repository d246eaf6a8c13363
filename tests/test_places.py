"""Places: the gazetteer, and the place of an act (codebook, section 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.cleaning import clean
from dragoman.events.gazetteer import COUNTRY, gazetteer, key_of
from dragoman.events.joining import compatible
from dragoman.events.places import PlaceFinder
from dragoman.records import Article, Place


def where(coder: Coder, text: str, word: str, kind: str | None = "ASSAULT") -> Place | None:
    article = Article.of(text, published="2024-06-20")
    parsed = coder._reader.parse(article, clean(text, None))
    token = next(token for token in parsed.doc if token.text == word)
    return PlaceFinder(parsed, coder._actors.find(parsed)).place_of(token.i, kind)


def named(place: Place | None) -> tuple[str, str] | None:
    return (place.name, place.country) if place else None


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Kyiv", "UKR"),
        ("Kiev", "UKR"),
        ("Odessa", "UKR"),
        ("Mazar-i-Sharif", "AFG"),
        ("Pyongyang", "PRK"),
        ("Khan Younis", "PSE"),
        ("the Gaza Strip", "PSE"),
        ("Anbar", "IRQ"),
        ("Shan", "MMR"),
        ("North Carolina", "USA"),
        ("Ukraine", "UKR"),
        ("the White House", "USA"),
        ("São Paulo", "BRA"),
        ("Paris", "FRA"),
    ],
)
def test_a_name_has_the_country_of_the_greatest_place_so_called(name: str, country: str) -> None:
    assert gazetteer().entries(name)[0].country == country


def test_a_city_has_its_geonames_id_and_coordinates() -> None:
    kyiv = gazetteer().entries("Kyiv")[0]
    assert kyiv.geonameid == 703448
    assert kyiv.lat == pytest.approx(50.45, abs=0.05)
    assert kyiv.lon == pytest.approx(30.52, abs=0.05)


def test_a_country_is_a_country() -> None:
    assert gazetteer().entries("Estonia")[0].kind == COUNTRY


@given(st.text(max_size=40))
def test_any_name_is_found_or_not(name: str) -> None:
    for entry in gazetteer().entries(name):
        assert entry.country == "" or len(entry.country) == 3
    assert key_of(name).isascii()


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("Russian missiles struck a school in Kharkiv on Monday.", "struck", ("Kharkiv", "UKR")),
        ("A suicide attack in the northern city of Mazar-i-Sharif killed ten.", "attack", ("Mazar-i-Sharif", "AFG")),
        ("Gunmen opened fire on a bus in Kandahar, Afghanistan.", "opened", ("Kandahar", "AFG")),
        ("Israeli strikes on Rafah killed nine people.", "strikes", ("Rafah", "PSE")),
        ("Jets bombed villages in southern Lebanon.", "bombed", ("southern Lebanon", "LBN")),
        ("Russia invaded Ukraine in 2022.", "invaded", ("Ukraine", "UKR")),
        ("Fighting went on in the Kherson region.", "Fighting", ("Kherson region", "UKR")),
    ],
)
def test_the_place_of_force_is_the_most_specific_that_its_clause_names(
    coder: Coder, text: str, word: str, place: tuple[str, str]
) -> None:
    assert named(where(coder, text, word)) == place


def test_a_meeting_is_where_its_clause_says(coder: Coder) -> None:
    assert named(where(coder, "The two leaders met in Pyongyang.", "met", "CONSULT")) == ("Pyongyang", "PRK")
    assert named(where(coder, "The envoy traveled to Moscow for talks.", "traveled", "CONSULT")) == ("Moscow", "RUS")


def test_a_capital_that_speaks_for_its_government_is_no_place(coder: Coder) -> None:
    assert where(coder, "Moscow condemned the strike.", "condemned", "ACCUSE") is None
    assert where(coder, "Washington imposed sanctions.", "imposed", "SANCTION") is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("They met in the Finnish capital on Monday.", ("Helsinki", "FIN")),
        ("They met in Kenya's capital on Monday.", ("Nairobi", "KEN")),
        ("They met in the Scottish capital on Monday.", None),
    ],
)
def test_a_capital_is_where_its_country_says(coder: Coder, text: str, place: tuple[str, str] | None) -> None:
    assert named(where(coder, text, "met", "CONSULT")) == place


def test_force_is_where_those_were_whom_it_hit(coder: Coder) -> None:
    text = "Pakistan carried out strikes inside Iran, killing nine people in Mashhad."
    assert named(where(coder, text, "carried")) == ("Mashhad", "IRN")


def test_where_pressure_comes_from_is_no_place(coder: Coder) -> None:
    assert named(where(coder, "Kenya lifted its siege under pressure from Norway.", "lifted", "CONCEDE")) is None


def test_who_talks_or_is_received_is_no_place(coder: Coder) -> None:
    talks = "Talks between Israel and Hamas resumed in Doha."
    assert named(where(coder, talks, "Talks", "CONSULT")) == ("Doha", "QAT")
    hosted = "Saudi Arabia hosted the presidents of Ukraine and Poland in Jeddah."
    assert named(where(coder, hosted, "hosted", "CONSULT")) == ("Jeddah", "SAU")


def test_words_have_no_place_but_their_own(coder: Coder) -> None:
    text = "The Pope condemned the attacks on hospitals in Sudan."
    assert where(coder, text, "condemned", "ACCUSE") is None


def test_the_dateline_is_no_place(coder: Coder) -> None:
    assert where(coder, "LONDON (Reuters) - Protesters burned flags on Monday.", "burned", "PROTEST") is None


def test_nothing_told_gives_no_place(coder: Coder) -> None:
    assert where(coder, "Rebels attacked the convoy.", "attacked") is None


def test_a_place_under_somebodys_hand_lies_in_its_own_country(coder: Coder) -> None:
    text = "Drones hit an airfield in Russian-occupied Crimea."
    assert named(where(coder, text, "hit")) == ("Crimea", "UKR")


def test_the_span_of_a_place_is_its_name(coder: Coder) -> None:
    place = where(coder, "Missiles hit Odesa overnight.", "hit")
    assert place is not None
    assert place.span is not None
    assert place.span.text == "Odesa"


def test_a_part_of_a_country_has_no_point_on_the_map(coder: Coder) -> None:
    place = where(coder, "Rebels attacked a base in eastern Ukraine.", "attacked")
    assert named(place) == ("eastern Ukraine", "UKR")
    assert place is not None
    assert place.lat is None


@pytest.mark.parametrize(
    ("text", "word", "kind", "expected"),
    [
        ("Rebels attacked Mosul on Monday. Farmers fled. Ministers deplored the attack.", "attack", "ASSAULT", "Mosul"),
        ("Rebels attacked Mosul on Monday. Farmers fled. Ministers feared an attack.", "attack", "ASSAULT", None),
        ("Rebels stormed Mosul on Monday, killing dozens of soldiers.", "killing", "ASSAULT", "Mosul"),
        ("The army planned further assaults against Ukraine.", "assaults", "ASSAULT", "Ukraine"),
    ],
)
def test_the_place_of_an_act_may_stand_in_another_clause(
    coder: Coder, text: str, word: str, kind: str, expected: str | None
) -> None:
    place = where(coder, text, word, kind)
    assert (place.name if place else None) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Gao", "MLI"), ("Mali", "MLI"), True),
        (("Gao", "MLI"), ("Gao region", "MLI"), True),
        (("Gao", "MLI"), ("Timbuktu", "MLI"), False),
        (("Mali", "MLI"), ("Niger", "NER"), False),
    ],
)
def test_a_place_told_more_closely_is_no_other_place(one: tuple[str, str], other: tuple[str, str], same: bool) -> None:
    first, second = (Place(name=name, country=country) for name, country in (one, other))
    assert compatible(first, second) is same


@pytest.mark.parametrize(
    ("text", "word", "kind", "place"),
    [
        ("Israel struck an army post in the town of Kafra in southern Lebanon.", "struck", "ASSAULT", ("Kafra", "LBN")),
        ("A drone hit a house in the Russian town of Grayvoron near Kharkiv.", "hit", "ASSAULT", ("Grayvoron", "RUS")),
        ("A court in Goma sentenced nine soldiers.", "sentenced", "SANCTION", ("Goma", "COD")),
        ("The wall is a shame, he told reporters in Quito.", "shame", "ACCUSE", ("Quito", "ECU")),
        ("They signed a treaty in Bishkek.", "signed", "SUPPORT", ("Bishkek", "KGZ")),
        ("He was angry with Joe Biden in Biden's home.", "angry", "ASSAULT", None),
    ],
)
def test_villages_offices_and_where_it_was_said(
    coder: Coder, text: str, word: str, kind: str, place: tuple[str, str] | None
) -> None:
    assert named(where(coder, text, word, kind)) == place

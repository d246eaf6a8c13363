"""Who is mentioned in a text, and who each one is."""

from __future__ import annotations

import pytest
from actors_told import Read
from hypothesis import given
from hypothesis import strategies as st
from timing import cpu_seconds

from dragoman.actors import ActorFinder
from dragoman.cleaning import Cleaned
from dragoman.language import Reader
from dragoman.records import Article


def test_countries_capitals_and_seats_are_governments(read: Read) -> None:
    told = read("Norway protested. Oslo recalled its envoy after the Kremlin and No 10 kept silent.")
    assert [told.code(w) for w in ("Norway", "Oslo", "the Kremlin", "No 10")] == [
        "NOR GOV",
        "NOR GOV",
        "RUS GOV",
        "GBR GOV",
    ]


def test_an_adjective_is_its_country(read: Read) -> None:
    told = read("Chilean warships left the port while US-led talks went on.")
    assert told.of("Chilean").kind == "adjective"
    assert told.code("Chilean") == "CHL GOV"
    assert told.code("Chilean warships") == "CHL MIL"


def test_a_place_after_in_is_locative_and_an_acting_capital_is_not(read: Read) -> None:
    told = read("Ministers met in Hanoi. Hanoi rejected the plan.")
    assert told.of("Hanoi").locative
    assert not told.of("Hanoi", 1).locative


def test_the_office_before_a_name_tells_the_code(read: Read) -> None:
    told = read("Estonia's deputy interior minister, Mart Kivisild, flew home. Kivisild declined to comment.")
    assert told.code("Kivisild", 1) == "EST GOV"
    assert told.name("Kivisild", 1) == "Mart Kivisild"


def test_an_apposition_tells_the_code(read: Read) -> None:
    told = read("Jana Horakova, a colonel in the Czech army, said the bridge was safe.")
    assert told.code("Jana Horakova") == "CZE MIL"


def test_a_role_told_later_counts(read: Read) -> None:
    told = read("Petra Lund warned of delays. Lund, a spokeswoman for the Danish police, gave no date.")
    assert told.code("Petra Lund") == "DNK COP"


def test_a_known_person_has_the_code_of_the_day(read: Read) -> None:
    text = "Barack Obama said the deal was good."
    assert read(text, published="2015-07-14").code("Barack Obama") == "USA GOV"
    assert read(text, published="2022-07-14").code("Barack Obama") == "USA ELI"


def test_a_president_long_retired_acts_as_one_where_he_is_called_so(read: Read) -> None:
    told = read("President George W. Bush hosted him in 2001. Bush now paints.", published="2018-01-01")
    assert told.code("President George W. Bush") == "USA GOV"
    assert told.code("Bush", 1) == "USA ELI"


def test_a_former_official_is_elite(read: Read) -> None:
    told = read("A former Finnish ambassador called it a mistake.")
    assert told.code("A former Finnish ambassador") == "FIN ELI"


def test_a_short_name_is_the_person_of_the_full_name(read: Read) -> None:
    told = read("Sergey Lavrov arrived in Ankara. Mr Lavrov spoke for an hour.")
    assert told.name("Lavrov", 1) == "Sergei Lavrov"


def test_a_family_name_of_two_words_is_the_person_of_the_full_name(read: Read) -> None:
    told = read("Kenya's trade minister, Amani Odhiambo Lopez, spoke. Odhiambo Lopez said that he would go to Norway.")
    assert told.code("Odhiambo Lopez", 1) == "KEN GOV"


def test_a_listed_name_that_goes_on_with_a_second_family_name_is_one_person(read: Read) -> None:
    told = read("Mexico's President Claudia Sheinbaum Pardo spoke in Norway. Sheinbaum Pardo then flew home.")
    assert told.of("Claudia Sheinbaum Pardo").entity is told.of("Sheinbaum Pardo", 1).entity
    assert told.code("Claudia Sheinbaum Pardo") == "MEX GOV"


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Poland's foreign minister met his Lithuanian counterpart.", "his Lithuanian counterpart", "LTU GOV"),
        ("Kenya's defence minister met his Norwegian counterpart.", "his Norwegian counterpart", "NOR MIL"),
        ("Blinken's Israeli counterpart rejected the plan.", "Blinken's Israeli counterpart", "ISR GOV"),
        ("Iran praised its Iraqi allies on Monday.", "its Iraqi allies", "IRQ GOV"),
    ],
)
def test_another_one_s_counterpart_is_of_the_country_that_an_adjective_names(
    read: Read, text: str, words: str, code: str
) -> None:
    assert read(text).code(words) == code


def test_a_party_has_the_country_that_owns_it_not_that_of_a_listed_party_of_its_name(read: Read) -> None:
    told = read("South Korea's main opposition Democratic Party filed a motion. The Democratic Party said so in Seoul.")
    assert [told.code("Democratic Party", n) for n in (0, 1)] == ["KOR OPP", "KOR OPP"]
    assert read("The Democratic Party won in Texas.").code("Democratic Party") == "USA PTY"


def test_two_first_names_are_not_the_king_who_is_known_by_them(read: Read) -> None:
    told = read("Juan Carlos Holguin Perez, Ecuador's foreign minister, met King Juan Carlos of Spain.")
    assert told.code("Juan Carlos Holguin Perez") == "ECU GOV"
    assert told.code("King Juan Carlos") == "ESP ELI"


@pytest.mark.parametrize(
    "words", ["the Vienna Convention", "the Minsk accords", "the Doha talks", "the Munich conference"]
)
def test_a_treaty_or_a_meeting_is_not_the_town_that_gave_it_its_name(read: Read, words: str) -> None:
    told = read(f"Iran denied that it had broken with {words} last year.")
    assert [m.code for m in told.layer.mentions if m.code not in (None, "IRN GOV")] == []


def test_talks_about_a_region_name_the_region(read: Read) -> None:
    assert read("Iran spoke of the Gaza talks.").code("Gaza") == "PSE GOV"


def test_a_person_named_like_a_country_is_a_person(read: Read) -> None:
    told = read("Representative Jim Jordan opened the hearing. Jordan asked for the files.")
    assert told.code("Jordan", 1) == "USA LEG"


def test_georgia_is_a_state_in_an_american_story_and_a_country_elsewhere(read: Read) -> None:
    state = read("Republicans in the United States won Georgia, and Texas followed. Georgia's governor was pleased.")
    assert state.code("Georgia", 1) == "USA GOV"
    country = read("Georgia protested after Tbilisi was shelled, and the Georgian government called for calm.")
    assert country.code("Georgia") == "GEO GOV"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("The Kenyan police", "KEN COP"),
        ("Kenya's defence ministry", "KEN MIL"),
        ("the foreign ministry of Kenya", "KEN GOV"),
        ("A Kenyan judge", "KEN JUD"),
        ("Kenyan lawmakers", "KEN LEG"),
        ("Kenyan intelligence agencies", "KEN SPY"),
        ("the Kenyan opposition", "KEN OPP"),
        ("A Kenyan journalist", "KEN JRN"),
        ("Two Kenyan teachers", "KEN EDU"),
        ("Kenya's largest bank", "KEN BUS"),
        ("A Kenyan bishop", "KEN REL"),
        ("Kenyan villagers", "KEN CVL"),
        ("a Kenyan government spokesman", "KEN GOV"),
        ("a Kenyan military spokesman", "KEN MIL"),
        ("a UN official", "IGO UN"),
        ("Hamas fighters", "PSE REB"),
        ("a Pentagon spokeswoman", "USA MIL"),
        ("Republican senators", "USA LEG"),
        ("the Trump campaign", "USA PTY"),
        ("Western countries", "INT GOV"),
        ("European leaders", "IGO EU"),
        ("several countries", "INT GOV"),
        ("human rights groups", "INT SOC"),
        ("Boko Haram militants", "NGA REB"),
        ("dozens of Kenyan soldiers", "KEN MIL"),
    ],
)
def test_a_noun_phrase_says_whose_and_what(read: Read, phrase: str, expected: str) -> None:
    assert read(f"On Monday {phrase} rejected the plan.").code(phrase) == expected


def test_whom_a_militia_is_backed_by_is_not_whose_it_is(read: Read) -> None:
    told = read("In Yemen, an Iranian-backed militia attacked the port, residents of Yemen said.")
    assert told.code("an Iranian-backed militia") == "YEM PRM"


def test_an_embassy_is_of_its_country_not_of_the_place(read: Read) -> None:
    assert read("Crowds gathered at Iran's embassy in Nairobi.").code("Iran's embassy in Nairobi") == "IRN GOV"


def test_an_unqualified_role_is_of_the_country_in_focus(read: Read) -> None:
    told = read("Floods hit Malawi on Monday. The police closed roads, and residents fled Lilongwe.")
    assert told.code("The police") == "MWI COP"
    assert told.code("residents") == "MWI CVL"


def test_analysts_of_no_country_have_no_code_and_say_why(read: Read) -> None:
    mention = read("Analysts called the vote a surprise.").of("Analysts")
    assert mention.code is None
    assert "no country" in mention.entity.why


def test_the_two_leaders_are_both(read: Read) -> None:
    told = read("Emmanuel Macron received Narendra Modi in Paris. The two leaders signed a pact.")
    members = told.of("The two leaders").entity.members
    assert {m.code for m in members} == {"FRA GOV", "IND GOV"}


def test_joint_parties_have_members(read: Read) -> None:
    told = read("Japan and South Korea resumed talks.")
    joint = told.of("Japan and South Korea").entity
    assert [m.code for m in joint.members] == ["JPN GOV", "KOR GOV"]
    assert told.code("Japan") == "JPN GOV"


def test_pronouns_follow_sex_and_number(read: Read) -> None:
    told = read(
        "Giorgia Meloni met Emmanuel Macron in Rome. She said she was content. "
        "The Red Cross and Hezbollah were not invited, and they protested."
    )
    assert told.code("She") == "ITA GOV"


def test_it_is_the_state_that_spoke(read: Read) -> None:
    assert read("Turkey condemned the raid. It recalled its ambassador.").code("It") == "TUR GOV"


def test_a_relative_pronoun_is_who_stands_before_it(read: Read) -> None:
    assert read("Iran, which rejected the offer, expelled two diplomats.").code("which") == "IRN GOV"


def test_i_and_we_are_the_speaker_once_the_quotations_say_so(read: Read) -> None:
    told = read("“We will not sign,” said the Peruvian foreign minister. Chile's president said: “I regret it.”")
    doc, layer = told.parsed.doc, told.layer
    chile = told.of("Chile's president").entity
    we = next(t.i for t in doc if t.text == "We")
    layer.set_speaker(we, we + 5, chile)
    assert told.code("We") == "CHL GOV"
    assert told.code("I") == "CHL GOV"


def test_the_group_is_the_last_group_named(read: Read) -> None:
    told = read("Boko Haram attacked a convoy in Nigeria. The group claimed the attack.")
    assert told.code("The group") == "NGA REB"


def test_an_unknown_organisation_is_told_by_its_name(read: Read) -> None:
    told = read("The Lakeside University of Zambia and Zambia's Copperline Mining Corp. signed the letter in Zambia.")
    assert told.code("The Lakeside University of Zambia") == "ZMB EDU"


def test_every_mention_covers_its_words(read: Read) -> None:
    told = read("The Polish army said it shot down two Russian drones near Lublin, and Warsaw summoned the envoy.")
    for m in told.layer.mentions:
        assert 0 <= m.first <= m.head < m.last <= len(told.parsed.doc)
        assert told.parsed.article.text[m.start : m.end]
        assert m.entity.why
        assert m in m.entity.mentions
        assert m.entity in told.layer.entities


def test_at_is_the_shortest_mention_and_headed_by_the_longest(read: Read) -> None:
    told = read("Russian President Vladimir Putin left.")
    doc = told.parsed.doc
    russian, putin = told.layer.at(0), told.layer.headed_by(len(doc) - 3)
    assert russian is not None and russian.kind == "adjective"
    assert putin is not None and (putin.first, putin.code) == (0, "RUS GOV")


WORDS = st.sampled_from(
    "The president of Chad and two leaders said he Mr. Jr. Putin Trump 's “ ” \" ( ) , . -led US U.S. Jordan Georgia "
    "police 12 dozens of , who which they I we Hamas-run ministry former ex - D-Ga. 🕊 \n\n Ms Sir \u202e x".split(" ")
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200))
def test_any_text_is_read_without_failing(read: Read, text: str) -> None:
    told = read(text)
    for i in range(len(told.parsed.doc)):
        told.layer.at(i)
        told.layer.of(i, i + 1)
    told.layer.of(0, len(told.parsed.doc))


def test_an_empty_text_has_no_actors(read: Read) -> None:
    assert read("").layer.mentions == []


def test_work_grows_in_step_with_the_text(read: Read) -> None:
    reader, finder = Reader(), ActorFinder()
    text = "Chad's president met Mali's army chief in Dakar. He said they would talk, and the group agreed. " * 60

    def spent(times: int) -> float:
        parsed = reader.parse(Article.of(text * times), Cleaned())
        return cpu_seconds(lambda: finder.find(parsed))

    spent(1)
    assert spent(8) < 8 * max(spent(1), 0.01) * 4

"""Events: who did what to whom, from single sentences written for it."""

from __future__ import annotations

import pytest
from scenes import scene_of
from spacy.tokens import Token

from dragoman import Coder, Event
from dragoman.cleaning import clean
from dragoman.events.modes import mode_near
from dragoman.events.status import status_of
from dragoman.events.tellings import Telling
from dragoman.records import Article


def told(coder: Coder, text: str, published: str | None = "2024-06-20") -> list[tuple[str, str, str, str]]:
    """(type, status, actors, recipients) of each event of a text."""
    return [
        (e.type, e.status, codes(e, "actors"), codes(e, "recipients"))
        for e in coder.code(text, published=published).events
    ]


def word_of(coder: Coder, text: str, word: str) -> Token:
    """The first token of a text that is this word."""
    doc = coder._reader.parse(Article.of(text), clean(text, None)).doc
    return next(token for token in doc if token.text == word)


def codes(event: Event, side: str) -> str:
    return " + ".join(sorted(p.code for p in getattr(event, side)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia attacked Ukraine on Tuesday.", ("ASSAULT", "actual", "RUS MIL", "UKR GOV")),
        ("Ukraine was attacked by Russia.", ("ASSAULT", "actual", "RUS MIL", "UKR GOV")),
        ("Iran and Russia signed a treaty in Moscow.", ("SUPPORT", "actual", "IRN GOV + RUS GOV", "")),
        ("Talks between Israel and Egypt began in Geneva.", ("CONSULT", "actual", "EGY GOV + ISR GOV", "")),
        ("The United States imposed sanctions on Iran.", ("SANCTION", "actual", "USA GOV", "IRN GOV")),
        ("China accused Japan of violating its airspace.", ("ACCUSE", "actual", "CHN GOV", "JPN GOV")),
        ("France urged Iran to release the prisoners.", ("REQUEST", "actual", "FRA GOV", "IRN GOV")),
        ("Germany called on Turkey to withdraw its troops.", ("REQUEST", "actual", "DEU GOV", "TUR GOV")),
        ("Turkey rejected a demand by Greece.", ("REJECT", "actual", "TUR GOV", "GRC GOV")),
        ("Pakistan threatened to retaliate against India.", ("THREATEN", "actual", "PAK GOV", "IND GOV")),
        ("Britain expelled two Russian diplomats.", ("SANCTION", "actual", "GBR GOV", "RUS GOV")),
        ("Iraq condemned the Turkish attack on Dohuk.", ("ACCUSE", "actual", "IRQ GOV", "TUR GOV")),
        ("Canada provided Ukraine with armoured vehicles.", ("AID", "actual", "CAN GOV", "UKR GOV")),
        ("The president of France praised Germany for its support.", ("SUPPORT", "actual", "FRA GOV", "DEU GOV")),
        ("Turkey, which had invaded Syria, agreed to a truce.", ("ASSAULT", "actual", "TUR MIL", "SYR GOV")),
        ("Poland recalled its envoy from Budapest on Monday.", ("SANCTION", "actual", "POL GOV", "HUN GOV")),
        ("Kenya on Monday declared Norway's envoy persona non grata.", ("SANCTION", "actual", "KEN GOV", "NOR GOV")),
        ("Egypt filed a complaint with the Security Council against Iran.", ("ACCUSE", "actual", "EGY GOV", "IRN GOV")),
        ("Kenya signed a memorandum of understanding with Oman.", ("SUPPORT", "actual", "KEN GOV + OMN GOV", "")),
        ("Iran threatened to use force if Iraq did not leave.", ("THREATEN", "actual", "IRN GOV", "IRQ GOV")),
    ],
)
def test_an_act_told_in_one_sentence_has_its_parties(
    coder: Coder, text: str, expected: tuple[str, str, str, str]
) -> None:
    assert expected in told(coder, text)


def test_an_act_to_come_is_future(coder: Coder) -> None:
    assert ("CONSULT", "future", "CHN GOV", "IND GOV") in told(
        coder, "The Chinese foreign minister will visit India next week."
    )


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Norway ruled out sending tanks to Kenya.", "sending", "negated"),
        ("Norway denied sending tanks to Kenya.", "sending", "negated"),
        ("Norway refused to send tanks to Kenya.", "send", "negated"),
        ("Norway denied that it had attacked Kenya.", "attacked", "negated"),
        ("Norway stopped short of criticising Kenya.", "criticising", "negated"),
        ("Norway decided against criticising Kenya.", "criticising", "negated"),
        ("Norway has yet to recognise Kosovo.", "recognise", "negated"),
        ("There is no evidence that Norway supplied weapons to Kenya.", "supplied", "negated"),
        ("Norway never intended to invade Kenya.", "invade", "negated"),
        ("Norway no longer opposes Kenya.", "opposes", "negated"),
        ("Norway neither confirmed nor denied it.", "denied", "negated"),
        ("Norway declined to rule out sanctions against Kenya.", "sanctions", "hypothetical"),
        ("Norway plans to invade Kenya.", "invade", "future"),
        ("Many fear that Norway will attack Kenya.", "attack", "hypothetical"),
        ("Norway said that Kenya had attacked it.", "attacked", "actual"),
    ],
)
def test_what_is_denied_or_left_undone_did_not_happen(coder: Coder, text: str, word: str, expected: str) -> None:
    assert status_of(word_of(coder, text, word), verbal=False) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("He called the ambassador to express his support for Chad.", "express"),
        ("The states were forced to impose sanctions on Chad.", "impose"),
        ("Iran is believed to have assassinated him.", "assassinated"),
        ("They suggest that Iran pressured Chad.", "pressured"),
        ("Kyiv insisted on talks after the annexation of Crimea.", "annexation"),
        ("Iran attacked Chad despite signing a truce.", "signing"),
    ],
)
def test_what_stands_beside_a_wish_is_no_wish(coder: Coder, text: str, word: str) -> None:
    assert status_of(word_of(coder, text, word), verbal=word == "express") == "actual"


def test_one_sentence_may_give_one_act_two_places(coder: Coder) -> None:
    text = "In Gaza, medics said Israeli strikes killed 30 Palestinians, most of them in Beit Lahiya."
    assert [kind for kind, *_ in told(coder, text)] == ["ASSAULT"]


def test_who_pleads_not_guilty_concedes_nothing(coder: Coder) -> None:
    pleas = {telling.reading.type for telling in readings(coder, "Donald Trump has pleaded not guilty to the charges.")}
    assert "REJECT" in pleas
    assert "CONCEDE" not in pleas


def test_what_is_threatened_is_not_told_again(coder: Coder) -> None:
    assert [kind for kind, *_ in told(coder, "Iran threatened to attack Israel.")] == ["THREATEN"]


def test_a_promise_is_no_telling_of_what_was_done(coder: Coder) -> None:
    text = "Iran and Chad held talks in Rome on Tuesday. Iran and Chad will meet in Rome again in September."
    assert sorted(status for kind, status, *_ in told(coder, text) if kind == "CONSULT") == ["actual", "future"]


def test_who_says_that_he_will_refuse_has_refused(coder: Coder) -> None:
    assert ("REJECT", "actual", "IRN GOV", "USA GOV") in told(
        coder, "Iran's foreign minister said on Monday that he would reject the American plan."
    )


def test_what_is_only_demanded_is_no_act_of_its_own(coder: Coder) -> None:
    types = [t for t, *_ in told(coder, "Germany called on Turkey to withdraw its troops from Syria.")]
    assert types == ["REQUEST"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China warned that Japan is arming the islands.", "ACCUSE"),
        ("China warned Japan against sending ships.", "THREATEN"),
        ("Israel vowed to eradicate Hamas.", "THREATEN"),
        ("Sweden vowed to help Norway.", "AGREE"),
    ],
)
def test_a_warning_or_vow_is_what_it_says(coder: Coder, text: str, expected: str) -> None:
    assert [t.reading.type for t in readings(coder, text)][:1] == [expected]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Russia said its troops would continue fighting Ukraine.", "fighting", "hypothetical"),
        ("Russia is ready for talks with Ukraine.", "talks", "future"),
        ("Russia is open to discussing peace with Ukraine.", "discussing", "future"),
        ("Britain called for talks between Russia and Ukraine.", "talks", "hypothetical"),
        ("Russia began talks with Ukraine.", "talks", "actual"),
    ],
)
def test_who_is_ready_has_not_done_it(coder: Coder, text: str, word: str, expected: str) -> None:
    assert [t.reading.status for t in readings(coder, text) if t.token.text == word][:1] == [expected]


def test_what_one_says_that_one_would_do_is_promised(coder: Coder) -> None:
    types = {(t, s) for t, s, *_ in told(coder, "Spain said on Monday that it would meet France next week.")}
    assert ("CONSULT", "future") in types


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Britain, France, Australia and Mexico condemned Iran.", "AUS GOV + FRA GOV + GBR GOV + MEX GOV", "IRN GOV"),
        ("After France condemned Iran, Mexico and Cuba met.", "FRA GOV", "IRN GOV"),
        ("Israel bombed Lebanon. France called for a ceasefire.", "FRA GOV", "ISR GOV + LBN GOV"),
    ],
)
def test_all_of_a_list_act_and_both_sides_of_a_war_are_asked(
    coder: Coder, text: str, actors: str, recipients: str
) -> None:
    sides = [
        tuple(" + ".join(sorted(s.code.replace("MIL", "GOV") for s in side)) for side in (r.actors, r.recipients))
        for r in (t.reading for t in readings(coder, text))
    ]
    assert (actors, recipients) in sides


def readings(coder: Coder, text: str) -> list[Telling]:
    """Every reading of every word that names an act."""
    return [t for options in scene_of(coder, text).options() for t in options if not t.reading.implied]


def test_an_act_told_twice_is_one_event_with_a_mention(coder: Coder) -> None:
    text = "Russia attacked Ukraine on Tuesday.\n\nUkraine said it was ready. Russia attacked Ukraine from the north."
    attacks = [e for e in coder.code(text, published="2024-06-20").events if e.type == "ASSAULT"]
    assert len(attacks) == 1
    assert len(attacks[0].mentions) == 1


def test_use_of_force_by_a_state_is_its_military(coder: Coder) -> None:
    assert told(coder, "Israel bombed Lebanon on Monday.")[0][2] == "ISR MIL"


def struck(coder: Coder, text: str) -> list[tuple[str, str]]:
    """(actors, recipients) of each use or seizure of force, of whatever confidence."""
    readings = [t.reading for t in scene_of(coder, text).tellings() if t.reading.type in ("ASSAULT", "COERCE")]
    return [(" + ".join(s.code for s in r.actors), " + ".join(s.code for s in r.recipients)) for r in readings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Russian strike on the city of Poltava killed 53 people.", ("RUS MIL", "UKR CVL")),
        ("Nine passengers were killed in an Israeli air strike on Lebanon.", ("ISR MIL", "LBN CVL")),
        ("An Iranian air strike on Iraq killed four soldiers.", ("IRN MIL", "IRQ MIL")),
        ("Turkish jets bombed Syria, killing six militants.", ("TUR MIL", "SYR REB")),
        ("Ukraine shot down 32 Russian drones.", ("UKR MIL", "RUS MIL")),
        ("Ukraine struck a weapons depot in Russia.", ("UKR MIL", "RUS MIL")),
        ("Israel attacked Lebanon before dawn.", ("ISR MIL", "LBN GOV")),
        ("Lebanon fired two missiles at Israel.", ("LBN MIL", "ISR GOV")),
        ("Russia captured Izyum in Ukraine.", ("RUS MIL", "UKR GOV")),
        ("Russia annexed Crimea from Ukraine.", ("RUS GOV", "UKR GOV")),
        ("A French journalist was arrested in Iran.", ("IRN GOV", "FRA JRN")),
    ],
)
def test_who_uses_force_and_whom_it_hits_is_told_by_the_words_around(
    coder: Coder, text: str, expected: tuple[str, str]
) -> None:
    assert expected in struck(coder, text)


def test_what_happened_after_an_attack_was_not_done_by_it(coder: Coder) -> None:
    text = "Since the Iranian attack on Iraq, dozens of people have been killed in floods."
    assert ("IRN MIL", "IRQ GOV") in struck(coder, text)


def test_force_without_a_place_is_where_the_article_is(coder: Coder) -> None:
    text = (
        "Thousands of people live in Kharkiv, close to the front.\n\n"
        "Ukrainian soldiers were attacked by Russia on Tuesday. China accused Japan of violating its airspace."
    )
    events = coder.code(text, published="2024-06-20").events
    (attack,) = (e for e in events if e.type == "ASSAULT")
    assert attack.place is not None
    assert attack.place.name == "Kharkiv"
    assert attack.place.span is not None
    assert attack.place.span.text == "Kharkiv"
    assert [e.place for e in events if e.type == "ACCUSE"] == [None]


def test_a_speaker_s_demand_is_a_request(coder: Coder) -> None:
    text = "“Russia must withdraw its troops from Ukraine,” said French President Emmanuel Macron."
    assert ("REQUEST", "actual", "FRA GOV", "RUS GOV") in told(coder, text)


def test_every_event_says_which_rule_made_it_and_has_its_words(coder: Coder) -> None:
    coded = coder.code("The United States imposed sanctions on Iran.", published="2024-06-20")
    (event,) = coded.events
    assert "SANCTION" in event.why
    assert coded.text[event.trigger.start : event.trigger.end] == event.trigger.text
    assert event.sentence.text == coded.text
    assert 0 < event.confidence <= 1
    assert event.cameo == "16"


def test_private_life_and_sports_are_no_events(coder: Coder) -> None:
    assert told(coder, "The goalkeeper attacked the referee, and the club fined him.") == []


@pytest.mark.parametrize(
    ("text", "word", "kind", "mode"),
    [
        ("Missiles struck the port of Odesa.", "struck", "ASSAULT", "heavy-weapons"),
        ("Troops fired on a humanitarian vehicle.", "fired", "ASSAULT", None),
        ("Police fired water cannons at a crowd.", "fired", "ASSAULT", "crowd-control"),
        ("Norway urged Sudan to stop the raids before the talks.", "urged", "REQUEST", "yield"),
    ],
)
def test_the_mode_is_told_by_the_words_that_say_how(
    coder: Coder, text: str, word: str, kind: str, mode: str | None
) -> None:
    assert mode_near(kind, word_of(coder, text, word)) == mode


def test_an_act_of_long_ago_by_the_date_of_its_occasion_is_historical(coder: Coder) -> None:
    text = (
        "Russia attacked Ukraine on March 3, 2020. Norway condemned Russia over the attack in a letter in March 2020."
    )
    assert {e.status for e in coder.code(text, published="2024-06-20").events} == {"historical"}


def test_a_list_of_thousands_of_names_is_read(coder: Coder) -> None:
    names = ", ".join(("Germany", "Spain", "Iran", "China")[n % 4] for n in range(2500))
    assert readings(coder, f"{names} and Mexico condemned Cuba.")


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("Kenya complained about Ethiopia's dam.", "ACCUSE", "disapprove"),
        ("Estonia is concerned about Russia's flights.", "ACCUSE", "disapprove"),
        ("Angolan police raided the offices of the opposition in Luanda.", "COERCE", "seize"),
        ("Greek police fired warning shots at Syrian migrants.", "ASSAULT", "firearms"),
        ("Egyptian soldiers raped a Sudanese woman.", "ASSAULT", "sexual"),
        ("Italy fined Google.", "SANCTION", None),
        ("Sweden has stopped aid to Mali.", "SANCTION", "discontinue"),
        ("Chile's parliament approved the treaty with Peru.", "SUPPORT", None),
        ("Yemen's Houthis halted their attacks on Saudi Arabia.", "CONCEDE", None),
        ("Japan contributed a million dollars to Nepal.", "AID", None),
        ("Norway coordinated with Iceland.", "CONSULT", None),
    ],
)
def test_further_words_name_acts(coder: Coder, text: str, kind: str, mode: str | None) -> None:
    assert (kind, mode) in {(t.reading.type, t.reading.mode) for t in readings(coder, text)}


def test_a_word_is_read_as_each_type_that_the_lexicon_has_it_under(coder: Coder) -> None:
    types = {t.reading.type for t in readings(coder, "Police in Chad blocked a march of the opposition.")}
    assert types >= {"COERCE", "REJECT"}

"""Dates: what time words stand for, and which act each one dates (codebook, section 2)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.cleaning import clean
from dragoman.events.dates import DateFinder
from dragoman.events.time_values import FORMS, value_of
from dragoman.language import Parsed
from dragoman.quotations import find_quotations
from dragoman.records import Article

THURSDAY = "2024-06-20"


def parse(coder: Coder, text: str, published: str | None = THURSDAY) -> Parsed:
    article = Article.of(text, published=published)
    return coder._reader.parse(article, clean(text, None))


def when(coder: Coder, text: str, word: str, published: str | None = THURSDAY, *, verbal: bool = False) -> str | None:
    """The date of the act that `word` names, None where there is none."""
    parsed = parse(coder, text, published)
    token = next(token for token in parsed.doc if token.text == word)
    found = DateFinder(parsed).date_of(token.i, verbal=verbal)
    return found.value if found else None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("on Wednesday", "2024-06-19"),
        ("on Thursday", "2024-06-20"),
        ("late Friday night", "2024-06-14"),
        ("last Thursday", "2024-06-13"),
        ("yesterday", "2024-06-19"),
        ("today", "2024-06-20"),
        ("overnight", "2024-06-20"),
        ("two days ago", "2024-06-18"),
        ("a week ago", "2024-06-13"),
        ("three weeks ago", "2024-05"),
        ("five months ago", "2024-01"),
        ("four years ago", "2020"),
        ("a few days ago", "2024-06"),
        ("last week", "2024-06"),
        ("earlier this week", "2024-06"),
        ("over the weekend", "2024-06"),
        ("last month", "2024-05"),
        ("earlier this month", "2024-06"),
        ("last year", "2023"),
        ("earlier this year", "2024"),
        ("on June 19", "2024-06-19"),
        ("on 24 February 2022", "2022-02-24"),
        ("on February 24, 2022", "2022-02-24"),
        ("on Sept. 11", "2023-09-11"),
        ("on 7 October", "2023-10-07"),
        ("in April", "2024-04"),
        ("in November", "2023-11"),
        ("last November", "2023-11"),
        ("in November last year", "2023-11"),
        ("in May 2019", "2019-05"),
        ("in 2015", "2015"),
    ],
)
def test_a_time_word_in_the_past_is_resolved_against_the_publication_date(coder: Coder, words: str, value: str) -> None:
    assert when(coder, f"Israeli jets bombed the camp {words}.", "bombed") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("on Monday", "2024-06-24"),
        ("next week", "2024-06"),
        ("next month", "2024-07"),
        ("in September", "2024-09"),
        ("on July 9", "2024-07-09"),
        ("tomorrow", "2024-06-21"),
        ("next year", "2025"),
    ],
)
def test_a_time_word_of_a_clause_that_looks_ahead_lies_in_the_future(coder: Coder, words: str, value: str) -> None:
    assert when(coder, f"The two presidents will meet {words}.", "meet") == value


def test_a_weekday_under_a_plan_is_the_next_one(coder: Coder) -> None:
    assert when(coder, "The ministers are expected to meet on Tuesday.", "meet") == "2024-06-25"


def test_last_week_is_the_month_in_which_most_of_it_lies(coder: Coder) -> None:
    assert when(coder, "The army shelled the town last week.", "shelled", "2024-05-01") == "2024-04"
    assert when(coder, "The army shelled the town last week.", "shelled", "2024-05-07") == "2024-05"


def test_without_a_publication_date_relative_words_give_nothing_and_absolute_ones_stay(coder: Coder) -> None:
    assert when(coder, "The army shelled the town on Monday.", "shelled", None) is None
    assert when(coder, "The army shelled the town on May 5.", "shelled", None) is None
    assert when(coder, "The army shelled the town on 5 May 2022.", "shelled", None) == "2022-05-05"
    assert when(coder, "The army shelled the town in 2022.", "shelled", None) == "2022"


def test_a_publication_date_that_is_none_spoils_nothing(coder: Coder) -> None:
    assert when(coder, "The army shelled the town on Monday.", "shelled", "soon") is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Iran test-fired a missile.", "fired"),
        ("The sanctions stay until Friday, officials say.", "stay"),
        ("China condemned Tuesday's attack.", "condemned"),
        ("The general, who may march on the capital, seized the airport.", "seized"),
        ("Rebels have held the town since March.", "held"),
        ("The army says 2000 soldiers crossed the river.", "crossed"),
    ],
)
def test_no_date_is_invented(coder: Coder, text: str, word: str) -> None:
    assert when(coder, text, word) is None


def test_a_time_word_of_another_clause_does_not_date_the_act(coder: Coder) -> None:
    text = "Moscow expelled the envoys on Monday after the court had jailed the spy in 2021."
    assert when(coder, text, "expelled") == "2024-06-17"
    assert when(coder, text, "jailed") == "2021"


def test_a_noun_has_its_own_time_word_before_that_of_the_verb(coder: Coder) -> None:
    text = "On Wednesday the court tried the men over the January 2015 attack."
    assert when(coder, text, "attack") == "2015-01"
    assert when(coder, text, "tried") == "2024-06-19"


def test_what_is_said_has_the_date_of_the_saying_where_the_words_are_the_act(coder: Coder) -> None:
    text = "The minister said on Monday that Russia had committed crimes."
    assert when(coder, text, "committed", verbal=True) == "2024-06-17"


def test_a_fact_in_the_perfect_tense_does_not_have_the_date_of_the_saying(coder: Coder) -> None:
    assert when(coder, "Russian forces have seized the town, the ministry said on Monday.", "seized") is None


def test_a_quoted_act_has_the_date_of_what_its_speaker_said_before(coder: Coder) -> None:
    text = (
        "“The strikes must stop,” Norwegian Foreign Minister Espen Barth Eide said on Monday.\n"
        "Farmers were not heard.\n"
        "“We urge Israel to open the crossings,” Eide said.\n"
    )
    parsed = parse(coder, text)
    quotations = find_quotations(parsed, coder._actors.find(parsed))
    token = next(token for token in parsed.doc if token.text == "urge")
    assert DateFinder(parsed).date_of(token.i, verbal=True) is None
    found = DateFinder(parsed, quotations).date_of(token.i, verbal=True)
    assert found is not None
    assert found.value == "2024-06-17"


def test_a_day_later_counts_from_the_last_day_named(coder: Coder) -> None:
    text = "Gunmen stormed the bank on June 3. A day later, police arrested two men."
    assert when(coder, text, "arrested") == "2024-06-04"


def test_a_day_after_a_clause_dates_that_clause(coder: Coder) -> None:
    text = "The talks were held on Wednesday, a day after the envoy visited Doha."
    assert when(coder, text, "visited") == "2024-06-18"


def test_the_span_of_a_date_is_the_words_that_tell_it(coder: Coder) -> None:
    parsed = parse(coder, "Jets bombed the port late on Monday night.")
    found = DateFinder(parsed).date_of(1)
    assert found is not None
    assert found.span is not None
    assert found.span.text == "Monday night"


@pytest.mark.parametrize(
    ("words", "historical"),
    [("in 2015", True), ("in the 1990s", True), ("decades ago", True), ("last month", False), ("on Monday", False)],
)
def test_an_act_of_more_than_a_year_ago_is_historical(coder: Coder, words: str, historical: bool) -> None:
    parsed = parse(coder, f"The army invaded the island {words}.")
    token = next(token for token in parsed.doc if token.text == "invaded")
    assert DateFinder(parsed).is_historical(token.i) is historical


def test_a_clause_with_when_tells_what_was_then(coder: Coder) -> None:
    text = "Russia has more troops there than at any time since 2014, when Moscow annexed Crimea."
    assert when(coder, text, "annexed") == "2014"
    assert when(coder, text, "has") is None


@pytest.mark.parametrize("which", ["second", "two-year", "2nd"])
def test_an_anniversary_dates_what_it_is_of(coder: Coder, which: str) -> None:
    text = f"Thursday is the {which} anniversary of Russia's invasion of Ukraine."
    assert when(coder, text, "invasion") == "2022-06-20"
    assert coder.code(text, published=THURSDAY).events[0].status == "historical"


def test_what_has_lasted_for_years_began_so_long_ago(coder: Coder) -> None:
    parsed = parse(coder, "Spain condemned the 50-year occupation. Turkey imposed a two-year ban.")
    dates = DateFinder(parsed)
    words = {token.text: token.i for token in parsed.doc}
    assert dates.is_historical(words["occupation"])
    assert not dates.is_historical(words["ban"])


def test_without_a_publication_date_the_last_thing_done_says_what_is_long_past(coder: Coder) -> None:
    text = "Russia annexed Crimea in 2014. Moscow massed troops near the border in April 2021."
    assert [e.status for e in coder.code(text).events] == ["historical", "actual"]
    planned = "Russia annexed Crimea in 2014. A vote is planned for 2030."
    assert [e.status for e in coder.code(planned).events] == ["actual"]


@pytest.mark.parametrize(
    ("text", "word", "date"),
    [
        ("The minister called on voters to punish Chad in October.", "punish", "2024-10"),
        ("Chad and Mali said they would meet again in September.", "meet", "2024-09"),
        ("Georgia applied to join the EU in 2022.", "applied", "2022"),
        ("Norway accused Chad of spying on a firm that had applied in March 2022.", "accused", None),
        ("The president, re-elected last year, thanked Chad.", "thanked", None),
    ],
)
def test_a_time_word_dates_the_clause_that_it_belongs_to(coder: Coder, text: str, word: str, date: str | None) -> None:
    assert when(coder, text, word) == date


def test_noise_gives_no_dates(coder: Coder) -> None:
    parsed = parse(coder, "Advertisement\nJets bombed the port.\n")
    assert DateFinder(parsed).times == []


@given(st.text(max_size=300), st.sampled_from([None, date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)]))
def test_any_text_gives_dates_or_nothing(text: str, published: date | None) -> None:
    for match in FORMS.finditer(text):
        value = value_of(match, published, False, 0, None)
        assert value is None or len(value) in (4, 7, 10)


@pytest.mark.parametrize("published", [date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)])
@pytest.mark.parametrize("ahead", [False, True])
def test_every_form_holds_at_the_ends_of_the_calendar(published: date, ahead: bool) -> None:
    text = (
        "Friday next Friday last Friday yesterday tomorrow two days ago 99 weeks ago 99 months ago 99 years ago last "
        "week next month last year over the weekend February 29 31 April the day before the next month last winter"
    )
    for match in FORMS.finditer(text):
        value_of(match, published, ahead, 100, "0001-01-01")
        value_of(match, published, ahead, 100, "9999-12-31")


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The envoy met the rebels on Tuesday. Jets flew. The meeting ended in anger.", "ended", None),
        (
            "Kenya’s envoy met the rebels on Tuesday. Farmers fled. He denounced Sudan at the meeting.",
            "denounced",
            "18",
        ),
        ("Jets struck the port on Tuesday. Farmers fled. Ministers deplored the attack.", "attack", "18"),
        ("Jets struck the port on Tuesday. Farmers fled. Ministers feared an attack.", "attack", None),
        ("Farmers complained about sanctions imposed in March against the dairies.", "sanctions", "2024-03"),
        ("Jets bombed the port overnight on Tuesday.", "bombed", "18"),
    ],
)
def test_an_act_has_the_day_of_the_occasion_that_it_refers_to(
    coder: Coder, text: str, word: str, value: str | None
) -> None:
    expected = f"2024-06-{value}" if value and len(value) == 2 else value
    assert when(coder, text, word) == expected

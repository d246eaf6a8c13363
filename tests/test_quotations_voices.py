"""Whose words they are, where the words that name the speaker do not say it themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dragoman.actors import ActorFinder
from dragoman.cleaning import Cleaned
from dragoman.language import Reader
from dragoman.quotations import find_quotations
from dragoman.records import Article, Quotation

Find = Callable[[str], list[Quotation]]


@pytest.fixture(scope="module")
def find() -> Find:
    reader, actors = Reader(), ActorFinder()

    def run(text: str) -> list[Quotation]:
        parsed = reader.parse(Article.of(text, published="2024-06-20"), Cleaned())
        return list(find_quotations(parsed, actors.find(parsed)))

    return run


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Amnesty International published a report on Monday. France slept. The report said that nobody helped.",
            "INT SOC",
        ),
        (
            "A letter signed by France reached Oslo. Norway was silent. The letter said that talks had failed.",
            "FRA GOV",
        ),
        ("Norway filed a lawsuit on Friday. France was silent. The suit says that the tax is illegal.", "NOR GOV"),
    ],
)
def test_a_text_named_again_speaks_for_who_made_it(find: Find, text: str, code: str) -> None:
    assert find(text)[-1].speaker_code == code


def test_a_text_that_nobody_is_said_to_have_made_has_no_maker(find: Find) -> None:
    assert find("The report said that nobody helped.")[-1].speaker_code is None


def test_speakers_of_several_countries_have_no_code_and_those_of_one_have_it(find: Find) -> None:
    assert find("Norway and France said that the talks had failed.")[-1].speaker_code is None
    assert find("Emmanuel Macron and Gabriel Attal said that the talks had failed.")[-1].speaker_code == "FRA GOV"


def test_a_participle_behind_a_thing_is_said_by_who_acts(find: Find) -> None:
    text = "President Emmanuel Macron signed a waiver insisting that the delay was short."
    assert find(text)[-1].speaker_code == "FRA GOV"


def test_what_is_said_of_a_thing_is_not_said_by_it(find: Find) -> None:
    text = "Emmanuel Macron called the plan a “bad joke” saying Norway had dug up old papers."
    assert {q.speaker_code for q in find(text)} == {"FRA GOV"}


def test_who_will_not_be_named_still_says_something(find: Find) -> None:
    found = find("A French officer, who declined to be named, said the bridge was safe.")
    assert [q.kind for q in found] == ["indirect"]


def test_of_two_subjects_the_nearest_speaks(find: Find) -> None:
    text = "A second round of talks over a deal ended in Oslo on Tuesday, but the French minister said they would meet."
    assert find(text)[-1].speaker_code == "FRA GOV"


def test_that_before_a_noun_opens_no_clause(find: Find) -> None:
    text = "France's prime minister repeated that threat on Sunday, saying the troops would have to leave."
    assert [q.content[0].text for q in find(text)] == ["the troops would have to leave"]

"""Contexts: what an article as a whole is about (codebook, section 7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman import Coder
from dragoman.plover.contexts import MOST, context_scores, probabilities
from dragoman.plover.ontology import contexts

WAR = (
    "Russian missiles struck Kharkiv overnight. "
    "The air force said its air defense shot down ten drones near the front line. "
    "Troops and artillery moved up."
)
VOTE = (
    "Voters go to the polls on Sunday. "
    "The candidate led her rival in the last opinion polls of the election campaign. "
    "Ballots will be counted overnight."
)
COURT = (
    "A judge sentenced the former minister to six years. "
    "Prosecutors had charged him with fraud. "
    "His lawyer said he would appeal to the supreme court."
)
TRADE = (
    "The tariffs will hit imports of steel. "
    "Economists warned of inflation and a trade war that would hurt the economy and exports."
)
FAITH = "The Pope prayed with Muslim clerics at the mosque. Bishops of the Catholic church spoke of religious freedom."


@pytest.mark.parametrize(
    ("text", "context"),
    [(WAR, "military"), (VOTE, "election"), (COURT, "legal"), (TRADE, "economic"), (FAITH, "religion_ethnicity")],
)
def test_the_most_prominent_context_comes_first(coder: Coder, text: str, context: str) -> None:
    assert coder.code(text).contexts[0] == context


def test_there_are_four_contexts_at_most(coder: Coder) -> None:
    found = coder.code("\n".join([WAR, VOTE, COURT, TRADE, FAITH])).contexts
    assert 1 <= len(found) <= MOST


def test_a_text_of_nothing_in_particular_has_no_context(coder: Coder) -> None:
    assert coder.code("Lorem ipsum dolor sit amet.").contexts == ()
    assert coder.code("").contexts == ()


def test_every_context_of_the_ontology_has_words_and_weights() -> None:
    assert set(probabilities(context_scores(None, ""))) == set(contexts())


def test_the_title_counts(coder: Coder) -> None:
    text = "It was said on Monday that more would follow."
    assert coder.code(text).contexts == ()
    assert "election" in coder.code(text, title="Voters head to the polls in general election").contexts


def test_a_word_stands_for_its_plural_but_not_for_part_of_another() -> None:
    names = list(probabilities(context_scores(None, "")))
    military = names.index("military")
    assert context_scores(None, "warships").text[military] > 0
    assert context_scores(None, "steward rewards").text[military] == 0


def test_noise_does_not_count(coder: Coder) -> None:
    assert coder.code("Read also | Ballot, voters, election, polls and candidates\n").contexts == ()


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=60)))
def test_any_text_has_probabilities(text: str, title: str | None) -> None:
    for chance in probabilities(context_scores(title, text)).values():
        assert 0 <= chance <= 1

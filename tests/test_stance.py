"""What speakers do to others by what they say of them, where no word of the lexicon names the act."""

from __future__ import annotations

import pytest
from scenes import scene_of
from timing import cpu_seconds

from dragoman import Coder
from dragoman.events.confidence import calibrated, least
from dragoman.events.joining import LIKELY, is_implied, joined
from dragoman.events.stance import ACTS
from dragoman.events.tellings import Telling

LIES = "“They have lied to us, and Germany knows it,” French President Emmanuel Macron said of the talks on Tuesday."


def implied(coder: Coder, text: str) -> list[Telling]:
    return [t for options in scene_of(coder, text).options() for t in options if t.reading.implied]


def test_every_clause_that_names_another_may_be_each_of_the_acts(coder: Coder) -> None:
    found = implied(coder, LIES)
    assert {t.reading.type for t in found} == set(ACTS)
    for telling in found:
        assert [s.code for s in telling.reading.actors] == ["FRA GOV"]
        assert [s.code for s in telling.reading.recipients] == ["DEU GOV"]
        assert telling.token.text == "knows"
        assert telling.reported_by is None


def test_its_words_are_evidence_by_type(coder: Coder) -> None:
    accuses = next(t for t in implied(coder, LIES) if t.reading.type == "ACCUSE")
    assert {
        "said of as=nsubj ACCUSE",
        "said of abroad ACCUSE",
        "said of clause: know ACCUSE",
        "said of sentence: lie ACCUSE",
        "said of times=1 ACCUSE",
    } <= set(accuses.features)
    assert "said of clause: lie ACCUSE" not in accuses.features


def test_what_is_said_to_be_is_the_word(coder: Coder) -> None:
    text = "“Germany is a coward,” French President Emmanuel Macron said on Tuesday."
    assert {t.token.text for t in implied(coder, text)} == {"coward"}


@pytest.mark.parametrize(
    "text",
    [
        "“France is ready,” French President Emmanuel Macron said on Tuesday.",
        "“We met in Germany,” French President Emmanuel Macron said on Tuesday.",
        "Germany is a coward. So it was told in Paris on Tuesday.",
        "“Germany is a coward,” experts said.",
    ],
    ids=["oneself", "a place", "no quotation", "a speaker without a code"],
)
def test_who_names_nobody_else_does_nothing_to_anybody(coder: Coder, text: str) -> None:
    assert implied(coder, text) == []


def test_what_is_told_of_both_is_evidence(coder: Coder) -> None:
    text = "France accused Germany of delay. " + LIES + " Germany criticised France."
    accuses = next(t for t in implied(coder, text) if t.reading.type == "ACCUSE")
    told = {name for name in accuses.features if name.startswith("said of ") and "told" in name}
    assert any(name.startswith("said of told=") and "told=0" not in name for name in told)
    assert any(name.startswith("said of told back=") and "back=0" not in name for name in told)


def test_what_is_implied_is_one_act_with_what_is_told_of_it(coder: Coder) -> None:
    found = [t for options in scene_of(coder, "France accused Germany of delay. " + LIES).options() for t in options]
    named = next(t for t in found if t.reading.type == "ACCUSE" and not t.reading.implied)
    said = [t for t in found if t.reading.type == "ACCUSE" and t.reading.implied]
    for each in said:
        each.confidence = LIKELY
    assert [len(group) for group in joined([named, *said])] == [1 + len(said)]
    assert [is_implied(group) for group in joined([named, *said])] == [False]
    assert [is_implied(group) for group in joined(said)] == [True]
    said[0].confidence = LIKELY / 2
    assert joined([named, said[0]]) == [[named]]


def test_an_implied_act_needs_more_confidence() -> None:
    assert 0 < least(False) < least(True) < 1
    assert calibrated(0.5, 1, implied=True) != calibrated(0.5, 1)


def test_an_event_without_a_word_for_it_says_why(coder: Coder) -> None:
    text = (
        "“They have lied to us for years and Germany is a threat to everybody, a disgrace,” French President Emmanuel "
        "Macron said on Tuesday. “Germany is dishonest and Germany has failed us,” he added."
    )
    events = [e for e in coder.code(text, published="2024-06-20").events if e.type == "ACCUSE"]
    assert [[p.code for p in e.actors] for e in events] == [["FRA GOV"]]
    assert events[0].why


def test_a_long_speech_takes_linear_time(coder: Coder) -> None:
    names = ("Germany", "Spain", "Iran", "China", "Japan", "Cuba")

    def seconds(size: int) -> float:
        speech = ", ".join(f"{names[n % 6]} lies to {names[(n + 1) % 6]} and {names[(n + 2) % 6]}" for n in range(size))
        said = scene_of(coder, f"“{speech},” French President Emmanuel Macron said on Tuesday.")
        return cpu_seconds(lambda: said._stances.found())

    assert seconds(400) < 8 * seconds(100) + 0.05

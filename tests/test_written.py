"""The texts that were written for the project stay as well coded as they were."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.written import f1, figures, texts
from dragoman import Coder


@pytest.mark.parametrize(
    ("name", "events", "speakers"),
    [("diplomacy", 0.78, 0.87), ("politics", 0.73, 0.85), ("reports_home", 0.70, 0.75), ("reports_abroad", 0.62, 0.83)],
)
def test_the_texts_are_coded(coder: Coder, name: str, events: float, speakers: float) -> None:
    counts = figures(coder, texts(name))
    assert f1(counts, "event") >= events
    assert counts["speakers"] / counts["quotations"] >= speakers


def test_events_are_the_same_by_type_and_countries_and_of_mutual_acts_whichever_side_tells_them(coder: Coder) -> None:
    event = {"type": "CONSULT", "status": "actual", "actors": ["PER GOV", "BOL GOV"], "recipients": []}
    text = {
        "id": "x",
        "title": None,
        "published": "2024-06-20",
        "text": "The presidents of Bolivia and Peru met in La Paz.",
    }
    counts = figures(coder, [{**text, "events": [event], "quotations": []}])
    assert counts == Counter(gold=1, said=1, event=1, full=1)
    assert f1(counts, "full") == 1.0

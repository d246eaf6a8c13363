"""Pairs that heat up or cool down: found where they do, hardly ever where they do not."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from making import made

from dragoman.monitor.heat import LEVEL, _told, heat
from dragoman.monitor.unusual import PAST
from dragoman.store import Store
from dragoman.store.watching import dyads

READ = [100.0] * PAST


def series(number: int, days: int, seed: int, shift: float = 0) -> list[list[float]]:
    chance = random.Random(seed)  # noqa: S311
    return [
        [max(-10.0, min(10.0, chance.choice([-9, -6.5, -2, -2, 1, 1, 3, 5]) + shift)) for _ in range(number)]
        for _ in range(days)
    ]


def week(past: list[list[float]], now: list[list[float]]) -> tuple[str, ...]:
    told = _told("A", "B", past, [score for scores in now for score in scores], READ, 700.0)
    return told.what if told else ()


def test_a_week_that_turns_is_told_and_in_which_way() -> None:
    for seed in range(5):
        past = series(4, PAST, seed)
        assert week(past, series(4, 7, seed + 50, shift=-5)) == ("heats up",)
        assert week(past, series(4, 7, seed + 50, shift=5)) == ("cools down",)
        assert "more than usual" in week(past, series(12, 7, seed + 50))


def test_a_week_as_always_is_told_hardly_ever() -> None:
    told = sum(bool(week(series(4, PAST, seed), series(4, 7, seed + 1000))) for seed in range(150))
    assert told <= 2 + 150 * LEVEL * 2


def test_pairs_are_those_of_the_store(tmp_path: Path) -> None:
    last = date(2025, 3, 9)
    with Store(tmp_path / "s") as store:
        store.add(
            made(f"a{n}", date=f"2025-03-0{n + 1}", published=f"2025-03-0{n + 1}", actor="NOR GOV", body=f"{n} " * 30)
            for n in range(4)
        )
        found = dyads(store, date(2025, 1, 1), last, date(2025, 3, 1), 1, 5)
        assert list(found) == [("IRN", "NOR")]
        assert all(score == -2 for scores in found[("IRN", "NOR")].values() for score in scores)
        assert dyads(store, date(2025, 1, 1), last, date(2025, 3, 2), 99, 5) == {}
        assert heat(store, last) == []  # there is no past to be held against

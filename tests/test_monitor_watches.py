"""Watches and alerts, and the method that finds what is unusual."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from making import made
from typer.testing import CliRunner

from dragoman.cli.app import app
from dragoman.monitor.scores import usual
from dragoman.monitor.unusual import FEWEST, PAST, Forecast, forecast
from dragoman.monitor.watches import Watches
from dragoman.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store") as store:
        yield store


def ran(store: Store, **options: Any) -> list[dict[str, Any]]:
    done = Watches(store).run(**options)
    assert done.failed == {}
    return done.alerts


def test_only_what_is_stored_after_the_watch_was_added_is_new_and_is_told_once(store: Store) -> None:
    store.add([made("old")])
    Watches(store).add("all", "new", {})
    assert ran(store) == []
    store.add([made("one", published="2025-05-04", date="2025-05-03")])
    (alert,) = ran(store)
    assert alert["title"] == "all: NOR GOV ACCUSE IRN GOV, 2025-05-03"
    assert alert["why"] == "1 independent source (the harbor dispatch), in 1 article"
    (report,) = alert["evidence"]
    assert report["article"] == "one" and report["sentence"].startswith("Nordland officials condemned")
    assert ran(store) == []
    assert [row["id"] for row in Watches(store).given()] == [alert["id"]]


def test_another_report_of_what_was_told_is_nothing_new(store: Store) -> None:
    store.add([made("old")])
    Watches(store).add("all", "new", {})
    store.add([made("old copy"), made("one", published="2025-05-04", date="2025-05-03")])
    assert len(ran(store)) == 1
    store.add([made("two", published="2025-05-04", date="2025-05-03", outlet="Coast")])
    assert len(store.clusters().rows()) == 2
    assert ran(store) == []


def test_filters_choose_what_is_watched(store: Store) -> None:
    Watches(store).add("aid", "new", {"type": ["AID"], "actor": None})
    store.add([made("one"), made("two", type="AID", recipient="TCD GOV")])
    assert [alert["evidence"][0]["article"] for alert in ran(store)] == ["two"]


def test_an_alert_when_enough_independent_sources_report_the_same(store: Store) -> None:
    Watches(store).add("sure", "sources:2", {})
    store.add([made("one", body="The harbor was closed for the day and three ships had to wait, an official said.")])
    assert ran(store) == []
    other = " ".join(f"Residents of {place} spoke of smoke over the quay." for place in ("Arendal", "Moss", "Horten"))
    store.add([made("two", outlet="Coast Gazette", body=other)])
    assert [row["sources"] for row in store.clusters().rows()] == [2]
    (alert,) = ran(store)
    assert alert["why"].startswith("2 independent sources (coast gazette, the harbor dispatch)")
    assert ran(store) == []


def test_an_event_that_an_edit_brings_is_new_once(store: Store) -> None:
    Watches(store).add("all", "new", {})
    store.add([made("one")])
    assert len(ran(store)) == 1
    store.add([made("one", type="AID", body="Edited.")])
    assert [alert["title"] for alert in ran(store)] == ["all: NOR GOV AID IRN GOV, 2025-03-03"]
    assert ran(store) == []


def test_a_watch_that_cannot_run_is_named_and_the_others_go_on(store: Store) -> None:
    watches = Watches(store)
    watches.add("a", "new", {})
    watches.add("b", "new", {})
    watches.table.put([watches.table.get("a") | {"filters": '{"type": "NONE"}'}])  # type: ignore[operator]
    store.add([made("one")])
    done = watches.run()
    assert list(done.failed) == ["a"] and [alert["watch"] for alert in done.alerts] == ["b"]
    assert {row["name"]: row["state"] for row in watches.all()} == {"a": "broken", "b": "ok"}


@pytest.mark.parametrize(
    ("name", "condition", "filters"),
    [
        ("", "new", {}),
        ("a/b", "new", {}),
        ("a\nb", "new", {}),
        ("a", "old", {}),
        ("a", "sources:0", {}),
        ("a", "unusual:0", {}),
        ("a", "score:101", {}),
        ("a", "new", {"type": "NONE"}),
        ("a", "new", {"colour": "red"}),
        ("there", "new", {}),
    ],
)
def test_bad_watches_are_refused(store: Store, name: str, condition: str, filters: dict[str, str]) -> None:
    Watches(store).add("there", "new", {})
    with pytest.raises(ValueError, match=r"is |have no"):
        Watches(store).add(name, condition, filters)


def test_a_removed_watch_takes_its_alerts_along(store: Store) -> None:
    Watches(store).add("all", "new", {})
    store.add([made("one")])
    ran(store)
    Watches(store).remove("all")
    assert Watches(store).all() == Watches(store).given() == []
    with pytest.raises(KeyError):
        Watches(store).remove("all")


TODAY = date(2025, 6, 1)


def quiet(store: Store, days: int = 40) -> None:
    """One article a day."""
    past = [TODAY - timedelta(days=back) for back in range(1, days + 1)]
    kinds = ("ACCUSE", "AID")
    store.add(
        made(f"d{n}", type=kinds[n % 2], published=str(day), date=str(day), place=f"Town{n}")
        for n, day in enumerate(past)
    )


def surge(number: int) -> list[Any]:
    states = ["IRN", "TCD", "FRA", "CHN", "IND", "BRA", "PER", "KEN", "EGY", "JPN"]
    return [
        made(f"s{n}", type="ASSAULT", actor=f"{states[n]} MIL", published=str(TODAY), date=str(TODAY), place=f"Bay{n}")
        for n in range(number)
    ]


def test_an_unusual_day_is_told_with_the_numbers_and_once_for_a_week(store: Store) -> None:
    quiet(store)
    Watches(store).add("attacks", "unusual", {"type": "ASSAULT"})
    assert ran(store, today=TODAY) == []
    store.add(surge(8))
    (alert,) = ran(store, today=TODAY)
    assert "8 event clusters first reported on 2025-06-01" in alert["why"] and "expected from 40 days" in alert["why"]
    assert len(alert["evidence"]) == 8
    assert ran(store, today=TODAY) == ran(store, today=TODAY + timedelta(days=1)) == []


def test_too_little_past_is_said(store: Store) -> None:
    quiet(store, days=5)
    Watches(store).add("attacks", "unusual", {})
    store.add(surge(8))
    assert ran(store, today=TODAY) == []
    (watch,) = Watches(store).all()
    assert (watch["state"], watch["reason"]) == ("waiting", "5 days with articles in the last 56; 28 are needed")


def test_a_day_whose_score_is_unusual_is_told_when_it_is_over(store: Store) -> None:
    quiet(store, days=45)
    Watches(store).add("mood", "score", {})
    store.add(surge(8))
    assert ran(store, today=TODAY) == []
    (alert,) = ran(store, today=TODAY + timedelta(days=1))
    assert alert["title"] == "mood: score -9.0 on 2025-06-01" and len(alert["evidence"]) == 8
    assert "the mean score of 8 event clusters" in alert["why"] and "it was +1.4 in the 56 days before" in alert["why"]
    assert ran(store, today=TODAY + timedelta(days=2)) == []


def scored(number: float, apart: float, days: int, seed: int, shift: float = 0) -> list[list[float]]:
    """Scores of days; `apart` is by how much days differ from each other."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for _ in range(days):
        mood = chance.gauss(shift, apart)
        draws = [chance.choice([-9, -6.5, -2, -2, 1, 1, 3, 5]) + mood for _ in range(drawn(chance, number))]
        found.append([max(-10.0, min(10.0, score)) for score in draws])
    return found


@pytest.mark.parametrize("number", [1, 4, 15])
@pytest.mark.parametrize("apart", [0, 1.5])
def test_quiet_scores_raise_few_false_alarms(number: float, apart: float) -> None:
    alarms = 0
    for seed in range(3):
        days = scored(number, apart, PAST + 122, seed)
        told = [usual(days[day - PAST : day], days[day]) for day in range(PAST, len(days))]
        alarms += sum(1 for one in told if one and one.chance < 1 / 365)
    assert alarms <= 2  # in a year


def test_scores_that_turn_are_found() -> None:
    found = 0
    for seed in range(10):
        days = scored(20, 0, PAST, seed) + scored(20, 0, 3, seed + 100, shift=-6)
        told = [usual(days[day - PAST : day], days[day]) for day in range(PAST, PAST + 3)]
        found += any(one and one.chance < 1 / 365 for one in told)
    assert found >= 9


def test_draws_are_counted_exactly() -> None:
    past = [[-1.0, 1.0]] * 50
    told = usual(past, [1.0] * 4)
    draws = {-10.0: 0.5 / 101, -1.0: 50 / 101, 1.0: 50 / 101, 10.0: 0.5 / 101}
    so_high = [four for four in product(draws, repeat=4) if sum(four) >= 4]
    expected = 2 * sum(math.prod(draws[score] for score in four) for four in so_high)
    assert told and told.mean == 0 and told.chance == pytest.approx(expected, rel=1e-9)
    assert (middle := usual(past, [1.0, 1.0, -1.0, -1.0])) and middle.chance == 1.0
    assert usual(past[:14], [1.0] * 4) is None and usual(past, [1.0, 1.0]) is None
    assert (same := usual([[2.0]] * 56, [2.0] * 5)) and same.chance == 1.0


def drawn(chance: random.Random, mean: float) -> int:
    """A number of Poisson's."""
    least, k, product = math.exp(-mean), 0, chance.random()
    while product > least:
        k, product = k + 1, product * chance.random()
    return k


def series(rate: float, dispersion: float, days: int, seed: int) -> tuple[list[int], list[float]]:
    """Counts of days with weekends, bursts of their own (a negative binomial), and articles read."""
    chance = random.Random(seed)  # noqa: S311
    exposures = [(60 if day % 7 > 4 else 115) * chance.uniform(0.9, 1.1) for day in range(days)]
    means = [rate * exposure / 100 for exposure in exposures]
    if dispersion > 1:
        means = [chance.gammavariate(mean / (dispersion - 1), dispersion - 1) for mean in means]
    return [drawn(chance, mean) for mean in means], exposures


def alarms(counts: list[int], exposures: list[float], first: int = PAST) -> list[int]:
    found = []
    for day in range(first, len(counts)):
        expected = forecast(counts[day - PAST : day], exposures[day - PAST : day], exposures[day])
        assert expected
        if counts[day] >= FEWEST and expected.at_least(counts[day]) < 1 / 365:
            found.append(day)
    return found


@pytest.mark.parametrize("rate", [0.05, 0.5, 5, 40])
@pytest.mark.parametrize("dispersion", [1, 3])
def test_quiet_series_raise_few_false_alarms(rate: float, dispersion: float) -> None:
    years = 6
    total = sum(len(alarms(*series(rate, dispersion, PAST + 365, seed))) for seed in range(years))
    assert total / years <= 2  # one a year is what is bargained for


@pytest.mark.parametrize(("rate", "dispersion", "factor"), [(0.3, 1, 20), (3, 1, 5), (3, 2, 6), (30, 3, 2.5)])
def test_a_step_is_found_within_three_days(rate: float, dispersion: float, factor: float) -> None:
    found = 0
    for seed in range(20):
        counts, exposures = series(rate, dispersion, PAST + 3, seed)
        raised, _ = series(rate * factor, dispersion, PAST + 3, seed + 100)
        counts[PAST:] = raised[PAST:]
        found += bool(alarms(counts, exposures))
    assert found >= 18


def test_a_surge_in_the_past_does_not_hide_the_next_one() -> None:
    counts = [2, 3, 1, 2, 4, 2, 1] * 8
    counts[30] = 60
    expected = forecast(counts, [100.0] * 56, 100.0)
    assert expected and expected.mean < 3.5 and expected.at_least(20) < 1 / 365


def test_more_reading_is_no_more_news() -> None:
    expected = forecast([2, 3, 1, 2, 4, 2, 1] * 8, [100.0] * 56, 500.0)
    assert expected and expected.at_least(15) > 0.05
    assert forecast([1] * 27, [1.0] * 27, 1.0) is None
    assert forecast([1] * 56, [1.0] * 56, 0.0) is None


@pytest.mark.parametrize(("mean", "dispersion"), [(0.01, 1.0), (3.0, 1.0), (3.0, 2.5), (400.0, 4.0), (2000.0, 1.0)])
def test_the_tail_is_a_tail(mean: float, dispersion: float) -> None:
    told = Forecast(mean, dispersion)
    spread = math.sqrt(mean * dispersion)
    tails = [told.at_least(k) for k in range(int(mean + 9 * spread) + 3)]
    assert tails[0] == 1.0 and all(one >= other >= 0 for one, other in pairwise(tails))
    assert sum(tails[1:]) == pytest.approx(mean, rel=0.01)  # the sum of the tails is the mean
    assert told.at_least(10**6) < 1e-12


def test_the_commands(tmp_path: Path) -> None:
    folder = str(tmp_path / "news")

    def dragoman(*words: str) -> tuple[int, str, str]:
        ended = CliRunner().invoke(app, [*words, "--store", folder])
        return ended.exit_code, ended.stdout, ended.stderr

    assert dragoman("watch", "add", "all", "--type", "ACCUSE", "--min-confidence", "0.5")[0] == 0
    assert dragoman("watch", "add", "all")[0] == 2
    assert dragoman("watch", "add", "b", "--when", "never")[0] == 2
    with Store(folder) as store:
        store.add([made("one")])
    status, out, said = dragoman("watch", "run")
    assert status == 0 and json.loads(out)["watch"] == "all" and "1 watched; 1 new alert" in said
    status, out, _ = dragoman("alerts", "--watch", "all", "--since", "2025-01-01")
    assert status == 0 and json.loads(out)["evidence"][0]["article"] == "one"
    assert dragoman("alerts", "--since", "2999-01-01")[1] == ""
    (watch,) = map(json.loads, dragoman("watch", "list")[1].splitlines())
    assert watch["filters"] == {"type": ["ACCUSE"], "min_confidence": 0.5} and watch["alerts"] == 1
    assert dragoman("watch", "remove", "all")[0] == 0 and dragoman("watch", "remove", "all")[0] == 1


def test_a_store_of_an_earlier_version_gets_the_tables_when_it_is_opened_to_write(tmp_path: Path) -> None:
    tables = ("feeds", "feed_articles", "watches", "alerts")
    with Store(tmp_path / "store") as store:
        for table in tables:
            store._connection.execute(f"DROP TABLE {table}")
    with Store(tmp_path / "store", read_only=True) as store:
        assert Watches(store).all() == Watches(store).given() == []
    with Store(tmp_path / "store") as store:
        Watches(store).add("all", "new", {})
        assert [row["name"] for row in Watches(store).all()] == ["all"]

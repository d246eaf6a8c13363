"""The same report, the same story, the same event: linked alike in whatever order articles come."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import made

from dragoman import CodedArticle, Party, Store
from dragoman.records import EventDate, Place
from dragoman.stories.features import features, likeness
from dragoman.stories.groups import Union, first, grouped
from dragoman.stories.matching import Telling, alike, matches

WIRE = (
    "Rescue crews from Kestrel Bay searched the strait through the night after the ferry Halcyon sank near Oslo. "
    "The harbour master of Kestrel Bay told reporters that ninety people were aboard when the Halcyon left the quay. "
    "Two trawlers reached the wreck before dawn and took forty survivors to the hospital in Lindholm. "
    "Investigators will ask why the Halcyon sailed in spite of the gale warning issued on Sunday evening."
)
OWN = (
    "The sinking of the ferry Halcyon off Kestrel Bay has left a town in mourning. In Lindholm, families of those who "
    "sailed waited at the hospital for news of survivors, and trawlers that had pulled people from the strait lay at "
    "the quay. Why the Halcyon left the harbour of Kestrel Bay in a gale is what investigators want to know."
)
OTHER = (
    "Ministers from six countries agreed in Geneva to lower tariffs on grain and machinery, ending two years of talks. "
    "The accord will be signed next spring, the trade commissioner said, once parliaments have approved the schedule."
)


def articles() -> list[CodedArticle]:
    """A wire text at three outlets (one of which shortens it), an own report, an earlier and an unrelated article."""
    return [
        made("wire", body=WIRE, agency="Reuters", outlet="Reuters"),
        made("copy", body=WIRE, agency="Reuters", outlet="The Harbor Dispatch", published="2025-03-05"),
        made("cut", body=WIRE.rpartition(" Investigators")[0], outlet="Northern Post", published="2025-03-05"),
        made("own", body=OWN, outlet="Lindholm Courier", place="Bergen", status="hypothetical"),
        made("late", body=OWN, outlet="Lindholm Courier", published="2025-06-01", date="2025-05-30"),
        made("other", body=OTHER, type="SUPPORT", actor="CHE GOV", recipient="FRA GOV", published="2025-01-10"),
    ]


def state(store: Store) -> Any:
    run = store._connection.execute
    return [
        run("SELECT article, report, story, source FROM story_articles ORDER BY ALL").fetchall(),
        run("SELECT event, cluster, sources FROM event_clusters ORDER BY ALL").fetchall(),
        run("SELECT kind, a, b, score FROM links ORDER BY ALL").fetchall(),
    ]


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Store(tmp_path_factory.mktemp("stories") / "store") as store:
        store.add(articles())
        yield store


def test_copies_are_one_report_and_reports_of_the_same_are_one_story(together: Store) -> None:
    groups = {row["id"]: (row["report"], row["story"]) for row in together.articles().rows()}
    assert groups == {
        "wire": ("wire", "own"),
        "copy": ("wire", "own"),
        "cut": ("wire", "own"),
        "own": ("own", "own"),
        "late": ("late", "late"),
        "other": ("other", "other"),
    }


def test_copies_of_one_agency_are_one_source_however_many_print_them(together: Store) -> None:
    (story,) = together.stories(article="wire").rows()
    assert (story["articles"], story["reports"], story["sources"]) == (1, 1, 1)
    (story,) = together.stories(story="own").rows()
    assert (story["articles"], story["reports"], story["sources"]) == (4, 2, 2)
    assert together.stories(min_sources=2).count() == 1
    assert {row["sources"] for row in together.events(article=["wire", "copy", "cut", "own"]).rows()} == {2}
    assert {row["article"] for row in together.events(min_sources=2).rows()} == {"wire", "copy", "cut", "own"}


def test_a_cluster_says_where_its_reports_disagree(together: Store) -> None:
    (cluster,) = together.clusters(min_sources=2).rows()
    assert cluster["articles"] == 4 and cluster["sources"] == 2
    assert cluster["disagree"] == ["status", "place"]
    assert cluster["places"] == ["Bergen", "Oslo"] and cluster["status"] == ["actual", "hypothetical"]


@pytest.mark.parametrize("seed", [1])
def test_the_order_of_arrival_does_not_matter(together: Store, tmp_path: Path, seed: int) -> None:
    order = articles()
    random.Random(seed).shuffle(order)  # noqa: S311
    with Store(tmp_path / "store") as store:
        for start in range(0, len(order), 2):
            store.add(order[start : start + 2])
        assert state(store) == state(together)
        assert store.check() == []


def test_rows_that_stay_as_they_are_are_not_written_again(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.add([made("a", published="2025-03-01"), made("b", published="2025-03-02")])
        placed = "SELECT rowid, article FROM story_articles ORDER BY ALL"
        before = store._connection.execute(placed).fetchall()
        store.add([made("c", published="2025-03-03")])  # joins one of their reports, which stays as it is
        assert set(before) < set(store._connection.execute(placed).fetchall())
        reports = store._connection.execute("SELECT count(DISTINCT report) FROM story_articles").fetchall()
        assert reports == [(2,)]


def test_what_was_linked_parts_when_an_article_is_edited_and_comes_back_with_it(
    together: Store, tmp_path: Path
) -> None:
    before = articles()
    with Store(tmp_path / "store") as store:
        store.add(before)
        edited = [made("own", body=OTHER, outlet="Lindholm Courier", published="2025-07-01", date="2025-06-30")]
        assert store.add(edited).edited == 1
        stories = {row["id"]: row["story"] for row in store.articles().rows()}
        assert stories["wire"] == stories["copy"] == stories["cut"] == "wire" and stories["own"] != "wire"
        store.add(before[3:4])
        assert state(store) == state(together)
        assert store.check() == []


def test_an_article_without_a_day_is_compared_with_all(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("wire", body=WIRE)])
        store.add([made("undated", body=WIRE, published=None)])
        assert {row["report"] for row in store.articles().rows()} == {"wire"}


def test_noise_does_not_make_a_copy() -> None:
    one, other = made("a", body=WIRE), made("b", body=WIRE)
    a, b = features(one), features(other)
    assert likeness(a.minhash, b.minhash) > 0.5
    assert likeness(a.minhash, features(made("c", body=OTHER)).minhash) < 0.5
    assert likeness(b"", a.minhash) == 0.0


def test_features_are_the_same_for_ever() -> None:
    found = features(made("a", body=WIRE))
    # Signatures lie in stores: these numbers must not change with a version of anything.
    assert (found.bands[0], found.terms[0]) == BANDS_AND_TERMS
    assert abs(sum(weight * weight for weight in found.weights) - 1) < 1e-9


BANDS_AND_TERMS = (6757111115277113496, 4145684158211299047)


def telling(**changes: Any) -> Telling:
    event = made("a").events[0]
    return Telling.of(event.model_copy(update={"id": changes.pop("id", "x"), **changes}))


def test_events_are_the_same_where_nothing_contradicts() -> None:
    one = telling()
    assert alike(one, telling(id="y")) > 1
    assert alike(one, telling(type="AID")) == 0
    assert alike(one, telling(date=EventDate(value="2025-03"))) > 0
    assert alike(one, telling(date=EventDate(value="2025-03-04"))) > 0
    assert alike(one, telling(date=EventDate(value="2025-03-09"))) == 0
    assert alike(one, telling(date=None, recipients=())) > 0
    assert alike(one, telling(recipients=(Party.of("FRA GOV"),))) == 0
    assert alike(one, telling(actors=(Party.of("FRA GOV"),))) == 0
    assert alike(one, telling(place=Place(name="Bergen", country="NOR"))) > 0


def test_an_event_of_one_article_is_at_most_one_of_another() -> None:
    one = [telling(id="a1"), telling(id="a2", place=None)]
    other = [telling(id="b1"), telling(id="b2", place=None)]
    pairs = {frozenset(pair[:2]) for pair in matches(one, other)}
    assert pairs == {frozenset(("a1", "b1")), frozenset(("a2", "b2"))}
    assert {frozenset(pair[:2]) for pair in matches(other[::-1], one[::-1])} == pairs


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=14), st.randoms(use_true_random=False))
def test_groups_grow_to_the_same_whatever_the_order(pairs: list[tuple[int, int]], chance: random.Random) -> None:
    nodes = [f"n{n}" for n in range(10)]
    links = [(f"n{a}", f"n{b}") for a, b in pairs if a != b]
    union = Union()
    for node in nodes:
        union.find(node)
    for a, b in links:
        union.join(a, b)
    truth = {node: first({}, members) for members in union.sets() for node in members}
    chance.shuffle(nodes)
    of: dict[str, str] = {}
    for batch in _threes(nodes):
        seen = {*of, *batch}
        now = [(a, b) for a, b in links if {a, b} <= seen and {a, b} & set(batch)]
        ends = {end for pair in now for end in pair} - set(batch)
        placed, renamed = grouped(batch, now, {end: of[end] for end in ends}, {})
        of = {node: renamed.get(group, group) for node, group in of.items()} | placed
    assert of == truth


def _threes(nodes: list[str]) -> list[list[str]]:
    return [nodes[start : start + 3] for start in range(0, len(nodes), 3)]

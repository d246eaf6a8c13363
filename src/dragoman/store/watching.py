"""What watches ask of a store: which clusters got something new, who reports them, how much there is on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dragoman.store.columns import Row
from dragoman.store.rows import fetch

if TYPE_CHECKING:
    from dragoman.store.store import Store

_TOUCHED = """
SELECT DISTINCT c.cluster FROM event_clusters c JOIN articles a ON a."id" = c.article
WHERE a.added_at >= ? OR a."id" IN (SELECT article FROM versions WHERE replaced_at >= ?)
ORDER BY 1
"""

_REPORTS = """
SELECT c.cluster, c.event, c.article, s.source, a.added_at, a.day, a.title, a.outlet, a.url, e.sentence, e.confidence,
e.actor_countries, e.recipient_countries
FROM event_clusters c JOIN events e ON e."id" = c.event JOIN articles a ON a."id" = c.article
JOIN story_articles s ON s.article = c.article
WHERE c.cluster IN (SELECT unnest(?)) AND e.decision IS DISTINCT FROM 'rejected'
ORDER BY a.day NULLS LAST, a.added_at, c.event
"""


def touched(store: Store, since: datetime) -> list[str]:
    """Clusters with an article that was stored, or edited, since a moment (UTC)."""
    return [row["cluster"] for row in fetch(store._connection, _TOUCHED, [since, since])]


def reports(store: Store, clusters: Sequence[str]) -> dict[str, list[Row]]:
    """The reports of clusters, the earliest first, each with its event, source, article, and when it was stored."""
    found: dict[str, list[Row]] = {}
    for row in fetch(store._connection, _REPORTS, [list(clusters)]):
        found.setdefault(row["cluster"], []).append(row)
    return found


def daily(store: Store, first: date, last: date, filters: Mapping[str, Any]) -> dict[date, dict[str, float]]:
    """Clusters that the filters let through, each with the mean score of its events, by the day on which they were
    first reported. Raises FilterError."""
    events = store.events(columns=("cluster", "article", "score"), **filters)
    sql = (
        "SELECT cluster, min(a.day) AS first, coalesce(avg(e.score), 0) AS score"
        f' FROM ({events.sql}) e JOIN articles a ON a."id" = e.article'
        " WHERE cluster IS NOT NULL GROUP BY 1 HAVING first BETWEEN ? AND ? ORDER BY 1"
    )
    found: dict[date, dict[str, float]] = {}
    for row in fetch(store._connection, sql, [*events.values, first, last]):
        found.setdefault(row["first"], {})[row["cluster"]] = row["score"]
    return found


def read_on(store: Store, first: date, last: date) -> dict[date, int]:
    """Number of articles by the day of their publication."""
    sql = 'SELECT day, count(*) AS "number" FROM articles WHERE day BETWEEN ? AND ? GROUP BY 1'
    return {row["day"]: row["number"] for row in fetch(store._connection, sql, [first, last])}


def dyads(
    store: Store, first: date, last: date, since: date, fewest: int, most: int
) -> dict[tuple[str, str], dict[date, list[float]]]:
    """The mean scores of event clusters between two countries, by the day of the cluster's first event: of the `most`
    pairs with most clusters since a day, each at least `fewest`. Pairs are in the order of the alphabet."""
    columns = ("id", "cluster", "actor_countries", "recipient_countries", "score", "day")
    events = store.events(columns=columns, since=str(first), until=str(last))
    sql = (
        f"WITH e AS ({events.sql}),"
        " sides AS (SELECT coalesce(cluster, id) AS c, day, score, unnest(actor_countries) AS a,"
        " CASE WHEN len(recipient_countries) = 0 THEN actor_countries ELSE recipient_countries END AS others FROM e),"
        " single AS (SELECT c, day, score, a, unnest(others) AS b FROM sides),"
        ' pairs AS (SELECT least(a, b) AS "one", greatest(a, b) AS other, c, min(day) AS day, avg(score) AS score'
        " FROM single WHERE a <> b GROUP BY ALL),"
        ' chosen AS (SELECT "one", other, count(*) AS n FROM pairs WHERE day >= ? GROUP BY ALL HAVING n >= ?'
        ' ORDER BY n DESC, "one", other LIMIT ?)'
        ' SELECT "one", other, day, list(score ORDER BY score) AS scores FROM pairs JOIN chosen USING ("one", other)'
        ' WHERE score IS NOT NULL GROUP BY ALL ORDER BY "one", other, day'
    )
    found: dict[tuple[str, str], dict[date, list[float]]] = {}
    for row in fetch(store._connection, sql, [*events.values, since, fewest, most]):
        found.setdefault((row["one"], row["other"]), {})[row["day"]] = row["scores"]
    return found

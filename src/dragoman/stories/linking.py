"""Links new articles to those that are stored: copies to reports, reports to stories, events to clusters.

Each link depends on the two things that it joins and on nothing else, and groups are what hangs together by links: so
the result is the same in whatever order articles come. A new article is compared with those of the days around its
own, found by the columns of `signatures`, so that it costs the same however much is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.records import CodedArticle
from dragoman.store.rows import coded_events, day_of, fetch
from dragoman.store.writing import insert
from dragoman.stories.features import features, likeness
from dragoman.stories.groups import Union, first, grouped
from dragoman.stories.matching import Telling, matches

if TYPE_CHECKING:
    import duckdb

COPY, CONTAINED = 0.5, 0.8
"""Two articles are one report where they share so much of their shingles, or one has so much of the other's."""

COPY_DAYS = 30
"""A copy is printed within so many days."""

STORY = 0.14
"""Two articles are one story where the likeness of their terms, weighted by the days between them, is at least this.
Set by cross-validation on groups of reports (`python -m benchmarks stories`)."""

STORY_DAYS = 7
NEAR = {0: 1.15, 1: 1.0}
FAR = 0.85
"""Weights of the likeness by the days between two articles."""

_CANDIDATES = 50  # of a report: more copies than these need not be looked at, all hang together by them


def link(connection: duckdb.DuckDBPyConnection, articles: Sequence[CodedArticle], known: Iterable[str] = ()) -> None:
    """Links articles whose rows were just written, within the caller's transaction.

    `known` are ids of those among them that were stored before: their old links go, and what hung together by them
    alone parts.
    """
    old = set(known)
    if old:
        _forget(connection, [article for article in articles if article.id in old])
    days = {article.id: day_of(article.published) for article in articles}
    _sign(connection, articles)
    links = [*_copies(connection, days), *_stories(connection, days)]
    insert(connection, "links", [{**one, "day": days.get(one["a"]) or days.get(one["b"])} for one in links])
    changed = _place(connection, articles, days, links)
    _cluster(connection, articles, links, changed)


def _sign(connection: duckdb.DuckDBPyConnection, articles: Sequence[CodedArticle]) -> None:
    rows = []
    for article in articles:
        found = features(article)
        row: dict[str, Any] = {"article": article.id, "day": day_of(article.published), "shingles": found.shingles}
        row |= {"minhash": found.minhash, "bands": list(found.bands)}
        rows.append(row | {"terms": list(found.terms), "weights": list(found.weights)})
    insert(connection, "signatures", rows)


def _window(days: dict[str, date | None], width: int) -> tuple[str, list[Any]]:
    """A condition on `day` that holds for everything that may be compared with articles of these days."""
    told = [day for day in days.values() if day is not None]
    if len(told) < len(days) or not told:
        return "TRUE", []  # without a day it may be of any
    around = timedelta(days=width)
    return "(day BETWEEN ? AND ? OR day IS NULL)", [min(told) - around, max(told) + around]


def _copies(connection: duckdb.DuckDBPyConnection, days: dict[str, date | None]) -> list[dict[str, Any]]:
    where, values = _window(days, COPY_DAYS)
    sql = f"""
        WITH around AS (SELECT article, day, shingles, minhash, unnest(bands) AS band FROM signatures WHERE {where}),
        fresh AS (SELECT * FROM around WHERE article IN (SELECT unnest(?)))
        SELECT n.article AS a, o.article AS b, any_value(n.minhash) AS one, any_value(o.minhash) AS other,
            any_value(n.shingles) AS n, any_value(o.shingles) AS m, count(*) AS shared
        FROM fresh n JOIN around o ON n.band = o.band AND n.article <> o.article
            AND coalesce(abs(n.day - o.day), 0) <= {COPY_DAYS}
        GROUP BY 1, 2
        QUALIFY row_number() OVER (PARTITION BY n.article ORDER BY shared DESC, o.article) <= {_CANDIDATES}
    """
    found: dict[tuple[str, str], float] = {}
    for row in fetch(connection, sql, [*values, list(days)]):
        score = likeness(row["one"], row["other"])
        both = score * (row["n"] + row["m"]) / (1 + score)
        if score >= COPY or both / max(1, min(row["n"], row["m"])) >= CONTAINED:
            found[_pair(row["a"], row["b"])] = round(score, 4)
    return [{"kind": "report", "a": a, "b": b, "score": score} for (a, b), score in sorted(found.items())]


def _stories(connection: duckdb.DuckDBPyConnection, days: dict[str, date | None]) -> list[dict[str, Any]]:
    where, values = _window(days, STORY_DAYS)
    near = " ".join(f"WHEN {gap} THEN {weight}" for gap, weight in NEAR.items())
    sql = f"""
        WITH around AS (
            SELECT article, day, unnest(terms) AS term, unnest(weights) AS weight FROM signatures WHERE {where}
        ),
        fresh AS (SELECT * FROM around WHERE article IN (SELECT unnest(?)))
        SELECT n.article AS a, o.article AS b,
            sum(n.weight * o.weight) * CASE any_value(abs(n.day - o.day)) {near} ELSE {FAR} END AS score
        FROM fresh n JOIN around o ON n.term = o.term AND n.article <> o.article
            AND coalesce(abs(n.day - o.day), 0) <= {STORY_DAYS}
        GROUP BY 1, 2 HAVING score >= {STORY}
    """
    found = {_pair(row["a"], row["b"]): round(row["score"], 4) for row in fetch(connection, sql, [*values, list(days)])}
    return [{"kind": "story", "a": a, "b": b, "score": score} for (a, b), score in sorted(found.items())]


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _place(
    connection: duckdb.DuckDBPyConnection,
    articles: Sequence[CodedArticle],
    days: dict[str, date | None],
    links: list[dict[str, Any]],
) -> list[str]:
    """Writes the reports and stories of new articles, and renames those that they join.

    Gives the ids of stored articles whose report turned out to be of another source.
    """
    ends = {one[end] for one in links for end in "ab"} - set(days)
    old = {row["article"]: row for row in _rows(connection, "article", ends)}
    firsts = {row[name] for row in old.values() for name in ("report", "story")}
    known = {**days, **{row["article"]: row["day"] for row in _rows(connection, "article", firsts)}}
    placed, renamed = {}, {}
    for name, kinds in (("report", ("report",)), ("story", ("report", "story"))):
        pairs = [(one["a"], one["b"]) for one in links if one["kind"] in kinds]
        of = {id: row[name] for id, row in old.items()}
        placed[name], renamed[name] = grouped(days, pairs, of, known)
    rows = {row["article"]: row for name in renamed for row in _rows(connection, name, renamed[name])}
    before = {id: dict(row) for id, row in rows.items()}
    for row in rows.values():
        row |= {name: renamed[name].get(row[name], row[name]) for name in renamed}
    touched = {placed["report"][article.id] for article in articles} | {row["report"] for row in rows.values()}
    for article in articles:
        row = {"article": article.id, "report": placed["report"][article.id], "story": placed["story"][article.id]}
        row |= {"agency": _name(article.agency), "outlet": _name(article.outlet), "day": days[article.id]}
        rows[article.id] = row
    for row in _rows(connection, "report", touched):
        if row["article"] not in rows:
            rows[row["article"]], before[row["article"]] = row, dict(row)
    return _write_places(connection, rows, before)


def _write_places(
    connection: duckdb.DuckDBPyConnection, rows: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> list[str]:
    """Writes rows of whole reports, each with the source of its report: its agency, else its first outlet.

    `before` are the rows as they are stored. Gives the ids of those rows that had another source.
    """
    reports: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values():
        reports.setdefault(row["report"], []).append(row)
    for report, members in reports.items():
        agencies = sorted({row["agency"] for row in members if row["agency"]})
        outlets = [row["outlet"] for row in sorted(members, key=lambda row: (row["day"] or date.max, row["article"]))]
        source = agencies[0] if agencies else next((outlet for outlet in outlets if outlet), report)
        for row in members:
            row["source"] = source
    _replace(connection, "story_articles", "article", rows, before)
    return [id for id, row in before.items() if row["source"] != rows[id]["source"]]


def _name(said: str | None) -> str | None:
    return " ".join(said.split()).casefold() or None if said else None


def _cluster(
    connection: duckdb.DuckDBPyConnection,
    articles: Sequence[CodedArticle],
    links: list[dict[str, Any]],
    changed: list[str],
) -> None:
    """Links the events of linked articles, and writes their clusters; those of `changed` articles count anew."""
    own = {article.id: [Telling.of(event) for event in article.events] for article in articles}
    pairs = sorted({(one["a"], one["b"]) for one in links})
    others = {id for pair in pairs for id in pair} - set(own)
    told = own | {
        id: [Telling.of(event) for event in events] for id, events in coded_events(connection, others).items()
    }
    found: list[dict[str, Any]] = [
        {"kind": "event", "a": min(a, b), "b": max(a, b), "score": score}
        for one, other in pairs
        for a, b, score in matches(told.get(one, ()), told.get(other, ()))
    ]
    insert(connection, "links", found)
    new = {row["event"]: row for row in _new_events(connection, own)}
    ends = {one[end] for one in found for end in "ab"} - set(new)
    old = {row["event"]: row["cluster"] for row in _clusters(connection, "event", ends)}
    days = {event: row["day"] for event, row in new.items()}
    days |= {row["event"]: row["day"] for row in _clusters(connection, "event", set(old.values()))}
    placed, renamed = grouped(new, [(one["a"], one["b"]) for one in found], old, days)
    recounted = {row["cluster"] for row in _clusters(connection, "article", changed)}
    rows = {row["event"]: row for row in _clusters(connection, "cluster", {*old.values(), *renamed, *recounted})}
    before = {event: dict(row) for event, row in rows.items()}
    for row in rows.values():
        row["cluster"] = renamed.get(row["cluster"], row["cluster"])
    for event, row in new.items():
        rows[event] = row | {"cluster": placed[event]}
    _write_clusters(connection, rows, before)


def _new_events(connection: duckdb.DuckDBPyConnection, articles: Iterable[str]) -> list[dict[str, Any]]:
    sql = 'SELECT "id" AS event, article, day FROM events WHERE article IN (SELECT unnest(?))'
    return fetch(connection, sql, [list(articles)])


def _write_clusters(
    connection: duckdb.DuckDBPyConnection, rows: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]
) -> None:
    """Writes rows of whole clusters, each with the number of its independent sources.

    `before` are the rows as they are stored.
    """
    ids = {row["article"] for row in rows.values()}
    sources = {row["article"]: row["source"] for row in _rows(connection, "article", ids)}
    of: dict[str, set[str]] = {}
    for row in rows.values():
        of.setdefault(row["cluster"], set()).add(sources.get(row["article"], row["article"]))
    for row in rows.values():
        row["sources"] = len(of[row["cluster"]])
    _replace(connection, "event_clusters", "event", rows, before)


def _forget(connection: duckdb.DuckDBPyConnection, articles: Sequence[CodedArticle]) -> None:
    """Takes out all links of articles, and groups anew what hung together with them."""
    ids = [article.id for article in articles]
    gone = _rows(connection, "article", ids)
    events = [row["event"] for row in _clusters(connection, "article", ids)]
    clusters = {row["cluster"] for row in _clusters(connection, "article", ids)}
    connection.execute("DELETE FROM signatures WHERE article IN (SELECT unnest(?))", [ids])
    for end in "ab":
        connection.execute(f"DELETE FROM links WHERE {end} IN (SELECT unnest(?))", [[*ids, *events]])
    left: dict[str, dict[str, Any]] = {}
    before: dict[str, dict[str, Any]] = {}
    for name, kinds in (("report", ["report"]), ("story", ["report", "story"])):
        members = {row["article"]: row for row in _rows(connection, name, {row[name] for row in gone})}
        rest = {id: row for id, row in members.items() if id not in set(ids)}
        before |= {id: dict(row) for id, row in rest.items()}
        for id, group in _hang_together(connection, kinds, {id: row["day"] for id, row in rest.items()}).items():
            left.setdefault(id, rest[id])[name] = group
    connection.execute("DELETE FROM story_articles WHERE article IN (SELECT unnest(?))", [ids])
    if left:
        changed = _write_places(connection, left, before)
        clusters |= {row["cluster"] for row in _clusters(connection, "article", changed)}
    rows = {row["event"]: row for row in _clusters(connection, "cluster", clusters)}
    rest_events = {event: row for event, row in rows.items() if row["article"] not in set(ids)}
    events_before = {event: dict(row) for event, row in rest_events.items()}
    days = {event: row["day"] for event, row in rest_events.items()}
    for event, group in _hang_together(connection, ["event"], days).items():
        rest_events[event]["cluster"] = group
    connection.execute("DELETE FROM event_clusters WHERE article IN (SELECT unnest(?))", [ids])
    if rest_events:
        _write_clusters(connection, rest_events, events_before)


def _hang_together(
    connection: duckdb.DuckDBPyConnection, kinds: list[str], days: dict[str, date | None]
) -> dict[str, str]:
    """The groups of some nodes that make up whole groups, by the links that are left among them."""
    union = Union()
    for node in days:
        union.find(node)
    sql = "SELECT a, b FROM links WHERE list_contains(?, kind) AND a IN (SELECT unnest(?)) AND b IN (SELECT unnest(?))"
    for row in fetch(connection, sql, [kinds, list(days), list(days)]):
        union.join(row["a"], row["b"])
    return {node: first(days, members) for members in union.sets() for node in members}


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    rows: dict[str, dict[str, Any]],
    before: dict[str, dict[str, Any]],
) -> None:
    """Writes those rows that are not as they were: every row that is replaced costs each later question a little."""
    changed = [id for id, row in rows.items() if before.get(id) != row]
    stored = [id for id in changed if id in before]
    if stored:
        connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [stored])
    insert(connection, table, [rows[id] for id in changed])


def _rows(connection: duckdb.DuckDBPyConnection, column: str, values: Iterable[str]) -> list[dict[str, Any]]:
    wanted = list(values)
    sql = f"SELECT * FROM story_articles WHERE {column} IN (SELECT unnest(?))"
    return fetch(connection, sql, [wanted]) if wanted else []


def _clusters(connection: duckdb.DuckDBPyConnection, column: str, values: Iterable[str]) -> list[dict[str, Any]]:
    wanted = list(values)
    sql = f"SELECT * FROM event_clusters WHERE {column} IN (SELECT unnest(?))"
    return fetch(connection, sql, [wanted]) if wanted else []

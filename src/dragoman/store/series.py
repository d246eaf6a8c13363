"""Events over time, who acts on whom, who accuses whom: sums over the answers to questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.store.answers import Answer
from dragoman.store.filters import one_of

if TYPE_CHECKING:
    from dragoman.store.questions import Questions

PERIODS = ("day", "week", "month")
LEVELS = ("country", "code")

QUADS = {1: "verbal_cooperation", 2: "material_cooperation", 3: "verbal_conflict", 4: "material_conflict"}
"""Columns of the quad classes, by their numbers."""

_COUNTS = ", ".join(f"count(*) FILTER (quad = {number}) AS {name}" for number, name in QUADS.items())


def timeline(store: Questions, by: str, **filters: Any) -> Answer:
    """Columns `period` (its first day), the four quad classes, `events`, `score` (the mean). Raises FilterError."""
    one_of("by", by, PERIODS)
    events = store.events(columns=("day", "quad", "score"), **filters)
    sql = (
        f"SELECT date_trunc('{by}', day)::DATE AS period, {_COUNTS}, count(*) AS events,"
        f" round(avg(score), 3) AS score FROM ({events.sql}) WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return Answer(store._connection, sql, events.values)


def network(store: Questions, level: str, **filters: Any) -> Answer:
    """Columns `actor`, `recipient`, the four quad classes, `events`, `score`. Raises FilterError.

    An act that several do together and on nobody else (they met) counts for each pair of them, both ways round.
    """
    one_of("level", level, LEVELS)
    ends = ("actors", "recipients") if level == "code" else ("actor_countries", "recipient_countries")
    events = store.events(columns=("id", *ends, "quad", "score"), **filters)
    one, other = ends
    sql = (
        f"WITH e AS ({events.sql}),"
        f" pairs AS (SELECT id, quad, score, unnest({one}) AS actor,"
        f" CASE WHEN len({other}) = 0 THEN {one} ELSE {other} END AS others FROM e),"
        " single AS (SELECT DISTINCT id, quad, score, actor, unnest(others) AS recipient FROM pairs)"
        f" SELECT actor, recipient, {_COUNTS}, count(*) AS events, round(avg(score), 3) AS score FROM single"
        " WHERE actor <> recipient GROUP BY ALL ORDER BY events DESC, actor, recipient"
    )
    return Answer(store._connection, sql, events.values)


def counts(store: Questions, question: str, column: str, **filters: Any) -> Answer:
    """Columns `value` and `rows`: how many rows of the answer hold each value of a column, the most first.

    Raises FilterError.
    """
    answer = store.ask(question, columns=(column,), **filters)
    sql = f'SELECT "{column}" AS value, count(*) AS rows FROM ({answer.sql}) GROUP BY 1 ORDER BY 2 DESC, 1'
    return Answer(store._connection, sql, answer.values)


def accusations(store: Questions, **filters: Any) -> Answer:
    """Columns `accuser`, `accused`, `instrument` (in lower case, without its article), `allegations`, `articles`,
    `first` and `last` (days). Raises FilterError."""
    answer = store.allegations(columns=("accuser", "accused", "instrument", "article", "day"), **filters)
    instrument = "regexp_replace(lower(instrument), '^(the|a|an|its|their)\\s+', '')"
    sql = (
        f"SELECT accuser, accused, {instrument} AS instrument, count(*) AS allegations,"
        " count(DISTINCT article) AS articles, min(day) AS first, max(day) AS last"
        f" FROM ({answer.sql}) GROUP BY 1, 2, 3 ORDER BY allegations DESC, 1, 2, 3"
    )
    return Answer(store._connection, sql, answer.values)


def places(store: Questions, **filters: Any) -> Answer:
    """Columns `place`, `country`, `lat`, `lon`, the four quad classes, `events`: where events happened, the most
    first. Raises FilterError."""
    columns = ("place", "place_country", "place_lat", "place_lon", "quad")
    answer = store.events(columns=columns, **filters)
    sql = (
        "SELECT place, place_country AS country, round(place_lat, 3) AS lat, round(place_lon, 3) AS lon,"
        f" {_COUNTS}, count(*) AS events FROM ({answer.sql}) WHERE place_lat IS NOT NULL AND place_lon IS NOT NULL"
        " GROUP BY 1, 2, 3, 4 ORDER BY events DESC, 1, 2, 3, 4"
    )
    return Answer(store._connection, sql, answer.values)

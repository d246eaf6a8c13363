"""`dragoman sql`: a query that can only read."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import asking as ask


def sql(
    store: ask.Address,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT in DuckDB's SQL.", show_default=False)],
    format: ask.Form = None,
    output: ask.Output = None,
) -> None:
    """Run a query over a store's tables. It can read them and nothing else, and changes nothing.

    The tables are articles, events, parties, quotations, allegations, agreements, story_articles, event_clusters,
    decisions and versions; `dragoman sql --store news "SHOW TABLES"` would not do, but `SELECT * FROM events LIMIT 1`
    names the columns.

    Example: `dragoman sql --store news "SELECT type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC"`
    """
    from dragoman.store.address import address
    from dragoman.store.sql import query as run
    from dragoman.store.sql import reading

    with ask.failing():
        connection = reading(address(store))
        try:
            ask.write(run(connection, query), "sql", format, output)
        finally:
            connection.close()

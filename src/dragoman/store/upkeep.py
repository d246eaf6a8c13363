"""Looking after a store: whether all is right in it, and few files instead of many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dragoman.store.connection import STORE
from dragoman.store.schema import LAYOUTS, OF_ARTICLE, RECORDS, tables

if TYPE_CHECKING:
    import duckdb

_SHOWN = 5  # examples of each fault that are named

_TABLES = f"ducklake_table_info('{STORE}')"


def size(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Number of files, and their bytes."""
    row = connection.execute(
        f"SELECT coalesce(sum(file_count), 0) + coalesce(sum(delete_file_count), 0), "  # noqa: S608
        f"coalesce(sum(file_size_bytes), 0) + coalesce(sum(delete_file_size_bytes), 0) FROM {_TABLES}"
    ).fetchone()
    assert row  # noqa: S101 - a sum is always one row
    return {"files": int(row[0]), "bytes": int(row[1])}


def check(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every fault that is found, a line each, with up to five examples of each kind. All in one snapshot."""
    connection.execute("BEGIN")
    try:
        lost = list(_files(connection))
        if lost:
            return lost  # tables with lost files cannot be read
        return [*_ids(connection), *_references(connection), *_spans(connection)]
    finally:
        connection.execute("ROLLBACK")


def compact(connection: duckdb.DuckDBPyConnection, keep_hours: float) -> dict[str, int]:
    """Merges files, and removes what nobody needs. Gives the number of files before and after."""
    before = size(connection)["files"]
    older = f"now() - INTERVAL '{int(keep_hours * 3600)} seconds'"
    connection.execute(f"CALL ducklake_flush_inlined_data('{STORE}')")
    connection.execute(f"CALL ducklake_expire_snapshots('{STORE}', older_than => {older})")
    connection.execute(f"CALL ducklake_rewrite_data_files('{STORE}')")
    connection.execute(f"CALL ducklake_merge_adjacent_files('{STORE}')")
    connection.execute(f"CALL ducklake_cleanup_old_files('{STORE}', older_than => {older})")
    connection.execute(f"CALL ducklake_delete_orphaned_files('{STORE}', older_than => {older})")
    return {"before": before, "after": size(connection)["files"]}


def _files(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name in tables():
        rows = connection.execute(f"SELECT * FROM ducklake_list_files('{STORE}', '{name}')").fetchall()  # noqa: S608
        for path in (cell for row in rows for cell in row if isinstance(cell, str) and cell.endswith(".parquet")):
            if "://" not in path and not os.path.exists(path):  # noqa: PTH110 - as the catalog writes it
                yield f"{name}: the file {path} is lost"


def _ids(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name in ("articles", *RECORDS):
        sql = f'SELECT "id" FROM "{name}" GROUP BY "id" HAVING count(*) > 1'  # noqa: S608 - names of our own
        yield from _faults(connection, sql, f"{name}: the id is there more than once")
        sql = f'SELECT coalesce("id", \'\') FROM "{name}" WHERE "id" IS NULL OR "id" = \'\''  # noqa: S608
        yield from _faults(connection, sql, f"{name}: a record without an id")


def _references(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name in (*OF_ARTICLE, "story_articles", "event_clusters", "bands", "versions"):
        sql = f'SELECT DISTINCT article FROM "{name}" ANTI JOIN articles ON articles."id" = article'  # noqa: S608
        yield from _faults(connection, sql, f"{name}: of an article that is not there")
    for name in ("parties", "event_clusters"):
        sql = f'SELECT DISTINCT event FROM "{name}" ANTI JOIN events ON events."id" = event'  # noqa: S608
        yield from _faults(connection, sql, f"{name}: of an event that is not there")
    for side in ("actor", "recipient"):
        sql = (
            f"SELECT e.\"id\" FROM events e LEFT JOIN (SELECT event, count(*) AS n FROM parties WHERE side = '{side}'"  # noqa: S608
            f' GROUP BY 1) p ON p.event = e."id" WHERE len(e.{side}s) <> coalesce(p.n, 0)'
        )
        yield from _faults(connection, sql, f"events: not as many {side}s as there are parties of it")
    sql = 'SELECT "id" FROM articles ANTI JOIN story_articles s ON s.article = articles."id"'
    yield from _faults(connection, sql, "articles: in no story")


def _spans(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for name, layout in LAYOUTS.items():
        own = name == "articles"
        source = (
            'articles r JOIN articles a USING ("id")' if own else f'"{name}" r JOIN articles a ON a."id" = r.article'
        )
        shown = 'r."event"' if name == "parties" else 'r."id"'
        for column, several in layout.spans():
            if several:
                piece, start, end = 's."text"', 's."start"', 's."end"'
                rows = f'(SELECT {shown} AS "id", a."text" AS whole, unnest(r."{column}") AS s FROM {source})'  # noqa: S608
                sql = f'SELECT DISTINCT "id" FROM {rows} WHERE {_differs("whole", start, end, piece)}'  # noqa: S608
            else:
                piece, start, end = f'r."{column}"', f'r."{column}_start"', f'r."{column}_end"'
                differs = _differs('a."text"', start, end, piece)
                sql = f"SELECT {shown} FROM {source} WHERE {piece} IS NOT NULL AND ({differs})"  # noqa: S608
            yield from _faults(connection, sql, f"{name}.{column}: the words are not those of the text at this place")


def _differs(text: str, start: str, end: str, piece: str) -> str:
    return f"substring({text}, {start} + 1, {end} - {start}) IS DISTINCT FROM {piece}"


def _faults(connection: duckdb.DuckDBPyConnection, sql: str, what: str) -> Iterator[str]:
    found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    if found:
        named = ", ".join(repr(row[0]) for row in sorted(found, key=str)[:_SHOWN])
        more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
        yield f"{what}: {named}{more}"

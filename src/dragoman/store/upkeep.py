"""Looking after a store: whether all is right in it, and few files instead of many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from dragoman.store.connection import STORE, literal
from dragoman.store.schema import LAYOUTS, OF_ARTICLE, RECORDS, tables

if TYPE_CHECKING:
    import duckdb

_SHOWN = 5  # examples of each fault that are named

_SMALL = 4_000_000  # bytes: larger files are left alone while one writes, so that no row is copied many times
_WORTH = 0.02  # the share of a file's rows that must be gone for it to be written anew; files with such are not merged

Fault = tuple[str, str]
"""What is wrong, and the query that finds the ids where it is."""

_TABLES = f"ducklake_table_info('{STORE}')"


def size(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Number of files, and their bytes."""
    row = connection.execute(
        f"SELECT coalesce(sum(file_count), 0) + coalesce(sum(delete_file_count), 0), "
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
        return [line for looked_for in (_ids, _references, _spans) for line in _faults(connection, looked_for())]
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


def tidy(connection: duckdb.DuckDBPyConnection) -> None:
    """Merges the small files that many commits leave; what was merged stays on disk until `compact`."""
    connection.execute(f"CALL ducklake_rewrite_data_files('{STORE}', delete_threshold => {_WORTH})")
    connection.execute(f"CALL ducklake_merge_adjacent_files('{STORE}', max_file_size => {_SMALL})")


def _files(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    parts = [f"SELECT '{name}', data_file FROM ducklake_list_files('{STORE}', '{name}')" for name in tables()]
    for name, path in connection.execute(" UNION ALL ".join(parts)).fetchall():
        if "://" not in path and not os.path.exists(path):  # noqa: PTH110 - as the catalog writes it
            yield f"{name}: the file {path} is lost"


def _ids() -> Iterator[Fault]:
    for name in ("articles", *RECORDS):
        yield f"{name}: the id is there more than once", f'SELECT "id" FROM "{name}" GROUP BY 1 HAVING count(*) > 1'
        yield f"{name}: a record without an id", f"SELECT '' FROM \"{name}\" WHERE coalesce(\"id\", '') = ''"


def _references() -> Iterator[Fault]:
    for name in (*OF_ARTICLE, "story_articles", "event_clusters", "signatures", "versions"):
        sql = f'SELECT DISTINCT article FROM "{name}" ANTI JOIN articles ON articles."id" = article'
        yield f"{name}: of an article that is not there", sql
    for name in ("parties", "event_clusters"):
        sql = f'SELECT DISTINCT event FROM "{name}" ANTI JOIN events ON events."id" = event'
        yield f"{name}: of an event that is not there", sql
    for side in ("actor", "recipient"):
        sql = (
            f"SELECT e.\"id\" FROM events e LEFT JOIN (SELECT event, count(*) AS n FROM parties WHERE side = '{side}'"
            f' GROUP BY 1) p ON p.event = e."id" WHERE len(e.{side}s) <> coalesce(p.n, 0)'
        )
        yield f"events: not as many {side}s as there are parties of it", sql
    sql = 'SELECT "id" FROM articles ANTI JOIN story_articles s ON s.article = articles."id"'
    yield "articles: in no story", sql


def _spans() -> Iterator[Fault]:
    for name, layout in LAYOUTS.items():
        own = name == "articles"
        source = (
            'articles r JOIN articles a USING ("id")' if own else f'"{name}" r JOIN articles a ON a."id" = r.article'
        )
        shown = 'r."event"' if name == "parties" else 'r."id"'
        for column, several in layout.spans():
            if several:
                rows = f'(SELECT {shown} AS "id", a."text" AS whole, unnest(r."{column}") AS s FROM {source})'
                differs = _differs("whole", 's."start"', 's."end"', 's."text"')
                sql = f'SELECT DISTINCT "id" FROM {rows} WHERE {differs}'
            else:
                differs = _differs('a."text"', f'r."{column}_start"', f'r."{column}_end"', f'r."{column}"')
                sql = f'SELECT {shown} FROM {source} WHERE r."{column}" IS NOT NULL AND ({differs})'
            yield f"{name}.{column}: the words are not those of the text at this place", sql


def _differs(text: str, start: str, end: str, piece: str) -> str:
    return f"substring({text}, {start} + 1, {end} - {start}) IS DISTINCT FROM {piece}"


def _faults(connection: duckdb.DuckDBPyConnection, looked_for: Iterable[Fault]) -> Iterator[str]:
    parts = [f"SELECT {literal(what)}, * FROM ({sql})" for what, sql in looked_for]
    found: dict[str, list[Any]] = {}
    for what, id in connection.execute(" UNION ALL ".join(parts)).fetchall():
        found.setdefault(what, []).append(id)
    for what, ids in sorted(found.items()):
        named = ", ".join(repr(id) for id in sorted(ids, key=str)[:_SHOWN])
        more = f" and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
        yield f"{what}: {named}{more}"

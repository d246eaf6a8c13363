"""Writing: a batch of articles in one transaction, all of each or nothing of it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dragoman.records import CodedArticle
from dragoman.store.columns import Row, quoted
from dragoman.store.decisions import Decision, apply, decisions_of
from dragoman.store.rows import Tables, arrow, fetch, hash_of, rows_of
from dragoman.store.schema import LAYOUTS, OF_ARTICLE, tables

if TYPE_CHECKING:
    import duckdb


@dataclass(slots=True)
class Added:
    """What became of articles that were given to a store."""

    new: int = 0
    edited: int = 0
    """Another text than the stored one of that id: a new version of it, the old one kept."""
    recoded: int = 0
    unchanged: int = 0
    """There already, coded by the same version."""
    older: int = 0
    """There already, coded by another version: left as they are, since only recoding changes them."""

    def plus(self, other: Added) -> None:
        """Adds the numbers of another batch."""
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def written(self) -> int:
        """Articles that the store took."""
        return self.new + self.edited + self.recoded


def write(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[CodedArticle], *, recode: bool
) -> tuple[Added, list[CodedArticle], list[str]]:
    """Writes what is new in a batch, within the caller's transaction.

    Gives the numbers, the articles as they were written, and the ids of those that were there before.
    """
    now = tick(connection)
    articles = {article.id: article for article in batch}
    added = Added(unchanged=len(batch) - len(articles))
    stored = {row["id"]: row for row in _stored(connection, list(articles))}
    taken: list[CodedArticle] = []
    replaced: list[str] = []
    for article in articles.values():
        old = stored.get(article.id)
        if old is None:
            added.new += 1
        elif old["hash"] != hash_of(article):
            added.edited += 1
        elif old["coder"] == _coder(article):
            added.unchanged += 1
            continue
        elif recode:
            added.recoded += 1
        else:
            added.older += 1
            continue
        if old is not None:
            replaced.append(article.id)
        taken.append(article)
    if not taken:
        return added, [], []
    _keep_versions(connection, [a for a in taken if a.id in stored and stored[a.id]["hash"] != hash_of(a)])
    delete(connection, replaced)
    decided = decisions_of(connection, replaced) if replaced else {}
    rows: Tables = {name: [] for name in ("articles", *OF_ARTICLE)}
    written: list[CodedArticle] = []
    for article in taken:
        whole, verdicts = apply(article, decided.get(article.id, ()))
        written.append(whole)
        for name, found in rows_of(whole, verdicts).items():
            rows[name] += found
        old = stored.get(article.id)
        edited = old is not None and old["hash"] != hash_of(article)
        rows["articles"][-1] |= {
            "version": 1 if old is None else old["version"] + edited,
            "added": now,
            "added_at": old["added_at"] if old else datetime.now(UTC).replace(tzinfo=None),
        }
    for name, found in rows.items():
        insert(connection, name, found)
    return added, written, replaced


def tick(connection: duckdb.DuckDBPyConnection) -> int:
    """Moves the store's clock. Two transactions that do so cannot both commit: what each read, the other left alone."""
    connection.execute("UPDATE clock SET now = now + 1")
    row = connection.execute("SELECT now FROM clock").fetchone()
    assert row  # noqa: S101 - it has one row from the beginning
    return int(row[0])


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: list[Row]) -> None:
    """Adds rows to a table; columns that they lack become null."""
    if not rows:
        return
    connection.register("_rows", arrow(name, rows))
    columns = quoted(column.name for column in tables()[name].columns)
    order = ", ".join(f'"{column}"' for column in tables()[name].sorted_by)
    sql = f'INSERT INTO "{name}" ({columns}) SELECT {columns} FROM _rows'
    connection.execute(f"{sql} ORDER BY {order}" if order else sql)
    connection.unregister("_rows")


def delete(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> None:
    """Takes articles out of all tables but those of decisions and versions."""
    if not ids:
        return
    connection.execute('DELETE FROM articles WHERE "id" IN (SELECT unnest(?))', [ids])
    for name in OF_ARTICLE:
        connection.execute(f'DELETE FROM "{name}" WHERE article IN (SELECT unnest(?))', [ids])


def _stored(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Row]:
    sql = 'SELECT "id", hash, coder, version, added_at FROM articles WHERE "id" IN (SELECT unnest(?))'
    return fetch(connection, sql, [ids])


def settled(
    connection: duckdb.DuckDBPyConnection, hashes: Mapping[str, str | None], made_by: Mapping[str, str]
) -> dict[str, bool]:
    """Those of some articles, by id, that are stored with the same hash (None: with any); whether the same version
    coded them."""
    rows = [row for row in _stored(connection, list(hashes)) if hashes[row["id"]] in (None, row["hash"])]
    return {row["id"]: json.loads(row["coder"]) == dict(made_by) for row in rows}


def replace_records(
    connection: duckdb.DuckDBPyConnection, article: CodedArticle, decided: Sequence[Decision]
) -> CodedArticle:
    """Writes the records of a stored article anew, with the decisions laid over them. Gives it as it is now."""
    whole, verdicts = apply(article, decided)
    for name in OF_ARTICLE:
        connection.execute(f'DELETE FROM "{name}" WHERE article = ?', [article.id])
    for name, rows in rows_of(whole, verdicts).items():
        if name in OF_ARTICLE:
            insert(connection, name, rows)
    return whole


def _coder(article: CodedArticle) -> Any:
    return LAYOUTS["articles"].encode(article)["coder"]


def _keep_versions(connection: duckdb.DuckDBPyConnection, edited: list[CodedArticle]) -> None:
    """Keeps the texts that are about to be replaced, with what is different in the new ones."""
    new = {article.id: article for article in edited}
    if not new:
        return
    sql = (
        'SELECT "id" AS article, version, title, published, hash, "text" FROM articles WHERE "id" IN (SELECT unnest(?))'
    )
    rows = fetch(connection, sql, [list(new)])
    moment = datetime.now(UTC).replace(tzinfo=None)
    for row in rows:
        row["replaced_at"] = moment
        row["difference"] = difference(row["text"], new[row["article"]].text)
    insert(connection, "versions", rows)


def difference(old: str, new: str) -> str:
    """What was edited, line by line, as `diff -u` shows it."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "before", "after", lineterm="", n=1)
    return "\n".join(lines)

"""Answers to questions: a query that has not run yet, and the forms in which it can be had."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TextIO

from dragoman.exports.csv_tables import GAP, cell

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars
    import pyarrow

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Answer:
    """The rows that answer a question. Nothing is read before one of its forms is asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> None:
        self._connection = connection
        self.sql = sql
        """The query, with question marks for `values`."""
        self.values = values

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.stream()

    def count(self) -> int:
        """How many rows it has."""
        row = self._connection.execute(f"SELECT count(*) FROM ({self.sql})", self.values).fetchone()
        return int(row[0]) if row else 0

    def rows(self, most: int | None = None) -> list[dict[str, Any]]:
        """The rows as dictionaries, the first `most` of them."""
        if most is None:
            return list(self.stream())
        return Answer(self._connection, f"SELECT * FROM ({self.sql}) LIMIT {int(most)}", self.values).rows()

    def stream(self) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries, one at a time. No other question may be asked of the store in between."""
        cursor = self._connection.execute(self.sql, self.values)
        names = [column[0] for column in cursor.description or []]
        while rows := cursor.fetchmany(2000):
            for row in rows:
                yield dict(zip(names, row, strict=True))

    def columns(self) -> list[str]:
        """The names of the columns."""
        cursor = self._connection.execute(f"SELECT * FROM ({self.sql}) LIMIT 0", self.values)
        return [column[0] for column in cursor.description or []]

    def arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table."""
        return self._connection.execute(self.sql, self.values).to_arrow_table()

    def pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame. Raises ImportError where pandas is not installed."""
        return self._connection.execute(self.sql, self.values).df()

    def polars(self) -> polars.DataFrame:
        """The rows as a polars data frame. Raises ImportError where polars is not installed."""
        import polars

        frame = polars.from_arrow(self.arrow())
        assert isinstance(frame, polars.DataFrame)  # noqa: S101 - of a table it makes a frame
        return frame

    def write_jsonl(self, out: TextIO) -> int:
        """Writes an object a line. Gives their number."""
        count = 0
        for row in self.stream():
            line = json.dumps(row, ensure_ascii=False, default=_text)
            out.write(_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n")
            count += 1
        return count

    def write_csv(self, out: TextIO) -> int:
        """Writes a header and a line a row; lists are parted by semicolons. Gives the number of rows."""
        import csv

        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns())
        count = 0
        for row in self.stream():
            writer.writerow([cell(flat(value)) for value in row.values()])
            count += 1
        return count

    def write_parquet(self, path: str) -> int:
        """Writes a Parquet file. Gives the number of rows."""
        import pyarrow.parquet

        table = self.arrow()
        pyarrow.parquet.write_table(table, path, compression="zstd")
        return int(table.num_rows)


def flat(value: Any) -> Any:
    """A value as a cell holds it: lists parted by semicolons, spans by their words."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return GAP.join(str(item.get("text", "")) for item in value)
        return ";".join(map(str, value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return _text(value) if isinstance(value, date | datetime) else value


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

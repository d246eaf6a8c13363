"""Rows of answers as a table for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dragoman.exports.words import one_line, shortened
from dragoman.store.answers import flat

if TYPE_CHECKING:
    from dragoman.store.answers import Answer

COLUMNS = {
    "events": ("day", "type", "who", "trigger", "sources", "id"),
    "quotes": ("day", "speaker_entity", "speaker_code", "content", "id"),
    "allegations": ("day", "accuser", "accused", "instrument", "outlet", "id"),
    "agreements": ("day", "name", "kind", "stage", "parties", "id"),
    "articles": ("day", "outlet", "title", "events", "quotations", "id"),
    "stories": ("from", "title", "articles", "sources", "story"),
    "clusters": ("from", "type", "who", "articles", "sources", "disagree", "cluster"),
}
"""What a table shows of each question; the other forms have every column. `who` stands for actors and recipients."""

_WHOLE = ("id", "day", "from", "to", "period", "type", "cluster")
"""Columns that are not broken into lines."""

_LONGEST = 160  # characters of a cell
_MOST = 1000  # rows that are laid out as a table: it needs all of them in memory
_QUADS = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}


def write_table(answer: Answer, question: str, out: TextIO) -> int:
    """Prints the rows as a table. Gives their number."""
    console = Console(file=out)
    count = 0
    table: Table | None = None
    rest = False
    for row in answer.stream():
        if count == _MOST:
            rest = True
            break
        shown = [name for name in COLUMNS.get(question, tuple(row)) if name in row or name == "who"]
        if table is None:
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
            for name in shown:
                table.add_column(name, no_wrap=name in _WHOLE)
        table.add_row(*(_cell(name, row) for name in shown))
        count += 1
    if table is None:
        console.print("nothing found", style="dim")
        return 0
    console.print(table)
    if rest:
        console.print(f"only the first {_MOST:,} are shown: use --limit, or another --format", style="dim")
    return count


def _cell(name: str, row: dict[str, Any]) -> Text:
    value = _who(row) if name == "who" else _type(row) if name == "type" else flat(row[name])
    said = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value).replace(";", ", ")
    style = _QUADS.get(row.get("quad", 0), "") if name == "type" else "dim" if name == "id" else ""
    return Text(shortened(one_line(said), _LONGEST), style, overflow="fold")


def _who(row: dict[str, Any]) -> str:
    sides = [", ".join(row[side] or ()) for side in ("actors", "recipients")]
    return " → ".join(sides) if sides[1] else sides[0]


def _type(row: dict[str, Any]) -> str:
    status = row.get("status")
    remark = f" ({status})" if isinstance(status, str) and status != "actual" else ""
    return f"{row['type']}{remark}"

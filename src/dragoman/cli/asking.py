"""What the questions on the command line have in common: options, and how answers are printed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.messages import SOME_FAILED, say

if TYPE_CHECKING:
    from dragoman.store import Store
    from dragoman.store.answers import Answer


class RowFormat(StrEnum):
    """How the rows of an answer are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


Many = list[str] | None

Address = Annotated[
    str,
    typer.Option(
        "--store",
        "-s",
        metavar="STORE",
        envvar="DRAGOMAN_STORE",
        help="The store: a folder, or postgresql://user@host/database?data=FOLDER.",
        show_default=False,
    ),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this day on: 2024, 2024-06 or 2024-06-19.", show_default=False)
]
Until = Annotated[
    str | None, typer.Option(metavar="DATE", help="Up to this day, month or year, included.", show_default=False)
]
MinConfidence = Annotated[
    float | None, typer.Option(metavar="X", min=0, max=1, help="At least this confidence.", show_default=False)
]
MinSources = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, help="Told by at least so many independent sources.", show_default=False),
]
Sort = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Sort by a column; -COLUMN for the largest first.", show_default=False),
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many.", show_default=False)
]
Rejected = Annotated[bool, typer.Option("--rejected", help="Show records that people rejected, too.")]
Form = Annotated[
    RowFormat | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORM",
        help="table, jsonl, csv or parquet (parquet needs --output).",
        show_default="table on a terminal, else jsonl",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write instead of standard output.")
]


def option(metavar: str, said: str) -> Any:
    """A filter that may be given more than once; one of its values must hold."""
    return typer.Option(metavar=metavar, help=said, show_default=False)


Actor = Annotated[Many, option("WHO", "Who acts: a country (USA), a code ('USA GOV', 'IGO UN') or a name.")]
Recipient = Annotated[Many, option("WHO", "Who is acted upon, likewise.")]
Country = Annotated[Many, option("WHO", "A country or code on either side.")]
Pair = Annotated[Many, option("A-B", "Two countries or codes, either way round: USA-RUS.")]
Sector = Annotated[Many, option("SECTOR", "A sector on either side: GOV, MIL, REB …")]
Type = Annotated[Many, option("TYPE", "PLOVER type: ACCUSE, CONSULT …")]
Mode = Annotated[Many, option("MODE", "PLOVER mode: visit, withdraw …")]
Quad = Annotated[
    Many, option("1-4", "Quad class: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.")
]
Status = Annotated[Many, option("STATUS", "actual, future, hypothetical, negated or historical.")]
Where = Annotated[Many, option("PLACE", "A place by name, or a country by its code.")]
Context = Annotated[Many, option("CONTEXT", "What the article is about: military, diplomatic …")]
Speaker = Annotated[Many, option("NAME", "Whose words: a part of the speaker's name.")]
Text = Annotated[str | None, option("WORDS", "All of these words.")]
Search = Annotated[str | None, option("WORDS", "Full text search (stemmed words, best first).")]
Outlet = Annotated[Many, option("NAME", "A part of the outlet's name.")]
DecidedBy = Annotated[Many, option("NAME", "About whose records this person decided something; or anyone.")]
ArticleId = Annotated[Many, option("ID", "Of the article with this id.")]


def answer(store: str, question: str, form: RowFormat | None, output: Path | None, **filters: Any) -> None:
    """Asks a question and prints the answer."""
    with opened(store) as found:
        write(found.ask(question, **filters), question, form, output)


@contextmanager
def opened(address: str, *, read_only: bool = True) -> Iterator[Store]:
    """A store for a command. What goes wrong with it is one line on standard error and ends the command."""
    from dragoman.store import Store

    with failing(), Store(address, read_only=read_only) as store:
        yield store


@contextmanager
def failing() -> Iterator[None]:
    """Turns what a user can mend into one line: exit status 1 for the store's faults, 2 for wrong use."""
    from dragoman.store.errors import StoreError

    try:
        yield
    except StoreError as error:
        say(str(error))
        raise typer.Exit(SOME_FAILED) from None
    except ImportError as error:
        say(f"{error.name or error} is not installed (pip install dragoman[plots])")
        raise typer.Exit(SOME_FAILED) from None
    except BrokenPipeError:
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(SOME_FAILED) from None
    except OSError as error:
        say(f"{error.filename or 'the output'} cannot be written: {error.strerror or error}")
        raise typer.Exit(SOME_FAILED) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def write(answer: Answer, question: str, form: RowFormat | None, output: Path | None) -> int:
    """Writes an answer's rows. Gives their number. Raises typer.BadParameter, OSError."""
    form = form or (RowFormat.jsonl if output or not sys.stdout.isatty() else RowFormat.table)
    if output is not None and output.is_dir():
        raise typer.BadParameter(f"{output} is a folder; --output names a file")
    if form is RowFormat.parquet:
        if output is None:
            raise typer.BadParameter("--format parquet writes a file: name it, with --output FILE")
        output.parent.mkdir(parents=True, exist_ok=True)
        part = output.with_name(output.name + ".part")
        count = answer.write_parquet(str(part))
        part.replace(output)
        return count
    writer = _writer(answer, question, form)
    if output is None:
        if reconfigure := getattr(sys.stdout, "reconfigure", None):
            encoding: dict[str, Any] = {} if sys.stdout.isatty() else {"encoding": "utf-8", "newline": "\n"}
            reconfigure(errors="replace", **encoding)
        return writer(sys.stdout)
    from dragoman.exports.files import whole_file

    with whole_file(output) as file:
        return writer(file)


def _writer(answer: Answer, question: str, form: RowFormat) -> Callable[[Any], int]:
    if form is RowFormat.jsonl:
        return answer.write_jsonl
    if form is RowFormat.csv:
        return answer.write_csv
    from dragoman.cli.rows import write_table

    return lambda out: write_table(answer, question, out)

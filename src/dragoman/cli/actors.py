"""`dragoman actors`: what the dictionaries and rules make of a name; checks of a user's own dictionary."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.messages import SOME_FAILED, count, say

if TYPE_CHECKING:
    from dragoman.actors.lookup import Answer

actors = typer.Typer(no_args_is_help=True, help="Who names mean: look them up, check your own, count ours.")


class Form(StrEnum):
    """What `dragoman actors find` can print."""

    table = "table"
    json = "json"


OwnActors = Annotated[
    Path | None,
    typer.Option(
        "--actors",
        metavar="FILE",
        help="Your own dictionary (YAML), laid over ours.",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]

OwnOntology = Annotated[
    Path | None,
    typer.Option(
        "--ontology",
        metavar="FILE",
        help="Your own types, modes and words for them (YAML), laid over PLOVER.",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]


@actors.command()
def find(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A name or a description, or - for standard input: a name a line, with a tab and a date behind it"
            " where --on does not say it.",
        ),
    ] = "-",
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day in question: 2024-06-20.", show_default=False)
    ] = None,
    form: Annotated[
        Form, typer.Option("--format", "-f", metavar="FORM", help="table, or json: a list of answers, a line a name.")
    ] = Form.table,
    own: OwnActors = None,
) -> None:
    """Who a name means on a day, best first, and why.

    Exit status: 0 all names were known, 1 some were not, 2 wrong use.

    Example: `dragoman actors find "Lavrov" --on 2024-06-20`
    """
    from dragoman.actors.build import DictionaryError
    from dragoman.actors.lookup import Lookup

    try:
        lookup = Lookup(own)
    except DictionaryError as error:
        raise typer.BadParameter(str(error)) from None
    unknown = False
    for number, (asked, day) in enumerate(_asked(name, on), 1):
        answers: list[Answer] = []
        try:
            answers = lookup.answers(asked, day)
        except ValueError as error:
            if name != "-":
                raise typer.BadParameter(str(error)) from None
            say(f"standard input, line {number}: {error}")
        unknown |= not any(a.code for a in answers)
        if form is Form.json:
            print(json.dumps([asdict(a) for a in answers], ensure_ascii=False))
        else:
            _print(asked, day, answers)
    if unknown:
        raise typer.Exit(SOME_FAILED)


def _asked(name: str, on: str | None) -> Iterator[tuple[str, str | None]]:
    if name != "-":
        yield name, on
        return
    for line in sys.stdin:
        asked, _, day = line.rstrip("\r\n").partition("\t")
        if asked.strip():
            yield asked, day.strip() or on


def _print(asked: str, day: str | None, answers: list[Answer]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    title = Text(f"{asked} on {day}" if day else asked)
    if not answers:
        Console().print(title.append(": no name of the dictionaries, and nothing that the rules know"))
        return
    table = Table("code", "name", "why", "score", title=title, title_justify="left")
    for answer in answers:
        table.add_row(Text(answer.code or "-"), Text(answer.name), Text(answer.why), f"{answer.score:.2f}")
    Console().print(table)


@actors.command()
def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Your own dictionary (YAML).", exists=True, dir_okay=False, readable=True),
    ],
) -> None:
    """Check a dictionary: codes, dates, names that mean two things on one day. One line for each problem.

    Exit status: 0 all good, 1 there are problems, 2 wrong use.

    Example: `dragoman actors check mine.yaml`
    """
    from dragoman.actors.check import check as problems_of

    problems = problems_of(file)
    for problem in problems:
        print(problem)
    say(count(len(problems), "problem"))
    if problems:
        raise typer.Exit(SOME_FAILED)


@actors.command()
def stats(own: OwnActors = None) -> None:
    """How many names the dictionaries hold, and how many meanings of each kind.

    Example: `dragoman actors stats`
    """
    from rich.console import Console
    from rich.table import Table

    from dragoman.actors.dictionaries import Dictionary
    from dragoman.actors.lookup import counts

    table = Table("what", "number")
    for what, number in counts(Dictionary.load(own)).items():
        table.add_row(what, f"{number:,}")
    Console().print(table)

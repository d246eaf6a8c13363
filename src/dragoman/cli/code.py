"""`dragoman code`: from inputs to records."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import OK, WRONG_USE, say
from dragoman.cli.options import Attributions, Outlet, Published
from dragoman.records import CodedArticle

if TYPE_CHECKING:
    from dragoman.cli.work import Work


class Format(StrEnum):
    """What `dragoman code` can write."""

    table = "table"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    brat = "brat"
    annotated = "annotated"
    polecat = "polecat"
    gdelt = "gdelt"
    icews = "icews"
    acled = "acled"
    plover = "plover"
    ngec = "ngec"
    webannotation = "webannotation"
    stix = "stix"
    geojson = "geojson"
    parquet = "parquet"
    gold = "gold"


FOLDERS = (Format.csv, Format.brat, Format.annotated, Format.gdelt, Format.parquet, Format.gold)
"""Formats that write a folder."""


def code(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            show_default=False,
            help="Text files, HTML pages (saved, or an http(s) address), articles.jsonl, JSON files, each also packed"
            " with gzip, folders of these, or - for standard input.",
        ),
    ],
    published: Published = None,
    outlet: Outlet = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of inputs that do not say it.")] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="table (to look at), jsonl, json, csv (a folder of tables), brat (a folder), annotated (a folder of"
            " pages for the browser), or one of the field's: polecat, gdelt (a folder), icews, acled, plover, ngec,"
            " webannotation, stix, geojson, parquet (a folder); or gold (a folder).",
            show_default="table on a terminal, else jsonl",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="File to write instead of standard output; a folder where the format is one, which must be named.",
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Leave out records whose confidence is below this.")
    ] = 0.0,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Another installed spaCy pipeline for English, or a folder that holds one.",
            show_default=False,
        ),
    ] = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
    llm: Annotated[
        str | None,
        typer.Option(
            "--llm",
            metavar="URL",
            help="Ask a language model for a second opinion, at this OpenAI-compatible address"
            " (http://localhost:8000/v1): the articles are sent there. The key is taken from DRAGOMAN_LLM_KEY, else"
            " from OPENAI_API_KEY.",
            show_default=False,
        ),
    ] = None,
    llm_model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The server's name for the model.", show_default=False)
    ] = None,
    llm_mode: Annotated[
        Literal["replace", "merge", "review"] | None,
        typer.Option(
            metavar="MODE",
            help="replace (its records), merge (both coders', with what they disagree on), review (it confirms,"
            " corrects or rejects each of ours).",
            show_default="merge",
        ),
    ] = None,
    llm_max_tokens: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Tokens that the run may take.", show_default="no limit")
    ] = None,
    llm_max_cost: Annotated[
        float | None,
        typer.Option(
            metavar="X", min=0, help="What the run may cost, by the prices in --config.", show_default="no limit"
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A TOML file with a table [llm]: url, model, mode, prices, limits. Options go before it.",
            show_default=False,
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST",
            help="Fetch from this host though its address is not public (may be given more than once).",
            show_default=False,
        ),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="STORE", help="Store the articles, too: a folder, or postgresql://…", show_default=False),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="On standard error only what went wrong: no progress, no count.")
    ] = False,
) -> None:
    """Code articles: who did what to whom, who said what, allegations, agreements.

    The records of each input, in order. A bad input is one line on standard error and does not stop the others.

    Exit status: 0 all good, 1 some inputs failed, 2 wrong use, 130 interrupted (what was done is written, whole).

    Example: `dragoman code examples/page.html`

    Example: `dragoman code news/ --published 2024-06-20 --format csv --output coded/`

    Example: `dragoman code examples/page.html --llm http://localhost:8000/v1 --llm-model qwen3`
    """
    form = format or (Format.jsonl if output or not sys.stdout.isatty() else Format.table)
    check_output(form, output)
    from dragoman.cli.work import Work  # what it imports is not needed to show the help

    try:
        second = None
        if config or any(option is not None for option in (llm, llm_model, llm_mode, llm_max_tokens, llm_max_cost)):
            from dragoman.cli.second import settings_of

            second = settings_of(
                config, url=llm, model=llm_model, mode=llm_mode, max_tokens=llm_max_tokens, max_cost=llm_max_cost
            )
        work = Work(
            inputs,
            {"published": published, "outlet": outlet, "url": url},
            model=model,
            actors=actors,
            ontology=ontology,
            attributions=attributions,
            allow_hosts=allow_host or (),
            least=min_confidence,
            progress=not quiet and sys.stderr.isatty() and (output is not None or not sys.stdout.isatty()),
            llm=second,
            quiet=quiet,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if store is not None and min_confidence:
        raise typer.BadParameter("--store keeps every record: ask it with --min-confidence, leave it out here")
    added = ""
    if store is None:
        status = work.run(lambda articles: write_articles(form, output, articles))
    else:
        status, added = _run_with_store(store, work, lambda articles: write_articles(form, output, articles))
    if status != WRONG_USE and work.written and not quiet:
        say(work.summary(f" to {output}" if output else "") + added)
    if status != OK:
        raise typer.Exit(status)


def _run_with_store(store: str, work: Work, write: Callable[[Iterable[CodedArticle]], int]) -> tuple[int, str]:
    """Runs the work, storing what it gives. Gives the exit status, and what to say of the store."""
    from dragoman.cli.asking import opened
    from dragoman.cli.keeping import keeping, told
    from dragoman.store import Added

    total = Added()
    with opened(store, read_only=False) as found:
        status = work.run(lambda articles: write(keeping(found, articles, total)))
    return status, f"; {told(total, store)}"


def check_output(form: Format, output: Path | None) -> None:
    """Raises typer.BadParameter where the output does not go with the format."""
    if form in FOLDERS:
        if output is None:
            raise typer.BadParameter(f"--format {form} writes a folder: name it, with --output FOLDER")
        if output.exists() and not output.is_dir():
            raise typer.BadParameter(f"--format {form} writes a folder, and {output} is a file")
    elif output is not None and output.is_dir():
        raise typer.BadParameter(f"--format {form} writes a file, and {output} is a folder")


def write_articles(form: Format, output: Path | None, articles: Iterable[CodedArticle]) -> int:
    """Writes articles to standard output, a file or a folder. Gives their number. Raises OSError."""
    if output is None:
        encoding: dict[str, Any] = {} if sys.stdout.isatty() else {"encoding": "utf-8", "newline": "\n"}
        if reconfigure := getattr(sys.stdout, "reconfigure", None):
            reconfigure(errors="replace", **encoding)
    if form in FOLDERS and output is not None:
        return _write_folder(form, output, articles)
    if output is None:
        return _write_stream(form, sys.stdout, articles)
    from dragoman.exports.files import whole_file

    with whole_file(output) as file:
        return _write_stream(form, file, articles)


def _write_folder(form: Format, folder: Path, articles: Iterable[CodedArticle]) -> int:
    if form is Format.csv:
        from dragoman.exports.csv_tables import write_csv

        return write_csv(articles, folder)
    if form is Format.brat:
        from dragoman.exports.brat import write_brat

        return write_brat(articles, folder)
    if form is Format.annotated:
        from dragoman.exports.annotated import write_annotated

        return write_annotated(articles, folder)
    from dragoman.exports.forms import folder_writer

    return folder_writer(form)(articles, folder)


def _write_stream(form: Format, stream: Any, articles: Iterable[CodedArticle]) -> int:
    if form is Format.table:
        from rich.console import Console

        from dragoman.exports.table import write_table

        return write_table(articles, Console(file=stream))
    if form in (Format.json, Format.jsonl):
        from dragoman.exports.jsonl import write_json, write_jsonl

        return write_json(articles, stream) if form is Format.json else write_jsonl(articles, stream)
    from dragoman.exports.forms import file_writer

    return file_writer(form)(articles, stream)

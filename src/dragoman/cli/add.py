"""`dragoman add`: from inputs into a store."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import OK, WRONG_USE, say
from dragoman.cli.options import Attributions, Model, Outlet, Published

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.records import Article


def add(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", show_default=False, help="What `dragoman code` takes."),
    ],
    store: ask.Address,
    published: Published = None,
    outlet: Outlet = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Address of inputs that do not say it.")] = None,
    model: Model = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Fetch from this host though its address is not public.", show_default=False),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="On standard error only what went wrong.")] = False,
) -> None:
    """Code articles and store them. Articles that are there already stay as they are, and are not coded.

    Each article is stored with all its records or not at all; interrupted, what was coded is stored.

    Exit status: as of `dragoman code`; 1 also where the store failed.

    Example: `dragoman add news/ articles.jsonl --store store`
    """
    from dragoman.cli.keeping import keeping, told
    from dragoman.cli.work import Work
    from dragoman.store import Added

    with ask.opened(store, read_only=False) as found:
        total = Added()

        def unknown(articles: Sequence[Article], coder: Coder) -> Iterable[Article]:
            settled = found.settled(articles, coder.made_by)
            known = [settled[article.id] for article in articles if article.id in settled]
            total.plus(Added(unchanged=known.count(True), older=known.count(False)))
            return [article for article in articles if article.id not in settled]

        work = Work(
            inputs,
            {"published": published, "outlet": outlet, "url": url},
            model=model,
            actors=actors,
            ontology=ontology,
            attributions=attributions,
            allow_hosts=allow_host or (),
            least=0.0,
            progress=not quiet and sys.stderr.isatty(),
            wants=unknown,
        )
        status = work.run(lambda articles: sum(1 for _ in keeping(found, articles, total)))
    if status != WRONG_USE and not quiet:
        say(f"{work.summary('')}; {told(total, store)}")
    if status != OK:
        raise typer.Exit(status)

"""`dragoman show`: one record with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import asking as ask
from dragoman.cli.messages import SOME_FAILED, say

if TYPE_CHECKING:
    from dragoman.store import Store


def show(
    store: ask.Address,
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="Of an article, a record, a story or a cluster.", show_default=False),
    ],
) -> None:
    """Show a record with its evidence in context, who decided what about it, and what other reports say.

    Example: `dragoman show e1f0c2d3a4b5c6d7 --store news`
    """
    with ask.opened(store) as found:
        if not _show(found, id):
            say(f"nothing in {store} has the id {id!r}")
            raise typer.Exit(SOME_FAILED)


def _show(store: Store, id: str) -> bool:
    from rich.console import Console

    console = Console()
    for article in store.coded([id]):
        from dragoman.exports.table import view

        console.print(view(article, console.width), highlight=False)
        for version in store.versions(id):
            console.print(
                f"edited after {version['replaced_at']:%Y-%m-%d %H:%M}, version {version['version']} was other:"
            )
            console.print(version["difference"], markup=False, highlight=False)
        return True
    try:
        record, article_id = store.record(id)
    except KeyError:
        return _show_group(store, id, console)
    from dragoman.exports.evidence import evidence

    (article,) = store.coded([article_id])
    console.print(evidence(article, record), highlight=False)
    for row in store.decisions(id):
        note = f": {row['note']}" if row["note"] else ""
        console.print(f"{row['decision']} by {row['decided_by']}, {row['decided_at']:%Y-%m-%d}{note}", markup=False)
    for row in store.events(id=id, rejected=True).rows():
        if row["cluster"]:
            _table(store.clusters(cluster=row["cluster"]), "clusters", console)
    return True


def _show_group(store: Store, id: str, console: Any) -> bool:
    shown = False
    for question, parts in (("stories", "articles"), ("clusters", "events")):
        one: dict[str, Any] = {"story" if question == "stories" else "cluster": id}
        if store.ask(question, **one).count():
            _table(store.ask(question, **one), question, console)
            _table(store.ask(parts, **one), parts, console)
            shown = True
    return shown


def _table(answer: Any, question: str, console: Any) -> None:
    from dragoman.cli.rows import write_table

    write_table(answer, question, console.file)

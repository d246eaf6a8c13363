"""`dragoman recode`: what another version of the coder made, coded anew."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli import asking as ask
from dragoman.cli.actors import OwnActors, OwnOntology
from dragoman.cli.messages import WRONG_USE, count, say
from dragoman.cli.options import Attributions, Model


def recode(
    store: ask.Address,
    model: Model = None,
    actors: OwnActors = None,
    ontology: OwnOntology = None,
    attributions: Attributions = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="On standard error only what went wrong.")] = False,
) -> None:
    """Code anew what another version of the program, of its models or dictionaries made. People's decisions stay.

    May be interrupted and begun again: it goes on with what is left.

    Example: `dragoman recode --store news`
    """
    with ask.opened(store, read_only=False) as found:
        from dragoman.cli.work import NoModelError, find_encoder
        from dragoman.coder import Coder
        from dragoman.language import DEFAULT_MODEL

        if attributions:
            try:
                find_encoder()
            except NoModelError as error:
                say(str(error))
                raise typer.Exit(WRONG_USE) from None
        done = 0
        coder = Coder(model or DEFAULT_MODEL, actors, ontology=ontology, attributions=attributions)
        for added in found.recode(coder):
            done += added.recoded
            if not quiet:
                say(f"{count(done, 'article')} recoded")
        if not done and not quiet:
            say("all articles were made by this version")

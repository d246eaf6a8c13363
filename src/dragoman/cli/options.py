"""Options that several commands take which code."""

from __future__ import annotations

from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Another installed spaCy pipeline for English.", show_default=False),
]

Attributions = Annotated[
    bool,
    typer.Option(
        "--attributions",
        help="Read articles with the encoder, too, which takes twice as long: attributions in the wide sense, and how"
        " sure quotations are.",
    ),
]

Published = Annotated[
    str | None, typer.Option(metavar="DATE", help="Publication date of inputs that do not say it: 2024-06-20.")
]

Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Outlet of inputs that do not say it.")]

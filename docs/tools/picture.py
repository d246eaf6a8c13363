"""The picture of the README: what `dragoman code` shows for a page, as an SVG. `picture.py PAGE OUT.svg`."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from dragoman import Article, Coder
from dragoman.exports.table import view
from dragoman.reading import read

WIDTH = 112
EVENTS, QUOTATIONS = 5, 4  # a picture, not the whole view: the first few of each


def main(page: str, out: str) -> None:
    """Codes the page and draws the first of its records. Raises ValueError if it cannot be read."""
    (article,) = read([page])
    if not isinstance(article, Article):
        raise ValueError(str(article))
    coded = Coder().code(article)
    few = coded.model_copy(update={"events": coded.events[:EVENTS], "quotations": coded.quotations[:QUOTATIONS]})
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(view(few, WIDTH), highlight=False)
    left_out = len(coded.events) - len(few.events), len(coded.quotations) - len(few.quotations)
    if any(left_out):
        console.print(f"(left out of the picture: {left_out[0]} events, {left_out[1]} quotations)", style="dim")
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    svg = console.export_svg(title=f"dragoman code {page}", theme=MONOKAI, unique_id="dragoman")
    # Whoever looks at the picture would fetch the fonts that rich names; those at hand do.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    Path(out).write_text(svg, "utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How pages are made: templates that escape, an article with its records marked, small pictures, files of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Template
from starlette.responses import Response

from dragoman.exports.annotated import FILTERS, Shown, facts_of, is_web, style
from dragoman.exports.marks import marks_of, segments
from dragoman.exports.words import headline
from dragoman.records import CodedArticle
from dragoman.server.settings import Settings
from dragoman.store.schema import RECORDS

_OWN = ("desk.css", "light.js", "mark.js", "charts.js")
_VENDORED = ("d3.min.js", "plot.umd.min.js", "topojson-client.min.js", "land-110m.json", "LICENSES.txt")
_TYPES = {"css": "text/css", "js": "text/javascript", "json": "application/json", "txt": "text/plain"}

STATIC: Mapping[str, str] = {name: _TYPES[name.rpartition(".")[2]] for name in (*_OWN, *_VENDORED)}
"""Files that pages ask for, and their types."""


def page(name: str, settings: Settings, /, *, status: int = 200, **values: object) -> Response:
    """A page of the desk."""
    made = _environment().get_template(name).render(guarded=settings.token is not None, **values)
    return Response(made, status, media_type="text/html")


def template(name: str) -> Template:
    """A template by its name."""
    return _environment().get_template(name)


def error_page(settings: Settings, status: int, message: str) -> Response:
    """A page that says what went wrong."""
    return page("error.html.j2", settings, status=status, code=status, message=message)


def article_values(article: CodedArticle) -> dict[str, Any]:
    """What the page of an article needs."""
    return {
        "article": article,
        "title": headline(article),
        "facts": facts_of(article),
        "address": article.url if is_web(article.url) else None,
        "segments": [Shown.of(segment) for segment in segments(article.text, marks_of(article))],
    }


def anchor(article: CodedArticle, record: str) -> str:
    """The name that a record has on its article's page: e1, q1, l1, g1."""
    letters = {"quotations": "q", "events": "e", "allegations": "l", "agreements": "g"}
    for kind in RECORDS:
        for number, one in enumerate(getattr(article, kind), 1):
            if one.id == record:
                return f"{letters[kind]}{number}"
    return ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("dragoman.server"), PackageLoader("dragoman.exports")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS | {"part": lambda value: quote(str(value), safe="")}
    return environment


@cache
def static(name: str) -> str:
    """The text of one of `STATIC`."""
    folder = files("dragoman.server") / "static"
    text = ((folder if name in _OWN else folder / "vendor") / name).read_text("utf-8")
    return style() + text if name == "desk.css" else text

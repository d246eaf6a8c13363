"""The page that codes a text, a page or an address at once."""

from __future__ import annotations

from contextlib import suppress

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from dragoman.reading.problems import UnreadableError
from dragoman.reading.sniff import kind_of
from dragoman.server.errors import DeskError
from dragoman.server.forms import Form
from dragoman.server.given import ToCode
from dragoman.server.rendering import article_values, page
from dragoman.server.settings import Settings
from dragoman.server.stores import OneCoder


def router(coder: OneCoder, settings: Settings) -> APIRouter:
    """The routes of this page."""
    pages = APIRouter()

    @pages.get("/code")
    def form() -> Response:
        return page("paste.html.j2", settings, given={}, wrong=None, longest=settings.longest_text)

    @pages.post("/code")
    def code(given: Form) -> Response:
        try:
            article = coder.given(ToCode.model_validate(as_given(given)))
        except ValidationError as error:
            first = error.errors()[0]
            where = " ".join(map(str, first["loc"]))
            return again(given, 422, f"{where}: {first['msg']}" if where else first["msg"])
        except DeskError as error:
            return again(given, error.status, error.message)
        return page("pasted.html.j2", settings, **article_values(article))

    def again(given: dict[str, str], status: int, wrong: str) -> Response:
        values = {"given": given, "wrong": wrong, "longest": settings.longest_text}
        return page("paste.html.j2", settings, status=status, **values)

    return pages


def as_given(form: dict[str, str]) -> dict[str, str]:
    """What a form says, without what was left empty; HTML in the field of the text is a page."""
    given = {name: value for name, value in form.items() if value.strip()}
    with suppress(UnreadableError):  # what is no page is a text, whatever it looks like
        if "text" in given and kind_of(given["text"].encode("utf-8", "replace")) == "page":
            given["page"] = given.pop("text")
    return given

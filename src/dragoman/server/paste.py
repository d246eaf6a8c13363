"""The page that codes a text at once."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from dragoman.server.api import ToCode, to_article
from dragoman.server.errors import DeskError
from dragoman.server.forms import Form
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
            article = coder.code(to_article(ToCode.model_validate(given), settings.longest_text))
        except ValidationError as error:
            first = error.errors()[0]
            return again(given, 422, f"{' '.join(map(str, first['loc']))}: {first['msg']}")
        except DeskError as error:
            return again(given, error.status, error.message)
        return page("pasted.html.j2", settings, **article_values(article))

    def again(given: dict[str, str], status: int, wrong: str) -> Response:
        values = {"given": given, "wrong": wrong, "longest": settings.longest_text}
        return page("paste.html.j2", settings, status=status, **values)

    return pages

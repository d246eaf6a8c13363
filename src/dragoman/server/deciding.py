"""Decisions of people about records: over HTTP, and on the page of an article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.responses import RedirectResponse, Response

from dragoman.records import CodedArticle, Record
from dragoman.server.api import ERRORS, Short
from dragoman.server.editing import FIELDS, added, changes, typed
from dragoman.server.errors import DeskError, json_response
from dragoman.server.forms import Form
from dragoman.server.rendering import anchor, template
from dragoman.server.stores import Stores
from dragoman.store import Store
from dragoman.store.decisions import VERDICTS, kind_of

NAME = "dragoman-name"
"""The cookie that remembers who decides."""

_LASTS = 365 * 24 * 3600
_LONGEST = {"by": 100, "note": 1000}

Name = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST["by"], strip_whitespace=True)]


class Decided(BaseModel):
    """What a person decided about a record. `changes` are fields of a corrected one, as docs/records.md has them."""

    model_config = ConfigDict(extra="forbid")

    record: Short
    verdict: Literal["accepted", "rejected", "corrected"]
    by: Name
    note: Short | None = None
    changes: dict[str, Any] = {}


class ToAdd(BaseModel):
    """A record that a person adds about some words of an article; `fields` as one would type them on the page."""

    model_config = ConfigDict(extra="forbid")

    article: Short
    kind: Literal["quotations", "events", "allegations", "agreements"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    start: int | None = None
    """Where they stand, if they stand there more than once."""
    fields: dict[str, Short]
    by: Name
    note: Short | None = None


def api_router(stores: Stores) -> APIRouter:
    """The routes of the API."""
    api = APIRouter(prefix="/api", responses=ERRORS)

    @api.post("/decisions", summary="Keep what a person decided about a record; gives the record as it stands now")
    def decide(said: Decided) -> Response:
        with stores.writing() as store, _refusing("body"):
            found = store.decide(said.record, said.verdict, by=said.by, note=said.note, changes=said.changes or None)
        return json_response(found.to_dict())

    @api.post("/records", summary="Add a record about some words of an article")
    def add(said: ToAdd) -> Response:
        with stores.writing() as store, _refusing("body"):
            found = _add(store, said.article, said.kind, said.words, said.start, said.fields, said.by, said.note)
        return json_response(found.to_dict())

    return api


def router(stores: Stores) -> APIRouter:
    """What the forms on the page of an article lead to."""
    pages = APIRouter()

    @pages.post("/decide")
    def decide(request: Request, form: Form) -> Response:
        by, note, id = _short(form, "by"), _short(form, "note") or None, form.get("record", "")
        verdict = form.get("verdict", "")
        if verdict not in VERDICTS:
            raise DeskError(422, "verdict", f"It should be one of {', '.join(VERDICTS)}.", "body verdict")
        with stores.writing() as store, _refusing("form"):
            record, article = store.record(id)
            changed = changes(record, kind_of(record), form) if verdict == "corrected" else None
            store.decide(id, verdict, by=by, note=note, changes=changed)
            (whole,) = store.coded([article])
        return _back(request, whole, id, by)

    @pages.post("/add")
    def add(request: Request, form: Form) -> Response:
        by, note, article = _short(form, "by"), _short(form, "note") or None, form.get("article", "")
        start = form.get("start", "")
        place = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else None
        with stores.writing() as store, _refusing("form"):
            made = _add(store, article, form.get("kind", ""), form.get("words", ""), place, form, by, note)
            (whole,) = store.coded([article])
        return _back(request, whole, str(getattr(made, "id", "")), by)

    return pages


def decider(article: CodedArticle, decided: dict[str, list[dict[str, Any]]], name: str) -> Callable[[Record], Markup]:
    """Makes what stands below a record on the page of its article: decisions about it, and the form for another."""
    part = template("decide.html.j2")
    ids = {one.id for kind in FIELDS for one in getattr(article, kind)}

    def below(record: Record) -> Markup:
        id = getattr(record, "id", "")
        if id not in ids:
            return Markup()
        kind = kind_of(record)
        made = part.render(
            id=id, decided=decided.get(id, []), fields=FIELDS[kind], values=typed(record, kind), name=name
        )
        return Markup(made)  # noqa: S704 - a template that escapes

    return below


def name_of(request: Request) -> str:
    """Who decided last in this browser; "" at first."""
    return unquote(request.cookies.get(NAME, ""))[: _LONGEST["by"]]


def _add(
    store: Store, article: str, kind: str, words: str, start: int | None, fields: Any, by: str, note: str | None
) -> Record:
    for whole in store.coded([article]):
        return store.add_record(article, added(whole, kind, words, start, fields, by), by=by, note=note)
    raise KeyError(article)


def _back(request: Request, article: CodedArticle, record: str, by: str) -> Response:
    answer = RedirectResponse(f"/articles/{quote(article.id, safe='')}#{anchor(article, record)}", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(NAME, quote(by, safe=""), max_age=_LASTS, httponly=True, samesite="strict", secure=secure)
    return answer


def _short(form: dict[str, str], name: str) -> str:
    value = form.get(name, "").strip()
    if len(value) > _LONGEST[name]:
        raise DeskError(422, name, f"It may have at most {_LONGEST[name]} characters.", f"body {name}")
    if name == "by" and not value:
        raise DeskError(422, name, "A decision needs the name of whoever makes it.", "body by")
    return value


class _refusing:  # noqa: N801 - used as a word in a with statement
    """Says of what the store or a field refuses, that it is the request's fault."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, KeyError):
            raise DeskError(404, "record", f"there is nothing with the id {str(error.args[0])[:100]!r}", self._where)
        if isinstance(error, ValueError):
            said = getattr(error, "errors", None)
            message = f"{' '.join(map(str, said()[0]['loc']))}: {said()[0]['msg']}" if said else str(error)
            raise DeskError(422, "record", message, self._where) from None

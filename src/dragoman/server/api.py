"""The HTTP API: questions, records and articles as JSON, and a text to be coded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from dragoman.server.asking import LARGEST_PAGE, LAST_ROW, ask, asked, filters_of
from dragoman.server.errors import DeskError, json_response
from dragoman.server.given import ToCode
from dragoman.server.meanings import MEANINGS
from dragoman.server.stores import OneCoder, Stores
from dragoman.store.kinds import questions
from dragoman.store.series import LEVELS, PERIODS

Short = Annotated[str, StringConstraints(max_length=1000)]


class Fault(BaseModel):
    """What is wrong, and where."""

    code: str
    message: str
    where: str


class Failure(BaseModel):
    """The one shape of errors."""

    error: Fault


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Failure, "description": said}
    for status, said in {
        400: "a filter or a value is none",
        401: "a token is needed",
        403: "the request comes from another site",
        404: "there is no such thing",
        413: "too large",
        422: "the body is not as it should be",
        503: "busy",
    }.items()
}


def router(stores: Stores, coder: OneCoder) -> APIRouter:
    """The routes of the API."""
    api = APIRouter(prefix="/api", responses=ERRORS)
    for name in questions():
        api.get(f"/{name}", name=name, summary=f"Ask for {name}", openapi_extra=_parameters(name))(
            _question(stores, name)
        )

    for name, (option, values) in SUMS.items():
        route = api.get(f"/{name}", name=name, summary=_SUMMED[name], openapi_extra=_sum_parameters(option, values))
        route(_sum(stores, name, option, values))

    @api.get("/records/{id:path}", summary="A record, its article, and what people decided about it")
    def record(id: str) -> Response:
        with stores.reading() as store:
            try:
                found, article = store.record(id)
            except KeyError:
                raise DeskError(404, "record", f"there is no record {id[:100]!r}", "path") from None
            value = {"article": article, "record": found.to_dict(), "decisions": store.decisions(id)}
        return json_response(value)

    @api.get("/articles/{id:path}", summary="An article with all its records")
    def article(id: str) -> Response:
        with stores.reading() as store:
            for found in store.coded([id]):
                return json_response(found.to_dict())
        raise DeskError(404, "article", f"there is no article {id[:100]!r}", "path")

    @api.post("/code", summary="The records of a text, a page or an address; nothing is stored")
    def code(given: ToCode) -> Response:
        return json_response(coder.given(given).to_dict())

    return api


def _question(stores: Stores, name: str) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        with stores.reading() as store:
            page = ask(store, name, request.query_params)
        return json_response({"items": page.items, "limit": page.limit, "offset": page.offset, "more": page.more})

    return answered


SUMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "timeline": ("by", PERIODS),
    "network": ("level", LEVELS),
    "places": ("", ()),
}
"""Sums over events: the option of each, and its values."""

_SUMMED = {
    "timeline": "Events over time: numbers by quad class, and the mean score",
    "network": "Who acts on whom: numbers by quad class, and the mean score",
    "places": "Where events happened: numbers by quad class",
}
MOST_SUMS = 2000


def _sum(stores: Stores, name: str, option: str, values: tuple[str, ...]) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        params = request.query_params
        how = {option: params.get(option, values[-1] if name == "timeline" else values[0])} if option else {}
        with stores.reading() as store:
            rows = getattr(store, name)(**how, **asked("events", params, known=[option])).rows(MOST_SUMS + 1)
        return json_response({"items": rows[:MOST_SUMS], "more": len(rows) > MOST_SUMS})

    return answered


def _sum_parameters(option: str, values: tuple[str, ...]) -> dict[str, Any]:
    found = _parameters("events")
    kept = [one for one in found["parameters"] if one["name"] not in ("sort", "limit", "offset")]
    own = [_parameter(option, {"type": "string", "enum": list(values)})] if option else []
    return {"parameters": [*kept, *own]}


def _parameters(question: str) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    many = {"type": "array", "items": text}
    own = [_parameter(name, many) | {"description": MEANINGS[name]} for name in filters_of(question)]
    return {
        "parameters": [
            *own,
            _parameter("sort", text),
            _parameter("rejected", {"type": "boolean"}),
            _parameter("limit", {"type": "integer", "minimum": 0, "maximum": LARGEST_PAGE}),
            _parameter("offset", {"type": "integer", "minimum": 0, "maximum": LAST_ROW}),
        ]
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}

"""The pages of agreements and of allegations."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from dragoman.server.asking import ask, asked, filters_of
from dragoman.server.pages import feed_address, turns
from dragoman.server.rendering import page
from dragoman.server.settings import Settings
from dragoman.server.stores import Stores

_SHOWN = 20
_STAGED = 200  # agreements that are put together on one page
_ACROSS = 10  # accusers and accused in the table
_INSTRUMENTS = 15

_ARTICLE = re.compile(r"^(the|a|an|its|their|his|her)\s+")


def router(stores: Stores, settings: Settings) -> APIRouter:
    """The routes of these pages."""
    pages = APIRouter()

    @pages.get("/agreements")
    def agreements(request: Request) -> Response:
        params = request.query_params
        with stores.reading() as store:
            found = ask(store, "agreements", params, limit=_STAGED)
        return page(
            "agreements.html.j2",
            settings,
            groups=staged(found.items),
            found=found,
            given=_given("agreements", params),
            turn=turns("/agreements", found, params.multi_items()),
            feed=feed_address(settings, "agreements", params.multi_items()),
        )

    @pages.get("/allegations")
    def allegations(request: Request) -> Response:
        params = request.query_params
        with stores.reading() as store:
            found = ask(store, "allegations", params, limit=_SHOWN)
            sums = store.accusations(**asked("allegations", params)).rows()
        return page(
            "allegations.html.j2",
            settings,
            matrix=Matrix(sums),
            found=found,
            given=_given("allegations", params),
            turn=turns("/allegations", found, params.multi_items()),
            feed=feed_address(settings, "allegations", params.multi_items()),
        )

    return pages


class Matrix:
    """Who accuses whom, how often; and of breaking what."""

    def __init__(self, sums: list[dict[str, Any]]) -> None:
        self.cells: dict[tuple[str, str], int] = {}
        by: dict[str, dict[str, int]] = {"accuser": {}, "accused": {}, "instrument": {}}
        for row in sums:
            key = row["accuser"], row["accused"]
            self.cells[key] = self.cells.get(key, 0) + row["allegations"]
            for name, counted in by.items():
                counted[row[name]] = counted.get(row[name], 0) + row["allegations"]
        self.accusers = _most(by["accuser"], _ACROSS)
        self.accused = _most(by["accused"], _ACROSS)
        self.instruments = [(name, by["instrument"][name]) for name in _most(by["instrument"], _INSTRUMENTS)]

    def count(self, accuser: str, accused: str) -> int:
        """How many allegations the one makes of the other."""
        return self.cells.get((accuser, accused), 0)


def staged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Agreements of one name and the same countries put together, each with what is told of it in the order of days."""
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for row in rows:
        countries = tuple(sorted({code.partition(" ")[0] for code in row["parties"]}))
        groups.setdefault((_ARTICLE.sub("", row["name"].lower()), countries), []).append(row)
    found = []
    for told in groups.values():
        told.sort(key=lambda row: (row["day"] is not None, row["day"], row["id"]))
        found.append({"name": told[-1]["name"], "kind": told[-1]["kind"], "parties": told[-1]["parties"], "told": told})
    return found


def _most(counted: dict[str, int], number: int) -> list[str]:
    return sorted(counted, key=lambda name: (-counted[name], name))[:number]


def _given(question: str, params: QueryParams) -> dict[str, str]:
    return {name: params.get(name, "") for name in filters_of(question)}

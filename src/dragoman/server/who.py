"""The pages of an actor, and of two of them."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from dragoman.monitor.watches import Watches
from dragoman.server.alerts import about
from dragoman.server.asking import LONGEST_VALUE
from dragoman.server.charts import timeline_chart
from dragoman.server.errors import DeskError
from dragoman.server.rendering import page
from dragoman.server.settings import Settings
from dragoman.server.stores import Stores
from dragoman.store import Store

_CODE = re.compile(r"[A-Z]{3}( [A-Z0-9_-]+)?")
_SHOWN = 12
_ALERTS = 5


def router(stores: Stores, settings: Settings) -> APIRouter:
    """The routes of these pages."""
    pages = APIRouter()

    @pages.get("/actors/{who}")
    def actor(who: str) -> Response:
        who = _checked(who)
        coded = _CODE.fullmatch(who) is not None
        said: dict[str, Any] = {"actor": who} if coded else {"speaker": who}
        with stores.reading() as store:
            values: dict[str, Any] = {
                "chart": timeline_chart(store, country=who),
                "others": _others(store, who) if coded else [],
                "events": store.events(country=who, limit=_SHOWN).rows(),
                "quotes": store.quotes(limit=_SHOWN, **said).rows(),
                "agreements": store.agreements(actor=who, limit=_SHOWN).rows() if coded else [],
                "allegations": store.allegations(country=who, limit=_SHOWN).rows() if coded else [],
            }
        return page("actor.html.j2", settings, who=who, coded=coded, **values)

    @pages.get("/pairs/{pair}")
    def pair(pair: str) -> Response:
        pair = _checked(pair)
        with stores.reading() as store:
            chart = timeline_chart(store, pair=pair)
            alerts = Watches(store).given(about=about(pair), limit=_ALERTS)
            found: dict[str, Any] = {
                "events": store.events(pair=pair, limit=_SHOWN).rows(),
                "agreements": store.agreements(pair=pair, limit=_SHOWN).rows(),
                "allegations": store.allegations(pair=pair, limit=_SHOWN).rows(),
            }
        return page("pair.html.j2", settings, pair=pair, chart=chart, alerts=alerts, **found)

    return pages


def _others(store: Store, who: str) -> list[dict[str, Any]]:
    """With whom a country or code has to do, both ways round, the most first."""
    level = "code" if " " in who else "country"
    found: dict[str, dict[str, Any]] = {}
    for row in store.network(level, country=who):
        if who not in (row["actor"], row["recipient"]):
            continue
        acts = row["actor"] == who
        other = row["recipient"] if acts else row["actor"]
        sums = found.setdefault(other, {"who": other, "acts": 0, "suffers": 0})
        sums["acts" if acts else "suffers"] += row["events"]
    return sorted(found.values(), key=lambda one: (-one["acts"] - one["suffers"], one["who"]))[:_SHOWN]


def _checked(value: str) -> str:
    if len(value) > LONGEST_VALUE or "\0" in value or not value.strip():
        raise DeskError(400, "actor", "That is no actor: it should be such as USA, USA GOV or a name.", "path")
    return value.strip()

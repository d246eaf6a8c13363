"""What is new, as it comes: server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import Response, StreamingResponse

from dragoman.server.alerts import ask_alerts
from dragoman.server.api import ERRORS
from dragoman.server.asking import asked
from dragoman.server.errors import DeskError, plain
from dragoman.server.links import path_of
from dragoman.server.stores import Stores
from dragoman.store.kinds import questions

STEP = 2.0
"""Seconds between two looks at the store."""

MOST = 50
"""Streams at the same time."""

QUIET = 15.0
"""Seconds after which a line says that the connection still stands."""

AT_ONCE = 500
"""Rows that are sent for one change of the store; of more it is said how to ask for them."""

News = tuple[int, list[dict[str, Any]]]
"""The store's clock, and the rows that came since it was asked last."""


def router(stores: Stores) -> APIRouter:
    """The route of the streams."""
    streams = APIRouter(prefix="/api", responses=ERRORS)
    open_: set[object] = set()

    @streams.get("/stream/{question}", summary="Rows of a question as they are added: server-sent events")
    async def stream(request: Request, question: str) -> Response:
        if question not in (*questions(), "alerts"):
            raise DeskError(404, "stream", f"there is no question {question[:50]!r}", "path")
        if len(open_) >= MOST:
            raise DeskError(503, "busy", f"{MOST} streams are open already", "server")
        params, last = request.query_params, request.headers.get("last-event-id", "")
        after = int(last) if last.isascii() and last.isdigit() and len(last) < 18 else None
        start, _ = await run_in_threadpool(news, stores, question, params, after)  # says what is wrong with a filter
        after = start if after is None else after

        async def look(seen: int) -> News:
            return await run_in_threadpool(news, stores, question, params, seen)

        async def lines() -> AsyncIterator[str]:
            me = object()
            open_.add(me)
            try:
                async for line in told(look, question, after):
                    yield line
            finally:
                open_.discard(me)

        return StreamingResponse(lines(), media_type="text/event-stream")

    return streams


def news(stores: Stores, question: str, params: QueryParams, after: int | None) -> News:
    """What was added to the store after a moment of its clock, the oldest first; nothing where it is None."""
    with stores.reading() as store:
        now = store.now()
        if question == "alerts":
            asked_for = QueryParams([*params.multi_items(), ("added_after", str(now if after is None else after))])
            return now, ask_alerts(store, asked_for, limit=AT_ONCE + 1).items[::-1]
        filters = asked(question, params) | {"added_after": str(now if after is None else after)}
        sort = "added_at" if question not in ("stories", "clusters") else "to"
        return now, store.ask(question, sort=sort, limit=AT_ONCE + 1, **filters).rows() if after != now else []


async def told(
    look: Callable[[int], Awaitable[News]], question: str, after: int, step: float = STEP
) -> AsyncIterator[str]:
    """The lines of a stream: an event a row, with the store's clock as its id, so that a reader that lost the
    connection goes on where it was."""
    quiet = 0.0
    yield f"retry: {int(step * 1000)}\n\n"
    while True:
        now, rows = await look(after)
        for row in rows[:AT_ONCE]:
            data = json.dumps({"path": path_of(question, row), "row": row}, default=plain)
            yield f"event: {question}\nid: {after}\ndata: {data}\n\n"
        if len(rows) > AT_ONCE:
            yield f"event: more\nid: {now}\ndata: /api/{question}?added_after={after}\n\n"
        elif rows:
            yield f"event: end\nid: {now}\ndata: {len(rows)}\n\n"
        after, quiet = now, 0.0 if rows else quiet + step
        if quiet >= QUIET:
            yield ": quiet\n\n"
            quiet = 0.0
        await asyncio.sleep(step)

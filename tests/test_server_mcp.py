"""The Model Context Protocol: the same questions as tools, in process, on standard input, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk import TOKEN, client_of
from making import made
from mcp import Client, StdioServerParameters

from dragoman.monitor.watches import Watches
from dragoman.server import Settings
from dragoman.server.asking import filters_of
from dragoman.server.meanings import MEANINGS
from dragoman.server.stores import OneCoder, Stores
from dragoman.server.tools import make_tools
from dragoman.store import Store
from dragoman.store.kinds import questions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools") / "store"
    with Store(folder) as opened:
        opened.add(made(f"a{n}", published=f"2025-03-0{n + 1}") for n in range(5))
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Any]:
    stores, settings = Stores(str(folder), 2), Settings(str(folder))
    yield make_tools(stores, OneCoder(settings), settings)
    stores.close()


def call(server: Any, tool: str, **arguments: Any) -> Any:
    async def called() -> Any:
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(called())


def test_every_filter_has_a_meaning() -> None:
    assert {name for question in questions() for name in filters_of(question)} == set(MEANINGS)


def test_every_question_is_a_tool_that_says_its_filters(server: Any) -> None:
    async def listed() -> Any:
        async with Client(server) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(tools) == {*questions(), "timeline", "network", "article", "record", "code", "alerts", "watches"}
    properties = tools["events"].input_schema["properties"]
    assert set(properties) == {*filters_of("events"), "limit", "offset", "sort"}
    assert properties["pair"]["description"] == MEANINGS["pair"] and all(tool.description for tool in tools.values())


def test_a_tool_answers_with_evidence(server: Any) -> None:
    got = call(server, "events", pair=["NOR-IRN"], since=["2025"], limit=2, sort="article").structured_content
    assert [row["article"] for row in got["items"]] == ["a0", "a1"] and got["more"] is True
    assert "condemned" in got["items"][0]["sentence"] and got["items"][0]["day"] == "2025-03-03"
    assert call(server, "quotes", text=["accept"]).structured_content["items"]
    assert call(server, "timeline", by="month", country=["NOR"]).structured_content["items"][0]["events"] == 5
    assert call(server, "network").structured_content["items"][0]["actor"] == "NOR"


def test_records_and_articles_are_read_whole_and_texts_coded(server: Any) -> None:
    event = made("a1").events[0]
    assert call(server, "record", id=event.id).structured_content["article"] == "a1"
    assert call(server, "article", id="a1").structured_content["text"] == made("a1").text
    got = call(server, "code", text="Iran rejected talks with the United States.", published="2024-06-20")
    assert got.structured_content["events"][0]["type"] == "REJECT"


def test_alerts_are_told_with_their_evidence(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        Watches(store).add("all", "new", {})
        store.add([made("a")])
        Watches(store).run()
    stores = Stores(str(tmp_path / "s"), 1)
    settings = Settings(str(tmp_path / "s"))
    server = make_tools(stores, OneCoder(settings), settings)
    got = call(server, "alerts", watch="all", pair="IRN-NOR", limit=5).structured_content
    assert "condemned" in got["items"][0]["evidence"][0]["sentence"] and got["more"] is False
    assert call(server, "alerts", since="2999-01-01").structured_content["items"] == []
    assert call(server, "watches").structured_content["items"][0]["alerts"] == 1
    stores.close()


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("events", {"since": ["never"]}, "should be such as 2024"),
        ("events", {"limit": 9999}, "whole number"),
        ("events", {"limit": -1}, "whole number"),
        ("events", {"sort": "colour"}, "cannot be sorted"),
        ("timeline", {"by": "hour"}, "day, week, month"),
        ("alerts", {"since": "never"}, "no day"),
        ("article", {"id": "none"}, "no article"),
        ("record", {"id": "none"}, "no record"),
        ("code", {"text": ""}, "text"),
        ("code", {"text": "x", "published": "soon"}, "no day"),
        ("code", {"text": "x" * 100_001}, "at most"),
    ],
)
def test_what_is_wrong_with_a_call_is_said(server: Any, tool: str, arguments: dict[str, Any], said: str) -> None:
    got = call(server, tool, **arguments)
    assert got.is_error and said in got.content[0].text


def test_a_client_talks_to_the_command_on_standard_input(folder: Path) -> None:
    args = ["-m", "dragoman", "mcp", "--store", str(folder)]

    async def called() -> Any:
        async with Client(StdioServerParameters(command=sys.executable, args=args)) as client:
            return await client.call_tool("events", {"limit": 1})

    assert len(asyncio.run(called()).structured_content["items"]) == 1


def test_the_desk_has_the_tools_over_http_for_whom_it_lets_in(folder: Path) -> None:
    ask = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "events", "arguments": {"limit": 1}}}
    headers = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {TOKEN}"}
    with client_of(Settings(str(folder), token=TOKEN)) as desk:
        got = desk.post("/mcp", json=ask, headers=headers)
        assert got.status_code == 200
        assert len(json.loads(got.json()["result"]["content"][0]["text"])["items"]) == 1
        assert desk.post("/mcp", json=ask, headers=headers | {"Authorization": "Bearer no"}).status_code == 401
        assert desk.post("/mcp", json=ask, headers=headers | {"Origin": "http://evil.example"}).status_code == 403
        assert desk.post("/mcp", json=ask, headers=headers | {"Host": "evil.example"}).status_code == 400

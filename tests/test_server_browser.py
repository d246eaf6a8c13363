"""The desk in a real browser: an event is found, its record corrected, the correction exported; axe finds nothing."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from making import made
from typer.testing import CliRunner

from dragoman.cli.app import app as commands
from dragoman.monitor.feeds import Feeds
from dragoman.monitor.watches import Watches
from dragoman.server import Settings, make_app
from dragoman.store import Store

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PAGES = ("/", "/search?what=events", "/search?what=quotes", "/articles/a03", "/actors/NOR", "/pairs/NOR-IRN", "/code")
MORE = ("/agreements", "/allegations", "/login", "/articles/none", "/alerts", "/watches", "/feeds", "/alerts/{alert}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a desk that runs, and its store."""
    import uvicorn

    folder = tmp_path_factory.mktemp("browser") / "store"
    with Store(folder) as store:
        Watches(store).add("North", "new", {"country": "NOR"})
        Feeds(store).add("https://dispatch.example/a/feed/with/a/long/name/that/a/phone/has/no/room/for.xml")
        store.add(made(f"a{n:02}", published=f"2025-0{n % 6 + 1}-1{n % 3}", date=None) for n in range(12))
        Watches(store).run()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(Settings(str(folder), port=port))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", folder
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, desk: tuple[str, Path]) -> Iterator[Any]:
    """A page that asks no other host, and whose console stays empty."""
    context = browser.new_context(base_url=desk[0])
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda one: one.url.startswith((desk[0], "data:")) or wrong.append(one.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: "404" in line.text or wrong.append(line.text))
    yield page
    context.close()
    assert wrong == []


def test_an_event_is_found_corrected_and_exported(page: Any, desk: tuple[str, Path], tmp_path: Path) -> None:
    page.goto("/")
    page.click(".rows a >> nth=0")
    page.click(".rows a >> nth=0")
    card = page.locator("#e1")
    card.get_by_text("Decide").click()
    card.get_by_text("Correct", exact=True).first.click()
    card.get_by_label("Your name").fill("Ada")
    card.get_by_label("Status").select_option("future")
    card.get_by_role("button", name="Correct").click()
    assert "corrected by Ada" in page.locator("#e1").inner_text() and page.url.endswith("#e1")
    args = ["export", "gold", "--store", str(desk[1]), "--decided-by", "Ada", "--output", str(tmp_path)]
    assert CliRunner().invoke(commands, args).exit_code == 0
    (gold,) = (json.loads(file.read_text("utf-8")) for file in tmp_path.glob("*.json"))
    assert gold["events"][0]["status"] == "future"


def test_words_that_are_marked_become_a_record(page: Any) -> None:
    page.goto("/articles/a07")
    page.get_by_text("an event", exact=True).click()
    page.evaluate("""() => {
      const text = document.querySelector(".text"), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf("1999");
        if (at >= 0) document.getSelection().setBaseAndExtent(node, at, node, at + 4);
      }
    }""")
    form = page.locator('form[action="/add"]').first
    sync_api.expect(form.get_by_label("Words")).to_have_value("1999")
    form.get_by_label("Who acts").fill("NOR GOV")
    form.get_by_label("Your name").fill("Ada")
    form.get_by_role("button", name="Add").click()
    assert "added by Ada" in page.locator("#e2").inner_text()


def test_a_record_and_its_words_light_each_other_up(page: Any) -> None:
    page.goto("/articles/a03")
    page.hover("#q1")
    sync_api.expect(page.locator(".text .r-q1.lit").first).to_be_visible()
    page.locator(".text a.trigger").first.focus()
    sync_api.expect(page.locator("#e1.lit")).to_have_count(1)
    sync_api.expect(page.locator(".text .r-q1.lit")).to_have_count(0)


def test_places_and_scores_are_drawn(page: Any) -> None:
    for path in ("/", "/pairs/NOR-IRN"):
        page.goto(path)
        sync_api.expect(page.locator("figure > svg")).to_be_visible()


def test_the_keyboard_skips_to_the_content(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def tab_to(page: Any, wanted: str) -> None:
    """Goes on with the tabulator until what a selector names has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", (
                "one must see where"
            )
            return
    raise AssertionError(f"the tabulator does not come to {wanted}")


def test_all_of_it_is_done_by_keyboard_alone(page: Any, desk: tuple[str, Path]) -> None:
    page.goto("/")
    tab_to(page, "#content .rows a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clusters/*")
    tab_to(page, "#content .rows a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    tab_to(page, "#q1 .decide > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#q1 [name=by]")
    page.keyboard.type("Key")
    tab_to(page, "#q1 form > details > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#q1 [name=kind]")
    page.keyboard.press("i")  # indirect
    tab_to(page, "#q1 button[value=corrected]")
    page.keyboard.press("Enter")
    sync_api.expect(page.locator("#q1 .opinion").first).to_contain_text("corrected by Key")
    with Store(desk[1], read_only=True) as store:
        (row,) = store.articles(decided_by="Key").rows()
        (article,) = store.coded([row["id"]])
        assert article.quotations[0].kind == "indirect"


def test_a_watch_is_added_and_its_alerts_are_read(page: Any, desk: tuple[str, Path]) -> None:
    page.goto("/watches")
    page.get_by_label("Name", exact=True).fill("By hand")
    page.get_by_label("Pair").fill("NOR-IRN")
    page.get_by_role("button", name="Add", exact=True).click()
    sync_api.expect(page.get_by_role("link", name="By hand", exact=True)).to_be_visible()
    with Store(desk[1]) as store:
        store.add([made("b1", type="AID", published="2025-06-20", date=None, place="Bergen")])
        Watches(store).run()
    page.goto("/alerts?watch=By hand&limit=7")  # an address that nobody asked for before
    page.get_by_role("link", name="By hand: NOR GOV AID").click()
    assert "1 independent source" in page.locator("main").inner_text()
    page.locator("#content .rows a").first.click()
    assert "/articles/b1#e1" in page.url


def test_a_text_is_coded_in_the_browser(page: Any) -> None:
    page.goto("/code")
    page.fill("#f-text", "Iran rejected talks with the United States.")
    page.get_by_role("button", name="Code").click()
    assert "REJECT" in page.locator("#e1").inner_text(timeout=60_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_scrolls_no_page_sideways(
    browser: Any, desk: tuple[str, Path], scheme: str
) -> None:
    context = browser.new_context(
        base_url=desk[0], color_scheme=scheme, bypass_csp=True, viewport={"width": 380, "height": 800}
    )
    page, found = context.new_page(), []
    for path in (*PAGES, *MORE):
        page.goto(path.format(alert=_alert(desk[1])))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path}: wider than the phone")
        for details in page.locator("details").all():
            details.evaluate("one => one.open = true")
        page.evaluate(AXE.read_text("utf-8"))
        for one in page.evaluate("axe.run()")["violations"]:
            found.append(f"{path}: {one['id']} {one['impact']} {one['nodes'][0]['html'][:150]}")
    context.close()
    assert found == []


def _alert(folder: Path) -> str:
    with Store(folder, read_only=True) as store:
        return str(Watches(store).given(limit=1)[0]["id"])

"""The pictures of docs/desk.md: every page of the desk in Chromium. `screenshots.py OUT-FOLDER`.

A store of invented news is made (desk_store.py), a desk is served over it, and each page is looked at in light; some in
dark and as a phone shows them.
"""

from __future__ import annotations

import io
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from desk_store import make
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from dragoman.monitor.watches import Watches
from dragoman.server import Settings, make_app
from dragoman.store import Store

WIDTH, HEIGHT = 1100, 800
TALL = 1650
WHOLE = ("overview",)
"""Pages that are shown with what one sees further down."""

PHONE = {"width": 390, "height": 780}
COLOURS = 96  # of a picture, so that it is small
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "articles.jsonl"
TEXT = (
    "Iran rejected talks with the United States on Tuesday. “We will not be threatened,” the minister told reporters."
)


def main(out: str) -> None:
    """Makes all pictures. Raises RuntimeError where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise RuntimeError("Chromium is not installed")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        store = Path(made) / "store"
        article = make(store, EXAMPLES)
        pages = _pages(store, article)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serving(store) as address:
            for scheme, size, wanted in (
                ("light", {"width": WIDTH, "height": HEIGHT}, tuple(pages)),
                ("dark", {"width": WIDTH, "height": HEIGHT}, ("overview", "article")),
                ("light", PHONE, ("overview", "article")),
            ):
                phone = size is PHONE
                context = browser.new_context(base_url=address, color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
                page = context.new_page()
                for name in wanted:
                    page.set_viewport_size(size | {"height": TALL} if name in WHOLE and not phone else size)  # type: ignore[arg-type]
                    look(page, pages[name])
                    kind = "-phone" if phone else "-dark" if scheme == "dark" else ""
                    save(page.screenshot(), folder / f"{name}{kind}.png")
                context.close()
        browser.close()


def look(page: Page, path: str) -> None:
    """Opens a page, as one would to show it."""
    page.goto(path)
    if path == "/code":
        page.fill("#f-text", TEXT)
        page.fill("#f-published", "2026-02-11")
        page.get_by_role("button", name="Code").click()
        page.wait_for_selector("#e1", timeout=60_000)
    if page.locator("figure[data-draw]").count():
        page.wait_for_selector("figure svg")
    if path.startswith("/articles/"):
        page.hover("#e1")
    page.wait_for_timeout(300)


def save(png: bytes, path: Path) -> None:
    """A picture of few colours, which text and lines are content with."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _pages(store: Path, article: str) -> dict[str, str]:
    with Store(store, read_only=True) as opened:
        cluster = opened.clusters(sort="-sources", limit=1).rows()[0]["cluster"]
        alert = Watches(opened).given(limit=1)[0]["id"]
    return {
        "overview": "/",
        "article": f"/articles/{article}",
        "cluster": f"/clusters/{cluster}",
        "actor": "/actors/PHL",
        "pair": "/pairs/CHN-PHL",
        "search": "/search?what=events&country=IRN",
        "quotations": "/search?what=quotes&text=law",
        "agreements": "/agreements",
        "allegations": "/allegations",
        "alerts": "/alerts",
        "alert": f"/alerts/{alert}",
        "watches": "/watches",
        "feeds": "/feeds",
        "code": "/code",
    }


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """A desk over the store; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app: Any = make_app(Settings(str(store), port=port))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])

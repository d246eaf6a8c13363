"""A real server on the loopback interface with feeds and articles, for tests of the monitor."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STORY = (
    "OSLO - Norway criticized Iran on Monday for a raid near the coast. The foreign minister said that the raid broke "
    "a treaty which both states had signed. Officials of both sides met in Geneva on Tuesday and agreed to talk again."
)


def page(title: str, body: str = STORY) -> bytes:
    """A page with an article."""
    meta = '<meta property="article:published_time" content="2025-03-04">'
    text = f"<h1>{title}</h1><p>{body}</p><p>Nobody was hurt, the ministry said in a statement about {title}.</p>"
    head = f"<head><title>{title}</title>{meta}</head>"
    return f"<!doctype html><html lang=en>{head}<body><article>{text}</article>".encode()


def rss(*paths: str, title: str = "The Harbor Dispatch") -> bytes:
    """An RSS feed of these addresses."""
    day = "<pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate>"
    items = "".join(f"<item><title>News</title><link>{path}</link>{day}</item>" for path in paths)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


def atom(*paths: str) -> bytes:
    """An Atom feed."""
    items = "".join(
        f'<entry><id>{path}</id><title>News</title><link href="{path}"/><updated>2025-03-04T10:00:00Z</updated></entry>'
        for path in paths
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Coast</title>{items}</feed>'.encode()


def sitemap(*paths: str, base: str) -> bytes:
    """A sitemap."""
    items = "".join(f"<url><loc>{base}{path}</loc><lastmod>2025-03-04</lastmod></url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'.encode()


@dataclass
class Answer:
    """What the server answers to one address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The server: `answers` by path; whatever is not there is a 404. `asked` has the paths in the order of requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.url = ""

    def put(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Sets an answer. Gives its whole address."""
        self.answers[path] = Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return self.asked.count(path)


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """Runs a server until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            site.asked.append(self.path)
            answer = site.answers.get(self.path, Answer(b"not here", 404))
            headers: dict[str, Any] = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
            tag, status, body = headers.get("ETag"), answer.status, answer.body
            if tag and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in (headers | {"Content-Length": len(body)}).items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{http.server_port}"
    try:
        yield site
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def bomb() -> bytes:
    """A small body that unpacks to a very large one."""
    return gzip.compress(b" " * 200_000_000, 1)

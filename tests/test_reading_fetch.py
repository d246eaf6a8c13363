"""Fetching, against a real server on the loopback interface."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from dragoman.reading import Fetcher, FetchError
from dragoman.reading.network import is_public

PAGE = b"<html><body><p>The ministry said so on Monday.</p></body></html>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[dict[str, str]]] = []
    stop: ClassVar[threading.Event] = threading.Event()

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        type(self).seen.append(dict(self.headers.items()))
        name, _, rest = self.path[1:].partition("/")
        with contextlib.suppress(OSError):  # the client hangs up, as it should
            getattr(self, f"page_{name}")(rest)
        self.close_connection = True

    def answer(self, body: bytes = PAGE, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=windows-1252", "Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def page_page(self, _: str) -> None:
        self.answer()

    def page_missing(self, _: str) -> None:
        self.answer(status=404)

    def page_picture(self, _: str) -> None:
        self.answer(Content_Type="image/png")

    def page_gzip(self, _: str) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def page_deflate(self, rest: str) -> None:
        packer = zlib.compressobj(wbits=-15 if rest == "raw" else 15)
        self.answer(packer.compress(PAGE) + packer.flush(), Content_Encoding="deflate")

    def page_broken(self, _: str) -> None:
        self.answer(b"\x1f\x8bthis is no gzip", Content_Encoding="gzip")

    def page_brotli(self, _: str) -> None:
        self.answer(Content_Encoding="br")

    def page_twice(self, _: str) -> None:
        self.answer(gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip")

    def page_bomb(self, _: str) -> None:
        self.answer(gzip.compress(b"\x00" * 300_000_000, 6), Content_Encoding="gzip")

    def page_endless(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while not self.stop.is_set():
            self.wfile.write(b"x" * 100_000)

    def page_drip(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while not self.stop.wait(0.1):
            self.wfile.write(b"x")

    def page_headers(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.stop.wait(0.1):
            self.wfile.write(b"x")

    def page_silent(self, _: str) -> None:
        self.stop.wait(10)

    def page_to(self, rest: str) -> None:
        self.answer(b"", 302, Location=rest)

    def page_around(self, _: str) -> None:
        self.answer(b"", 302, Location="/around")

    def page_relative(self, _: str) -> None:
        self.answer(b"", 301, Location="../page#part")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    _Handler.stop.set()
    http.shutdown()
    http.server_close()
    thread.join()


def fetcher(seconds: float = 10, **options: int) -> Fetcher:
    return Fetcher(allow_hosts={"127.0.0.1"}, seconds=seconds, **options)  # type: ignore[arg-type]


def reason(address: str, given: Fetcher | None = None) -> str:
    with pytest.raises(FetchError) as error:
        (given or fetcher())(address)
    assert error.value.url == address
    return error.value.reason


def test_a_page_comes_with_its_address_type_and_charset(server: str) -> None:
    found = fetcher()(f"{server}/page")
    assert (found.url, found.content_type, found.charset, found.body) == (
        f"{server}/page",
        "text/html",
        "windows-1252",
        PAGE,
    )
    assert _Handler.seen[-1]["User-Agent"].startswith("dragoman/")


@pytest.mark.parametrize("name", ["gzip", "deflate", "deflate/raw"])
def test_a_packed_page_is_unpacked(server: str, name: str) -> None:
    assert fetcher()(f"{server}/{name}").body == PAGE


def test_redirects_are_followed_to_the_final_address(server: str) -> None:
    assert fetcher()(f"{server}/relative/x").url == f"{server}/page"
    assert fetcher()(f"{server}/to//page").url == f"{server}/page"


def test_redirects_in_a_circle_end(server: str) -> None:
    assert reason(f"{server}/around") == "more than 5 redirects"


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("http://localhost:1/secret", "localhost has the address"),
        ("http://10.0.0.1/", "10.0.0.1 has the address 10.0.0.1, which is not public"),
        ("http://169.254.169.254/latest/meta-data/", "not public"),
        ("http://[::1]/", "not public"),
        ("http://[::ffff:127.0.0.1]/", "not public"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/", "only http and https"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server: str, target: str, says: str) -> None:
    assert says in reason(f"{server}/to/{target}")


def test_the_loopback_server_is_refused_unless_it_is_allowed(server: str) -> None:
    assert "not public" in reason(f"{server}/page", Fetcher())


def test_a_name_whose_address_changes_after_the_check_is_not_asked_again(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["203.0.113.7", "127.0.0.1"])
    asked = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: object, **options: object) -> object:
        if host != "rebind.example":
            return real(host, port, *rest, **options)  # type: ignore[arg-type]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    connected = []
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr("dragoman.reading.network.is_public", lambda address: address == "203.0.113.7")

    def connect(address: tuple[str, int], *rest: object, **options: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert "not fetched" in reason("http://rebind.example/")
    assert (asked, connected) == (["rebind.example"], ["203.0.113.7"])


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, *rest: object, **options: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("8.8.8.8", "192.168.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert reason("http://both.example/", Fetcher()) == "both.example has the address 192.168.0.1, which is not public"


def test_an_unknown_host_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: object, **options: object) -> object:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert reason("http://nowhere.example/", Fetcher()) == "the host nowhere.example is not known"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


def test_an_error_of_the_server_is_reported(server: str) -> None:
    assert reason(f"{server}/missing") == "the server answered 404 Not Found"


def test_what_is_no_page_is_refused(server: str) -> None:
    assert reason(f"{server}/picture") == "it is image/png, not a page (text/html) or plain text"


def test_a_bomb_does_not_go_off(server: str) -> None:
    assert reason(f"{server}/bomb", fetcher(seconds=30)) == "larger than 10,000,000 bytes"


def test_an_endless_page_ends(server: str) -> None:
    assert reason(f"{server}/endless", fetcher(max_bytes=1_000_000)) == "larger than 1,000,000 bytes"


@pytest.mark.parametrize("name", ["drip", "headers", "silent"])
def test_a_slow_server_does_not_hold_us(server: str, name: str) -> None:
    start = time.monotonic()
    assert reason(f"{server}/{name}", fetcher(seconds=0.5)) == "not fetched within 0.5 seconds"
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("name", "says"),
    [("broken", "broken gzip data"), ("brotli", "packed it as br"), ("twice", "packed it as gzip, gzip")],
)
def test_packing_that_was_not_asked_for_or_is_broken_is_reported(server: str, name: str, says: str) -> None:
    assert says in reason(f"{server}/{name}")


def test_a_closed_port_is_reported(server: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert reason(f"http://127.0.0.1:{port}/").startswith("not fetched: ")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://", "not a valid address"),
        ("http://exa mple.org/", "not a valid address"),
        ("http://example.org:99999/", "not a valid address"),
        ("http://user:secret@127.0.0.1/", "with a user name or a password"),
        ("http://xn--/", "not"),
    ],
)
def test_an_address_that_is_none_is_reported(address: str, says: str) -> None:
    assert says in reason(address)

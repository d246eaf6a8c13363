"""Fetching a page from the web: public addresses only, bounded in size and time."""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.message import Message

import httpx

from dragoman.reading.fetched import Fetched, FetchError
from dragoman.reading.network import ForbiddenError, OutOfTimeError, PublicTransport
from dragoman.version import __version__

MAX_PAGE = 10_000_000
"""Bytes of a page, unpacked."""

MAX_REDIRECTS = 5
SECONDS = 30.0
"""For one page, from the first name to the last byte, all redirects included."""

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
"""Types of pages, which are what is fetched if nothing else is asked for."""

_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": f"dragoman/{__version__}",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en",
}


class Fetcher:
    """Fetches pages. May be used by many threads.

    Hosts with an address that is not public (private, loopback, link-local, reserved, multicast) are refused, at each
    redirect again, unless they are named in `allow_hosts`. Proxies of the environment are not used: behind one, it is
    the proxy that resolves names, and nothing could be checked. `max_bytes` bounds a page after unpacking, `seconds`
    the whole fetch.
    """

    def __init__(
        self,
        *,
        allow_hosts: Iterable[str] = (),
        max_bytes: int = MAX_PAGE,
        seconds: float = SECONDS,
        max_redirects: int = MAX_REDIRECTS,
    ) -> None:
        self._allow_hosts = frozenset(allow_hosts)
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._max_redirects = max_redirects
        self._ssl: ssl.SSLContext | None = None

    def __call__(
        self,
        url: str,
        *,
        types: Iterable[str] | None = PAGES,
        headers: Mapping[str, str] | None = None,
        before: Callable[[str], object] | None = None,
    ) -> Fetched:
        """The page at an http(s) address. Raises FetchError.

        `types` are those that are taken, None for any. With `headers` that ask whether it has changed
        (If-None-Match, If-Modified-Since) the answer may be one of status 304, without a body. `before` is called with
        the address before it is asked for, and with that of each redirect; a FetchError that it raises ends it.
        """
        if self._ssl is None:
            self._ssl = httpx.create_ssl_context()
        transport = PublicTransport(self._allow_hosts, time.monotonic() + self._seconds, self._ssl)
        try:
            asked = {**_HEADERS, **({} if types is PAGES else {"Accept": "*/*"}), **(headers or {})}
            with httpx.Client(transport=transport, headers=asked, timeout=self._seconds, trust_env=False) as client:
                return self._follow(client, url, types, before)
        except ForbiddenError as error:
            raise FetchError(url, str(error)) from None
        except OutOfTimeError:
            raise FetchError(url, f"not fetched within {self._seconds:g} seconds") from None
        except (httpx.InvalidURL, ValueError) as error:  # ValueError: a host name that breaks the rules of IDNA
            raise FetchError(url, f"not a valid address: {error}") from None
        except httpx.HTTPError as error:
            raise FetchError(url, f"not fetched: {error}") from None

    def _follow(
        self,
        client: httpx.Client,
        url: str,
        types: Iterable[str] | None,
        before: Callable[[str], object] | None,
    ) -> Fetched:
        address = _checked(httpx.URL(url), url)
        for _ in range(self._max_redirects + 1):
            if before is not None:
                before(str(address))
            with client.stream("GET", address, follow_redirects=False) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._page(response, str(address), url, types)
                address = _checked(address.join(response.headers["location"]), url)
        raise FetchError(url, f"more than {self._max_redirects} redirects")

    def _page(self, response: httpx.Response, address: str, url: str, types: Iterable[str] | None) -> Fetched:
        headers = dict(response.headers)
        if response.status_code == 304:
            return Fetched(address, "", None, b"", 304, headers)
        if not response.is_success:
            said = f"the server answered {response.status_code} {response.reason_phrase}".rstrip()
            raise FetchError(url, said, response.status_code, headers.get("retry-after"))
        header = Message()
        header["content-type"] = response.headers.get("content-type", "text/html")
        content_type = header.get_content_type()
        if types is not None and content_type not in types:
            raise FetchError(url, f"it is {content_type}, not a page (text/html) or plain text")
        body = self._body(response, url)
        return Fetched(address, content_type, header.get_content_charset(), body, response.status_code, headers)

    def _body(self, response: httpx.Response, url: str) -> bytes:
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise FetchError(url, f"the server packed it as {packing}, which was not asked for")
        body = bytearray()
        chunks = response.iter_raw()
        try:
            for part in _unpacked(chunks, self._max_bytes + 1) if packing in ("gzip", "x-gzip", "deflate") else chunks:
                body += part
                if len(body) > self._max_bytes:
                    raise FetchError(url, f"larger than {self._max_bytes:,} bytes")
        except zlib.error:
            raise FetchError(url, f"broken {packing} data") from None
        return bytes(body)


def _checked(address: httpx.URL, url: str) -> httpx.URL:
    if address.scheme not in ("http", "https"):
        raise FetchError(url, f"leads to {str(address)[:80]}; only http and https addresses are read")
    if not _HOST.fullmatch(address.raw_host) or not 0 < (address.port or 80) < 65536:
        raise FetchError(url, "not a valid address: no host, or no port, of this form")
    if address.userinfo:
        raise FetchError(url, "an address with a user name or a password is not fetched")
    return address.copy_with(fragment=None)


def _unpacked(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Unpacks gzip or deflate, never more than `most` bytes of one chunk at once: a bomb does not go off in memory."""
    unpacker: zlib._Decompress | None = None
    for chunk in chunks:
        if unpacker is None:
            if not chunk:
                continue
            # Bits 15+32: gzip or zlib, told by the header. Servers also send deflate without any header.
            headed = chunk[0] == 0x1F or chunk[0] & 0x0F == 8
            unpacker = zlib.decompressobj(47 if headed else -15)
        yield unpacker.decompress(chunk, most)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, most)
    if unpacker is not None:
        yield unpacker.flush()

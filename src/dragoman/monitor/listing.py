"""What a feed lists: addresses of articles from RSS, Atom, sitemaps and plain lists."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from dragoman.reading.fetched import Fetched
from dragoman.store.rows import day_of

MAX_ENTRIES = 5_000
"""Addresses of one listing that are taken, the first ones."""

MAX_UNPACKED = 20_000_000
"""Bytes of a listing that is itself a gzip file (sitemap.xml.gz), unpacked."""

_LONGEST = 2_000  # characters of an address; longer ones are none
_ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_CAMPAIGN = re.compile(r"utm_\w+|fbclid|gclid")


class ListingError(Exception):
    """What was fetched lists nothing that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that is listed: its address, and the day of its publication where the listing tells it."""

    url: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed lists: its kind (rss, atom, sitemap, index of sitemaps, list), its title, its entries; `sitemaps`
    are those that an index names, the last changed first. `note` says what is wrong with it though it can be read."""

    kind: str
    entries: tuple[Entry, ...] = ()
    title: str | None = None
    sitemaps: tuple[str, ...] = ()
    note: str | None = field(default=None)


def listing(fetched: Fetched) -> Listing:
    """The addresses that a fetched feed lists, each once, in its order. Raises ListingError."""
    body = _unpacked(fetched.body)
    if not body.strip():
        raise ListingError("empty: nothing came")
    if _ENTITY.search(body[:100_000]):
        raise ListingError("it defines entities of XML, which no feed needs and which can be made to fill the memory")
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000].lower()
    if b"<urlset" in head or b"<sitemapindex" in head:
        return _sitemap(body, fetched.url)
    if b"<html" in head or b"<!doctype html" in head:
        raise ListingError(_page(body, fetched.url))
    if not head.startswith(b"<"):
        return _plain(body, fetched.url)
    return _feed(body, fetched)


def clean_address(address: str, base: str = "") -> str | None:
    """An address as it is kept: whole, without fragment and marks of campaigns. None for what is no http address."""
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        if parts.scheme not in ("http", "https") or not parts.hostname or len(address) > _LONGEST:
            return None
        query = parts.query
        if _CAMPAIGN.search(query):
            pairs = parse_qsl(query, keep_blank_values=True)
            query = urlencode([(name, value) for name, value in pairs if not _CAMPAIGN.fullmatch(name)])
        return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))
    except ValueError:
        return None


def _feed(body: bytes, fetched: Fetched) -> Listing:
    import feedparser

    # A stream, never a string: feedparser would take a string for an address or a file to open.
    headers = {"content-type": "application/xml" + (f"; charset={fetched.charset}" if fetched.charset else "")}
    found: Any = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False)
    entries = _once(
        (entry.get("link") or "", _day(entry.get("published_parsed") or entry.get("updated_parsed")), fetched.url)
        for entry in found.entries
    )
    version = str(found.get("version") or "")
    if not entries and found.get("bozo"):
        raise ListingError(f"broken: {found.get('bozo_exception')}")
    if not entries and not version:
        raise ListingError("it is neither RSS, Atom, a sitemap nor a list of addresses")
    if found.entries and not entries:
        raise ListingError(f"its layout has changed: none of its {len(found.entries)} entries has an address")
    kind = "atom" if version.startswith("atom") else "rss"
    title = str(found.feed.get("title") or "").strip()[:200] or None
    note = f"not well-formed: {found.get('bozo_exception')}" if found.get("bozo") and _malformed(found) else None
    return Listing(kind, entries, title, note=note)


def _malformed(found: Any) -> bool:
    # A wrong media type or charset in the header is no fault of the feed that anyone need know of.
    return "SAXParse" in type(found.get("bozo_exception")).__name__


def _sitemap(body: bytes, base: str) -> Listing:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(body, parser)
    if root is None:
        raise ListingError("broken: the sitemap cannot be read")
    rows = []
    for child in root:
        if not isinstance(child.tag, str):
            continue
        said = {etree.QName(e).localname: (e.text or "").strip() for e in child.iter() if isinstance(e.tag, str)}
        if said.get("loc"):
            rows.append((said["loc"], said.get("publication_date"), said.get("lastmod") or ""))
    if etree.QName(root).localname == "sitemapindex":
        newest = sorted(rows, key=lambda row: row[2], reverse=True)
        named = (clean_address(loc, base) for loc, _, _ in newest)
        return Listing("index", sitemaps=tuple(address for address in named if address))
    # The last changed first: where there are more than one takes, those are the news. Sorting is stable.
    rows.sort(key=lambda row: row[1] or row[2], reverse=True)
    note = "not well-formed" if parser.error_log else None
    return Listing("sitemap", _once((loc, _iso(day), base) for loc, day, _ in rows), note=note)


def _plain(body: bytes, base: str) -> Listing:
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines()]
    told = [line for line in lines if line and not line.startswith("#")]
    entries = _once((line, None, base) for line in told if _ADDRESS.fullmatch(line))
    if not entries and told:
        raise ListingError("it is neither RSS, Atom, a sitemap nor a list of addresses (one a line)")
    strange = sum(1 for line in told if not _ADDRESS.fullmatch(line))
    return Listing("list", entries, note=f"{strange} of its lines are no addresses" if strange else None)


def _once(rows: Iterator[tuple[str, str | None, str]]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for address, published, base in rows:
        url = clean_address(address, base) if address else None
        if url and url not in found and len(found) < MAX_ENTRIES:
            found[url] = Entry(url, published)
    return tuple(found.values())


def _day(moment: Any) -> str | None:
    try:
        return date(*moment[:3]).isoformat() if moment else None
    except (TypeError, ValueError):
        return None


def _iso(value: str | None) -> str | None:
    day = day_of(value) if value and len(value) >= 10 else None
    return day.isoformat() if day else None


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacker = zlib.decompressobj(31)
        whole = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        raise ListingError("broken gzip data") from None
    if unpacker.unconsumed_tail:
        raise ListingError(f"larger than {MAX_UNPACKED:,} bytes, unpacked")
    return whole


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.feeds: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "link" and (said.get("type") or "") in ("application/rss+xml", "application/atom+xml"):
            self.feeds.append(said.get("href") or "")


def _page(body: bytes, base: str) -> str:
    links = _Links()
    links.feed(body[:200_000].decode("utf-8", "replace"))
    feeds = [address for href in links.feeds if (address := clean_address(href, base))]
    hint = f"; it names the feed {feeds[0]}" if feeds else ""
    return f"it is a web page, no feed{hint}"

"""Alerts as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from dragoman.monitor.sending import Alert
from dragoman.version import __version__

_SPACE = uuid.UUID("5a0f1e0c-6a55-5d0c-9d0e-3f1d8a4f7c11")  # of our own, so that ids are ours alone
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(alerts: Iterable[Alert], *, title: str, address: str | None = None) -> str:
    """A feed of alerts, the newest first as they come. `address` is where the feed itself is to be had.

    What alerts quote comes from strangers: it stands in the feed as text, and only http(s) addresses become links.
    """
    rows = list(alerts)
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    _text(feed, "id", f"urn:uuid:{uuid.uuid5(_SPACE, address or title)}")
    _text(feed, "title", title)
    _text(feed, "updated", _moment(rows[0]["made_at"]) if rows else "1970-01-01T00:00:00Z")
    ET.SubElement(feed, "generator", {"version": __version__}).text = "Dragoman"
    _text(ET.SubElement(feed, "author"), "name", "Dragoman")
    if address:
        ET.SubElement(feed, "link", {"rel": "self", "href": address})
    for alert in rows:
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", f"urn:uuid:{uuid.uuid5(_SPACE, str(alert['id']))}")
        _text(entry, "title", str(alert["title"]))
        _text(entry, "updated", _moment(alert["made_at"]))
        ET.SubElement(entry, "category", {"term": _clean(str(alert["watch"]))})
        _text(entry, "summary", str(alert["why"]))
        links = [str(report["url"]) for report in alert["evidence"] if report.get("url")]
        links = [link for link in links if link.startswith(("https://", "http://"))]
        for place, link in enumerate(links):
            ET.SubElement(entry, "link", {"rel": "alternate" if place == 0 else "related", "href": _clean(link)})
        said = [f"{one.get('outlet') or one.get('article')}: “{one.get('sentence')}”" for one in alert["evidence"]]
        content = ET.SubElement(entry, "content", {"type": "text"})
        content.text = _clean("\n".join([str(alert["why"]), *said]))
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    return f"{value.isoformat()}T00:00:00Z" if isinstance(value, date) else str(value)

"""An article from an HTML page, by trafilatura: the text, and what the page says of itself."""

from __future__ import annotations

import logging
import re
from typing import Any

from dragoman.reading.problems import UnreadableError

_LANGUAGE = re.compile(r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?\s*([a-zA-Z]{2,3})\b", re.IGNORECASE)

for _name in ("trafilatura", "htmldate", "courlan", "justext"):  # their complaints are not for our users' terminals
    logging.getLogger(_name).addHandler(logging.NullHandler())


def from_page(html: str, address: str | None = None) -> dict[str, Any]:
    """The fields of an article: text, title, byline, published, outlet, url (the canonical one), language.

    `address` is where the page was fetched from. Raises UnreadableError if no article is found in it.
    """
    from trafilatura import bare_extraction  # a third of a second, which runs without pages need not wait for

    try:
        found = bare_extraction(
            html,
            url=address,
            include_comments=False,
            with_metadata=True,
            # A page without a date in its metadata has none for us: better no date than a copyright year.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # whatever a broken page makes lxml or trafilatura raise must not stop the others
        raise UnreadableError(f"the page cannot be read ({type(error).__name__}: {error})") from error
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise UnreadableError("no article text found in the page")
    return {
        "text": found.text,
        "title": found.title or None,
        "byline": found.author or None,
        "published": found.date or None,
        "outlet": found.sitename or None,
        "url": found.url or address,
        "language": said_language(html[:20_000]),
    }


def said_language(head: str) -> str | None:
    """The language that the beginning of a page names: "en"."""
    found = _LANGUAGE.search(head)
    return found[1].lower() if found else None

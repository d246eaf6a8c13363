"""A desk to be tested: an article of a stranger who means ill, and a client."""

from __future__ import annotations

import re
from typing import Any

from fastapi.testclient import TestClient
from making import made

from dragoman import CodedArticle
from dragoman.records import Party, Span
from dragoman.server import Settings, make_app

TOKEN = "a token that nobody guesses"  # noqa: S105
FORM = {"Origin": "http://localhost:8750"}
"""What a browser says of a form of the desk's own."""

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>"


def hostile() -> CodedArticle:
    """An article whose every word wants to be markup."""
    plain = made("<b>/../x?y#z", body=HOSTILE, outlet=HOSTILE, place=None)
    start = plain.text.index(HOSTILE)
    (event,), (quotation,) = plain.events, plain.quotations
    party = Party(code="NOR GOV", country="NOR", sector="GOV", name=HOSTILE)
    words = Span.of(plain.text, start, start + len(HOSTILE))
    return plain.model_copy(
        update={
            "title": HOSTILE,
            "url": "javascript:alert(3)",
            "coder": {HOSTILE: HOSTILE},
            "contexts": (HOSTILE,),
            "noise": (words,),
            "events": (
                event.model_copy(update={"actors": (party,), "why": HOSTILE, "sentence": words, "trigger": words}),
            ),
            "quotations": (
                quotation.model_copy(update={"speaker_entity": HOSTILE, "speaker_why": HOSTILE, "via": HOSTILE}),
            ),
        }
    )


def of_strangers(page: str) -> str:
    """The page in lower case, without the scripts of the desk's own files."""
    return re.sub(r'<script src="/static/[\w.-]+\.js" defer></script>', "", page.lower())


def client_of(settings: Settings, **more: Any) -> TestClient:
    """A client of a desk, as a program on the same machine would be."""
    return TestClient(make_app(settings), base_url="http://localhost:8750", follow_redirects=False, **more)

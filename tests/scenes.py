"""The acts of a text before they are joined and weighed, for tests of events."""

from __future__ import annotations

from dragoman import Coder
from dragoman.cleaning import clean
from dragoman.events.tellings import Scene
from dragoman.quotations import find_quotations
from dragoman.records import Article


def scene_of(coder: Coder, text: str) -> Scene:
    """The scene of a text, published on 20 June 2024."""
    article = Article.of(text, published="2024-06-20")
    parsed = coder._reader.parse(article, clean(text, None))
    actors = coder._actors.find(parsed)
    return coder._events.scene(parsed, actors, find_quotations(parsed, actors))

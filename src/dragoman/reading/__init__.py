"""Reading: articles from texts, pages, `articles.jsonl`, folders, standard input and the web."""

from typing import TYPE_CHECKING

from dragoman.reading.fetched import Fetched, FetchError
from dragoman.reading.inputs import read
from dragoman.reading.problems import MAX_BYTES, MAX_CHARACTERS, BadInput

if TYPE_CHECKING:
    from dragoman.reading.fetch import Fetcher

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "BadInput", "FetchError", "Fetched", "Fetcher", "read"]


def __getattr__(name: str) -> object:
    # Fetcher brings httpx along, which takes longer to import than all the rest.
    if name == "Fetcher":
        from dragoman.reading.fetch import Fetcher

        return Fetcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

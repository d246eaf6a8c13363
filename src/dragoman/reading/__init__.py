"""Reading: articles from texts, pages, `articles.jsonl`, folders, standard input and the web."""

from dragoman.reading.fetch import Fetched, Fetcher, FetchError
from dragoman.reading.inputs import read
from dragoman.reading.problems import MAX_BYTES, MAX_CHARACTERS, BadInput

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "BadInput", "FetchError", "Fetched", "Fetcher", "read"]

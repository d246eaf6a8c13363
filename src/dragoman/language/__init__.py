"""Language: sentences, tags and parse of a cleaned article."""

from dragoman.language.parsed import Parsed
from dragoman.language.reader import DEFAULT_MODEL, Reader

__all__ = ["DEFAULT_MODEL", "Parsed", "Reader"]

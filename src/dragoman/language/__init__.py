"""Language: sentences, tags and parse of a cleaned article."""

import os

# The cores are taken by processes, not by threads of each; read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dragoman.language.quick import loading, without_command_line

with loading(), without_command_line():
    from dragoman.language.parsed import Parsed
    from dragoman.language.reader import DEFAULT_MODEL, Reader

__all__ = ["DEFAULT_MODEL", "Parsed", "Reader", "loading"]

"""The formats of the field by name: which function writes each, and whether it writes a file or a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from dragoman.records import CodedArticle

FILES = {
    "polecat": "write_polecat",
    "icews": "write_icews",
    "acled": "write_acled",
    "plover": "write_plover",
    "ngec": "write_ngec",
    "webannotation": "write_webannotation",
    "stix": "write_stix",
    "geojson": "write_geojson",
}
"""Formats of one file: the module of that name in this package, and its function."""

FOLDERS = {"gdelt": "write_gdelt", "gold": "write_gold", "parquet": "write_parquet"}
"""Formats of several files in one folder."""


def file_writer(name: str) -> Callable[[Iterable[CodedArticle], TextIO], int]:
    """The function that writes a format of one file."""
    found: Callable[[Iterable[CodedArticle], TextIO], int] = _function(name, FILES[name])
    return found


def folder_writer(name: str) -> Callable[[Iterable[CodedArticle], Path], int]:
    """The function that writes a format of several files."""
    found: Callable[[Iterable[CodedArticle], Path], int] = _function(name, FOLDERS[name])
    return found


def _function(module: str, name: str) -> Any:
    return getattr(import_module(f"dragoman.exports.{module}"), name)

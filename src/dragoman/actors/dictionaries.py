"""The dictionaries of actors: YAML files under data/, compiled for speed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_yaml(name: str) -> Any:
    """The content of a data file of this package."""
    return yaml.load((files("dragoman.actors") / "data" / name).read_text("utf-8"), Loader)  # noqa: S506 - a safe loader

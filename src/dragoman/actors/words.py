"""Word lists that decide how noun phrases are read: data/words.yaml."""

from __future__ import annotations

from functools import cache

from dragoman.actors.dictionaries import load_yaml


@cache
def words(name: str) -> frozenset[str]:
    """The list of that name."""
    return frozenset(load_yaml("words.yaml")[name])


@cache
def name_words() -> dict[str, str]:
    """Words in an organisation's name, and the sector that each tells."""
    return {word: sector for sector, listed in load_yaml("words.yaml")["name_words"].items() for word in listed}

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


@cache
def may_refer_to(noun: str) -> frozenset[str] | None:
    """The sectors of what a noun for an organisation may refer back to; None where the noun is not of that kind."""
    sectors = load_yaml("words.yaml")["may_refer_to"].get(noun)
    return frozenset(sectors) if sectors else None


@cache
def state_of(noun: str) -> str | None:
    """The state whose people a noun means wherever the article names it ("settlers"); None for other nouns."""
    of_one_state: dict[str, list[str]] = load_yaml("words.yaml")["of_one_state"]
    return next((state for state, nouns in of_one_state.items() if noun in nouns), None)

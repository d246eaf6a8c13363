"""Is a text English? By the share of function words, as in Grefenstette, "Comparing two language identification
schemes", JADT 1995: short words tell languages apart as soon as there are a few of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files

import yaml

SAMPLE = 20_000  # characters that are looked at: enough to tell, and the same time for every article
LONG = 40  # words from which on a text without English function words is no English
LEAST = 0.03  # English news has a share of function words of .3 to .5; tables of names and results fall to .04
LEAD = 4  # function words by which another language must lead: "Lula da Silva de Oliveira dos Santos" proves nothing

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def why_not_english(text: str) -> str | None:
    """None for a text that is English or too short to tell, else what it seems to be, in words for the user."""
    sample = text[:SAMPLE]
    letters = [character for character in sample if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character < "\u1f00" for character in letters)
    if latin * 2 < len(letters):
        scripts = Counter(_script(character) for character in letters[:1000])
        return f"{scripts.most_common(1)[0][0]} script"
    found = _WORDS.findall(sample)
    if not sample.isupper():
        # Function words are written small; "Los Angeles" and "El Paso" are names in any language.
        found = [word for word in found if not word[0].isupper()] if latin else found
    words = Counter(word.lower() for word in found)
    english, others = _function_words()
    ours = sum(words[word] for word in english)
    theirs, language = max((sum(words[word] for word in known), name) for name, known in others.items())
    if theirs >= ours + LEAD:
        return f"{language}, it seems"
    total = words.total()
    if total >= LONG and ours < LEAST * total:
        return f"only {ours} of its {total} words in small letters are English function words"
    return None


def _script(character: str) -> str:
    return unicodedata.name(character, "unknown").split()[0].capitalize()


@cache
def _function_words() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(files(__package__).joinpath("english.yaml").read_text("utf-8"), loader)  # noqa: S506 - a safe one
    return (
        frozenset(data["english"].split()),
        {name: frozenset(words.split()) for name, words in data["others"].items()},
    )

"""What nouns say of who somebody is: data/roles.yaml, read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from dragoman.actors.dictionaries import load_yaml
from dragoman.actors.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Role:
    """A noun for an office, a calling or a kind of organisation."""

    noun: str
    sector: str
    kind: Literal["person", "organisation"]
    neutral: bool
    """Takes the sector of what it belongs to."""
    uncoded: bool
    """Has no code unless a country is said ("analysts", "sources")."""


class Lexicon:
    """Role nouns, the words before them that fix the sector, and titles."""

    def __init__(self) -> None:
        raw = load_yaml("roles.yaml")
        neutral = {kind: set(raw["neutral"][kind]) for kind in ("persons", "organisations")}
        uncoded = set(raw["uncoded"])
        self.roles: dict[str, Role] = {}
        for part, kind in (("persons", "person"), ("organisations", "organisation")):
            for sector, nouns in raw[part].items():
                for noun in nouns:
                    loose = noun in neutral["persons"] or noun in neutral["organisations"]
                    self.roles.setdefault(noun, Role(noun, sector, kind, loose, noun in uncoded))  # type: ignore[arg-type]
        for part, kind in (("persons", "person"), ("organisations", "organisation")):
            for noun in neutral[part]:
                self.roles.setdefault(noun, Role(noun, "GOV", kind, True, noun in uncoded))  # type: ignore[arg-type]
        for noun in uncoded:
            self.roles.setdefault(noun, Role(noun, "CVL", "person", False, True))
        self.first_names: dict[str, str] = {
            name: sex for sex, names in load_yaml("first_names.yaml").items() for name in names
        }
        self.long: dict[str, list[str]] = {}
        for noun in sorted(self.roles, key=len, reverse=True):
            if " " in noun or "-" in noun:
                self.long.setdefault(noun.replace("-", " ").rsplit(" ", 1)[1], []).append(noun)
        self.modifiers = {word: sector for sector, words in raw["modifiers"].items() for word in words}
        self.former = frozenset(raw["former"])
        self.leaders = frozenset(raw["leaders"])
        self.titles: dict[str, str | None] = {
            word: None if sex == "any" else sex for sex, words in raw["titles"].items() for word in words
        }

    def role_at(self, tokens: Tokens, i: int) -> tuple[Role, int] | None:
        """The role noun that ends at token i, of several words where it has them, and its first token."""
        lemma = self.singular(tokens, i)
        for noun in self.long.get(lemma, ()):
            first = tokens.at_offset(tokens.end[i] - len(tokens.text[i]) - len(noun) + len(lemma))
            if first < i and tokens.sentence[first] == tokens.sentence[i]:
                before = tokens.source[tokens.start[first] : tokens.start[i]].lower().replace("’", "'")
                if before + lemma == noun:
                    return self.roles[noun], first
        role = self.roles.get(lemma) or self.roles.get(tokens.lower[i])
        return (role, i) if role is not None else None

    def singular(self, tokens: Tokens, i: int) -> str:
        """The lemma of a noun; names keep their plural in spaCy's lemmas, so theirs is made here."""
        word = tokens.lower[i]
        if word.endswith("people") and len(word) > 6:
            return word[:-6] + "person"
        if tokens.pos[i] == "PROPN" and word.endswith("s") and not word.endswith("ss") and word[:-1] in self.roles:
            return word[:-1]
        return tokens.lemma[i] if tokens.pos[i] != "PROPN" else word


@cache
def lexicon() -> Lexicon:
    """The one lexicon of the process."""
    return Lexicon()

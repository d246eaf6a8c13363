"""Finds actors."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from dragoman.actors.dictionaries import load_yaml
from dragoman.actors.layer import ActorLayer, Entity, Mention, MentionKind
from dragoman.language import Parsed

LOCATIVE = {"in", "at", "near", "across", "inside", "outside", "from", "around", "over", "into"}


@cache
def _countries() -> dict[str, tuple[str, MentionKind]]:
    names: dict[str, tuple[str, MentionKind]] = {}
    for code, entry in load_yaml("countries.yaml").items():
        for part in ("names", "people", "capitals", "seats", "regions"):
            for name in entry.get(part, []):
                names.setdefault(name, (code, "name"))
        for name in entry.get("adjectives", []):
            names.setdefault(name, (code, "adjective"))
    return names


class ActorFinder:
    """Finds and resolves the actors of articles. Load once, use for many."""

    def __init__(self) -> None:
        self._names = _countries()
        self._longest = max(name.count(" ") for name in self._names) + 1

    def find(self, parsed: Parsed) -> ActorLayer:
        """The actor layer of one article."""
        doc = parsed.doc
        layer = ActorLayer(len(doc), lambda first, last: next(filter(None, map(layer.at, range(first, last))), None))
        countries: dict[str, Entity] = {}
        persons: dict[str, Entity] = {}

        def add(kind: MentionKind, first: int, last: int, head: Token, entity: Entity) -> None:
            span = doc[first:last]
            locative = head.dep_ == "pobj" and head.head.lower_ in LOCATIVE
            layer.add(Mention(kind, span.start_char, span.end_char, first, last, head.i, entity, locative))

        def entity(kind: str, name: str, code: str | None, why: str) -> Entity:
            made = Entity(len(layer.entities), kind, name, code, why)  # type: ignore[arg-type]
            layer.entities.append(made)
            return made

        i = 0
        while i < len(doc):
            for length in range(min(self._longest, len(doc) - i), 0, -1):
                name = doc[i : i + length].text
                if name in self._names:
                    code, kind = self._names[name]
                    if code not in countries:
                        countries[code] = entity("country", name, f"{code} GOV", f"{name} is {code}")
                    add(kind, i, i + length, doc[i : i + length].root, countries[code])
                    i += length - 1
                    break
            i += 1
        last: Entity | None = None
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                known = next((p for n, p in persons.items() if n.endswith(ent.text)), None)
                if known is None:
                    nearby = [m for t in ent.root.subtree if (m := layer.at(t.i))]
                    code = nearby[0].code if nearby else None
                    known = persons[ent.text] = entity("person", ent.text, code, "a country named beside the person")
                add("name", ent.start, ent.end, ent.root, known)
        for token in doc:
            mention = layer.at(token.i)
            if mention and mention.entity.kind == "person":
                last = mention.entity
            elif last and token.lower_ in {"he", "she", "him", "his", "her"}:
                add("pronoun", token.i, token.i + 1, token, last)
        layer.mentions.sort(key=lambda m: (m.start, -m.end))
        return layer

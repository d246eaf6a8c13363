"""The lexicon of acts: which words name an act of which type, and where its parties stand (lexicon/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from spacy.tokens import Token

from dragoman.events import syntax
from dragoman.plover.ontology import SECTORS, EventType, event_types

Roles = Literal["directed", "mutual", "visit", "host", "solo", "request", "warning", "protest", "verdict", "fall"]
Needs = Literal["actor", "recipient", "both", "any"]
Pos = Literal["verb", "noun", "adjective"]

PREPOSITIONS = frozenset(
    "on upon for at to against with of in into from by about over behind near around off under among between".split()
)
# Lemmas that spaCy gives forms of other words: "staged", "waged", "raped", "raged", "fined".
MISREAD = {"stag": "stage", "wag": "wage", "rap": "rape", "rag": "rage", "fin": "fine"}
_PART = re.compile(r"\[([^\]]+)\]|(\S+)")
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How far below its head a part of a phrase may stand: "impose heavy new [sanction]" is one step, "in [custody]" two.
DEPTH = 2


class LexiconError(ValueError):
    """An entry of a lexicon file is wrong; the message names the file, the entry and what would be good."""


@dataclass(frozen=True, slots=True)
class Act:
    """A word or phrase that names an act. `parts` must stand below the head, `left` before a noun."""

    words: str
    head: str
    pos: Pos
    type: str
    mode: str | None
    mode_fixed: bool
    """True where the entry says that the act has no mode, whatever stands nearby."""
    parts: tuple[frozenset[str], ...]
    left: tuple[str, ...]
    aux: str | None
    to: frozenset[str]
    roles: Roles
    needs: Needs
    with_: frozenset[str]
    without: frozenset[str]
    by: frozenset[str] = frozenset()
    """Sectors of which one must be an actor's, where anybody is known to act; none: whoever acts."""
    own: bool = False
    """Of a user's own file: where it says something of a word, ours with no larger phrase say nothing more."""

    @property
    def specific(self) -> int:
        """The more parts a phrase has, the earlier it is tried."""
        return 3 * (len(self.parts) + len(self.left)) + bool(self.with_)

    def matches(self, token: Token, sentence_words: frozenset[str]) -> bool:
        """Whether a token with the lemma of the head is this act. `sentence_words`: lemmas and words, lower case."""
        if self.with_ and not self.with_ & sentence_words:
            return False
        if self.aux and not any(c.dep_ == "aux" and c.lower_ in (self.aux, "'ll", "’ll", "'d") for c in token.children):
            return False
        if self.left:
            before = {c.lower_ for c in token.lefts} | {c.lemma_.lower() for c in token.lefts}
            before |= {t.lower_ for t in token.doc[max(token.i - len(self.left) - 1, 0) : token.i]}
            if not all(word in before for word in self.left):
                return False
        if not self.parts and not self.without:
            return True
        below = words_below(token)
        return all(part & below for part in self.parts) and not self.without & below


def words_below(token: Token) -> frozenset[str]:
    """Lemmas and lower-cased words that stand below a token, `DEPTH` steps deep (prepositions cost nothing).

    The subject of a passive is among them, as the object of the active would be: "sanctions were lifted".
    """
    noun = _described(token)
    found: set[str] = {noun.lower_, noun.lemma_.lower()} if noun is not None else set()
    todo = [(child, DEPTH) for child in token.children]
    while todo:
        child, depth = todo.pop()
        if _tells_more(child):
            continue
        if child.dep_ == "prep" and any(c.ent_type_ in ("DATE", "TIME") for c in child.children):
            continue  # "called in the ambassador on Thursday" calls on nobody
        found |= {child.lower_, child.lemma_.lower()}
        if depth or child.dep_ == "prep":
            todo += [(c, depth - (child.dep_ != "prep")) for c in child.children]
    return frozenset(found)


def _tells_more(word: Token) -> bool:
    """Whether a word begins what is no part of the phrase above it: who does it, another clause, another act."""
    if word.dep_ == "conj":
        return word.head.dep_ != "xcomp"  # but "vowed to double the army and defeat them"
    if word.dep_ == "ccomp":
        return word.pos_ not in ("ADJ", "ADV") and not _bare(word)  # but "set them free"
    return word.dep_ in ("nsubj", "advcl", "relcl")


def _described(verb: Token) -> Token | None:
    """The noun that a relative clause or a participle describes and that is its object: "sanctions imposed by"."""
    if verb.dep_ not in ("acl", "relcl"):
        return None
    described = syntax.subjects(verb) if syntax.is_passive(verb) else syntax.objects(verb)
    return verb.head if verb.head in described else None


def _bare(verb: Token) -> bool:
    """Whether a clause is an infinitive, "asked them to leave"."""
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


class Lexicon:
    """All acts, by lemma and part of speech."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._acts: dict[tuple[str, Pos], list[Act]] = {}
        for act in acts:
            self._acts.setdefault((act.head, act.pos), []).append(act)
        for group in self._acts.values():
            group.sort(key=lambda act: -act.specific)

    def acts_of(self, token: Token, sentence_words: frozenset[str]) -> Iterator[Act]:
        """The acts that a token may name, the most specific first."""
        pos = _POS.get(token.pos_)
        if pos is None:
            return
        lemma = token.lemma_.lower()
        for act in self._acts.get((MISREAD.get(lemma, lemma), pos), ()):
            if act.matches(token, sentence_words):
                yield act

    def __iter__(self) -> Iterator[Act]:
        for group in self._acts.values():
            yield from group


_POS: Mapping[str, Pos] = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective"}


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    folder = files("dragoman.events") / "lexicon"
    acts: list[Act] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml") and path.name not in ("modes.yaml", "verdicts.yaml", "background.yaml"):
            acts += read_acts(yaml.load(path.read_text("utf-8"), Loader=_YAML), path.name)  # noqa: S506 - safe loaders
    return Lexicon(acts)


def read_acts(data: Mapping[str, Any], where: str, types: Mapping[str, EventType] | None = None) -> Iterator[Act]:
    """The acts of one lexicon file, for the types of PLOVER or those given.

    Raises LexiconError that says what is wrong and where.
    """
    types = types or event_types()
    kind: str = data.get("type", "")
    if kind not in types:
        raise LexiconError(f"{where}: type {kind!r} is none of {', '.join(types)}")
    parts_of_speech: tuple[tuple[str, Pos], ...] = (("verbs", "verb"), ("nouns", "noun"), ("adjectives", "adjective"))
    for key, pos in parts_of_speech:
        for entry in data.get(key) or ():
            mode = entry.get("mode")
            if mode not in (None, "none") and mode not in types[kind].modes:
                raise LexiconError(
                    f"{where}: mode {mode!r} of {entry['words']!r} is none of {', '.join(types[kind].modes)}"
                )
            unknown = set(entry.get("by", ())) - SECTORS - {"IGO"}
            if unknown:
                raise LexiconError(f"{where}: {min(unknown)!r}, by whom {entry['words']!r} is done, is no sector")
            for words in entry["words"].split(","):
                yield _act(words.strip(), pos, kind, entry)


def _act(words: str, pos: Pos, kind: str, entry: Mapping[str, Any]) -> Act:
    tokens = [m.group(1).split("|") if m.group(1) else m.group(2) for m in _PART.finditer(words)]
    plain = [t for t in tokens if isinstance(t, str)]
    parts = [frozenset(t) for t in tokens if not isinstance(t, str)]
    aux = plain.pop(0) if plain[0] in ("will", "would") else None
    left: list[str] = []
    if pos == "noun":
        rest = []
        while len(plain) > 1 and plain[-1] in PREPOSITIONS:
            rest.append(plain.pop())
        if "of" in plain:  # "exchange of fire": the head stands before "of"
            cut = plain.index("of")
            rest, plain = plain[cut:], plain[:cut]
        head, left = plain[-1], plain[:-1]
    else:
        head, rest = plain[0], plain[1:]
    mode = entry.get("mode")
    return Act(
        words=words,
        head=head,
        pos=pos,
        type=kind,
        mode=None if mode == "none" else mode,
        mode_fixed=mode == "none",
        parts=(*parts, *(frozenset([word]) for word in rest)),
        left=tuple(left),
        aux=aux,
        to=frozenset(word.strip() for word in str(entry.get("to", "obj")).split(",")),
        roles=entry.get("roles", "directed"),
        needs=entry.get("needs", "both"),
        with_=frozenset(entry.get("with", ())),
        without=frozenset(entry.get("without", ())),
        by=frozenset(entry.get("by", ())),
    )

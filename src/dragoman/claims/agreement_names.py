"""Where an article names an agreement: the name, its kind, and who made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from dragoman.actors import ActorLayer
from dragoman.claims.agreement_lexicon import agreement_lexicon
from dragoman.claims.agreement_stages import stages_of
from dragoman.claims.sides import two_sides
from dragoman.language import Parsed
from dragoman.records import AgreementKind, Stage

LONGEST_NAME = 12
"""A name has so many words at most."""

COMPLEMENTS = frozenset(("with", "between", "on", "in", "for", "of", "around", "over", "by", "among", "regarding"))
WHO = frozenset(("with", "between", "by", "among", "of"))
PARTY_SECTORS = frozenset("GOV MIL REB LEG PTY OPP PRM UAF ELI SPY PRE".split())
CONTENT = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "VERB"))
"""Parts of speech of the words that tell one agreement from another."""

SUBJECTS = frozenset(("nsubj", "nsubjpass"))


@dataclass(slots=True)
class Mention:
    """One place that names an agreement: its head, its modifiers, what is said of it."""

    head: Token
    kind: AgreementKind
    modifiers: frozenset[str]
    first: int
    last: int
    parties: tuple[str, ...] = ()
    stages: tuple[tuple[Stage, Token], ...] = ()
    known: int | None = None
    where: frozenset[str] = frozenset()
    """The place of a truce ("in Gaza")."""


def mentions_of(parsed: Parsed, actors: ActorLayer) -> Iterator[Mention]:
    """Every place of an article that names an agreement."""
    lexicon = agreement_lexicon()
    taken: set[int] = set()
    text = parsed.article.text
    heads = list(_heads(parsed.doc))
    for match in _named(text, heads):
        span = parsed.doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if span is None or not span.text.strip() or match.lastindex is None:
            continue
        taken.update(range(span.start, span.end))
        known = lexicon.known[match.lastindex - 1]
        words = frozenset(token.lower_ for token in span)
        yield Mention(
            span.root,
            known.kind,
            words,
            span.start,
            span.end,
            known.parties or _parties(span.root, actors),
            tuple(stages_of(span.root)),
            match.lastindex - 1,
        )
    for token in heads:
        if token.i in taken or token.pos_ not in ("NOUN", "PROPN"):
            continue
        kind = _kind(token)
        if kind:
            first, last = _phrase(token)
            modifiers = frozenset(t.lower_ for t in token.doc[first : token.i] if t.pos_ in CONTENT)
            yield Mention(
                token,
                kind,
                modifiers,
                first,
                last,
                _parties(token, actors),
                tuple(stages_of(token)),
                None,
                _where(token),
            )


def _named(text: str, heads: list[Token]) -> Iterator[re.Match[str]]:
    """The agreements known by name, looked for only around words that such a name holds."""
    end = 0
    for token in heads:
        start = max(end, token.idx - REACH)
        for match in agreement_lexicon().named.finditer(text, start, token.idx + REACH):
            end = match.end()
            yield match


def _heads(doc: Doc) -> Iterator[Token]:
    """The tokens that may be the head of an agreement's name, without a look at the others."""
    if len(doc):
        lemmas = doc.to_array(["LEMMA", "LOWER"])
        for at in np.flatnonzero(np.isin(lemmas, _head_ids()).any(axis=1)):
            yield doc[int(at)]


@cache
def _head_ids() -> NDArray[np.uint64]:
    lexicon = agreement_lexicon()
    words = {*lexicon.heads, *(head for _, head in lexicon.pairs), *lexicon.in_names}
    return np.array([get_string_id(word) for word in words], dtype=np.uint64)


def _kind(token: Token) -> AgreementKind | None:
    """The kind of agreement that a noun names, or None if it names none."""
    lexicon = agreement_lexicon()
    lemma = token.lemma_.lower()
    before = token.nbor(-1).lower_ if token.i else ""
    paired = lexicon.pairs.get((before, lemma))
    if paired:
        return paired
    head = lexicon.heads.get(lemma)
    if head is None or (token.dep_ == "compound" and token.head.lemma_.lower() in lexicon.heads):
        return None
    in_order = [t.lower_ for t in token.doc[max(token.left_edge.i, token.i - LONGEST_NAME) : token.i]]
    left = {before, *in_order}
    need = lexicon.only_after.get(lemma)
    if need and not (left | {token.nbor().lower_ if token.i + 1 < len(token.doc) else ""}) & need:
        verb = token.head
        by = {t.lower_ for t in (verb.subtree if verb.pos_ == "VERB" else token.subtree)}
        if lemma != "resolution" or not by & need or left & lexicon.not_before:
            return None
    if left & lexicon.not_before:
        return None
    if token.i + 1 < len(token.doc) and token.nbor().lower_ in lexicon.not_after:
        return None
    if lemma == "agreement" and before == "in":
        return None
    if head not in ("treaty", "deal"):
        return head
    return next((lexicon.modifiers[word] for word in (before, *reversed(in_order)) if word in lexicon.modifiers), head)


def _phrase(head: Token) -> tuple[int, int]:
    """The tokens of the name: modifiers, head, and the short complements that tell it from others."""
    first = head.i
    for child in reversed(list(head.lefts)):
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod", "quantmod", "punct") or child.dep_ == "det":
            first = min(first, max(child.left_edge.i, head.i - LONGEST_NAME + 1))
    last = head.i + 1
    for child in head.rights:
        fits = (child.dep_ == "prep" and child.lower_ in COMPLEMENTS) or child.dep_ == "acl"
        if child.left_edge.i != last or not fits:
            break
        end = _trimmed(child)
        if end - first > LONGEST_NAME:
            break
        last = end
    return first, last


def _trimmed(phrase: Token) -> int:
    """Where a complement ends, side clauses left out."""
    end = phrase.left_edge.i
    for token in phrase.subtree:
        if token.i > end or token.dep_ in ("relcl", "advcl") or token.lower_ in ("which", "who", "that", "whose", ";"):
            break
        end = token.i + 1
    while end > phrase.i + 1 and phrase.doc[end - 1].is_punct:
        end -= 1
    return end


def _parties(head: Token, actors: ActorLayer) -> tuple[str, ...]:
    """Who made it, by its own words ("between X and Y", "X's deal with Y") and the verb that it is the object of."""
    found: list[str] = []
    for child in head.children:
        if child.dep_ in ("poss", "compound", "amod", "nmod"):
            found += _codes(child, actors)
        elif child.dep_ == "prep" and child.lower_ in WHO:
            for inner in child.children:
                found += _codes(inner, actors)
        elif child.dep_ in ("acl", "relcl"):
            for inner in child.children:
                if inner.dep_ in ("prep", "agent") and inner.lower_ in WHO:
                    found += [code for thing in inner.children for code in _codes(thing, actors)]
                elif inner.dep_ == "nsubj":
                    found += _codes(inner, actors)
    verb = next((word for word in head.ancestors if word.pos_ == "VERB"), None)
    if verb is not None and verb.lemma_.lower() in agreement_lexicon().stages and not two_sides(found):
        for child in _arguments(verb):
            if child.dep_ in ("nsubj", "agent", "nsubjpass") and child.i != head.i:
                found += _codes(child, actors)
            elif child.dep_ == "prep" and child.lower_ in ("with", "between", "to"):
                found += [code for thing in child.children for code in _codes(thing, actors)]
    unique = list(dict.fromkeys(code for code in found if code.split()[-1] in PARTY_SECTORS or code.startswith("IGO")))
    return tuple(unique[:5]) if two_sides(unique) else ()


def _arguments(verb: Token) -> Iterator[Token]:
    """The children of a verb, with the subject of the verb that it hangs on where it has none ("hope to sign")."""
    yield from verb.children
    above = verb
    for _ in range(3):
        if above.dep_ not in ("xcomp", "conj") or any(child.dep_ in SUBJECTS for child in above.children):
            return
        above = above.head
        yield from (child for child in above.children if child.dep_ in SUBJECTS)


def _codes(word: Token, actors: ActorLayer) -> list[str]:
    mention = actors.headed_by(word.i) or actors.at(word.i)
    found = []
    if mention:
        found += [m.code for m in mention.entity.members if m.code] or ([mention.code] if mention.code else [])
    for child in word.children:
        if child.dep_ == "conj":
            found += _codes(child, actors)
    return found


def _where(head: Token) -> frozenset[str]:
    return frozenset(
        thing.lower_
        for child in head.children
        if child.lower_ == "in"
        for thing in child.children
        if thing.pos_ == "PROPN"
    )


REACH = 60
"""So many characters around its head a name can take."""

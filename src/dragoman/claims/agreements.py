"""Agreements: what political actors made, seek or leave (codebook, section 6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from dragoman.actors import ActorLayer
from dragoman.claims.agreement_lexicon import agreement_lexicon
from dragoman.claims.allegations import country
from dragoman.events.dates import DateFinder
from dragoman.language import Parsed
from dragoman.records import Agreement, AgreementKind, Event, Quotation, Span, Stage, record_id

ALIKE = {"treaty": "pact", "deal": "pact", "memorandum": "pact", "ceasefire": "ceasefire"}
"""Kinds that one agreement may be called by in turn ("the pact", "the deal")."""

LONGEST_NAME = 12
"""A name has so many words at most."""

COMPLEMENTS = frozenset(("with", "between", "on", "in", "for", "of", "around", "over", "by", "among", "regarding"))
WHO = frozenset(("with", "between", "by", "among", "of"))
PARTY_SECTORS = frozenset(("GOV", "MIL", "REB", "LEG", "PTY", "OPP", "PRM", "UAF", "ELI", "SPY", "PRE"))
SURE, LIKELY = 0.7, 0.5


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


@dataclass(slots=True)
class Group:
    """All mentions of one agreement."""

    mentions: list[Mention] = field(default_factory=list)

    @property
    def kind(self) -> AgreementKind:
        return max(self.mentions, key=lambda mention: (mention.known is not None, len(mention.modifiers))).kind

    @property
    def modifiers(self) -> frozenset[str]:
        return frozenset().union(*(mention.modifiers for mention in self.mentions))

    @property
    def parties(self) -> tuple[str, ...]:
        return max((mention.parties for mention in self.mentions), key=len)


def find_agreements(
    parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...], events: tuple[Event, ...]
) -> tuple[Agreement, ...]:
    """The agreements of an article, in text order: one record each, under the most specific name."""
    mentions = list(_mentions(parsed, actors))
    if not mentions:
        return ()
    dates = DateFinder(parsed)
    sides = _belligerents(events)
    found = []
    for group in _grouped(mentions):
        parties = group.parties or (sides if _needs_no_words(group) else ())
        if group.kind == "resolution":
            parties = parties or ("IGO UN",)
        if len(parties) < 2 and group.kind != "resolution" and not any(m.known is not None for m in group.mentions):
            continue
        found.append(_record(parsed, group, parties, dates))
    return tuple(found)


def _needs_no_words(group: Group) -> bool:
    """Whether the parties may go without saying: a truce, a peace deal are made by those who fight."""
    if group.kind == "ceasefire" or group.modifiers & {"peace", "nuclear", "hostage", "hostages", "ceasefire"}:
        return True
    return len(group.mentions) > 1 and group.kind == "deal" and any(m.stages for m in group.mentions)


def _mentions(parsed: Parsed, actors: ActorLayer) -> Iterator[Mention]:
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
            tuple(_stages(span.root)),
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
                token, kind, modifiers, first, last, _parties(token, actors), tuple(_stages(token)), None, _where(token)
            )


def _named(text: str, heads: list[Token]) -> Iterator[re.Match[str]]:
    """The agreements known by name, looked for only around words that such a name holds."""
    end = 0
    for token in heads:
        start = max(end, text.rfind(" ", 0, max(token.idx - REACH, 0)) + 1)
        for match in agreement_lexicon().named.finditer(text, start, token.idx + REACH):
            end = match.end()
            yield match


REACH = 60
"""So many characters around its head a name can take."""


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


CONTENT = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "VERB"))


def _kind(token: Token) -> AgreementKind | None:
    """The kind of agreement that a noun names, or None if it names none."""
    lexicon = agreement_lexicon()
    lemma = token.lemma_.lower()
    before = token.nbor(-1).lower_ if token.i else ""
    paired = lexicon.pairs.get((before, lemma))
    if paired:
        return paired
    head = lexicon.heads.get(lemma)
    if head is None or token.dep_ == "compound" and token.head.lemma_.lower() in lexicon.heads:
        return None
    left = {child.lower_ for child in token.lefts} | {before}
    left |= {w for child in token.lefts for w in (t.lower_ for t in child.subtree)}
    need = lexicon.only_after.get(lemma)
    if need and not left & need:
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
    for word in left:
        if word in lexicon.modifiers and head in ("treaty", "deal"):
            return lexicon.modifiers[word]
    return head


def _phrase(head: Token) -> tuple[int, int]:
    """The tokens of the name: modifiers, head, and the short complements that tell it from others."""
    first = head.i
    for child in reversed(list(head.lefts)):
        if child.dep_ in ("compound", "amod", "nmod", "poss", "nummod", "quantmod", "punct") or child.dep_ == "det":
            first = min(first, child.left_edge.i)
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
    made = verb is not None and (set(agreement_lexicon().stages.get(verb.lemma_.lower(), ())) & MADE)
    if verb is not None and made and not _two_sides(found):
        for child in verb.children:
            if child.dep_ in ("nsubj", "agent", "nsubjpass") and child.i != head.i:
                found += _codes(child, actors)
            elif child.dep_ == "prep" and child.lower_ in ("with", "between", "to"):
                found += [code for thing in child.children for code in _codes(thing, actors)]
    unique = list(dict.fromkeys(code for code in found if code.split()[-1] in PARTY_SECTORS or code.startswith("IGO")))
    return tuple(unique[:5]) if _two_sides(unique) else ()


def _two_sides(codes: Sequence[str]) -> bool:
    """Whether there are two sides: two countries or organisations, or a government and those who fight it."""
    return len({country(code) for code in codes}) > 1 or (len(codes) > 1 and any(c.endswith(REBELS) for c in codes))


REBELS = (" REB", " PRM", " UAF", " OPP")


MADE: frozenset[Stage] = frozenset(("agreed", "signed", "ratified", "negotiated", "terminated"))


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


def _stages(head: Token) -> Iterator[tuple[Stage, Token]]:
    """What the words around say of the stage, each with the word that says so."""
    stages = agreement_lexicon().stages
    word = head
    for _ in range(4):
        above = word.head
        if above is word:
            break
        if word.dep_ == "prep" and word.lower_ == "under":  # "banned under a resolution"
            yield "in_force", word
        subject = word.dep_ in ("nsubj", "nsubjpass")
        if above.pos_ in ("VERB", "AUX"):
            lemma = above.lemma_.lower()
            own = stages.get(f"~{lemma}") if word.dep_ == "nsubj" else None
            for stage in own or (() if subject and word.dep_ == "nsubj" else stages.get(lemma, ())):
                yield _wished(stage, above), above
            if above.dep_ not in ("xcomp", "conj", "pcomp", "acl", "advcl"):
                break
        elif above.pos_ in ("NOUN", "PROPN"):
            nouns = stages.get(above.lemma_.lower(), ()) or NOUNS.get(above.lemma_.lower(), ())
            for stage in nouns:
                yield stage, above
            if nouns:
                break
        word = above
    for child in head.children:
        itself = any(t.dep_ == "nsubj" and t.tag_ in ("WDT", "WP") for t in child.children)  # "a plan, which sought …"
        if (child.dep_ in ("acl", "amod") and child.tag_ != "VBG") or (child.dep_ == "relcl" and not itself):
            for stage in stages.get(child.lemma_.lower(), ()):
                if stage != "in_force":
                    yield _wished(stage, child), child


NOUNS: dict[str, tuple[Stage, ...]] = {
    "talk": ("negotiated",),
    "negotiation": ("negotiated",),
    "effort": ("negotiated",),
    "signing": ("signed",),
    "ratification": ("ratified",),
    "violation": ("in_force",),
    "breach": ("in_force",),
    "term": ("in_force",),
    "withdrawal": ("terminated",),
    "collapse": ("terminated",),
    "proposal": ("proposed",),
    "call": ("proposed",),
    "adoption": ("agreed",),
    "implementation": ("in_force",),
    "rejection": ("rejected",),
    "work": ("negotiated",),
    "hope": ("negotiated",),
}


def _wished(stage: Stage, verb: Token) -> Stage:
    """An agreement that is only to be made is negotiated, or proposed, whatever the verb."""
    if stage not in ("agreed", "signed", "ratified", "in_force"):
        return stage
    wishes = agreement_lexicon().wishes
    if any(child.lower_ in ("will", "shall", "’ll", "'ll") for child in verb.children):
        return "agreed" if stage != "in_force" else stage
    near = {child.lower_ for child in verb.children if child.dep_ in ("aux", "mark", "advmod", "neg")}
    above = verb.head.lemma_.lower() if verb.head is not verb else ""
    if (
        near & wishes
        or (("to" in near or verb.dep_ in ("pcomp", "xcomp")) and verb.tag_ in ("VB", "VBG"))
        or above in wishes
    ):
        return "negotiated"
    return stage


def _grouped(mentions: list[Mention]) -> list[Group]:
    """Mentions of one agreement together: the same name, the same parties, or a bare "the deal" after one."""
    groups: list[Group] = []
    for mention in sorted(mentions, key=lambda mention: (not mention.modifiers, mention.first)):
        best = next((group for group in groups if _same(group, mention)), None)
        if best is None:
            best = Group()
            groups.append(best)
        best.mentions.append(mention)
    return sorted(groups, key=lambda group: min(mention.first for mention in group.mentions))


def _same(group: Group, mention: Mention) -> bool:
    kinds = {ALIKE.get(m.kind, m.kind) for m in group.mentions}
    if mention.known is not None and any(m.known == mention.known for m in group.mentions):
        return True
    kind = ALIKE.get(mention.kind, mention.kind)
    if kind not in kinds:
        return not mention.modifiers and kind == "pact" and "ceasefire" in kinds
    if kind == "ceasefire":
        places = frozenset().union(*(m.where for m in group.mentions))
        return not (mention.where and places and not mention.where & places)
    if not mention.modifiers:
        return True
    if mention.modifiers & group.modifiers:
        return True
    return bool(mention.parties) and {country(c) for c in mention.parties} == {country(c) for c in group.parties}


def _belligerents(events: Sequence[Event]) -> tuple[str, ...]:
    """The two sides that fight most in the article."""
    pairs: Counter[tuple[str, str]] = Counter()
    for event in events:
        weight = 3 if event.type == "ASSAULT" else 1
        for actor in event.actors:
            for recipient in event.recipients:
                a, b = as_party(actor.code), as_party(recipient.code)
                if a and b and a != b and _two_sides((a, b)):
                    first, second = sorted((a, b))
                    pairs[first, second] += weight
    return pairs.most_common(1)[0][0] if pairs else ()


def as_party(code: str) -> str | None:
    """The party to an agreement that an actor of an event stands for: its forces and people stand for a government."""
    head, _, sector = code.partition(" ")
    if head in ("IGO", "INT"):
        return None
    return code if sector in ("REB", "PRM", "UAF") else f"{head} GOV"


def _record(parsed: Parsed, group: Group, parties: tuple[str, ...], dates: DateFinder) -> Agreement:
    lexicon = agreement_lexicon()
    named = max(
        group.mentions, key=lambda m: (m.known is not None, not _heading(m), len(m.modifiers), m.last - m.first)
    )
    told = [item for mention in group.mentions for item in mention.stages]
    by_stage = {stage: token for stage, token in reversed(told)}
    if group.kind in ("declaration", "resolution"):  # what is discussed is already made
        by_stage.pop("negotiated", None)
    stage = next((stage for stage in lexicon.order if stage in by_stage), None)
    if stage is None:
        stage = "negotiated" if group.kind == "ceasefire" or "peace" in group.modifiers else "agreed"
    when = dates.date_of(by_stage[stage].i) if stage in by_stage else None
    name = parsed.tokens(named.first, named.last)
    return Agreement(
        id=record_id(parsed.article.id, "agreement", name.start, group.kind),
        name=name,
        kind=group.kind,
        parties=parties,
        stage=stage,
        provisions=tuple(_provisions(parsed, group)),
        date=when.value if when else None,
        confidence=SURE if group.parties else LIKELY,
    )


def _heading(mention: Mention) -> bool:
    """Whether the name stands in a headline, where all words are capitals."""
    words = [t.text for t in mention.head.doc[mention.first : mention.last] if t.pos_ in CONTENT]
    return mention.known is None and len(words) > 1 and all(word[:1].isupper() for word in words)


def _provisions(parsed: Parsed, group: Group) -> Iterator[Span]:
    """What it binds its parties to: the clause or the "on …" phrase that hangs on its name."""
    seen = set()
    for mention in group.mentions:
        for child in mention.head.children:
            if child.dep_ in ("acl", "relcl") or (child.dep_ == "prep" and child.lower_ in ("on", "for")):
                first, last = child.left_edge.i, child.right_edge.i + 1
                if child.dep_ != "prep" and not any(t.dep_ in ("dobj", "prep", "xcomp") for t in child.children):
                    continue
                if child.dep_ == "acl" and child.tag_ in ("VBN", "VBD"):
                    continue
                words = parsed.tokens(first, last).text.lower()
                if last - first > 2 and words not in seen:
                    seen.add(words)
                    yield parsed.tokens(first, last)

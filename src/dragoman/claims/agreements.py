"""Agreements: what political actors made, seek or leave (codebook, section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dragoman.actors import ActorLayer
from dragoman.claims.agreement_lexicon import agreement_lexicon
from dragoman.claims.agreement_names import CONTENT, Mention, mentions_of
from dragoman.claims.sides import country, two_sides
from dragoman.events.dates import DateFinder
from dragoman.language import Parsed
from dragoman.records import Agreement, AgreementKind, Event, Quotation, Span, Stage, record_id

ALIKE = {"treaty": "pact", "deal": "pact", "memorandum": "pact", "ceasefire": "ceasefire"}
"""Kinds that one agreement may be called by in turn ("the pact", "the deal")."""

MOST = 100
"""An article has so many agreements at most; further names are further records."""

SURE, LIKELY = 0.7, 0.5
"""Confidence where the parties are told with the name, and where they are those who fight or talk in the article."""


@dataclass(slots=True)
class Group:
    """All mentions of one agreement, and what they say together."""

    mentions: list[Mention] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    parties: tuple[str, ...] = ()

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.kinds.add(ALIKE.get(mention.kind, mention.kind))
        self.modifiers |= mention.modifiers
        self.places |= mention.where
        if mention.known is not None:
            self.known.add(mention.known)
        if len(mention.parties) > len(self.parties):
            self.parties = mention.parties

    @property
    def kind(self) -> AgreementKind:
        """As its most specific mention has it."""
        return max(self.mentions, key=lambda mention: (mention.known is not None, len(mention.modifiers))).kind


def find_agreements(
    parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...], events: tuple[Event, ...]
) -> tuple[Agreement, ...]:
    """The agreements of an article, in text order: one record each, under the most specific name."""
    mentions = list(mentions_of(parsed, actors))
    if not mentions:
        return ()
    dates = DateFinder(parsed)
    fighting, talking = _sides(events, "ASSAULT"), _sides(events)
    found = []
    for group in _grouped(mentions):
        parties = group.parties or _understood(group, fighting, talking)
        if group.kind == "resolution":
            parties = parties or ("IGO UN",)
        if len(parties) < 2 and group.kind != "resolution" and not group.known:
            continue
        found.append(_record(parsed, group, parties, dates))
    return tuple(found)


def _needs_no_words(group: Group) -> bool:
    """Whether the parties may go without saying: a truce, a peace deal are made by those who fight."""
    if group.kind == "ceasefire" or group.modifiers & set(agreement_lexicon().modifiers):
        return True
    return len(group.mentions) > 1 and group.kind == "deal" and any(m.stages for m in group.mentions)


def _grouped(mentions: list[Mention]) -> list[Group]:
    """Mentions of one agreement together: the same name, the same parties, or a bare "the deal" after one."""
    groups: list[Group] = []
    for mention in sorted(mentions, key=lambda mention: (not mention.modifiers, mention.first)):
        best = next((group for group in groups[:MOST] if _same(group, mention)), None)
        if best is None:
            best = Group()
            groups.append(best)
        best.add(mention)
    return sorted(groups, key=lambda group: min(mention.first for mention in group.mentions))


def _same(group: Group, mention: Mention) -> bool:
    """Whether a mention names the agreement of a group."""
    if mention.known in group.known:
        return True
    kind = ALIKE.get(mention.kind, mention.kind)
    if kind not in group.kinds:
        return not mention.modifiers and kind == "pact" and "ceasefire" in group.kinds
    if kind == "ceasefire":
        return not (mention.where and group.places and not mention.where & group.places)
    if not mention.modifiers or mention.modifiers & group.modifiers:
        return True
    return bool(mention.parties) and {country(c) for c in mention.parties} == {country(c) for c in group.parties}


def _understood(group: Group, fighting: tuple[str, ...], talking: tuple[str, ...]) -> tuple[str, ...]:
    """The parties that go without saying: of a truce those who fight, of a trade deal those who trade."""
    if not _needs_no_words(group):
        return ()
    return (fighting or talking) if group.kind == "ceasefire" or "peace" in group.modifiers else talking


def _sides(events: Sequence[Event], kind: str | None = None) -> tuple[str, ...]:
    """The two sides that have most to do with each other in the article, in events of one type or of all."""
    pairs: Counter[tuple[str, str]] = Counter()
    for event in events:
        if kind and event.type != kind:
            continue
        for actor in event.actors:
            for recipient in event.recipients:
                a, b = as_party(actor.code), as_party(recipient.code)
                if a and b and a != b and two_sides((a, b)):
                    first, second = sorted((a, b))
                    pairs[first, second] += 1 if kind or event.type != "ASSAULT" else 3
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
    by_stage = dict(reversed(told))
    if group.kind in ("declaration", "resolution"):  # what is discussed is already made
        by_stage.pop("negotiated", None)
    stage = next((stage for stage in lexicon.order if stage in by_stage), None)
    if stage is None:
        stage = _untold(group)
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


def _untold(group: Group) -> Stage:
    """The stage of an agreement of which none is told: a truce is being sought, a treaty that one refers to holds."""
    if group.kind == "ceasefire" or "peace" in group.modifiers:
        return "negotiated"
    return "in_force" if group.kind == "treaty" and not group.known else "agreed"


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

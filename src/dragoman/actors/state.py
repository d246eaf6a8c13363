"""What is known of one article while its actors are being found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.actors.dictionaries import Dictionary, Period, Sense
from dragoman.actors.layer import ActorLayer, Entity, EntityKind, Mention, MentionKind
from dragoman.actors.roles import Lexicon
from dragoman.actors.tokens import Tokens
from dragoman.actors.words import words
from dragoman.language import Parsed

_YEAR = re.compile(r"(?<![\d.,-])(?:19[5-9]|20\d)\d(?![\d-]|,\d)")
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
OPENING, CLOSING, EITHER = frozenset("“«„"), frozenset("”»"), frozenset({'"', "''", "``"})


@dataclass(slots=True)
class Known:
    """What the step itself remembers of an entity beside what it hands on."""

    entity: Entity
    roles: set[str] = field(default_factory=set)
    """Role nouns that the article or the dictionary gives it."""
    sense: Sense | None = None
    names: list[tuple[str, ...]] = field(default_factory=list)
    former: set[str] = field(default_factory=set)
    """Nouns of offices that it held once."""
    firm: bool = False
    """Its code does not rest on the country in focus alone."""
    last: int = -1
    """The token of the last mention so far."""
    last_subject: int = -1
    spoke: int = -1
    """The token at which it was last the subject of a verb of saying."""
    count: int = 0


class State:
    """The article, the dictionaries, and the layer in the making."""

    def __init__(self, parsed: Parsed, dictionary: Dictionary, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.tokens = Tokens(parsed)
        self.dictionary = dictionary
        self.lexicon = lexicon
        self.day = parsed.article.published or last_year(parsed.article.text)
        """The day on which offices are asked for."""
        self.layer = ActorLayer(self.tokens.n)
        self.known: list[Known] = []
        self.by_sense: dict[int, Known] = {}
        self.nominals: dict[tuple[object, ...], Known] = {}
        self.recent: dict[int, Known] = {}
        """Entities by key, the last seen last."""
        self.last_speaker: Known | None = None
        self.quoted = _quoted(self.tokens)
        outlet = dictionary.meaning(parsed.article.outlet or "")
        self.outlet_country = country_of(outlet[0].on(self.day).code) if outlet else None

    def entity(self, kind: EntityKind, name: str, code: str | None, why: str, **more: object) -> Known:
        """A new entity."""
        made = Entity(len(self.layer.entities), kind, name, code, why, **more)  # type: ignore[arg-type]
        self.layer.entities.append(made)
        known = Known(made)
        self.known.append(known)
        return known

    def mention(
        self,
        kind: MentionKind,
        first: int,
        last: int,
        head: int,
        known: Known,
        *,
        locative: bool = False,
        index: bool = True,
    ) -> Mention:
        """A new mention of tokens [first, last)."""
        t = self.tokens
        made = Mention(kind, t.start[first], t.end[last - 1], first, last, head, known.entity, locative)
        return self.layer.add(made, index=index)

    def seen(self, known: Known, i: int, *, glimpse: bool = False) -> None:
        """Remembers that an entity is named at token i; a `glimpse` ("Russian" of "Russian strikes") only at first."""
        t = self.tokens
        if glimpse and known.last >= 0:
            return
        known.last = i
        known.count += 1
        self.recent.pop(known.entity.key, None)
        self.recent[known.entity.key] = known
        at = t.head[i] if t.dep[i] == "appos" else i  # "The foreign minister, Lavrov, said"
        if t.dep[at] in SUBJECTS:
            known.last_subject = at
            if t.lemma[t.head[at]] in words("saying") and not self.quoted[at]:
                known.spoke = i
                self.last_speaker = known

    def lately(self, i: int, sentences: int) -> Iterator[Known]:
        """Entities named before token i and at most so many sentences ago, the last named first."""
        sentence = self.tokens.sentence
        for known in reversed(self.recent.values()):
            if sentence[i] - sentence[known.last] > sentences:
                return
            if known.last < i:
                yield known

    def known_of(self, entity: Entity) -> Known:
        return self.known[entity.key]

    def head_of(self, first: int, last: int) -> int:
        """The token of [first, last) that the others hang on."""
        heads = self.tokens.head
        for i in range(last - 1, first - 1, -1):
            if not first <= heads[i] < last or heads[i] == i:
                return i
        return last - 1

    def sense_entity(self, sense: Sense) -> Known:
        """The entity of a sense of the dictionary: one for a country however it is called."""
        period = sense.on(self.day)
        place = sense.kind not in {"organisation", "person"}
        key = hash(period.code) if place else id(sense)
        if key not in self.by_sense:
            code = period.code or None
            since = f" since {period.since}" if period.since else ""
            office = f", {period.title}" if period.title else ""
            why = f"dictionary: {sense.name}{office} is {code or 'without a code'}{since if office else ''}"
            kind: EntityKind = "country" if place else sense.kind  # type: ignore[assignment]
            name = self.dictionary.country_names.get(period.code, sense.name) if place else sense.name
            known = self.entity(kind, name, code, why, gender=sense.sex)
            known.sense, known.firm = sense, True
            if kind == "organisation":
                known.roles |= self._nouns(sense.name)
            self.by_sense[key] = known
        return self.by_sense[key]

    def country(self, country: str) -> Known | None:
        """The entity of a country by its code, whether it was named yet or not."""
        code = f"{country} GOV"
        name = self.dictionary.country_names.get(code)
        return self.sense_entity(Sense("country", name, (Period(code),))) if name else None

    def _nouns(self, name: str) -> set[str]:
        """The role nouns in an organisation's name: "ministry" of "Ministry of Defence", "council" of "UN Council"."""
        words = name.lower().replace("’", "'").split()
        heads = {words[-1]} | {words[i - 1] for i, w in enumerate(words) if w in {"of", "for", "on"} and i}
        return {w for w in heads if w in self.lexicon.roles}


def last_year(text: str) -> str | None:
    """The end of the last year that an article without a day of publication names; None where it names none."""
    years = _YEAR.findall(text)
    return f"{max(years)}-12-31" if years else None


def country_of(code: str | None) -> str | None:
    """The country of a code; for an intergovernmental organisation and INT the code's head itself, with its name."""
    if code is None:
        return None
    head, _, tail = code.partition(" ")
    return f"IGO {tail}" if head == "IGO" else head


def with_sector(country: str | None, sector: str) -> str | None:
    """The code of a sector of a country; an intergovernmental organisation has no sectors."""
    if country is None:
        return None
    return country if country.startswith("IGO ") else f"{country} {sector}"


def sector_of(code: str | None) -> str | None:
    if code is None:
        return None
    head, _, tail = code.partition(" ")
    return "IGO" if head == "IGO" else tail


def _quoted(t: Tokens) -> list[bool]:
    """Which tokens stand inside double quotation marks; a line break ends a quotation."""
    inside, marks = False, []
    for word in t.text:
        if "\n" in word or word in CLOSING:
            inside = False
        elif word in OPENING:
            inside = True
        elif word in EITHER:
            inside = not inside
        marks.append(inside)
    return marks

"""Names in the text: what the dictionaries know, and persons that only the entity recogniser sees."""

from __future__ import annotations

from dragoman.actors.dictionaries import Found, Sense, plain
from dragoman.actors.state import State
from dragoman.actors.unlisted import (
    ABBREVIATED,
    MISTAKEN,
    Name,
    begun,
    claim_officers,
    claim_organisations,
    claim_speakers,
    persons_seen,
    related,
    titled,
    trimmed,
)
from dragoman.actors.words import words

# Sectors of organs of state, of which several states have one of the same name.
ORGANS = frozenset({"MIL", "LEG", "JUD", "COP", "SPY", "GOV"})
PLACE_KINDS = frozenset({"country", "capital", "seat", "region", "city"})


def find_names(state: State) -> list[Name]:
    """The names of the article in text order, none overlapping another."""
    t = state.tokens
    claimed: list[Name | None] = [None] * t.n
    persons = persons_seen(state)
    inside = {i: span for span in persons for i in range(*span)}
    times: dict[str, Sense] = {}
    doubtful: list[tuple[Name, tuple[Sense, ...]]] = []
    for found in state.dictionary.find(_matchable(state)):
        span = _tokens(state, found)
        if span is None:
            continue
        sense = _choose(state, found, *span)
        if sense is None or _part_of_person(state, sense, span, inside):
            continue
        if sense.name in {"The Times", "The New York Times"}:
            sense = times.setdefault("times", sense)
        if sense.kind == "person":
            span = span[0], _to_the_end(state, *span)
        name = Name(*span, sense)
        claimed[span[0] : span[1]] = [name] * (span[1] - span[0])
        if sense.kind != "person" and len({s.on(state.day).code for s in found.senses}) > 1:
            doubtful.append((name, found.senses))
    _abbreviated(state, claimed)
    _decide(state, claimed, doubtful)
    _drop_foreign(state, claimed)
    for first, last in [*persons, *titled(state), *related(state)]:
        first, last = trimmed(state, first, last, claimed)
        first = begun(state, first, last, claimed)
        if first < last and not any(claimed[first:last]):
            name = Name(first, last, None)
            claimed[first:last] = [name] * (last - first)
    letters = {t.text[e.start] for e in t.doc.ents if e.label_ == "ORG" and len(e) == 1 and t.text[e.start].isupper()}
    for held in claimed:
        if held is not None and held.sense is None and held.last - held.first == 1 and t.text[held.first] in letters:
            held.label = "ORG"
    claim_officers(state, claimed)
    claim_organisations(state, claimed)
    claim_speakers(state, claimed)
    names: list[Name] = []
    for entry in claimed:
        if entry is not None and (not names or names[-1] is not entry):
            names.append(entry)
    return names


def day_told(state: State, names: list[Name]) -> str | None:
    """The day on which offices are asked for: in an article without one, late enough for the offices that it gives."""
    t, day = state.tokens, state.day
    if state.parsed.article.published or day is None:
        return day
    for name in names:
        title = state.lexicon.role_at(t, name.first - 1) if name.first else None
        if title is None or name.sense is None or name.sense.kind != "person":
            continue
        before = t.lower[max(title[1] - 2, 0) : title[1]]
        held = [p for p in name.sense.periods if p.title and p.title.endswith(title[0].noun)]
        if held and not state.lexicon.former & set(before):
            day = max(day, min(p.since for p in held))
    return day


def _to_the_end(state: State, first: int, last: int) -> int:
    """Where a person's name ends that goes on with a second family name: "Claudia Sheinbaum Pardo"."""
    t = state.tokens
    more = (
        last - first > 1
        and last < t.n
        and t.sentence[last] == t.sentence[first]
        and t.pos[last] == "PROPN"
        and t.ent[last] == "PERSON"
        and t.text[last].istitle()
        and plain(t.text[last]) not in state.lexicon.first_names
        and not state.dictionary.meaning(t.text[last])
        and state.lexicon.role_at(t, last) is None
    )
    return last + 1 if more else last


def _abbreviated(state: State, claimed: list[Name | None]) -> None:
    """Letters that the article puts in brackets behind a listed organisation stand for it further on ("… (XYZ)")."""
    t = state.tokens
    letters: dict[str, Sense] = {}
    for i in range(1, t.n - 2):
        held, word = claimed[i - 1], t.text[i + 1]
        if held is None or held.sense is None or held.sense.kind != "organisation" or held.last != i:
            continue
        if t.text[i] == "(" and t.text[i + 2] == ")" and word.isupper() and len(word) > 1 and claimed[i + 1] is None:
            letters.setdefault(word, held.sense)
    for i in range(t.n) if letters else ():
        sense = letters.get(t.text[i])
        if sense is not None and claimed[i] is None:
            claimed[i] = Name(i, i + 1, sense)


def _decide(state: State, claimed: list[Name | None], doubtful: list[tuple[Name, tuple[Sense, ...]]]) -> None:
    """Places of one name in several countries ("Georgia", "Congo") are of the one that the article names most."""
    if not doubtful:
        return
    open_names = {id(name) for name, _ in doubtful}
    named: dict[str, int] = {}
    for name in claimed:
        if name is not None and name.sense is not None and id(name) not in open_names:
            country = name.sense.on(state.day).code[:3]
            named[country] = named.get(country, 0) + 1
    for name, senses in doubtful:
        kinds = [s for s in senses if s.kind != "adjective" or name.sense is None or name.sense.kind == "adjective"]
        name.sense = max(  # Tripoli is that of Libya where nothing speaks for another
            kinds or senses,
            key=lambda s: (named.get(s.on(state.day).code[:3], 0), s.kind not in {"region", "city"}),
        )


def _drop_foreign(state: State, claimed: list[Name | None]) -> None:
    """Lets go of names such as "the Conservatives" where the article does not name their country."""
    countries, local = set(), []
    for i, name in enumerate(claimed):
        if name is not None and name.sense is not None:
            country = name.sense.on(state.day).code[:3]
            if name.sense.local:
                local.append((i, country))
            else:
                countries.add(country)
    for i, country in local:
        if country not in countries:
            claimed[i] = None


def _matchable(state: State) -> str:
    """The text with shouted words in plain capitals ("RUSSIA" to "Russia"), length for length."""
    source = state.tokens.source
    shouted = [i for i, w in enumerate(state.tokens.text) if len(w) > 4 and w.isupper() and w.isalpha()]
    if not shouted:
        return source
    names = state.dictionary.names
    parts, at = [], 0
    for i in shouted:
        start, end = state.tokens.start[i], state.tokens.end[i]
        word = source[start:end]
        plain = word.capitalize()
        parts += [source[at:start], word if word in names or len(plain) != len(word) else plain]
        at = end
    return "".join([*parts, source[at:]])


def _tokens(state: State, found: Found) -> tuple[int, int] | None:
    """The tokens of a match. "US" of "US-led", where that is one token, is the whole token."""
    t = state.tokens
    first, last = t.at_offset(found.start), t.at_offset(found.end - 1) + 1
    if t.start[first] != found.start:
        return None
    if t.end[last - 1] != found.end and t.source[found.end : found.end + 1] not in {"-", "–", "'", "’", ".", "/"}:
        return None
    return first, last


def _choose(state: State, found: Found, first: int, last: int) -> Sense | None:
    """The sense that fits the place: a city needs a proper noun, an adjective that stands alone is a people."""
    t = state.tokens
    senses = found.senses
    if len(senses) > 1:
        persons = [s for s in senses if s.kind == "person"]
        if len(persons) > 1:
            senses = tuple(persons)
            active = [s for s in persons if s.on(state.day).since or s.periods[0].since == ""]
            senses = tuple(active or persons)
        elif last - first == 1 and any(s.kind == "adjective" for s in senses):
            modifier = t.dep[first] in {"amod", "compound", "nmod"} and t.head[first] > first
            wanted = {"adjective"} if modifier else {"country", "people"}
            senses = tuple(s for s in senses if s.kind in wanted) or senses
    sense = senses[0]
    period = sense.on(state.day)
    if not period.code:
        return None
    if sense.kind in {"region", "city"}:
        proper = all(
            t.pos[i] in {"PROPN", "ADJ", "ADP", "PART", "PUNCT", "CCONJ", "DET"} or not t.text[i][:1].isupper()
            for i in range(first, last)
        )
        if not proper or (t.ent[first] == "PERSON" and not _whole_person(state, sense, first, last)):
            return None
        if sense.kind == "city" and t.ent[first] not in {"GPE", "LOC", "FAC"}:
            return None
    if sense.kind == "person" and last - first == 1 and _given(state, first):
        return None
    if sense.kind == "organisation" and _of_another(state, first, period.code):
        return None
    if sense.kind == "organisation" and period.code.endswith(" PTY") and _goes_before(state, first):
        return None
    if sense.kind == "organisation" and last - first == 1 and t.pos[first] == "PRON":
        return None  # "the man WHO"
    if sense.kind == "organisation" and last - first == 1 and not t.text[first].isupper():
        if t.pos[first] != "PROPN" and not t.ent[first] and not (t.pos[first] == "ADJ" and t.text[first].istitle()):
            return None
        if t.lower[first] in words("common_names") and t.ent[first] != "ORG":
            return None
    if sense.kind == "city" and last < t.n and t.pos[last] == "PROPN" and t.ent[last] not in {"GPE"}:
        return None
    return sense


def _given(state: State, first: int) -> bool:
    """Whether a listed family name is the given name of another here: "Chief Justice Sisi Khampepe"."""
    t = state.tokens
    after = first + 1
    if after >= t.n or t.sentence[after] != t.sentence[first] or t.pos[after] != "PROPN" or not t.text[after].istitle():
        return False
    unknown = not state.dictionary.meaning(t.text[after]) and state.lexicon.role_at(t, after) is None
    return unknown and t.dep[first] == "compound" and t.head[first] == after and t.ent[after] in MISTAKEN | {"PERSON"}


def _of_another(state: State, first: int, code: str) -> bool:
    """Whether the word before says that an organ of state is another's: "the Philippine Marine Corps"."""
    t = state.tokens
    country, _, sector = code.partition(" ")
    if sector not in ORGANS or first == 0 or t.dep[first - 1] not in {"amod", "compound", "nmod", "poss", "case"}:
        return False
    owner = first - 2 if t.dep[first - 1] == "case" and first > 1 else first - 1
    senses = [s for s in state.dictionary.meaning(t.text[owner]) if s.kind in {"country", "adjective"}]
    return bool(senses) and all(s.on(state.day).code[:3] != country for s in senses)


def _goes_before(state: State, first: int) -> bool:
    """Whether another word of the name stands before a match: "the National Democratic Party" is another party."""
    t = state.tokens
    return first > 0 and t.text[first - 1].istitle() and t.lower[first - 1] in words("begin_names_of_parties")


def _whole_person(state: State, sense: Sense, first: int, last: int) -> bool:
    """Does the recogniser take just a place of our own list for a person ("Kherson")? The list knows better."""
    t = state.tokens
    if sense.kind != "region" or len(t.text[first]) < 4:
        return False
    titled = first > 0 and (t.lower[first - 1] in state.lexicon.titles or t.lower[first - 1] in ABBREVIATED)
    before = first > 0 and t.ent[first - 1] == "PERSON" and t.pos[first - 1] == "PROPN"
    after = last < t.n and t.ent[last] == "PERSON" and t.pos[last] == "PROPN"
    return not (titled or before or after)


def _part_of_person(state: State, sense: Sense, span: tuple[int, int], inside: dict[int, tuple[int, int]]) -> bool:
    """Is the match only part of a person's name ("Jordan" of "Jim Jordan", "Israel" of "Israel Katz")?"""
    if span[0] not in inside:
        return False
    t = state.tokens
    first, last = inside[span[0]]
    if sense.kind == "person":  # "Juan Carlos" of "Juan Carlos Holguin"
        known = all(plain(word) in state.lexicon.first_names for word in t.text[span[0] : span[1]])
        return known and span[1] < last and span[1] - span[0] > 1 and t.pos[span[1]] == "PROPN"
    others = [
        i
        for i in range(first, last)
        if not span[0] <= i < span[1]
        and t.pos[i] == "PROPN"
        and t.lower[i] not in state.lexicon.titles
        and t.lower[i] not in state.lexicon.roles
    ]
    if not others or last - first > 4:
        return False
    if sense.kind == "adjective" and span[1] == last and span[0] - 1 in others:
        return True
    if sense.kind == "country" and span[1] == last and plain(t.text[first]) not in state.lexicon.first_names:
        return False  # "Mountainous Norway" in the eyes of the recogniser
    if sense.kind == "organisation" and span[1] - span[0] == 1 and plain(t.text[span[0]]) in state.lexicon.first_names:
        return True  # "Rafael" of "Rafael Grossi"
    if sense.kind in {"adjective", "people", "organisation"}:
        return False
    return any(abs(i - span[0]) <= 1 or abs(i - span[1] + 1) <= 1 for i in others)

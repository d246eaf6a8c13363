"""Names that no dictionary knows: who is seen by the recogniser, holds an office, or speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.actors.dictionaries import Sense, plain
from dragoman.actors.state import State
from dragoman.actors.tokens import Tokens
from dragoman.actors.words import name_words, words

LONGEST = 5
"""Words of a person's name."""
QUOTES = frozenset("\"“”'‘’")
OFFICE_REACH = 10
"""So many words after a name, behind a comma, its office may stand."""

ABBREVIATED = {
    "gen.": ("general", "MIL"),
    "maj.": ("major", "MIL"),
    "col.": ("colonel", "MIL"),
    "capt.": ("captain", "MIL"),
    "adm.": ("admiral", "MIL"),
    "sgt.": ("sergeant", "MIL"),
    "cmdr.": ("commander", "MIL"),
    "brig.": ("brigadier", "MIL"),
    "sen.": ("senator", "LEG"),
    "sens.": ("senator", "LEG"),
    "rep.": ("representative", "LEG"),
    "reps.": ("representative", "LEG"),
    "gov.": ("governor", "GOV"),
    "govs.": ("governor", "GOV"),
    "pres.": ("president", "GOV"),
    "gen": ("general", "MIL"),
    "maj": ("major", "MIL"),
    "col": ("colonel", "MIL"),
    "capt": ("captain", "MIL"),
    "adm": ("admiral", "MIL"),
    "sgt": ("sergeant", "MIL"),
    "sen": ("senator", "LEG"),
    "gov": ("governor", "GOV"),
    "lt.": ("lieutenant", "MIL"),
    "lt": ("lieutenant", "MIL"),
    "det.": ("detective", "COP"),
    "insp.": ("inspector", "COP"),
    "speaker": ("speaker", "LEG"),
    "lieut.": ("lieutenant", "MIL"),
    "cdr.": ("commander", "MIL"),
    "comdr.": ("commander", "MIL"),
    "cpl.": ("corporal", "MIL"),
    "pvt.": ("private", "MIL"),
    "pfc.": ("private", "MIL"),
    "spc.": ("specialist", "MIL"),
    "supt.": ("superintendent", "COP"),
    "amb.": ("ambassador", "GOV"),
    "prof.": ("professor", "EDU"),
    "cllr.": ("councillor", "GOV"),
}
"""Titles before a name that are written short: the role and its sector."""


@dataclass(slots=True)
class Name:
    """A name at tokens [first, last).

    `sense` is its meaning in the dictionary; without one it is a person, or an organisation (`label` ORG), that no
    dictionary knows.
    """

    first: int
    last: int
    sense: Sense | None
    label: str = "PERSON"


def persons_seen(state: State) -> list[tuple[int, int]]:
    """The persons that the recogniser sees. One of whose names it makes two ("Aung" and "Min Thu", with a word
    between that could be a verb) is one."""
    t = state.tokens
    spans: list[tuple[int, int]] = []
    for ent in t.doc.ents:
        if ent.label_ != "PERSON":
            continue
        first, last = ent.start, ent.end
        if spans:
            before, end = spans[-1]
            apart = range(end, first)
            between = len(apart) == 1 and t.text[end].istitle() and t.ent[end] == ""
            listed = state.dictionary.meaning(t.words(before, end)) or state.dictionary.meaning(t.words(first, last))
            if (
                (not apart or between)
                and not listed
                and t.sentence[before] == t.sentence[first]
                and last - before <= LONGEST
            ):
                spans[-1] = (before, last)
                continue
        spans.append((first, _past_nickname(t, last)))
    return spans


def _past_nickname(t: Tokens, last: int) -> int:
    """The end of a name that goes on behind a nickname: "Serhiy “Flash” Kovalenko"."""
    end = last + 3
    if end >= t.n or t.text[last] not in QUOTES or t.text[end - 1] not in QUOTES:
        return last
    more = t.pos[end] == "PROPN" and t.text[last + 1].istitle() and t.sentence[end] == t.sentence[last - 1]
    return end + 1 if more else last


def begun(state: State, first: int, last: int, claimed: list[Name | None]) -> int:
    """Where a name begins of which the recogniser sees only the end."""
    t = state.tokens
    while first < last and first > 0 and last - first < LONGEST:
        k = first - 1
        if t.pos[k] != "PROPN" or t.dep[k] != "compound" or t.ent[k] or claimed[k] is not None:
            break
        if not t.text[k].istitle() or t.lower[k] in state.lexicon.titles or t.lower[k] in ABBREVIATED:
            break
        if (
            state.lexicon.role_at(t, k) is not None
            or t.lower[k] in state.lexicon.modifiers
            or t.lower[k] in name_words()
        ):
            break
        first = k
    return first


def trimmed(state: State, first: int, last: int, claimed: list[Name | None]) -> tuple[int, int]:
    """A person's span without titles, offices, demonyms and marks at its ends."""
    t = state.tokens
    while first < last and (
        claimed[first] is not None
        or (
            t.pos[first] in {"DET", "PUNCT", "SPACE", "ADP", "PART", "CCONJ", "NUM", "PRON", "VERB", "SYM", "X"}
            and not t.text[first][:1].isupper()
        )
        or t.lower[first] in state.lexicon.titles
        or t.lower[first] in ABBREVIATED
        or t.lower[first] in state.lexicon.roles
        or t.pos[first] in {"DET", "PUNCT", "SPACE"}
        or not t.text[first][:1].isalpha()
    ):
        first += 1
    stop = first
    while (
        stop < last
        and claimed[stop] is None
        and t.lower[stop] not in {"'s", "’s", "'", "’", "said", "says", "told"}
        and "\n" not in t.text[stop]
    ):
        stop += 1
    last = stop
    while last > first and (
        not t.text[last - 1][:1].isalnum()
        or (
            t.lower[last - 1] in state.lexicon.roles
            and last - first > 1
            and t.text[first] not in state.lexicon.first_names
            and not (t.text[last - 1].istitle() and t.lower[last - 1] in words("surnames_too"))
        )
        or t.pos[last - 1] in {"VERB", "AUX", "ADP", "DET", "PRON"}
    ):
        last -= 1
    if last - first > 5 or (first < last and not any(t.text[i][:1].isupper() for i in range(first, last))):
        return first, first
    if last > first and t.lower[last - 1] in words("no_persons"):
        return first, first
    if last - first == 1 and (t.pos[first] not in {"PROPN", "NOUN", "ADJ"} or len(t.text[first]) < 2):
        return first, first
    return first, last


def titled(state: State) -> list[tuple[int, int]]:
    """Names that follow a title ("Mr Bowen", "President Zelenskyy", "Gen. Oligui Nguema") and were not recognised."""
    t = state.tokens
    found = []
    for i in range(t.n - 1):
        if not t.text[i][:1].isupper() or t.pos[i + 1] != "PROPN" or not t.text[i + 1][:1].isupper():
            continue
        role = state.lexicon.roles.get(t.lower[i])
        if t.lower[i] in state.lexicon.titles or t.lower[i] in ABBREVIATED or (role and role.kind == "person"):
            if t.lower[i + 1] in state.lexicon.roles or t.lower[i + 1].rstrip(".") in {"of"}:
                continue
            last = i + 1
            while last < t.n and t.pos[last] == "PROPN" and t.text[last][:1].isupper() and last - i < 5:
                if t.lower[last] in state.lexicon.roles and last > i + 1:
                    break
                last += 1
            if last - i > 2 or t.lower[i + 1] not in words("kinds_of_offices"):  # "Deputy Foreign Minister"
                found.append((i + 1, last))
    return found


def related(state: State) -> list[tuple[int, int]]:
    """Given names that tell whose relative is meant and were not recognised ("her father Bassem")."""
    t = state.tokens
    found = []
    for i in range(t.n - 1):
        if t.lower[i] in words("relatives") and t.dep[i + 1] == "appos" and t.head[i + 1] == i:
            last = i + 1
            while last < t.n and t.pos[last] == "PROPN" and t.text[last].istitle() and last - i <= LONGEST:
                last += 1
            if last > i + 1 and not state.dictionary.meaning(t.words(i + 1, last)):
                found.append((i + 1, last))
    return found


def claim_organisations(state: State, claimed: list[Name | None]) -> None:
    """Organisations that no dictionary knows: what the recogniser sees, where its name says the kind."""
    t = state.tokens
    for ent in t.doc.ents:
        if ent.label_ != "ORG":
            continue
        first, last = ent.start, ent.end
        while first < last and (t.pos[first] in {"DET", "PUNCT", "SPACE"} or t.lower[first] in {"the", "a"}):
            first += 1
        while last > first and (t.pos[last - 1] in {"PUNCT", "PART", "SPACE"} or t.lower[last - 1] in {"'s", "’s"}):
            last -= 1
        held = {id(n): n for n in claimed[first:last] if n is not None}
        if first >= last or last - first > 8 or "\n" in "".join(t.text[first:last]):
            continue
        if any(n.sense is None or n.sense.kind in {"organisation", "person", "seat"} for n in held.values()):
            continue
        if any(n.first < first or n.last > last for n in held.values()):
            continue
        sector = name_sector(state, first, last)
        acronym = last - first == 1 and t.text[first].isupper() and len(t.text[first]) > 2 and not held
        if (sector is None and not acronym) or sector in OF_THE_STATE:
            continue
        name = Name(first, last, None, "ORG")
        claimed[first:last] = [name] * (last - first)


# What the recogniser may take a person's name for.
MISTAKEN = frozenset({"", "ORG", "FAC", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})


def claim_officers(state: State, claimed: list[Name | None]) -> None:
    """Persons whom the recogniser does not see, or takes for something else, with an office beside the name."""
    t = state.tokens
    for first, last in _proper_runs(state, claimed):
        if not 2 <= last - first <= LONGEST or name_sector(state, first, last) is not None:
            continue
        given = plain(t.text[first]) in state.lexicon.first_names
        if not given and t.ent[first] not in MISTAKEN:
            continue
        if _office_before(state, first, last) or _office_behind(state, last):
            claimed[first:last] = [Name(first, last, None)] * (last - first)


def _proper_runs(state: State, claimed: list[Name | None]) -> Iterator[tuple[int, int]]:
    """Proper nouns in a row that are no name so far and that the recogniser takes for one thing, or for none."""
    t = state.tokens

    def fits(i: int) -> bool:
        proper = t.pos[i] == "PROPN" and t.text[i].istitle()
        return claimed[i] is None and (proper or (t.text[i] == "-" and 0 < i < t.n - 1))

    i = 0
    while i < t.n:
        if not fits(i) or t.text[i] == "-":
            i += 1
            continue
        last = i + 1
        while last < t.n and fits(last) and t.ent[last] == t.ent[i] and t.sentence[last] == t.sentence[i]:
            last += 1
        yield i, last
        i = last


def _office_before(state: State, first: int, last: int) -> bool:
    """ "The spokesman Jane Roe", "the agency's director for Africa, Jane Roe, said"."""
    t = state.tokens
    head = state.head_of(first, last)
    over = t.head[head]
    if t.dep[head] == "appos" and over < first and t.text[first - 1] == ",":
        office = state.lexicon.role_at(t, over)
    elif first and t.tag[first - 1] == "NN" and t.sentence[first - 1] == t.sentence[first]:
        office = state.lexicon.role_at(t, first - 1)
    else:
        return False
    return office is not None and office[0].kind == "person"


def _office_behind(state: State, last: int) -> bool:
    """ "Jane Roe, a judge"."""
    t = state.tokens
    if t.text[last : last + 1] != [","]:
        return False
    for i in range(last + 1, min(last + OFFICE_REACH, t.sentence_end(last))):
        if t.pos[i] in {"VERB", "AUX", "PUNCT"} and t.text[i] != "-":
            return False
        role = state.lexicon.role_at(t, i)
        if role is not None and role[0].kind == "person":
            return True
    return False


OF_THE_STATE = frozenset({"GOV", "LEG", "JUD", "COP", "MIL"})


def name_sector(state: State, first: int, last: int) -> str | None:
    """The sector that a word in an organisation's name tells: the last, or the one before "of" or "for"."""
    t = state.tokens
    if last - first < 2:
        return None
    heads = [i for i in range(first + 1, last) if t.lower[i] in {"of", "for", "on", "in", "at"}]
    for i in ([heads[0] - 1] if heads else []) + [last - 1]:
        if t.lower[i] == "institute" and t.lower[first] in {"national", "federal", "state"}:
            return "GOV"  # of statistics, of elections, of migration
        sector = name_words().get(t.lower[i])
        if sector is not None:
            return sector
    return None


def claim_speakers(state: State, claimed: list[Name | None]) -> None:
    """Capitalised names that speak, though the recogniser sees nobody ("…, Jane Roe said")."""
    t = state.tokens
    for i in range(t.n):
        if t.dep[i] != "nsubj" or t.pos[i] != "PROPN" or claimed[i] is not None:
            continue
        given = i > 0 and plain(t.text[i - 1]) in state.lexicon.first_names
        if t.ent[i] not in {"", "PERSON"} and not given:
            continue
        if t.lemma[t.head[i]] not in words("saying") or t.lower[i] in state.lexicon.roles:
            continue
        first = i
        while first > 0 and t.pos[first - 1] == "PROPN" and claimed[first - 1] is None and t.head[first - 1] == i:
            first -= 1
        first, last = trimmed(state, first, i + 1, claimed)
        if last - first > 1:
            claimed[first:last] = [Name(first, last, None)] * (last - first)

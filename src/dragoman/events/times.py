"""Time words of a parsed article: what each stands for, and which word it qualifies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from dragoman.events.time_values import FORMS, KEYS, value_of, years_back
from dragoman.language import Parsed

REACH = 8
"""So many words around a key word can belong to its expression."""

_KEY_IDS = np.array([get_string_id(word) for word in (*KEYS, "dddd", "ddddx", "dddd'x", "dddd-dd-dd")], dtype=np.uint64)

MONTH_WORDS = frozenset("""in since last next this early late by until till from through of during mid and""".split())
"""Words before "May" or "March" that make a month of it, and no name, verb or march."""

YEAR_WORDS = frozenset(
    """in since of during by from until till early late mid after before for between and to""".split()
)

AHEAD = frozenset(
    """plan expect schedule set slate due aim intend hope want prepare agree promise vow pledge likely upcoming
    planned scheduled coming expected next future forthcoming propose announce ready invite""".split()
)
"""Lemmas under which an infinitive or a noun lies in the future."""

ASKING = frozenset("call urge ask demand request order tell threaten vow want allow invite encourage".split())
"""Lemmas whose infinitive lies after them: "called on voters to punish the government in October"."""

SCHEDULED = frozenset(
    "election vote referendum summit deadline hearing inauguration primary caucus runoff ballot poll trial "
    "debate convention conference anniversary".split()
)
"""Nouns of what has its day in the calendar: a bare day of a month beside them may well be to come."""

LOOK_AHEAD = 240
"""So many days after publication a day of a month may be, where the clause or its noun looks ahead."""

LOOK_AHEAD_PRESENT = 31
"""The same for a clause in the present tense ("is cutting deliveries from July 27")."""

DATING = frozenset("iso mdy dmy my rm day month eve same".split())
"""Forms that set the date from which "a day later" counts."""

AHEAD_PREPOSITIONS = frozenset(("by", "until", "till"))


@dataclass(slots=True)
class Time:
    """A time expression: characters [start, end), tokens [first, last), and the date that it stands for.

    `value` is YYYY, YYYY-MM or YYYY-MM-DD, or None where it cannot be known (relative, and no publication date; "in
    the 1990s"). `governor` is the word that it qualifies ("met" in "met on Monday"), `preposition` the word between
    ("on", or ""). `form` names the alternative of `FORMS`. `years_back` is how many years before publication it lies.
    """

    start: int
    end: int
    first: int
    last: int
    form: str
    value: str | None
    governor: int
    preposition: str
    years_back: float | None = None


def find_times(parsed: Parsed, published: date | None) -> list[Time]:
    """All time expressions of an article outside its noise, in text order, seen from `published`."""
    doc = parsed.doc
    found: list[Time] = []
    anchor: str | None = None
    for match, first, last in _matches(doc, parsed.article.text):
        form = str(match.lastgroup)
        if (form == "month" and not _is_month(doc, first)) or (form == "year" and not _is_year(doc, first)):
            continue
        root = doc[first : last + 1].root
        governor, preposition = _governor(root, first, last)
        ahead = preposition in AHEAD_PREPOSITIONS or points_ahead(root)
        if ahead or governor.lemma_ in SCHEDULED:
            look_ahead = LOOK_AHEAD
        else:
            look_ahead = LOOK_AHEAD_PRESENT if _is_present(governor) else 0
        value = value_of(match, published, ahead, look_ahead, anchor)
        if value and form in DATING:
            anchor = value
        back = years_back(match, value, published)
        found.append(Time(match.start(), match.end(), first, last + 1, form, value, governor.i, preposition, back))
    return found


def last_done(doc: Doc, times: Sequence[Time]) -> date | None:
    """The first day of the latest date at which something is told to have been done: publication is not earlier."""
    done = [
        time.value
        for time in times
        if time.value and time.preposition not in AHEAD_PREPOSITIONS and _is_done(doc[time.governor])
    ]
    return date.fromisoformat(max(done) + "-01-01"[len(max(done)) - 4 :]) if done else None


def _is_done(word: Token) -> bool:
    return word.tag_ in ("VBD", "VBN") and not points_ahead(word)


def _matches(doc: Doc, text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """The matches of `FORMS` with their first and last token, looked for only around words that such a form holds."""
    if not len(doc):
        return
    table = doc.to_array(["LOWER", "SHAPE", "IDX"])
    near = [int(token) for token in np.flatnonzero(np.isin(table[:, :2], _KEY_IDS).any(axis=1))]
    starts: list[int] = table[:, 2].tolist()
    windows: list[tuple[int, int]] = []
    for token in near:
        first, last = max(token - REACH, 0), min(token + REACH, len(starts))
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], last)
        else:
            windows.append((first, last))
    for first, last in windows:
        for match in FORMS.finditer(text, starts[first], starts[last] if last < len(starts) else len(text)):
            opening = bisect_right(starts, match.start()) - 1
            if not doc[opening].is_space:  # noise is blank in `doc`, but not in `text`
                yield match, opening, bisect_right(starts, match.end() - 1) - 1


def points_ahead(token: Token) -> bool:
    """Whether the clause or the noun phrase of a time word lies in the future ("will meet on", "planned talks on")."""
    for step, word in enumerate((token, *token.ancestors)):
        if step > 6:
            return False
        if word.pos_ == "NOUN" and any(child.lower_ in AHEAD for child in word.lefts):
            return True
        if word.pos_ not in ("VERB", "AUX"):
            continue
        helpers = {child.lower_ for child in word.children if child.dep_ in ("aux", "auxpass")}
        if helpers & {"will", "wo", "’ll", "'ll", "shall"} or ("would" in helpers and "have" not in helpers):
            return True
        if word.lemma_.lower() in AHEAD and (step == 0 or word.tag_ in ("VBN", "VBZ", "VBP", "VBG")):
            return word.lemma_ != "set" or any(c.dep_ == "xcomp" or c.lower_ == "for" for c in word.children)
        if word.tag_ in ("VBD", "VBN") or "to" not in helpers:
            return False
        if word.dep_ == "xcomp" and word.head.lemma_ == "be" and word.head.tag_ in ("VBZ", "VBP"):  # "are to sign"
            return True
        return any(up.lemma_.lower() in AHEAD | ASKING for up in (word.head, word.head.head))
    return False


def _is_present(word: Token) -> bool:
    """Whether a verb stands in the present tense, by itself or by its auxiliary."""
    tags = {word.tag_} | {child.tag_ for child in word.children if child.dep_ in ("aux", "auxpass")}
    return word.pos_ in ("VERB", "AUX") and bool(tags & {"VBZ", "VBP"})


def _is_month(doc: Doc, first: int) -> bool:
    """ "May" and "March" are months only after a word that says so, or beside a possessive mark."""
    if doc[first].lower_ not in ("may", "march", "mar", "jan"):
        return True
    before = doc[first - 1].lower_ if first else ""
    return before.strip("-") in MONTH_WORDS


def _is_year(doc: Doc, first: int) -> bool:
    """Four digits are a year after "in", "since" … or before the noun that they name ("the 2016 election")."""
    before = doc[first - 1] if first else None
    after = doc[first + 1] if first + 1 < len(doc) else None
    if before is not None and (before.lower_.strip("-") in YEAR_WORDS or before.lower_ == "-"):
        return after is None or after.tag_ != "NNS" or before.lower_ != "of"
    if (
        after is None
        or after.tag_ in ("NNS", "CD")
        or (before is not None and before.lower_ in ("than", "about", "some"))
    ):
        return False
    return (
        doc[first].head.i > first and doc[first].head.tag_ != "NNS" and after.pos_ in ("NOUN", "PROPN", "ADJ", "VERB")
    )


def _governor(root: Token, first: int, last: int) -> tuple[Token, str]:
    """The word that an expression qualifies, past prepositions, and the preposition between."""
    word, preposition = root.head, ""
    for _ in range(4):
        if word.dep_ in ("prep", "pcomp", "mark") and word.pos_ in ("ADP", "SCONJ", "ADV") and word.head != word:
            preposition = preposition or word.lower_
            word = word.head
        elif (first <= word.i <= last and word.head != word) or (
            word.ent_type_ == "DATE" and word.pos_ == "PROPN" and word.head != word
        ):
            word = word.head
        else:
            break
    if not preposition and first and root.doc[first - 1].pos_ in ("ADP", "SCONJ"):
        preposition = root.doc[first - 1].lower_
    return word, preposition

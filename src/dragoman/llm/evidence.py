"""What a value must have to be accepted: words of the article, a code of the ontology, a date that there is."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import pycountry

from dragoman.actors.dictionaries import Dictionary, plain
from dragoman.events.gazetteer import gazetteer
from dragoman.llm.align import Finder
from dragoman.llm.windows import Window
from dragoman.plover.ontology import SECTORS
from dragoman.quotations.marks import Quoted, find_quoted
from dragoman.records import CodedArticle, EventDate, Place, Span

COUNTRY_NAMES = frozenset(("country", "adjective", "people", "capital", "seat"))
"""Kinds of names that stand for one country, whoever writes them; a "Congress" or a Lee is found in many."""

# Why something was not accepted. The first kind costs the record, the second only the value.
NO_FORM = "not in the form asked for"
CUT_OFF = "cut off"
NO_SENTENCE = "no such sentence"
NO_WORDS = "words not in the text"
NO_CODE = "no code of the codebook"
NOT_NAMED = "code of a country that the article does not name"
OTHER_NAME = "words that name another country"
NO_TYPE = "no type of the ontology"
NO_STATUS = "no status of the codebook"
NO_KIND = "no kind or stage of the codebook"
NO_ACTOR = "nobody acts and nobody is acted on"
NO_RECORD = "no such record"
NO_CORRECTION = "corrected without a correction"
OTHER_THING = "corrected to something else"

BAD_MODE = "mode dropped: none of its type"
BAD_DATE = "date dropped: no date, or no words for it"
BAD_PLACE = "place dropped: no place, or no words for it"
BAD_NAME = "name dropped: not in the text"
BAD_CHANNEL = "channel dropped: none of the codebook"
BAD_PROVISION = "provision dropped: not in the text"

# A word that begins with a capital letter, other than one that may just begin a sentence.
_NAME = re.compile(
    r"\b(?!(?:I|He|She|It|They|We|You|His|Her|Its|Their|Our|The|This|That|These|Those|Both|A|An)\b)[A-Z]"
)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


class UnprovenError(Exception):
    """A record that is not accepted; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Evidence:
    """An article as the judge of what is said of it. `named` are the countries and organisations that it names."""

    def __init__(
        self, article: CodedArticle, sentences: Sequence[Span], named: frozenset[str], dictionary: Dictionary
    ) -> None:
        self.article = article
        self.quoted: list[Quoted] = find_quoted(article.text)
        self.aligned = 0
        self.dropped: Counter[str] = Counter()
        self._sentences = sentences
        self._starts = [span.start for span in sentences]
        self._named = named
        self._dictionary = dictionary
        self._whole = Finder(article.text, sentences)

    def sentence(self, at: int) -> Span:
        """The sentence that holds an offset. Raises UnprovenError if none does."""
        number = bisect_right(self._starts, at) - 1
        if number < 0 or at >= self._sentences[number].end:
            raise UnprovenError(NO_SENTENCE)
        return self._sentences[number]

    def code(self, code: str, words: Span | None = None) -> str:
        """An actor code of the codebook (section 3). Raises UnprovenError.

        Without a name among its words ("he", "the ministry"), its country or organisation must be one that the article
        names; its words must not be the name of another country.
        """
        code = " ".join(code.split())
        head, _, tail = code.partition(" ")
        if head == "IGO":
            if tail not in organisations() and not (
                re.fullmatch(r"[A-Za-z0-9]{2,20}", tail) and self._whole.holds(tail)
            ):
                raise UnprovenError(NO_CODE)
        elif tail not in SECTORS or not (head == "INT" or head in countries()):
            raise UnprovenError(NO_CODE)
        who = tail if head == "IGO" else head
        if who == "INT":
            return code
        if words is not None and (others := self._countries(words.text)) and who not in others:
            raise UnprovenError(OTHER_NAME)
        named = who in self._named or (head == "IGO" and self._whole.holds(tail))
        if not named and (words is None or not _NAME.search(words.text)):
            raise UnprovenError(NOT_NAMED)
        return code

    def _countries(self, words: str) -> set[str]:
        """The countries that the words are names of, if they are nothing but names of countries."""
        senses = self._dictionary.meaning(re.sub(r"^[Tt]he ", "", words.strip()))
        if any(sense.kind not in COUNTRY_NAMES for sense in senses) or plain(words) in self._dictionary.surnames:
            return set()
        return {head_of(period.code) for sense in senses for period in sense.periods if period.code} - {"INT"}

    def name(self, words: str | None) -> str | None:
        """A name or description, if it stands anywhere in the article; else it is dropped."""
        if not words:
            return None
        if self._whole.holds(words):
            return " ".join(words.split())
        self.dropped[BAD_NAME] += 1
        return None

    def date(self, value: str | None, words: Span | None) -> EventDate | None:
        """A date that its words say; where the publication date is not known, its year must be among the words."""
        if not value:
            return None
        if words is None or not self.is_date(value, words.text):
            self.dropped[BAD_DATE] += 1
            return None
        return EventDate(value=value, span=words)

    def is_date(self, value: str, words: str) -> bool:
        """Whether a value is a date that words can mean."""
        if not _DATE.fullmatch(value):
            return False
        try:
            date.fromisoformat(f"{value}-01-01"[:10])
        except ValueError:
            return False
        return self.article.published is not None or value[:4] in words

    def place(self, words: Span | None, country: str | None) -> Place | None:
        """A place by its words and country, with what the gazetteer knows of it."""
        if words is None:
            return None
        known = gazetteer().entries(words.text)
        country = (country or "").strip().upper()
        if not country and known:
            country = known[0].country
        if country not in countries():
            self.dropped[BAD_PLACE] += 1
            return None
        entry = next((entry for entry in known if entry.country == country), None)
        if entry is None:
            return Place(name=words.text, country=country, span=words)
        return Place(
            name=words.text, country=country, geonameid=entry.geonameid, lat=entry.lat, lon=entry.lon, span=words
        )


class View:
    """The evidence as a window of the article has it: finds words in what was shown."""

    def __init__(self, evidence: Evidence, window: Window) -> None:
        self.evidence = evidence
        self._window = window
        self._finder = Finder(evidence.article.text, [sentence.span for sentence in window.sentences])
        self._by_number = {sentence.number: sentence.span for sentence in window.sentences}

    def lead(self, words: str, sentence: int) -> Span:
        """The words that a record rests on, in or near the sentence of that number. Raises UnprovenError."""
        told = self._by_number.get(sentence)
        if told is None:
            if not self._finder.unique(words):
                raise UnprovenError(NO_SENTENCE)
            return self.near(words, self._window.start, self._window.end)
        return self.near(words, told.start, told.end)

    def near(self, words: str, start: int, end: int, outside: Sequence[Span] = ()) -> Span:
        """The place of words that is nearest to a stretch. Raises UnprovenError."""
        found = self._finder.find(words, start, end, outside)
        if found is None:
            raise UnprovenError(NO_WORDS)
        self.evidence.aligned += not found.exact
        return found.span

    def fact(self, words: str | None, about: Span, reason: str | None = None) -> Span | None:
        """Words of something that a record can do without: what is not found is dropped, and counted for the reason."""
        if not words:
            return None
        found = self._finder.find(words, about.start, about.end)
        if found is None:
            if reason is not None:
                self.evidence.dropped[reason] += 1
            return None
        self.evidence.aligned += not found.exact
        return found.span


def head_of(code: str) -> str:
    """Country or organisation of a code: "USA GOV" → "USA", "IGO UN" → "UN", "INT GOV" → "INT"."""
    head, _, tail = code.partition(" ")
    return tail if head == "IGO" else head


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-3, and Kosovo."""
    return frozenset(country.alpha_3 for country in pycountry.countries) | {"XKX"}


@cache
def organisations() -> frozenset[str]:
    """The abbreviations of intergovernmental organisations that the dictionaries have."""
    raw = json.loads((files("dragoman.actors") / "data" / "compiled.json").read_text("utf-8"))
    codes = {period[0] for sense in raw["senses"] for period in sense[2]}
    return frozenset(code.removeprefix("IGO ") for code in codes if code.startswith("IGO "))

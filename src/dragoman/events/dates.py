"""When an act happened: the time word that belongs to its trigger (codebook, section 2, `date`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from spacy.tokens import Span, Token

from dragoman.events.occasions import Occasions
from dragoman.events.quoted import Quoted
from dragoman.events.syntax import LIGHT
from dragoman.events.time_values import ordinal, years_long, years_since
from dragoman.events.times import Time, find_times, last_done
from dragoman.language import Parsed
from dragoman.records import EventDate, Quotation

SPREADS = frozenset("nsubj nsubjpass dobj attr advmod npadvmod oprd prep pobj agent".split())
"""Relations through which a time word inside an argument dates the verb ("held talks on Friday")."""

DATING_PREPOSITIONS = frozenset(("in", "at", "during", "on", "for", "within"))
"""Prepositions whose phrase dates the verb that it hangs on ("said during a call on Friday")."""

APART = frozenset(
    "after before since until till following despite because ahead over if though although where against about "
    "from than beyond unless".split()
)
"""What stands under these words need not have happened when the clause above did."""

MADE_PUBLIC = frozenset("publish air release broadcast issue post hold give record dated".split())
"""Participles whose date is that of their noun ("an interview published on Saturday")."""

EXACT = frozenset(("day", "dmy", "mdy", "iso", "my", "month", "eve", "now"))
"""Forms that name a day or a month outright."""

YEARS = frozenset(("year", "my"))
"""Forms that name a year."""

NEAR = 30
"""A sentence's only time word dates an act so many words off at most."""

RUNNING = 2
"""So many sentences a speech goes on without its date told again."""

GOES_ON = frozenset(("he", "she", "they", "it", "also"))
QUOTES = frozenset("\"“‘'«")
"""What opens a sentence that goes on with the speech of the one before."""

NO_DATE = frozenset(("since", "until", "till", "before", "after", "from"))
"""Prepositions of a time word that bounds an act and does not date it."""

GOING_ON = frozenset("war occupation siege blockade conflict campaign insurgency embargo".split())
"""Nouns of acts of which "eight-year" says how long ago they began."""

HISTORICAL_YEARS = 1.0
"""More than so many years before publication is background (`historical`)."""


class DateFinder:
    """The dates of one article's acts. All time words are read once, when it is made.

    Relative words count from `parsed.article.published`; without it they give no date. With `quotations`, an act done
    in quoted words has the date of their cue, or of what the same speaker said before.
    """

    def __init__(self, parsed: Parsed, quotations: Sequence[Quotation] = ()) -> None:
        self._parsed = parsed
        self._doc = parsed.doc
        self._quoted = Quoted(quotations)
        self._said: list[Time | None] | None = None
        self._occasions: Occasions[Time] | None = None
        published = _day(parsed.article.published)
        self.times = find_times(parsed, published)
        self.seen_from = published or last_done(self._doc, self.times)
        """The day of publication; where that is not known, one that it is not earlier than."""
        if published is None and self.seen_from:
            for time in self.times:
                time.years_back = years_since(time.value, self.seen_from) if time.value else None
        self._in_sentence: dict[int, list[Time]] = defaultdict(list)
        self._governed: dict[int, list[Time]] = defaultdict(list)
        for time in self.times:
            self._spread(time)
            if time.value:
                self._in_sentence[self._doc[time.first].sent.start].append(time)

    def date_of(self, trigger: int, *, verbal: bool = False) -> EventDate | None:
        """The date of the act whose trigger is headed by token `trigger`, or None where the text gives none.

        `verbal`: the act is what the words around it perform (an accusation, a demand); told inside what somebody
        "said on Monday", it has the date of the saying.
        """
        years = _anniversary(self._doc[trigger])
        if years:
            return self._years_ago(years, trigger)
        time = self._time_of(trigger, verbal) or (self._said_when(trigger) if verbal else None)
        time = time or self._of_occasion(trigger)
        if time is None or time.value is None:
            return None
        return EventDate(value=time.value, span=self._parsed.span(time.start, time.end))

    def _years_ago(self, years: int, trigger: int) -> EventDate | None:
        """The date of what has its so-manieth anniversary on a day that the text tells."""
        time = self._time_of(trigger, False)
        if time is None or time.value is None or int(time.value[:4]) <= years:
            return None
        value = f"{int(time.value[:4]) - years:04}{time.value[4:]}"
        value = value.removesuffix("-29") if value[5:] == "02-29" else value  # no such day in that year, it may be
        return EventDate(value=value, span=self._parsed.span(time.start, time.end))

    def _said_when(self, trigger: int) -> Time | None:
        """The time of the saying of the quotation that a trigger stands in."""
        if self._said is None:
            self._said = list(self._sayings())
        return next((self._said[number] for number in self._quoted.at(self._doc[trigger].idx)), None)

    def _of_occasion(self, trigger: int) -> Time | None:
        """The day told before of the occasion that the act refers back to ("in his speech", "the attack")."""
        if self._occasions is None:
            self._occasions = Occasions()
            for word, times in self._governed.items():
                for time in times:
                    if time.value and len(time.value) == len("2024-06-19"):
                        self._occasions.tell(self._doc[word], time)
        return self._occasions.of(self._doc[trigger])

    def _sayings(self) -> Iterator[Time | None]:
        """For each quotation the time of its cue, else that of what its speaker said before."""
        last: dict[str, Time] = {}
        for quotation in self._quoted.quotations:
            cue = quotation.cue and self._doc.char_span(quotation.cue.start, quotation.cue.end, alignment_mode="expand")
            time = self._time_of(cue.root.i, False) if cue else None
            if quotation.speaker_entity:
                time = time or last.get(quotation.speaker_entity)
                if time:
                    last[quotation.speaker_entity] = time
            yield time

    def years_before(self, trigger: int) -> float | None:
        """How many years before publication the act lies, by its time word; None where nothing tells.

        Vague words count with the least that they say: "years ago" 2, "in the 1990s" from the end of the decade.
        """
        long = _lasting(self._doc[trigger])
        if long:
            return float(long)
        time = self._time_of(trigger, False, dated=False)
        return time.years_back if time else None

    def is_historical(self, trigger: int) -> bool:
        """Whether the act lies more than a year before publication (codebook, section 2, `status`)."""
        years = self.years_before(trigger)
        return years is not None and years > HISTORICAL_YEARS

    def _spread(self, time: Time) -> None:
        """Enters a time word at every word that it dates: its governor, and up from an argument to the verb.

        A clause that begins with "when" after it tells what was then, even where it bounds ("since 2014, when").
        """
        when = next((t for t in self._doc[time.last : time.last + 2] if t.lower_ == "when"), None)
        if when is not None and when.head.pos_ in ("VERB", "AUX") and when.head.i > when.i:
            self._governed[when.head.i].append(time)
        if time.preposition in NO_DATE and time.form != "same":
            return
        word = self._doc[time.governor]
        self._governed[word.i].append(time)
        if self._modifies(time):
            if word.dep_ in ("nsubj", "nsubjpass"):  # "Friday's attack killed two", but not "condemned Friday's attack"
                self._governed[word.head.i].append(time)
            elif word.dep_ == "pobj" and word.head.lower_ in ("in", "during", "at"):  # "meddling in the 2016 election"
                self._governed[word.head.head.i].append(time)
            return
        if word.dep_ in ("nsubj", "nsubjpass") and any(t.text == "," for t in self._doc[word.i : time.first]):
            return  # "the president, elected last year, thanked him"
        if word.dep_ == "xcomp" and time.years_back and time.years_back > 0 and word.head.tag_ in ("VBD", "VBN"):
            self._governed[word.head.i].append(time)  # "applied to join in 2022" was then, whatever came of it
        for _ in range(8):
            public = (
                word.dep_ in ("acl", "relcl")
                and word.lemma_ in MADE_PUBLIC
                and not any(c.dep_ == "dobj" for c in word.children)
            )
            if not public and word.dep_ not in SPREADS:
                return
            if word.dep_ == "prep" and word.lower_ not in DATING_PREPOSITIONS:
                return
            word = word.head
            self._governed[word.i].append(time)

    def _time_of(self, trigger: int, verbal: bool, dated: bool = True) -> Time | None:
        word = self._doc[trigger]
        made = self._participle(word)
        if made is not None and not self._nearest(trigger, trigger, dated):
            found = self._nearest(made.i, trigger, dated)
            if found:
                return found
        for _ in range(12):
            found = self._nearest(word.i, trigger, dated)
            if found:
                return found
            if word.head == word:
                break
            if self._bars(word, verbal):
                return None
            word = word.head
        return self._only_one(trigger) or (self._goes_on(trigger) if verbal else None)

    def _only_one(self, trigger: int) -> Time | None:
        """The sentence's one exact time word, whatever the parse made of it, if it dates the sentence's main act."""
        times = self._in_sentence.get(self._doc[trigger].sent.start, ())
        if len(times) != 1 or times[0].form not in EXACT or times[0].preposition in NO_DATE or self._modifies(times[0]):
            return None
        near = abs(times[0].first - trigger) <= NEAR
        return times[0] if near and not self._aside(times[0], trigger) else None

    def _aside(self, time: Time, trigger: int) -> bool:
        """Whether a time word tells in a relative clause what was in another year ("a firm that applied in 2022")."""
        if time.form not in YEARS:
            return False
        word = self._doc[time.governor]
        for _ in range(8):
            if word.i == trigger or word.head == word:
                return False
            if word.dep_ == "relcl" and not word.is_ancestor(self._doc[trigger]):
                return True
            word = word.head
        return False

    def _modifies(self, time: Time) -> bool:
        """Whether a time word is part of a noun phrase, before its noun ("Tuesday's attack", "the 2016 election")."""
        governor = self._doc[time.governor]
        return not time.preposition and time.last <= governor.i and governor.pos_ in ("NOUN", "PROPN")

    def _goes_on(self, trigger: int) -> Time | None:
        """The date of the speech that this sentence goes on with ("He also urged …"), told some sentences before."""
        sentence = self._doc[trigger].sent
        for _ in range(RUNNING):
            if sentence.start == 0 or self._in_sentence.get(sentence.start) or not _continues(sentence):
                return None
            sentence = self._doc[sentence.start - 1].sent
            found = self._nearest(sentence.root.i, trigger, True)
            if found:
                return found
        return None

    def _participle(self, word: Token) -> Token | None:
        """The participle that says when a noun was made so: "sanctions imposed in October"."""
        if word.pos_ != "NOUN":
            return None
        return next((child for child in word.children if child.dep_ == "acl" and child.lemma_ in LIGHT), None)

    def _nearest(self, word: int, trigger: int, dated: bool) -> Time | None:
        times = [time for time in self._governed.get(word, ()) if time.value or not dated]
        return min(times, key=lambda time: abs(time.first - trigger)) if times else None

    def _bars(self, word: Token, verbal: bool) -> bool:
        """Whether an act at `word` has a time of its own, other than that of what it hangs on."""
        relation = word.dep_
        if word.lower_ in APART and relation in ("prep", "mark"):
            return True
        if relation == "pcomp" and word.head.lower_ == "for":
            return True
        if relation in ("advcl", "pcomp") and any(child.lower_ in APART for child in word.lefts if child.dep_ in MARKS):
            return True
        if relation in ("relcl", "acl", "conj", "ccomp") and word.pos_ in ("VERB", "AUX"):
            if relation == "ccomp" and verbal:
                return False
            if any(child.lower_ in PERFECT and child.dep_ == "aux" for child in word.children):
                return True
            if relation == "conj":
                return any(child.dep_ in ("nsubj", "nsubjpass") for child in word.children)
        return False


def _lasting(word: Token) -> float | None:
    """The years that a noun phrase says an act goes back: "the eight-year occupation", "the fourth anniversary of"."""
    if word.pos_ == "NOUN" and word.lemma_ in GOING_ON:
        return years_long(_before(word))
    return _anniversary(word)


def _anniversary(word: Token) -> int | None:
    """The so-manieth anniversary that is told of an act."""
    if word.dep_ != "pobj" or word.head.lower_ != "of" or word.head.head.lemma_ != "anniversary":
        return None
    words = _before(word.head.head)
    return int(years_long(words) or 0) or ordinal(words)


def _before(noun: Token) -> str:
    """The words of a noun phrase before its noun."""
    return noun.doc[noun.left_edge.i : noun.i].text


MARKS = frozenset(("mark", "advmod", "prep"))
PERFECT = frozenset(("has", "have", "’ve", "'ve"))


def _continues(sentence: Span) -> bool:
    """Whether a sentence opens like the continuation of a speech: with a quotation mark, "He", "also"."""
    opening = sentence.doc[sentence.start : min(sentence.start + 4, sentence.end)]
    return any(token.lower_ in GOES_ON or token.text in QUOTES for token in opening)


def _day(published: str | None) -> date | None:
    """The publication date, if it is one."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None

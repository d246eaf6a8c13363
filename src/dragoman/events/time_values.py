"""Forms of time expressions, and the date that each stands for, seen from the publication date.

Strings only: what hangs on what in the sentence is in times.py. Why not dateparser:
docs/decisions/0008-dates-by-rules.md.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
DAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"fifteen": 15, "a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
"""A month in the middle of each season, to tell whether the season meant is that of this year or of the last."""

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL = r"(?:st|nd|rd|th)?"
_PART = r"(?:\s(?:morning|afternoon|evening|night))?"
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year|decade)"
_ABOUT = r"(?:(?:about|around|nearly|almost|roughly|some|over|more than|less than|just over|just under|just)\s)?"
_COUNT = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)"
)

_REL = r"(?:[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:past|coming))?)"
_OF_YEAR = r"(?:\s(?:last|this|next)\syear)"

FORMS = re.compile(
    rf"""
    (?P<iso>\b(?:19|20)\d\d-[01]\d-[0-3]\d\b)
  | (?P<mdy>(?:\b{_DAY},?\s)?\b(?P<mdy_m>{_MONTH})\s(?P<mdy_d>[0-3]?\d){_ORDINAL}\b(?![:%.]\d)
      (?:,?\s(?P<mdy_y>{_YEAR})\b(?!\s?%))?(?P<mdy_r>{_OF_YEAR})?)
  | (?P<dmy>(?:\b{_DAY},?\s)?\b(?P<dmy_d>[0-3]?\d){_ORDINAL}\s(?:of\s)?(?P<dmy_m>{_MONTH})\b
      (?:,?\s(?P<dmy_y>{_YEAR})\b)?(?P<dmy_r>{_OF_YEAR})?)
  | (?P<my>\b(?P<my_m>{_MONTH})(?:\s(?:of\s)?|,\s)(?P<my_y>{_YEAR}|(?:last|this|next)\syear)\b)
  | (?P<rm>\b(?P<rm_r>{_REL})\s(?P<rm_m>{_MONTH})\b(?!\s\d))
  | (?P<day>\b(?:(?P<day_r>{_REL}|[Cc]oming|[Ff]ollowing)\s)?(?P<day_n>{_DAY})\b{_PART})
  | (?P<month>\b{_MONTH}(?![A-Za-z]))
  | (?P<decade>\b(?:the\s)?(?:(?:early|mid|late)[\s-])?(?:19|20)\d0s\b|\b[Ww]orld\s[Ww]ar\b|\b[Cc]old\s[Ww]ar\b
      |\b(?:1[5-9]|20)th[\s-]century\b)
  | (?P<year>(?<![\d,.$€£\#-])\b{_YEAR}\b(?![,.]?\d)(?!\s?%))
  | (?P<now>\b(?:[Tt]oday|[Tt]onight|[Tt]his\s(?:very\s)?(?:morning|afternoon|evening)|[Ee]arlier\sin\sthe\sday
      |[Oo]vernight(?!\s(?:(?:from|on|into|to|in)\s)?{_DAY})|[Hh]ours\s(?:ago|earlier)|[Mm](?:inutes|oments)\sago)\b)
  | (?P<eve>\b(?:[Tt]he\sday\sbefore\s)?[Yy]esterday\b|\b[Ll]ast\snight\b)
  | (?P<morrow>\b(?:[Tt]he\sday\safter\s)?[Tt]omorrow\b)
  | (?P<ago>\b{_ABOUT}(?:(?P<ago_n>{_COUNT})(?:\sand\sa\shalf)?\s
      |(?:a\s)?(?P<ago_few>few|several|couple\sof|many)\s)?(?P<ago_u>{_UNIT})s?\sago\b)
  | (?P<rel>\b(?P<rel_r>(?:[Ee]arlier|[Ll]ater)\sthis|(?:(?:[Ll]ate|[Ee]arly)\s)?[Ll]ast|[Tt]his|[Nn]ext
      |(?:[Tt]he\s)?[Cc]oming)\s
      (?P<rel_u>week(?!end)|weekend|month|quarter|year|summer|winter|spring|autumn|fall|decade|century)(?:[’']s)?\b)
  | (?P<weekend>\b(?:[Oo]ver|[Aa]t|[Dd]uring)\sthe\sweekend\b)
  | (?P<recent>\b(?:[Ii]n|[Oo]ver|[Dd]uring|[Ww]ithin|[Oo]f)\s(?:the\s)?(?:recent|past|last)\s
      (?:(?P<rec_n>{_COUNT}|few|several|couple\sof)\s)?(?P<rec_u>hour|day|week|month|year|decade)s?\b)
  | (?P<same>\b(?:(?:[Tt]he|[Tt]hat)\s(?:(?P<same_w>same|previous|following|next|very)\s)?(?P<same_u>day|month|year)
      (?P<same_b>\s(?:before|after))?
      |(?:[Oo]ne|[Aa])\s(?P<same_v>day|month|year)\s(?P<same_a>earlier|later|before|after))\b)
    """,
    re.VERBOSE,
)
"""Every form of time expression; the first alternative that fits wins, and its name is the match's `lastgroup`."""

KEYS = frozenset((*MONTHS, *DAYS)) | frozenset(
    "today tonight morning afternoon evening day overnight yesterday night tomorrow ago week weeks weekend month "
    "months quarter year years summer winter spring autumn fall decade decades century hour hours days earlier "
    "jan. feb. mar. apr. aug. sept. sep. oct. nov. dec. war".split()
)
"""Words of which every form but bare digits holds one: where there is none, `FORMS` need not look."""

LOOK_BACK = 31
"""So many days before publication it is still the past one, even where the clause looks ahead."""


def value_of(
    match: re.Match[str], published: date | None, ahead: bool, look_ahead: int, anchor: str | None
) -> str | None:
    """The date of a match of `FORMS`: YYYY, YYYY-MM, YYYY-MM-DD, or None where it cannot be known.

    `published` is the day from which relative words are counted, `ahead` whether the clause lies in the future,
    `look_ahead` how many days after publication a bare day of a month may still be the next one, `anchor` the last
    date that the article named ("a day later").
    """
    try:
        return _value(match, published, ahead, look_ahead, anchor)
    except (OverflowError, ValueError):  # beyond the years 1 to 9999
        return None


def _value(
    match: re.Match[str], published: date | None, ahead: bool, look_ahead: int, anchor: str | None
) -> str | None:
    form, part = match.lastgroup, match.groupdict()
    if form == "iso":
        return _checked(match.group())
    if form in ("mdy", "dmy"):
        year = _year(part[f"{form}_y"] or part[f"{form}_r"], published)
        month = _month(part[f"{form}_m"])
        return _day_of_month(int(part[f"{form}_d"]), month, year, published, ahead, look_ahead)
    if form == "my":
        year = _year(part["my_y"], published)
        return f"{year}-{_month(part['my_m']):02}" if year else None
    if form == "year":
        return match.group()
    if form == "same":
        return _anaphoric(match, anchor, published)
    if published is None or form == "decade":
        return None
    return _relative(match, published, ahead)


def _relative(match: re.Match[str], published: date, ahead: bool) -> str | None:
    form, part = match.lastgroup, match.groupdict()
    if form == "rm":
        return _near_month(_month(part["rm_m"]), published, part["rm_r"].lower(), ahead)
    if form == "month":
        return _near_month(_month(match.group()), published, "", ahead)
    if form == "day":
        return _weekday(DAYS[part["day_n"].lower()], (part["day_r"] or "").lower(), published, ahead).isoformat()
    if form == "now":
        return published.isoformat()
    if form == "eve":
        return (published - timedelta(2 if match.group().lower().startswith("the") else 1)).isoformat()
    if form == "morrow":
        return (published + timedelta(2 if match.group().lower().startswith("the") else 1)).isoformat()
    if form == "weekend":
        return _saturday(published).isoformat()[:7]
    if form == "ago":
        return _ago(part, published)
    if form == "recent":
        return _recent(part, published)
    return _calendar_unit(part["rel_r"].lower(), part["rel_u"].lower(), published)


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _year(word: str | None, published: date | None) -> int | None:
    """A year in digits, or "last year" seen from publication; None without a word."""
    if not word:
        return None
    if word.strip().isdigit():
        return int(word)
    shift = {"last": -1, "this": 0, "next": 1}[word.split()[0].lower()]
    return published.year + shift if published else None


def _checked(value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _day_of_month(
    day: int, month: int, year: int | None, published: date | None, ahead: bool, look_ahead: int
) -> str | None:
    """A day of a month; without a year, the nearest one, past rather than to come unless the clause looks ahead."""
    if not 1 <= day <= 31:
        return None
    if year is None:
        if published is None:
            return None
        year = published.year
        if day > monthrange(year, month)[1]:
            return None
        days = (date(year, month, day) - published).days
        if days > look_ahead:
            year -= 1
        elif days < -LOOK_BACK and ahead:
            year += 1
    return _checked(f"{year:04}-{month:02}-{day:02}")


def _near_month(month: int, published: date, word: str, ahead: bool) -> str:
    """The month that a bare name means: the last one not after publication, the next one if the clause looks ahead."""
    year = published.year
    if word == "next" or word == "this coming" or (ahead and not word):
        year += month < published.month or (month == published.month and word == "next")
    elif word != "this":
        year -= month > published.month or (month == published.month and word == "last")
    return f"{year}-{month:02}"


def _weekday(day: int, word: str, published: date, ahead: bool) -> date:
    """The day of the week nearest before publication (which may be that day itself), or after it."""
    back = (published.weekday() - day) % 7
    if word in ("next", "coming", "this coming", "following") or (ahead and word not in ("last", "this past")):
        return published + timedelta((7 - back) % 7 or (7 if word == "next" else 0))
    return published - timedelta(back or (7 if word == "last" else 0))


def _saturday(published: date) -> date:
    return published - timedelta((published.weekday() - 5) % 7)


def _shift_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(max(count // 12, 1), count % 12 + 1, 1)


def _ago(part: dict[str, str | None], published: date) -> str | None:
    """ "two days ago" is a day, "a week ago" too; further back or vaguer, a month or a year."""
    unit, few = part["ago_u"] or "", part["ago_few"]
    word = (part["ago_n"] or "").lower()
    count = int(word) if word.isdigit() else NUMBERS.get(word, 0)
    if unit in ("minute", "hour"):
        return published.isoformat()
    if unit in ("day", "night"):
        if count:
            return (published - timedelta(count)).isoformat()
        return (published - timedelta(3)).isoformat()[:7]
    if unit in ("week", "fortnight"):
        days = (count or 3) * (14 if unit == "fortnight" else 7)
        then = (published - timedelta(days)).isoformat()
        return then if count == 1 and unit == "week" else then[:7]
    if unit == "month":
        return _shift_months(published, -count).isoformat()[:7] if count else None
    if not count or few:
        return None
    if unit == "decade":
        return None
    return f"{published.year - count}" if count > 1 else f"{published.year - 1}-{published.month:02}"


def _recent(part: dict[str, str | None], published: date) -> str | None:
    unit = part["rec_u"]
    if unit in ("hour", "day"):
        return published.isoformat()[:7]
    if unit == "week":
        return published.isoformat()[: 4 if part["rec_n"] or published.day < 15 else 7]
    return None


def _calendar_unit(word: str, unit: str, published: date) -> str | None:
    """ "last week" is the month in which most of it lies, "this month" a month, "last year" a year."""
    shift = 1 if word in ("next", "coming", "the coming") else -1 if "last" in word else 0
    if unit == "week":
        thursday = published + timedelta(3 - published.weekday() + 7 * shift)
        return (thursday if shift else published).isoformat()[:7]
    if unit == "weekend":
        saturday = _saturday(published) + timedelta(7 if shift == 1 else 0)
        return saturday.isoformat()[:7]
    if unit == "month":
        return _shift_months(published, shift).isoformat()[:7]
    if unit == "year":
        return str(published.year + shift)
    if unit in SEASONS:
        middle = SEASONS[unit]
        year = published.year
        if shift < 0:
            year -= middle + 1 >= published.month
        elif shift > 0:
            year += middle <= published.month
        return str(year)
    return None


def _anaphoric(match: re.Match[str], anchor: str | None, published: date | None) -> str | None:
    """ "that day", "a day later": counted from the last date that the article named.

    "a day after he spoke" dates the speaking, and so counts the other way than "a day later".
    """
    part = match.groupdict()
    unit, word = part["same_u"] or part["same_v"], part["same_w"]
    hint = part["same_a"] or (part["same_b"] or "").strip()
    if part["same_u"] and not (word or hint or match.group().lower().startswith("that")):
        return None
    shift = {"previous": -1, "following": 1, "next": 1}.get(word or "", 0)
    shift += {"earlier": -1, "before": -1, "later": 1, "after": 1}.get(hint, 0)
    if hint in ("before", "after") and re.match(r"\s+\w", match.string[match.end() : match.end() + 9]):
        shift = -shift
    base = anchor or (published.isoformat() if published and shift else None)
    if base is None:
        return None
    year, month = int(base[:4]), int(base[5:7] or 0)
    if unit == "year":
        return str(year + shift)
    if unit == "month":
        return _shift_months(date(year, month, 1), shift).isoformat()[:7] if month else None
    return (date.fromisoformat(base) + timedelta(shift)).isoformat() if len(base) == 10 else None


def years_back(match: re.Match[str], value: str | None, published: date | None) -> float | None:
    """How many years before publication an expression lies, at the least that its words allow."""
    form = match.lastgroup
    if published is None:
        return None
    if form == "decade":
        digits = re.search(r"(?:19|20)\d0", match.group())
        return published.year - int(digits.group()) - 9 if digits else 30.0
    if form == "ago" and value is None:
        unit = match.group("ago_u")
        return {"year": 2.0, "decade": 10.0}.get(unit, 0.0)
    return None if value is None else years_since(value, published)


_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_LASTING = re.compile(r"\b(\d{1,3}|[a-z]+)[\s-]+year(?:[\s-]+long)?\s*$")
_ORDINAL_WORD = re.compile(r"\b(?:(\d{1,3})(?:st|nd|rd|th)|([a-z]+))\s*$")


def years_long(words: str) -> float | None:
    """The years that the words before a noun count: "eight-year", "10-year-long"; None where they count none."""
    found = _LASTING.search(words.lower())
    if found is None:
        return None
    return float(found[1]) if found[1].isdigit() else NUMBERS.get(found[1])


def ordinal(words: str) -> int | None:
    """The ordinal that some words end with: "fourth", "10th"."""
    found = _ORDINAL_WORD.search(words.lower())
    if found is None:
        return None
    if found[1]:
        return int(found[1])
    return _ORDINALS.index(found[2]) + 1 if found[2] in _ORDINALS else None


def years_since(value: str, published: date) -> float:
    """How many years before publication a date lies, at the least that it allows; a year alone as its middle."""
    year, month, day = (*map(int, value.split("-")), 0, 0)[:3]
    if not month:
        return (published - date(year, 7, 1)).days / 365.25
    return (published - date(year, month, day or monthrange(year, month)[1])).days / 365.25

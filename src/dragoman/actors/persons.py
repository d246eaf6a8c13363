"""What the article says of a person: the office before the name, the apposition after it, "X is a …"."""

from __future__ import annotations

from dragoman.actors.codes import HELD_OFFICE
from dragoman.actors.layer import Mention
from dragoman.actors.phrases import Phrases, Reading
from dragoman.actors.state import Known, State, country_of, sector_of, with_sector
from dragoman.actors.unlisted import ABBREVIATED, Name
from dragoman.actors.words import words

FROM = frozenset({"of", "from", "with", "at", "for"})
# What joins an office to what it is of, before a name: "Minister of Mines and Energy Jane Roe".
OFFICE_OF = frozenset({"of", "for"})
LONGEST_OFFICE = 7
PRIESTLY = frozenset({"Father", "Fr", "Fr.", "Rev", "Rev.", "Reverend"})
# "Rep. John Doe, D-Ga.", "Jane Roe (R-Texas)"
PARTY_LETTERS = frozenset({"D", "R", "I"})


def evidence(state: State, phrases: Phrases, name: Name, head: int) -> list[Reading]:
    """What is said of the person at this place, the surest first."""
    t = state.tokens
    found: list[Reading] = []
    before = _title(state, phrases, name, head) or _long_title(state, phrases, name)
    if before is not None:
        found.append(before)
    if _party_letter(state, name.last):
        role = state.lexicon.roles["lawmaker"]
        found.append(Reading("USA LEG", "party and state after the name", role, name.first, head))
    after = _apposition(state, phrases, name, head)
    if after is not None:
        found.append(after)
    if t.dep[head] == "appos" and t.pos[t.head[head]] in {"NOUN", "PROPN"} and t.head[head] < name.first:
        above = t.head[head]
        reading = phrases.read(above, 1) or _owner_of(state, phrases, above)
        if reading is not None:
            found.append(reading)
    found += _predicate(state, phrases, head)
    for c in t.children[head]:
        mention = state.layer.at(c)
        if t.dep[c] == "poss" and c < name.first and mention is not None and mention.code:
            of = "CVL" if mention.entity.kind == "country" else sector_of(mention.code) or "CVL"
            code = with_sector(country_of(mention.code), of)
            found.append(Reading(code, f"{mention.entity.name}'s", None, mention.first, head))
    for _, obj in t.pobjs(head, FROM):
        mention = state.layer.headed_by(obj)
        if mention is not None and mention.code and mention.entity.kind in {"organisation", "country"}:
            of = "CVL" if mention.entity.kind == "country" else sector_of(mention.code) or "CVL"
            code = with_sector(country_of(mention.code), of)
            found.append(Reading(code, f"of {mention.entity.name}", None, name.first, head))
        elif mention is None:
            reading = phrases.read(obj, 1)
            if reading is not None and reading.role is not None and reading.role.kind == "organisation":
                found.append(reading)
    return found or _people(state, name, head)


def _people(state: State, name: Name, head: int) -> list[Reading]:
    """Of what people somebody is of whom nothing else is said: "Canadian Jane Roe", "Jane Roe, an American"."""
    t, layer = state.tokens, state.layer
    before = layer.at(name.first - 1) if name.first else None
    told = [before] if before is not None and before.kind == "adjective" and before.last == name.first else []
    told += [m for c in t.children[head] if t.dep[c] == "appos" and (m := layer.headed_by(c)) and m.first >= name.last]
    codes = [(m, m.code) for m in told if m.code and (m.entity.kind == "country" or sector_of(m.code) == "CVL")]
    return [
        Reading(with_sector(country_of(code), "CVL"), f"of {m.entity.name}", None, name.first, head)
        for m, code in codes[:1]
    ]


def _owner_of(state: State, phrases: Phrases, name: int) -> Reading | None:
    """The office in a place or a body beside which the parse puts its holder: "the mayor of Kherson, Roman Mrochko"."""
    t = state.tokens
    noun = t.head[t.head[name]]
    if t.dep[name] != "pobj" or t.lower[t.head[name]] not in FROM or t.tag[noun] != "NN":
        return None
    reading = phrases.read(noun, 1)
    return reading if reading is not None and reading.role is not None and reading.role.kind == "person" else None


def _title(state: State, phrases: Phrases, name: Name, head: int) -> Reading | None:
    t = state.tokens
    i = name.first - 1
    if i >= 0 and t.text[i] in PRIESTLY and t.sentence[i] == t.sentence[head]:
        priest = state.lexicon.roles["priest"]
        country = phrases.focus.country(t.sentence[i])
        return Reading(with_sector(country, "REL"), t.text[i], priest, i, i, bare=True)
    if (
        i >= 0
        and t.lower[i] in {'"', "“", "‘", "'", ","}
        and i > 0
        and t.pos[i - 1] in {"NOUN", "PROPN"}
        and t.lower[i] != ","
    ):
        i -= 1
    while (
        i >= 0
        and t.lower[i] in state.lexicon.titles
        and t.lower[i] not in ABBREVIATED
        and t.sentence[i] == t.sentence[head]
        and (t.lower[i] not in state.lexicon.roles or (i > 0 and state.lexicon.role_at(t, i - 1) is not None))
        and (state.lexicon.role_at(t, i) or (None, i))[1] == i  # "Chief Justice" is one noun
    ):
        i -= 1
    if i < 0 or t.sentence[i] != t.sentence[head] or t.pos[i] not in {"NOUN", "PROPN", "ADJ"}:
        return None
    office = state.layer.at(i)
    if office is not None and office.entity.kind == "organisation" and office.code and office.last == i + 1:
        held = state.lexicon.role_at(t, i)
        if held is not None and held[0].kind == "person":  # "U.S. Trade Representative X"
            return Reading(office.code, office.entity.name, held[0], office.first, i)
    edge = min(t.left_edge(head), t.left_edge(i), i)
    start = i
    while start > edge and (
        t.text[start - 1] not in {",", ";", ":"} and t.pos[start - 1] not in {"VERB", "AUX", "SCONJ"}
    ):
        start -= 1
    # the parser often hangs the words of an office on the wrong noun: take what stands before it in an unbroken row
    while (
        start > 0
        and t.sentence[start - 1] == t.sentence[head]
        and (t.pos[start - 1] in {"ADJ", "PROPN", "NOUN"} or t.lower[start - 1] in {"'s", "’s", "-", "'", "’"})
    ):
        start -= 1
    return phrases.title(start, i)


def _long_title(state: State, phrases: Phrases, name: Name) -> Reading | None:
    """An office with what it is of before a name: "Deputy Secretary for Political Affairs Jane Roe"."""
    t = state.tokens
    last = name.first - 1
    if last < 2 or t.pos[last] not in {"NOUN", "PROPN"} or t.sentence[last] != t.sentence[name.first]:
        return None
    for i in range(last, max(last - LONGEST_OFFICE, 0), -1):
        if t.sentence[i] != t.sentence[last] or t.pos[i] not in {"NOUN", "PROPN", "ADJ", "CCONJ", "ADP"}:
            return None
        if t.pos[i] != "ADP":
            continue
        role = state.lexicon.role_at(t, i - 1) if t.lower[i] in OFFICE_OF else None
        if role is None or role[0].kind != "person" or role[0].noun in words("relatives") | words("ties"):
            return None
        return phrases.title(min(t.left_edge(i - 1), role[1]), i - 1)
    return None


def _party_letter(state: State, i: int) -> bool:
    t = state.tokens
    for k in range(i, min(i + 2, t.n)):
        word = t.text[k]
        if word[:2] in {"D-", "R-", "I-"} and word[2:3].isupper():
            return True
        if word in PARTY_LETTERS and k + 1 < t.n and t.text[k + 1] in {"-", "–"}:
            return True
    return False


def _apposition(state: State, phrases: Phrases, name: Name, head: int) -> Reading | None:
    t = state.tokens
    for c in t.children[head]:
        if t.dep[c] == "appos" and c >= name.last:
            reading = phrases.read(c, 1)
            if reading is not None:
                return reading
    k = name.last
    if k < t.n and t.text[k] in {",", "(", "–", "-"}:
        stop = min(t.sentence_end(head), k + 14)
        for i in range(k + 1, stop):
            if t.pos[i] in {"VERB", "AUX"} and t.dep[i] not in {"amod", "compound"}:
                break
            if t.text[i] in {",", ";", ")", "”", '"'}:
                break
            if (
                t.pos[i] in {"NOUN", "PROPN"}
                and t.left_edge(i) <= k + 2
                and (i + 1 >= stop or t.pos[i + 1] not in {"NOUN", "PROPN"})
            ):
                reading = phrases.read(i, 1)
                if reading is not None:
                    return reading
                break
    return None


def _predicate(state: State, phrases: Phrases, head: int) -> list[Reading]:
    """ "X is a lawyer", "X, who heads the agency", "X, who works for …"."""
    t = state.tokens
    verbs = [c for c in t.children[head] if t.dep[c] == "relcl"]
    if t.dep[head] == "nsubj":
        verbs.append(t.head[head])
    found = []
    for verb in verbs:
        if t.lemma[verb] in {"be", "become", "remain"}:
            for c in t.children[verb]:
                if t.dep[c] in {"attr", "acomp"} and c > verb and t.pos[c] in {"NOUN", "PROPN"}:
                    reading = phrases.read(c, 1)
                    if (
                        reading is not None
                        and reading.role is not None
                        and reading.role.kind == "person"
                        and not reading.plural
                    ):
                        found.append(reading)
        elif t.lemma[verb] in words("heading") and t.dep[verb] == "relcl":
            for c in t.children[verb]:
                if t.dep[c] == "dobj":
                    mention = state.layer.headed_by(c)
                    reading = phrases.read(c, 1)
                    if reading is not None and reading.code:
                        found.append(reading)
                    elif mention is not None and mention.code:
                        found.append(Reading(mention.code, f"{t.lemma[verb]}s {mention.entity.name}", None, c, c))
        elif t.lemma[verb] in {"write", "report"} and (own := _outlet(state, verb)) is not None:
            found.append(Reading(own.code, f"writes in {own.entity.name}", None, head, head))
        elif t.lemma[verb] in words("studying") and t.dep[verb] == "relcl":
            at = (state.layer.headed_by(o) for _, o in t.pobjs(verb, frozenset({"at", "in"})))
            place = next((m for m in at if m is not None and m.code), None)
            country = country_of(place.code) if place else phrases.focus.country(t.sentence[head])
            code = with_sector(country, "EDU")
            found.append(Reading(code, f"who {t.text[verb]}", None, head, head, bare=place is None))
        elif t.lower[verb] in {"reports", "reporting"} and state.outlet_country:
            code = with_sector(state.outlet_country, "JRN")
            found.append(Reading(code, "reports for the outlet", None, head, head, bare=True))
        elif t.lemma[verb] in {"serve", "work"}:
            for prep, obj in t.pobjs(verb, frozenset({"as", "for", "at", "in"})):
                reading = phrases.read(obj, 1)
                if (
                    reading is not None
                    and reading.code
                    and (t.lower[prep] == "as" or (reading.role is not None and reading.role.kind == "organisation"))
                ):
                    if t.tag[verb] == "VBD" and t.lower[prep] == "as" and sector_of(reading.code) in HELD_OFFICE:
                        reading.code = with_sector(country_of(reading.code), "ELI")  # "who served as minister"
                    found.append(reading)
    return found


def _outlet(state: State, verb: int) -> Mention | None:
    """The paper in which somebody writes."""
    t = state.tokens
    named = (state.layer.headed_by(o) for _, o in t.pobjs(verb, frozenset({"in", "for"})))
    return next((m for m in named if m is not None and sector_of(m.code) == "JRN"), None)


def settle(known: Known, readings: list[Reading], fallback: str | None) -> None:
    """Gives a person that no dictionary knows the code of the best of what is said of it."""
    entity = known.entity
    if readings and readings[0].role is not None and readings[0].role.kind == "organisation" and not known.names[0][1:]:
        entity.kind = "organisation"
    for reading in readings:
        if reading.role is not None:
            known.roles.add(reading.role.noun)
    coded = [r for r in readings if r.code]
    noun = coded[0].role.noun if coded and coded[0].role is not None else ""
    if noun in words("relatives") or noun in words("ties"):
        # "her friend Jan Novak, the former minister"
        offices = [r for r in coded if r.role is not None and r.role.kind == "person" and sector_of(r.code) != "CVL"]
        coded = offices or coded
    firm = [r for r in coded if not r.bare]
    best = (firm or coded)[:1]
    title = coded[0] if coded and coded[0].bare and coded[0].role is not None else None
    if title is not None and title.role is not None and title.role.neutral:
        title = title if title.modified and title.role.kind == "person" else None
    if best and sector_of(best[0].code) == "COP":
        title = None  # ranks of the police are those of the army
    if best and title is not None and firm:
        # the office before the name says what, another place whose
        entity.code = with_sector(country_of(best[0].code), sector_of(title.code) or "UNK")
        entity.why = f"{title.why}; {best[0].why}"
    elif best:
        entity.code, entity.why = best[0].code, best[0].why
        known.firm = bool(firm)
    elif readings:
        entity.why = readings[0].why
    elif fallback:
        entity.code, entity.why = fallback, "no role told: a citizen of the country in focus"

"""Names become mentions: countries and their people, organisations, persons and what the article says of them."""

from __future__ import annotations

from functools import cached_property

from dragoman.actors.dictionaries import Period, Sense
from dragoman.actors.focus import Focus
from dragoman.actors.names import PLACE_KINDS
from dragoman.actors.people import People
from dragoman.actors.persons import evidence, settle
from dragoman.actors.phrases import Phrases, Reading
from dragoman.actors.state import MODIFIERS, Known, State, country_of, sector_of, with_sector
from dragoman.actors.unlisted import Name, name_sector
from dragoman.actors.words import words

# Kinds of places that may be towns, after which a treaty or a meeting is named.
TOWNS = frozenset({"capital", "region", "city"})
# What parts of a sentence a demonym can be by itself.
ALONE = frozenset(
    "nsubj nsubjpass dobj pobj conj iobj dative attr appos ROOT poss agent nmod npadvmod compound".split()
)
# How many words before a party's name its country may stand: "South Korea's main liberal opposition".
FAR_OWNER = 6
# The parties of the Congress of the United States.
CONGRESS = frozenset({"Republican Party", "Democratic Party"})
# How much a country is in focus by its name, by a person of it, by an organisation, by something said to happen there.
WEIGHTS = {"country": 1.0, "person": 0.6, "organisation": 0.7}
OTHER_WEIGHT, PLACE_WEIGHT = 0.5, 1.3
# What an adjective counts of a name: "a Russian diplomat" is less about Russia.
ADJECTIVE = 0.8
# Kinds of names of a country and of those who are of it.
COUNTRIES = frozenset({"country", "adjective", "people", "capital"})
# Their country is not what the article is about.
ABOUT_OTHERS = frozenset({"JRN", "BUS", "SOC", "EDU"})


class Namings:
    """Makes the mentions of one article's names."""

    def __init__(self, state: State, names: list[Name]) -> None:
        self.state = state
        self.people = People(state, self._countries(names))
        self.persons = self.people.resolve(names)
        self._by_token = {i: n for n in names for i in range(n.first, n.last)}
        extra = self.people.more(set(self._by_token))
        self.persons |= self.people.resolve(extra)
        self._namesakes(names)
        self.names = sorted(names + extra, key=lambda n: n.first)
        self.parties: dict[str, Known] = {}
        """Parties of other countries than that of the listed party of their name."""
        self.caucuses: dict[int, Known] = {}
        self.organisations: dict[str, Known] = {}
        self.said: dict[int, dict[int, list[Reading]]] = {}
        """What is said of each person (by its key), by the first token of the name."""
        self.at_head: dict[int, Name] = {}

    def _countries(self, names: list[Name]) -> dict[str, float]:
        """How often each country is named."""
        named: dict[str, float] = {}
        for name in names:
            if name.sense is not None and name.sense.kind != "person":
                country = country_of(name.sense.on(self.state.day).code)
                if country and (name.sense.kind != "organisation" or country.startswith("IGO ")):
                    named[country] = named.get(country, 0.0) + 1.0
        return named

    def _namesakes(self, names: list[Name]) -> None:
        """ "Jordan said" is Jim Jordan where the article has him, "in Jordan" the country."""
        t = self.state.tokens
        for name in names:
            if name.sense is None or name.sense.kind == "person" or name.last - name.first > 1:
                continue
            entries = self.people.short.get(t.text[name.first], [])
            family = any(n[-1] == t.text[name.first] and len(n) > 1 for _, k in entries for n in k.names)
            placed = t.dep[name.first] == "pobj" and t.lower[t.head[name.first]] in words("locative")
            if family and not placed:
                name.sense = None
                self.persons |= self.people.resolve([name])

    def mention(self) -> None:
        """Adds the mentions of all names to the layer."""
        state, t = self.state, self.state.tokens
        for name in self.names:
            head = state.head_of(name.first, name.last)
            if name.first in self.persons:
                state.mention("name", name.first, name.last, head, self.persons[name.first])
                continue
            if name.sense is None:
                if name.label == "ORG":
                    self._organisation(name, head)
                continue
            known = state.sense_entity(name.sense)
            kind = name.sense.kind
            if sector_of(known.entity.code) == "PTY" and kind == "organisation":
                known = self._party(name, known)
            if sector_of(known.entity.code) == "PTY" and (t.lower[head].endswith("s") or self._determined(head)):
                known = self._caucus(head, known)
            if kind in {"people", "adjective"} and self._stands_alone(head):
                self._people(name, head, known)
                continue
            if kind in TOWNS and self._names_what_was_made_there(name):
                continue
            locative = kind in PLACE_KINDS and t.dep[head] == "pobj" and t.lower[t.head[head]] in words("locative")
            mention_kind = "adjective" if kind == "adjective" else "name"
            state.mention(mention_kind, name.first, name.last, head, known, locative=locative)  # type: ignore[arg-type]

    def _names_what_was_made_there(self, name: Name) -> bool:
        """Whether a town only gives its name to a treaty or a meeting: "the Vienna Convention", "the Doha talks"."""
        t = self.state.tokens
        end = name.last
        while end < min(name.last + 3, t.n) and t.pos[end] in {"PROPN", "NOUN"}:
            end += 1
        named = end > name.last and t.lower[end - 1] in words("named_after_towns")
        return named and t.lower[name.first] not in words("regions_talked_of")

    def _organisation(self, name: Name, head: int) -> None:
        """An organisation that no dictionary knows, by its name or by the letters that stand after it."""
        state, t = self.state, self.state.tokens
        text = t.words(name.first, name.last)
        if text not in self.organisations:
            self.organisations[text] = state.entity("organisation", text, None, f"no country told for {text}")
        known = self.organisations[text]
        if name.last + 2 < t.n and t.text[name.last] == "(" and t.text[name.last + 2] == ")":
            self.organisations.setdefault(t.text[name.last + 1], known)
        known.roles |= {w for w in (t.lower[name.last - 1],) if w in state.lexicon.roles}
        self.persons[name.first] = known
        state.mention("name", name.first, name.last, head, known)

    def _party(self, name: Name, party: Known) -> Known:
        """The party of another country by a listed one's name: "South Korea's opposition Democratic Party"."""
        t = self.state.tokens
        text = t.words(name.first, name.last)
        owner, first = self._owner_before(name)
        country = owner.on(self.state.day).code[:3] if owner is not None else None
        if country in {country_of(party.entity.code), "INT", "IGO"}:
            return party
        if country is not None:
            sector = "OPP" if "opposition" in t.lower[first : name.first] else "PTY"
            sense = Sense("organisation", text, (Period(f"{country} {sector}"),))
            self.parties.setdefault(text, self.state.sense_entity(sense))
        return self.parties.get(text, party)

    def _owner_before(self, name: Name) -> tuple[Sense | None, int]:
        """The country that stands before a name, with nouns and adjectives at most between, and the token after it."""
        t = self.state.tokens
        for k in range(name.first - 1, max(name.first - FAR_OWNER, 0) - 1, -1):
            owner = self._by_token.get(k)
            if owner is not None:
                known = owner.sense is not None and owner.sense.kind in {"country", "adjective", "people"}
                return (owner.sense if known else None), owner.last
            if t.pos[k] not in {"NOUN", "ADJ", "PART", "PUNCT"} or t.text[k] in {",", ";", ":", "."}:
                break
        return None, name.first

    def _caucus(self, head: int, party: Known) -> Known:
        """ "Republicans in Congress" and "House Democrats" are legislators."""
        t = self.state.tokens
        near = {w for _, o in t.pobjs(head, frozenset({"in", "on", "from"})) for w in t.lower[t.left_edge(o) : o + 1]}
        near |= set(t.lower[max(t.left_edge(head), head - 4) : head])
        plural = t.lower[head].endswith("s") and not near & words("campaigning") and t.dep[head] not in MODIFIERS
        congress = party.entity.name in CONGRESS and plural and self._legislating
        if not near & words("chambers") and not congress:
            return party
        key = party.entity.key
        if key not in self.caucuses:
            code = with_sector(country_of(party.entity.code), "LEG") or ""
            name = f"{party.entity.name} in the legislature"
            self.caucuses[key] = self.state.sense_entity(Sense("organisation", name, (Period(code),)))
        return self.caucuses[key]

    @cached_property
    def _legislating(self) -> bool:
        """Does the article tell of a legislature more than of a campaign?"""
        t = self.state.tokens
        chambers, campaign = words("legislating"), words("campaigning")
        told = sum((w in chambers) - (w in campaign) for w in t.lower)
        return told > 2

    def _determined(self, head: int) -> bool:
        """ "The top Republican", "a Democrat": somebody of the party."""
        t = self.state.tokens
        return any(t.dep[c] == "det" for c in t.children[head])

    def _stands_alone(self, head: int) -> bool:
        """Is a demonym a noun here ("the Russians", "a Ukrainian"), not a word before one?"""
        t = self.state.tokens
        if t.dep[head] in MODIFIERS and t.head[head] > head:
            return t.dep[head] == "poss" and t.pos[head] in {"NOUN", "PROPN"}
        follows = head + 1 < t.n and t.sentence[head + 1] == t.sentence[head]
        if follows and (t.text[head + 1] in {"-", "–"} or t.pos[head + 1] in {"NOUN", "PROPN", "ADJ"}):
            return False
        return t.dep[head] in ALONE

    def _people(self, name: Name, head: int, country: Known) -> None:
        """ "The Russians" are their government, "12 Russians", "a Russian" are people."""
        state, t = self.state, self.state.tokens
        first = t.left_edge(head)
        before = t.lower[first : name.first]
        plural = t.tag[head] in {"NNS", "NNPS"} or (name.sense is not None and name.sense.kind == "people")
        parted = any(t.lower[c] == "of" for c in t.children[head] if c > head)
        if before == ["the"] and plural and not parted:
            state.mention("name", name.first, name.last, head, country)
            return
        sector = "REF" if "displaced" in before else "CVL"
        code = with_sector(country_of(country.entity.code), sector)
        text, why = t.words(first, name.last), f"people of {country.entity.name}"
        known = state.entity("group" if plural else "person", text, code, why, plural=plural)
        known.firm = True
        state.mention("name", name.first, name.last, head, known)
        if first < name.first:
            state.mention("nominal", first, name.last, head, known)

    def focus(self) -> Focus:
        """Which countries are spoken of where."""
        t = self.state.tokens
        named = []
        attacked: dict[int, str] = {}
        for m in self.state.layer.mentions:
            country = country_of(m.code)
            if country is None or country == "INT" or country.startswith("IGO"):
                continue
            kind = m.entity.kind
            if kind == "organisation" and sector_of(m.code) in ABOUT_OTHERS:
                continue
            weight = PLACE_WEIGHT if m.locative else WEIGHTS.get(kind, OTHER_WEIGHT)
            if m.kind == "adjective":
                weight *= ADJECTIVE
            named.append((t.sentence[m.head], m.head, country, weight))
            if m.kind == "name" and self._is_attacked(m.head):
                attacked[t.sentence[m.head]] = country
        return Focus(len(t.sentence_starts), named, self._home(), attacked, self.state.quoted, self._in_title())

    def _in_title(self) -> list[str]:
        """The countries that the headline names."""
        state = self.state
        senses = (found.senses[0] for found in state.dictionary.find(state.parsed.article.title or ""))
        countries = (country_of(s.on(state.day).code) for s in senses if s.kind in COUNTRIES)
        return [country for country in countries if country is not None]

    def _is_attacked(self, head: int) -> bool:
        """ "An attack on southern Israel", "invaded Kuwait"."""
        t = self.state.tokens
        over = t.head[head]
        if t.dep[head] == "pobj" and t.lower[over] in words("attacking"):
            return t.lemma[t.head[over]] in words("attacks")
        return t.dep[head] in {"dobj", "nsubjpass"} and t.lemma[over] in words("attacks")

    def _home(self) -> str | None:
        """The country from which the article is told, by its dateline."""
        dateline = self.state.parsed.dateline
        if dateline is None or dateline.place is None:
            return None
        senses = self.state.dictionary.meaning(dateline.place.split(",")[0].strip().title())
        country = country_of(senses[0].on(self.state.day).code) if senses else None
        return None if country is None or country[:3] in {"IGO", "INT"} else country

    def settle(self, phrases: Phrases) -> None:
        """Codes of the persons whom no dictionary knows, offices of those whom it does."""
        state, t = self.state, self.state.tokens
        self.phrases = phrases
        for name in self.names:
            known = self.persons.get(name.first)
            if known is None:
                continue
            head = state.head_of(name.first, name.last)
            readings = evidence(state, phrases, name, head)
            self.said.setdefault(known.entity.key, {})[name.first] = readings
            self.at_head.setdefault(head, name)
            first = min(t.left_edge(head), readings[0].first if readings else head)
            here = self._in_office(known, readings[0]) if readings and readings[0].first < name.first else None
            mentions = [state.layer.at(name.first)]
            if first < name.first:
                mentions.append(state.mention("nominal", first, name.last, head, known))
            for mention in mentions:
                if mention is not None and mention.entity is known.entity:
                    mention.here = here
        for key in self.said:
            self._settle(state.known[key])

    def read(self, head: int) -> None:
        """Settles the person named at a token again, now that all before it is known ("its founder, X")."""
        name = self.at_head.get(head)
        known = self.persons.get(name.first) if name is not None else None
        if name is None or known is None or known.sense is not None or known.firm:
            return
        self.said[known.entity.key][name.first] = evidence(self.state, self.phrases, name, head)
        self._settle(known)

    def _settle(self, known: Known) -> None:
        said = [reading for readings in self.said[known.entity.key].values() for reading in readings]
        sentence = self.state.tokens.sentence[known.entity.mentions[0].head]
        focus = self.phrases.focus
        if known.sense is not None:
            self._offices(known, said)
            self._not_yet(known, said)
        elif known.entity.kind == "organisation":
            self._settle_organisation(known, said, focus.country(sentence))
        else:
            settle(known, said, with_sector(focus.country(sentence, sector="CVL"), "CVL"))

    def _settle_organisation(self, known: Known, said: list[Reading], focus: str | None) -> None:
        """The code of an organisation by what is said of it, the kind in its name, the country in its name."""
        state, t = self.state, self.state.tokens
        entity = known.entity
        first, last = entity.mentions[0].first, entity.mentions[0].last
        sector = name_sector(state, first, last)
        told = next((r for r in said if r.code and not r.bare), None) or next((r for r in said if r.code), None)
        inside = [s for s in (state.dictionary.meaning(t.text[i]) for i in range(first, last)) if s]
        country = next(
            (
                country_of(s[0].on(state.day).code)
                for s in inside
                if s[0].kind not in {"person", "organisation"} and sector_of(s[0].on(state.day).code) != "PTY"
            ),
            None,
        )
        if told is not None:
            sector = sector or sector_of(told.code)
            country = country or (country_of(told.code) if not told.bare else None)
        if sector in {None, "IGO"}:
            entity.why = f"nothing told of {entity.name}"
            return
        known.firm = country is not None
        entity.code = with_sector(country or focus, sector)
        entity.why = (
            f"{entity.name}: by its name and what is told of it"
            if known.firm
            else f"{entity.name}, of the country in focus"
        )

    def _in_office(self, known: Known, title: Reading) -> str | None:
        """The code of an office long left, at a place where the title says it without "former"."""
        if known.sense is None or title.role is None or title.former:
            return None
        now = known.sense.on(self.state.day)
        if sector_of(now.code) != "ELI":
            return None
        earlier = [p for p in known.sense.periods if p.since < now.since and sector_of(p.code) not in {"ELI", "CVL"}]
        named = [p for p in earlier if title.role.noun in p.title]
        return (named or [p for p in earlier if sector_of(p.code) == title.role.sector] or [now])[-1].code

    def _not_yet(self, known: Known, said: list[Reading]) -> None:
        """Before the first office that the dictionary knows of somebody, what the article says goes before it."""
        day, sense = self.state.day, known.sense
        if day is None or sense is None or sense.periods[0].since <= day:
            return
        told = next((r for r in said if r.code and r.role is not None), None)
        if told is not None:
            known.entity.code = told.code
            known.entity.why = f"{told.why}; {sense.name} had no office of the dictionary's yet"

    def _offices(self, known: Known, said: list[Reading]) -> None:
        """The nouns by which the article may call a person whom the dictionary knows."""
        if known.sense is None:
            return
        now = known.sense.on(self.state.day)
        known.roles |= {r.role.noun for r in said if r.role is not None and not r.former}
        known.roles |= {now.title, now.title.rsplit(" ", 1)[-1]} - {""}
        if known.roles & self.state.lexicon.leaders:
            known.roles.add("leader")
        for period in known.sense.periods:
            if period.since < now.since and period.title:
                known.former |= {period.title, period.title.rsplit(" ", 1)[-1]}

"""Finds actors: names, then what the article says of each, then nominals and pronouns in reading order."""

from __future__ import annotations

from pathlib import Path

from dragoman.actors import pronouns
from dragoman.actors.dictionaries import Dictionary, Period, Sense
from dragoman.actors.focus import Focus
from dragoman.actors.layer import ActorLayer, Entity, Mention
from dragoman.actors.names import PLACE_KINDS, QUANTITY, Name, find_names
from dragoman.actors.people import People
from dragoman.actors.persons import evidence, settle
from dragoman.actors.phrases import Phrases, Reading
from dragoman.actors.roles import lexicon
from dragoman.actors.state import LOCATIVE, Known, State, country_of, sector_of, with_sector
from dragoman.language import Parsed

OPENING, CLOSING = frozenset("“«„"), frozenset("”»")
PAIRS = frozenset(
    {
        "side",
        "leader",
        "country",
        "nation",
        "party",
        "president",
        "government",
        "man",
        "ally",
        "neighbour",
        "neighbor",
        "army",
        "foe",
        "rival",
        "official",
        "minister",
        "militaries",
        "state",
        "pair",
        "diplomat",
    }
)


class ActorFinder:
    """Finds and resolves the actors of articles. Load once, use for many.

    `extra` is a user's own dictionary file, laid over the package's.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self.dictionary = Dictionary.load(extra)
        self.lexicon = lexicon()

    def find(self, parsed: Parsed) -> ActorLayer:
        """The actor layer of one article."""
        return _Article(State(parsed, self.dictionary, self.lexicon)).run()


class _Article:
    """The work on one article."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.focus = Focus(len(state.tokens.sentence_starts), [])
        self.phrases = Phrases(state, self.focus)
        self.quoted = _quoted(state)
        self.making = 0
        self.caucuses: dict[int, Known | None] = {}

    def run(self) -> ActorLayer:
        state = self.state
        names = find_names(state)
        countries: dict[str, float] = {}
        for name in names:
            if name.sense is not None and name.sense.kind != "person":
                country = country_of(name.sense.on(state.day).code)
                if country and name.sense.kind != "organisation":
                    countries[country] = countries.get(country, 0.0) + 1.0
        people = People(state, countries)
        persons = people.resolve(names)
        claimed = {i for n in names for i in range(n.first, n.last)}
        extra = people.more(claimed)
        persons |= people.resolve(extra)
        self._namesakes(names, people, persons)
        names = sorted(names + extra, key=lambda n: n.first)
        self._mention_names(names, persons)
        self.focus.__init__(len(state.tokens.sentence_starts), self._named())  # type: ignore[misc]
        self._settle_persons(names, persons)
        self.phrases.make = self._make
        self._read_on()
        self._first_persons()
        state.layer._describe = self._of
        state.layer.mentions.sort(key=lambda m: (m.start, -m.end))
        return state.layer

    def _namesakes(self, names: list[Name], people: People, persons: dict[int, Known]) -> None:
        """ "Jordan said" is Jim Jordan where the article has him, "in Jordan" the country."""
        t = self.state.tokens
        for name in names:
            if name.sense is None or name.sense.kind == "person" or name.last - name.first > 1 or name.first in persons:
                continue
            entries = people.short.get(t.text[name.first])
            family = entries and any(n[-1] == t.text[name.first] and len(n) > 1 for _, k in entries for n in k.names)
            if family and not (t.dep[name.first] == "pobj" and t.lower[t.head[name.first]] in LOCATIVE):
                name.sense = None
                persons |= people.resolve([name])

    def _mention_names(self, names: list[Name], persons: dict[int, Known]) -> None:
        state, t = self.state, self.state.tokens
        for name in names:
            head = state.head_of(name.first, name.last)
            if name.first in persons:
                state.mention("name", name.first, name.last, head, persons[name.first])
                continue
            if name.sense is None:
                continue
            known = state.sense_entity(name.sense)
            kind = name.sense.kind
            if sector_of(known.entity.code) == "PTY" and t.lower[head].endswith("s"):
                known = self._caucus(name, head, known)
            if kind in {"people", "adjective"} and self._stands_alone(head):
                self._people(name, head, known)
                continue
            locative = kind in PLACE_KINDS and t.dep[head] == "pobj" and t.lower[t.head[head]] in LOCATIVE
            state.mention(
                "adjective" if kind == "adjective" else "name", name.first, name.last, head, known, locative=locative
            )

    def _caucus(self, name: Name, head: int, party: Known) -> Known:
        """ "Republicans in Congress", "House Democrats" and "Senate Republicans" are legislators."""
        state, t = self.state, self.state.tokens
        words = {t.lower[o] for _, o in t.pobjs(head, frozenset({"in", "on", "from"}))}
        words |= {t.lower[k] for k in range(max(t.left_edge(head), head - 4), head)}
        if not words & CHAMBERS:
            return party
        sense = Sense(
            "organisation",
            f"{party.entity.name} in the legislature",
            (Period(with_sector(country_of(party.entity.code), "LEG") or ""),),
        )
        return self.caucuses.setdefault(party.entity.key, None) or self._keep(party.entity.key, sense)

    def _keep(self, key: int, sense: Sense) -> Known:
        known = self.state.sense_entity(sense)
        self.caucuses[key] = known
        return known

    def _stands_alone(self, head: int) -> bool:
        """Is a demonym a noun here ("the Russians", "a Ukrainian"), not a word before one?"""
        t = self.state.tokens
        if t.dep[head] in {"amod", "compound", "nmod", "poss"} and t.head[head] > head:
            return t.dep[head] == "poss" and t.pos[head] in {"NOUN", "PROPN"}
        if head + 1 < t.n and (
            t.text[head + 1] in {"-", "–"}
            or (t.pos[head + 1] in {"NOUN", "PROPN", "ADJ"} and t.sentence[head + 1] == t.sentence[head])
        ):
            return False
        return t.dep[head] in {
            "nsubj",
            "nsubjpass",
            "dobj",
            "pobj",
            "conj",
            "iobj",
            "dative",
            "attr",
            "appos",
            "ROOT",
            "poss",
            "agent",
            "nmod",
            "npadvmod",
            "compound",
        }

    def _people(self, name: Name, head: int, country: Known) -> None:
        """ "The Russians" are their government, "12 Russians", "a Russian" are people."""
        state, t = self.state, self.state.tokens
        first = t.left_edge(head)
        before = [t.lower[k] for k in range(first, name.first)]
        plural = t.tag[head] in {"NNS", "NNPS"} or (name.sense is not None and name.sense.kind == "people")
        if before == ["the"] and plural and not any(t.lower[c] == "of" for c in t.children[head] if c > head):
            state.mention("name", name.first, name.last, head, country)
            return
        code = with_sector(country_of(country.entity.code), "CVL")
        known = state.entity(
            "group" if plural else "person",
            t.words(first, name.last),
            code,
            f"people of {country.entity.name}",
            plural=plural,
        )
        known.firm = True
        state.mention("name", name.first, name.last, head, known)
        if first < name.first:
            state.mention("nominal", first, name.last, head, known)

    def _named(self) -> list[tuple[int, int, str, float]]:
        """Where countries are named or understood, for the focus."""
        t = self.state.tokens
        named = []
        for m in self.state.layer.mentions:
            country = country_of(m.code)
            if country is None or country == "INT" or country.startswith("IGO"):
                continue
            kind = m.entity.kind
            if kind == "organisation" and sector_of(m.code) in {"JRN", "BUS", "SOC", "EDU"}:
                continue
            weight = {"country": 1.0, "person": 0.6, "organisation": 0.7}.get(kind, 0.5)
            if m.locative:
                weight = 1.3
            named.append((t.sentence[m.head], m.head, country, weight))
        return named

    def _settle_persons(self, names: list[Name], persons: dict[int, Known]) -> None:
        state, t = self.state, self.state.tokens
        said: dict[int, list[Reading]] = {}
        where: dict[int, int] = {}
        for name in names:
            known = persons.get(name.first)
            if known is None:
                continue
            head = state.head_of(name.first, name.last)
            where.setdefault(known.entity.key, head)
            readings = evidence(state, self.phrases, name, head)
            said.setdefault(known.entity.key, []).extend(readings)
            if readings and readings[0].first < name.first:
                state.mention("nominal", readings[0].first, name.last, head, known)
            elif (edge := t.left_edge(head)) < name.first:
                state.mention("nominal", edge, name.last, head, known)
        for key, head in where.items():
            known = state.known[key]
            if known.sense is not None:
                self._dictionary_roles(known, said[key])
                continue
            country = self.focus.country(t.sentence[head])
            settle(known, said[key], with_sector(country, "CVL"))

    def _dictionary_roles(self, known: Known, said: list[Reading]) -> None:
        assert known.sense is not None
        title = known.sense.on(self.state.day).title
        known.roles |= {r.role.noun for r in said if r.role is not None}
        known.roles |= {title, title.rsplit(" ", 1)[-1]} - {""}
        if known.roles & self.state.lexicon.leaders:
            known.roles.add("leader")

    def _read_on(self) -> None:
        """Nominals and pronouns, in reading order."""
        state, t = self.state, self.state.tokens
        layer = state.layer
        starts: dict[int, list[Mention]] = {}
        for mention in layer.mentions:
            starts.setdefault(mention.head, []).append(mention)
        for i in range(t.n):
            if i in starts:
                for mention in starts[i]:
                    self._seen(state.known_of(mention.entity), i, weight=0.3 if mention.kind == "adjective" else 1.0)
                continue
            word = t.lower[i]
            if word in pronouns.ALL and t.pos[i] in {"PRON", "DET"}:
                self._pronoun(i)
            elif t.pos[i] in {"NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON"} and layer.at(i) is None:
                self._nominal(i)

    def _seen(self, known: Known, i: int, weight: float = 1.0) -> None:
        t = self.state.tokens
        if weight < 1 and known.last >= 0:
            return
        known.last = i
        known.count += 1
        if t.dep[i] in pronouns.SUBJECTS:
            known.last_subject = i
            if t.lemma[t.head[i]] in pronouns.SAYING and not self.quoted[i]:
                known.spoke = i

    def _pronoun(self, i: int) -> None:
        state, t = self.state, self.state.tokens
        if t.lower[i] in pronouns.FIRST:
            known = state.entity(
                "person",
                t.text[i],
                None,
                "whose words these are is not known",
                plural=t.lower[i] in {"we", "us", "our", "ours"},
            )
            state.mention("pronoun", i, i + 1, i, known).first_person = True
            return
        found = pronouns.resolve(state, i, self.quoted)
        if found is not None:
            state.mention("pronoun", i, i + 1, i, found)
            self._seen(found, i)

    def _nominal(self, i: int) -> None:
        state, t = self.state, self.state.tokens
        if t.dep[i] in {"compound", "amod", "nmod", "nummod", "det", "quantmod", "advmod"} and t.head[i] > i:
            return
        if t.pos[i] in {"ADJ", "DET", "PRON", "NUM"} and t.dep[i] not in {"nsubj", "nsubjpass", "dobj", "pobj", "conj"}:
            return
        reading = self.phrases.read(i)
        if reading is None:
            return
        known = self._known_for(i, reading)
        last = self._right_edge(i)
        state.mention("nominal", reading.first, last, i, known)
        if reading.role is not None:
            known.roles.add(reading.role.noun)
        self._seen(known, i)

    def _make(self, i: int) -> Mention | None:
        """The mention of the noun at token i, made before its turn because another phrase belongs to it."""
        if self.making > 2:
            return None
        self.making += 1
        try:
            if self.state.layer.at(i) is None:
                self._nominal(i)
        finally:
            self.making -= 1
        return self.state.layer.headed_by(i)

    def _right_edge(self, i: int) -> int:
        """The end of a nominal: its noun and what "of", "for", "in" … bring."""
        t = self.state.tokens
        last = i + 1
        at = i
        for _ in range(3):
            following = [
                (p, o)
                for p, o in t.pobjs(at, frozenset({"of", "for", "at", "in", "from", "with", "on", "to"}))
                if o < at + 12
            ]
            if not following:
                break
            p, o = following[0]
            if p != last:
                break
            last, at = o + 1, o
        return last

    def _known_for(self, i: int, reading: Reading) -> Known:
        """The entity that a nominal names: one of the article's, or a new one."""
        state, t = self.state, self.state.tokens
        role = reading.role
        other = self._apposed(i)
        if other is not None:
            return other
        if reading.same_as is not None:
            return state.known_of(reading.same_as.entity)
        if role is not None and reading.plural and reading.bare:
            pair = self._pair(i, reading)
            if pair is not None:
                return pair
        if role is not None and reading.definite and reading.bare:
            earlier = self._antecedent(i, reading)
            if earlier is not None:
                return earlier
        if (
            role is not None
            and not reading.bare
            and not reading.plural
            and role.kind == "person"
            and role.noun in state.lexicon.leaders
        ):
            holder = self._holder(reading)
            if holder is not None:
                return holder
        name = (
            t.words(
                reading.first + (1 if reading.definite or t.lower[reading.first] in {"a", "an"} else 0),
                self._right_edge(i),
            )
            if reading.first < i
            else t.words(reading.first, self._right_edge(i))
        )
        key = (role.noun if role else name, reading.code, reading.plural)
        merge = role is not None and (role.kind == "organisation" or reading.definite)
        if merge and key in state.nominals:
            return state.nominals[key]
        kind = "role" if role is None else "group" if reading.plural else role.kind
        known = state.entity(kind, name, reading.code, reading.why, plural=reading.plural)
        known.firm = not reading.bare
        state.nominals[key] = known
        return known

    def _apposed(self, i: int) -> Known | None:
        """The person or organisation that the noun stands beside ("Sergey Lavrov, Russia's foreign minister")."""
        t, layer = self.state.tokens, self.state.layer
        beside = [c for c in t.children[i] if t.dep[c] == "appos"]
        if t.dep[i] == "appos":
            beside.append(t.head[i])
        for k in beside:
            mention = layer.headed_by(k)
            if (
                mention is not None
                and mention.entity.kind in {"person", "organisation"}
                and mention.kind != "adjective"
            ):
                return self.state.known_of(mention.entity)
        return None

    def _holder(self, reading: Reading) -> Known | None:
        """The person of the article who holds the office ("the Russian leader")."""
        assert reading.role is not None
        wanted = {reading.role.noun} if reading.role.noun != "leader" else set(self.state.lexicon.leaders)
        best = None
        for known in self.state.known:
            if (
                known.entity.kind == "person"
                and known.entity.code == reading.code
                and known.roles & wanted
                and (best is None or known.last > best.last)
            ):
                best = known
        return best

    def _antecedent(self, i: int, reading: Reading) -> Known | None:
        """Who "the official", "the group", "the president" is: the last that was called so."""
        assert reading.role is not None
        state = self.state
        noun = reading.role.noun
        wanted = {noun}
        if noun == "leader":
            wanted = set(state.lexicon.leaders)
        elif noun in {"spokesman", "spokeswoman", "spokesperson"}:
            wanted = {"spokesman", "spokeswoman", "spokesperson"}
        elif noun in state.lexicon.leaders and noun in {"president", "prime minister", "premier", "chancellor"}:
            wanted = {noun, "premier", "prime minister"} if noun in {"premier", "prime minister"} else {noun}
        sectors = KINDS_OF.get(noun)
        best = None
        for known in state.known:
            if not 0 <= known.last < i or (known.entity.plural != reading.plural and sectors is None):
                continue
            fits = bool(known.roles & wanted)
            if not fits and sectors is not None and not (reading.modified and noun not in {"group"}):
                fits = (
                    known.entity.kind in {"organisation", "group"}
                    and sector_of(known.entity.code) in sectors
                    and (known.sense is not None)
                )
            if fits and known.entity.code is not None and (best is None or known.last > best.last):
                best = known
        if noun in COUNTRY_NOUNS and not reading.plural:
            country = self.focus.country(state.tokens.sentence[i])
            for known in state.known:
                if known.entity.kind == "country" and country_of(known.entity.code) == country:
                    return known
        return best

    def _pair(self, i: int, reading: Reading) -> Known | None:
        """ "The two leaders", "both sides": the last two that fit."""
        state, t = self.state, self.state.tokens
        assert reading.role is not None
        before = set(t.lower[reading.first : i])
        counted = bool(before & {"both", "two"})
        if reading.role.noun not in PAIRS or not (counted or (reading.definite and reading.role.noun in TALKING)):
            return None
        personal = reading.role.kind == "person" and reading.role.noun not in {"ally"}
        fitting = [
            k
            for k in state.known
            if 0 <= k.last < i
            and k.entity.code is not None
            and (
                k.entity.kind == "person" and bool(k.roles & state.lexicon.leaders or sector_of(k.entity.code) == "GOV")
                if personal
                else k.entity.kind in {"country", "organisation"}
            )
        ]
        if not counted:
            fitting = [k for k in fitting if t.sentence[i] - t.sentence[k.last] <= 2]
        fitting.sort(key=lambda k: (t.sentence[k.last], k.count), reverse=True)
        members: list[Known] = []
        for known in fitting:
            if all(country_of(known.entity.code) != country_of(m.entity.code) for m in members):
                members.append(known)
            if len(members) == 2:
                break
        if len(members) < 2:
            return None
        return self._joint([m.entity for m in reversed(members)], t.words(reading.first, i + 1))

    def _joint(self, members: list[Entity], name: str) -> Known:
        """Several who act or speak together; the code is that of the first named."""
        first = next((m.code for m in members if m.code), None)
        why = "together: " + " and ".join(m.name for m in members)
        known = self.state.entity("group", name, first, why, plural=True)
        known.entity.members = members
        return known

    def _first_persons(self) -> None:
        """ "I" and "we": who spoke last before the words, or in their sentence, until the quotations say more."""
        state, t = self.state, self.state.tokens
        speakers = sorted(
            {
                k: m
                for m in state.layer.mentions
                for k in [m.head]
                if t.dep[k] in pronouns.SUBJECTS
                and t.lemma[t.head[k]] in pronouns.SAYING
                and not self.quoted[k]
                and m.kind != "adjective"
            }.items()
        )
        if not speakers:
            return
        for mention in state.layer.mentions:
            if not mention.first_person:
                continue
            here = t.sentence[mention.head]
            near = min(
                speakers,
                key=lambda s: (
                    abs(t.sentence[s[0]] - here) * 2 - (1 if s[0] < mention.head else 0),
                    abs(s[0] - mention.head),
                ),
            )
            if abs(t.sentence[near[0]] - here) <= 3:
                state.layer.assign(mention, near[1].entity)

    def _of(self, first: int, last: int) -> Mention | None:
        """Who the noun phrase of tokens [first, last) is."""
        state, t, layer = self.state, self.state.tokens, self.state.layer
        while first < last and (t.pos[first] in {"PUNCT", "SPACE"} and t.text[first] not in {"$"}):
            first += 1
        while last > first and (t.pos[last - 1] in {"SPACE", "PUNCT"} or t.lower[last - 1] in {"'s", "’s", "'", "’"}):
            last -= 1
        if first >= last:
            return None
        head = state.head_of(first, last)
        for i in range(first, last):
            if not first <= t.head[i] < last or t.head[i] == i:
                head = i
                break
        mention = layer.headed_by(head) or layer.at(head)
        together = self._conjuncts(head, first, last) or self._listed(first, last)
        if len(together) > 1:
            known = self._joint([m.entity for m in together], t.words(first, last))
            return state.mention("nominal", first, last, head, known, index=False)
        if mention is not None:
            return mention
        reading = self.phrases.read(head)
        if reading is not None:
            known = self._known_for(head, reading)
            return state.mention("nominal", min(first, reading.first), max(last, head + 1), head, known)
        inside = [m for i in range(first, last) if (m := layer.at(i)) is not None]
        if not inside:
            return None
        best = max(inside, key=lambda m: (m.kind != "adjective", m.entity.kind in {"person", "organisation"}, -m.first))
        if (
            best.entity.kind == "country"
            and any(t.lower[k] in QUANTITY or t.pos[k] == "NUM" for k in range(first, last))
            and t.pos[head] in {"NUM", "NOUN", "PRON"}
        ):
            code = with_sector(country_of(best.code), "CVL")
            known = state.entity("group", t.words(first, last), code, f"people of {best.entity.name}", plural=True)
            return state.mention("nominal", first, last, head, known)
        return best

    def _listed(self, first: int, last: int) -> list[Mention]:
        """ "President A and President B", where the parser does not see that they are joined."""
        t, layer = self.state.tokens, self.state.layer
        if "and" not in t.lower[first:last]:
            return []
        found: list[Mention] = []
        parts, start = [], first
        for i in range(first, last):
            if t.lower[i] in {"and", ","}:
                parts.append((start, i))
                start = i + 1
        for a, b in [*parts, (start, last)]:
            named = [
                m for i in range(a, b) if (m := layer.at(i)) is not None and m.kind != "adjective" and m.first >= a
            ]
            if not named or named[-1].last < b:
                return []
            found.append(named[-1])
        return found

    def _conjuncts(self, head: int, first: int, last: int) -> list[Mention]:
        t, layer = self.state.tokens, self.state.layer
        found, queue = [], [head]
        while queue and len(found) < 12:
            i = queue.pop(0)
            mention = layer.headed_by(i) or layer.at(i)
            if mention is not None and all(mention.entity is not m.entity for m in found):
                found.append(mention)
            queue += [c for c in t.children[i] if t.dep[c] == "conj" and first <= c < last]
        return found if len(found) > 1 else []


# "The leaders", "the sides": the last two, though nobody counts them.
TALKING = frozenset({"leader", "side", "president", "minister", "party"})
CHAMBERS = frozenset(
    {
        "congress",
        "house",
        "senate",
        "parliament",
        "legislature",
        "congressional",
        "assembly",
        "capitol",
        "committee",
        "panel",
        "caucus",
        "commons",
    }
)
COUNTRY_NOUNS = frozenset({"country", "nation", "kingdom", "republic", "island", "state"})
KINDS_OF: dict[str, frozenset[str]] = {
    "group": frozenset({"REB", "PRM", "SOC", "PTY", "JRN", "IGO", "OPP", "CRM"}),
    "organization": frozenset({"SOC", "IGO", "REB", "JRN", "PTY"}),
    "organisation": frozenset({"SOC", "IGO", "REB", "JRN", "PTY"}),
    "company": frozenset({"BUS"}),
    "firm": frozenset({"BUS"}),
    "bank": frozenset({"BUS"}),
    "giant": frozenset({"BUS"}),
    "alliance": frozenset({"IGO"}),
    "bloc": frozenset({"IGO"}),
    "watchdog": frozenset({"IGO", "SOC"}),
    "agency": frozenset({"IGO", "GOV", "JRN", "SPY"}),
    "body": frozenset({"IGO"}),
    "party": frozenset({"PTY", "OPP"}),
    "newspaper": frozenset({"JRN"}),
    "paper": frozenset({"JRN"}),
    "network": frozenset({"JRN", "REB"}),
    "broadcaster": frozenset({"JRN"}),
    "channel": frozenset({"JRN"}),
    "news agency": frozenset({"JRN"}),
    "outlet": frozenset({"JRN"}),
    "magazine": frozenset({"JRN"}),
    "militant group": frozenset({"REB"}),
    "rebel": frozenset({"REB"}),
    "militant": frozenset({"REB"}),
    "insurgent": frozenset({"REB"}),
    "fighter": frozenset({"REB", "PRM"}),
    "militia": frozenset({"PRM", "REB"}),
    "movement": frozenset({"REB", "PTY", "SOC"}),
    "paramilitary": frozenset({"PRM"}),
    "junta": frozenset({"GOV", "MIL"}),
}


def _quoted(state: State) -> list[bool]:
    """Which tokens stand inside double quotation marks; a line break ends a quotation."""
    t = state.tokens
    inside, marks = False, []
    for i, word in enumerate(t.text):
        if "\n" in word:
            inside = False
        if word in OPENING:
            inside = True
        elif word in CLOSING:
            inside = False
        elif word in {'"', "''", "``"}:
            inside = not inside
        marks.append(inside)
    return marks

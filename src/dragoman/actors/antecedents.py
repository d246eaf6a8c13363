"""Whom a definite phrase takes up again: "the official", "the group", "the two leaders", "the statement"."""

from __future__ import annotations

from dragoman.actors.dictionaries import plain
from dragoman.actors.focus import Focus
from dragoman.actors.layer import Entity, Mention
from dragoman.actors.phrases import Reading
from dragoman.actors.roles import Role
from dragoman.actors.state import MODIFIERS, Known, State, country_of, sector_of, with_sector
from dragoman.actors.words import may_refer_to, words

ARMED = frozenset({"REB", "PRM"})
PREMIERS = frozenset({"premier", "prime minister"})
# How many sentences back "the group" or "the official" looks; "the two leaders" counted, and not.
FAR, PAIRED, UNCOUNTED = 40, 12, 2
# How many words back two are looked for that were named together.
NEAR = 400
# How many sentences back a role noun looks for somebody of its kind whom nobody called so ("the official stressed").
OF_A_KIND = 4
# How many sentences back "the military" looks for forces, and "the statement" for who makes it.
SAME_SIDE, SPOKE_LATELY = 3, 3
# "The president" is the president of the article rather than the one named last.
PER_MENTION, MOST_MENTIONS = 0.6, 10
BODIES = frozenset({"GOV", "LEG", "MIL", "JUD", "IGO", "SOC", "COP"})
# What forces have is not the forces: "the navy" is not that of the ships named last.
CRAFT = frozenset("ship vessel boat warship submarine jet plane aircraft drone missile tank helicopter".split())
OFFICERS = frozenset({"MIL", "REB", "PRM"})

# What stands between an office and the place or body that it is in.
OWNED = frozenset({"of", "for", "at"})
FROM_SEVERAL = frozenset({"of", "from", "for"})
# What joins the countries before a noun, and what stands among them.
JOINING = frozenset({"and", "or", "&", ","})
QUANTIFIED = frozenset({"most", "some", "many", "several", "top", "senior"})


class Antecedents:
    """Finds the entities that phrases of one article take up again, among those named before."""

    def __init__(self, state: State, focus: Focus) -> None:
        self.state = state
        self.focus = focus

    def apposed(self, i: int) -> Known | None:
        """Whom the noun stands beside: "Lavrov, the foreign minister", "the aid group Anera"."""
        t, layer = self.state.tokens, self.state.layer
        beside = [c for c in t.children[i] if t.dep[c] == "appos"]
        if t.dep[i] == "appos":
            beside.append(t.head[i])
        behind = [o for _, o in t.pobjs(i, OWNED) if t.tag[i] == "NN"]  # "the mayor of Kherson, Roman Mrochko,"
        beside += [c for o in behind for c in t.children[o] if t.dep[c] == "appos" and self._is_person(c)]
        after = i + 2 if i + 1 < t.n and t.lower[i + 1] == "the" else i + 1
        if after < t.n and t.sentence[after] == t.sentence[i] and self._is_named(after) and t.tag[i] != "NNS":
            beside.append(after)
        for k in beside:
            mention = layer.headed_by(k) or layer.at(k)
            if mention is None or mention.kind in {"adjective", "pronoun"}:
                continue
            if mention.entity.kind in {"person", "organisation"}:
                return self.state.known_of(mention.entity)
        return None

    def _is_named(self, k: int) -> bool:
        """Whether a proper noun stands there; initials may be anything to the tagger ("the bloc ECOWAS")."""
        t = self.state.tokens
        return t.pos[k] == "PROPN" or (len(t.text[k]) > 2 and t.text[k].isupper())

    def _is_person(self, k: int) -> bool:
        mention = self.state.layer.headed_by(k) or self.state.layer.at(k)
        return mention is not None and mention.entity.kind == "person" and mention.kind == "name"

    def same_side(self, i: int, reading: Reading) -> None:
        """ "The military" is that of the forces named last, rather than that of the country in focus."""
        for known in self.state.lately(i, SAME_SIDE):
            code = known.entity.code
            if sector_of(code) == "MIL" and known.firm and not known.roles & CRAFT:
                reading.code, reading.why = code, f"the forces of {known.entity.name}"
                return

    def maker(self, i: int) -> Known | None:
        """Whose "the statement" or "a post" is: who spoke last."""
        t, speaker = self.state.tokens, self.state.last_speaker
        if speaker is not None and speaker.entity.code and t.sentence[i] - t.sentence[speaker.spoke] <= SPOKE_LATELY:
            return speaker
        bodies = (
            k
            for k in self.state.lately(i, SPOKE_LATELY)
            if k.entity.kind == "organisation" and sector_of(k.entity.code) in BODIES
        )
        return next(bodies, None)

    def holder(self, role: Role, reading: Reading) -> Known | None:
        """The person of the article who holds, or held, the office ("the Russian leader", "the former president")."""
        noun = role.noun
        leads = noun in self.state.lexicon.leaders
        if not leads and not reading.former:
            return None
        wanted = set(self.state.lexicon.leaders) if noun == "leader" else {noun}
        for known in reversed(self.state.recent.values()):
            if known.entity.kind != "person":
                continue
            same = country_of(known.entity.code) == country_of(reading.code)
            if reading.former:
                if same and known.former & wanted:
                    return known
            elif known.entity.code == reading.code and known.roles & wanted:
                return known
        return None

    def antecedent(self, i: int, role: Role, reading: Reading) -> Known | None:
        """Who "the official", "the group", "the president" is: the last that was called so, or is of the kind."""
        state, noun = self.state, role.noun
        if noun in words("country_nouns") and not reading.plural:
            return self._country(i)
        wanted = self._called(noun)
        sectors = None if reading.modified and noun not in {"group", "alliance", "bloc"} else may_refer_to(noun)
        leads = noun in state.lexicon.leaders and role.kind == "person"
        shortened, ending = noun in words("shortened"), f" {noun}"  # "the ministry": the defence ministry named before
        best, best_score = None, float("-inf")
        for known in state.lately(i, FAR):
            entity = known.entity
            if entity.code is None or (sectors is None and entity.plural != reading.plural):
                continue
            roles = known.former if reading.former else known.roles
            fits = bool(roles & wanted) or (shortened and any(r.endswith(ending) for r in roles))
            if not fits and sectors is not None:
                fits = self._is_kind(known, noun, sectors)
            if not fits:
                continue
            if not leads:
                return known
            # the president of the article rather than the one just named
            score = min(known.count, MOST_MENTIONS) * PER_MENTION - (
                state.tokens.sentence[i] - state.tokens.sentence[known.last]
            )
            if score > best_score:
                best, best_score = known, score
        if best is None and role.kind == "person" and not reading.plural and reading.definite:
            best = self._of_a_kind(i, role)
            if best is None and leads and not reading.former:
                best = self._in_the_headline(wanted)
        return best

    def _in_the_headline(self, wanted: set[str]) -> Known | None:
        """The holder of an office whom only the headline names ("Starmer: …", and then "The prime minister said …")."""
        state = self.state
        for word in plain(state.parsed.article.title or "").replace(":", " ").split():
            for sense in state.dictionary.surnames.get(word.removesuffix("'s"), ()):
                office = sense.on(state.day)
                begun = office.since <= (state.day or "9999")
                if sense.known and begun and {office.title, office.title.rsplit(" ", 1)[-1]} & wanted:
                    return state.sense_entity(sense)
        return None

    def _called(self, noun: str) -> set[str]:
        if noun == "leader":
            return set(self.state.lexicon.leaders)
        for synonyms in (words("speaking_for"), PREMIERS):
            if noun in synonyms:
                return set(synonyms)
        return {noun}

    @staticmethod
    def _is_kind(known: Known, noun: str, sectors: frozenset[str]) -> bool:
        entity = known.entity
        unlisted = known.sense is None
        if noun == "group" and entity.plural and sector_of(entity.code) in ARMED:
            return True  # "separatist fighters … the group"
        if entity.kind not in {"organisation", "group"} or (
            unlisted and (entity.kind == "group" or entity.plural or not known.firm)
        ):
            return False
        if known.sense is not None and known.sense.name in {"Europe", "European"}:
            return False
        if noun == "alliance" and entity.code in words("not_the_alliance"):
            return False
        if noun == "bloc" and entity.code in words("not_the_bloc"):
            return False
        return sector_of(entity.code) in sectors

    def _country(self, i: int) -> Known | None:
        focus = self.focus.country(self.state.tokens.sentence[i])
        return self.state.country(focus) if focus else None

    def _of_a_kind(self, i: int, role: Role) -> Known | None:
        """ "The official stressed": the person of that sector who spoke or was named last."""
        sector = role.sector
        for known in self.state.lately(i, OF_A_KIND):
            entity = known.entity
            if entity.kind != "person" or known.spoke < 0 or not (known.sense or known.names):
                continue
            own = sector_of(entity.code)
            alike = (sector in OFFICERS and own in OFFICERS) or (role.noun == "official" and own == "IGO")
            if own == sector or alike:
                return known
        return None

    def of_each(self, i: int, reading: Reading, role_first: int) -> Known | None:
        """ "US and Russian officials": those of each country that stands before the noun, together."""
        t = self.state.tokens
        countries: list[str] = []
        joined = False
        k = role_first - 1
        while k >= reading.first or (countries and k >= 0 and t.sentence[k] == t.sentence[i]):
            mention = self.state.layer.at(k)
            word = t.lower[k]
            if mention is not None and _of_states(mention) and (joined or not countries):
                if mention.kind != "adjective" and t.dep[mention.head] not in MODIFIERS:
                    break
                countries.append(_state_of(mention, reading))
                k, joined = mention.first - 1, False
            elif _of_several_states(word) and (joined or not countries):
                countries.append("INT")
                k, joined = k - 1, False
            elif word in JOINING:
                k, joined = k - 1, True
            elif word in QUANTIFIED or (not countries and t.pos[k] in {"ADJ", "NOUN", "PROPN"}):
                k -= 1
            else:
                break
        if not countries:
            countries = self._of_several(i)
        if len(set(countries)) < 2:
            return None
        noun, sector = t.words(role_first, i + 1), sector_of(reading.code) or "GOV"
        if sector == "IGO" or (reading.role is not None and reading.role.noun in words("of_one_rank")):
            sector = "GOV"  # a minister's counterparts
        members = [
            self.state.entity(
                "group", f"{country} {noun}", with_sector(country, sector), f"{noun} of {country}", plural=True
            ).entity
            for country in reversed(countries)
        ]
        return self.joint(members, t.words(reading.first, i + 1))

    def _of_several(self, i: int) -> list[str]:
        """The countries of "negotiators from both countries", the last first."""
        t = self.state.tokens
        for _, obj in t.pobjs(i, FROM_SEVERAL):
            mention = self.state.layer.headed_by(obj)
            if mention is not None and mention.entity.members:
                states = [
                    country_of(m.code)
                    for m in mention.entity.members
                    if m.kind == "country" or sector_of(m.code) == "GOV"
                ]
                return [state for state in reversed(states) if state]
        return []

    def pair(self, i: int, role: Role, reading: Reading) -> Known | None:
        """ "The two leaders", "both sides": two that were named together, else the last two that fit."""
        state, t = self.state, self.state.tokens
        before = set(t.lower[reading.first : i])
        counted = bool(before & {"both", "two", "warring", "opposing"}) or (
            "all" in before and role.noun in words("opposed")
        )
        if role.noun not in words("pairs") or not (counted or (reading.definite and role.noun in words("talking"))):
            return None
        name = t.words(reading.first, i + 1)
        sentences = PAIRED if counted else UNCOUNTED
        together = self._together(reading.first, i, role, sentences)
        if together:
            return self.joint(together, name)
        fitting = [known for known in state.lately(i, sentences) if self._may_pair(known.entity, role)]
        fitting.sort(key=lambda k: (t.sentence[k.last], k.count), reverse=True)
        members: list[Known] = []
        for known in fitting:
            if all(country_of(known.entity.code) != country_of(m.entity.code) for m in members):
                members.append(known)
            if len(members) == 2:
                return self.joint([m.entity for m in reversed(members)], name)
        return None

    def _may_pair(self, entity: Entity, role: Role) -> bool:
        """Whether an entity may be one of two of that kind."""
        if entity.code is None or entity.members:
            return False
        if role.kind == "person" and role.noun not in words("states_beside"):
            known = self.state.known_of(entity)
            of_rank = bool(known.roles & self.state.lexicon.leaders) or sector_of(entity.code) == role.sector
            if "minister" in role.noun:  # presidents are no ministers
                of_rank = any("minister" in noun for noun in known.roles)
            return entity.kind == "person" and of_rank
        return entity.kind in {"country", "organisation"} and sector_of(entity.code) != "JRN"

    def _together(self, first: int, i: int, role: Role, sentences: int) -> list[Entity]:
        """The two that the last sentence with just two names them, or that it joins with "and"; none if none does."""
        t = self.state.tokens
        above = self._governors(i)
        here = t.sentence[i]
        start = max(t.sentence_starts[max(here - sentences, 0)], first - NEAR)
        named: dict[int, list[Mention]] = {}
        for k in range(start, first):
            mention = self.state.layer.headed_by(k)
            if mention is None or mention.locative or mention.kind == "pronoun":
                continue
            if t.dep[k] in {"nsubj", "nsubjpass"} and t.head[k] in above and t.sentence[k] == here:
                continue  # who asks both sides is neither
            if self._may_pair(mention.entity, role):
                named.setdefault(t.sentence[k], []).append(mention)
        for sentence in sorted(named, reverse=True):
            mentions = named[sentence]
            for one in mentions:
                for other in mentions:
                    if self._joined(one.head, other.head) and apart(one.entity, other.entity):
                        return [one.entity, other.entity]
            distinct: list[Entity] = []
            for mention in mentions:
                if all(apart(mention.entity, e) for e in distinct):
                    distinct.append(mention.entity)
            if len(distinct) == 2:
                return distinct
        return []

    def _joined(self, one: int, other: int) -> bool:
        """Whether the second word is coordinated with the first: "Iran and Iraq", "Iranian and Iraqi envoys"."""
        t = self.state.tokens
        return t.dep[other] == "conj" and t.head[other] == one

    def _governors(self, i: int) -> set[int]:
        t = self.state.tokens
        above = set()
        while t.head[i] != i and t.head[i] not in above:
            i = t.head[i]
            above.add(i)
        return above

    def joint(self, members: list[Entity], name: str) -> Known:
        """Several who act or speak together; the code is that of the first named."""
        first = next((m.code for m in members if m.code), None)
        why = "together: " + " and ".join(m.name for m in members)
        known = self.state.entity("group", name, first, why, plural=True)
        known.entity.members = members
        return known


def _state_of(mention: Mention, reading: Reading) -> str:
    """The country or organisation before a noun; "European" armies and the like are of several states."""
    country = country_of(mention.code) or "INT"
    in_office = reading.role is not None and reading.role.noun in words("europeans_in_office")
    return "INT" if mention.entity.kind == "country" and country == "IGO EU" and not in_office else country


def _of_several_states(word: str) -> bool:
    """Whether a word before a noun says that it is of no one state ("Western", "foreign")."""
    return word in words("of_many_states") or (word in words("of_the_world") and word != "other")


def _of_states(mention: Mention) -> bool:
    """Whether a mention before a noun is a country or an organisation of states ("EU and Ukrainian officials")."""
    return mention.entity.kind == "country" or (mention.code or "").startswith("IGO ")


def apart(one: Entity, other: Entity) -> bool:
    """Whether two entities are of different countries or organisations."""
    return country_of(one.code) != country_of(other.code)

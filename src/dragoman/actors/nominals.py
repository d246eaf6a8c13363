"""Nominals and pronouns in reading order: "the official", "the two leaders", "his army", "she"."""

from __future__ import annotations

from bisect import bisect_left

from dragoman.actors import pronouns
from dragoman.actors.layer import Entity, Mention
from dragoman.actors.namings import Namings
from dragoman.actors.phrases import Phrases, Reading
from dragoman.actors.state import SUBJECTS, Known, State, country_of, sector_of, with_sector
from dragoman.actors.words import words

NOUNS = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON"})
BEFORE_NOUNS = frozenset({"compound", "amod", "nmod", "nummod", "det", "quantmod", "advmod"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})
TRAILING = frozenset({"of", "for", "at", "in", "from", "with", "on", "to"})
SPOKESPERSONS = frozenset({"spokesman", "spokeswoman", "spokesperson"})
PREMIERS = frozenset({"premier", "prime minister"})
# How many sentences back "the group" or "the official" looks; "the two leaders" counted, and not.
FAR, PAIRED, UNCOUNTED = 40, 12, 2
# How many sentences back a role noun looks for somebody of its kind whom nobody called so ("the official stressed").
OF_A_KIND = 4
# How many sentences back "the military" looks for forces.
SAME_SIDE = 3
# What a noun for an organisation may refer back to.
KINDS_OF: dict[str, frozenset[str]] = {
    noun: frozenset(sectors.split())
    for noun, sectors in {
        "group": "REB PRM SOC PTY JRN IGO OPP CRM",
        "organization": "SOC IGO REB JRN PTY",
        "organisation": "SOC IGO REB JRN PTY",
        "company": "BUS",
        "firm": "BUS",
        "bank": "BUS",
        "giant": "BUS",
        "alliance": "IGO",
        "bloc": "IGO",
        "watchdog": "IGO SOC",
        "agency": "IGO GOV JRN SPY",
        "body": "IGO",
        "party": "PTY OPP",
        "newspaper": "JRN",
        "paper": "JRN",
        "network": "JRN REB",
        "broadcaster": "JRN",
        "channel": "JRN",
        "news agency": "JRN",
        "outlet": "JRN",
        "magazine": "JRN",
        "militant group": "REB",
        "rebel": "REB",
        "militant": "REB",
        "insurgent": "REB",
        "fighter": "REB PRM",
        "militia": "PRM REB",
        "movement": "REB PTY SOC",
        "paramilitary": "PRM",
        "junta": "GOV MIL",
        "charity": "SOC",
        "think tank": "SOC",
        "ngo": "SOC",
    }.items()
}
BODIES = frozenset({"GOV", "LEG", "MIL", "JUD", "IGO", "SOC", "COP"})
OFFICERS = frozenset({"MIL", "REB", "PRM"})


class Nominals:
    """Reads nominals and pronouns of one article, after its names."""

    def __init__(self, state: State, phrases: Phrases, namings: Namings) -> None:
        self.state = state
        self.phrases = phrases
        self.namings = namings
        self.making = 0
        phrases.owners.make = self.make

    def read_on(self) -> None:
        """Adds the mentions of nominals and pronouns to the layer."""
        state, t = self.state, self.state.tokens
        starts: dict[int, list[Mention]] = {}
        for mention in state.layer.mentions:
            starts.setdefault(mention.head, []).append(mention)
        for i in range(t.n):
            if i in starts:
                self.namings.read(i)
                for mention in starts[i]:
                    if not self._by_means(i, mention):
                        state.seen(state.known_of(mention.entity), i, glimpse=mention.kind == "adjective")
            elif state.layer.at(i) is None:
                self._word(i)

    def _word(self, i: int) -> None:
        t = self.state.tokens
        if t.lower[i] in pronouns.ALL and t.pos[i] in {"PRON", "DET"}:
            self._pronoun(i)
        elif t.lower[i] in pronouns.RELATIVE:
            self._relative(i)
        elif t.pos[i] in NOUNS:
            self._nominal(i)

    def _by_means(self, i: int, mention: Mention) -> bool:
        """ "On Twitter" names a means, nobody who acts."""
        t = self.state.tokens
        return (
            mention.entity.kind == "organisation"
            and t.dep[i] == "pobj"
            and t.lower[t.head[i]] in words("by_means")
            and sector_of(mention.code) in {"BUS", "JRN"}
        )

    def _pronoun(self, i: int) -> None:
        state, t = self.state, self.state.tokens
        if t.lower[i] in pronouns.FIRST:
            plural = t.lower[i] in {"we", "us", "our", "ours"}
            known = state.entity("person", t.text[i], None, "whose words these are is not known", plural=plural)
            state.mention("pronoun", i, i + 1, i, known).first_person = True
            return
        found = pronouns.resolve(state, i)
        if found is not None:
            state.mention("pronoun", i, i + 1, i, found)
            state.seen(found, i)

    def _relative(self, i: int) -> None:
        """ "Iran, which rejected …": who stands before the relative clause."""
        state, t = self.state, self.state.tokens
        if t.dep[i] not in ARGUMENTS and t.dep[i] != "poss":
            return
        verb = t.head[i]
        for _ in range(4):
            if t.dep[verb] == "relcl":
                antecedent = t.head[verb]
                mention = state.layer.headed_by(antecedent) or state.layer.at(antecedent)
                if mention is not None and antecedent < i:
                    state.mention("pronoun", i, i + 1, i, state.known_of(mention.entity)).here = mention.here
                return
            if t.head[verb] == verb:
                return
            verb = t.head[verb]

    def _nominal(self, i: int) -> None:
        state, t = self.state, self.state.tokens
        if t.dep[i] in BEFORE_NOUNS and t.head[i] > i:
            return
        if t.pos[i] not in {"NOUN", "PROPN"} and t.dep[i] not in ARGUMENTS:
            return
        reading = self.phrases.read(i)
        if reading is None or (reading.role is not None and reading.role.uncoded and reading.code is None):
            reading = self._sufferers(i) or reading
        if reading is None:
            return
        known = self.known_for(i, reading)
        state.mention("nominal", reading.first, self.right_edge(i), i, known)
        if reading.role is not None and not reading.former:
            known.roles.add(reading.role.noun)
        state.seen(known, i)

    def _sufferers(self, i: int) -> Reading | None:
        """ "Dozens were killed", "84 others were injured": people of the place."""
        t = self.state.tokens
        counted = t.lower[i] in words("partitive") or t.pos[i] == "NUM"
        passive = t.dep[i] == "nsubjpass" or (t.dep[i] in {"nsubj", "dobj"} and t.pos[i] != "PRON")
        if not counted or not passive or t.lemma[t.head[i]] not in words("suffered"):
            return None
        country = self.phrases.focus.country(t.sentence[i], sector="CVL")
        return Reading(
            with_sector(country, "CVL"), "people of the country in focus", None, t.left_edge(i), i, True, bare=True
        )

    def make(self, i: int) -> Mention | None:
        """The mention of the noun at token i, made before its turn because another phrase belongs to it."""
        if self.making > 2:
            return None
        self.making += 1
        try:
            if self.state.layer.at(i) is None:
                self._word(i)
        finally:
            self.making -= 1
        return self.state.layer.headed_by(i)

    def right_edge(self, i: int) -> int:
        """The end of a nominal: its noun and what "of", "for", "in" … bring."""
        t = self.state.tokens
        last, at = i + 1, i
        for _ in range(3):
            following = [(p, o) for p, o in t.pobjs(at, TRAILING) if o < at + 12]
            if not following or following[0][0] != last:
                break
            at = following[0][1]
            last = at + 1
        return last

    def known_for(self, i: int, reading: Reading) -> Known:
        """The entity that a nominal names: one of the article's, or a new one."""
        state, role = self.state, reading.role
        found = None if reading.plural else self._apposed(i)
        if role is not None and role.noun in words("country_nouns") and not reading.plural and not reading.bare:
            found = state.country((reading.code or "")[:3]) or found
        if found is None and reading.same_as is not None:
            found = state.known_of(reading.same_as.entity)
        if found is None and role is not None:
            if reading.plural and (reading.bare or role.noun in {"ally", "country", "nation"}):
                found = self._pair(i, reading)
            if found is None and reading.bare and role.noun in words("documents"):
                found = self._maker(i)
            if found is None and reading.bare and (reading.definite or role.uncoded):
                found = self._antecedent(i, reading)
            if reading.bare and reading.definite and role.sector == "MIL" and role.kind == "organisation":
                self._same_side(i, reading)
            if found is None and not reading.plural and role.kind == "person" and not reading.bare:
                found = self._holder(reading)
        return found or self._new(i, reading)

    def _new(self, i: int, reading: Reading) -> Known:
        state, t, role = self.state, self.state.tokens, reading.role
        first = reading.first
        if first < i and (reading.definite or t.lower[first] in {"a", "an"}):
            first += 1
        name = t.words(first, self.right_edge(i)) if first <= i else t.text[i]
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
        """Whom the noun stands beside: "Lavrov, the foreign minister", "the aid group Anera"."""
        t, layer = self.state.tokens, self.state.layer
        beside = [c for c in t.children[i] if t.dep[c] == "appos"]
        if t.dep[i] == "appos":
            beside.append(t.head[i])
        after = i + 2 if i + 1 < t.n and t.lower[i + 1] == "the" else i + 1
        if after < t.n and t.sentence[after] == t.sentence[i] and t.pos[after] == "PROPN" and t.tag[i] != "NNS":
            beside.append(after)
        for k in beside:
            mention = layer.headed_by(k) or layer.at(k)
            if mention is None or mention.kind in {"adjective", "pronoun"}:
                continue
            if mention.entity.kind in {"person", "organisation"}:
                return self.state.known_of(mention.entity)
        return None

    def _same_side(self, i: int, reading: Reading) -> None:
        """ "The military" is that of the forces named last, rather than that of the country in focus."""
        for known in self.state.lately(i, SAME_SIDE):
            code = known.entity.code
            if sector_of(code) == "MIL" and known.firm:
                reading.code, reading.why = code, f"the forces of {known.entity.name}"
                return

    def _maker(self, i: int) -> Known | None:
        """Whose "the statement" or "a post" is: who spoke last."""
        t, speaker = self.state.tokens, self.state.last_speaker
        if speaker is not None and speaker.entity.code and t.sentence[i] - t.sentence[speaker.spoke] <= 3:
            return speaker
        bodies = (
            k for k in self.state.lately(i, 3) if k.entity.kind == "organisation" and sector_of(k.entity.code) in BODIES
        )
        return next(bodies, None)

    def _holder(self, reading: Reading) -> Known | None:
        """The person of the article who holds, or held, the office ("the Russian leader", "the former president")."""
        assert reading.role is not None
        noun = reading.role.noun
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

    def _antecedent(self, i: int, reading: Reading) -> Known | None:
        """Who "the official", "the group", "the president" is: the last that was called so, or is of the kind."""
        assert reading.role is not None
        state, role = self.state, reading.role
        noun = role.noun
        if noun in words("country_nouns") and not reading.plural:
            return self._country(i)
        wanted = self._called(noun)
        sectors = None if reading.modified and noun not in {"group", "alliance", "bloc"} else KINDS_OF.get(noun)
        leads = noun in state.lexicon.leaders and role.kind == "person"
        best, best_score = None, float("-inf")
        for known in state.lately(i, FAR):
            entity = known.entity
            if entity.code is None or (sectors is None and entity.plural != reading.plural):
                continue
            fits = bool((known.former if reading.former else known.roles) & wanted)
            if not fits and sectors is not None:
                fits = self._is_kind(known, noun, sectors)
            if not fits:
                continue
            if not leads:
                return known
            # the president of the article rather than the one just named
            score = min(known.count, 10) * 0.6 - (state.tokens.sentence[i] - state.tokens.sentence[known.last])
            if score > best_score:
                best, best_score = known, score
        if best is None and role.kind == "person" and not reading.plural and reading.definite:
            best = self._of_a_kind(i, reading)
        return best

    def _called(self, noun: str) -> set[str]:
        if noun == "leader":
            return set(self.state.lexicon.leaders)
        for synonyms in (SPOKESPERSONS, PREMIERS):
            if noun in synonyms:
                return set(synonyms)
        return {noun}

    @staticmethod
    def _is_kind(known: Known, noun: str, sectors: frozenset[str]) -> bool:
        entity = known.entity
        if (
            entity.kind not in {"organisation", "group"}
            or known.sense is None
            or known.sense.name in {"Europe", "European"}
        ):
            return False
        if noun == "alliance" and entity.code in words("not_the_alliance"):
            return False
        if noun == "bloc" and entity.code in words("not_the_bloc"):
            return False
        return sector_of(entity.code) in sectors

    def _country(self, i: int) -> Known | None:
        focus = self.phrases.focus.country(self.state.tokens.sentence[i])
        return self.state.country(focus) if focus else None

    def _of_a_kind(self, i: int, reading: Reading) -> Known | None:
        """ "The official stressed": the person of that sector who spoke or was named last."""
        assert reading.role is not None
        sector = reading.role.sector
        for known in self.state.lately(i, OF_A_KIND):
            entity = known.entity
            if entity.kind != "person" or known.spoke < 0 or known.sense is None and not known.names:
                continue
            own = sector_of(entity.code)
            if (
                own == sector
                or (sector in OFFICERS and own in OFFICERS)
                or (reading.role.noun == "official" and own == "IGO")
            ):
                return known
        return None

    def _pair(self, i: int, reading: Reading) -> Known | None:
        """ "The two leaders", "both sides": the last two that fit."""
        state, t = self.state, self.state.tokens
        assert reading.role is not None
        role = reading.role
        counted = bool(set(t.lower[reading.first : i]) & {"both", "two"})
        if role.noun not in words("pairs") or not (counted or (reading.definite and role.noun in words("talking"))):
            return None
        personal = role.kind == "person" and role.noun != "ally"
        fitting = []
        for known in state.lately(i, PAIRED if counted else UNCOUNTED):
            entity = known.entity
            if entity.code is None or entity.members:
                continue
            if (
                personal
                and entity.kind == "person"
                and (known.roles & state.lexicon.leaders or sector_of(entity.code) == role.sector)
            ):
                fitting.append(known)
            elif not personal and entity.kind in {"country", "organisation"} and sector_of(entity.code) != "JRN":
                fitting.append(known)
        fitting.sort(key=lambda k: (t.sentence[k.last], k.count), reverse=True)
        members: list[Known] = []
        for known in fitting:
            if all(country_of(known.entity.code) != country_of(m.entity.code) for m in members):
                members.append(known)
            if len(members) == 2:
                return self.joint([m.entity for m in reversed(members)], t.words(reading.first, i + 1))
        return None

    def joint(self, members: list[Entity], name: str) -> Known:
        """Several who act or speak together; the code is that of the first named."""
        first = next((m.code for m in members if m.code), None)
        why = "together: " + " and ".join(m.name for m in members)
        known = self.state.entity("group", name, first, why, plural=True)
        known.entity.members = members
        return known

    def first_persons(self) -> None:
        """ "I" and "we": who spoke last before the words, or in their sentence, until the quotations say more."""
        state, t = self.state, self.state.tokens
        speakers = {
            m.head: m
            for m in state.layer.mentions
            if m.kind != "adjective"
            and t.dep[m.head] in SUBJECTS
            and t.lemma[t.head[m.head]] in words("saying")
            and not state.quoted[m.head]
        }
        heads = sorted(speakers)
        for mention in state.layer.mentions:
            if not mention.first_person or not heads:
                continue
            here, at = t.sentence[mention.head], bisect_left(heads, mention.head)
            near = heads[max(at - 3, 0) : at + 3]
            best = min(near, key=lambda h: (abs(t.sentence[h] - here) * 2 - (h < mention.head), abs(h - mention.head)))
            if abs(t.sentence[best] - here) <= 3:
                state.layer.assign(mention, speakers[best].entity)

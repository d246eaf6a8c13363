"""Nominals and pronouns in reading order: "the official", "the two leaders", "his army", "she"."""

from __future__ import annotations

from bisect import bisect_left

from dragoman.actors import pronouns
from dragoman.actors.antecedents import Antecedents
from dragoman.actors.layer import Mention
from dragoman.actors.namings import Namings
from dragoman.actors.phrases import Phrases, Reading
from dragoman.actors.state import SUBJECTS, Known, State, sector_of, with_sector
from dragoman.actors.words import words

NOUNS = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "DET", "PRON"})
BEFORE_NOUNS = frozenset({"compound", "amod", "nmod", "nummod", "det", "quantmod", "advmod"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})
# The halves of a country that is two states.
HALVES = {"North": "PRK", "South": "KOR"}
TRAILING = frozenset({"of", "for", "at", "in", "from", "with", "on", "to"})


class Nominals:
    """Reads nominals and pronouns of one article, after its names."""

    def __init__(self, state: State, phrases: Phrases, namings: Namings) -> None:
        self.state = state
        self.phrases = phrases
        self.namings = namings
        self.antecedents = Antecedents(state, phrases.focus)
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
        elif t.text[i] in HALVES and i and t.lower[i - 1] == "the" and t.dep[i] in ARGUMENTS | {"poss"}:
            self._half(i)
        elif t.pos[i] in NOUNS:
            self._nominal(i)

    def _half(self, i: int) -> None:
        """ "The North" and "the South" in an article on the two Koreas."""
        country = HALVES[self.state.tokens.text[i]]
        known = self.state.country(country) if set(HALVES.values()) <= set(self.phrases.focus.total) else None
        if known is not None:
            self.state.mention("name", i - 1, i + 1, i, known)
            self.state.seen(known, i)

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
        if t.tag[i] == "NN" and t.lower[t.left_edge(i)] == "no":
            return  # "no person" is nobody
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
            owner = self.state.tokens.dep[i] == "poss"  # "her husband, X", "the group's president, X"
            within = owner and self.state.layer.headed_by(i) is None
            if within or self.state.layer.at(i) is None:
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
        found = None if reading.plural else self.antecedents.apposed(i)
        if role is not None and role.noun in words("country_nouns") and not reading.plural and not reading.bare:
            found = state.country((reading.code or "")[:3]) or found
        if found is None and reading.same_as is not None:
            found = state.known_of(reading.same_as.entity)
        if found is None and role is not None:
            if reading.plural:
                found = self.antecedents.of_each(i, reading, self.phrases.role_first(i))
            if found is None and reading.plural and (reading.bare or role.noun in {"ally", "country", "nation"}):
                found = self.antecedents.pair(i, role, reading)
            if found is None and reading.bare and role.noun in words("documents") and not reading.modified:
                found = self.antecedents.maker(i)
            if found is None and reading.bare and (reading.definite or role.uncoded):
                found = self.antecedents.antecedent(i, role, reading)
            if reading.bare and reading.definite and role.sector == "MIL" and role.kind == "organisation":
                self.antecedents.same_side(i, reading)
            if found is None and not reading.plural and role.kind == "person" and not reading.bare:
                found = self.antecedents.holder(role, reading)
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
        known.entity.guessed = reading.bare
        state.nominals[key] = known
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

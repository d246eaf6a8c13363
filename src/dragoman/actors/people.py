"""Persons: which names are one person's, and what the article says that each one is."""

from __future__ import annotations

from dragoman.actors.dictionaries import Sense, plain
from dragoman.actors.state import Known, State, country_of
from dragoman.actors.unlisted import ABBREVIATED, Name
from dragoman.actors.words import words

# Whose family name comes first.
FAMILY_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "HKG", "SGP"})
SENTENCE_ENDS = frozenset('.!?”"')
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


class People:
    """The persons of one article."""

    def __init__(self, state: State, countries: dict[str, float]) -> None:
        self.state = state
        self.countries = countries
        self.full: dict[str, Known] = {}
        self.short: dict[str, list[tuple[int, Known]]] = {}
        self.first_names = state.lexicon.first_names

    def resolve(self, names: list[Name]) -> dict[int, Known]:
        """The person of each name (by its first token). Full names first, so that short ones find them."""
        found: dict[int, Known] = {}
        later: list[Name] = []
        for name in names:
            if name.sense is not None and name.sense.kind == "person":
                found[name.first] = self._remember(name, self.state.sense_entity(name.sense))
            elif name.sense is None and name.label == "PERSON":
                self._cut(name)
                if self._words(name)[1:]:
                    found[name.first] = self._full(name)
                else:
                    later.append(name)
        for name in later:
            known = self._short(name)
            if known is not None:
                found[name.first] = known
        return found

    def more(self, claimed: set[int]) -> list[Name]:
        """Single proper nouns, seen by nobody so far, that are the family name of a person of the article."""
        t = self.state.tokens
        return [
            Name(i, i + 1, None)
            for i in range(t.n)
            if i not in claimed
            and t.text[i][:1].isupper()
            and t.pos[i] in {"PROPN", "NOUN", "ADJ", "AUX", "VERB", "X"}
            and (t.pos[i] in {"PROPN", "NOUN", "ADJ"} or self._as_name(i))
            and (plain(t.text[i]) in self.short or self._widely_known(i))
            and not (
                i + 1 < t.n
                and t.pos[i + 1] == "PROPN"
                and t.ent[i + 1] in {"ORG", "FAC", "GPE", "LOC"}
                and t.ent[i] == t.ent[i + 1]
            )
        ]

    def _as_name(self, i: int) -> bool:
        """Is a capitalised word that the tagger takes for a verb a name all the same ("May said")?"""
        t = self.state.tokens
        if i + 1 >= t.n or t.pos[i + 1] not in {"VERB", "AUX", "PUNCT", "ADV", "PART"}:
            return False
        return i not in t.sentence_starts or t.tag[i + 1] == "VBD"  # no auxiliary stands before a past tense

    def _widely_known(self, i: int) -> bool:
        t = self.state.tokens
        senses = self.state.dictionary.surnames.get(plain(t.text[i]), ())
        if not any(s.known for s in senses):
            return False
        # the tagger takes rarer writings for nouns ("Zelenskyy said")
        rare = t.pos[i] == "NOUN" and len(t.text[i]) > 3 and t.text[i].istitle()
        return t.pos[i] == "PROPN" or (rare and t.lower[i] not in words("common_surnames"))

    def _words(self, name: Name) -> list[str]:
        t = self.state.tokens
        return plain(t.words(name.first, name.last)).split()

    def _cut(self, name: Name) -> None:
        """Cuts what is no name from behind a well-known family name ("Trump Disparages" in a headline)."""
        words = self._words(name)
        if len(words) < 2 or words[0] in self.first_names or words[-1].lower() in SUFFIXES:
            return
        senses = self.state.dictionary.surnames.get(words[0], ())
        known = any(s.known and s.on(self.state.day).code[:3] not in FAMILY_FIRST for s in senses)
        t = self.state.tokens
        told = t.text[t.sentence_end(name.first) - 1] in SENTENCE_ENDS and t.dep[name.last - 1] == "nsubj"
        if told and t.ent[name.last - 1] == "PERSON":
            return  # no headline: "Chief Justice Sisi Khampepe read out the ruling."
        if known and (words[-1] in self.first_names or not self.state.dictionary.surnames.get(words[-1])):
            name.last = name.first + 1

    def _full(self, name: Name) -> Known:
        """A person by a full name that the dictionary does not hold as it stands."""
        words = self._words(name)
        text = " ".join(words)
        known = self.full.get(text)
        if known is None and words[-1].lower() in SUFFIXES:
            sense = self._by_surname(text, name.first, None)
            known = self.state.sense_entity(sense) if sense is not None else None
        if known is None and len(words) == 2:  # "De Mistura", "Lopez Obrador": a family name of two words
            sense = self._by_surname(text, name.first, None)
            known = self.state.sense_entity(sense) if sense is not None else None
            if known is None and text in self.short:
                known = self._nearest(text, self.short[text], name.first)
        if known is None and len(words) > 2:
            for shorter in (f"{words[0]} {words[-1]}", " ".join(words[:2]), " ".join(words[-2:])):
                if self.first_names.keys() >= set(shorter.split()):  # "Juan Carlos"
                    continue
                senses = [s for s in self.state.dictionary.meaning(shorter) if s.kind == "person"]
                if senses:
                    known = self.state.sense_entity(senses[0])
                    break
                known = known or self.full.get(shorter)
        if known is None:
            known = next((k for at, k in self.short.get(words[-1], []) if self._same(words, k)), None)
        if known is None:
            shown = self.state.tokens.words(name.first, name.last)
            known = self.state.entity("person", shown, None, f"no role told for {shown}")
            known.entity.gender = self.first_names.get(words[0])  # type: ignore[assignment]
        return self._remember(name, known)

    def _same(self, words: list[str], known: Known) -> bool:
        """May a full name be another writing of a known person's ("Donald J. Trump", "Sergei", "Sergey")?"""
        for other in known.names:
            if len(other) > 1 and other[-1] == words[-1]:
                a, b = other[0].strip(".").lower(), words[0].strip(".").lower()
                if a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) or (len(a) > 3 and a[:4] == b[:4]):
                    return True
        return False

    def _remember(self, name: Name, known: Known) -> Known:
        words = self._words(name)
        text = " ".join(words)
        self.full.setdefault(text, known)
        if tuple(words) not in known.names:
            known.names.append(tuple(words))
        forms = {text}
        if len(words) > 1 and words[-1].lower() in SUFFIXES:
            # "Trump" is not the son while the father is about
            forms.add(" ".join(words[-2:]))
            forms.update(words[:-2])
            if words[-1].lower().startswith(("sr", "i")):
                forms.add(words[-2])
        else:
            forms.add(words[-1])
            if len(words) > 2:
                forms.add(" ".join(words[-2:]))
            if words[-1].lower().startswith(("al-", "el-")):
                forms.add(words[-1][3:])
            if not words[0].endswith("."):
                forms.update(words[:-1])
        for form in forms:
            entries = self.short.setdefault(form, [])
            if all(k is not known for _, k in entries):
                entries.append((name.first, known))
        return known

    def _family_first(self, words: list[str], known: Known) -> bool:
        code = known.entity.code or ""
        return code[:3] in FAMILY_FIRST

    def _short(self, name: Name) -> Known | None:
        """A person by one name: somebody of the article, or somebody whom the dictionary knows well enough."""
        state, t = self.state, self.state.tokens
        word = " ".join(self._words(name))
        sex = self._sex_before(name.first)
        entries = [
            (at, k) for at, k in self.short.get(word, []) if not (sex and k.entity.gender and k.entity.gender != sex)
        ]
        if entries:
            known = self._nearest(word, entries, name.first)
            if sex and known.entity.gender is None:
                known.entity.gender = sex  # type: ignore[assignment]
            return known
        sense = self._by_surname(word, name.first, sex)
        if sense is not None:
            return self._remember(name, state.sense_entity(sense))
        if t.ent[name.first] == "PERSON" or sex or self._titled(name.first):
            known = state.entity("person", t.words(name.first, name.last), None, f"no role told for {word}")
            known.entity.gender = sex or self.first_names.get(word)  # type: ignore[assignment]
            return self._remember(name, known)
        return None

    def _nearest(self, word: str, entries: list[tuple[int, Known]], at: int) -> Known:
        """Of several persons of one short name the one by family name before the one by first name, then the last."""

        def rank(entry: tuple[int, Known]) -> tuple[bool, bool, bool, int]:
            first, known = entry
            family = any(
                n[-1] == word or (len(n) > 1 and n[0] == word and self._family_first(list(n), known))
                for n in known.names
            )
            told = known.sense is not None and known.sense.known
            return family, told, first <= at, first if first <= at else -first

        return max(entries, key=rank)[1]

    def _by_surname(self, word: str, at: int, sex: str | None) -> Sense | None:
        state = self.state
        senses = [
            s for s in state.dictionary.surnames.get(word, ()) if s.on(state.day).code and not (sex and s.sex != sex)
        ]
        if not senses:
            return None
        titled = self._titled(at)

        def rank(sense: Sense) -> tuple[float, ...]:
            period = sense.on(state.day)
            begun = period.since <= (state.day or "9999")
            in_office = begun and not period.code.endswith("ELI")
            return (
                float(bool(titled) and any(titled in p.title for p in sense.periods if p.title)),
                float(sense.known),
                float(in_office),
                self.countries.get(country_of(period.code) or "", 0.0),
            )

        best = max(senses, key=rank)
        near = any(self.countries.get(country_of(p.code) or "", 0.0) > 0 for p in best.periods)
        if best.known or (titled and near):
            return best
        alone = not any(s is not best and rank(s) == rank(best) for s in senses)
        return best if near and alone and state.tokens.ent[at] == "PERSON" else None

    def _titled(self, at: int) -> str:
        """The office that stands before a name, or "" ."""
        t = self.state.tokens
        if at == 0:
            return ""
        if t.lower[at - 1] in ABBREVIATED:
            return ABBREVIATED[t.lower[at - 1]][0]
        role = self.state.lexicon.role_at(t, at - 1) if t.pos[at - 1] in {"PROPN", "NOUN"} else None
        return role[0].noun if role and role[0].kind == "person" else ""

    def _sex_before(self, at: int) -> str | None:
        return self.state.lexicon.titles.get(self.state.tokens.lower[at - 1]) if at else None

"""Noun phrases: whose police, which minister, a spokesman of what (codebook, section 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dragoman.actors.codes import code_of, code_of_many
from dragoman.actors.focus import Focus
from dragoman.actors.layer import Mention
from dragoman.actors.owners import DEFINITE, Owner, Owners
from dragoman.actors.roles import Role
from dragoman.actors.state import State, country_of, sector_of, with_sector
from dragoman.actors.unlisted import ABBREVIATED, name_sector
from dragoman.actors.words import words

# What an organisation stands behind, and nouns that say nothing of who somebody is.
EMPLOYING = frozenset({"of", "at", "for", "with"})
ANYBODY = frozenset({"person", "people", "individual"})
# Offices that act on other states, and what stands before those.
ACTING_ON_OTHERS = frozenset({"GOV", "LEG", "MIL"})
TOWARD = frozenset({"on", "against", "to", "with", "at", "upon"})
# How many sentences back a minister's ministry may have been named, and how near an office its verb of saying stands.
MINISTRY_NAMED, SPEAKS_NEAR = 12, 3
# How deep phrases within phrases are read ("the head of the office of the deputy of …").
DEEPEST = 4


@dataclass(slots=True)
class Reading:
    """What a noun phrase says of who somebody is."""

    code: str | None
    why: str
    role: Role | None
    first: int
    head: int
    plural: bool = False
    definite: bool = False
    bare: bool = False
    """Nothing in the phrase says whose: the country is that in focus."""
    modified: bool = False
    """A word before the noun fixes its sector."""
    former: bool = False
    same_as: Mention | None = None
    """The phrase only counts or parts what this mention names ("one of the two men")."""


class Phrases:
    """Reads noun phrases of one article."""

    def __init__(self, state: State, focus: Focus) -> None:
        self.state = state
        self.focus = focus
        self.owners = Owners(state, self.read)

    def read(self, i: int, depth: int = 0) -> Reading | None:
        """What the noun phrase headed by token i says; None where its noun is no role."""
        t = self.state.tokens
        if depth > DEEPEST:
            return None
        parted = self._parted(i, depth)
        if parted is not None:
            return parted
        found = self._role(i)
        if found is None:
            return None
        role, role_first = found
        return self.reading(role, min(t.left_edge(i), role_first), role_first, i, depth)

    def role_first(self, i: int) -> int:
        """The first token of the role noun that ends at token i ("foreign" of "foreign ministers")."""
        found = self._role(i)
        return found[1] if found is not None else i

    def title(self, first: int, i: int) -> Reading | None:
        """What the office or kind at token i says, in a phrase from `first` on ("Russian Foreign Minister")."""
        found = self._role(i)
        if found is None:
            return None
        return self.reading(found[0], min(first, found[1]), found[1], i, 1)

    def reading(self, role: Role, first: int, role_first: int, i: int, depth: int = 0) -> Reading:
        """The reading of a role noun at [role_first, i] whose modifiers begin at `first`."""
        t = self.state.tokens
        before = t.lower[first:role_first]
        plural = t.tag[i] in {"NNS", "NNPS"} or t.lower[i] in {"people", "police"}
        made = Reading(None, "", role, first, i, plural, t.lower[first] in DEFINITE)
        made.former = any(w in self.state.lexicon.former for w in before) or self._former_apart(first)
        sector = self._modifier_sector(role, first, role_first, i)
        made.modified = sector is not None
        owner = self.owners.owner(role, first, role_first, i, depth)
        made.bare = owner is None or owner.guessed
        beside = self._beside(role, plural, owner, i)
        if beside is not None:
            made.code, made.why, made.bare = f"{beside} GOV", f"{role.noun} of {owner.words if owner else ''}", False
            return made
        many = code_of_many(role, before, plural, owner)
        if many is not None:
            made.code, made.why = many
            return made
        alone = set(before) <= words("saying_no_owner") and not t.pobjs(i, EMPLOYING)
        if owner is None and alone and role.noun in words("speaking_for"):
            owner = self.owners.named_last(i)
            made.bare = owner is None
        if owner is None and role.noun in ANYBODY and self._only_informed(i):
            made.why = f"a source of no known country: {t.text[i]!r}"
            return made
        if owner is None and sector is None:
            sector = self._of_unlisted(role, first, role_first, i)
        american = next((w for w in before if w in words("american")), role.noun)
        focus = (
            self._country_of_speaker(role, i)
            or self._of_its_ministry(role, i)
            or self._at_its_seat(role, i)
            or self.focus.country(
                t.sentence[i], american, sector or role.sector, self._acted_on(role, i), not self.state.quoted[i]
            )
        )
        made.code, made.why = code_of(role, sector, owner, t.text[i], made.former, focus)
        return made

    def _of_its_ministry(self, role: Role, i: int) -> str | None:
        """Whose a minister is of whom nothing says it: the state's whose ministry of the kind was named last."""
        if not role.noun.endswith("minister") or role.noun == "prime minister":
            return None
        t = self.state.tokens
        kinds = {*t.lower[max(i - 2, 0) : i], role.noun.removesuffix("minister").removeprefix("deputy ").strip()}
        ministries = {f"{kind} ministry" for kind in kinds if kind}
        known = next((k for k in self.state.lately(i, MINISTRY_NAMED) if ministries & k.roles and k.entity.code), None)
        return country_of(known.entity.code) if known is not None else None

    def _at_its_seat(self, role: Role, i: int) -> str | None:
        """Whose an office is that speaks in a capital: "the deputy minister told reporters in Quito"."""
        t = self.state.tokens
        if role.sector not in ACTING_ON_OTHERS or role.uncoded:
            return None
        verb = i
        for _ in range(SPEAKS_NEAR):
            if t.lemma[verb] in words("saying") or t.lemma[verb] == "tell":
                places = [o for _, o in t.pobjs(verb, frozenset({"in"}))]
                places += [o for c in t.children[verb] for _, o in t.pobjs(c, frozenset({"in"})) if t.dep[c] == "dobj"]
                senses = (s[0] for o in places if (s := self.state.dictionary.meaning(t.text[o])))
                seats = (country_of(s.on(self.state.day).code) for s in senses if s.kind == "capital")
                return next((c for c in seats if c in self.focus.total), None)
            verb = t.head[verb]
        return None

    def _beside(self, role: Role, plural: bool, owner: Owner | None, i: int) -> str | None:
        """Which state is "its neighbour": of those that the article speaks of the other one."""
        if plural or role.noun not in words("near_states") or owner is None or owner.specific or not owner.country:
            return None
        other = self.focus.country(self.state.tokens.sentence[i], without={owner.country})
        return other if other != owner.country else None

    def _acted_on(self, role: Role, i: int) -> set[str]:
        """The countries that the clause says an office acts on, whose own it therefore is not."""
        t, layer = self.state.tokens, self.state.layer
        if t.dep[i] != "nsubj" or role.sector not in ACTING_ON_OTHERS:
            return set()
        verb = t.head[i]
        objects = [c for c in t.children[verb] if t.dep[c] in {"dobj", "dative"} and c > verb]
        objects += [o for _, o in t.pobjs(verb, TOWARD)]
        named = (layer.at(k) for o in objects for k in range(min(t.left_edge(o), o), o + 1))
        return {country_of(m.code) or "" for m in named if m is not None and m.entity.kind == "country"}

    def _only_informed(self, i: int) -> bool:
        """ "People familiar with the plans": of whom nothing is said but that they know."""
        t = self.state.tokens
        return any(t.lower[k] in words("informed") for k in range(i + 1, min(i + 4, t.sentence_end(i))))

    def _of_unlisted(self, role: Role, first: int, role_first: int, i: int) -> str | None:
        """The sector of who leads or speaks for an organisation of no dictionary: a business or a society, no state."""
        t = self.state.tokens
        if role.kind != "person" or role.uncoded or not (role.neutral or role.noun in words("employed")):
            return None
        named = [(t.left_edge(o), o + 1) for _, o in t.pobjs(i, EMPLOYING) if self._is_unlisted(o)]
        before = role_first - 1
        while before > first and t.lower[before] in words("ranks_in_offices") and t.text[before].istitle():
            before -= 1
        if not named and role_first > first:
            if self._is_letters(before):  # "GREENFUND Policy Director"
                named = [(first, before + 1)]
            elif self._is_unlisted(role_first - 1):
                named = [(first, role_first)]
        if not named:
            return None
        told = name_sector(self.state, *named[0])
        return told or ("BUS" if role.noun in words("of_business") else "SOC")

    def _is_letters(self, k: int) -> bool:
        """Whether a word is the letters of an organisation that no dictionary knows."""
        t = self.state.tokens
        letters = len(t.text[k]) > 2 and t.text[k].isupper() and t.ent[k] in {"ORG", ""}
        return letters and not self.state.dictionary.meaning(t.text[k])

    def _is_unlisted(self, k: int) -> bool:
        t = self.state.tokens
        mention = self.state.layer.at(k)
        unknown = mention is None or (mention.entity.kind == "organisation" and mention.code is None)
        return unknown and t.pos[k] == "PROPN" and t.ent[k] in {"ORG", ""} and t.text[k][:1].isupper()

    def _country_of_speaker(self, role: Role, i: int) -> str | None:
        """Whose "the government" is in "an Israeli official said the government …": the speaker's."""
        t, layer = self.state.tokens, self.state.layer
        if role.noun not in words("own_state"):
            return None
        verb = t.head[i]
        for _ in range(6):
            if t.lemma[verb] in words("saying") and t.head[i] != verb:
                subject = t.subject_of(verb)
                mention = (layer.headed_by(subject) or layer.at(subject)) if subject is not None else None
                if (
                    mention is not None
                    and mention.entity.country
                    and sector_of(mention.code) not in {"JRN", "IGO", "SOC"}
                ):
                    return mention.entity.country
            if t.head[verb] == verb:
                return None
            verb = t.head[verb]
        return None

    def _role(self, i: int) -> tuple[Role, int] | None:
        t = self.state.tokens
        if t.lower[i] in ABBREVIATED and t.text[i][:1].isupper():
            noun, sector = ABBREVIATED[t.lower[i]]
            known = self.state.lexicon.roles.get(noun)
            fits = known is not None and known.sector == sector and not known.neutral
            return (known if known and fits else Role(noun, sector, "person", False, False)), i
        if t.lower[i] in {"convention", "conventions"} and not self._of_party(i):
            return None
        if t.lower[i] == "law" and i and t.lower[i - 1] in {"international", "humanitarian"}:
            return None
        if t.lower[i] == "house" and t.text[i].islower():
            return None
        if t.lower[i] == "force" and t.left_edge(i) == i:  # "the use of force"
            return None
        if t.lower[i] == "speaker" and self._of_chamber(i):
            return Role("speaker", "LEG", "person", False, False), i
        found = self.state.lexicon.role_at(t, i)
        if found is not None and found[0].noun in words("sent") and t.text[i].islower():
            return replace(found[0], sector="GOV"), found[1]
        return found

    def _of_chamber(self, i: int) -> bool:
        """ "The speaker of the House of Commons": not of a conference."""
        t, layer = self.state.tokens, self.state.layer
        named = (layer.headed_by(o) or layer.at(o) for _, o in t.pobjs(i, frozenset({"of"})))
        return any(m is not None and sector_of(m.code) == "LEG" for m in named)

    def _of_party(self, i: int) -> bool:
        """Whether a convention is a party's: "the Vienna Convention" is a treaty."""
        t = self.state.tokens
        return not t.text[i].istitle() or any(w in words("conventions_of_parties") for w in t.lower[max(i - 3, 0) : i])

    def _former_apart(self, first: int) -> bool:
        t = self.state.tokens
        return first > 1 and t.lower[first - 1] == "-" and t.lower[first - 2] == "ex"

    def _parted(self, i: int, depth: int) -> Reading | None:
        """ "dozens of Russian tycoons", "one of the suspects": what is counted."""
        t = self.state.tokens
        word = t.lower[i]
        if word not in words("partitive") and t.pos[i] != "NUM":
            return None
        for _, obj in t.pobjs(i, frozenset({"of"})):
            mention = self.state.layer.headed_by(obj)
            inner = self.read(obj, depth + 1)
            if inner is not None:
                persons = inner.role is not None and (inner.role.kind == "person" or inner.plural)
                if word in words("collective") and not persons:
                    return None
                inner.first, inner.head = min(t.left_edge(i), i), i
                if word in words("kin"):
                    inner.code = with_sector(country_of(inner.code), "CVL")
                inner.plural = inner.plural and word not in {"one", "each"}
                if mention is not None and inner.bare:
                    inner.same_as = mention
                return inner
            if mention is not None and word not in words("collective"):
                people = mention.entity.kind == "country" and word not in {"part", "half", "rest"}
                code = with_sector(country_of(mention.code), "CVL") if people else mention.code
                return Reading(code, f"some of {mention.entity.name}", None, t.left_edge(i), i, True)
        return None

    def _modifier_sector(self, role: Role, first: int, role_first: int, i: int) -> str | None:
        """The sector that a word before the noun gives it, the nearest first."""
        t, lexicon = self.state.tokens, self.state.lexicon
        before = t.lower[first:role_first]
        if role.noun in words("defence_heads"):
            parts = [t.lower[o] for _, o in t.pobjs(i, frozenset({"of", "for"}))]
            if any(w in words("defence") for w in [*before, *parts]):
                return "MIL"
        if role.noun in {"official", "source", "chief"} and "security" in before:
            return "MIL"
        if role.sector == "CVL" and "displaced" in before:
            return "REF"
        found = None
        for k in range(role_first - 1, first - 1, -1):
            mention = self.state.layer.at(k)
            if mention is not None and mention.last <= role_first and t.lower[k] != "islamic":
                continue
            if t.lower[k] in words("defence") and k > first and t.lower[k - 1] == "civil":
                continue  # civil defence is no army
            two = f"{t.lower[k]} {t.lower[k + 1]}" if k + 1 < role_first else ""
            hit = lexicon.modifiers.get(two) or lexicon.modifiers.get(t.lower[k]) or lexicon.modifiers.get(t.lemma[k])
            if (hit == "GOV" and role.sector != "GOV") or (hit == "JRN" and role.noun in words("speaks_to_press")):
                continue
            if hit and (found is None or (found == "GOV" and hit != "GOV")):
                found = hit
        opposes = role.noun in words("befriended") or (
            role.kind == "person" and role.sector in {"PTY", "LEG", "GOV", "MIL"}
        )
        if found == "OPP" and (opposes or role.noun in {"party", "group", "movement", "coalition", "alliance", "bloc"}):
            return "OPP"
        return found if role.neutral else None

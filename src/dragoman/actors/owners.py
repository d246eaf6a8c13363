"""Whose a noun phrase is: what stands before the noun, what "of", "for" and "at" bring, where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.actors.focus import PLACES
from dragoman.actors.layer import Mention
from dragoman.actors.roles import Role
from dragoman.actors.state import SUBJECTS, State, country_of, sector_of
from dragoman.actors.words import words

if TYPE_CHECKING:
    from dragoman.actors.phrases import Reading

# So many sentences back a spokesman's organisation may have been named.
LOOK_BACK = 1
POLITICIANS = frozenset({"LEG", "PTY", "GOV"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})


@dataclass(slots=True)
class Owner:
    """A country or organisation that a phrase belongs to."""

    country: str | None
    sector: str | None
    specific: bool
    """An organisation or a person, not merely a country."""
    words: str
    weak: bool = False
    """Only where it is, or where it is based."""
    person: bool = False
    guessed: bool = False
    """Read as of the country in focus, for want of a better owner of its own."""


class Owners:
    """Finds the owners of noun phrases. `read` reads another phrase, `make` makes a mention before its turn."""

    def __init__(self, state: State, read: Callable[[int, int], Reading | None]) -> None:
        self.state = state
        self.read = read
        self.make: Callable[[int], Mention | None] | None = None

    def owner(self, role: Role, first: int, role_first: int, i: int, depth: int) -> Owner | None:
        """The owner of the phrase whose role noun is at [role_first, i] and whose modifiers begin at `first`."""
        left = self._left(role, first, role_first)
        if role.noun in words("relations"):
            other = self._other(first, role_first)
            if other is not None:
                sector = left.sector if left and role.noun in words("of_one_rank") else None
                return Owner(other, sector, True, self.state.tokens.words(first, role_first))
        if left is not None and left.specific and left.sector != "PTY":
            return left
        right = self._right(role, i, depth)
        if left is not None and left.specific:
            legislator = role.neutral and right is not None and right.sector == "LEG"
            return right if legislator else left
        if left is not None and not left.weak:
            if right is not None and right.specific and not right.person and role.noun in words("employed"):
                return right
            if right is not None and right.specific and role.neutral and right.country in {left.country, None}:
                return Owner(left.country, right.sector, True, right.words)
            return left
        if right is not None and not right.weak:
            return right
        return left or right

    def named_last(self, i: int) -> Owner | None:
        """Whose a spokesman is of whom the article does not say it: the organisation or politician named last."""
        t, layer = self.state.tokens, self.state.layer
        sentence = t.sentence[i]
        for k in range(i - 1, t.sentence_starts[max(sentence - LOOK_BACK, 0)] - 1, -1):
            mention = layer.at(k)
            if mention is None or mention.code is None or mention.kind != "name" or t.head[mention.head] == i:
                continue
            subject = t.dep[mention.head] in SUBJECTS
            if mention.entity.kind == "organisation" and sector_of(mention.code) not in {"JRN", "PTY"}:
                return self._of_mention(mention, mention.first)
            if mention.entity.kind == "person" and subject and sector_of(mention.code) in POLITICIANS:
                return self._of_mention(mention, mention.first)
        return None

    def _other(self, first: int, role_first: int) -> str | None:
        """The country that an adjective says the other is of: "his Iranian counterpart", "Russia's Chechen ally"."""
        t, layer = self.state.tokens, self.state.layer
        owned = any(t.dep[k] == "poss" for k in range(first, role_first))
        adjective = layer.at(role_first - 1) if role_first > first else None
        if not owned or adjective is None or adjective.kind != "adjective" or adjective.first <= first:
            return None
        country = country_of(adjective.code) or "INT"
        return None if country[:3] in {"IGO", "INT"} else country

    def _left(self, role: Role, first: int, role_first: int) -> Owner | None:
        t = self.state.tokens
        best: Owner | None = None
        k = first
        while k < role_first:
            mention = self.state.layer.at(k) or self._made(k)
            if mention is not None and mention.first <= first and mention.last > role_first:
                mention = self.state.layer.headed_by(k) or self._made(k)  # the other is the whole phrase, read before
            if t.lower[k] in words("of_many_states") and (mention is None or mention.kind == "adjective"):
                k += 1
                continue
            if mention is None:
                if t.dep[k] == "poss" and t.pos[k] in {"NOUN", "PROPN"}:
                    inner = self.read(k, 2)
                    if inner is not None and inner.code:
                        best = _better(best, _from_reading(inner, t.words(inner.first, k + 1)))
                k += 1
                continue
            end = max(mention.last, k + 1)
            owner = self._of_mention(mention, k)
            in_office = role.noun in words("of_the_state")  # "the Republican president" is no party's
            if owner is not None and owner.sector == "PTY" and not owner.person and in_office:
                owner = Owner(owner.country, None, False, owner.words)
            if owner is not None:
                owner = self._joined(owner, role, k, end, role_first)
            if owner is not None:
                best = _better(best, owner)
            k = end
        return best

    def _joined(self, owner: Owner, role: Role, k: int, end: int, role_first: int) -> Owner | None:
        """What a word joined by a hyphen makes of an owner: "Iran-backed", "US-led", "pro-Russian"."""
        t = self.state.tokens
        joined = t.lower[end] if end < role_first else ""
        suffix = t.lower[end + 1] if joined in {"-", "–"} and end + 1 < role_first else ""
        if not suffix and "-" in t.lower[k]:
            suffix = t.lower[k].rsplit("-", 1)[1]
        before = t.lower[k - 2] if k >= 2 and t.lower[k - 1] == "-" else t.lower[k].split("-")[0]
        if suffix in words("not_owner") or before in words("against"):
            return None
        led = suffix in words("run_by") and role.sector not in {"MIL", "REB", "UAF", "PRM"}
        if suffix in words("weak_owner") or led:
            owner.weak = True
        return owner

    def _made(self, k: int) -> Mention | None:
        """A possessor or object that reading on would only reach later, as a mention now."""
        t = self.state.tokens
        if self.make is None or t.dep[k] not in {"poss", "pobj"}:
            return None
        if t.pos[k] == "PRON" and t.dep[k] == "poss":
            return self.make(k)
        named = t.pos[k] in {"NOUN", "PROPN"} and t.lower[t.left_edge(k)] in DEFINITE
        return self.make(k) if named else None

    def _of_mention(self, mention: Mention, k: int) -> Owner | None:
        if mention.code is None:
            return None
        entity = mention.entity
        if entity.kind == "person" and mention.first != k and mention.kind != "pronoun":
            return None
        specific = entity.kind in {"organisation", "person", "group", "role"} and mention.kind != "adjective"
        person = entity.kind == "person"
        return Owner(country_of(mention.code), sector_of(mention.code), specific, entity.name, person=person)

    def _right(self, role: Role, i: int, depth: int) -> Owner | None:
        t = self.state.tokens
        weak: Owner | None = None
        brought = t.pobjs(i, words("owner_prepositions"))
        if role.noun in words("documents"):
            issued = (c for c in t.children[i] if t.dep[c] == "acl")
            brought = [*brought, *(pair for c in issued for pair in t.pobjs(c, frozenset({"by"})))]
        for prep, obj in brought:
            word = t.lower[prep]
            if not self._may_own(role, word, obj):
                continue
            owner = self._of_object(word, obj, depth)
            if owner is None:
                continue
            if not owner.specific and word in words("place_prepositions"):
                if role.noun in words("abroad") or (role.sector == "MIL" and not self._at_home(role, obj)):
                    continue
                owner.weak = True
            if not owner.weak:
                return owner
            weak = weak or owner
        return weak or self._ruled(i)

    def _ruled(self, i: int) -> Owner | None:
        """The country of "the generals who run Myanmar", "the junta ruling Mali"."""
        t, layer = self.state.tokens, self.state.layer
        for verb in t.children[i]:
            if t.dep[verb] not in {"relcl", "acl"} or t.lemma[verb] not in words("ruling"):
                continue
            for child in t.children[verb]:
                mention = layer.headed_by(child) if t.dep[child] == "dobj" and child > verb else None
                if mention is not None and mention.entity.kind == "country":
                    return self._of_mention(mention, mention.first)
        return None

    def _at_home(self, role: Role, obj: int) -> bool:
        """Whether forces are told of at the seat of their state: "the general staff in Kyiv", not "troops in Iraq"."""
        senses = self.state.dictionary.meaning(self.state.tokens.text[obj])
        return role.kind == "organisation" and bool(senses) and senses[0].kind == "capital"

    def _may_own(self, role: Role, word: str, obj: int) -> bool:
        t = self.state.tokens
        if word == "to":
            return role.noun in words("aides")
        if word in {"on", "under"}:
            return role.noun in words("with_on")
        if word == "with":
            return role.neutral or role.sector != "GOV"
        if word == "by":
            return role.noun in words("documents")
        if word == "for":
            return role.noun not in words("documents") and role.noun not in {"law", "proposal"}
        if word == "in":
            return t.lower[obj] not in {"office", "power", "place", "charge", "custody", "exile"}
        return True

    def _of_object(self, word: str, obj: int, depth: int) -> Owner | None:
        layer, t = self.state.layer, self.state.tokens
        mention = layer.headed_by(obj) or layer.at(obj) or self._made(obj)
        if mention is not None and mention.code is not None:
            entity = mention.entity
            if (entity.kind == "person" and word in {"with", "on", "in"}) or (
                word == "with" and entity.kind == "country"
            ):
                return None
            if entity.kind == "person" and self._holds_it(obj, mention):
                return None
            specific = entity.kind != "country"
            return Owner(
                country_of(mention.code), sector_of(mention.code), specific, entity.name, person=entity.kind == "person"
            )
        inner = self.read(obj, depth + 1)
        if inner is None:
            return self._before_object(obj)
        if not inner.code:
            return None
        # "member of parliament" is one noun, which ends with the body
        body = inner.role is not None and (inner.role.kind == "organisation" or " of " in inner.role.noun)
        if inner.bare and not body:
            return None
        return _from_reading(inner, t.words(inner.first, obj + 1))

    def _holds_it(self, obj: int, mention: Mention) -> bool:
        """Whether a person is who holds the office: "Minister of Mines and Energy Jane Roe"."""
        t = self.state.tokens
        between = range(t.head[obj] + 1, mention.first)
        if not any(t.pos[k] in {"NOUN", "PROPN"} for k in between):
            return False
        title = self.state.lexicon.role_at(t, mention.first - 1)  # "an aide to election rival Jane Roe"
        return title is None or title[0].kind != "person"

    def _before_object(self, obj: int) -> Owner | None:
        """Whose something is that is nobody itself: "the head of UN peacekeeping"."""
        t, layer = self.state.tokens, self.state.layer
        for k in range(obj - 1, t.left_edge(obj) - 1, -1):
            mention = layer.at(k) if t.dep[k] in {"compound", "poss", "nmod"} else None
            if mention is not None and mention.entity.kind == "organisation" and mention.last <= obj:
                return self._of_mention(mention, mention.first)
        return None


def _from_reading(reading: Reading, text: str) -> Owner:
    noun = reading.role.noun if reading.role is not None else ""
    state_noun = noun in PLACES or noun in words("states")
    return Owner(country_of(reading.code), sector_of(reading.code), not state_noun, text, guessed=reading.bare)


def _better(one: Owner | None, two: Owner) -> Owner:
    """Of two owners in a row: an organisation before a country, a country before an international body."""
    if one is None or one.weak:
        return two
    if two.specific and not (two.country or "").startswith("IGO") and not two.weak:
        if two.country in {None, "INT"} and one.country and two.sector not in {"SOC", "REB"}:
            return Owner(one.country, two.sector, True, two.words)
        return two
    return one

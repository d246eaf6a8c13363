"""Noun phrases: whose police, which minister, a spokesman of what (codebook, section 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dragoman.actors.focus import Focus
from dragoman.actors.layer import Mention
from dragoman.actors.names import ABBREVIATED
from dragoman.actors.roles import Role
from dragoman.actors.state import State, country_of, sector_of, with_sector

OF = frozenset(
    {"of", "for", "from", "at", "with", "within", "inside", "in", "on", "under", "across", "near", "outside", "to"}
)
IN = frozenset({"in", "across", "near", "inside", "outside", "on", "throughout", "around"})
AIDES = frozenset(
    {
        "aide",
        "adviser",
        "advisor",
        "assistant",
        "deputy",
        "special adviser",
        "counsel",
        "counsellor",
        "chief of staff",
        "heir",
        "successor",
        "party",
        "parties",
    }
)
ABROAD = frozenset(
    {
        "embassy",
        "consulate",
        "ambassador",
        "envoy",
        "diplomat",
        "consul",
        "mission",
        "delegation",
        "diplomatic mission",
        "consulate general",
        "negotiator",
        "counterpart",
    }
)
PARTITIVE = frozenset(
    "dozens hundreds thousands millions scores tens number group majority all some many most one none lot couple pair series rest half handful each several two three four five six both any part crowd team panel coalition few more minority plenty percent % handful wave waves any either neither those hundred thousand million dozen another others ones first alliance generation array string host trio batch survivors families relatives parents".split()
)
KEEPS_OWN = frozenset("survivors families relatives parents".split())
# "Iran-backed militia": whom it names is not whose the militia is.
NOT_OWNER = frozenset(
    "backed funded supported aligned linked occupied born trained made friendly supplied allied sponsored facing bound wide speaking built annexed flagged tied inspired affiliated held era style".split()
)
WEAK_OWNER = frozenset("based brokered mediated".split())
PRO_ANTI = frozenset("pro anti non ex post pre".split())
FORCE = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "CRM"})
ARMED = frozenset({"REB", "PRM", "MIL", "UAF", "SPY", "COP"})
ON_THE_SPOT = frozenset({"CVL", "COP", "REB", "MED", "UAF", "CRM", "REF"})
HELD_OFFICE = frozenset({"GOV", "LEG", "MIL", "JUD", "COP", "SPY", "PTY", "OPP"})
STATES = frozenset(
    "country countries nation nations state states government governments capital capitals power powers regime regimes kingdom republic".split()
)
WORLD = frozenset(
    "western world foreign international global european arab african asian many other several multiple various all different nordic baltic neighbouring neighboring latin gulf muslim islamic regional most some two three four five dozens eastern allied rich poor certain".split()
)
MULTI = frozenset("western european arab african asian nordic baltic latin gulf muslim scandinavian balkan".split())
DEFENCE = frozenset({"defence", "defense"})
DEFENCE_HEADS = frozenset(
    {
        "minister",
        "ministry",
        "secretary",
        "department",
        "official",
        "chief",
        "attache",
        "attaché",
        "staff",
        "source",
        "deputy minister",
        "undersecretary",
        "vice minister",
    }
)
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})


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
    same_as: Mention | None = None
    """The phrase only counts or parts what this mention names ("one of the two men")."""


@dataclass(slots=True)
class Owner:
    """A country or organisation that a phrase belongs to."""

    country: str | None
    sector: str | None
    specific: bool
    """An organisation or a person, not merely a country."""
    words: str
    weak: bool = False


class Phrases:
    """Reads noun phrases of one article."""

    def __init__(self, state: State, focus: Focus) -> None:
        self.state = state
        self.focus = focus
        self.make: Callable[[int], Mention | None] | None = None
        """Makes the mention of a noun, once reading has begun."""

    def read(self, i: int, depth: int = 0) -> Reading | None:
        """What the noun phrase headed by token i says; None where its noun is no role."""
        t = self.state.tokens
        if depth > 4:
            return None
        parted = self._parted(i, depth)
        if parted is not None:
            return parted
        found = self._role(i)
        if found is None:
            return None
        role, role_first = found
        return self.reading(role, min(t.left_edge(i), role_first), role_first, i, depth)

    def title(self, first: int, i: int) -> Reading | None:
        """What the office that ends at token i says, where the phrase begins at `first` ("Russian Foreign Minister")."""
        found = self._role(i)
        if found is None or found[0].kind != "person":
            return None
        return self.reading(found[0], min(first, found[1]), found[1], i, 1)

    def reading(self, role: Role, first: int, role_first: int, i: int, depth: int = 0) -> Reading:
        """The reading of a role noun at [role_first, i] whose modifiers begin at `first`."""
        t = self.state.tokens
        words = t.lower[first:role_first]
        plural = t.tag[i] in {"NNS", "NNPS"} or t.lower[i] in {"people", "police"}
        definite = t.lower[first] in DEFINITE
        former = any(w in self.state.lexicon.former for w in words) or self._former_apart(first)
        sector = self._modifier_sector(role, first, role_first)
        owner = self._owner(role, first, role_first, i, depth)
        world = self._world(role, words, plural, owner)
        if world is not None:
            return Reading(*world, role, first, i, plural, definite)
        code, why = self._code(role, sector, owner, i, plural, former)
        return Reading(code, why, role, first, i, plural, definite, bare=owner is None, modified=sector is not None)

    def _role(self, i: int) -> tuple[Role, int] | None:
        t = self.state.tokens
        if t.lower[i] in ABBREVIATED and t.text[i][:1].isupper():
            noun, sector = ABBREVIATED[t.lower[i]]
            known = self.state.lexicon.roles.get(noun)
            return (known if known and known.sector == sector else Role(noun, sector, "person", False, False)), i
        return self.state.lexicon.role_at(t, i)

    def _former_apart(self, first: int) -> bool:
        t = self.state.tokens
        return first > 1 and t.lower[first - 1] == "-" and t.lower[first - 2] == "ex"

    def _parted(self, i: int, depth: int) -> Reading | None:
        """ "dozens of Russian tycoons", "one of the suspects": what is counted."""
        t = self.state.tokens
        if t.lower[i] not in PARTITIVE and t.pos[i] != "NUM":
            return None
        for _, obj in t.pobjs(i, frozenset({"of"})):
            mention = self.state.layer.headed_by(obj)
            inner = self.read(obj, depth + 1)
            if inner is not None:
                collective = inner.role is not None and (inner.role.kind == "person" or inner.plural)
                if (
                    t.lower[i] in {"group", "team", "coalition", "panel", "alliance", "crowd", "wave"}
                    and not collective
                ):
                    return None
                inner.first, inner.head = min(t.left_edge(i), i), i
                if t.lower[i] in KEEPS_OWN:
                    country = country_of(inner.code)
                    inner.code = with_sector(country, "CVL")
                inner.plural = inner.plural and t.lower[i] not in {"one", "each"}
                if mention is not None and inner.bare:
                    inner.same_as = mention
                return inner
            if mention is not None and t.lower[i] not in {
                "group",
                "team",
                "coalition",
                "panel",
                "alliance",
                "crowd",
                "wave",
            }:
                people = mention.entity.kind == "country" and t.lower[i] not in {"part", "half", "rest"}
                code = with_sector(country_of(mention.code), "CVL") if people else mention.code
                return Reading(code, f"some of {mention.entity.name}", None, t.left_edge(i), i, True)
        return None

    def _modifier_sector(self, role: Role, first: int, role_first: int) -> str | None:
        """The sector that a word before the noun gives it, the nearest first."""
        t, lexicon = self.state.tokens, self.state.lexicon
        if role.noun in DEFENCE_HEADS and any(w in DEFENCE for w in t.lower[first:role_first]):
            return "MIL"
        if role.noun in {"official", "source", "chief"} and "security" in t.lower[first:role_first]:
            return "MIL"
        found = None
        for k in range(role_first - 1, first - 1, -1):
            if self.state.layer.at(k) is not None and t.lower[k] not in {"islamic"}:
                continue
            two = f"{t.lower[k]} {t.lower[k + 1]}" if k + 1 < role_first else ""
            hit = lexicon.modifiers.get(two) or lexicon.modifiers.get(t.lower[k]) or lexicon.modifiers.get(t.lemma[k])
            if hit == "GOV" and role.sector != "GOV":
                continue
            if hit and (found is None or (found == "GOV" and hit != "GOV")):
                found = hit
        if found == "OPP" and role.sector in {"PTY", "LEG", "GOV", "MIL"} and role.kind == "person":
            return "OPP"
        if found == "OPP" and role.noun in {"party", "group", "movement", "coalition", "alliance", "bloc"}:
            return "OPP"
        return found if role.neutral else None

    def _owner(self, role: Role, first: int, role_first: int, i: int, depth: int) -> Owner | None:
        """Whose the phrase is: what stands before the noun, then what "of", "for", "at" bring, then where."""
        left = self._left_owner(role, first, role_first)
        if left is not None and left.specific:
            return left
        right = self._right_owner(role, i, depth)
        if left is not None and not left.weak:
            if right is not None and right.specific and role.neutral and right.country in {left.country, None}:
                return Owner(left.country, right.sector, True, right.words)
            if right is not None and right.specific and role.neutral and (right.country or "").startswith("IGO"):
                return left
            return left
        if right is not None and not right.weak:
            return right
        return left or right

    def _left_owner(self, role: Role, first: int, role_first: int) -> Owner | None:
        t = self.state.tokens
        best: Owner | None = None
        k = first
        while k < role_first:
            mention = self.state.layer.at(k) or self._made(k)
            if t.lower[k] in MULTI:
                k += 1
                continue
            if mention is None:
                if t.dep[k] == "poss" and t.pos[k] in {"NOUN", "PROPN"}:
                    inner = self.read(k, 2)
                    if inner is not None and inner.code:
                        best = self._better(best, self._as_owner(inner.code, inner.role, t.words(inner.first, k + 1)))
                k += 1
                continue
            end = max(mention.last, k + 1)
            owner = self._mention_owner(mention, k)
            if owner is not None:
                joined = t.lower[end] if end < role_first else ""
                suffix = t.lower[end + 1] if joined in {"-", "–"} and end + 1 < role_first else ""
                if not suffix and "-" in t.lower[k]:
                    suffix = t.lower[k].rsplit("-", 1)[1]
                if (
                    suffix in NOT_OWNER
                    or (k >= 2 and t.lower[k - 1] == "-" and t.lower[k - 2] in PRO_ANTI)
                    or t.lower[k].startswith(("pro-", "anti-"))
                ):
                    owner = None
                elif suffix in WEAK_OWNER or (
                    suffix in {"run", "led", "controlled", "ruled"} and not role.neutral and role.sector not in FORCE
                ):
                    owner.weak = True
            if owner is not None:
                best = self._better(best, owner)
            k = end
        return best

    def _made(self, k: int) -> Mention | None:
        """A possessor or object that reading on would only reach later, as a mention now."""
        t = self.state.tokens
        if self.make is None or t.pos[k] not in {"NOUN", "PROPN"} or t.dep[k] not in {"poss", "pobj"}:
            return None
        if t.lower[t.left_edge(k)] not in DEFINITE:
            return None
        return self.make(k)

    def _mention_owner(self, mention: Mention, k: int) -> Owner | None:
        if mention.code is None:
            return None
        entity = mention.entity
        specific = entity.kind in {"organisation", "person", "group", "role"} and mention.kind != "adjective"
        if entity.kind == "person" and mention.first != k and mention.kind != "pronoun":
            return None
        return Owner(country_of(mention.code), sector_of(mention.code), specific, entity.name)

    @staticmethod
    def _better(one: Owner | None, two: Owner) -> Owner:
        """Of two owners in a row: an organisation before a country, a country before an international body."""
        if one is None or one.weak:
            return two
        igo = (two.country or "").startswith("IGO")
        if two.specific and not igo and not two.weak:
            if two.country in {None, "INT"} and one.country:
                return Owner(one.country, two.sector, True, two.words) if two.sector not in {"SOC", "REB"} else two
            return two
        return one

    def _as_owner(self, code: str, role: Role | None, words: str) -> Owner:
        state_noun = role is not None and role.noun in STATES
        return Owner(country_of(code), sector_of(code), not state_noun, words)

    def _right_owner(self, role: Role, i: int, depth: int) -> Owner | None:
        t = self.state.tokens
        weak: Owner | None = None
        for prep, obj in t.pobjs(i, OF):
            word = t.lower[prep]
            if word == "to" and role.noun not in AIDES:
                continue
            if word in {"on", "under"} and role.noun not in {
                "member",
                "official",
                "expert",
                "adviser",
                "rapporteur",
                "seat",
                "law",
                "committee",
            }:
                continue
            if word in {"with"} and role.sector in {"GOV"} and not role.neutral:
                continue
            if word in {"for", "from", "with"} and role.noun in {"law", "deal", "statement"} and word != "from":
                continue
            mention = self.state.layer.headed_by(obj) or self.state.layer.at(obj) or self._made(obj)
            owner: Owner | None = None
            if mention is not None and mention.code is not None:
                place = mention.entity.kind == "country"
                if mention.entity.kind == "person" and word in {"with", "on", "in"}:
                    continue
                owner = Owner(country_of(mention.code), sector_of(mention.code), not place, mention.entity.name)
            else:
                inner = self.read(obj, depth + 1)
                if (inner is not None and inner.code and not inner.bare) or (
                    inner is not None and inner.code and inner.role is not None and inner.role.kind == "organisation"
                ):
                    owner = self._as_owner(inner.code, inner.role, t.words(inner.first, obj + 1))
            if owner is None:
                continue
            if word in IN and (not owner.specific):
                if role.noun in ABROAD or role.sector == "MIL":
                    continue
                owner.weak = True
            if word in {"from", "with"} and not owner.specific and word == "with":
                continue
            if not owner.weak:
                return owner
            weak = weak or owner
        return weak

    def _world(self, role: Role, words: list[str], plural: bool, owner: Owner | None) -> tuple[str | None, str] | None:
        """Countries, governments and leaders of no one state (codebook, 2.14)."""
        if owner is not None and not owner.weak:
            return None
        many = any(w in MULTI for w in words)
        if role.noun in STATES and plural:
            return "INT GOV", "several states"
        if many and (plural or role.kind == "organisation"):
            if "european" in words and role.noun in {"official", "leader", "diplomat", "lawmaker"}:
                return "IGO EU", "Europeans in office speak for the European Union"
            sector = role.sector if role.sector in {"JRN", "MIL", "SPY", "BUS", "CVL"} else "GOV"
            return f"INT {sector}", f"{role.noun} of several states"
        if (
            plural
            and role.sector == "GOV"
            and any(w in {"world", "foreign", "international", "global", "other"} for w in words)
        ):
            return "INT GOV", "of several states"
        if role.noun == "community" and "international" in words:
            return "INT GOV", "the international community"
        if plural and role.noun == "ally" and owner is None:
            return "INT GOV", "allied states"
        if (
            plural
            and role.noun in {"group", "organization", "organisation"}
            and any(w in {"rights", "aid", "humanitarian"} for w in words)
        ):
            return "INT SOC", "organisations of no one country"
        if plural and role.noun in {"rights group", "human rights group", "aid group", "aid agency", "jihadist"}:
            return f"INT {role.sector}", "of no one country"
        return None

    def _code(
        self, role: Role, sector: str | None, owner: Owner | None, i: int, plural: bool, former: bool
    ) -> tuple[str | None, str]:
        """The code and its reason from the role, the words before it and the owner."""
        t = self.state.tokens
        final = sector or role.sector
        if owner is not None:
            country = owner.country
            whose = f"of {owner.words}"
            if owner.specific and owner.sector and not (country or "").startswith("IGO"):
                own = owner.sector
                if (
                    (
                        (role.neutral and sector in {None, "GOV"})
                        or (
                            role.neutral
                            and own in ARMED | {"JRN", "BUS", "SOC", "PTY"}
                            and sector in {"PTY", "JRN", "REL"}
                        )
                    )
                    or (own in {"REB", "PRM"} and final in FORCE | {"SPY"})
                    or (own in {"MIL", "COP"} and final in {"MIL", "COP"})
                ):
                    final = own
                elif own == "LEG" and final == "PTY":
                    final = "LEG"
                if final == "ELI" and own == "ELI":
                    final = "CVL" if role.kind == "person" else "ELI"
            elif not owner.specific and role.neutral and sector is None and role.noun == "source":
                final = "UNK"
            if (country or "").startswith("IGO") and final == "LEG" and role.noun in {"lawmaker"}:
                final = "LEG"
        else:
            if role.uncoded:
                return None, f"no country said for {t.text[i]!r}"
            country = self.focus.country(t.sentence[i], on_the_spot=final in ON_THE_SPOT)
            whose = "of the country in focus"
            if country is None:
                return None, f"no country in the article for {t.text[i]!r}"
        if former and final in HELD_OFFICE and role.kind == "person":
            return with_sector(country, "ELI"), f"former {role.noun} {whose}"
        return with_sector(country, final), f"{role.noun} {whose}"

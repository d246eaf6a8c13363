"""Who uses force and whom it hits: the sectors of both sides (codebook, section 2, rules 12 and 14).

A state's force is its armed forces. Where a state is hit, the words around say whom it hit there: "a strike on Kharkiv
killed 12 people" hits civilians, "a strike killed 12 soldiers" the army; with no such word the state itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from dragoman.events import syntax
from dragoman.events.lexicon import Act
from dragoman.events.parties import PartyFinder, Side, merged

_GROUND = frozenset(
    """capture occupy retake recapture besiege conquer overrun liberate encircle occupation siege""".split()
)
_SEIZING = frozenset(["seize", "seizure", "take", "grab"])
_PLACES = frozenset(["GPE", "LOC", "FAC"])
_HARM = frozenset(
    """kill wound injure maim hurt slay murder behead massacre shoot displace trap bury target hit strike destroy
    damage wipe flatten kidnap abduct""".split()
)
_DYING = frozenset(["die", "perish"])
_AT = frozenset(["on", "against", "at", "targeting", "upon"])
_CIVILIANS = frozenset(
    """people person civilian child woman man girl boy baby infant newborn toddler teenager family resident villager
    passenger worker pedestrian student pupil mother father parent couple twin brother sister relative mourner
    worshipper shopper tourist patient victim inhabitant dozen hundred thousand score many dead house home apartment
    building block neighborhood neighbourhood hospital clinic school kindergarten university market shop supermarket
    mall church mosque cathedral bus car hotel restaurant nightclub theater theatre cafe tent shelter""".split()
)
_SOLDIERS = frozenset(
    """soldier troop serviceman servicewoman marine conscript sailor recruit force army military navy paratrooper
    jet warplane aircraft helicopter bomber tank depot base airfield airbase warship frigate fleet position launcher
    radar barracks battery brigade battalion regiment unit convoy arsenal submarine garrison""".split()
)
_FIGHTERS = frozenset("militant fighter terrorist gunman insurgent rebel guerrilla jihadist extremist".split())
# What one side sends and the other stops: "shot down two drones", "repelled an attack"; but not "fired two missiles".
_SENT = frozenset("drone missile rocket projectile attack assault offensive incursion advance counterattack".split())
_STOPPING = frozenset(
    "shoot down intercept repel repulse thwart foil jam destroy encircle halt stop neutralise".split()
)
_SITES = frozenset("site installation post facility complex compound target warehouse plant".split())
_MILITARY = frozenset("military army missile launch weapon ammunition air defense defence munition naval".split())
_WHERE = frozenset("in at near inside across".split())
_OF_COUNTRIES = frozenset(["NORP", "GPE"])
_ARMS = frozenset(
    "missile rocket drone shell bomb artillery mortar projectile munition warplane jet helicopter".split()
)
_AWAY = frozenset("since after until before following over".split())
"""Prepositions behind which an act is only the time of what is told above it."""
_REACH = 6
"""How many steps above an act what it does to people may be told."""


def as_force(sides: Sequence[Side], act: Act, token: Token) -> list[Side]:
    """The same parties with a state that uses force coded as its armed forces."""
    if act.type != "ASSAULT" and not _takes_ground(act, token):
        return list(sides)
    own = (s for s in sides if not _is_where(s, token))
    return merged(replace(s, code=f"{s.code.split()[0]} MIL") if s.sector == "GOV" else s for s in own)


def _is_where(side: Side, token: Token) -> bool:
    """Whether a party is only where force was used: "killed by gunfire in the town of Jenin"."""
    span = _span(side, token) if side.sector == "GOV" else None
    return span is not None and span.root.dep_ == "pobj" and span.root.head.lower_ in _WHERE


def _span(side: Side, token: Token) -> Span | None:
    """The words that name a party beside an act; None where it is only understood."""
    if side.start is None or side.end is None:
        return None
    return token.doc.char_span(side.start, side.end, alignment_mode="expand")


def hit_at_home(hit: Sequence[Side], by: Sequence[Side], token: Token) -> bool:
    """Whether an army seems to hit people of its own country whom the text gives none: they are others then.

    "At least seven people were killed by Israeli forces in Qabatiya."
    """
    if len(hit) != 1 or hit[0].kind != "nominal" or hit[0].sector != "CVL" or not by:
        return False
    (side,) = hit
    if any(b.who != side.who or b.sector != "MIL" for b in by):
        return False
    span = _span(side, token)
    return span is None or not any(t.ent_type_ in _OF_COUNTRIES for t in span)


def armed_at_home(by: Sequence[Side], hit: Sequence[Side], token: Token) -> bool:
    """Whether arms that the text gives nobody seem to hit their own country: they are those of whom it fights.

    "A drone killed two people in Kharkiv."
    """
    if len(by) != 1 or by[0].kind != "nominal" or by[0].sector != "MIL" or not hit:
        return False
    span = _span(by[0], token)
    if span is None or span.root.lemma_.lower() not in _ARMS or any(t.ent_type_ in _OF_COUNTRIES for t in span):
        return False
    return all(side.who == by[0].who for side in hit)


def _takes_ground(act: Act, token: Token) -> bool:
    """Whether a seizure is one of ground: "captured Izyum", but not "seized a tanker" or "annexed Crimea"."""
    if act.type != "COERCE" or act.mode != "seize":
        return False
    lemma = token.lemma_.lower()
    if lemma in _GROUND:
        return True
    if lemma not in _SEIZING:
        return False
    taken = syntax.objects(token) if token.pos_ == "VERB" else syntax.behind(token, frozenset(["of"]))
    return any(word.ent_type_ in _PLACES for word in taken)


def as_hit(sides: Sequence[Side], act: Act, token: Token, parties: PartyFinder) -> list[Side]:
    """The parties that an assault hits: a state as those of it whom the words around name."""
    if act.type != "ASSAULT" or len(sides) != 1 or sides[0].sector != "GOV":
        return list(sides)
    country = sides[0].who
    stopping = token.lemma_.lower() in _STOPPING
    for word in _hit(token):
        if word.lemma_.lower() in _SENT and not stopping:
            continue
        named = [s for s in parties.of(word) if s.who == country]
        if any(s.sector != "GOV" for s in named):
            return named
        sector = _sector(word)
        if sector:
            return [Side(f"{country} {sector}", word.idx, word.idx + len(word), word.text, "nominal")]
    return list(sides)


def _sector(word: Token) -> str | None:
    lemma = word.lemma_.lower()
    if lemma in _FIGHTERS:
        return "REB"
    if lemma in _SOLDIERS or lemma in _SENT:
        return "MIL"
    if lemma in _SITES and any(t.lemma_.lower() in _MILITARY for t in word.lefts):
        return "MIL"
    counted = word.pos_ == "NUM" and word.ent_type_ in ("CARDINAL", "")
    if lemma in _CIVILIANS or (counted and not any(c.lower_ == "of" for c in word.children)):  # not "12 of them"
        return "CVL"
    return None


def _hit(token: Token) -> Iterator[Token]:
    """What an act is told to hit, its own objects first, then those of what it did: "killing 12 people"."""
    if token.pos_ == "VERB":
        yield from _suffering(token)
    else:
        yield from syntax.behind(token, _AT)
        yield from syntax.victims(token)
    for verb in _harms(token):
        yield from _suffering(verb)


def _suffering(verb: Token) -> list[Token]:
    """The objects of a verb, or the subjects of a passive and of those who die."""
    if verb.lemma_ in _DYING or syntax.is_passive(verb):
        return syntax.subjects(verb)
    return syntax.objects(verb)


def _harms(token: Token) -> Iterator[Token]:
    """Verbs of harm that tell what the act did: below it, or above it in the same clause."""
    for below in token.subtree:
        if below != token and _is_harm(below):
            yield below
    for above in syntax.ancestors(token, _REACH):
        if above.lower_ in _AWAY or above.dep_ == "mark":
            return
        if above.pos_ not in ("VERB", "AUX"):
            continue
        if _is_harm(above):
            yield above
        for child in above.children:
            if child.dep_ in ("advcl", "conj", "xcomp", "dep") and child != token and _is_harm(child):
                yield child
        if above.dep_ in ("ccomp", "parataxis", "relcl", "ROOT"):
            return


def _is_harm(word: Token) -> bool:
    return word.pos_ == "VERB" and (word.lemma_ in _HARM or word.lemma_ in _DYING)

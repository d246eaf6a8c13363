"""The verbal acts that a quotation performs toward another actor (codebook, section 2, rules 2 to 5 and 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

import yaml
from spacy.tokens import Token

from dragoman.events import syntax
from dragoman.events.modes import USUAL, mode_near
from dragoman.events.parties import PartyFinder, Side, political
from dragoman.events.reading import Reading
from dragoman.records import Quotation

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MUST = frozenset(["must", "should"])
_NEED = frozenset(["need", "have", "ought"])
_WILL = frozenset(["will", "would", "wo", "shall", "'ll", "’ll", "ca", "can"])
# What is done to another and not refused by an enemy alone: the acts whose refusal is REJECT (section 2).
COOPERATIVE = frozenset("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT".split())
HOSTILE = frozenset("ASSAULT COERCE MOBILIZE".split())
# What is promised by who says that he would do it.
PROMISED = frozenset("CONSULT SUPPORT COOPERATE AID".split())
# What is done in words, and so done by saying that one will.
SAID = frozenset("REJECT CONCEDE REQUEST ACCUSE THREATEN".split())
# Verbs that no type has, whose refusal is a REJECT all the same.
YIELDING = frozenset(
    """accept allow tolerate pay recognize recognise comply submit surrender bow join participate attend negotiate
    compromise back support agree hand cede change move go let stop sign cooperate yield return discuss talk implement
    carry honor honour respect apply enforce follow""".split()
)


# Verbs that ask another to do what their infinitive says.
_THREATENING, _REFUSING = frozenset(("threaten", "vow")), frozenset(("refuse", "decline"))
ASKING = frozenset("urge ask call demand implore press beg appeal request pressure exhort".split())


@cache
def verdicts() -> dict[str, str]:
    """Words of judgement and the type of act that they make: {"unacceptable": "ACCUSE", …}."""
    data = yaml.load((files("dragoman.events") / "lexicon" / "verdicts.yaml").read_text("utf-8"), Loader=_YAML)  # noqa: S506
    return {word: kind for kind, words in data.items() for word in words.split()}


def is_demand(verb: Token) -> bool:
    """Whether a verb is what somebody must do: "must stop", "needs to leave", "has to abide"."""
    if any(c.dep_ == "aux" and c.lower_ in _MUST for c in verb.children):
        return not any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
    head = verb.head
    infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)
    return infinitive and verb.dep_ == "xcomp" and head.lemma_ in _NEED and head.tag_ != "VBD"


def demanded_of(verb: Token) -> list[Token]:
    """Of whom a demand is made: the subject of the verb, or the agent of a passive."""
    return syntax.agents(verb) if syntax.is_passive(verb) else syntax.subjects(verb)


def is_refusal(verb: Token) -> bool:
    """Whether a verb says what its subject will not do: "will not accept", "would not meet", "not going to pay"."""
    if not any(c.dep_ == "neg" or c.lower_ == "never" for c in verb.children):
        head = verb.head
        going = verb.dep_ == "xcomp" and head.lower_ in ("going", "ready", "willing", "prepared")
        return going and any(c.dep_ == "neg" for c in (*head.children, *head.head.children))
    return any(c.dep_ == "aux" and c.lower_ in _WILL for c in verb.children)


def is_promise(verb: Token) -> bool:
    """Whether a verb in reported speech says what its subject would do, on no condition."""
    if not any(c.dep_ == "aux" and c.lower_ in ("would", "'d", "’d") for c in verb.children):
        return False
    return not any(m.lower_ in ("if", "unless") for c in verb.children if c.dep_ == "advcl" for m in c.children)


def complains(verb: Token) -> bool:
    """Whether a warning says what is or was, "warned that Iran is arming them": then it threatens nobody."""
    for clause in verb.children:
        if clause.dep_ != "ccomp" or clause.tag_ == "VB":
            continue
        modal = any(c.tag_ == "MD" for c in clause.children if c.dep_ in ("aux", "auxpass"))
        named = any(c.pos_ != "PRON" for c in clause.children if c.dep_ in ("nsubj", "nsubjpass"))
        return named and not modal
    return False


def speaker_of(voice: Quotation) -> Side | None:
    """The party that speaks in a quotation; None where it has no code."""
    if voice.speaker_code is None:
        return None
    span = voice.speaker
    return Side(
        voice.speaker_code,
        span.start if span else None,
        span.end if span else None,
        voice.speaker_entity,
        "name" if span else "understood",
    )


def others(sides: Iterable[Side], speaker: Side) -> list[Side]:
    """The parties that are not the speaker or its like."""
    return [s for s in sides if s.code != speaker.code]


def is_to_blame(token: Token) -> bool:
    """Whether somebody "is to blame", who blames nobody."""
    return token.lemma_ == "blame" and token.dep_ == "xcomp" and token.head.lemma_ == "be"


def is_why(token: Token) -> bool:
    """Whether a protest is only why something else was done: "recalled its envoy in protest"."""
    return token.lower_ == "protest" and token.dep_ == "pobj" and token.head.lower_ == "in" and not list(token.lefts)


def asked_for(token: Token) -> bool:
    """Whether an act is only what one is asked to do, threatens or refuses: "urged Iran to go", "refused to meet"."""
    verb = token if token.pos_ in ("VERB", "AUX") else syntax.light_verb(token)
    if verb is None or not any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        verb = verb.head
    head = verb.head
    if head == verb or verb.dep_ not in ("xcomp", "ccomp", "advcl"):
        return False
    if head.lemma_ in _THREATENING | _REFUSING:
        return True
    if head.lemma_ not in ASKING:
        return False
    return head.lemma_ != "call" or any(c.lower_ in ("on", "upon", "for") for c in head.children)


def demanded(token: Token) -> bool:
    """Whether an act is only what a speaker demands: "must stop the attacks", "should impose sanctions"."""
    verb = (
        token
        if token.pos_ in ("VERB", "AUX")
        else next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
    )
    return verb is not None and is_demand(verb)


def demands(token: Token, finder: PartyFinder, voice: Quotation) -> Iterator[Reading]:
    """REQUEST of a speaker to whom it says must, should or has to do something."""
    speaker = speaker_of(voice)
    if speaker is None or token.pos_ not in ("VERB", "AUX") or not is_demand(token):
        return
    asked = others(finder.sides(demanded_of(token)), speaker)
    if asked and political([speaker, *asked]):
        mode = mode_near("REQUEST", token) or USUAL["REQUEST"]
        yield Reading("REQUEST", mode, "actual", [speaker], asked, "what a speaker says another must do", spoken=True)


def verdicts_on(token: Token, finder: PartyFinder, voice: Quotation) -> Iterator[Reading]:
    """ACCUSE or SUPPORT of a speaker who judges another: "the attacks are unacceptable", "he is a great leader"."""
    kind = verdicts().get(token.lower_)
    speaker = speaker_of(voice)
    if kind is None or speaker is None:
        return
    judged = others(finder.sides(_judged(token)), speaker)
    if judged and political([speaker, *judged]):
        mode = "disapprove" if kind == "ACCUSE" else None
        yield Reading(kind, mode, "actual", [speaker], judged, f"speaker's verdict '{token.lower_}'", spoken=True)


def _judged(token: Token) -> list[Token]:
    """What a word of judgement is said of: the subject of its clause, or the noun that it stands before."""
    if token.dep_ in ("acomp", "attr", "oprd") and token.head.pos_ in ("VERB", "AUX"):
        return syntax.subjects(token.head) or syntax.objects(token.head)
    if token.dep_ == "amod":
        noun = token.head
        if noun.dep_ == "attr":
            return syntax.subjects(noun.head)
        return [noun]
    if token.pos_ in ("NOUN", "PROPN"):
        return syntax.owners(token) or syntax.behind(token, frozenset(["by", "of", "from"]))
    if token.pos_ == "VERB":
        return syntax.subjects(token)
    return []


def performed(reading: Reading, token: Token, voice: Quotation | None) -> Reading:
    """An act to come by its actor's own word is the word itself: AGREE, THREATEN or REJECT (rules 5 and 9)."""
    act = reading.act
    if act is None:
        return reading
    verb = token.pos_ in ("VERB", "AUX")
    if verb and is_refusal(token) and reading.type in COOPERATIVE and reading.actors:
        first, rest = reading.actors[:1], reading.actors[1:]
        whom = reading.recipients or rest
        mode = (
            "meet" if reading.type == "CONSULT" else "assist" if reading.type == "AID" else mode_near("REJECT", token)
        )
        return replace(reading, type="REJECT", mode=mode, status="actual", actors=first, recipients=whom)
    if act.roles == "warning" and complains(token):
        return replace(reading, type="ACCUSE", mode=mode_near("ACCUSE", token) or "disapprove", status="actual")
    if voice is None or not any(s.code == voice.speaker_code for s in reading.actors):
        return reading
    if reading.status == "hypothetical" and reading.type in PROMISED and verb and is_promise(token):
        return replace(reading, status="future")
    if reading.type in SAID and verb and (reading.status == "future" or is_promise(token)):
        return replace(reading, status="actual")  # who says that he will refuse has refused
    if reading.status != "future":
        return reading
    if reading.type in HOSTILE:
        return replace(
            reading, type="THREATEN", mode=mode_near("THREATEN", token) or "violence", status="actual", spoken=True
        )
    return reading


def refusals(token: Token, finder: PartyFinder) -> Iterator[Reading]:
    """REJECT where no act of the lexicon stands: "will not accept", "would not recognise"."""
    if token.pos_ != "VERB" or token.lemma_ not in YIELDING or not is_refusal(token):
        return
    who = finder.sides(syntax.subjects(token))
    whom = finder.sides(syntax.objects(token)) or finder.sides(
        syntax.behind(token, frozenset(["with", "to", "by", "for"]))
    )
    whom = [s for s in whom if s.code not in {w.code for w in who}]
    if who and political([*who, *whom]):
        yield Reading("REJECT", mode_near("REJECT", token), "actual", who, whom, f"refusal of '{token.lemma_}'")

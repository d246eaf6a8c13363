"""Whether an act happened, will, may, did not (codebook, section 2: status and rules 5, 9, 10)."""

from __future__ import annotations

from spacy.tokens import Token

from dragoman.events import syntax
from dragoman.records import Status

_MAY = frozenset(["may", "might", "could", "would", "should", "can", "must"])
_WILL = frozenset(["will", "shall", "'ll", "’ll", "wo"])
_IF = frozenset(["if", "unless", "whether", "lest", "should"])
# Verbs, nouns and adjectives above an act that say that it is to come.
FUTURE = frozenset(
    """plan prepare intend schedule expect set vow promise pledge agree decide order announce schedule poise due
    ready going willing prepared open determined committed intent intention""".split()
)
# … that it is only thought of, wanted or possible.
HYPOTHETICAL = frozenset(
    """threaten consider want urge call demand ask request propose suggest warn fear hope seek try attempt risk
    threat possibility prospect proposal demand possible likely able potential potentially appeal recommend
    allow permit encourage press push advocate mull weigh debate contemplate prevent reject offer""".split()
)
# Verbs, adverbs and prepositions above an act that say that it is not done: "refused to", "stopped short of".
_NOT_DONE = frozenset("refuse decline fail refrain avoid deny short against without".split())
# … and above a clause: what there is none of where nothing shows it, and what makes it only feared.
_SHOWING, _FEARING = frozenset("evidence proof indication sign".split()), frozenset("fear worry dread".split())
_UNREAL = frozenset("possible potential future planned feared threatened would-be alleged further".split())
_REFUSED = frozenset("reject veto refuse oppose resist".split())
_CALLED_OFF = frozenset("cancel scrap abort shelve".split())
# Verbs whose object or clause is wanted, feared or forbidden, and so not told to be.
_WANTED = frozenset(
    """demand propose recommend insist suggest ask request urge want seek fear threaten risk prevent avoid avert
    consider
    oppose prohibit deter""".split()
)
# Verbs that do what their infinitive says: "helped to free", "used to attack".
_DOING = frozenset("help continue keep begin start use move go come manage appear seem proceed lead cause".split())
# … and go on with it, so that it is as real as they are: "would continue fighting".
_GOING_ON = frozenset("continue keep begin start".split())
# Prepositions of what is told beside the clause, which does not touch it.
_ASIDE = frozenset("after since following before despite amid during".split())
_CLAIMING, _FORCING = frozenset(["suggest", "insist"]), frozenset(["force", "compel", "oblige"])
_BELIEVING = frozenset("believe think say report know allege suspect understand claim".split())
_READY = frozenset("ready open willing prepared".split())
_CALLING = frozenset("call push press appeal plead hope".split())
_REPORTING = frozenset("""say tell add report state note claim announce confirm believe think know show""".split())


def status_of(token: Token, *, verbal: bool) -> Status:
    """The status of the act that a token names, by its own words and those that govern it, dates left aside.

    `verbal`: the act is done in words; "came to warn them" then tells that it was done.
    """
    if token.pos_ in ("VERB", "AUX"):
        return _of_verb(token, verbal)
    if token.pos_ == "ADJ" and token.lower_ == "due":
        return "future"
    if any(c.lower_ == "no" and c.dep_ in ("det", "neg") for c in token.children):
        return "negated"
    if any(c.lemma_.lower() in _UNREAL for c in token.lefts):
        return "hypothetical"
    if token.head.lower_ == "for" and token.head.head.lemma_ in _CALLING:
        return "hypothetical"
    verb = syntax.light_verb(token)
    return _of_verb(verb, verbal) if verb is not None else _of_noun(token)


def _telephones(verb: Token) -> bool:
    """Whether somebody is called by telephone, "to congratulate him", and not called on to do something."""
    return verb.pos_ == "VERB" and not any(c.lower_ in ("on", "for", "upon") for c in verb.children)


def _of_noun(noun: Token) -> Status:
    """A noun stands for something that is, unless what governs it only fears, plans or forbids it."""
    behind = noun.head.dep_ == "prep" or noun.head.pos_ == "ADP"
    if behind and noun.head.lower_ in _ASIDE:  # "insisted on talks after the annexation"
        return "actual"
    head = noun.head.head if behind else noun.head
    if head.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "pobj", "nsubjpass"):
        if head.lemma_ in _WANTED:
            return "hypothetical"
        if head.lemma_ in _REFUSED or (head.lemma_ == "rule" and any(c.lower_ == "out" for c in head.children)):
            return "hypothetical"
        if head.lemma_ in _CALLED_OFF or (head.lemma_ == "call" and any(c.lower_ == "off" for c in head.children)):
            return "negated"
        if head.lemma_ in ("plan", "schedule", "expect", "prepare"):
            return "future"
    if head.lower_ in _READY and noun.dep_ == "pobj":  # "open to talks"
        return "future"
    if head.pos_ == "NOUN" and head.lemma_ in ("threat", "risk", "possibility", "fear", "prospect", "danger"):
        return "hypothetical"
    return "actual"


def _of_verb(verb: Token, verbal: bool) -> Status:
    while True:
        above = _of_clause(verb)
        if above:
            return above
        if _is_negated(verb):
            return "negated"
        for child in verb.children:
            if child.dep_ == "aux":
                if child.lower_ in _WILL:
                    return "future"
                if child.lower_ in _MAY:
                    return "hypothetical"
            if child.dep_ == "mark" and child.lower_ in _IF:
                return "hypothetical"
        head = syntax.beside(verb) if verb.dep_ == "conj" else verb.head
        if head == verb:
            return "actual"
        infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)
        if infinitive or verb.dep_ in ("xcomp", "pcomp") or (verb.dep_ == "acl" and verb.tag_ == "VB"):
            if verb.dep_ != "xcomp" or head.pos_ != "VERB" or head.lemma_ not in _GOING_ON:
                return _below(verb, head, infinitive, verbal)
        elif verb.dep_ != "conj" or any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in verb.children):
            told = head.lemma_ in _CLAIMING and verb.tag_ in ("VBD", "VBZ", "VBP")  # "suggests that he lied"
            return "hypothetical" if verb.dep_ == "ccomp" and head.lemma_ in _WANTED and not told else "actual"
        elif head.pos_ != "VERB":
            return "actual"
        verb = head  # what goes on is as real as what goes on with it, what is coordinated as what it stands beside


def _is_negated(verb: Token) -> bool:
    """Whether a verb is denied itself: "did not", "never", "no longer", "neither confirmed nor denied"."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in ("never", "neither"):
            return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return verb.dep_ == "conj" and any(c.lower_ in ("nor", "neither") for c in verb.head.children)


def _of_clause(verb: Token) -> Status | None:
    """What is said of a clause as a whole: that it is ruled out or denied, that nothing shows it, that it is feared."""
    head = verb.head
    if head == verb:
        return None
    if head.lemma_ == "rule" and verb.tag_ == "VBG" and any(c.lower_ == "out" and c.i < verb.i for c in head.children):
        return "negated"
    if verb.dep_ not in ("ccomp", "acl"):
        return None
    nothing = head.pos_ == "NOUN" and any(c.lower_ == "no" for c in head.children) and verb.tag_ not in ("VBN", "VB")
    if head.lemma_ == "deny" or (nothing and head.lemma_ in _SHOWING):
        return "negated"
    return "hypothetical" if head.lemma_ in _FEARING else None


def _below(verb: Token, head: Token, infinitive: bool, verbal: bool) -> Status:
    """The status of an infinitive or gerund by what governs it: "plans to", "threatened to", "without"."""
    if head.dep_ == "prep" and head.lower_ in _ASIDE:  # "despite signing a truce"
        return "actual"
    if infinitive and head.lemma_ in _BELIEVING and any(c.lemma_ == "have" and c.dep_ == "aux" for c in verb.children):
        return "actual"  # "is believed to have killed"
    if infinitive and head.lemma_ in _FORCING and syntax.is_passive(head):  # "was forced to impose sanctions"
        return "actual"
    governor = head.head if head.dep_ == "prep" else head
    if infinitive and head.lemma_ == "be" and verb.dep_ == "xcomp":  # "are to meet"
        return "negated" if _is_negated(head) else "future"
    yet = infinitive and head.lemma_ == "have" and any(c.lower_ == "yet" for c in (*head.children, *verb.children))
    if yet or _NOT_DONE & {head.lower_, head.lemma_.lower(), governor.lemma_.lower()}:
        return "negated"
    for word in (head.lemma_.lower(), governor.lemma_.lower()):
        if word in FUTURE or (word == "go" and head.lower_ == "going"):
            return "negated" if _is_negated(head) else "future"  # "never intended to invade"
        if word in HYPOTHETICAL and not (word == "call" and verbal and _telephones(head)):
            return "hypothetical"
    if any(c.dep_ == "neg" for c in head.children) and head.lemma_.lower() not in _REPORTING and verb.dep_ == "xcomp":
        return "negated"
    if infinitive and not verbal and head.lemma_ not in _DOING:
        return "hypothetical"
    return "actual"

"""Whether an act happened, will, may, did not (codebook, section 2: status and rules 5, 9, 10)."""

from __future__ import annotations

from spacy.tokens import Token

from dragoman.records import Status

_MAY = frozenset(["may", "might", "could", "would", "should", "can", "must"])
_WILL = frozenset(["will", "shall", "'ll", "’ll", "wo"])
_IF = frozenset(["if", "unless", "whether", "lest", "should"])
_NEVER = frozenset(["not", "n't", "n’t", "never", "no", "neither", "nor", "without"])
# Verbs, nouns and adjectives above an act that say that it is to come.
FUTURE = frozenset(
    """plan prepare intend schedule expect set vow promise pledge agree decide order announce schedule poise due
    ready going""".split()
)
# … that it is only thought of, wanted or possible.
HYPOTHETICAL = frozenset(
    """threaten consider want urge call demand ask request propose suggest warn fear hope seek try attempt risk
    threat possibility prospect proposal demand possible likely able potential potentially appeal recommend
    allow permit encourage press push advocate mull weigh debate contemplate avoid prevent refuse decline reject
    offer willing""".split()
)
_REPORTING = frozenset("""say tell add report state note claim announce confirm believe think know show""".split())


def status_of(token: Token) -> Status:
    """The status of the act that a token names, by its own words and those that govern it, dates left aside."""
    verb = token
    if token.pos_ not in ("VERB", "AUX"):
        if any(c.lower_ in ("no", "alleged") and c.dep_ in ("det", "neg") for c in token.children):
            return "negated"
        if any(
            c.lemma_.lower() in ("possible", "potential", "future", "planned", "feared", "threatened", "would-be")
            for c in token.lefts
        ):
            return "hypothetical"
        verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), token)
        if verb is token or (verb.i - token.i) > 25:
            return "actual"
        if verb.dep_ != "ROOT" or verb.lemma_ not in ("say",):
            return _of_verb(verb, noun=True)
        return "actual"
    return _of_verb(verb, noun=False)


def _of_verb(verb: Token, *, noun: bool) -> Status:
    if any(c.dep_ == "neg" or c.lower_ == "never" for c in verb.children):
        return "negated"
    for child in verb.children:
        if child.dep_ == "aux":
            if child.lower_ in _WILL:
                return "future"
            if child.lower_ in _MAY:
                have = any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
                return "hypothetical" if not have or child.lower_ in ("may", "might", "could", "would") else "actual"
        if child.dep_ == "mark" and child.lower_ in _IF:
            return "hypothetical"
    if noun:
        return "actual"
    head = verb.head
    infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)
    if head is verb:
        return "actual"
    if infinitive or verb.dep_ in ("xcomp", "pcomp") or (verb.dep_ == "acl" and verb.tag_ == "VB"):
        lemma = head.lemma_.lower()
        governor = head.head if head.dep_ == "prep" else head
        for word in (lemma, governor.lemma_.lower()):
            if word in FUTURE or word == "go":
                return "future"
            if word in HYPOTHETICAL:
                return "hypothetical"
        if any(c.dep_ == "neg" for c in head.children) and lemma not in _REPORTING:
            return "negated"
        if infinitive and verb.dep_ in ("xcomp", "advcl", "acl", "relcl", "ccomp"):
            return (
                "hypothetical"
                if lemma not in ("help", "continue", "begin", "start", "use", "move", "go", "come")
                else "actual"
            )
    if verb.dep_ == "conj" and not any(c.dep_ in ("aux", "nsubj", "nsubjpass") for c in verb.children):
        return _of_verb(head, noun=False) if head.pos_ == "VERB" else "actual"
    if verb.dep_ == "ccomp" and head.lemma_ in (
        "demand",
        "propose",
        "recommend",
        "insist",
        "suggest",
        "ask",
        "request",
        "urge",
        "want",
    ):
        return "hypothetical"
    return "actual"

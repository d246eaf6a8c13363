"""Where the arguments of an act stand in spaCy's parse: subjects, objects, agents, owners."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

RELATIVES = frozenset(["that", "which", "who", "whom"])
SUBJECTS = frozenset(["nsubj", "nsubjpass", "csubj", "csubjpass"])
OBJECTS = frozenset(["dobj", "dative", "oprd", "attr"])
OWNERS = frozenset(["poss", "amod", "compound", "nmod", "npadvmod"])
# Verbs that lend their subject to the noun that names the act: "Russia launched an attack", "the U.S. has a concern".
LIGHT = frozenset(
    """launch carry conduct mount stage wage make take give issue have hold impose express voice raise draw send
    begin start continue resume reiterate renew repeat step intensify escalate file open perform pay undertake
    commit use announce order call plan lead level deliver extend offer receive reject accept resume end halt
    pursue face suffer attend join conclude complete approve expand increase sign execute be arrive travel fly come
    go head put slap""".split()
)
# Light verbs whose subject suffers the act: "Ukraine suffered an attack".
SUFFERED = frozenset(
    """face suffer receive survive endure sustain undergo draw repel experience withstand provoke prompt spark elicit
    trigger attract win earn gain secure obtain get""".split()
)
# What those do who bring others together, and under what others meet.
_MEDIATING = frozenset("broker mediate host facilitate moderate arrange sponsor convene".split())
_AUSPICES = frozenset("mediation auspices patronage sponsorship".split())
_IN_SPITE = frozenset("despite amid after following under".split())
_MEETING = frozenset(["at", "after", "during", "following", "in"])
_TOGETHER = frozenset(["at", "during", "in"])
_SOURCES = frozenset(["from", "among", "by", "in"])
# Verbs with object control: in "urged Iran to withdraw" Iran withdraws.
OBJECT_CONTROL = frozenset(
    """urge ask tell order force press pressure allow permit invite encourage persuade convince compel require call
    want enable help push lead accuse appeal beg warn direct instruct advise get let make see expect authorize
    authorise""".split()
)


def conjuncts(token: Token) -> list[Token]:
    """A token and what is coordinated with it further right, however long the list."""
    found, todo = [], [token]
    while todo:
        one = todo.pop()
        found.append(one)
        below: list[Token] = []
        for child in one.children:
            if child.dep_ == "conj":
                below.append(child)
            elif child.dep_ == "prep" and child.lower_ == "including":  # "governments including the US and Japan"
                below += [inner for inner in child.children if inner.dep_ == "pobj"]
        todo += reversed(below)
    return found


def is_passive(verb: Token) -> bool:
    """Whether a verb stands in the passive: "was attacked", or as a bare participle, "troops killed by"."""
    while True:
        if any(child.dep_ in ("nsubjpass", "auxpass", "csubjpass", "agent") for child in verb.children):
            return True
        if verb.tag_ != "VBN" or any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
            return False
        if verb.dep_ == "acl":
            return True
        if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in verb.children):
            verb = verb.head
            continue
        return verb.dep_ in ("amod", "advcl") and not any(c.dep_ in SUBJECTS | {"dobj"} for c in verb.children)


def has_both(verb: Token) -> bool:
    """Whether a verb has a subject and an object of its own, or a subject and "by …" in the passive."""
    own = {child.dep_ for child in verb.children}
    return {"nsubj", "dobj"} <= own or {"nsubjpass", "agent"} <= own


def is_reciprocal(verb: Token) -> bool:
    """Whether its subjects do it to each other: "blamed each other"."""
    return any(
        o.lower_ in ("other", "another") and any(c.lower_ in ("each", "one") for c in o.lefts)
        for child in verb.children
        for o in ((child,) if child.dep_ == "dobj" else child.children if child.dep_ == "prep" else ())
    )


def subjects(verb: Token, limit: int = 6) -> list[Token]:
    """The heads of the phrases that stand as (understood) subject of a verb; empty where there is none.

    Follows coordination, control ("agreed to sign"), relatives ("who signed"), participles and gerunds upwards.
    """
    if limit == 0:
        return []
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if own:
        before = [child for child in own if child.i < verb.i]
        subject = (before or own[:1])[-1]  # of two before it, where the parse joins clauses, the nearest
        if subject.tag_ in ("WP", "WDT") or subject.lower_ in ("that", "which", "who"):
            noun = _antecedent(verb)
            return conjuncts(noun) if noun is not None else []
        return conjuncts(subject)
    head = verb.head
    if head == verb:
        return []
    match verb.dep_:
        case "conj":
            head = beside(verb)
            return subjects(head, limit - 1) if head.pos_ in ("VERB", "AUX") else []
        case "xcomp" | "ccomp" | "advcl" | "dep" | "parataxis":
            if head.pos_ not in ("VERB", "AUX"):
                return subjects(head.head, limit - 1) if head.pos_ == "ADJ" and head.dep_ == "acomp" else []
            if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and not _finite(verb)):
                controlled = [t for o in head.children if o.dep_ in ("dobj", "dative") for t in conjuncts(o)]
                controlled = controlled or behind(head, frozenset(["on", "upon", "for", "to"]))
                if controlled and head.lemma_ in OBJECT_CONTROL:
                    return controlled
            return subjects(head, limit - 1)
        case "acl":
            if verb.tag_ == "VBN":
                return conjuncts(head)
            if verb.tag_ == "VBG":
                return conjuncts(head)
            # "its decision to withdraw", "plans to meet": the owner of the noun
            return owners(head) or light_subjects(head, limit - 1)
        case "relcl":
            return conjuncts(head)
        case "pcomp":
            governor = head.head
            if governor.pos_ in ("VERB", "AUX"):
                objects = [t for o in governor.children if o.dep_ in ("dobj", "nsubjpass") for t in conjuncts(o)]
                if head.lower_ in ("of", "for", "from") and objects:
                    return objects
                return subjects(governor, limit - 1)
            return owners(governor) or light_subjects(governor, limit - 1)
    return []


def beside(verb: Token) -> Token:
    """What a verb is coordinated with: a finite one not with an infinitive, "asked them to stay and threatened"."""
    head = verb.head
    while (
        verb.tag_ in ("VBD", "VBZ", "VBP")
        and head.tag_ == "VB"
        and not any(c.dep_ == "aux" and c.tag_ == "MD" for c in head.children)
        and head.dep_ in ("xcomp", "advcl", "ccomp", "conj")
        and head.head.pos_ in ("VERB", "AUX")
    ):
        head = head.head
    return head


def _finite(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBP", "VBZ") or any(
        c.dep_ == "aux" and c.tag_ in ("MD", "VBD", "VBZ", "VBP") for c in verb.children
    )


def _antecedent(verb: Token) -> Token | None:
    while verb.dep_ == "conj":
        verb = verb.head
    return verb.head if verb.dep_ == "relcl" else None


def objects(verb: Token) -> list[Token]:
    """The heads of a verb's objects; of a relative clause, its noun ("the deal that they signed")."""
    own = [child for child in verb.children if child.dep_ in ("dobj", "dative")]
    if verb.dep_ == "relcl":
        own = [child for child in own if child.lower_ not in RELATIVES]
    found = [t for child in own for t in conjuncts(child)]
    if not found and verb.dep_ == "relcl" and not is_passive(verb):
        own = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        if own and not any(c.tag_ in ("WP", "WDT") for c in own):
            found = conjuncts(verb.head)
    for child in verb.children:  # "wants Iran to leave": the parse hangs the object below the second verb
        if not found and child.dep_ == "ccomp" and not _finite(child):
            found = [t for c in child.children if c.dep_ == "nsubj" for t in conjuncts(c)]
    return found


def agents(verb: Token) -> list[Token]:
    """The heads behind "by" of a passive."""
    return [
        t
        for child in verb.children
        if child.dep_ in ("agent", "prep") and child.lower_ == "by"
        for o in child.children
        if o.dep_ == "pobj"
        for t in conjuncts(o)
    ] or [  # "was freed on the orders of the president"
        t
        for order in behind(verb, frozenset(["on", "at", "under"]))
        if order.lemma_ in ("order", "instruction", "command", "behest")
        for t in behind(order, frozenset(["of", "from"])) or owners(order)
    ]


def behind(token: Token, prepositions: frozenset[str]) -> list[Token]:
    """The heads behind given prepositions right below a token ("strikes on towns in Ukraine": towns)."""
    found = []
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative", "prt") and child.lower_ in prepositions:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    found += conjuncts(inner)
                elif inner.dep_ == "prep" and inner.lower_ in prepositions:  # "out of", "away from"
                    found += [t for o in inner.children if o.dep_ == "pobj" for t in conjuncts(o)]
    return found


def owners(noun: Token) -> list[Token]:
    """What owns or qualifies a noun: "Russia's attack", "the Russian attack", "U.S.-led strikes"."""
    return [t for child in noun.lefts if child.dep_ in OWNERS for t in conjuncts(child)]


def is_against(word: Token) -> bool:
    """Whether a word before a noun says whom it is against: "anti-government"."""
    doc = word.doc
    return word.i > 1 and doc[word.i - 1].text in "-–" and doc[word.i - 2].lower_ == "anti"


def light_subjects(noun: Token, limit: int = 4) -> list[Token]:
    """The subject of the light verb whose object a noun is: "Russia launched an attack"."""
    verb = light_verb(noun)
    if verb is None or verb.lemma_ in SUFFERED or noun.head.lower_ == "under":
        return []
    return agents(verb) if is_passive(verb) else subjects(verb, limit)


def sufferers(noun: Token) -> list[Token]:
    """The subject of a verb that suffers the noun: "Ukraine suffered an attack", "came under attack"."""
    verb = light_verb(noun)
    if verb is not None and (verb.lemma_ in SUFFERED or noun.head.lower_ == "under"):
        return subjects(verb)
    return []


def in_spite(noun: Token) -> list[Token]:
    """Who does something "despite criticism from", "amid pressure from" others: the subject of the clause."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in _IN_SPITE:
        return []
    verb = next((t for t in ancestors(noun.head, 3) if t.pos_ == "VERB"), None)
    return subjects(verb) if verb is not None else []


def sources(noun: Token) -> list[Token]:
    """Who does what a verb suffers: "drew criticism from Iran", "came under fire from the opposition"."""
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "come":  # "congratulations came from Iran"
        return behind(noun.head, frozenset(["from"]))
    verb = light_verb(noun)
    return (behind(noun, _SOURCES) or behind(verb, _SOURCES)) if verb is not None and sufferers(noun) else []


def meeting(noun: Token) -> list[Token]:
    """Who did something together "at", "after" or "during" a meeting: the subjects of the clause, if several."""
    head = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun  # "four days of talks"
    if head.dep_ != "pobj" or head.head.lower_ not in _MEETING:
        return []
    verb = next((t for t in ancestors(head.head, 2) if t.pos_ == "VERB"), None)
    found = subjects(verb) if verb is not None else []
    if verb is not None and len(found) == 1 and head.head.lower_ in _TOGETHER:  # "told Xi in a phone call"
        return [*found, *objects(verb)]
    return found if len(found) > 1 or any(t.tag_ in ("NNS", "NNPS") for t in found) else []


def victims(noun: Token) -> list[Token]:
    """The subject of a passive that the noun explains: "two soldiers were killed in a drone attack"."""
    verb = noun.head.head if noun.head.dep_ in ("prep", "agent") else noun.head
    if verb.pos_ == "VERB" and noun.head.lower_ in ("in", "by", "during", "after") and is_passive(verb):
        return subjects(verb)
    return []


def mediators(word: Token) -> list[Token]:
    """Who brings together those that a word says talk: "talks brokered by X", "X-mediated talks", "X hosted talks"."""
    found = []
    counted = word.dep_ == "pobj" and word.head.lower_ == "of"  # "a round of talks, hosted by"
    whole, light = word.head.head if counted else word, light_verb(word)
    for child in (t for one in dict.fromkeys((word, whole, light)) if one is not None for t in one.children):
        if child.lemma_.lower() in _MEDIATING and child.dep_ in ("acl", "advcl", "amod", "relcl"):
            found += agents(child) or [t for t in child.lefts if t.dep_ in (*OWNERS, "nsubj")]
        elif child.lower_ == "under":
            found += [t for inner in child.children if inner.lower_ in _AUSPICES for t in owners(inner)]
    if word.dep_ == "dobj" and word.head.lemma_ in _MEDIATING:
        found += subjects(word.head)
    return [t for one in found for t in conjuncts(one)]


def brought_together(verb: Token) -> list[Token]:
    """The talks that a verb says somebody hosts or mediates, as its objects or as what it describes."""
    if verb.lemma_.lower() not in _MEDIATING:
        return []
    described = [verb.head] if verb.dep_ in ("acl", "amod", "relcl") else []
    if verb.dep_ == "advcl":
        held = objects(verb.head)
        described = [*held, *(t for o in held for t in behind(o, frozenset(["of"])))]
    return [*objects(verb), *described]


def light_verb(noun: Token) -> Token | None:
    """The verb that only lends itself to a noun that names the act: "launched" of "launched an attack"."""
    head, steps = noun.head, 0
    while steps < 3:
        if head.pos_ in ("VERB", "AUX"):
            passive_subject = noun.dep_ == "nsubjpass"
            near = noun.dep_ in ("dobj", "attr", "oprd", "conj", "acomp") or noun.head.dep_ == "prep"
            return head if (head.lemma_ in LIGHT | SUFFERED) and (near or passive_subject) else None
        if head.dep_ in ("prep", "conj", "dobj", "pobj") and head.pos_ in ("ADP", "NOUN"):
            noun = head if head.pos_ == "NOUN" else noun
            head = head.head
            steps += 1
            continue
        return None
    return None


def ancestors(token: Token, limit: int = 12) -> Iterator[Token]:
    """The heads above a token, nearest first."""
    for _ in range(limit):
        if token.head == token:
            return
        token = token.head
        yield token

"""Pronouns: the entity of the article that is in the reader's mind."""

from __future__ import annotations

from dragoman.actors.state import SUBJECTS, Known, State
from dragoman.actors.words import words

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
IT = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
ALL = HE | SHE | IT | THEY | FIRST
# How many sentences a pronoun looks back, and what counts for an entity; fitted on parties and speakers of news.
REACH = 6
PER_SENTENCE = 1.75
SAME_SENTENCE = 0.5
SUBJECT = 3.0
SPOKE_JUST_NOW, SPOKE_BEFORE = 3.0, 1.5
# What is left of having spoken once the report tells of another.
ANOTHER_SINCE = 0.5
SPEAKER_IN_HIS_WORDS = -3.0
FROM_A_QUOTATION = -2.0
UNNAMED = -2.0
PER_MENTION, MOST_MENTIONS = 0.25, 8
COUNTRY_FOR_IT = -0.5


def resolve(state: State, i: int) -> Known | None:
    """The entity that the pronoun at token i stands for."""
    t = state.tokens
    word, here = t.lower[i], t.sentence[i]
    subject = t.dep[i] in SUBJECTS
    said = subject and t.lemma[t.head[i]] in words("saying") and not state.quoted[i]
    own = None if subject or t.dep[i] == "poss" else _acting(state, t.head[i])
    best, best_score = None, 0.0
    agreeing = [known for known in state.lately(i, REACH) if _agrees(known, word)]
    newest = max((known.last_subject for known in agreeing), default=-1)
    for known in agreeing:
        unknown = known.entity.code is None and known.entity.kind != "person"
        if unknown or (own is not None and known.last_subject == own):
            continue
        distance = here - t.sentence[known.last]
        score = 10.0 - PER_SENTENCE * distance + (SAME_SENTENCE if distance == 0 else 0.0)
        if known.last_subject >= 0 and here - t.sentence[known.last_subject] <= distance + 1:
            score += SUBJECT
        if said and known.spoke >= 0:
            gap = here - t.sentence[known.spoke]
            heard = SPOKE_JUST_NOW if gap <= 2 else SPOKE_BEFORE if gap <= 4 else 0.0
            another = t.sentence[known.spoke] < t.sentence[newest] and known.last_subject < newest
            score += heard * (ANOTHER_SINCE if another else 1.0)
        if state.quoted[i]:
            score += SPEAKER_IN_HIS_WORDS if known is state.last_speaker else 0.0
        elif state.quoted[known.last]:
            score += FROM_A_QUOTATION
        if known.entity.kind == "person" and not known.names:
            score += UNNAMED
        score += min(known.count, MOST_MENTIONS) * PER_MENTION + known.last / max(i, 1)
        if word in IT and known.entity.kind == "country":
            score += COUNTRY_FOR_IT
        if score > best_score:
            best, best_score = known, score
    return best


def _acting(state: State, verb: int) -> int | None:
    """The subject of a verb, or that of the verb that it hangs on: nobody disperses himself."""
    t = state.tokens
    for _ in range(4):
        subject = t.subject_of(verb)
        if subject is not None or t.dep[verb] not in {"xcomp", "advcl", "conj"} or t.head[verb] == verb:
            return subject
        verb = t.head[verb]
    return None


def _agrees(known: Known, word: str) -> bool:
    entity = known.entity
    if word in HE:
        return entity.kind == "person" and entity.gender != "f" and not entity.plural
    if word in SHE:
        return entity.kind == "person" and entity.gender != "m" and not entity.plural
    if word in IT:
        return entity.kind in {"organisation", "country"} and not entity.plural
    if word in THEY:
        document = bool(known.roles & words("documents"))
        return entity.plural or bool(entity.members) or (entity.kind in {"organisation", "group"} and not document)
    return False

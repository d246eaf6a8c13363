"""Pronouns: the entity of the article that is in the reader's mind."""

from __future__ import annotations

from dragoman.actors.state import Known, State

HE = frozenset({"he", "him", "his", "himself"})
SHE = frozenset({"she", "her", "hers", "herself"})
IT = frozenset({"it", "its", "itself"})
THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
ALL = HE | SHE | IT | THEY | FIRST
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
SAYING = frozenset(
    "say tell add note warn claim announce declare insist stress argue write tweet state ask urge call deny confirm explain report acknowledge suggest accuse vow describe express reiterate emphasize emphasise point reply respond continue conclude comment remark quip recall admit maintain assert contend caution promise pledge post testify allege predict speak".split()
)
# How many sentences a pronoun looks back.
REACH = 6


def resolve(state: State, i: int, quoted: list[bool]) -> Known | None:
    """The entity that the pronoun at token i stands for."""
    t = state.tokens
    word = t.lower[i]
    here = t.sentence[i]
    subject = t.dep[i] in SUBJECTS
    said = subject and t.lemma[t.head[i]] in SAYING and not quoted[i]
    possessive = t.dep[i] == "poss"
    own = None if possessive else t.subject_of(t.head[i]) if t.dep[i] not in SUBJECTS else None
    best, best_score = None, 0.0
    for known in state.known:
        if known.last < 0 or not _agrees(known, word):
            continue
        distance = here - t.sentence[known.last]
        if distance > REACH:
            continue
        if own is not None and known.last_subject == own:
            continue
        score = 10.0 - 2.0 * distance
        if distance == 0:
            score += 0.5
        if known.last_subject >= 0 and here - t.sentence[known.last_subject] <= distance + 1:
            score += 2.5
        if said and known.spoke >= 0:
            gap = here - t.sentence[known.spoke]
            score += 3.0 if gap <= 2 else 1.5 if gap <= 4 else 0.0
        if quoted[i] and known.spoke >= 0 and known.spoke == max(k.spoke for k in state.known):
            score -= 3.0
        score += min(known.count, 8) * 0.15
        score += known.last / max(i, 1)
        if word in IT and known.entity.kind == "country":
            score -= 0.5
        if score > best_score:
            best, best_score = known, score
    return best


def _agrees(known: Known, word: str) -> bool:
    entity = known.entity
    if word in HE:
        return entity.kind == "person" and entity.gender != "f" and not entity.plural
    if word in SHE:
        return entity.kind == "person" and entity.gender != "m" and not entity.plural
    if word in IT:
        return entity.kind in {"organisation", "country"} and not entity.plural
    if word in THEY:
        return entity.plural or bool(entity.members) or entity.kind in {"organisation", "group"}
    return False

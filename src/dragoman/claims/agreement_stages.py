"""How far an agreement has come, by what the words around its name say (codebook, section 6, `stage`)."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from dragoman.claims.agreement_lexicon import agreement_lexicon
from dragoman.records import Stage


def stages_of(head: Token) -> Iterator[tuple[Stage, Token]]:
    """What the words around the head of a name say of the stage, each with the word that says so."""
    stages = agreement_lexicon().stages
    word = head
    for _ in range(4):
        above = word.head
        if above == word:
            break
        if word.dep_ == "prep" and word.lower_ == "under":  # "banned under a resolution"
            yield "in_force", word
        subject = word.dep_ in ("nsubj", "nsubjpass")
        if above.pos_ in ("VERB", "AUX"):
            lemma = above.lemma_.lower()
            own = stages.get(f"~{lemma}") if word.dep_ == "nsubj" else None
            for stage in own or (() if subject and word.dep_ == "nsubj" else stages.get(lemma, ())):
                if not _only_asked(stage, above):
                    yield _wished(stage, above), above
            if above.dep_ not in ("xcomp", "conj", "pcomp", "acl", "advcl"):
                break
        elif above.pos_ in ("NOUN", "PROPN"):
            nouns = stages.get(above.lemma_.lower(), ()) or NOUNS.get(above.lemma_.lower(), ())
            for stage in nouns:
                yield stage, above
            if nouns:
                break
        word = above
    for child in head.children:
        itself = any(t.dep_ == "nsubj" and t.tag_ in ("WDT", "WP") for t in child.children)  # "a plan, which sought …"
        if (child.dep_ in ("acl", "amod") and child.tag_ != "VBG") or (child.dep_ == "relcl" and not itself):
            for stage in stages.get(child.lemma_.lower(), ()):
                if stage != "in_force" and not _only_asked(stage, child):
                    yield _wished(stage, child), child


NOUNS: dict[str, tuple[Stage, ...]] = {
    "talk": ("negotiated",),
    "negotiation": ("negotiated",),
    "effort": ("negotiated",),
    "signing": ("signed",),
    "ratification": ("ratified",),
    "violation": ("in_force",),
    "breach": ("in_force",),
    "term": ("in_force",),
    "withdrawal": ("terminated",),
    "collapse": ("terminated",),
    "proposal": ("proposed",),
    "call": ("proposed",),
    "adoption": ("agreed",),
    "implementation": ("in_force",),
    "rejection": ("rejected",),
    "work": ("negotiated",),
    "hope": ("negotiated",),
}


def _only_asked(stage: Stage, verb: Token) -> bool:
    """Whether the end of an agreement is only asked for or thought of: "calls to suspend the treaty"."""
    if stage not in ("suspended", "terminated") or verb.head == verb:
        return False
    infinitive = any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)
    return infinitive and verb.head.lemma_.lower() in agreement_lexicon().wishes


def _wished(stage: Stage, verb: Token) -> Stage:
    """An agreement that is only to be made is proposed, whatever the verb."""
    if stage not in ("agreed", "signed", "ratified", "in_force"):
        return stage
    wishes = agreement_lexicon().wishes
    if any(child.lower_ in ("will", "shall", "’ll", "'ll") for child in verb.children):
        return "agreed" if stage != "in_force" else stage
    near = {child.lower_ for child in verb.children if child.dep_ in ("aux", "mark", "advmod", "neg")}
    above = verb.head.lemma_.lower() if verb.head != verb else ""
    if (
        near & wishes
        or (("to" in near or (verb.dep_ in ("pcomp", "xcomp") and stage != "in_force")) and verb.tag_ in ("VB", "VBG"))
        or above in wishes
    ):
        return "proposed"
    return stage

"""Whose words they are: who a speaker's words mean, asked of the actor layer, and who speaks where no words say so."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from dragoman.actors import ActorLayer
from dragoman.actors.layer import Entity, Mention
from dragoman.quotations.sayings import Saying
from dragoman.quotations.speaker import RELATIVES, is_text, phrase, possessed, source
from dragoman.quotations.words import Words

_ISSUING = frozenset(
    {"issue", "release", "send", "publish", "write", "post", "make", "give", "put", "deliver", "sign", "file", "read"}
)
_OF_TEXT = frozenset(
    {"statement", "tweet", "post", "message", "letter", "document", "resolution", "text", "release", "communique"}
)
_MADE = frozenset(
    """issue release send publish write file sign author compile conduct commission produce prepare submit adopt approve
    introduce pass unveil""".split()
)
_BY = frozenset({"by", "from"})
_KINDS = (
    {"report", "study", "survey", "research", "analysis", "review", "poll", "brochure", "author", "assessment"},
    {"lawsuit", "suit", "complaint", "petition", "filing", "brief"},
    {"letter", "missive", "memo", "email", "writer", "signatory"},
    {"statement", "release", "communique", "communiqué", "declaration"},
    {"resolution", "motion", "bill"},
    {"indictment"},
)
"""Nouns by which one text may be called again, and those for who wrote it."""
_HIGHEST = 6
"""Steps from a thing up to the verb whose subject speaks."""
_BETWEEN = 5
"""Tokens that may stand between what somebody said and the next cue that has no subject of its own."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Name and code of a speaker, and the reason for the code or for its absence."""

    entity: str | None
    code: str | None
    why: str
    known: Entity | None = None


UNKNOWN = Voice(None, None, "no words name the speaker")


def tie(w: Words, sayings: list[Saying]) -> None:
    """Says who speaks where the parse cannot know. In text order:

    a cue without a subject behind what somebody said ("X said A, adding that B", "and called on C") is of the same
    speaker; so is speech that goes on without a cue; a text that somebody issues speaks for who issues it.
    """
    last: Saying | None = None
    by_cue = sorted((s for s in sayings if s.cue is not None), key=lambda s: s.cue or (0, 0))
    for earlier, saying in itertools.pairwise(by_cue):
        _same_speaker(w, earlier, saying)
    for saying in sayings:
        _issuer(w, saying)
        if saying.speaker is None and (saying.cue is None or saying.pattern == "led"):
            saying.after = last
        nested = last is not None and last.start <= saying.start and saying.end <= last.end
        if (saying.speaker is not None or saying.after is not None) and not nested:
            last = saying


def _same_speaker(w: Words, earlier: Saying, saying: Saying) -> None:
    verb = saying.verb
    if verb is None or earlier.cue is None or saying.cue is None or earlier.speaker is None or not w.verbal(verb):
        return
    subject = w.subject(verb)
    if subject is not None or (w.first[verb] != w.first[earlier.cue[0]] and saying.cue[0] - earlier.cue[0] > 60):
        return
    if any(w.dep[c] in {"agent", "auxpass"} for c in w.children[verb]) or w.dep[verb] == "relcl":
        return
    noun = w.head[verb]
    said_of = any(
        a <= w.start[noun] < b for a, b in earlier.content
    )  # "called it a farce saying …": a farce says nothing
    participle = w.tag[verb] == "VBG" and w.dep[verb] == "acl" and saying.speaker_head == noun
    if participle and w.text[verb - 1] != "," and not said_of:
        return
    ends = max(w.before(b) for _, b in earlier.content)
    if earlier.start > w.start[saying.cue[0]] or (saying.speaker_head is not None and ends <= saying.speaker_head):
        return
    if 0 <= saying.cue[0] - max(ends, earlier.cue[1]) <= _BETWEEN:
        saying.speaker, saying.speaker_head = earlier.speaker, earlier.speaker_head


def _issuer(w: Words, saying: Saying) -> None:
    """ "X issued a statement saying …": X speaks."""
    head = saying.speaker_head
    if head is None or saying.verb is None or not is_text(w, head) or w.dep[head] != "dobj":
        return
    if w.lemma[w.head[head]] not in _ISSUING or w.head[head] > saying.verb:
        return
    issuer = source(w, w.head[head])
    if issuer is not None and issuer < saying.verb and w.lower[issuer] not in RELATIVES:
        saying.speaker, saying.speaker_head = phrase(w, issuer, w.first[issuer], w.head[head]), issuer


class Voices:
    """The speakers of an article's sayings, each resolved once, in text order."""

    def __init__(self, w: Words, actors: ActorLayer) -> None:
        self._w = w
        self._actors = actors
        self._known: dict[Saying, Voice] = {}
        self._made: list[tuple[int, str, Mention]] | None = None
        self._previous: Voice | None = None

    def of(self, saying: Saying) -> Voice:
        """The speaker of a saying; sayings must come in text order."""
        if saying not in self._known:
            voice = self._resolve(saying)
            self._known[saying] = voice
            if voice.known is not None and saying.kind in {"direct", "mixed"}:
                for a, b in saying.content:
                    self._actors.set_speaker(self._w.at(a), self._w.before(b), voice.known)
            if voice.entity is not None:
                self._previous = voice
        return self._known[saying]

    def _resolve(self, saying: Saying) -> Voice:
        if saying.speaker is None:
            if saying.after is None:
                return UNKNOWN
            voice = self._known.get(saying.after, UNKNOWN)
            if voice.entity is None:
                return voice
            return Voice(voice.entity, voice.code, f"the words of {voice.entity} go on: {voice.why}", voice.known)
        first, last = saying.speaker
        maker = self._maker(saying)
        if maker is not None:
            e = maker.entity
            return Voice(e.name, maker.code, f"the text was made by {e.name}: {e.why}", e)
        if self._anaphoric_text(saying) and self._previous is not None:
            p = self._previous
            return Voice(p.entity, p.code, f"the text is that of {p.entity}: {p.why}", p.known)
        mention = self._mention(saying, first, last) or self._above(saying)
        if mention is None:
            words = self._words(first, last)
            return Voice(words, None, f"nobody known by the words '{words}'")
        entity = mention.entity
        if len({m.country for m in entity.members if m.country}) > 1:
            return Voice(entity.name, None, f"{entity.why}: of several countries", entity)
        return Voice(entity.name, mention.code, entity.why, entity)

    def _maker(self, saying: Saying) -> Mention | None:
        """Who made "the report" or "the letter" of which the article has told whose it is, the last told before."""
        w, head = self._w, saying.speaker_head
        if head is None or saying.speaker is None or w.lower[saying.speaker[0]] not in {"the", "this", "that", "its"}:
            return None
        lemma = w.lemma[head]
        kind = next((k for k in _KINDS if lemma in k), None)
        if kind is None or self._owner(head) is not None:
            return None
        if self._made is None:
            nouns = set().union(*_KINDS)
            owned = ((i, self._owner(i)) for i in range(w.n) if w.pos[i] == "NOUN" and w.lemma[i] in nouns)
            self._made = [(i, w.lemma[i], m) for i, m in owned if m is not None]
        told = [(i, m) for i, noun, m in self._made if noun in kind]
        before = [m for i, m in told if i < head]
        return before[-1] if before else told[0][1] if told else None

    def _owner(self, i: int) -> Mention | None:
        """Who made a text, by the words at it: "the ministry's report", "a letter from …", "X filed a lawsuit"."""
        w = self._w
        at = [c for c in w.children[i] if c < i and w.dep[c] in {"poss", "compound", "nmod"}]
        at += self._by(i)
        for c in w.children[i]:
            if w.dep[c] == "acl" and w.lemma[c] in _MADE:
                at += self._by(c)
        verb = w.head[i]
        if w.dep[i] == "dobj" and w.lemma[verb] in _MADE:
            subject = source(w, verb)
            at += [subject] if subject is not None and w.lower[subject] not in RELATIVES else []
        elif w.dep[i] == "nsubjpass" and w.lemma[verb] in _MADE:
            at += self._by(verb)
        for k in at:
            mention = self._actors.headed_by(k) or self._actors.at(k)
            if mention is not None and mention.code and mention.kind != "adjective":
                return mention
        return None

    def _by(self, i: int) -> list[int]:
        """The objects of "by" and "from" at a word."""
        w = self._w
        return [o for p in w.children[i] if w.lower[p] in _BY and p > i for o in w.children[p] if w.dep[o] == "pobj"]

    def _anaphoric_text(self, saying: Saying) -> bool:
        """Whether the speaker is "the statement" of whom the article has just spoken."""
        w, head = self._w, saying.speaker_head
        if head is None or w.lemma[head] not in _OF_TEXT or saying.speaker is None:
            return False
        first, last = saying.speaker
        return last - first <= 2 and w.lower[first] in {"the", "this", "that"} and not possessed(w, head)

    def _mention(self, saying: Saying, first: int, last: int) -> Mention | None:
        w = self._w
        head = saying.speaker_head
        found = self._actors.of(first, last)
        if head is not None:
            for c in w.children[head]:  # "the governor, Jane Roe,"
                if w.dep[c] == "appos" and w.tag[c] == "NNP" and w.tag[head] != "NNP":
                    named = self._actors.headed_by(c) or self._actors.at(c)
                    if named is not None and named.entity.kind == "person":
                        return named
            if found is None:
                found = self._actors.at(head)
        return found

    def _above(self, saying: Saying) -> Mention | None:
        """Who does what a participle says more of, where it hangs on a thing: "signed a waiver, insisting that …"."""
        w, verb, head = self._w, saying.verb, saying.speaker_head
        if verb is None or head is None or w.tag[verb] != "VBG" or w.dep[verb] != "acl":
            return None
        for _ in range(_HIGHEST):
            above = w.head[head]
            if above == head:
                return None
            subject = w.subject(above) if w.pos[above] in {"VERB", "AUX"} else None
            if subject is not None and subject != saying.speaker_head and w.lower[subject] not in RELATIVES:
                mention = self._actors.headed_by(subject) or self._actors.at(subject)
                if mention is not None and mention.code:
                    saying.speaker, saying.speaker_head = phrase(w, subject, w.first[verb], above), subject
                return mention
            head = above
        return None

    def _words(self, first: int, last: int) -> str:
        return " ".join(self._w.source[self._w.start[first] : self._w.end[last - 1]].split())

    def addressee(self, span: tuple[int, int] | None) -> str | None:
        """The name of who is told: a pronoun by the entity it stands for, everybody else in the text's words."""
        if span is None:
            return None
        first, last = span
        mention = self._actors.at(first) if last - first == 1 else None
        if mention is not None and mention.kind == "pronoun":
            return mention.entity.name
        return self._words(first, last)

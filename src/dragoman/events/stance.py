"""What a speaker's words do to somebody whom they name, where no word of the lexicon says it.

"“They have lied to us for years,” the minister said of Rome": no list holds all the words by which one accuses,
promises or refuses. So every clause in which a speaker names another party may be such an act (codebook, section 2,
rules 2 and 3); the confidence of events judges it by its words, by who speaks of whom, and by what else is told of
both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from dragoman.actors import ActorLayer, Mention
from dragoman.events.parties import PartyFinder, Side, political
from dragoman.events.reading import Reading
from dragoman.events.speech import others, speaker_of
from dragoman.records import Quotation

ACTS: dict[str, str | None] = {"ACCUSE": "disapprove", "AGREE": None, "REJECT": None}
"""The types that are looked for, each with its usual mode."""
MOST = 2
"""Parties of one mention that are taken ("the two leaders")."""
AROUND = 50
"""Words before and after a clause's verb that are looked at: more than most sentences have."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stance:
    """A clause of a quotation that names somebody else than the speaker; `word` is what the clause says of them."""

    word: Token
    quotation: Quotation
    speaker: Side
    whom: Side
    features: tuple[str, ...]

    def readings(self) -> Iterator[Reading]:
        """The acts that the clause may perform."""
        for kind, mode in ACTS.items():
            why = f"what a speaker says of another: {kind}"
            yield Reading(kind, mode, "actual", [self.speaker], [self.whom], why, spoken=True, implied=True)


class Stances:
    """The stances of one article's quotations."""

    def __init__(self, doc: Doc, actors: ActorLayer, parties: PartyFinder, quotations: Sequence[Quotation]) -> None:
        self._doc, self._actors, self._parties, self._quotations = doc, actors, parties, quotations
        self._spoke = Counter(q.speaker_code for q in quotations)
        self._named: Counter[Pair] = Counter()
        self._told: Counter[tuple[str, str, str]] = Counter()
        self._between: Counter[Pair] = Counter()
        self._clauses: dict[int, Token] = {}

    def tell(self, readings: Iterable[Reading]) -> None:
        """Takes down what the article tells of parties in words that name an act."""
        for reading in readings:
            for actor in reading.actors:
                for recipient in reading.recipients:
                    self._told[reading.type, actor.code, recipient.code] += 1
                    self._between[actor.code, recipient.code] += 1

    def found(self) -> list[Stance]:
        """All of them, by quotation."""
        return [stance for quotation in self._quotations for stance in self._of(quotation)]

    def context(self, stance: Stance, kind: str) -> Iterator[str]:
        """Names of binary features: how often the speaker speaks of the other, and what else is told of both.

        To be asked for when all have been found.
        """
        one, other = stance.speaker.code, stance.whom.code
        yield f"said of times={min(self._named[one, other], 5)} {kind}"
        yield f"said of told={min(self._told[kind, one, other], 3)} {kind}"
        yield f"said of told any={min(self._between[one, other], 3)} {kind}"
        yield f"said of told back={min(self._between[other, one], 3)} {kind}"
        yield f"said of accused={min(self._told['ACCUSE', one, other], 2)} {kind}"
        yield f"said of accused back={min(self._told['ACCUSE', other, one], 2)} {kind}"

    def _clause(self, token: Token) -> Token:
        """The nearest verb above a token, or what stands at the top."""
        passed: list[int] = []
        while token.i not in self._clauses and token.head.i != token.i:
            passed.append(token.i)
            token = token.head
            if token.pos_ in ("VERB", "AUX"):
                break
        else:
            token = self._clauses.get(token.i, token)
        self._clauses.update(dict.fromkeys(passed, token))
        return token

    def _of(self, quotation: Quotation) -> Iterator[Stance]:
        speaker = speaker_of(quotation)
        if speaker is None:
            return
        for content in quotation.content:
            span = self._doc.char_span(content.start, content.end, alignment_mode="contract")
            seen: set[tuple[int, str]] = set()
            for token in span or ():
                mention = self._actors.headed_by(token.i)
                if mention is None or mention.locative or not mention.code:
                    continue
                clause = self._clause(token)
                if not content.start <= clause.idx < content.end:
                    clause = token
                for whom in others(self._parties.of(token), speaker)[:MOST]:
                    self._named[speaker.code, whom.code] += 1
                    if (clause.i, whom.code) in seen or not political([speaker, whom]):
                        continue
                    seen.add((clause.i, whom.code))
                    words = [w for w in _around(clause) if content.start <= w.idx < content.end]
                    names = tuple(self._features(quotation, speaker, whom, mention, token, clause, words))
                    yield Stance(_said(clause), quotation, speaker, whom, names)

    def _features(
        self,
        quotation: Quotation,
        speaker: Side,
        whom: Side,
        mention: Mention,
        token: Token,
        clause: Token,
        words: Sequence[Token],
    ) -> Iterator[str]:
        own = [w for w in words if w.i == clause.i or self._clause(w).i == clause.i]
        home = "home" if speaker.who == whom.who else "abroad"
        yield "said of"
        yield f"said of as={token.dep_}"
        yield f"said of by={mention.kind}"
        yield f"said of in={quotation.kind}"
        yield f"said of speaks={min(self._spoke[speaker.code], 5)}"
        yield f"said of {home}"
        yield f"said of {home} {speaker.sector}>{whom.sector}"
        yield f"said of {'clause' if clause.i != token.i else 'phrase'} as={token.dep_}"
        if any(w.dep_ == "neg" for w in own):
            yield "said of negated"
        for name, group in (("clause", own), ("sentence", words)):
            yield from {f"said of {name}: {w.lemma_.lower()}" for w in group if w.is_alpha}


def _around(clause: Token) -> Span:
    """The words of a clause's sentence, of a long one those near the clause's verb."""
    sentence = clause.sent
    return clause.doc[max(sentence.start, clause.i - AROUND) : min(sentence.end, clause.i + AROUND + 1)]


def _said(verb: Token) -> Token:
    """The word that says most of a clause: its verb, or what "is" is said to be."""
    if verb.lemma_ != "be":
        return verb
    return next((c for c in verb.children if c.dep_ in ("acomp", "attr") and c.i > verb.i), verb)

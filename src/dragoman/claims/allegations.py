"""Allegations: a source says that an actor broke a rule of law (codebook, section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from dragoman.actors import ActorLayer
from dragoman.claims.instruments import Charge, instruments
from dragoman.claims.sides import country
from dragoman.events.quoted import DEPTH, Quoted
from dragoman.language import Parsed
from dragoman.records import Allegation, Event, Quotation, Span, record_id

BODIES = frozenset(
    "team tribunal court unit expert group organization organisation lawyer activist commission prosecutor council "
    "office watchdog defender advocate campaigner monitor law lawsuit conference committee bureau body suspect "
    "observatory foundation chief envoy rapporteur advocacy work situation record issue concern".split()
)
"""Heads before which a crime is only part of a name or a topic ("human rights groups")."""

COMMITTING = frozenset(
    "commit perpetrate carry violate breach break flout defy contravene infringe be undermine disregard ignore "
    "trample evade bypass circumvent skirt abrogate usurp represent constitute run comply abide respect "
    "observe honor honour uphold implement fulfil fulfill adhere show amount contradict attempt continue "
    "appear wage face return cheat renege engage".split()
)
"""Lemmas whose subject is the one who broke the rule."""

BLAMING = frozenset(
    "accuse charge blame indict suspect hold condemn denounce call describe brand label term criticize criticise urge "
    "press prosecute investigate convict try sue punish hit slam sanction".split()
)
"""Lemmas whose object is the one who broke the rule."""

ANSWERING = frozenset(("accountable", "responsible", "guilty", "complicit", "liable", "culpable"))
"""Adjectives whose subject is the one who broke the rule ("hold X accountable for")."""

RUNNING = 900
"""So many characters back, who spoke last is taken for the unknown speaker of a quotation."""

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
OBJECTS = frozenset(("dobj", "nsubjpass", "oprd"))
VICTIMS = frozenset(("against", "in", "on", "from", "toward", "towards", "at", "near", "to", "with"))
"""What stands under these is not the one who did it ("war crimes in Ukraine")."""

SURE, LIKELY, GUESSED = 0.75, 0.6, 0.4
"""Confidence by how the accused was found: by the words around, by an event, by what the article is about."""


def find_allegations(
    parsed: Parsed, actors: ActorLayer, quotations: tuple[Quotation, ...], events: tuple[Event, ...]
) -> tuple[Allegation, ...]:
    """The allegations of an article, in text order; one charge by one accuser is recorded once."""
    finder = _Finder(parsed, actors, quotations, events)
    found: dict[tuple[str, str, str], Allegation] = {}
    for charge in instruments().charges(parsed.article.text):
        for allegation in finder.of(charge):
            words = allegation.instrument.text.lower().removeprefix("the ").removesuffix("s")
            found.setdefault((allegation.accuser, allegation.accused, words), allegation)
    return tuple(found.values())


class _Finder:
    """Who charges whom, at one place of one article."""

    def __init__(
        self, parsed: Parsed, actors: ActorLayer, quotations: Sequence[Quotation], events: Sequence[Event]
    ) -> None:
        self._parsed, self._doc, self._actors = parsed, parsed.doc, actors
        self._quoted = Quoted(quotations)
        self._accusing = [event for event in events if event.type in ("ACCUSE", "THREATEN", "REQUEST")]
        self._blamed = Counter(
            party.code for event in events if event.type == "ACCUSE" for party in event.recipients
        ) + Counter(party.code for event in events if event.type == "ASSAULT" for party in event.actors)

    def of(self, charge: Charge) -> Iterator[Allegation]:
        words = self._doc.char_span(charge.start, charge.end, alignment_mode="expand")
        if words is None or not words.text.strip() or words.text.isupper():
            return
        head = words.root
        if head.dep_ == "compound" and (head.head.lemma_.lower() in BODIES or head.head.pos_ == "PROPN"):
            return
        breach = self._doc.char_span(charge.breach, charge.breach + 1, alignment_mode="expand")
        start = head if charge.crime or breach is None else breach.root
        if charge.crime and any(child.like_num for child in head.lefts):  # "the 1994 genocide": a name, no charge
            return
        holding = self._quoted.at(charge.start)
        quotation = self._quoted.quotations[holding[0]] if holding else None
        doers = list(dict.fromkeys(filter(answerable, self._by_words(charge, start, head))))
        accuser = (self._speaker(holding, doers) if holding else None) or self._charging(start)
        if accuser is None or accuser.endswith(" JRN") or accuser in doers[:1]:
            return
        accused, confidence = self._accused(charge, start, accuser, doers, quotation)
        for code in accused:
            yield self._record(charge, code, accuser, head, confidence)

    def _record(self, charge: Charge, accused: str, accuser: str, head: Token, confidence: float) -> Allegation:
        instrument = self._parsed.span(charge.start, charge.end)
        return Allegation(
            id=record_id(self._parsed.article.id, "allegation", accuser, accused, charge.start),
            accuser=accuser,
            accused=accused,
            instrument=instrument,
            span=self._clause(charge, head),
            confidence=confidence,
        )

    def _speaker(self, holding: list[int], doers: list[str]) -> str | None:
        """Who says it: the innermost speaker who is not the one charged; where unknown, who spoke last before."""
        codes = [self._quoted.quotations[number].speaker_code for number in holding]
        if any(codes):
            return next((code for code in codes if code and code not in doers[:1]), None)
        number = holding[0]
        start = self._quoted.quotations[number].content[0].start
        for before in reversed(self._quoted.quotations[max(number - DEPTH, 0) : number]):
            if before.speaker_code and start - before.content[0].start < RUNNING:
                return before.speaker_code
        return None

    def _charging(self, word: Token) -> str | None:
        """The subject of the nearest verb of charging above a word, or of an accusing event in the sentence."""
        for above in word.ancestors:
            if above.pos_ == "VERB" and above.lemma_.lower() in instruments().charging:
                for child in above.children:
                    if child.dep_ == "nsubj" or (child.dep_ == "agent"):
                        code = self._code(child) or next(filter(None, map(self._code, child.children)), None)
                        if code:
                            return code
        for event in self._accusing:
            if event.type == "ACCUSE" and event.sentence.start <= word.idx < event.sentence.end and event.actors:
                return event.actors[0].code
        return None

    def _accused(
        self, charge: Charge, start: Token, accuser: str, doers: list[str], quotation: Quotation | None
    ) -> tuple[list[str], float]:
        """Who is charged: by the words around, else by an accusing event here, else by what the article blames."""
        found = [code for code in doers if code != accuser]
        if found:
            return found[:2], SURE
        near = [event for event in self._accusing if _touches(event, start, quotation)]
        for event in near:
            codes = [p.code for p in event.recipients if answerable(p.code) and country(p.code) != country(accuser)]
            if codes and (not event.actors or country(event.actors[0].code) == country(accuser)):
                return codes[:1], LIKELY
        named = [code for code in self._in_sentence(charge, start) if country(code) != country(accuser)]
        if named:
            return named[:1], LIKELY
        blamed = [code for code, _ in self._blamed.most_common() if country(code) != country(accuser)]
        return blamed[:1], GUESSED

    def _by_words(self, charge: Charge, start: Token, head: Token) -> Iterator[str]:
        yield from self._owners(start, charge)
        for child in start.children:  # "called the strikes a war crime": the parse makes a clause of it
            if child.dep_ in SUBJECTS and start.pos_ not in ("VERB", "AUX"):
                yield from self._codes(child, charge)
        if head is not start:
            yield from self._owners(head, charge, plain=False)
        for above in (start, *start.ancestors):
            if above.lemma_.lower() in ANSWERING:
                for child in above.children:
                    if child.dep_ in SUBJECTS:
                        yield from self._codes(child, charge)
            if above.pos_ not in ("VERB", "AUX"):
                if above is not start:
                    yield from self._owners(above, charge)
                continue
            lemma = above.lemma_.lower()
            if lemma in BLAMING:
                for child in above.children:
                    if child.dep_ in OBJECTS:
                        yield from self._codes(child, charge)
            below = start.head.head if start.dep_ == "pobj" and start.head.lower_ == "in" else None
            if lemma in COMMITTING or above in (start, below):
                for child in above.children:
                    if child.dep_ in SUBJECTS:
                        yield from self._codes(child, charge)
            if above.dep_ in ("ccomp", "ROOT"):
                return

    def _owners(self, noun: Token, charge: Charge, plain: bool = True) -> Iterator[str]:
        """Whose a noun is: "Russia's", "Russian", "by Hamas", "warrants for the leader"."""
        for child in noun.children:
            if plain and child.dep_ in ("poss", "amod", "compound", "nmod"):
                yield from self._codes(child, charge)
            elif child.dep_ in ("prep", "agent") and child.lower_ in ("by", "for"):
                for inner in child.children:
                    yield from self._codes(inner, charge)
            elif child.dep_ == "acl" and child.lemma_ in COMMITTING:
                yield from self._owners(child, charge)

    def _codes(self, word: Token, charge: Charge) -> Iterator[str]:
        """The codes of a noun phrase and of what is joined to it, the instrument itself left aside."""
        if not self._within(word, charge):
            code = self._code(word)
            if code:
                yield code
            else:
                for child in word.children:
                    if child.dep_ in ("poss", "amod", "compound") and not self._within(child, charge):
                        code = self._code(child)
                        if code:
                            yield code
        for child in word.children:
            if child.dep_ == "conj":
                yield from self._codes(child, charge)

    def _code(self, word: Token) -> str | None:
        mention = self._actors.headed_by(word.i) or self._actors.at(word.i)
        return mention.code if mention and not mention.first_person else None

    def _within(self, word: Token, charge: Charge) -> bool:
        """Whether a word, or the mention that it heads, belongs to the instrument."""
        mention = self._actors.at(word.i)
        end = mention.end if mention else word.idx + len(word)
        return word.idx < charge.end and end > charge.start and (mention.start if mention else word.idx) < charge.end

    def _in_sentence(self, charge: Charge, start: Token) -> Iterator[str]:
        """Actors of the sentence that are neither in the instrument nor named as the victim or the place."""
        sentence = start.sent
        for token in sentence:
            mention = self._actors.headed_by(token.i)
            if mention is None or mention.code is None or charge.start <= mention.start < charge.end:
                continue
            if mention.locative or mention.kind == "pronoun" or mention.code.startswith(("IGO", "INT")):
                continue
            if token.dep_ == "pobj" and token.head.lower_ in VICTIMS:
                continue
            if answerable(mention.code):
                yield mention.code

    def _clause(self, charge: Charge, head: Token) -> Span:
        """The clause that makes the charge, no longer than its sentence."""
        sentence = head.sent
        verb = next((word for word in (head, *head.ancestors) if word.pos_ in ("VERB", "AUX")), sentence.root)
        first = min(verb.left_edge.idx, charge.start)
        last = max(verb.right_edge.idx + len(verb.right_edge), charge.end)
        first = max(first, min(sentence.start_char, charge.start))
        text = self._parsed.article.text[first:last]
        return self._parsed.span(first, first + len(text.rstrip(" \n\t.,;:”\"'’")) or last)


def _touches(event: Event, word: Token, quotation: Quotation | None) -> bool:
    """Whether an event is told in the sentence of a word, or in the quotation that the word stands in."""
    if event.sentence.start <= word.idx < event.sentence.end:
        return True
    return quotation is not None and any(part.start <= event.trigger.start < part.end for part in quotation.content)


def answerable(code: str) -> bool:
    """Whether an actor can be charged with a breach of the law between actors: no civilians, courts or outlets."""
    return code.split()[-1] not in ("CVL", "REF", "JRN", "SOC", "CRM", "JUD", "UNK", "EDU") and code != "INT GOV"

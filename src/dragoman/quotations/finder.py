"""Finds quotations: marks, direct speech, reported clauses, declined answers; then who speaks, to whom, by what way."""

from __future__ import annotations

from dragoman.actors import ActorLayer
from dragoman.language import Parsed
from dragoman.quotations.declined import find_declined
from dragoman.quotations.detail import channel, hearer, relay
from dragoman.quotations.direct import find_direct
from dragoman.quotations.indirect import find_indirect
from dragoman.quotations.marks import Quoted, find_quoted
from dragoman.quotations.overlaps import resolve
from dragoman.quotations.patterns import confidence
from dragoman.quotations.posts import find_posts
from dragoman.quotations.sayings import Saying
from dragoman.quotations.voices import Voices, tie
from dragoman.quotations.words import Words
from dragoman.records import Quotation, record_id


def find_quotations(parsed: Parsed, actors: ActorLayer) -> tuple[Quotation, ...]:
    """The quotations of an article, in text order (codebook, section 1).

    Takes the parse and the actor layer. Every speaker is asked of the layer, and told to it in turn: "I" and "we"
    between the marks of a quotation become its speaker.
    """
    w = Words(parsed.doc)
    if not w.n:
        return ()
    sayings = find_sayings(w)
    voices = Voices(w, actors)
    records = []
    for saying in sayings:
        voice = voices.of(saying)
        spans = tuple(parsed.span(a, b) for a, b in saying.content)
        records.append(
            Quotation(
                id=record_id(parsed.article.id, "quotation", saying.kind, *(f"{s.start}-{s.end}" for s in spans)),
                kind=saying.kind,
                content=spans,
                cue=parsed.tokens(*saying.cue) if saying.cue else None,
                speaker=parsed.tokens(*saying.speaker) if saying.speaker else None,
                speaker_entity=voice.entity,
                speaker_code=voice.code,
                speaker_why=voice.why,
                addressee=voices.addressee(hearer(w, saying)),
                channel=channel(w, saying),
                via=relay(w, saying),
                confidence=confidence(saying),
            )
        )
    return tuple(records)


def find_sayings(w: Words) -> list[Saying]:
    """What is said in an article, before speakers are resolved."""
    quoted = find_quoted(w.source)
    edges = line_edges(w.source)
    direct = find_direct(w, quoted, edges)
    direct += find_posts(w, direct)
    inside = insides(w, quoted, direct)
    taken = {s.verb for s in direct if s.verb is not None}
    indirect = find_indirect(w, inside, taken)
    sayings = resolve(w, quoted, direct, [*indirect, *find_declined(w)])
    tie(w, sayings)
    return sayings


def line_edges(text: str) -> list[tuple[int, int]]:
    """Start and end of each line."""
    edges = []
    start = 0
    for line in text.split("\n"):
        edges.append((start, start + len(line)))
        start += len(line) + 1
    return edges


def insides(w: Words, quoted: list[Quoted], direct: list[Saying]) -> list[tuple[int, int] | None]:
    """For each token the innermost stretch that it stands in, as tokens without the marks."""
    inside: list[tuple[int, int] | None] = [None] * w.n
    for q in quoted:
        a, b = w.at(q.inner_start), w.before(q.inner_end)
        if q.single and q.parent is not None:
            continue
        inside[a:b] = [(a, b)] * (b - a)
    return inside

"""How often the actor step gives the right code, where the gold says which words name a speaker or a party.

    python -m benchmarks.actors [--errors] [--gold DIR] [train|dev ...]

Speakers: the span that names the source of a gold quotation, by kind of quotation. Parties: the span that names an
actor or recipient of a gold event, inside its sentence. Both are looked up in the text, handed to `ActorLayer.of`,
and the code compared. Whether the quotation and the event are found at all is not measured so.

Then the whole coder's events: of those whose type is right and whose trigger stands in the gold event's sentence, how
many have the right countries on both sides. Last, the share of names in articles without gold that get a code.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from benchmarks.shared import SHARED, gold_articles
from dragoman import Coder
from dragoman.actors import ActorFinder, ActorLayer, Mention
from dragoman.cleaning import Cleaned, clean
from dragoman.language import Parsed, Reader
from dragoman.records import Article, Event, Span

NEAR = 0.5
GOLD = SHARED / "gold"
NAMES = {"person": {"PERSON"}, "organisation": {"ORG"}, "place": {"GPE", "LOC"}, "nationality": {"NORP"}}
"""Labels of the entity recogniser."""


@dataclass(slots=True)
class Case:
    """One gold span with its gold codes, and what the actor step says."""

    article: str
    group: str
    words: str
    context: str
    gold: frozenset[str]
    said: frozenset[str]
    why: str
    force: bool = False
    named: bool = False
    """Is the name of the entity nearly the gold one (token F1 of 0.5 or more)?"""

    @property
    def full(self) -> bool:
        return self.gold == self.said

    @property
    def full_or_force(self) -> bool:
        """Right, or GOV for a state that uses force by a bare name: the event step makes that MIL."""
        return self.full or (self.force and self.gold == {c.replace(" GOV", " MIL") for c in self.said})

    @property
    def country(self) -> bool:
        return who(self.gold) == who(self.said)


def who(codes: frozenset[str]) -> frozenset[str]:
    """Country or organisation of each code, as the scorer has it."""
    return frozenset(c.split()[1] if c.startswith("IGO") else c.split()[0] for c in codes)


def articles(folder: Path, reader: Reader, cache: Path | None) -> Iterator[tuple[dict[str, Any], Parsed]]:
    """Gold articles with their parse; a `cache` folder keeps parses between runs."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        article = Article.of(gold["text"], id=gold["id"], **{k: gold[k] for k in ("title", "published", "outlet")})
        kept = cache / f"{path.stem}.pickle" if cache else None
        if kept and kept.exists():
            noise, dateline, data = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this function
            yield gold, Parsed(article, noise, dateline, Doc(reader.nlp.vocab).from_bytes(data))
            continue
        cleaned: Cleaned = clean(article.text, article.title)
        parsed = reader.parse(article, cleaned)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps((parsed.noise, parsed.dateline, parsed.doc.to_bytes())))
        yield gold, parsed


def occurrences(text: str, words: str, start: int = 0, end: int | None = None) -> list[int]:
    """Where the words stand in the text, as whole words."""
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return [
        m.start()
        for m in re.finditer(before + re.escape(words) + after, text)
        if start <= m.start() < (end or len(text))
    ]


def tokens_of(parsed: Parsed, span: Span) -> tuple[int, int] | None:
    """The tokens [first, last) of a span."""
    found = parsed.doc.char_span(span.start, span.end, alignment_mode="expand")
    return (found.start, found.end) if found is not None and len(found) else None


def speaker_cases(gold: dict[str, Any], parsed: Parsed, layer: ActorLayer) -> Iterator[Case]:
    """The speakers of the article's gold quotations; tells the layer whose words the contents are."""
    text = parsed.article.text
    for q in gold["quotations"]:
        content = [(at, at + len(c)) for c in q["content"][:2] for at in [text.find(c)] if at >= 0]
        if not content or not q["speaker"]:
            continue
        low, high = min(a for a, _ in content), max(b for _, b in content)

        def distance(at: int, low: int = low, high: int = high) -> int:
            return low - at if at < low else at - high if at >= high else 0

        places = occurrences(text, q["speaker"], low - 400, high + 400)
        outside = [p for p in places if not any(a <= p < b for a, b in content)]
        if not places:
            continue
        at = min(outside or places, key=distance)
        span = tokens_of(parsed, parsed.span(at, at + len(q["speaker"])))
        mention = layer.of(*span) if span else None
        code = q["speaker_code"]
        yield Case(
            gold["id"],
            q["kind"],
            q["speaker"],
            f"[{q['speaker_entity']}] {text[max(0, at - 90) : at + 120]!r}",
            frozenset([code] if code else []),
            said_by(mention, joint=True),
            reason(mention),
            named=mention is not None and overlap(mention.entity.name, q["speaker_entity"] or "") >= NEAR,
        )
        if mention is not None:
            for a, b in content:
                inside = tokens_of(parsed, parsed.span(a, b))
                if inside:
                    layer.set_speaker(*inside, mention.entity)


def party_cases(gold: dict[str, Any], parsed: Parsed, layer: ActorLayer) -> Iterator[Case]:
    """The parties of the article's gold events that are named in the event's sentence."""
    text = parsed.article.text
    for event in gold["events"]:
        start = text.find(event["sentence"])
        if start < 0:
            continue
        end = start + len(event["sentence"])
        trigger = text.find(event["trigger"], start, end)
        named: dict[str, set[str]] = {}
        for party in event["actors"] + event["recipients"]:
            if party["mention"]:
                named.setdefault(party["mention"], set()).add(party["code"])
        for words, codes in named.items():
            places = occurrences(text, words, start, end)
            if not places:
                continue
            at = min(places, key=lambda p: abs(p - trigger))
            span = tokens_of(parsed, parsed.span(at, at + len(words)))
            mention = layer.of(*span) if span else None
            yield Case(
                gold["id"],
                "party",
                words,
                f"{event['type']} {text[max(start, at - 90) : at + 120]!r}",
                frozenset(codes),
                said_by(mention),
                reason(mention),
                force=event["type"] in {"ASSAULT", "MOBILIZE"},
            )


def overlap(one: str, two: str) -> float:
    """Token F1 of two names."""
    a, b = Counter(re.findall(r"\w+", one.lower())), Counter(re.findall(r"\w+", two.lower()))
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


def said_by(mention: Mention | None, joint: bool = False) -> frozenset[str]:
    """The codes of a mention: those of its members, where it stands for several (joint speakers: codebook 2.14)."""
    if mention is None:
        return frozenset()
    members = [m.code for m in mention.entity.members if m.code]
    if members and not joint:
        return frozenset(members)
    return frozenset([mention.code] if mention.code else [])


def reason(mention: Mention | None) -> str:
    return f"{mention.kind} {mention.entity.name!r}: {mention.entity.why}" if mention else "no mention"


def share(hits: int, of: int) -> str:
    return f"{hits / of:.3f} ({hits}/{of})" if of else "-"


def table(cases: list[Case]) -> list[str]:
    """The figures of one gold set."""
    lines = []
    groups = {
        "speaker, direct": {"direct"},
        "speaker, mixed": {"mixed"},
        "speaker, indirect": {"indirect"},
        "speaker, no comment": {"no_comment"},
        "speaker, all": {"direct", "mixed", "indirect", "no_comment"},
        "party": {"party"},
    }
    for name, kinds in groups.items():
        of = [c for c in cases if c.group in kinds]
        lines.append(
            f"  {name:22} country {share(sum(c.country for c in of), len(of)):20} "
            f"code {share(sum(c.full for c in of), len(of)):20} "
            + (
                f"or by force {share(sum(c.full_or_force for c in of), len(of))}"
                if name == "party"
                else f"name {share(sum(c.named for c in of), len(of))}"
            )
        )
    return lines


def both_sides(name: str) -> str:
    """Of coded events whose type and sentence are a gold event's, how many have the right countries on both sides."""
    right = found = 0
    for path, coded in zip(sorted((GOLD / name).glob("*.json")), Coder().code_all(gold_articles(name)), strict=True):
        events = list(coded.events)
        for event in json.loads(path.read_text("utf-8"))["events"]:
            same = [
                e for e in events if e.type == event["type"] and overlap(e.sentence.text, event["sentence"]) >= NEAR
            ]
            if not same:
                continue
            best = max(same, key=lambda e: (overlap(e.trigger.text, event["trigger"]), countries(e, event)))
            events.remove(best)
            found += 1
            right += countries(best, event)
    return share(right, found)


def countries(coded: Event, gold: dict[str, Any]) -> bool:
    """Whether a coded event's countries and organisations are gold's, on both sides."""
    sides = ((coded.actors, gold["actors"]), (coded.recipients, gold["recipients"]))
    return all(
        who(frozenset(p.code for p in ours)) == who(frozenset(p["code"] for p in theirs)) for ours, theirs in sides
    )


def coded_names(reader: Reader, finder: ActorFinder, most: int) -> Iterator[str]:
    """The share of names that get a code, in every so-manieth article of `data/articles`, `most` in all."""
    with gzip.open(SHARED / "data" / "articles" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines]
    seen: Counter[str] = Counter()
    coded: Counter[str] = Counter()
    for fields in raw[:: max(len(raw) // most, 1)]:
        article = Article.of(fields["text"], id=fields["id"], published=fields.get("published"))
        parsed = reader.parse(article, clean(article.text, article.title))
        layer = finder.find(parsed)
        for entity in parsed.doc.ents:
            kind = next((kind for kind, labels in NAMES.items() if entity.label_ in labels), None)
            if kind is not None:
                mention = layer.of(entity.start, entity.end)
                seen[kind] += 1
                coded[kind] += mention is not None and mention.code is not None
    for kind in NAMES:
        yield f"  {kind:22} {share(coded[kind], seen[kind])}"


def main(argv: Sequence[str]) -> None:
    """Prints the table, and with --errors every confusion."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="*", default=["train", "dev"])
    options.add_argument("--gold", type=Path, default=GOLD)
    options.add_argument("--errors", action="store_true")
    options.add_argument("--articles", type=int, default=300, help="articles without gold in which names are counted")
    options.add_argument("--cache", type=Path, help="keep parses here between runs")
    args = options.parse_args(argv)
    if not args.gold.exists():
        raise SystemExit(f"no gold articles at {args.gold}")
    start = time.perf_counter()
    finder = ActorFinder()
    print(f"dictionaries loaded in {time.perf_counter() - start:.3f} s")
    reader = Reader()
    for name in args.sets:
        cases: list[Case] = []
        spent, words = 0.0, 0
        for gold, parsed in articles(args.gold / name, reader, args.cache / name if args.cache else None):
            start = time.perf_counter()
            layer = finder.find(parsed)
            spent += time.perf_counter() - start
            words += len(parsed.doc)
            cases += speaker_cases(gold, parsed, layer)
            cases += party_cases(gold, parsed, layer)
        print(f"{name}: {words} tokens, {words / spent:.0f} tokens/s")
        print("\n".join(table(cases)))
        print(f"  {'events, both sides':22} country {both_sides(name)}")
        if args.errors:
            wrong = [c for c in cases if not c.full_or_force]
            confusions = Counter((" ".join(sorted(c.gold)) or "-", " ".join(sorted(c.said)) or "-") for c in wrong)
            print("\n".join(f"  {n:4} {g} said {s}" for (g, s), n in confusions.most_common(40)))
            for c in wrong:
                gold_codes, said = " + ".join(sorted(c.gold)) or "-", " + ".join(sorted(c.said)) or "-"
                print(f"{c.article} {c.group}: {c.words!r} gold {gold_codes} said {said}\n    {c.context}\n    {c.why}")
    print(f"names that get a code, in {args.articles} articles without gold")
    print("\n".join(coded_names(reader, finder, args.articles)))

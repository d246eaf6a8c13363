"""Gold: ID.json for each article, its records by their words, to train and to measure a coder with.

What people decided is in it where the articles come from a store (`dragoman export gold --decided-by anyone`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dragoman.exports.files import FileNames, whole_file
from dragoman.records import Agreement, Allegation, CodedArticle, Event, Party, Quotation, Span


def write_gold(articles: Iterable[CodedArticle], folder: Path) -> int:
    """Writes the file of each article into `folder`. Gives the number of articles. Raises OSError."""
    names, count = FileNames(), 0
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        with whole_file(folder / f"{names.name(article.id)}.json") as file:
            json.dump(gold_of(article), file, ensure_ascii=False, indent=1)
            file.write("\n")
        count += 1
    return count


def gold_of(article: CodedArticle) -> dict[str, Any]:
    """The article as gold. Spans are their words: whoever reads it finds them again in the text."""
    return {
        "id": article.id,
        "title": article.title or "",
        "published": article.published,
        "outlet": article.outlet,
        "text": article.text,
        "quotations": [_quotation(one) for one in article.quotations],
        "events": [_event(one) for one in article.events],
        "allegations": [_allegation(one) for one in article.allegations],
        "agreements": [_agreement(one) for one in article.agreements],
        "contexts": list(article.contexts),
        "noise": [line for span in article.noise for line in span.text.splitlines() if line.strip()],
    }


def _quotation(one: Quotation) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "content": [span.text for span in one.content],
        "cue": _words(one.cue),
        "speaker": _words(one.speaker),
        "speaker_entity": one.speaker_entity,
        "speaker_code": one.speaker_code,
        "addressee": one.addressee,
        "channel": one.channel,
    }


def _event(one: Event) -> dict[str, Any]:
    return {
        "type": one.type,
        "mode": one.mode,
        "status": one.status,
        "actors": [_party(party) for party in one.actors],
        "recipients": [_party(party) for party in one.recipients],
        "trigger": one.trigger.text,
        "sentence": one.sentence.text,
        "date": one.date.value if one.date else None,
        "place": one.place.name if one.place else None,
        "reported_by": one.reported_by,
    }


def _party(party: Party) -> dict[str, str]:
    return {"code": party.code, "mention": party.mention.text if party.mention else ""}


def _allegation(one: Allegation) -> dict[str, Any]:
    words = {"instrument": one.instrument.text, "span": one.span.text}
    return {"accuser": one.accuser, "accused": one.accused, **words}


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "name": one.name.text,
        "kind": one.kind,
        "parties": list(one.parties),
        "stage": one.stage,
        "provisions": [span.text for span in one.provisions],
        "date": one.date,
    }


def _words(span: Span | None) -> str | None:
    return span.text if span else None

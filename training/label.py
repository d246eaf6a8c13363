"""Labels by a language model: `python -m training label --llm URL --llm-model NAME INPUT… [--out labels/]`.

First some gold articles are coded, and what the model has in common with gold is printed: how far its labels are to be
trusted. Then the inputs are coded. A label file holds offsets, codes and the article's id, none of its words; `laid`
puts it back over the text, in the form of a gold file, with its weight.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.coding import score_module
from benchmarks.shared import SHARED, gold_article
from dragoman import Agreement, Allegation, Article, CodedArticle, Coder, Event, Party, Quotation, Span
from dragoman.cli.messages import place, say
from dragoman.cli.second import settings_of
from dragoman.exports.files import FileNames, whole_file
from dragoman.llm import ConfigError
from dragoman.reading import BadInput, read

FORM = 1
"""Of a label file. Another one is refused."""

WEIGHT = 0.3
"""What an article that a model labelled counts beside one of gold. A choice, not a measurement: try others."""

SAMPLE = 12
"""Gold articles on which the model is tried first."""

SHOWN = ("pair", "event", "full", "quotation_direct", "quotation_indirect", "agreement", "allegation")

Offsets = list[int]


class LabelError(ValueError):
    """A label file that does not fit: `args[0]` says which, and why."""


def label_of(article: CodedArticle, by: str, weight: float) -> dict[str, Any]:
    """The label of an article that was coded: offsets in code points, codes, its id, and the hash of its text."""
    return {
        "form": FORM,
        "id": article.id,
        "text": digest(article.text),
        "by": by,
        "weight": weight,
        "published": article.published,
        "contexts": list(article.contexts),
        "noise": [_at(span) for span in article.noise],
        "quotations": [_quotation(quotation) for quotation in article.quotations],
        "events": [_event(event) for event in article.events],
        "allegations": [_allegation(allegation) for allegation in article.allegations],
        "agreements": [_agreement(agreement) for agreement in article.agreements],
    }


def laid(label: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A label over the text of its article: the form of a gold file (codebook, section 9), with `weight` and `by`.

    Raises LabelError if it is of another form or of another text.
    """
    if label.get("form") != FORM:
        raise LabelError(f"label of {label.get('id')!r}: its form is {label.get('form')!r}, not {FORM}")
    if label["text"] != digest(text):
        raise LabelError(f"label of {label['id']!r}: it was made for another text")

    def words(value: Any) -> Any:
        """Offsets, wherever they stand, as the words there."""
        if isinstance(value, dict):
            return {name: words(inner) for name, inner in value.items()}
        if not isinstance(value, list):
            return value
        if len(value) == 2 and all(type(item) is int for item in value):
            return text[value[0] : value[1]]
        return [words(item) for item in value]

    return {**words(dict(label)), "text": text}


def labelled(folder: Path, articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """Articles with the labels that `folder` holds for them, by id; those without a label are left out.

    Labels are files of their own (*.json) or lines of one (*.jsonl). Raises LabelError for a label that does not fit
    its article, OSError where one cannot be read.
    """
    labels = {}
    for path, text in _texts(folder):
        try:
            label = json.loads(text)
            labels[label["id"]] = label
        except (ValueError, TypeError, KeyError) as error:
            raise LabelError(f"{path} is no label: {error}") from None
    for article in articles:
        if article.id in labels:
            yield {"title": article.title, "outlet": article.outlet, **laid(labels[article.id], article.text)}


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Where a label stands, and its text."""
    for path in sorted(folder.glob("*.json")):
        yield str(path), path.read_text("utf-8")
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield f"{path}:{number}", line


def digest(text: str) -> str:
    """The hash by which a label knows its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _at(span: Span | None) -> Offsets | None:
    return [span.start, span.end] if span else None


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "kind": quotation.kind,
        "content": [_at(span) for span in quotation.content],
        "cue": _at(quotation.cue),
        "speaker": _at(quotation.speaker),
        "speaker_code": quotation.speaker_code,
        "channel": quotation.channel,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "actors": [_party(party) for party in event.actors],
        "recipients": [_party(party) for party in event.recipients],
        "trigger": _at(event.trigger),
        "sentence": _at(event.sentence),
        "date": event.date.value if event.date else None,
    }


def _party(party: Party) -> dict[str, Any]:
    return {"code": party.code, "mention": _at(party.mention)}


def _allegation(allegation: Allegation) -> dict[str, Any]:
    sides = {"accuser": allegation.accuser, "accused": allegation.accused}
    return {**sides, "instrument": _at(allegation.instrument), "span": _at(allegation.span)}


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "name": _at(agreement.name),
        "kind": agreement.kind,
        "parties": list(agreement.parties),
        "stage": agreement.stage,
        "provisions": [_at(span) for span in agreement.provisions],
    }


def agreement_with_gold(coder: Coder, folder: Path, most: int) -> tuple[dict[str, Any], int]:
    """The figures of score.py for at most `most` gold articles, spread over the folder, and how many they were.

    Raises FileNotFoundError if there are none, or no score.py.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise FileNotFoundError(f"no gold articles at {folder}")
    score = score_module()
    paths = paths[:: max(1, len(paths) // most)][:most]
    golds = [json.loads(path.read_text("utf-8")) for path in paths]
    articles = [gold_article(g) for g in golds]
    with tempfile.TemporaryDirectory() as work:
        place = Path(work) / "gold"
        place.mkdir()
        for path in paths:
            (place / path.name).write_bytes(path.read_bytes())
        coded = Path(work) / "coded.jsonl"
        with coded.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{article.to_json()}\n" for article in coder.code_all(articles))
        return _scored(score, place, coded), len(paths)


def _scored(score: Any, gold: Path, coded: Path) -> dict[str, Any]:
    """What score.py prints."""
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        score.main(str(gold), str(coded))
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def _table(figures: Mapping[str, Any], articles: int, by: str) -> Table:
    table = Table("records", "P", "R", "F1", "said", "gold", title=f"{by} beside gold, {articles} articles")
    for name in SHOWN:
        row = figures[name]
        table.add_row(name, *(str(row.get(column, "")) for column in ("p", "r", "f1", "said", "gold")))
    return table


def main(argv: Sequence[str]) -> int:
    """Prints the agreement with gold, writes the labels. Gives the exit status: 1 if an article was not labelled."""
    parser = argparse.ArgumentParser(prog="python -m training label", description=__doc__)
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="as `dragoman code` takes them")
    parser.add_argument("--llm", metavar="URL", help="an OpenAI-compatible address")
    parser.add_argument("--llm-model", metavar="NAME")
    parser.add_argument("--llm-mode", choices=("replace", "merge", "review"), default="replace")
    parser.add_argument("--llm-max-tokens", type=int, metavar="N")
    parser.add_argument("--llm-max-cost", type=float, metavar="X")
    parser.add_argument("--config", type=Path, metavar="FILE", help="a TOML file with a table [llm]")
    parser.add_argument("--out", type=Path, default=Path("labels"), metavar="FOLDER", help="default: labels/")
    parser.add_argument("--weight", type=float, default=WEIGHT, metavar="X", help=f"default: {WEIGHT}")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "train", metavar="FOLDER")
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help=f"gold articles; default: {SAMPLE}")
    options = parser.parse_args(argv)
    if not 0 < options.weight <= 1:
        parser.error(f"--weight {options.weight}: above 0, at most 1")
    try:
        settings = settings_of(
            options.config,
            url=options.llm,
            model=options.llm_model,
            mode=options.llm_mode,
            max_tokens=options.llm_max_tokens,
            max_cost=options.llm_max_cost,
        )
    except ConfigError as error:
        parser.error(str(error))
    assert settings is not None  # noqa: S101 - the mode is always given
    with Coder(llm=settings) as coder:
        if options.sample > 0:
            try:
                figures, articles = agreement_with_gold(coder, options.gold, options.sample)
                Console().print(_table(figures, articles, settings.model))
            except FileNotFoundError as error:
                say(f"agreement with gold is not known: {error}")
        done = write_labels(coder, options.inputs, options.out, settings.model, options.weight)
    say(", ".join(f"{count} {what}" for what, count in done.items()) or "nothing to label")
    return 1 if done["not labelled"] else 0


def write_labels(coder: Coder, inputs: Sequence[str], out: Path, by: str, weight: float) -> Counter[str]:
    """Writes a label for each article of the inputs that has none in `out`. Counts what was done, by what it was.

    An article that the model did not read as a whole gets no label: what it left out would count as "nothing there".
    """
    done: Counter[str] = Counter()
    names = FileNames()
    wanted: list[tuple[Article, Path]] = []

    def articles() -> Iterator[Article]:
        for item in read(list(inputs)):
            if isinstance(item, BadInput):
                say(f"{place(item.where, item.line)}: {item.reason}")
                done["not labelled"] += 1
                continue
            path = out / f"{names.name(item.id)}.json"
            if _known(path, item.text):
                done["labelled before"] += 1
                continue
            wanted.append((item, path))
            yield item

    for coded in coder.code_all(articles()):
        _, path = wanted.pop(0)
        if coded.llm is None or coded.llm.state != "answered":
            say(f"{coded.source or coded.id}: not labelled: {coded.llm.reason if coded.llm else 'not asked'}")
            done["not labelled"] += 1
            continue
        with whole_file(path) as file:
            json.dump(label_of(coded, by, weight), file)
        done["labelled"] += 1
    return done


def _known(path: Path, text: str) -> bool:
    """Whether a label of this very text is there."""
    try:
        label = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(label, dict) and label.get("form") == FORM and label.get("text") == digest(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

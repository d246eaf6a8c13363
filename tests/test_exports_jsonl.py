"""JSON lines and JSON."""

from __future__ import annotations

import io
import json

import pytest

from dragoman.exports.jsonl import json_line, write_json, write_jsonl
from dragoman.exports.select import confident
from dragoman.records import Article, CodedArticle

FIELDS = {
    "article": {"id", "title", "published", "outlet", "url", "text", "coder", "noise", "contexts", "quotations"}
    | {"events", "allegations", "agreements"},
    "quotation": {"id", "kind", "content", "cue", "speaker", "speaker_entity", "speaker_code", "addressee", "channel"}
    | {"via", "confidence"},
    "event": {"id", "type", "mode", "quad", "score", "status", "actors", "recipients", "trigger", "sentence"}
    | {"mentions", "date", "place", "reported_by", "confidence"},
    "party": {"code", "country", "sector", "name", "mention"},
    "allegation": {"id", "accuser", "accused", "instrument", "span", "confidence"},
    "agreement": {"id", "name", "kind", "parties", "stage", "provisions", "date", "confidence"},
    "date": {"value", "span"},
    "place": {"name", "country", "geonameid", "lat", "lon", "span"},
    "span": {"start", "end", "text"},
}


def test_a_line_has_every_field_of_the_form(coded: CodedArticle) -> None:
    data = json.loads(json_line(coded))
    event = data["events"][0]
    parts = {
        "article": data,
        "quotation": data["quotations"][0],
        "event": event,
        "party": event["actors"][0],
        "allegation": data["allegations"][0],
        "agreement": data["agreements"][0],
        "date": event["date"],
        "place": data["events"][1]["place"],
        "span": event["trigger"],
    }
    missing = {name: fields - set(parts[name]) for name, fields in FIELDS.items() if fields - set(parts[name])}
    assert missing == {}


def test_offsets_count_code_points_of_the_text(coded: CodedArticle) -> None:
    data = json.loads(json_line(coded))
    spans = [data["agreements"][0]["name"], data["noise"][0], *data["quotations"][0]["content"]]
    assert all(data["text"][span["start"] : span["end"]] == span["text"] for span in spans)


def test_a_line_read_again_is_the_article(coded: CodedArticle) -> None:
    assert CodedArticle.model_validate(json.loads(json_line(coded))) == coded


@pytest.mark.parametrize(
    "odd", ["a\u2028b", "a\x85b", "a\nb\rc", "\x1b[31mred\x9b2J", "half \ud83d of a pair", "tab\t"]
)
def test_no_text_breaks_the_line_or_its_encoding(odd: str) -> None:
    line = json_line(CodedArticle(id="x", text=odd))
    assert line.splitlines() == [line]
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
    assert json.loads(line.encode("utf-8"))["text"] == odd


def test_each_line_is_written_and_flushed_before_the_next_article_is_asked_for(coded: CodedArticle) -> None:
    class Watched(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed = self.getvalue().count("\n")

    out, seen = Watched(), []

    def articles() -> object:
        for number in range(3):
            seen.append(out.flushed)
            yield coded.model_copy(update={"id": str(number)})

    assert write_jsonl(articles(), out) == 3  # type: ignore[arg-type]
    assert seen == [0, 1, 2]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array(coded: CodedArticle, count: int) -> None:
    out = io.StringIO()
    assert write_json([coded] * count, out) == count
    assert [article["id"] for article in json.loads(out.getvalue())] == [coded.id] * count


def test_an_interrupted_array_is_closed(coded: CodedArticle) -> None:
    def articles() -> object:
        yield coded
        raise KeyboardInterrupt

    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        write_json(articles(), out)  # type: ignore[arg-type]
    assert len(json.loads(out.getvalue())) == 1


def test_records_below_the_least_confidence_are_left_out(coded: CodedArticle) -> None:
    kept = confident(coded, 0.65)
    assert [event.id for event in kept.events] == ["e1"]
    assert (len(kept.quotations), len(kept.allegations), len(kept.agreements)) == (1, 1, 0)
    assert kept.text == coded.text and confident(coded, 0) is coded


def test_an_article_is_named_by_the_hash_of_its_text() -> None:
    assert Article.of("same").id == Article.of("same").id != Article.of("other").id

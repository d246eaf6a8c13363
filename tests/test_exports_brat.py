"""brat standoff."""

from __future__ import annotations

import re
from pathlib import Path

from dragoman.exports.brat import annotation_conf, standoff, visual_conf, write_brat
from dragoman.plover.ontology import event_types
from dragoman.records import CodedArticle, Event, Party, Quotation, Span


def textbounds(ann: str) -> dict[str, tuple[str, list[tuple[int, int]], str]]:
    found = {}
    for line in ann.splitlines():
        if line.startswith("T"):
            name, middle, text = line.split("\t")
            type_, _, offsets = middle.partition(" ")
            pairs = [tuple(map(int, pair.split())) for pair in offsets.split(";")]
            found[name] = (type_, pairs, text)
    return found  # type: ignore[return-value]


def test_text_and_offsets_agree_as_brat_checks_them(coded: CodedArticle) -> None:
    found = textbounds(standoff(coded))
    assert found
    for type_, pairs, text in found.values():
        assert text == " ".join(coded.text[start:end] for start, end in pairs), type_


def test_an_interrupted_quotation_is_one_annotation_in_two_fragments(coded: CodedArticle) -> None:
    quotations = [pairs for type_, pairs, _ in textbounds(standoff(coded)).values() if type_ == "Quotation"]
    assert [len(pairs) for pairs in quotations] == [2]


def test_events_name_their_trigger_and_number_roles_that_come_again(coded: CodedArticle) -> None:
    ann = standoff(coded)
    names = {text: name for name, (type_, _, text) in textbounds(ann).items() if type_ in ("Party", "SUPPORT")}
    assert re.search(rf"^E\d+\tSUPPORT:{names['signed']} Actor:T\d+ Actor2:{names['Chad']} Place:T\d+$", ann, re.M)
    assert re.search(r"^A\d+\tStatus E\d+ actual$", ann, re.M)


def test_a_span_over_a_line_break_is_cut_into_fragments() -> None:
    text = "one\n\ntwo\tthree"
    quotation = Quotation(id="q", kind="direct", content=(Span.of(text, 0, len(text)),), confidence=1)
    ann = standoff(CodedArticle(id="x", text=text, quotations=(quotation,)))
    assert ann.splitlines()[0] == "T1\tQuotation 0 3;5 14\tone two three"


def test_whatever_is_written_is_declared_in_annotation_conf(coded: CodedArticle) -> None:
    conf = annotation_conf(event_types())
    sections = dict(re.findall(r"^\[(\w+)\]\n(.*?)(?=^\[|\Z)", conf, re.M | re.S))
    entities = set(sections["entities"].split())
    events = {line.split("\t")[0]: line for line in sections["events"].splitlines() if line}
    attributes = {line.split("\t")[0] for line in sections["attributes"].splitlines() if line}
    assert set(event_types()) < set(events)
    for line in standoff(coded).splitlines():
        kind, rest = line.split("\t")[:2]
        if kind[0] == "T":
            assert rest.split(" ")[0] in entities | set(events)
        elif kind[0] == "E":
            (type_, _), *roles = (part.split(":") for part in rest.split(" "))
            assert all(re.sub(r"\d+$", "", role) in events[type_] for role, _ in roles)
        elif kind[0] == "A":
            assert rest.split(" ")[0] in attributes


def test_visual_conf_has_a_colour_for_every_type_of_event() -> None:
    conf = visual_conf({name: kind.quad for name, kind in event_types().items()})
    assert all(f"\n{name}\tbgColor:#" in conf for name in event_types())


def test_a_folder_holds_a_pair_of_files_for_each_article_and_the_settings(coded: CodedArticle, tmp_path: Path) -> None:
    assert write_brat([coded, coded.model_copy(update={"id": "plain"})], tmp_path) == 2
    names = {path.name for path in tmp_path.iterdir()}
    assert {"annotation.conf", "visual.conf", "plain.txt", "plain.ann"} < names
    assert len(names) == 6
    with (tmp_path / "plain.txt").open(encoding="utf-8", newline="") as file:
        assert file.read() == coded.text


def test_a_party_without_a_mention_is_told_in_the_note() -> None:
    text = "They were condemned."
    event = Event(
        id="e",
        type="ACCUSE",
        quad=3,
        score=-3,
        status="actual",
        actors=(Party.of("USA GOV"),),
        recipients=(),
        trigger=Span.of(text, 10, 19),
        sentence=Span.of(text, 0, 20),
        why="condemn",
        confidence=0.5,
    )
    ann = standoff(CodedArticle(id="x", text=text, events=(event,)))
    assert "actors: USA GOV" in ann and "Party" not in ann

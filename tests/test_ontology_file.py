"""A user's own types, modes and words (docs/ontology.md)."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dragoman import Coder, Store
from dragoman.cli.app import app
from dragoman.events import OntologyError, read_ontology
from dragoman.exports.brat import write_brat
from dragoman.plover.ontology import event_types
from dragoman.store.filters import FilterError

OWN = """
types:
  DISINFORM:
    quad: 3
    score: -4.5
    cameo: "11"
    modes: {bots: -5}
  SANCTION:
    modes:
      export-control: {score: -6.5, cameo: "163"}
lexicon:
  - type: DISINFORM
    verbs:
      - {words: "spread [disinformation|falsehood]", to: "about, against", needs: actor}
  - type: SANCTION
    verbs:
      - {words: "restrict [export]", mode: export-control, to: to}
"""
TEXT = "Russia spread disinformation about Estonia. The United States restricted exports to Iran on Tuesday."


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ontology") / "own.yaml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture(scope="module")
def with_own(own: Path) -> Coder:
    return Coder(ontology=own)


def test_words_of_a_new_type_make_events_with_its_quad_score_and_cameo(with_own: Coder) -> None:
    event = next(e for e in with_own.code(TEXT).events if e.type == "DISINFORM")
    assert (event.quad, event.score, event.cameo) == (3, -4.5, "11")
    assert [p.country for p in event.actors] == ["RUS"]
    assert [p.country for p in event.recipients] == ["EST"]


def test_a_new_mode_of_a_plover_type_has_its_own_score_and_cameo(with_own: Coder) -> None:
    event = next(e for e in with_own.code(TEXT).events if e.type == "SANCTION")
    assert (event.mode, event.score, event.cameo) == ("export-control", -6.5, "163")
    assert event.quad == event_types()["SANCTION"].quad


def test_without_the_file_nothing_of_it_is_known(coder: Coder, with_own: Coder) -> None:
    assert "DISINFORM" not in {e.type for e in coder.code(TEXT).events}
    assert "DISINFORM" not in event_types()


def test_words_of_ours_still_make_events(with_own: Coder) -> None:
    assert "REJECT" in {e.type for e in with_own.code("Iran rejected talks with the United States.").events}


def test_the_record_says_which_file_was_used(with_own: Coder) -> None:
    assert with_own.code(TEXT).coder["ontology"].startswith("own.yaml ")


def test_stored_events_of_an_own_type_are_found_and_unknown_types_are_refused(with_own: Coder, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([with_own.code(TEXT)])
        assert [row["type"] for row in store.events(type="disinform").rows()] == ["DISINFORM"]
        assert len(list(store.events(mode="export-control").rows())) == 1
        with pytest.raises(FilterError, match="'DISINFORMS'"):
            store.events(type="DISINFORMS")


def test_brat_declares_the_own_type(with_own: Coder, tmp_path: Path) -> None:
    write_brat([with_own.code(TEXT)], tmp_path)
    assert "\nDISINFORM\tActor*" in (tmp_path / "annotation.conf").read_text()
    assert "\nDISINFORM\tbgColor:#" in (tmp_path / "visual.conf").read_text()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("types: {SPY: {quad: 9}}", "types.SPY.quad is 9"),
        ("types: {SPY: {quad: 4}}", "types.SPY: a new type needs score, cameo"),
        ("types: {SPY: {quad: 4, score: -99, cameo: '18'}}", "types.SPY.score is -99"),
        ("types: {SPY: {quad: 4, score: -9, cameo: '99'}}", "types.SPY.cameo is '99'"),
        ("lexicon: [{type: SPY, verbs: [{words: spy}]}]", "type 'SPY' is none of"),
        ("lexicon: [{type: AID, verbs: [{words: feed, mode: soup}]}]", "mode 'soup' of 'feed'"),
        ("lexicon: [{type: AID, verbs: [{word: feed}]}]", "lexicon.0.verbs.0"),
        ("- no mapping", "the file is"),
        ("types: [", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_value(text: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(OntologyError) as error:
        read_ontology(path)
    assert named in str(error.value)
    assert str(path) in str(error.value)


def test_the_command_line_refuses_a_wrong_file_before_it_codes(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("types: {SPY: {quad: 9}}", "utf-8")
    result = CliRunner().invoke(app, ["code", "-", "--ontology", str(path)], input="Iran rejected talks.")
    assert result.exit_code == 2
    assert "types.SPY.quad is 9" in " ".join(result.output.replace("│", " ").split())

"""CSV tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dragoman.exports.csv_tables import TABLES, cell, write_csv
from dragoman.records import CodedArticle


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_there_with_its_columns_even_without_articles(tmp_path: Path) -> None:
    assert write_csv([], tmp_path) == 0
    for name, columns in TABLES.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == columns


def test_rows_join_by_article_and_event(coded: CodedArticle, tmp_path: Path) -> None:
    other = coded.model_copy(update={"id": "other"})
    assert write_csv([coded, other], tmp_path) == 2
    assert [row["article"] for row in read(tmp_path, "articles")] == [coded.id, "other"]
    events = read(tmp_path, "events")
    assert [(row["article"], row["type"], row["actors"]) for row in events[:2]] == [
        (coded.id, "ACCUSE", "NOR GOV"),
        (coded.id, "SUPPORT", "IRN GOV;TCD GOV"),
    ]
    parties = [row for row in read(tmp_path, "parties") if row["event"] == "e1" and row["article"] == "other"]
    assert [(row["side"], row["code"], row["mention"]) for row in parties] == [
        ("actor", "NOR GOV", "Norway"),
        ("recipient", "IRN GOV", "Iran"),
    ]


def test_offsets_lead_back_into_the_text_of_the_articles_table(coded: CodedArticle, tmp_path: Path) -> None:
    write_csv([coded], tmp_path)
    text = read(tmp_path, "articles")[0]["text"]
    assert text == coded.text
    quotation = read(tmp_path, "quotations")[0]
    pieces = [
        text[int(start) : int(end)] for start, end in (at.split(":") for at in quotation["content_at"].split(";"))
    ]
    assert pieces == ["We will not accept this,", "It must stop,"]
    assert quotation["content"] == "We will not accept this, […] It must stop,"
    event = read(tmp_path, "events")[1]
    assert (event["place"], event["place_country"], event["geonameid"]) == ("Paris", "FRA", "2988507")
    assert float(event["score"]) == 5.0


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("value", ["plain", " = spaced", "", None, -2.0, 3])
def test_other_cells_stay_as_they_are(value: object) -> None:
    assert cell(value) == value


def test_every_column_is_described_in_the_docs() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "formats.md").read_text("utf-8")
    missing = {f"{name}.csv" for name in TABLES if f"`{name}.csv`" not in page}
    missing |= {column for columns in TABLES.values() for column in columns if f"`{column}`" not in page}
    assert missing == set()

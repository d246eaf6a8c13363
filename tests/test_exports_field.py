"""The formats of the field, each read with what its users read it with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import pytest
from making import made
from typer.testing import CliRunner

from dragoman import CodedArticle, Store
from dragoman.cli.app import app
from dragoman.exports.acled import COLUMNS as ACLED
from dragoman.exports.acled import write_acled
from dragoman.exports.gdelt import EVENTS, MENTIONS, write_gdelt
from dragoman.exports.geojson import write_geojson
from dragoman.exports.icews import COLUMNS as ICEWS
from dragoman.exports.icews import write_icews
from dragoman.exports.ngec import write_ngec
from dragoman.exports.parquet import write_parquet
from dragoman.exports.plover import write_plover
from dragoman.exports.polecat import COLUMNS as POLECAT
from dragoman.exports.polecat import write_polecat
from dragoman.exports.stix import write_stix
from dragoman.exports.webannotation import CONTEXT, write_webannotation
from dragoman.reading import BadInput, read

# Column lists as the publishers of the data give them.
POLECAT_PUBLISHED = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|"
    "Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|"
    "Recipient Country|Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|"
    "Wikipedia Recipient ID|Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|"
    "Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version"
).split("|")
GDELT_PUBLISHED = (
    "GlobalEventID Day MonthYear Year FractionDate Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode "
    "Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code "
    "Actor2Code Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code "
    "Actor2Religion2Code Actor2Type1Code Actor2Type2Code Actor2Type3Code IsRootEvent EventCode EventBaseCode "
    "EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles AvgTone Actor1Geo_Type "
    "Actor1Geo_FullName Actor1Geo_CountryCode Actor1Geo_ADM1Code Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long "
    "Actor1Geo_FeatureID Actor2Geo_Type Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code "
    "Actor2Geo_ADM2Code Actor2Geo_Lat Actor2Geo_Long Actor2Geo_FeatureID ActionGeo_Type ActionGeo_FullName "
    "ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID "
    "DATEADDED SOURCEURL"
).split()


def written(write: Callable[[Iterable[CodedArticle], TextIO], int], *articles: CodedArticle) -> str:
    out = io.StringIO()
    assert write(articles, out) == len(articles)
    return out.getvalue()


def frame(text: str, **options: Any) -> Any:
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(io.StringIO(text), sep="\t", quoting=csv.QUOTE_NONE, **options)


def test_polecat_is_read_by_its_columns(coded: CodedArticle) -> None:
    assert list(POLECAT) == POLECAT_PUBLISHED and len(POLECAT) == 40
    undated = made("u", date=None, status="negated")
    rows = frame(written(write_polecat, coded, made("b\tc"), undated), na_values=["None"], keep_default_na=False)
    assert list(rows.columns) == POLECAT_PUBLISHED
    assert list(rows["Event Type"]) == ["ACCUSE", "SUPPORT", "ACCUSE"]
    first, met = rows.iloc[0], rows.iloc[1]
    assert (first["Event Date"], first["Intensity"], first["Quad Code"]) == ("2025-03-03", -2.0, "VERBAL CONFLICT")
    assert (first["Actor Country"], first["Primary Recipient Sector"]) == ("NOR", "GOV")
    assert first["Contexts"] == "diplomatic;legal" and first["Actor Name Raw"] == "Norway"
    assert (met["Actor Country"], met["Recipient Country"], met["Placename"]) == ("IRN", "TCD", "Paris")
    assert met[["Event Date", "Event Mode"]].isna().all() and met["Latitude"] == 48.85


def test_gdelt_is_read_by_its_columns(coded: CodedArticle, tmp_path: Path) -> None:
    assert list(EVENTS) == GDELT_PUBLISHED and len(MENTIONS) == 16
    assert write_gdelt([coded, made("b", actor="IGO UN"), made("c", published=None, date=None)], tmp_path) == 3
    events = frame((tmp_path / "events.export.CSV").read_text("utf-8"), names=GDELT_PUBLISHED, header=None)
    mentions = frame((tmp_path / "events.mentions.CSV").read_text("utf-8"), names=list(MENTIONS), header=None)
    assert len(events) == 3 and len(mentions) == 5
    assert list(events["Day"]) == [20250303, 20250304, 20250303] and list(events["QuadClass"]) == [3, 1, 3]
    assert list(events["Actor1Code"]) == ["NORGOV", "IRNGOV", "UNO"]
    assert events["GlobalEventID"].is_unique and set(mentions["GlobalEventID"]) == set(events["GlobalEventID"])
    assert events["SOURCEURL"][0] == "https://dispatch.example/1"
    offset = mentions["ActionCharOffset"][0]
    assert coded.text[offset : offset + 10] == "criticized"


def test_icews_is_read_by_its_columns(coded: CodedArticle) -> None:
    rows = frame(written(write_icews, coded))
    assert list(rows.columns) == list(ICEWS) and len(ICEWS) == 20
    assert list(rows["Source Country"]) == ["Norway", "Iran"] and list(rows["Target Country"]) == ["Iran", "Chad"]
    assert not rows.duplicated(["Event ID", "Event Date"]).any()


def test_acled_has_conflict_only_and_every_column(coded: CodedArticle) -> None:
    strike = made("s", type="ASSAULT", actor="NOR MIL", recipient="IRN CVL")
    text = written(write_acled, coded, strike)
    (row,) = csv.DictReader(io.StringIO(text))
    assert list(row) == list(ACLED) and len(ACLED) == 31
    assert (row["event_type"], row["inter1"], row["inter2"]) == ("Battles", "State Forces", "Civilians")
    assert (row["country"], row["iso"], row["location"], row["year"]) == ("Norway", "578", "Oslo", "2025")
    assert row["civilian_targeting"] == "Civilian targeting" and row["fatalities"] == ""


def test_plover_has_the_fields_of_the_manual(coded: CodedArticle) -> None:
    rows = [json.loads(line) for line in written(write_plover, coded, made("n", status="negated")).splitlines()]
    assert [row["event"] for row in rows] == [["ACCUSE"], ["SUPPORT"], ["ACCUSE"]]
    assert rows[0]["actor"] == [{"code": "NOR", "sector": "GOV", "entity_text": "Norway", "identifier_text": "Norway"}]
    assert rows[1]["recipient"] == [] and rows[1]["event_loc"]["geonameid"] == 2988507
    assert rows[2]["status"] == "negated" and "negated" in rows[2]["context"]
    info = rows[0]["text_info"]
    assert coded.text[info["start"] : info["end"]] == rows[0]["text"]


def test_ngec_goes_out_and_comes_in(coded: CodedArticle, tmp_path: Path) -> None:
    path = tmp_path / "ngec.jsonl"
    path.write_text(written(write_ngec, coded), "utf-8")
    row = json.loads(path.read_text("utf-8").splitlines()[0])
    assert {"id", "date", "event_text", "attributes", "event_geolocation", "date_resolved"} <= set(row)
    actor = row["attributes"]["ACTOR"][0]
    assert row["event_text"][actor["qa_start_char"] : actor["qa_end_char"]] == actor["text"] == "Norway"
    for article in read([str(path)]):
        assert not isinstance(article, BadInput), article
        assert (article.text, article.id, article.published) == (coded.text, coded.id, "2025-03-04")
        assert (article.title, article.outlet) == (coded.title, coded.outlet)


OA = "http://www.w3.org/ns/oa#"
# The terms of http://www.w3.org/ns/anno.jsonld that are used, since a test fetches nothing.
TERMS: dict[str, Any] = {
    "@vocab": OA,
    "id": "@id",
    "type": "@type",
    "oa": OA,
    "as": "http://www.w3.org/ns/activitystreams#",
    "body": {"@id": "oa:hasBody"},
    "target": {"@id": "oa:hasTarget"},
    "selector": {"@id": "oa:hasSelector"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "AnnotationPage": "as:OrderedCollectionPage",
    "items": {"@id": "as:items", "@container": "@list"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
}


def test_web_annotations_are_json_ld_and_find_their_words_in_two_ways(coded: CodedArticle) -> None:
    text = written(write_webannotation, coded, made("b"))
    jsonld = pytest.importorskip("pyld").jsonld
    asked = []

    def loader(url: str, _: Any) -> dict[str, Any]:
        asked.append(url)
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}

    (page,) = jsonld.expand(json.loads(text), {"documentLoader": loader})
    assert asked == [CONTEXT]
    (items,) = page["http://www.w3.org/ns/activitystreams#items"]
    assert len(items["@list"]) == 5 + 4
    for item in json.loads(text)["items"][:5]:
        for target in item["target"]:
            quote, position = target["selector"]
            assert coded.text[position["start"] : position["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in coded.text
    expanded = items["@list"][0][f"{OA}hasTarget"][0]
    assert expanded[f"{OA}hasSource"] == [{"@id": "https://dispatch.example/1"}]


def test_stix_reports_are_valid(coded: CodedArticle) -> None:
    text = written(write_stix, coded, made("b"), made("c", published=None))
    stix2 = pytest.importorskip("stix2")
    bundle = stix2.parse(text, allow_custom=False)
    reports = [thing for thing in bundle.objects if thing.type == "report"]
    assert [report.name for report in reports] == [coded.title, made("b").title]
    ids = {thing.id for thing in bundle.objects}
    assert len(ids) == len(bundle.objects)
    assert all(reference in ids for report in reports for reference in report.object_refs)
    links = [thing for thing in bundle.objects if thing.type == "relationship"]
    assert links[0].confidence == 80 and links[0].description.startswith("ACCUSE disapprove (actual): ")


def test_geojson_has_a_point_for_every_event_with_coordinates(coded: CodedArticle) -> None:
    features = json.loads(written(write_geojson, coded))["features"]
    assert [feature["id"] for feature in features] == ["e2"]
    shapely = pytest.importorskip("shapely.geometry")
    point = shapely.shape(features[0]["geometry"])
    assert (point.x, point.y) == (2.35, 48.85)
    assert features[0]["properties"]["actors"] == "IRN GOV;TCD GOV"


def test_nothing_is_written_of_nothing() -> None:
    assert json.loads(written(write_geojson)) == {"type": "FeatureCollection", "features": []}
    assert json.loads(written(write_stix))["objects"] == []
    assert json.loads(written(write_webannotation))["items"] == []


def test_parquet_has_the_tables_of_the_store(coded: CodedArticle, tmp_path: Path) -> None:
    import pyarrow.parquet

    assert write_parquet([coded, made("b")], tmp_path) == 2
    events = pyarrow.parquet.read_table(tmp_path / "events.parquet").to_pylist()
    assert [row["actors"] for row in events] == [["NOR GOV"], ["IRN GOV", "TCD GOV"], ["NOR GOV"]]
    assert pyarrow.parquet.read_table(tmp_path / "parties.parquet").num_rows == 6
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".parquet"] * 6


def test_what_is_exported_of_a_store_is_without_what_people_rejected(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        store.add([made("a"), made("b", actor="FRA GOV"), made("c", published="2020-01-01")])
        store.decide(made("a").events[0].id, "rejected", by="ada")
    out = tmp_path / "events.geojson"
    command = ["export", "geojson", "--store", str(tmp_path / "store"), "--since", "2025", "--output", str(out)]
    ended = CliRunner().invoke(app, command)
    assert ended.exit_code == 0 and "2 articles written" in ended.output, ended.output
    assert [one["properties"]["article"] for one in json.loads(out.read_text("utf-8"))["features"]] == ["b"]
    ended = CliRunner().invoke(app, ["export", "gdelt", "--store", str(tmp_path / "store")])
    assert ended.exit_code == 2 and "folder" in ended.output

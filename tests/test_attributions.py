"""Attributions in the wide sense and how sure quotations are, by the encoder that ships; records, options, exports."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from dragoman import Article, Coder
from dragoman.cli.app import app
from dragoman.exports.select import confident
from dragoman.exports.table import view
from dragoman.language import encoder as encoder_module
from dragoman.language import heads
from dragoman.language.encoder import MODEL, Encoder, shipped, verified
from dragoman.language.heads import CONTENT, FAINT, WIDE, Reading, _Drawn
from dragoman.quotations import second_reading
from dragoman.quotations.attributions import Alike
from dragoman.records import CodedArticle, spans_in
from tests import tiny_encoder

TEXT = """The government of Moldova believes that the dam was blown up on purpose.
"We will not sign the treaty," Foreign Minister Anna Berg told reporters on Monday.
Analysts fear that the truce will collapse within weeks.
Advertisement
The bridge has four lanes and opened in 1972."""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(attributions=True)


@pytest.fixture(scope="module")
def coded(coder: Coder) -> CodedArticle:
    return coder.code(TEXT, published="2024-06-20")


def named(coded: CodedArticle, words: str) -> tuple[str, str, str]:
    """Source, cue and content of the attribution whose content holds the words."""
    (found,) = [a for a in coded.attributions or () if any(words in span.text for span in a.content)]
    return tuple(" ".join(span.text for span in part) for part in (found.source, found.cue, found.content))  # type: ignore[return-value]


def test_what_is_believed_and_feared_is_attributed_too(coded: CodedArticle) -> None:
    source, cue, content = named(coded, "dam")
    assert "government of Moldova" in source and cue == "believes" and content == "that the dam was blown up on purpose"
    source, cue, content = named(coded, "collapse")
    assert (source, cue, content) == ("Analysts", "fear", "that the truce will collapse within weeks")
    assert "four lanes" not in json.dumps((coded.to_dict())["attributions"])


def test_spans_lie_in_the_text_and_noise_has_none(coded: CodedArticle) -> None:
    spans = list(spans_in(coded.attributions))
    assert len(spans) >= 8
    assert all(TEXT[span.start : span.end] == span.text for span in spans)
    assert not any("Advertisement" in span.text for span in spans)


def test_an_attribution_says_which_quotation_it_is(coded: CodedArticle) -> None:
    (quotation,) = [q for q in coded.quotations if q.kind == "direct"]
    same = [a for a in coded.attributions or () if a.quotation == quotation.id]
    assert len(same) == 1 and "sign the treaty" in same[0].content[0].text
    assert len({a.id for a in coded.attributions or ()}) == len(coded.attributions or ())


def test_without_being_asked_for_there_are_none_and_quotations_are_the_same(coded: CodedArticle) -> None:
    plain = Coder().code(TEXT, published="2024-06-20")
    assert plain.attributions is None and "encoder" not in plain.coder and coded.coder["encoder"]
    unsure = [[q.model_copy(update={"confidence": 0}) for q in article.quotations] for article in (plain, coded)]
    assert unsure[0] == unsure[1] and plain.events == coded.events


def test_a_quotation_that_both_read_is_surer_than_one_that_the_rules_alone_read(coded: CodedArticle) -> None:
    values = {"bias": 1.0, "rule": 0.4, "direct": 1.0}
    agreed = {"anchor": 5.0, "tagged": 5.0, "member": 5.0, "agreement": 1.0, "same": 1.0, "source": 1.0}
    alone = {"anchor": -5.0, "tagged": -5.0, "member": -5.0, "no speaker": 1.0}
    assert second_reading.confidence(values | agreed) > 0.9 > 0.6 > second_reading.confidence(values | alone)
    (quotation,) = [q for q in coded.quotations if q.kind == "direct"]
    assert quotation.confidence > 0.9


def test_an_empty_article_has_no_attribution(coder: Coder) -> None:
    assert coder.code(" \n").attributions == ()


def test_the_least_confidence_holds_for_attributions(coded: CodedArticle) -> None:
    assert confident(coded, 1.0).attributions == ()
    plain = coded.model_copy(update={"attributions": None})
    assert confident(plain, 0.5).attributions is None


def test_the_terminal_shows_what_is_no_quotation(coded: CodedArticle) -> None:
    console = Console(width=100, record=True, file=None, no_color=True)
    with console.capture() as capture:
        console.print(view(coded, 100))
    shown = capture.get().partition("Attributions that are no quotations")[2]
    assert "Analysts" in shown and "believes" in shown and "sign the treaty" not in shown


def test_the_command_line_writes_them_where_asked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    runner = CliRunner()
    asked = runner.invoke(app, ["code", str(tmp_path / "a.txt"), "--attributions", "--format", "jsonl", "--quiet"])
    assert asked.exit_code == 0
    article = json.loads(asked.stdout)
    assert any("truce" in a["content"][0]["text"] for a in article["attributions"])
    plain = runner.invoke(app, ["code", str(tmp_path / "a.txt"), "--format", "jsonl", "--quiet"])
    assert json.loads(plain.stdout)["attributions"] is None


def test_altered_files_are_named_before_anything_is_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_encoder.write(tmp_path / "models")
    (folder / MODEL).write_bytes(b"!")
    monkeypatch.setattr(encoder_module, "shipped", lambda: folder)
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    ended = CliRunner().invoke(app, ["code", str(tmp_path / "a.txt"), "--attributions", "--format", "jsonl"])
    assert ended.exit_code == 2 and "--attributions: model file" in ended.output and ended.stdout == ""


def test_a_store_keeps_them(tmp_path: Path, coded: CodedArticle) -> None:
    from dragoman.store import Store

    with Store(tmp_path / "store") as store:
        store.add([coded, Coder().code(Article.of("Iran condemned Chad.", id="other"))])
        kept = {article.id: article for article in store.coded([coded.id, "other"])}
    assert kept[coded.id].attributions == coded.attributions and kept["other"].attributions is None


def test_the_model_that_ships_is_small_and_whole() -> None:
    assert sum(path.stat().st_size for path in shipped().iterdir()) < 30_000_000
    verified(shipped())
    one, two = (Encoder(threads=n).read_text(TEXT, tiny_encoder.tokens(TEXT)).attributions(WIDE) for n in (1, 2))
    assert one == two


def said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, chances: dict[int, float], content: dict[int, range], tagged: range
) -> list[int]:
    """The anchors that count, by piece, of a reading with these anchors, their contents, and these tags of content."""
    reading = Encoder(folder).read_text("one two three four five six seven eight nine ten", [])
    count = len(reading._pieces)
    odds = np.full((count, 2), -20.0, dtype=np.float32)
    for piece, chance in chances.items():
        odds[piece, WIDE] = np.log(chance / (1 - chance))
    drawn = []
    for anchor in chances:
        pieces = np.zeros((count, 3), dtype=bool)
        pieces[list(content[anchor]), CONTENT] = True
        drawn.append(_Drawn(anchor, 0, pieces))
    monkeypatch.setattr(heads, "LONE", count + 1)
    monkeypatch.setattr(Reading, "_flat", {"anchors": odds})
    monkeypatch.setattr(Reading, "_role_odds", np.array([[0, 0, 1 if p in tagged else -1] for p in range(count)]))
    monkeypatch.setattr(Reading, "_drawn", lambda _, anchors: [d for d in drawn if d.anchor in anchors])
    places = {reading._pieces.starts[piece]: piece for piece in chances}
    return [places[found.anchor] for found in reading.attributions(WIDE)]


@pytest.mark.parametrize(
    ("chance", "content", "tagged", "counts"),
    [
        (2 * FAINT, range(5, 9), range(10), True),
        (2 * FAINT, range(1, 5), range(10), False),  # most of it is another's content
        (2 * FAINT, range(5, 9), range(4), False),  # it is not tagged as a content
        (FAINT / 2, range(5, 9), range(10), False),  # not even faint
    ],
)
def test_a_faint_anchor_counts_where_its_content_is_nobody_s_yet(
    chance: float, content: range, tagged: range, counts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_encoder.write(tmp_path)
    found = said(folder, monkeypatch, {0: 0.9, 9: chance}, {0: range(1, 4), 9: content}, tagged)
    assert found == ([0, 9] if counts else [0])


@pytest.mark.parametrize(
    ("tagged", "anchors", "found"),
    [
        (range(2, 7), [], ["three four five six seven"]),
        (range(2, 4), [], []),  # too short to be sure of
        (range(1, 8), [0], ["five six seven eight"]),  # what the anchor has is its own
    ],
)
def test_what_is_clearly_content_and_nobody_s_is_attributed_to_nobody(
    tagged: range, anchors: list[int], found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "one two three four five six seven eight nine ten"
    reading = Encoder(tiny_encoder.write(tmp_path)).read_text(text, [])
    words = [next(i for i, at in enumerate(reading._pieces.starts) if at == text.index(w)) for w in text.split()]
    monkeypatch.setattr(heads, "LONE", words[8] - words[4])
    count = len(reading._pieces)
    clear = {p for n in tagged for p in range(words[n], words[n + 1])}
    odds = np.array([[0, 0, 2 if p in clear else -2] for p in range(count)])
    chances = np.array([[3.0 if p in anchors else -20.0, -20.0] for p in range(count)], dtype=np.float32)
    pieces = np.zeros((count, 3), dtype=bool)
    pieces[words[1] : words[4], CONTENT] = True
    monkeypatch.setattr(Reading, "_flat", {"anchors": chances})
    monkeypatch.setattr(Reading, "_role_odds", odds)
    monkeypatch.setattr(Reading, "_drawn", lambda _, anchors: [_Drawn(a, 0, pieces) for a in anchors])
    lone = [a for a in reading.attributions(WIDE) if not a.cue and not a.source and a.anchor != 0]
    assert [text[a.content[0][0] : a.content[0][1]] for a in lone] == found
    assert all(a.confidence < 0.01 for a in lone)
    assert [a.anchor for a in reading.attributions(WIDE, 0.5)] == anchors


def test_the_set_that_shares_most_is_found_without_asking_all() -> None:
    alike = Alike([{1, 2, 3}, {3, 4}, set(), {9}])
    assert alike.best({3, 4}) == (1, 1.0)
    assert alike.best({1, 2, 3, 4}) == (0, pytest.approx(6 / 7))
    assert alike.best({7}) == (0, 0.0) and alike.best(set()) == (0, 0.0)
    assert Alike([]).best({1}) == (0, 0.0)


def test_a_very_long_article_is_read_in_time_by_its_length(coder: Coder) -> None:
    saying = "“We will not sign,” Foreign Minister Anna Berg said. Analysts fear that the truce will collapse.\n"
    coded = coder.code("".join(f"{saying}Point {n} was made.\n" for n in range(300)))
    known = {a.quotation for a in coded.attributions or ()} & {q.id for q in coded.quotations}
    assert len(coded.attributions or ()) > 500 and len(known) > 250

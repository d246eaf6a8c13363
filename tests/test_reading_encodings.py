"""Texts are read strictly, pages as browsers read them."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from dragoman.reading import BadInput, read
from dragoman.reading.decode import decode_page
from dragoman.records import Article

REPORT = "The minister said “no” to the offer of the café owners, and that this was the end of it."
PAGE = (
    "<html><head>{meta}<title>Café row</title></head><body><article><p>{text}</p><p>{text}</p></article></body></html>"
)


def only(path: Path) -> Article | BadInput:
    (found,) = read([path])
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_in_unicode_is_read_by_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode(encoding))
    found = only(path)
    assert isinstance(found, Article)
    assert found.text == REPORT


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman"])
def test_a_text_in_another_encoding_is_refused_with_place_and_way_out(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"A first line.\n" + REPORT.encode(encoding))
    found = only(path)
    assert isinstance(found, BadInput)
    assert found.line == 2
    assert "not UTF-8: byte 0x" in found.reason
    assert f"at offset {14 + REPORT.index('“')}" in found.reason
    assert "iconv" in found.reason


def test_a_text_cut_in_the_middle_of_a_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("the end of the café".encode()[:-1])
    assert isinstance(only(path), BadInput)
    path.write_bytes("the end of the café".encode("utf-16")[:-1])
    found = only(path)
    assert isinstance(found, BadInput)
    assert found.reason.startswith("broken UTF-16")


def test_a_line_of_json_that_is_not_utf8_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": REPORT}, ensure_ascii=False)
    path.write_bytes(good.encode() + b"\n" + good.encode("cp1252") + b"\n" + good.encode())
    found = list(read([path]))
    assert [type(item) for item in found] == [Article, BadInput, Article]
    assert "not UTF-8: byte 0x93" in str(found[1])


def test_lines_of_json_in_utf16_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes((json.dumps({"text": REPORT}) + "\n").encode("utf-16"))
    assert "UTF-16" in str(only(path))


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (PAGE.format(meta='<meta charset="windows-1252">', text=REPORT).encode("cp1252"), None),
        (PAGE.format(meta='<meta charset="iso-8859-1">', text=REPORT).encode("cp1252"), None),
        (
            PAGE.format(
                meta='<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', text=REPORT
            ).encode("cp1252"),
            None,
        ),
        (PAGE.format(meta="", text=REPORT).encode("cp1252"), "iso-8859-1"),
        (PAGE.format(meta='<meta charset="windows-1252">', text=REPORT).encode(), "windows-1252"),
        (codecs.BOM_UTF8 + PAGE.format(meta="", text=REPORT).encode(), "iso-8859-1"),
        (PAGE.format(meta="", text=REPORT).encode("utf-16"), None),
    ],
)
def test_a_page_is_read_in_the_charset_that_it_really_has(data: bytes, charset: str | None) -> None:
    assert REPORT in decode_page(data, charset)


def test_the_charset_of_a_page_that_names_none_is_guessed() -> None:
    data = PAGE.format(meta="", text="“Ça suffit”, a dit le ministre à la télévision. " * 20).encode("cp1252")
    assert "télévision" in decode_page(data)


def test_a_bad_byte_of_a_page_is_replaced_as_in_browsers() -> None:
    data = PAGE.format(meta='<meta charset="utf-8">', text="The end").encode().replace(b"end", b"e\xffd")
    assert "The e\N{REPLACEMENT CHARACTER}d" in decode_page(data)

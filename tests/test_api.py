"""The Python API: `Coder`, streams, spans that hold on any text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import Article, CodedArticle, Coder
from dragoman.exports.jsonl import json_line
from dragoman.version import __version__

STORY = (
    "MINSK (Reuters) - Belarus signed a defense pact with Iran on Wednesday, the president's office said.\n"
    "\n"
    "“We threaten nobody,” the Belarusian president told reporters. “But we are ready.”\n"
    "Advertisement\n"
    "Ukraine accused Belarus of violating the U.N. Charter. The United States expressed deep concern over Russia's "
    "transfer of missiles, a State Department spokesperson said in an emailed statement.\n"
    "Read also | Five things to know\n"
    'Poland\'s foreign minister "rejected" the pact and urged Minsk to withdraw its troops. China did not comment.'
)


def faults(coded: CodedArticle) -> list[str]:
    """What is wrong with the spans and confidences of an article."""
    return [
        f"[{span.start}, {span.end}) is {coded.text[span.start : span.end]!r}, not {span.text!r}"
        for span in coded.spans()
        if not span.text or coded.text[span.start : span.end] != span.text
    ]


def test_a_text_and_a_date_are_enough(coder: Coder) -> None:
    coded = coder.code(STORY, published="2024-06-20")
    assert coded.published == "2024-06-20"
    assert coded.text == STORY
    assert coded.coder["version"] == __version__
    assert "SUPPORT" in {event.type for event in coded.events}


def test_metadata_of_an_article_is_kept(coder: Coder) -> None:
    article = Article.of(
        STORY, id="x1", title="A pact", published="2024-06-20", outlet="The Post", url="https://post.example/1"
    )
    coded = coder.code(article)
    assert (coded.id, coded.title, coded.outlet, coded.url) == ("x1", "A pact", "The Post", "https://post.example/1")


def test_a_stream_keeps_order_and_is_read_as_it_is_coded(coder: Coder) -> None:
    taken = []

    def articles() -> Iterator[Article]:
        for number in range(100):
            taken.append(number)
            yield Article.of(f"France condemned attack number {number}.", id=str(number))

    coded = coder.code_all(articles())
    assert taken == []
    for number in range(100):
        assert next(coded).id == str(number)
        assert len(taken) == number + 1, "it took articles long before they were asked for"
    assert next(coded, None) is None


def test_coding_twice_gives_the_same_records(coder: Coder) -> None:
    assert coder.code(STORY, published="2024-06-20") == coder.code(STORY, published="2024-06-20")


def test_record_ids_differ_within_an_article(coder: Coder) -> None:
    coded = coder.code(STORY)
    ids = [record.id for record in (*coded.events, *coded.quotations, *coded.allegations, *coded.agreements)]
    assert ids and len(ids) == len(set(ids))


def test_to_dict_is_plain_and_comes_back(coder: Coder) -> None:
    coded = coder.code(STORY, published="2024-06-20", title="A pact")
    assert CodedArticle.model_validate(json.loads(json.dumps(coded.to_dict()))) == coded


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        ".",
        "“",
        '"',
        "\ufeff",
        "🕊" * 50,
        "קרא עוד: איראן חתמה על הסכם",
        "Advertisement\nAdvertisement\n",
        "MOSCOW (Reuters) -",
        "Iran" * 2000,
        '"' * 500,
        "said " * 1000,
        "(" * 300,
        "a\u0301\u200d\u202e b\x00c \x1b[31m Iran attacked Iraq.",
        "Iran attacked Iraq.\u2028Iraq condemned Iran.\x85“No,” it said.",
        "Iran\tsaid\r\n\r\n“We\rwill attack Iraq,”\r said Iran.",
    ],
    ids=lambda text: re.sub(r"[^ -~]", "?", text[:20]) or "empty",
)
def test_any_text_is_coded_and_its_spans_hold(text: str, coder: Coder) -> None:
    assert faults(coder.code(text, published="2024-06-20")) == []


WORDS = st.sampled_from(
    "Iran Iran's Ukraine Washington Moscow the The a president minister he she they said told accused of attack "
    "attacked signed treaty pact met in on Monday yesterday 2024 U.N. Charter violating will would not if that who, "
    "according to spokesperson statement “ ” \" ' ’ ‘ « » — - | ( ) [ ] , . ! ? : ; … \n \n\n \t \r\n \u00a0 \u200b "
    "Advertisement Read also 🕊 é \u0301 שלום ЗАО Reuters (Reuters) MOSCOW --".split(" ")
)
GENERATED = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", " ", " ", "\n"])), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """The story after some harm: pieces cut out, doubled, moved, odd characters put in, line breaks lost."""
    text = STORY
    for _ in range(draw(st.integers(1, 5))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        odd = draw(st.text(max_size=5))
        text = draw(
            st.sampled_from(
                [
                    text[:start] + text[end:],
                    text[:end] + text[start:],
                    text[start:] + text[:start],
                    text[:start] + odd + text[start:],
                    text.replace("\n", " "),
                    text[:start].upper() + text[start:],
                    text[:start] + text[start:].replace("”", "", 1),
                ]
            )
        )
    return text[:3000]


@given(st.one_of(GENERATED, st.text(max_size=200)), st.sampled_from([None, "2024-06-20"]))
def test_every_span_is_the_text_on_generated_texts(coder: Coder, text: str, published: str | None) -> None:
    coded = coder.code(text, published=published)
    assert coded.text == text
    assert faults(coded) == []


@given(mangled())
@settings(max_examples=40)
def test_every_span_is_the_text_on_mangled_stories(coder: Coder, text: str) -> None:
    coded = coder.code(text, title="Belarus signs a pact", published="2024-06-20")
    assert faults(coded) == []
    assert json_line(coded).splitlines() == [json_line(coded)]
    assert all(0 <= record.confidence <= 1 for record in (*coded.events, *coded.quotations))

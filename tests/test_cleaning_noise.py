"""Which lines are noise: by their words, by their place, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from noise_lines import NOISE, REPORT, REPORTED

from dragoman.cleaning import clean

PAGES = Path(__file__).parent / "fixtures" / "pages"


def noise(*lines: str, title: str | None = None, between: str = "\n\n") -> list[str]:
    """The noise lines of a text of these lines."""
    text = between.join(lines)
    found = clean(text, title).noise
    assert all(text[span.start : span.end] == span.text for span in found)
    assert list(found) == sorted(found, key=lambda span: span.start)
    return [span.text for span in found]


@pytest.mark.parametrize("line", NOISE)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_line_that_is_noise_by_its_words_is_taken_and_nothing_else(line: str, between: str) -> None:
    assert noise(*REPORT[:2], line, *REPORT[2:], between=between) == [line]


@pytest.mark.parametrize("line", REPORTED)
def test_a_line_of_the_report_is_not_taken(line: str) -> None:
    assert noise(*REPORT[:2], line, *REPORT[2:]) == []


def test_spans_are_whole_lines_without_the_blanks_around_them() -> None:
    text = f"{REPORT[0]}\n  Advertisement \t\r\n{REPORT[1]}"
    (span,) = clean(text).noise
    assert (span.text, text[span.start - 3 : span.end + 2]) == ("Advertisement", "\n  Advertisement \t")


def test_a_text_of_one_line_has_no_noise() -> None:
    assert noise(" ".join(["Advertisement", *REPORT, "The Associated Press contributed to this report."])) == []


@pytest.mark.parametrize("text", ["Advertisement", "By Jonas Weil", "Read more", "Advertisement\nShare\nTweet"])
def test_a_text_that_is_only_noise_is_noise(text: str) -> None:
    assert noise(text) == text.split("\n") or noise(*text.split("\n")) == text.split("\n")


def test_a_page_of_captions_is_a_report_in_captions() -> None:
    captions = [
        f"The minister meets delegation {n} at the summit by the lake. (AP Photo/Jonas Weil)" for n in range(20)
    ]
    assert noise(*captions) == []


def test_the_example_page_loses_its_furniture_and_keeps_its_report() -> None:
    from dragoman.reading import read
    from dragoman.records import Article

    (article,) = read([PAGES / "rewrite_site.html"])
    assert isinstance(article, Article)
    found = [span.text for span in clean(article.text, article.title).noise]
    assert found == [
        "Velmark protests after Ostrava pact is signed at lake summit",
        "The foreign ministry of Velmark has voiced deep concern over a pact that Ostrava and Tarn signed at a lake"
        " summit",
        "June 20, 2024 07:40 AM",
        "Advertisement",
        "Read also | Why the lake summit was moved twice in a month",
        "Advertisement",
        "Read also | Ostrava and Tarn: a history of broken promises",
        "Jonas Weil in Tarn contributed to this report.",
    ]


@pytest.mark.parametrize(
    "headline",
    [
        "Velmark protests after Ostrava pact is signed at lake summit",
        "VELMARK PROTESTS AFTER OSTRAVA PACT IS SIGNED AT LAKE SUMMIT",
        "Velmark protests after Ostrava pact is signed",
        "Velmark protests as Ostrava pact is signed at summit, calls envoy home",
    ],
)
def test_the_headline_is_noise_also_in_a_shorter_or_longer_form(headline: str) -> None:
    title = "Velmark protests after Ostrava pact is signed at lake summit | Harbour Courier"
    assert noise(headline, *REPORT, title=title) == [headline]


def test_a_first_paragraph_that_tells_what_the_title_tells_is_the_report() -> None:
    title = "Velmark concerned by pact that Ostrava and Tarn signed at lake summit"
    lead = "Velmark said on Wednesday that it was concerned by a pact that Ostrava and Tarn signed at a lake summit."
    assert noise(lead, *REPORT, title=title) == []


def test_a_standfirst_without_a_full_stop_is_noise() -> None:
    standfirst = "Foreign minister promises an answer after a study of the text of the lake pact"
    assert noise(standfirst, *REPORT) == [standfirst]


def test_key_points_that_the_body_says_again_are_noise() -> None:
    points = [
        "The foreign ministry of Velmark was deeply concerned by the pact.",
        "The pact was signed at a summit on Lake Orla.",
        "Ostrava said that the pact was directed against nobody.",
    ]
    assert noise(*points, *REPORT) == points
    assert noise("Key Points", *points[:2], "By Jonas Weil", *REPORT) == ["Key Points", *points[:2], "By Jonas Weil"]


def test_bylines_labels_and_times_above_the_report_are_noise() -> None:
    top = ["World News", "Jonas Weil", "Harbour Courier staff", "Tue, June 18, 2024 at 10:50 AM UTC", "2 min read"]
    assert noise(*top, *REPORT) == top


def test_links_below_a_head_are_noise_up_to_the_next_paragraph() -> None:
    links = ["Recommended Stories", "Velmark recalls its ambassador", "Tarn shuts its border"]
    assert noise(*REPORT[:2], *links, *REPORT[2:]) == links


def test_links_below_a_head_at_the_end_may_be_sentences() -> None:
    links = ["Useful reading:", "Velmark recalls its ambassador from Tarn.", "Tarn shuts its border for a week."]
    assert noise(*REPORT, *links) == links


def test_paragraphs_after_a_link_are_not_taken_for_its_list() -> None:
    assert noise(*REPORT[:3], "READ MORE: Velmark recalls its ambassador", REPORT[3]) == [
        "READ MORE: Velmark recalls its ambassador"
    ]


def test_headlines_that_stand_together_are_links_and_a_short_one_alone_is_a_heading() -> None:
    links = ["Velmark recalls its ambassador from Tarn", "Tarn shuts its border as talks on fish fail"]
    assert noise(*REPORT[:2], *links, *REPORT[2:]) == links
    assert noise(*REPORT[:2], links[0], *REPORT[2:]) == []


def test_a_list_that_a_sentence_introduces_is_the_report() -> None:
    items = ["The withdrawal of all troops from the island", "The return of the ships to their owners"]
    assert noise(*REPORT[:2], "The pact has two parts:", *items, *REPORT[2:]) == []


def test_links_in_capitals_are_noise_but_not_in_a_text_with_headings_in_capitals() -> None:
    link = "VELMARK RECALLS AMBASSADOR FROM TARN"
    assert noise(*REPORT[:2], link, *REPORT[2:]) == [link]
    assert noise(*REPORT[:2], link, REPORT[2], "DIVIDED LAKE", REPORT[3]) == []
    assert noise(*(line.upper() for line in REPORT)) == []


def test_a_sentence_that_a_page_broke_into_pieces_is_kept() -> None:
    pieces = [
        "The minister, speaking on the margins of the summit in an interview with",
        "Reuters",
        ", did not answer.",
    ]
    assert noise(*REPORT[:2], *pieces, *REPORT[2:]) == []
    pieces = [
        "In a long statement the office of the president of Ostrava",
        "said on Monday",
        "that it regretted the row.",
    ]
    assert noise(*REPORT[:2], *pieces, *REPORT[2:]) == []


def test_a_pull_quote_is_noise_and_a_quotation_in_the_report_is_not() -> None:
    pull = "“Then we will answer.” — Ana Sorel, foreign minister of Velmark"
    assert noise(*REPORT[:2], pull, *REPORT[2:]) == [pull]
    assert noise(*REPORT[:3], "“We will study the text,”", REPORT[3]) == ["“We will study the text,”"]


def test_a_caption_is_noise_also_where_its_twin_lacks_the_credit() -> None:
    caption = "The minister leaves the summit by the lake on foot."
    assert noise(caption, f"{caption} (Photo by Jonas Weil)", *REPORT) == [caption, f"{caption} (Photo by Jonas Weil)"]


def test_a_note_on_an_author_whom_the_report_does_not_know_is_noise() -> None:
    note = "Jonas Weil is a reporter for Harbour Courier who covers foreign policy."
    assert noise(*REPORT, note) == [note]
    assert noise(REPORT[0], "Police detained Jonas Weil at the border, his lawyer said.", *REPORT[1:], note) == []


def test_initials_below_the_report_are_noise() -> None:
    assert noise(*REPORT, "jw") == ["jw"]


def test_a_list_of_what_people_say_is_the_report() -> None:
    said = [
        "“Then we will answer, as we always did.” — Ana Sorel",
        "“Nobody asked us what we think of it.” ― Piet Marn",
        "“It cannot go on like this for long.” — Ines Vold",
    ]
    assert noise(*REPORT[:2], *said, *REPORT[2:]) == []

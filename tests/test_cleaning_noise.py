"""Which lines are noise: by their words, by their place, and which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.cleaning import clean

PAGES = Path(__file__).parent / "fixtures" / "pages"

REPORT = [
    "The foreign ministry of Velmark said on Wednesday that it was deeply concerned by the pact.",
    "“We will study the text,” the minister, Ana Sorel, told reporters in the capital. “Then we will answer.”",
    "The pact was signed at a summit on Lake Orla, according to a summary that the two governments put online.",
    "Ostrava rejected the criticism and said that the pact was directed against nobody.",
]

NOISE = [
    "Advertisement",
    "ADVERTISEMENT",
    "- Advertisement -",
    "Advertisement - story continues below",
    "Article continues after ad",
    "Story continues below this ad",
    "SKIP ADVERTISEMENT",
    "Recommended Stories",
    "RELATED ARTICLES",
    "Related: Velmark recalls its ambassador",
    "READ ALSO: Velmark recalls its ambassador",
    "Read also | Velmark recalls its ambassador",
    "READ | Velmark recalls its ambassador",
    "Also Read | Velmark recalls its ambassador",
    "Also read: Velmark recalls its ambassador",
    "SEE ALSO: Velmark recalls its ambassador",
    "More: Velmark recalls its ambassador from Tarn",
    "MORE: Velmark recalls its ambassador from Tarn",
    "READ MORE: Velmark recalls its ambassador",
    "Read more: Velmark recalls its ambassador",
    "Read more about the pact",
    "Read More",
    "» Velmark recalls its ambassador from Tarn after a row",
    "Watch: The minister speaks about the pact",
    "WATCH | The minister speaks about the pact",
    "VIDEO: The minister speaks about the pact",
    "Video: The minister speaks about the pact",
    "Watch on YouTube",
    "Click here to sign up for our newsletter.",
    "CLICK HERE FOR MORE COVERAGE OF MEDIA AND CULTURE",
    "Like what you're reading? Sign up for the newsletter",
    "Sign up for the Morning Briefing newsletter",
    "Subscribe to our newsletter",
    "Get the latest breaking news delivered to your inbox",
    "Get our free daily newsletter",
    "Follow us on Twitter @courier",
    "Follow Harbour Courier on Facebook, X and Instagram",
    "Download our app for the latest news",
    "Join our WhatsApp channel",
    "Support independent journalism by becoming a member",
    "Your support makes this work possible.",
    "Enter your email address",
    "Thank you for signing up!",
    "Please check your inbox to confirm your subscription.",
    "FILE PHOTO: The minister arrives for talks, June 12, 2024. REUTERS/Jonas Weil",
    "FILE - The minister arrives for talks in the capital, June 12, 2024. (AP Photo/Jonas Weil, File)",
    "The minister arrives for talks [File: Jonas Weil/Reuters]",
    "The minister arrives for talks. Photograph: Jonas Weil/EPA",
    "The minister arrives for talks. Photo: AFP",
    "The minister (C) arrives for talks in the capital on June 12, 2024. (Photo by Jonas WEIL / AFP)",
    "Image caption, The minister arrives for talks",
    "Image source, Getty Images",
    "Image: Jonas Weil/dpa/picture alliance",
    "Getty Images",
    "Reuters",
    "AP Photo/Jonas Weil",
    "(AP Photo/Jonas Weil)",
    "[Photo/Xinhua]",
    "This photo taken on June 12, 2024 shows the minister at the summit. (Xinhua/Jonas Weil)",
    "In this photo provided by the presidential office, the minister arrives for talks.",
    "Smoke rises over the harbour after an explosion, in Velmark, June 12, 2024.",
    "People attend a rally in support of the pact in Ostrava on June 12, 2024.",
    "The minister, pictured in 2023, has led the ministry for two years",
    "Photo credit: Jonas Weil",
    "Credit: Jonas Weil/Getty",
    "Credit...Jonas Weil for The New York Times",
    "Image",
    "Video",
    "Play Video",
    "Media caption, Watch: the moment the minister leaves the summit",
    "Share this article",
    "Share",
    "Facebook",
    "Twitter",
    "Email",
    "Print",
    "Share on Facebook",
    "Copy link",
    "Save",
    "Comments",
    "3 comments",
    "Leave a comment",
    "View comments",
    "By Jonas Weil",
    "By Jonas Weil and Maren Holt",
    "BY JONAS WEIL",
    "By JONAS WEIL Associated Press",
    "By Jonas Weil | Harbour Courier",
    "By Jonas Weil, Harbour Courier",
    "By Reuters",
    "Jonas Weil, Political Correspondent",
    "Reporting by Jonas Weil; editing by Maren Holt",
    "(Reporting by Jonas Weil; Editing by Maren Holt)",
    "Additional reporting by Maren Holt",
    "Edited by: Maren Holt",
    "Jonas Weil contributed to this report.",
    "Maren Holt in Tarn contributed reporting.",
    "Jonas Weil reported from Tarn and Maren Holt from the capital.",
    "AP writer Maren Holt contributed.",
    "With AFP",
    "With inputs from PTI",
    "With reporting by Reuters and AFP",
    "(With inputs from agencies)",
    "rc/jsi (AFP, Reuters, dpa)",
    "jw/mh (AP, AFP)",
    "© Agence France-Presse",
    "© 2024 AFP",
    "Copyright 2024 The Associated Press. All rights reserved.",
    "© 2024 The Courier Company",
    "All rights reserved.",
    "Published June 12, 2024",
    "Published On 12 Jun 2024",
    "Updated 5:14 PM EDT, June 12, 2024",
    "Updated: June 12, 2024 7:14 pm IST",
    "Last updated: 12 June 2024",
    "Last Modified: 12 June 2024",
    "First published on Wed 12 Jun 2024 10.14 BST",
    "June 12, 2024",
    "12 June 2024",
    "June 12, 2024 at 5:14 p.m. EDT",
    "Wed 12 Jun 2024 10.14 BST",
    "12.06.2024",
    "06/12/2024",
    "2 min read",
    "4 minutes ago",
    "Posted 3 hours ago",
    "Correction: An earlier version of this article misspelled the name of the minister.",
    "Editor's note: This story has been updated.",
    "This is a breaking news story. Please check back for updates.",
    "This story has been updated with additional developments.",
    "This article was originally published by The Conversation.",
    "This article is more than 1 year old",
    "This is a developing story and will be updated.",
    "The views expressed in this article are the author's own and not necessarily those of the paper.",
    "The Associated Press contributed to this report.",
    "Topics: Velmark, Ostrava, pact",
    "Tags: Velmark, Ostrava",
    "Filed Under: Velmark, Ostrava",
    "Most Popular",
    "Most Read",
    "Trending Now",
    "Editors' Picks",
    "Don't Miss",
    "Top Stories",
    "Latest News",
    "More from World",
    "More on this story",
    "Up Next",
    "You May Also Like",
    "Recommended",
    "What to read next",
    "Note from the editor: hello, I am Maren Holt and I write to you from the capital",
    "Hey, thanks for reading this. If you value what we do, please become a member.",
    "Keep up to date with the conflict with our live blog",
    "Have a tip? Email the reporter at jweil@courier.example",
    "Write to Jonas Weil at jonas.weil@courier.example",
    "jonas.weil@courier.example",
    "@jonasweil",
    "(Yonhap)",
    "(END)",
    "yna@yna.co.kr",
    "END/",
    "Enditem",
    "(Interfax-Ukraine)",
    "Source: Ukrinform",
    "Photo: President's Office",
    "Illustrative photo: open sources",
    "If you have spotted an error in the text, please highlight it and press Ctrl+Enter.",
    "Read on Telegram",
    "Follow Jonas Weil on Twitter @jweil",
    "To get instant updates, join our Telegram channel",
    "Continue Reading",
    "Show more",
    "Load more",
    "Listen · 5:14 min",
    "Listen to this article",
    "Hear it",
    "Related topics",
    "Related Topics",
    "Around the BBC",
    "Get in touch",
    "Additional reporting by Maren Holt in Tarn",
    "Subscribers only",
    "Already a subscriber? Log in",
    "Opinion: The pact is a mistake",
    "ANALYSIS: What the pact means for Velmark",
    "EXPLAINER: What is in the pact?",
    "Go deeper: The pact explained",
    "Ostrava signs pact with Tarn, alarming neighbours and allies around the whole lake",
    "OSTRAVA PRESIDENT DEFENDS PACT WITH TARN AS NEIGHBOURS VOICE ALARM",
    "The minister speaks to reporters outside the foreign ministry (AP)",
    "The minister at the summit on Wednesday (Reuters)",
    "The minister at the summit on Wednesday.Jonas Weil/Getty Images",
    "Ana Sorel, the foreign minister, in the capital last week.Credit...Jonas Weil/Reuters",
]

REPORTED = [
    "Background",
    "What is in the pact",
    "What happens next?",
    "A long history of broken promises",
    "'No red lines'",
    "“This is not the end”",
    "Why it matters",
    "Reaction from neighbours",
    "DIVIDED LAKE",
    "Read the room, he told the delegates, and go home.",
    "Watch the border, the general told his soldiers on Tuesday.",
    "Time is short, the minister said.",
    "Released prisoners crossed the bridge on foot in the morning.",
    "Published accounts of the talks differ on what was agreed.",
    "Share prices fell in Ostrava after the announcement.",
    "Subscribe to that view and you will lose, said the general.",
    "Photos of the signing were published by the presidential office.",
    "More than 200 people were arrested in the capital, police said.",
    "More people left the city on Tuesday, the mayor said.",
    "Video of the attack showed smoke over the harbour.",
    "By Wednesday evening, both sides had agreed to meet again.",
    "By then, the army had left the town.",
    "With the summit over, the two presidents flew home.",
    "Follow-up talks will be held in Tarn next week.",
    "“The pact is void,” she said. (Reuters)",
    "He said that the talks would go on. (AFP)",
    "Related charges were filed in the capital on Monday.",
    "Sign up for the army, the poster told young men.",
    "Click fraud was among the charges, the prosecutor said.",
    "The minister is a former reporter for the Harbour Courier.",
    "Support for the pact fell to 40 percent.",
    "Get out, the crowd shouted at the minister.",
    "Join us, the rebels told the soldiers at the gate.",
    "Read more books, the president told students in Tarn.",
    "Top officials from both countries met on Monday.",
    "Breaking with his party, the senator voted for the pact.",
    "On June 12, 2024, the two governments signed the pact.",
    "The pact was signed on June 12, 2024.",
    "June 12 was a day of mourning in the capital.",
    "Correction officers were among those who died.",
    "Note that the pact has not been ratified, he added.",
    "Update the treaty or leave it, she said.",
    "According to Reuters",
    "What do you want from us?",
    "It was over.",
    "Who will pay?",
    '"We are at war," he said',
    "The minister said that she had no comment",
    "Additional sanctions were announced on Tuesday.",
    "All rights belong to the people, the constitution says.",
    "The authors of the report called on both sides to stop.",
    "Editor Jonas Weil was arrested on Tuesday in the capital.",
    "In this photo op, the president shook hands with the general.",
    "The images show tanks near the border, the ministry said.",
    "Satellite images show that the bridge was destroyed, analysts said.",
    "The president is seen as a moderate.",
    "The court heard that he was pictured with the general in 2019.",
    "(The figure could not be verified.)",
    "[He was referring to the pact.]",
    "- The pact is void.",
    "- Ostrava will withdraw its troops from the island by the end of the year",
    "1. Ceasefire",
    "• No new weapons on the lake",
    "Here is what we know:",
    "Here's the full statement of the minister:",
    "Key findings of the report:",
    "The full text of the statement reads:",
    "Opinion polls show a close race.",
    "Live fire was heard near the border on Tuesday.",
    "Listen to the people, he told the parliament.",
    "Editors' unions protested against the law on Monday.",
    "Donate blood, the health ministry asked people in the capital.",
    "Become a member of the alliance, or stay out, the general said.",
    "Facebook said that it had removed the accounts.",
    "Your support makes the difference, the president told the soldiers.",
    "About the pact, he said nothing.",
    "Image matters in this campaign, said the pollster.",
    "Credit rating agencies cut the outlook for Ostrava.",
    "Loading docks in the harbour were closed.",
    "Print media in the country are controlled by the state.",
    "Save the lake, the protesters shouted.",
    "View from the capital: nobody believes the pact will hold.",
    "“Read my lips,” the president said.",
    "This report was written by the United Nations panel of experts.",
    "This story is about power, the historian said.",
    "The report, published on Monday, includes evidence of war crimes.",
    "Reporting by the panel showed that both sides had broken the pact.",
    "Writing by hand, the prisoner asked the court for mercy.",
    "Contact with the ship was lost at noon.",
    "Call it what you want, she said.",
    "The ministry contributed to the report, the panel said.",
]


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

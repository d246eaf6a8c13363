"""Quotations: what is found in sentences written in the manner of wire reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dragoman import Coder
from dragoman.actors import ActorFinder
from dragoman.cleaning import Cleaned
from dragoman.language import Reader
from dragoman.quotations import find_quotations
from dragoman.records import Article, Quotation

Find = Callable[[str], list[Quotation]]


@pytest.fixture(scope="module")
def find() -> Find:
    reader, actors = Reader(), ActorFinder()

    def run(text: str) -> list[Quotation]:
        parsed = reader.parse(Article.of(text), Cleaned())
        return list(find_quotations(parsed, actors.find(parsed)))

    return run


def said(quotations: list[Quotation]) -> list[tuple[str, list[str]]]:
    return [(q.kind, [s.text for s in q.content]) for q in quotations]


def text_of(quotation: Quotation) -> tuple[str | None, str | None]:
    return (
        quotation.cue.text if quotation.cue else None,
        quotation.speaker.text if quotation.speaker else None,
    )


# --- direct speech ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "content", "cue", "speaker"),
    [
        ("“We want peace,” Foreign Minister Anna Lindqvist said on Monday.", "We want peace,", "said", "Lindqvist"),
        ("“We want peace,” said Anna Lindqvist, who leads the talks.", "We want peace,", "said", "Lindqvist"),
        ("The minister said: “We want peace.”", "We want peace.", "said", "minister"),
        ("The minister told reporters, “We want peace.”", "We want peace.", "told", "minister"),
        ("“We want peace,” according to a Norwegian diplomat.", "We want peace,", "according to", "diplomat"),
        ("In a letter the general wrote that “the army will stay.”", "the army will stay.", "wrote", "general"),
        ("“Why should we leave?” he asked.", "Why should we leave?", "asked", "he"),
        ("“Talks must go on,” the envoy was quoted as saying.", "Talks must go on,", "saying", "envoy"),
        ("Anna Lindqvist: “We want peace and nothing else.”", "We want peace and nothing else.", ":", "Lindqvist"),
    ],
)
def test_direct_speech_keeps_its_inner_stop_and_leaves_the_marks(
    find: Find, text: str, content: str, cue: str, speaker: str
) -> None:
    (quotation,) = find(text)
    assert quotation.kind == "direct"
    assert [s.text for s in quotation.content] == [content]
    assert quotation.cue is not None
    assert quotation.cue.text == cue
    assert quotation.speaker is not None
    assert speaker in quotation.speaker.text


def test_an_interrupted_quotation_is_one_record_with_two_spans(find: Find) -> None:
    assert said(find("“We came,” he said, “and we will stay.”")) == [("direct", ["We came,", "and we will stay."])]


def test_sentences_of_one_speech_in_one_paragraph_are_one_record(find: Find) -> None:
    text = "“We came to talk,” the envoy said. “Nobody answered us.”"
    assert said(find(text)) == [("direct", ["We came to talk,", "Nobody answered us."])]


def test_two_cues_are_two_records(find: Find) -> None:
    text = "“We came to talk,” the envoy said. “Nobody answered us,” she added."
    assert said(find(text)) == [("direct", ["We came to talk,"]), ("direct", ["Nobody answered us,"])]


def test_speech_that_goes_on_in_a_new_paragraph_is_a_new_record_of_the_same_speaker(find: Find) -> None:
    text = "“We came to talk,” President Emmanuel Macron of France said.\n“Nobody answered us, and so we went home.”"
    first, second = find(text)
    assert (second.cue, second.speaker) == (None, None)
    assert second.speaker_entity == first.speaker_entity
    assert second.speaker_code == first.speaker_code


def test_a_paragraph_whose_mark_is_not_closed_is_still_speech(find: Find) -> None:
    text = "“We came to talk,” the envoy said.\n“Nobody answered us at all.\n“And so we went home again.”"
    assert len(find(text)) == 3


def test_the_next_sentence_is_not_the_cue_of_a_finished_quotation(find: Find) -> None:
    text = "“We came to talk,” the envoy said. “Nobody answered.” The governor said the road was closed."
    first, second = find(text)
    assert [s.text for s in first.content] == ["We came to talk,", "Nobody answered."]
    assert (second.kind, second.content[0].text) == ("indirect", "the road was closed")


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “maximum pressure” campaign went on.",
        "Cinemas showed the film “The Long Winter” again.",
        "The town is known as the “pearl of the coast”.",
    ],
)
def test_scare_quotes_and_titles_are_no_quotations(find: Find, text: str) -> None:
    assert find(text) == []


def test_a_post_shown_on_the_page_is_a_quotation_of_its_author(find: Find) -> None:
    (quotation,) = find("We stand with our neighbours tonight. — Anna Lindqvist (@alindqvist) May 4, 2021")
    assert quotation.content[0].text == "We stand with our neighbours tonight."
    assert (quotation.speaker.text if quotation.speaker else None) == "Anna Lindqvist"
    assert quotation.channel == "social"


# --- reported clauses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "content", "cue", "speaker"),
    [
        ("The ministry said the bridge was closed.", "the bridge was closed", "said", "The ministry"),
        ("The ministry announced that the bridge was closed.", "the bridge was closed", "announced", "The ministry"),
        ("The bridge was closed, the ministry said.", "The bridge was closed", "said", "the ministry"),
        ("The bridge was closed, said the ministry.", "The bridge was closed", "said", "the ministry"),
        ("The bridge was closed, according to the police.", "The bridge was closed", "according to", "the police"),
        ("According to the police, the bridge was closed.", "the bridge was closed", "According to", "the police"),
        ("The envoy told Reuters that talks had failed.", "talks had failed", "told", "The envoy"),
        ("The envoy urged Iran to release the sailors.", "to release the sailors", "urged", "The envoy"),
        ("Canada called on both sides to stop the fighting.", "to stop the fighting", "called on", "Canada"),
        ("The president vowed to rebuild the port.", "to rebuild the port", "vowed", "The president"),
        ("Kyiv accused Moscow of shelling the port.", "shelling the port", "accused", "Kyiv"),
        ("The envoy expressed hope that talks would resume.", "talks would resume", "expressed hope", "The envoy"),
        ("The union rejected the minister’s claim that wages had risen.", "wages had risen", "claim", "the minister’s"),
    ],
)
def test_reported_clauses(find: Find, text: str, content: str, cue: str, speaker: str) -> None:
    (quotation,) = find(text)
    assert (quotation.kind, quotation.content[0].text) == ("indirect", content)
    assert text_of(quotation) == (cue, speaker)


def test_a_cue_in_the_midst_leaves_two_spans(find: Find) -> None:
    (quotation,) = find("The two neighbours, the envoy noted, have traded for a century.")
    assert [s.text for s in quotation.content] == ["The two neighbours", "have traded for a century"]


def test_the_next_cue_ends_a_clause_and_has_the_same_speaker(find: Find) -> None:
    first, second = find("The minister said the port was safe, adding that ships would sail on Friday.")
    assert [q.content[0].text for q in (first, second)] == ["the port was safe", "ships would sail on Friday"]
    assert second.speaker == first.speaker


def test_the_speaker_may_take_the_word_again_behind_and(find: Find) -> None:
    first, second = find("The minister said the port was safe and called on sailors to return.")
    assert first.content[0].text == "the port was safe"
    assert second.content[0].text == "to return"
    assert second.speaker == first.speaker


def test_who_issues_a_statement_speaks(find: Find) -> None:
    (quotation,) = find("The ministry issued a statement saying the port was safe.")
    assert text_of(quotation) == ("saying", "The ministry")
    assert quotation.channel == "statement"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The minister said the plan was “a grave mistake” for Europe.", "the plan was “a grave mistake” for Europe"),
        ("The minister called the plan “a grave mistake.”", "the plan “a grave mistake.”"),
        ("The minister described the plan as “a grave mistake.”", "the plan as “a grave mistake.”"),
        ("The minister vowed to “fight to the end.”", "to “fight to the end.”"),
    ],
)
def test_a_paraphrase_with_a_quoted_part_is_mixed_and_keeps_its_marks(find: Find, text: str, content: str) -> None:
    (quotation,) = find(text)
    assert (quotation.kind, quotation.content[0].text) == ("mixed", content)


@pytest.mark.parametrize(
    "text",
    [
        "Officials believe the bridge is closed.",
        "The minister denied responsibility.",
        "Turkey called for the expulsion of the envoy.",
        "He gave no details.",
        "She is accused of shelling the port.",
    ],
)
def test_beliefs_and_bare_nouns_are_no_quotations(find: Find, text: str) -> None:
    assert find(text) == []


def test_a_trailing_outlet_is_a_relay_and_no_quotation(find: Find) -> None:
    assert find("The bridge was closed on Monday, Reuters reported.") == []
    (quotation,) = find("The minister said the bridge was closed, Reuters reported.")
    assert quotation.content[0].text == "the bridge was closed"
    assert quotation.via == "Reuters"


def test_a_leading_outlet_is_the_speaker(find: Find) -> None:
    (quotation,) = find("Reuters reported that the bridge was closed.")
    assert text_of(quotation) == ("reported", "Reuters")


def test_nested_speech_of_another_is_a_record_of_its_own(find: Find) -> None:
    outer, nested = find("“The president told me that the war was over,” the envoy said.")
    assert outer.kind == "direct"
    assert nested.content[0].text == "the war was over"
    assert text_of(nested) == ("told", "The president")


def test_one_s_own_speech_is_not_reported_again(find: Find) -> None:
    assert len(find("“I said that the war was over,” the envoy said.")) == 1


# --- declined answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The embassy declined to comment.", "declined to comment"),
        ("The embassy did not respond to a request for comment.", "did not respond to a request for comment"),
        (
            "The embassy did not immediately respond to requests for comment.",
            "did not immediately respond to requests for comment",
        ),
        ("The embassy could not be reached for comment.", "could not be reached for comment"),
    ],
)
def test_a_declined_answer_is_no_comment(find: Find, text: str, content: str) -> None:
    (quotation,) = find(text)
    assert (quotation.kind, quotation.content[0].text) == ("no_comment", content)
    assert quotation.speaker is not None
    assert quotation.speaker.text == "The embassy"


# --- details ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "addressee", "channel"),
    [
        ("“We want peace,” the minister told CNN in an interview.", "CNN", "interview"),
        ("“We want peace,” the minister said in a statement.", None, "statement"),
        ("“We want peace,” the minister told reporters at a news conference.", "reporters", "briefing"),
        ("“We want peace,” the minister tweeted.", None, "social"),
        ("The minister told Yonhap by email that talks had failed.", "Yonhap", "email"),
        ("The statement said the bridge was closed.", None, "statement"),
        ("“We want peace,” the minister said.", None, None),
    ],
)
def test_addressee_and_channel(find: Find, text: str, addressee: str | None, channel: str | None) -> None:
    (quotation,) = find(text)
    assert (quotation.addressee, quotation.channel) == (addressee, channel)


def test_speakers_are_resolved_by_the_actor_layer(find: Find) -> None:
    text = "French President Emmanuel Macron met envoys. “We want peace,” he said."
    (quotation,) = find(text)
    assert quotation.speaker is not None
    assert quotation.speaker.text == "he"
    assert "Macron" in (quotation.speaker_entity or "")
    assert quotation.speaker_code == "FRA GOV"
    assert quotation.speaker_why


def test_quotations_come_in_text_order_with_ids_of_their_own(coder: Coder) -> None:
    text = (
        "“We came,” the envoy said. The ministry said the port was safe, adding that ships would sail.\n"
        "The embassy declined to comment."
    )
    quotations = coder.code(text).quotations
    starts = [q.content[0].start for q in quotations]
    assert starts == sorted(starts)
    assert len({q.id for q in quotations}) == len(quotations) == 4


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mr. Hale, who was once mayor of the town, called on Norway to apologise for the words.", "Hale"),
        ("Ten rockets came from Lebanon, the Norwegian Coast Guard (NCG) said, adding that some fell at sea.", "Guard"),
        ("Anna May won. Later, May said she was sure that Mr Roe would lose.", "May"),
    ],
)
def test_a_subject_that_the_parser_takes_for_something_else_is_found(find: Find, text: str, speaker: str) -> None:
    for quotation in find(text):
        assert quotation.speaker is not None and speaker in quotation.speaker.text
    assert find(text)

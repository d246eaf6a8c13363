"""Texts in other languages are told from English ones; what is too short to tell is read."""

from __future__ import annotations

import io

import pytest

from dragoman.reading import BadInput, read
from dragoman.reading.english import why_not_english

OTHERS = {
    "German": (
        "Das Außenministerium teilte am Mittwoch mit, dass es den Text des Vertrags prüfen werde, bevor "
        "es sich dazu äußere. Die Regierung ist sehr besorgt über die Richtung, die der Pakt nimmt."
    ),
    "French": (
        "Le ministère des affaires étrangères a annoncé mercredi qu'il étudierait le texte du pacte avant"
        " de répondre. Le gouvernement est très inquiet de la direction que prend cet accord."
    ),
    "Spanish": (
        "El ministerio de exteriores dijo el miércoles que estudiará el texto del pacto antes de "
        "responder. El gobierno está muy preocupado por la dirección que toma el acuerdo."
    ),
    "Italian": (
        "Il ministero degli esteri ha detto mercoledì che studierà il testo del patto prima di "
        "rispondere. Il governo è molto preoccupato per la direzione che prende l'accordo."
    ),
    "Portuguese": (
        "O ministério das relações exteriores disse na quarta-feira que vai estudar o texto do pacto "
        "antes de responder. O governo está muito preocupado com a direção do acordo."
    ),
    "Dutch": (
        "Het ministerie van Buitenlandse Zaken zei woensdag dat het de tekst van het pact zal bestuderen "
        "voordat het antwoordt. De regering is zeer bezorgd over de richting van het akkoord."
    ),
    "Polish": (
        "Ministerstwo Spraw Zagranicznych podało w środę, że zbada tekst paktu, zanim odpowie. Rząd jest "
        "bardzo zaniepokojony kierunkiem, który przyjęła ta umowa, i nie wyklucza protestu."
    ),
    "Turkish": (
        "Dışişleri Bakanlığı çarşamba günü yaptığı açıklamada, yanıt vermeden önce metni inceleyeceğini "
        "ve bu konuda çok endişeli olduğunu söyledi. Bakan, bir karar için daha erken dedi."
    ),
    "Cyrillic": "Министерство иностранных дел заявило в среду, что изучит текст договора.",
    "Cjk": "外交部星期三表示，在答复之前将研究条约文本。",
    "Arabic": "قالت وزارة الخارجية يوم الأربعاء إنها ستدرس نص الاتفاق قبل أن ترد.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_in_another_language_is_told_by_name(language: str) -> None:
    assert language in (why_not_english(OTHERS[language]) or "")


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said on Monday that it would study the text of the pact before it answers.",
        "THE MINISTRY SAID ON MONDAY THAT IT WOULD STUDY THE TEXT OF THE PACT BEFORE IT ANSWERS.",
        "Talks fail.",
        "Putin, Xi meet",
        "Los Angeles mayor Karen Bass, El Paso sheriff, Las Vegas police: no comment",
        "Emmanuel Macron, Marine Le Pen, Jean-Luc Mélenchon",
        "Luiz Inácio Lula da Silva de Oliveira dos Santos",
        "42",
        "😀",
        "President Volodymyr Zelensky (Володимир Зеленський) said so on Monday.",
        "“Je suis Charlie”, “nous sommes unis” and “vive la France” were what the crowd shouted.",
    ],
)
def test_english_and_what_is_too_short_to_tell_passes(text: str) -> None:
    assert why_not_english(text) is None


def test_a_long_text_without_english_function_words_is_refused() -> None:
    assert why_not_english("lorem ipsum dolor sit amet " * 10) is not None


def test_a_text_in_another_language_is_a_bad_input() -> None:
    (found,) = read(["-"], stdin=io.BytesIO(OTHERS["German"].encode()))
    assert isinstance(found, BadInput)
    assert found.reason == "not English (German, it seems)"

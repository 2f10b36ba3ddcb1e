"""The language of a venue's words."""

import pytest

from advancing.reading.language import detect_language

TEXTS = {
    "en": "Load in is at three and the stage is eight metres wide, let us know if you need anything else.",
    "de": "Get-in ist um 15 Uhr, die Bühne ist acht Meter breit und wir haben keine Backline im Haus.",
    "fr": "Le get-in est à 14h, la scène fait huit mètres et nous avons une console pour vous dans la salle.",
    "es": "La carga es a las 16h, el escenario tiene ocho metros y no hay backline en la sala para el grupo.",
    "nl": "De get-in is om 15.00 uur, het podium is acht meter breed en we hebben geen backline voor jullie.",
    "it": "Il carico è alle 15, il palco è largo otto metri e non abbiamo la backline per il gruppo.",
    "pt": "A montagem é às 15h, o palco tem oito metros e não temos backline na sala para vocês.",
    "sv": "Inlastning är klockan 15, scenen är åtta meter bred och vi har ingen backline för er i huset.",
    "da": "Indlæsning er klokken 15, scenen er otte meter bred og vi har ikke noget backline til jer i huset.",
    "pl": "Rozładunek jest o 15, scena ma osiem metrów szerokości i nie mamy backline'u dla zespołu na miejscu.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough_to_tell_the_language(code: str) -> None:
    assert detect_language(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "ok", "15.00 / 19.00", "1. 15.00\n2. 19.00", "😀😀😀"])
def test_too_little_text_counts_as_english(text: str) -> None:
    assert detect_language(text) == "en"


def test_field_words_of_the_trade_in_english_do_not_hide_the_language() -> None:
    text = "Get-in 15:00, Soundcheck 17:00, Curfew 23:00.\nBitte meldet euch, wenn ihr noch etwas braucht, wir sind im Büro."

    assert detect_language(text) == "de"

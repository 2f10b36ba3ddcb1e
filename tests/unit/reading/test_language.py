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


# One line of a mail, as it is often all there is.
SHORT = {
    "nl": [
        "De deuren gaan om 19u open, soundcheck 16u.",
        "Laden kan vanaf 14u, parkeren achter de zaal.",
        "Get-in 13.00, geen backline aanwezig, wel eten om 18.00.",
        "Klopt, 15u laden en 22u30 stop.",
        "Ja hoor, douche is er, handdoeken zelf meenemen.",
    ],
    "de": [
        "Einlass 19 Uhr, Soundcheck ab 16 Uhr.",
        "Aufbau ab 14 Uhr möglich, Parkplatz hinterm Haus.",
        "Passt, 15 Uhr Get-in und um 22:30 Schluss.",
        "Dusche ja, Handtücher bringt ihr mit.",
        "Strom 32A CEE, Bühne 6x4.",
    ],
    "fr": [
        "Ouverture des portes 19h, balances 16h.",
        "Déchargement dès 14h, parking derrière la salle.",
        "Oui douche, serviettes à prévoir.",
        "Pas de backline, repas à 18h.",
        "Fin à 22h30, voisins.",
    ],
    "es": [
        "Puertas 20h, prueba a las 16h.",
        "Carga desde las 14h, aparcamiento detrás de la sala.",
        "Sí hay ducha, toallas no.",
        "Sin backline, cena 19h.",
        "Fin a las 23:30 por los vecinos.",
    ],
    "it": [
        "Porte alle 20, carico ore 14.",
        "Parcheggio dietro il locale, scarico dalle 14.",
        "Doccia sì, asciugamani no.",
        "Cena alle 19, niente backline.",
    ],
    "pt": ["Portas às 21h, passagem de som às 17h.", "Estacionamento atrás da sala.", "Jantar às 19h, sem backline."],
    "sv": ["Dörrarna öppnar 19, soundcheck 16.", "Parkering bakom huset.", "Insläpp 19, middag 18."],
    "da": ["Dørene åbner kl. 19, lydprøve kl. 16.", "Parkering bag huset, bad findes."],
    "pl": ["Drzwi o 19, próba 16.", "Parking za klubem, prysznic jest."],
    "en": [
        "LI 14 SC 16 D 19",
        "Load in 2, doors 7, show 8, curfew 11.",
        "Doors 7. Park out back.",
        "Yes to showers, no to towels.",
        "Get in 14:00. Sound 16:00.",
        "House backline yes, merch 80/20",
        "PA d&b V8, desk is an SQ6, lights basic",
        "Curfew's 11 sharp mate",
        "Stage 40x24, 200A 3-phase SR",
    ],
}


def test_the_language_of_most_single_lines_is_told() -> None:
    lines = [(code, line) for code, several in SHORT.items() for line in several]

    right = sum(detect_language(line) == code for code, line in lines)

    assert right / len(lines) >= 0.85


def test_am_behind_a_clock_time_is_no_german_word() -> None:
    assert detect_language("Rigging 5:00 AM\nCatering 6:00 AM\nFloor marking 7:30 AM\nAudio 9:00 AM") == "en"

"""What the venue wrote this time is told from what is quoted, whatever the mail program."""

from pathlib import Path

import pytest

from advancing.reading.own_words import MAX_READ, OwnWords, Passage, PassageKind, own_words

VENUE = "Marek Holub <marek@teplo.example>"
OURS = ("ruth@greyharbours.example",)
MAILS = Path(__file__).parent / "fixtures" / "own_words"

HISTORY = "\n\nHi Marek, when can we load in?\nRuth\n"
ATTRIBUTIONS = {
    "en": "On Thu, Mar 4, 2027 at 11:20 AM Ruth Vane <ruth@greyharbours.example> wrote:",
    "en, name behind": "Ruth Vane <ruth@greyharbours.example> wrote on Thu, 4 Mar 2027 at 11:20:",
    "de": "Am Do., 4. März 2027 um 11:20 Uhr schrieb Ruth Vane <ruth@greyharbours.example>:",
    "de, Thunderbird": "Am 04.03.2027 um 11:20 schrieb Ruth Vane:",
    "fr": "Le jeu. 4 mars 2027 à 11:20, Ruth Vane <ruth@greyharbours.example> a écrit :",
    "es": "El jue, 4 mar 2027 a las 11:20, Ruth Vane (<ruth@greyharbours.example>) escribió:",
    "nl": "Op do 4 mrt 2027 om 11:20 schreef Ruth Vane <ruth@greyharbours.example>:",
    "nl, Apple": "Op 4 mrt. 2027, om 11:20 heeft Ruth Vane <ruth@greyharbours.example> het volgende geschreven:",
    "it": "Il giorno gio 4 mar 2027 alle ore 11:20 Ruth Vane <ruth@greyharbours.example> ha scritto:",
    "pt": "Em qui., 4 de mar. de 2027 às 11:20, Ruth Vane <ruth@greyharbours.example> escreveu:",
    "sv": "Den tors 4 mars 2027 kl 11:20 skrev Ruth Vane <ruth@greyharbours.example>:",
    "da": "Den tor. 4. mar. 2027 kl. 11.20 skrev Ruth Vane <ruth@greyharbours.example>:",
    "no": "tor. 4. mars 2027 kl. 11:20 skrev Ruth Vane <ruth@greyharbours.example>:",
    "pl": "czw., 4 mar 2027 o 11:20 Ruth Vane <ruth@greyharbours.example> napisał(a):",
    "fi": "to 4. maalisk. 2027 klo 11.20 Ruth Vane (ruth@greyharbours.example) kirjoitti:",
    "hu": "Ruth Vane <ruth@greyharbours.example> ezt írta (időpont: 2027. márc. 4., Cs, 11:20):",
    "none": "2027-03-04 11:20 GMT+01:00 Ruth Vane <ruth@greyharbours.example>:",
}
HEADERS = {
    "en": ("From", "Sent", "To", "Subject"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviada em", "Para", "Assunto"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
}
PHONES = [
    "Sent from my iPhone",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Inviato da iPhone",
    "Enviado do meu iPhone",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Wysłane z iPhone'a",
    "Get Outlook for Android",
]


def read(body: str, *, sender: str = VENUE) -> OwnWords:
    return own_words(body, sender=sender, our_addresses=OURS)


def said(words: OwnWords, kind: PassageKind = PassageKind.BODY) -> list[str]:
    return [passage.text for passage in words.passages if passage.kind is kind]


def pairs(words: OwnWords) -> list[tuple[str | None, str]]:
    return [(passage.answers, passage.text) for passage in words.passages if passage.kind is PassageKind.BODY]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.txt")), ids=lambda path: path.stem)
def test_only_the_venues_words_of_a_mail_are_left(path: Path) -> None:
    body, _, expected = path.read_text().partition("=====\n")

    words = read(body)

    assert lines("\n".join(passage.text for passage in words.passages)) == lines(expected)


@pytest.mark.parametrize("mark", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
@pytest.mark.parametrize("quoted", [True, False], ids=["with >", "without >"])
def test_mail_under_an_attribution_in_any_language_is_history(mark: str, quoted: bool) -> None:
    history = HISTORY.replace("\n", "\n> ") if quoted else HISTORY

    words = read(f"Load in 14:00.\n\n{mark}{history}")

    assert said(words) == ["Load in 14:00."]
    assert "when can we load in?" in words.history


@pytest.mark.parametrize("mark", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_an_attribution_wrapped_over_two_lines_is_one(mark: str) -> None:
    middle = mark.index(" ", len(mark) // 2)

    words = read(f"Load in 14:00.\n\n{mark[:middle]}\n{mark[middle + 1 :]}\n\n> When can we load in?\n")

    assert said(words) == ["Load in 14:00."]


@pytest.mark.parametrize("names", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize("above", ["", "________________________________\n", "-----Original Message-----\n"])
def test_mail_under_a_header_block_in_any_language_is_history(names: tuple[str, ...], above: str) -> None:
    values = ("Ruth Vane <ruth@greyharbours.example>", "4 March 2027 11:20", "Marek Holub", "Re: Grey Harbours")
    block = "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))

    words = read(f"Load in 14:00.\n\n{above}{block}{HISTORY}")

    assert said(words) == ["Load in 14:00."]


@pytest.mark.parametrize("footer", PHONES)
def test_a_phones_footer_is_signature(footer: str) -> None:
    words = read(f"Load in 2pm\n\n{footer}\n")

    assert said(words) == ["Load in 2pm"]
    assert said(words, PassageKind.SIGNATURE) == [footer]


def test_each_answer_is_paired_with_the_quoted_question_above_it() -> None:
    words = read("> Hi Marek, two things.\n> Load in?\n\n14:00\n\n> 2. Which desk is at front of\n> house?\n\nSD12\n")

    assert pairs(words) == [("Load in?", "14:00"), ("2. Which desk is at front of house?", "SD12")]


def test_several_questions_above_one_answer_come_together() -> None:
    words = read("> 1. Load in?\n\n14:00\n\n> 2. Doors?\n> 3. Curfew?\n\n19:00 and 23:00\n")

    assert pairs(words)[1] == ("2. Doors?\n3. Curfew?", "19:00 and 23:00")


def test_a_lead_in_before_a_list_is_no_part_of_the_question() -> None:
    words = read("> Could you help with these?\n> - Load in?\n14:00\n> - Doors?\n19:00\n")

    assert pairs(words) == [("- Load in?", "14:00"), ("- Doors?", "19:00")]


def test_words_under_our_sign_off_answer_nothing() -> None:
    words = read("> Doors?\n\n19:00\n\n> Thanks so much,\n> Ruth\n\nSee you on the day, bring umbrellas.\n")

    assert pairs(words)[-1] == (None, "See you on the day, bring umbrellas.")


def test_a_quoted_statement_can_be_answered_too() -> None:
    words = read("> We have doors at 19:00 on our sheet.\n\nThey moved to 19:30.\n")

    assert pairs(words) == [("We have doors at 19:00 on our sheet.", "They moved to 19:30.")]


@pytest.mark.parametrize("mark", ["MH: ", "[MH] ", "Marek: ", "--> ", ">> "], ids=str.strip)
def test_marked_answers_under_copied_questions_are_told_from_the_questions(mark: str) -> None:
    mark = "→ " if mark == ">> " else mark
    words = read(f"Hi Ruth, see under each.\n\nLoad in?\n{mark}14:00\n\nDoors?\n{mark}19:00\n\nCurfew?\n{mark}23:00\n")

    assert pairs(words)[1:] == [
        ("Load in?", f"{mark}14:00"),
        ("Doors?", f"{mark}19:00"),
        ("Curfew?", f"{mark}23:00"),
    ]
    assert words.history.split("\n")[0] == "Load in?"


OUTLOOK = "\n________________________________\nFrom: Ruth Vane <ruth@greyharbours.example>\nSent: 4 March 2027 11:20\nTo: Marek\nSubject: Grey Harbours\n\nHi Marek,\n\n"


def test_answers_in_capitals_are_found_in_our_unquoted_mail() -> None:
    words = read(
        f"SEE MY ANSWERS IN CAPS{OUTLOOK}Load in: 2 PM BY THE RAMP\nDoors: 7\nStage size? 30 BY 20 FEET\n\nThanks,\nRuth\n"
    )

    assert pairs(words)[1:] == [
        ("Load in:", "2 PM BY THE RAMP"),
        ("Doors:", "7"),
        ("Stage size?", "30 BY 20 FEET"),
    ]
    assert "2 PM" not in words.history


@pytest.mark.parametrize(
    "announcement",
    ["My answers are in red below.", "Antworten unten in rot.", "Mes réponses en rouge ci-dessous.", "Respuestas abajo en rojo.", "Antwoorden hieronder in het rood."],
)  # fmt: skip
def test_announced_answers_without_marks_are_found_behind_our_questions(announcement: str) -> None:
    words = read(
        f"{announcement}{OUTLOOK}1. When can we load in? 14:00, by the ramp\n2. Which desk is at FOH?\nSD12\n\nThanks,\nRuth\n"
    )

    assert pairs(words)[1:] == [
        ("1. When can we load in?", "14:00, by the ramp"),
        ("2. Which desk is at FOH?", "SD12"),
    ]


def test_initials_in_our_unquoted_mail_mark_answers_without_an_announcement() -> None:
    words = read(f"Ruth,{OUTLOOK}When can we load in?\n[MH] 14:00\nDoors?\n[MH] 19:00\n\nThanks,\nRuth\n")

    assert pairs(words)[1:] == [("When can we load in?", "[MH] 14:00"), ("Doors?", "[MH] 19:00")]


def test_an_unquoted_history_without_answers_stays_history() -> None:
    words = read(
        f"Load in 14:00, the rest tomorrow.{OUTLOOK}PA: is it a V-series?\nPower? We need 63A.\n\nThanks,\nRuth\n"
    )

    assert pairs(words) == [(None, "Load in 14:00, the rest tomorrow.")]


def test_a_colleagues_forwarded_words_are_kept_as_such() -> None:
    body, _, _ = (MAILS / "forwarded_by_a_colleague.txt").read_text().partition("=====\n")

    words = read(body)

    assert said(words, PassageKind.FORWARDED) == ["get in 14:00 by the ramp, stage 8 x 6 m, 63A in the left corner"]


def test_a_colleagues_mail_passed_on_by_outlook_without_a_word_is_kept() -> None:
    words = read(
        "From: Iva Krejci <iva@teplo.example>\nSent: 4 March 2027 15:02\nTo: Marek Holub <marek@teplo.example>\nSubject: Grey Harbours\n\nget in 14:00\n"
    )

    assert said(words, PassageKind.FORWARDED) == ["get in 14:00"]


def test_history_below_a_forwarded_mail_is_history() -> None:
    body, _, _ = (MAILS / "forwarded_by_a_colleague.txt").read_text().partition("=====\n")

    words = read(
        f"{body}\nOn Thu, 4 Mar 2027 at 11:20, Ruth Vane <ruth@greyharbours.example> wrote:\n\nIs the stage 10 x 8?\n"
    )

    assert "10 x 8" not in words.text()
    assert "10 x 8" in words.history


SIGNED = """Load in 14:00.

Cheers
Marek

Marek Holub
Production Manager | Teplo
T +420 222 000 111
Please consider the environment before printing this email. Teplo Ltd, registered in England.

CONFIDENTIALITY NOTICE: this e-mail is intended solely for the addressee. If received in error, please delete it.
"""


def test_signature_and_small_print_are_parted_from_the_words() -> None:
    words = read(SIGNED)

    assert said(words) == ["Load in 14:00."]
    assert said(words, PassageKind.SIGNATURE) == [
        "Cheers\nMarek\n\nMarek Holub\nProduction Manager | Teplo\nT +420 222 000 111"
    ]
    assert len(said(words, PassageKind.DISCLAIMER)) == 2


def test_small_print_is_no_part_of_the_text() -> None:
    assert "CONFIDENTIALITY" not in read(SIGNED).text()


@pytest.mark.parametrize(
    "signature",
    ["Marek", "M.", "mh", "/Marek", "--\nMarek Holub\nTeplo", "Viele Grüße\nMarek", "Cordialement,\nMarek", "Un saludo\nMarek", "Groetjes,\nMarek", "Hilsen Marek", "Pozdrawiam\nMarek", "Marek Holub | Teplo | 222 000 111"],
)  # fmt: skip
def test_a_signature_of_any_form_is_known(signature: str) -> None:
    words = read(f"Load in is at 14:00 by the ramp.\n\n{signature}\n")

    assert said(words, PassageKind.SIGNATURE) == [signature]


def test_a_postscript_under_the_signature_is_said_by_the_venue() -> None:
    words = read("Doors 19:00.\n\nBest\nMarek\n\nPS: sorry, doors are 19:30!\n")

    assert said(words) == ["Doors 19:00.", "PS: sorry, doors are 19:30!"]


def test_prose_under_the_signature_is_said_by_the_venue() -> None:
    words = read(
        "Doors 19:00.\n\nBest\nMarek\n\nOne more thing that I forgot, the lift is out of order and you will need two more hands for the stairs.\n"
    )

    assert said(words)[1].startswith("One more thing")


def test_a_short_last_answer_is_no_signature() -> None:
    words = read("> Backline?\n\nNone\n\n> Doors?\n\n19:00\n")

    assert said(words, PassageKind.SIGNATURE) == []


@pytest.mark.parametrize(
    "body",
    ["Load in 14:00\r\n\r\nMarek\r\n\r\n> Doors?\r\n\r\n19:00\r\n", "\u200bLoad\u00a0in 14:00\u2028Marek", "“Load in” – 14:00\u00a0\n\u00a0> Doors?\n19:00", "\ufeffHi\x0b14:00\x85> x"],
)  # fmt: skip
def test_odd_characters_never_shift_a_passage(body: str) -> None:
    words = read(body)

    assert words.passages
    assert all(passage.text == body[passage.start : passage.end] for passage in words.passages)


def test_a_quote_mark_after_odd_space_is_a_quote_mark() -> None:
    assert said(read("19:00\n\u00a0\u200b> Doors?\n")) == ["19:00"]


def test_a_quote_may_differ_in_space_and_case_and_span_answers() -> None:
    words = read("> Load in?\n\nAt   2 PM\nby the ramp\n\n> Doors?\n\n19:00\n")

    assert words.holds("at 2 pm BY the ramp 19:00")


@pytest.mark.parametrize("quote", ["Load in?", "at 3 pm", "", "   "])
def test_what_the_venue_did_not_say_is_not_held(quote: str) -> None:
    assert not read("> Load in?\n\nAt 2 PM\n").holds(quote)


def test_a_quote_may_begin_with_our_label_that_the_venue_typed_behind() -> None:
    words = read(f"SEE MY ANSWERS IN CAPS{OUTLOOK}Load in: 2 PM BY THE RAMP\nStage: 30 BY 20 FEET\n")

    assert words.holds("Stage: 30 BY 20")
    assert not words.holds("Stage:")


def test_what_was_not_read_of_an_oversized_body_is_counted() -> None:
    words = read("Load in 14:00.\n" + "x" * MAX_READ)

    assert words.unread == len("Load in 14:00.\n")


def test_an_empty_body_says_nothing() -> None:
    assert read("") == OwnWords()


def test_a_passage_is_a_slice_of_the_body() -> None:
    assert read("\n\n 14:00 \n").passages == (Passage("14:00", 3, 8),)


# Small print as companies' mail servers and programs of many countries append it.
SMALL_PRINT = {
    "de1": "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.",
    "de2": "Der Inhalt dieser E-Mail ist vertraulich und ausschließlich für den bezeichneten Adressaten bestimmt.",
    "fr1": "Ce message et ses pièces jointes peuvent contenir des informations confidentielles ou privilégiées et ne doivent donc pas être diffusés sans autorisation.",
    "fr2": "Pensez à l'environnement avant d'imprimer ce message.",
    "es1": "Este mensaje y sus archivos adjuntos van dirigidos exclusivamente a su destinatario, pudiendo contener información confidencial.",
    "es2": "AVISO LEGAL: En cumplimiento del RGPD le informamos que sus datos forman parte de un fichero responsabilidad de Sala Eclipse S.L. con la finalidad de gestionar la relación.",
    "nl1": "De informatie in dit e-mailbericht is uitsluitend bestemd voor de geadresseerde. Verstrekking aan en gebruik door anderen is niet toegestaan.",
    "nl2": "Denk aan het milieu voordat u deze e-mail print.",
    "it1": "Le informazioni contenute in questo messaggio sono riservate e destinate esclusivamente al destinatario.",
    "pt1": "Esta mensagem pode conter informação confidencial e destina-se exclusivamente ao seu destinatário.",
    "en1": "This message contains information which may be confidential and privileged. Unless you are the addressee, you may not use, copy or disclose it.",
    "en2": "Please consider the environment before printing this email.",
    "en3": "CAUTION: This email originated from outside the organization. Do not click links unless you recognize the sender.",
    "en4": "The views expressed are those of the author. Registered in England No 123456. Registered office: 1 High St.",
    "en5": "Any views or opinions presented are solely those of the author. Warning: although reasonable precautions have been taken to ensure no viruses are present, we accept no responsibility for loss.",
    "sv1": "Detta meddelande kan innehålla konfidentiell information och är endast avsett för adressaten.",
    "da1": "Denne e-mail kan indeholde fortrolige oplysninger. Er du ikke den rette modtager, bedes du slette den.",
    "en6": "To unsubscribe from these emails click here.",
    "en7": "This email has been scanned for viruses by MailGuard.",
}


@pytest.mark.parametrize("above", ["", "\n-- \nMarek Holub\nTeplo", "\n\nMarek"], ids=["alone", "signed", "by name"])
@pytest.mark.parametrize("print_", SMALL_PRINT.values(), ids=SMALL_PRINT)
def test_small_print_of_many_countries_is_kept_apart(print_: str, above: str) -> None:
    words = own_words(f"Doors are at 7pm.{above}\n\n{print_}\n", sender=VENUE, our_addresses=OURS)

    assert print_ not in words.text()
    assert "Doors are at 7pm." in words.text()


@pytest.mark.parametrize(
    "said",
    [
        "Please keep the guest list confidential and send it by Friday, the promoter is sensitive about it.",
        "Please delete my last message, doors are at 7pm and the show is at 8pm, same as the year before.",
        "Bitte vertraulich behandeln: der Veranstalter wechselt, Einlass bleibt trotzdem um 19 Uhr für alle.",
        "Les destinataires du pass artiste doivent venir au guichet à 17h, on imprime les badges sur place.",
    ],
)
def test_a_sentence_with_one_word_of_small_print_is_the_venues(said: str) -> None:
    assert said in own_words(f"Hi Ruth,\n\n{said}\n\nMarek\n", sender=VENUE, our_addresses=OURS).text()


@pytest.mark.parametrize("between", ["> ", "> When is load in?"])
def test_an_answer_typed_into_our_mail_does_not_reach_over_a_quoted_line(between: str) -> None:
    body = f"Answers in red below\n-----Original Message-----\nFrom: Ruth <ruth@greyharbours.example>\nSent: 4 March\nTo: Marek\nSubject: x\n\nLoad in?\nat three\n{between}\nby the ramp\n"

    words = own_words(body, sender=VENUE, our_addresses=OURS)

    assert not any(line.startswith(">") for passage in words.passages for line in passage.text.splitlines())
    assert "at three" in words.text()


def test_a_quote_of_a_line_in_which_answer_and_question_stand_together_is_the_venues() -> None:
    words = own_words("Load in // 3pm\nDoors // 7pm\nCurfew // 11pm")

    assert words.holds("Load in // 3pm")
    assert not words.holds("Load in")


def test_a_signature_with_signs_in_it_stays_a_signature() -> None:
    body = "Load in 3pm\n\nCheers,\nSam Hale // Production Manager\nThe Lantern // Berlin\nsam@l.example // 0171 222"

    words = own_words(body, sender="Sam Hale <sam@l.example>")

    assert [passage.kind for passage in words.passages] == [PassageKind.BODY, PassageKind.SIGNATURE]


@pytest.mark.parametrize("to", ["Callum Reay", "Callum Reay, Bea Moss", '"Callum Reay"', "Reay, Callum"])
def test_mail_to_the_author_of_a_forwarded_mail_is_passed_on_twice(to: str) -> None:
    body = f"See below. Nat\n\nBegin forwarded message:\n\nFrom: Callum Reay <c@lantern.example>\nSubject: FW: Show\nTo: Nat <nat@p.example>\n\nTech's notes.\n\n-----Original Message-----\nFrom: Tech\nSent: 25 January 2027\nTo: {to}\nSubject: Show\n\nLoad in 3pm"

    assert "Load in 3pm" in own_words(body, sender="Nat <nat@p.example>", our_addresses=["tm@f.example"]).text()

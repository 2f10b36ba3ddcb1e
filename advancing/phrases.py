"""The sentences of the rule-based writer, by language and tone; how they are put together stands in `advancing.writer`.

Placeholders in braces are filled by the writer. No sentence states a figure, promises anything or asks a question:
the questions of a mail are its catalogue's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from advancing.fields import CATALOGUE, FieldKey
from advancing.question_words import QUESTIONS


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language and tone; where there are several, a rejected draft gets the next.

    Args:
        greeting: To somebody whose name is known: `{name}`.
        neutral_greeting: To somebody whose name is not known.
        openings: Of a first mail: `{artist}`, `{venue}`, `{date}`, `{sender}`.
        thanks: Of a follow-up after an answer: `{things}`.
        chasers: Of a follow-up without an answer: `{artist}`, `{venue}`, `{date}`.
        confirm: Before the list of what is known.
        ask_first: Before the questions of a first mail.
        ask_again: Before the questions of a follow-up.
        again: Behind a question whose answer was not taken: `{reason}`.
        also: Before what the tour manager wants mentioned: `{told}`.
        rider: That the rider is attached.
        attached: What else is: `{names}`.
        nothing_open: Where there is nothing to ask or confirm.
        closings: The last line before the name.
        joined: Between the last two of a list.
    """

    greeting: str
    neutral_greeting: str
    openings: tuple[str, ...]
    thanks: tuple[str, ...]
    chasers: tuple[str, ...]
    confirm: str
    ask_first: str
    ask_again: str
    again: str
    also: str
    rider: str
    attached: str
    nothing_open: str
    closings: tuple[str, ...]
    joined: str


_EN = Phrases(
    greeting="Hi {name},",
    neutral_greeting="Hi there,",
    openings=(
        "I'm the tour manager for {artist}, and I'm starting the advance for our show at {venue} on {date}. We're"
        " looking forward to it.",
        "{sender} here, tour manager for {artist}. I'd like to advance our show at {venue} on {date} with you.",
        "{artist} will be with you at {venue} on {date}, and I'd like to settle the details early.",
    ),
    thanks=(
        "Thanks for getting back to me on {things}, that helps a lot.",
        "Got your answers on {things}, much appreciated.",
        "Thank you for the details on {things}.",
    ),
    chasers=(
        "I wanted to check back in about {artist} at {venue} on {date}.",
        "Just following up on {artist} at {venue}, {date}.",
        "Coming back to you about our show at {venue} on {date} with {artist}.",
    ),
    confirm="Here is what I have so far. Please tell me if anything is off:",
    ask_first="Could I get these from you when you have a moment:",
    ask_again="These are still open on my side:",
    again="Asking again: {reason}.",
    also="One more thing: {told}.",
    rider="Our rider is attached.",
    attached="Also attached: {names}.",
    nothing_open="I have all I need for now.",
    closings=("Thanks so much,", "Many thanks,", "Thanks and best,"),
    joined="and",
)
_EN_WARM = Phrases(
    greeting="Hi {name},",
    neutral_greeting="Hi all,",
    openings=(
        "I hope your week is going well! I look after {artist} on the road, and we're so happy to be coming to {venue}"
        " on {date}.",
        "{sender} here, tour manager for {artist}. We can't wait to play {venue} on {date}!",
        "All of us with {artist} are really looking forward to {venue} on {date}!",
    ),
    thanks=(
        "Thank you so much for {things}, you're making my day easier!",
        "Lovely to hear from you, and thank you for {things}!",
        "You're a star, thanks for {things}!",
    ),
    chasers=(
        "I hope all is well with you! I'm just checking in about {artist} at {venue} on {date}.",
        "I know how busy it gets, so only a friendly nudge about {artist} at {venue} on {date}.",
        "A quick hello from {artist}, as we're looking forward to {venue} on {date}!",
    ),
    confirm="Here is what I have so far, just shout if anything has changed:",
    ask_first="Whenever you get a moment, could you help me with these:",
    ask_again="Just these are still open, whenever you get a moment:",
    again="Sorry to ask again: {reason}.",
    also="One more thing: {told}.",
    rider="I've attached our rider for you.",
    attached="Also attached: {names}.",
    nothing_open="I have all I need for now, thank you!",
    closings=("Thanks a million,", "Thank you, and see you soon,", "All my best and thanks,"),
    joined="and",
)
_EN_FORMAL = Phrases(
    greeting="Dear {name},",
    neutral_greeting="Good day,",
    openings=(
        "I am the tour manager of {artist} and am writing to advance our performance at {venue} on {date}.",
        "On behalf of {artist}, I would like to begin the advance for our performance at {venue} on {date}.",
        "{artist} will perform at {venue} on {date}, and I would be glad to agree the arrangements with you.",
    ),
    thanks=(
        "Thank you for the information on {things}.",
        "I am grateful for your answers on {things}.",
        "Thank you for your reply on {things}.",
    ),
    chasers=(
        "I am writing again with regard to {artist} at {venue} on {date}.",
        "May I return to my earlier message about {artist} at {venue} on {date}.",
        "With regard to the performance of {artist} at {venue} on {date}, I would like to follow up.",
    ),
    confirm="I have the following on file. Kindly correct anything that is not right:",
    ask_first="I would be grateful for the following:",
    ask_again="The following points remain open:",
    again="I ask again, as follows: {reason}.",
    also="Please also note: {told}.",
    rider="Please find our rider attached.",
    attached="Also attached: {names}.",
    nothing_open="I have all that I need at present.",
    closings=("With kind regards,", "Kind regards,", "Yours sincerely,"),
    joined="and",
)
_EN_SHORT = Phrases(
    greeting="Hi {name},",
    neutral_greeting="Hi there,",
    openings=("{artist} at {venue}, {date}:", "Re {artist} at {venue} on {date}:", "On {artist}, {venue}, {date}:"),
    thanks=("Thanks for {things}.", "Thanks on {things}.", "Got {things}, thanks."),
    chasers=(
        "Checking in on {artist} at {venue}, {date}.",
        "Back on {artist} at {venue}, {date}.",
        "{artist}, {date}:",
    ),
    confirm="So far I have:",
    ask_first="Could you tell me:",
    ask_again="Still open:",
    again="Again: {reason}.",
    also="Also: {told}.",
    rider="Rider attached.",
    attached="Also attached: {names}.",
    nothing_open="All set for now.",
    closings=("Thanks,", "Many thanks,", "Cheers,"),
    joined="and",
)
_DE = Phrases(
    greeting="Hallo {name},",
    neutral_greeting="Hallo zusammen,",
    openings=(
        "ich bin Tourmanager von {artist} und fange mit dem Advancing für unsere Show im {venue} am {date} an.",
        "hier ist {sender}, Tourmanager von {artist}. Ich möchte unsere Show im {venue} am {date} mit euch abstimmen.",
        "am {date} spielen wir mit {artist} bei euch im {venue}, und ich möchte die Details früh klären.",
    ),
    thanks=("vielen Dank für die Infos zu {things}.", "danke für die Antworten zu {things}.", "danke zu {things}."),
    chasers=(
        "ich wollte noch einmal wegen {artist} im {venue} am {date} nachfragen.",
        "kurz noch einmal zu {artist} im {venue} am {date}.",
        "ich komme auf unsere Show im {venue} am {date} mit {artist} zurück.",
    ),
    confirm="Das habe ich bisher. Bitte sagt Bescheid, wenn etwas nicht stimmt:",
    ask_first="Könntet ihr mir dazu noch Auskunft geben:",
    ask_again="Noch offen ist:",
    again="Ich frage noch einmal: {reason}.",
    also="Noch etwas: {told}.",
    rider="Unser Rider hängt an.",
    attached="Außerdem im Anhang: {names}.",
    nothing_open="Im Moment habe ich alles.",
    closings=("Vielen Dank und viele Grüße", "Danke und beste Grüße", "Herzliche Grüße"),
    joined="und",
)
_FR = Phrases(
    greeting="Bonjour {name},",
    neutral_greeting="Bonjour à tous,",
    openings=(
        "Je suis le tour manager de {artist} et je prépare notre concert à {venue} le {date}.",
        "{sender}, tour manager de {artist}. Je voudrais préparer avec vous notre concert à {venue} le {date}.",
        "{artist} sera chez vous à {venue} le {date}, et je voudrais régler les détails à l'avance.",
    ),
    thanks=("Merci pour vos réponses : {things}.", "Merci beaucoup pour {things}.", "Bien reçu, merci : {things}."),
    chasers=(
        "Je reviens vers vous au sujet de {artist} à {venue} le {date}.",
        "Un petit rappel au sujet de {artist} à {venue} le {date}.",
        "Je me permets de vous relancer pour {artist} à {venue} le {date}.",
    ),
    confirm="Voici ce que j'ai pour l'instant. Merci de me dire si quelque chose a changé :",
    ask_first="Pourriez-vous me donner les informations suivantes :",
    ask_again="Il me manque encore :",
    again="Je repose la question : {reason}.",
    also="Une chose encore : {told}.",
    rider="Notre rider est en pièce jointe.",
    attached="Également en pièce jointe : {names}.",
    nothing_open="J'ai tout ce qu'il me faut pour l'instant.",
    closings=("Merci beaucoup,", "Un grand merci,", "Bien à vous,"),
    joined="et",
)
_ES = Phrases(
    greeting="Hola {name}:",
    neutral_greeting="Hola a todos:",
    openings=(
        "Soy el tour manager de {artist} y empiezo a preparar nuestro concierto en {venue} el {date}.",
        "Soy {sender}, tour manager de {artist}. Me gustaría preparar con ustedes el concierto en {venue} el {date}.",
        "{artist} toca en {venue} el {date}, y me gustaría cerrar los detalles con tiempo.",
    ),
    thanks=("Gracias por la información: {things}.", "Muchas gracias por {things}.", "Recibido, gracias: {things}."),
    chasers=(
        "Vuelvo a escribir por {artist} en {venue} el {date}.",
        "Un recordatorio sobre {artist} en {venue} el {date}.",
        "Retomo el tema de {artist} en {venue} el {date}.",
    ),
    confirm="Esto es lo que tengo hasta ahora. Avísenme si algo ha cambiado:",
    ask_first="Me ayudaría mucho saber lo siguiente:",
    ask_again="Todavía me falta:",
    again="Pregunto de nuevo: {reason}.",
    also="Una cosa más: {told}.",
    rider="Adjunto nuestro rider.",
    attached="También adjunto: {names}.",
    nothing_open="Por ahora tengo todo lo que necesito.",
    closings=("Muchas gracias,", "Gracias y un saludo,", "Un cordial saludo,"),
    joined="y",
)
_NL = Phrases(
    greeting="Hallo {name},",
    neutral_greeting="Hallo allemaal,",
    openings=(
        "Ik ben de tourmanager van {artist} en begin met de advance voor onze show in {venue} op {date}.",
        "{sender} hier, tourmanager van {artist}. Ik wil graag onze show in {venue} op {date} met jullie doornemen.",
        "{artist} speelt op {date} in {venue}, en ik regel de details graag op tijd.",
    ),
    thanks=("Dank voor de informatie over {things}.", "Bedankt voor de antwoorden over {things}.", "Dank: {things}."),
    chasers=(
        "Ik kom nog even terug op {artist} in {venue} op {date}.",
        "Nog even over {artist} in {venue} op {date}.",
        "Een korte herinnering aan {artist} in {venue} op {date}.",
    ),
    confirm="Dit heb ik tot nu toe. Laat het weten als er iets niet klopt:",
    ask_first="Zouden jullie me het volgende kunnen laten weten:",
    ask_again="Nog open:",
    again="Ik vraag het nog eens: {reason}.",
    also="Nog iets: {told}.",
    rider="Onze rider zit in de bijlage.",
    attached="Ook in de bijlage: {names}.",
    nothing_open="Voorlopig heb ik alles.",
    closings=("Alvast veel dank,", "Veel dank en groet,", "Met vriendelijke groet,"),
    joined="en",
)

_BY_LANGUAGE: Mapping[str, Phrases] = MappingProxyType({"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "nl": _NL})


def language_of(language: str) -> str:
    """The language to write in: the one asked for where it is spoken here (en, de, fr, es, nl), English otherwise."""
    short = language.casefold()[:2]
    return short if short in _BY_LANGUAGE else "en"


def phrases(language: str, *, warm: bool = False, formal: bool = False, short: bool = False) -> Phrases:
    """The sentences of a language and tone; only English has more than one tone, and short goes before all."""
    spoken = _BY_LANGUAGE[language_of(language)]
    if spoken is not _EN:
        return spoken
    if short:
        return _EN_SHORT
    if formal:
        return _EN_FORMAL
    return _EN_WARM if warm else _EN


def question(key: FieldKey, language: str) -> str:
    """How to ask for a field in a language."""
    return QUESTIONS.get(language_of(language), {}).get(key, CATALOGUE[key].question)

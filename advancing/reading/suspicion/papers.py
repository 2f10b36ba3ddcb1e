"""Requests for what is not the writer's to have: other shows' terms, other people's mail, private particulars.

Told by three parts in one sentence: somebody is asked, for papers or particulars, that belong elsewhere.
"""

import re
from collections.abc import Iterator

from advancing.reading.suspicion.blocks import Blocks

_ASKED = re.compile(
    r"\b(?:(?:would|do)\s+you\s+mind\s+\w+ing|send|forward|share|list|give|e-?mail|mail|pass|provide|show|copy|resend|release|hand|get|attach|supply|tell|shoot|"
    r"let\s+(?:me|us)|(?:want|like|love|need)\s+to\s+(?:see|know|have|look)|may\s+(?:i|we)\s+(?:see|have)|can\s+(?:i|we)\s+(?:see|have|get)|what(?:['’]s|\s+(?:are|is|did|do|does|were|was|fee|deal|guarantee|you|other|the\s+other))|reply\b[^.!?]{0,20}\bwith|export|append|include|summari[sz]e|"
    r"schick\w*|send\w*|gib|gebt|geben|leite\w*|teil\w*|übermittle\w*|zeig\w*|"
    r"envoi\w*|envoy\w*|transm\w+|partage\w*|donne\w*|communique\w*|fai(?:s|tes)\s+suivre|passe[rz]?|"
    r"reenví\w*|enví\w*|manda\w*|comparte\w*|pasar?\w*|da(?:nos|me)|"
    r"stuur\w*|deel|geef|verstuur\w*|doorsturen|manda\w*|invia\w*|envie\w*|skicka|send|wyślij)\b",
    re.IGNORECASE,
)
_OWN_DOING = re.compile(
    r"\b(?:we|i)(?:['’](?:ll|d|ve|m|re)|\s+(?:will|can|could|shall|would|have|do|don['’]t|do\s+not|never|also|already|usually|just))*\s+(?:\w+ly\s+)?(?:send|forward|share|give|e-?mail|pass|show|copy|attach|sent|settle|don['’]t|never)\w*\b|"
    r"\b(?:wir|ich)\s+(?:schick\w*|send\w*|geben|leite\w*)|\b(?:nous|je)\s+(?:vous\s+|t['’]\s*)?(?:envo\w+|transm\w+)|\b(?:os|te|le)\s+(?:envío|enviamos|mando|mandamos)|\b(?:ik|wij|we)\s+stu(?:u)?r\w*|"
    r"\b(?:don['’]t|do\s+not|never|cannot|can['’]t|won['’]t)\s+(?:share|send|give|forward|show|list)",
    re.IGNORECASE,
)
_TERMS = (
    r"guarantees?|fees?|deals?(?:\s+(?:memos?|terms))?|contracts?|settlements?(?:\s+sheets?)?|deposit\s+status|terms|offers?|financials?|gross(?:es)?|ticket\s+(?:counts?|sales|numbers)|box\s+office\s+reports?|"
    r"rooming\s+lists?|hotel\s+(?:lists?|bookings?)|passports?(?:\s+\w+)?|payroll|travel\s+plans|got\s+paid|get(?:ting)?\s+paid|are\s+paying|(?:are|is|were)\s+getting|"
    r"verträge?n?|vertrag|gagen?|abrechnung(?:en)?|konditionen|hotellisten?|contrats?|cachets?|décomptes?|conditions|contratos?|cachés?|liquidaci\w+|condiciones|acuerdos?|contracten|gages|afrekening(?:en)?|hotellijst\w*|contratti?|contratos?|kontrakt\w*|umow\w*"
)
_LISTS = (
    r"itinerar\w+|routing|contacts?|contact\s+(?:sheet|list)s?|hotel\s+list|phone\s+numbers?|guest\s*lists?|(?:advance\s+|tour\s+)?(?:files?|data|records?|documents?|paperwork|sheets?)|schedules?|day\s*sheets?|"
    r"reisepl\w+|kontakt\w*|feuilles?\s+de\s+route|liste\s+des\s+contacts|hoja\s+de\s+ruta|contactos|contactenlijst|routeplanning"
)
_NOUN = r"shows?|dates?|gigs?|venues?|promoters?|cit(?:y|ies)|stops?|artists?|rooms?|houses?|halls?|clubs?|theat\w+|cases?|festivals?"
_NOUN_ELSE = r"termine?n?|shows?|konzerte?n?|städte?n?|orte?n?|veranstalter\w*|dates?|concerts?|villes?|salles?|fechas?|conciertos?|ciudades|salas|bolos?|data|steden|zalen|optredens?|concerten|serate|date|datas|spelningar|koncert\w*"
_ELSEWHERE = (
    rf"(?:any\s+|the\s+|your\s+|all\s+)?other\s+(?:\w+\s+)?(?:{_NOUN})|(?:last|next|previous|past|earlier|remaining|upcoming)\s+(?:\w+\s+){{0,2}}(?:shows|dates|gigs|venue|venues|stops?|cit(?:y|ies)|promoters?|night['’]s\s+show)|"
    rf"(?:last|previous)\s+(?:night|week|month)['’]s\s+(?:show|gig|date)|(?:all|every|each)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:other\s+)?(?:stops?|dates?|cit(?:y|ies)|venues?|tour\s+dates)|"
    r"(?:the|your)\s+(?:\w+\s+)?festivals|(?:whole|entire|full|complete|rest\s+of\s+(?:the|your|this)|remainder\s+of\s+the|all\s+of\s+the)\s+(?:tour|run|leg)|(?<=for\s)the\s+tour|"
    rf"(?:ander\w+|letzten|nächsten|übrigen|restlichen)\s+(?:\w+\s+)?(?:{_NOUN_ELSE})|(?:gesamten|ganzen|restlichen)\s+(?:tour|tournee)|"
    rf"(?:autres?|dernières?|derniers|prochaines?|prochains)\s+(?:\w+\s+)?(?:{_NOUN_ELSE})|(?:toute\s+la|reste\s+de\s+la)\s+tournée|"
    rf"(?:otr[oa]s|demás|últim[oa]s|próxim[oa]s)\s+(?:\w+\s+)?(?:{_NOUN_ELSE})|toda\s+la\s+gira|resto\s+de\s+la\s+gira|"
    rf"(?:andere|laatste|vorige|overige|volgende)\s+(?:\w+\s+)?(?:{_NOUN_ELSE})|(?:hele|rest\s+van\s+de)\s+(?:tour|tournee)|altre\s+date|outras\s+datas|andra\s+spelningar|andre\s+koncerter"
)
_TERMS_ELSEWHERE = re.compile(
    rf"\b(?:{_TERMS})\b(?P<gap>[^.!?;]{{0,70}}?)\b(?:{_ELSEWHERE})\b|\b(?:{_ELSEWHERE})\b[^.!?;]{{0,50}}?\b(?:{_TERMS})\b",
    re.IGNORECASE,
)
_LISTS_ELSEWHERE = re.compile(rf"\b(?:{_LISTS})\b[^.!?;]{{0,60}}?\b(?:{_ELSEWHERE})\b", re.IGNORECASE)
_FILES_OF_ALL = re.compile(
    r"\b(?:files?|data|records?|documents?|paperwork)\b[^.!?;]{0,30}?\b(?:of|for|from)\s+(?:all|every|each)\s+(?:of\s+)?(?:the\s+|your\s+)?(?:other\s+)?(?:stops?|dates|cit(?:y|ies)|venues|shows\s+on)\b",
    re.IGNORECASE,
)
_DAY = r"(?!(?:Mon|Tues?|Wednes|Thurs?|Fri|Satur|Sun)(?:day)?\b|(?:Jan|Febr?|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*\b|(?:FOH|Support|Security|Production|I|The|Friday|Your|Our|This)\b)"
_PLACE = rf"{_DAY}[A-ZÀ-Þ][\w'’-]+(?:\s+{_DAY}[A-ZÀ-Þ][\w'’-]+)?"
_AT_PLACES = re.compile(
    rf"(?i:\b(?:{_TERMS}|phone\s+numbers|guest\s+lists?))\b[^.!?;\n]{{0,50}}?\b(?i:for|from|of|in|at|with|von|aus|für|de|à|a|van|uit|voor|di)\s+(?:(?i:the|your|las?|los|les|der|den)\s+)?"
    rf"(?:(?:[\w'’-]+\s+)?(?i:{_NOUN_ELSE})\s+(?i:in|de|of|von|van|à|en)\s+{_PLACE}|{_PLACE}(?:(?:,\s+|\s+(?i:and|or|und|et|y|e|en|och|og|i)\s+(?:(?i:at|in|for)\s+)?(?:(?i:the)\s+)?){_PLACE}|\s+(?i:shows?|dates?|gigs?|concerts?|termine?)\b))"
)
_FEE_AT_PLACE = re.compile(
    rf"(?i:\b(?:guarantees?|fees?|deals?|gagen?|cachets?))\s+(?i:for|in|at|from|von|in|für|à|de|van)\s+{_PLACE}\s*[.?!]"
)
_OTHERS_SAID = re.compile(
    r"\bwhat\s+(?:the\s+|your\s+|any\s+|other\s+)*(?:\w+\s+)?(?:promoters?|venues?|clubs?|rooms?|buyers?|houses?|theat\w+|festivals?)\s+(?:(?:in|at|from|of)\s[^.!?;]{1,40}?\s)?(?:is|are|was|were|has|have)?\s*(?:paying|paid|pays?|offering|offered|giving|given)\b|"
    r"\b(?:everything|anything|all(?:\s+(?:the\s+)?(?:data|information|info|details|notes|files))?|whatever)\s+(?:that\s+)?you(?:['’]ve|\s+have|\s+hold|\s+keep|\s+know)\s*(?:got\s+|stored\s+|saved\s+|on\s+file\s+)*(?:on|about|of|for)\s+(?:this|the|your|every|all|her|him|them)\b|"
    r"\b(?:e-?mails?|messages?|correspondence|threads?)\b[^.!?;]{0,40}\b(?:with|to|from|between)\s+(?:the\s+|your\s+)?other\s+(?:\w+\s+)?(?:shows?|venues?|promoters?|cities|stops|artists?|rooms?|houses?|halls?|clubs?|theat\w+|festivals?)\b|"
    r"\bwhat\s+(?:did|does|do)\s+(?:the\s+)?[^\W\d_]+(?:\s+[^\W\d_]+)?\s+(?:pay|offer|charge\s+you|give\s+you)\b|"
    r"\bhow\s+much\b[^.!?;]{0,40}\b(?:promoters?|venues?|clubs?|festivals?|they|others)\b[^.!?;]{0,30}\bpa(?:id|ys?|ying)\b|"
    rf"\b(?:whatever|what|everything|anything)\s+(?:the\s+|your\s+|any\s+|other\s+)?(?:\w+\s+){{0,2}}(?:promoters?|venues?|clubs?|rooms?|buyers?)\s+(?:has\s+|have\s+|are\s+)?(?:sent|gave|given|offered|paid|paying|agreed)\b|"
    rf"\b(?:everything|anything|all\s+(?:mails?|correspondence)|every\s+(?:mail|message)|(?:full|whole|entire|complete)\s+(?:\w+\s+)?(?:history|correspondence))\b[^.!?;]{{0,40}}\b(?:to|with|from|between\s+you\s+and)\s+(?:(?:any|all|every|the)\s+)?other\s+(?:{_NOUN})\b",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    r"\b(?:body|bodies|contents?|subjects?|subject\s+lines?|summary|list|ids?|senders?|everything|all)\b[^.!?;]{0,50}\b(?:in|of)\s+(?:the|your)\s+(?:\w+\s+)?(?:inbox|mailbox)|"
    r"\b(?:all|any|every|each|the\s+most\s+recent|the\s+latest|the\s+last\s+(?:\d+|two|three|four|five|six|ten|few|couple\s+of))\s+(?:\w+\s+){0,2}(?:e-?mails?|mails|messages?|threads?)\b[^.!?;]{0,30}\b(?:from\s+(?:the\s+|your\s+)?[\w@.]+|in\s+(?:the|your)\s+(?:inbox|mailbox)|(?:you\s+have\s+)?(?:tagged|marked|labelled)\s+\W?\w+|to\s+\S+@\S+)|"
    r"\b(?:body|bodies|contents?|subjects?)\s+of\s+(?:any|all|every|each|the\s+last)\s+(?:\w+\s+){0,2}(?:e-?mails?|mails|messages)\b|"
    r"\b(?:all|full|whole|entire|complete)\s+(?:\w+\s+)?(?:conversation|history|inbox|mailbox|correspondence)\b[^.!?;]{0,60}\S+@\S+|\bstored\s+contacts\b|"
    r"\b(?:alle|sämtliche)\s+(?:e-?)?mails?\b[^.!?;]{0,40}\S+@\S+|\btous\s+les\s+(?:e-?)?mails?\b[^.!?;]{0,40}\S+@\S+|\btodos\s+los\s+correos\b[^.!?;]{0,40}\S+@\S+",
    re.IGNORECASE,
)
_ALL_TO_ADDRESS = re.compile(
    r"\b(?:all|any|every|each)\s+(?:\w+\s+){0,2}(?:data|outputs?|information|details|fields|values|messages?|mails?|e-?mails?|files?)\b[^!?;]{0,50}?\bto\s+\S+@\S+",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:master\s*tour|tour\s+(?:drive|folder|calendar|database))\s+(?:access|log-?in|credentials|password)\b|"
    r"\b(?:artist|singer|band|star|performer|manager)\w*['’]?s?\s+(?:\w+\s+)?(?:home\s+address(?:es)?|(?:personal|private)\s+(?:cell|mobile|phone|number|e-?mail|address|contacts?)|room\s+numbers?|dates?\s+of\s+birth)|"
    r"\b(?:her|his|their)\s+(?:home\s+address|(?:personal|private)\s+(?:cell|mobile|phone|number))|\bcontacto\s+personal\s+del?\s+\w+|\bpassport\s+(?:scans?|cop(?:y|ies))\b[^.!?]{0,60}\b(?:tour|hotel)|"
    r"\b(?:access|log-?in|admin\s+rights|credentials|an\s+invite)\s+(?:for|to)\s+(?:your\s+|the\s+)?(?:master\s*tour|tour\s+(?:drive|folder|calendar|database)|inbox|mailbox|mail\s+account)\b|"
    r"\b(?:log-?ins?|user\s?names?|passwords?|passwor[td]|zugangsdaten|mot\s+de\s+passe|identifiants|contraseña|wachtwoord|inloggegevens)\b[^.!?]{0,30}\b(?:of|for|to|from|von|für|zu|de|du|para|van|voor)\s+(?:your|the\s+band['’]s|dein\w*|euer\w*|eure\w*|ihr\w*|votre|vos|ton|tu|vuestr\w+|su|jullie|je|uw)\s+(?:[\w'’-]+\s+){0,3}(?:account|konto|compte|cuenta|mailbox|calendar|kalender|system|postfach)\b|"
    r"\b(?:verification|login|log-in|security|one[- ]time|sms)\s+code\s+(?:that\s+)?(?:you|we|google|they|which|arriv)|"
    r"\byour\s+(?:mailbox\s+|e-?mail\s+|account\s+)?(?:password|credentials|pin|api\s+keys?)\b|\b(?:the\s+)?api\s+keys?\s+(?:you|that)\b|\bgift\s+cards?\b",
    re.IGNORECASE,
)
_ANCHORS = (
    "guarantee", "fee", "deal", "contra", "settle", "deposit", "terms", "offer", "financ", "gross", "ticket", "rooming", "hotel", "passport",
    "payroll", "travel", "paid", "paying", "getting", "vertr", "gage", "abrechnung", "konditionen", "cachet", "décompte", "condi", "caché",
    "liquidaci", "acuerdo", "afrekening", "kontrakt", "umow",
)  # fmt: skip
_LIST_ANCHORS = (
    "itinerar", "routing", "contact", "phone number", "guest", "file", "data", "record", "document", "paperwork", "sheet", "schedule",
    "route", "ruta", "reisepl", "kontakt",
)  # fmt: skip
_PRIVATE_ANCHORS = ("home address", "personal", "private", "room number", "birth", "passport", "access", "login", "log-in", "credential", "password", "passwor", "zugang", "mot de passe", "identifiant", "contrase", "wachtwoord", "inlog", "user name", "username", " code", "api key", "gift card", "invite", "admin rights", "your pin")  # fmt: skip
_ELSEWHERE_ANCHORS = (
    "other", "last ", "next ", "previous", "past ", "earlier", "remaining", "upcoming", "all ", "every", "each", "whole", "entire", "full ", "complete",
    "rest of", "remainder", "the tour",
    "festivals", "ander", "letzten", "nächsten", "übrigen", "restlichen", "gesamten", "ganzen", "autre", "derni", "prochain", "toute la",
    "reste", "otr", "demás", "últim", "próxim", "toda la", "resto", "laatste", "vorige", "overige", "volgende", "hele ", "rest van", "altre", "outras", "andra",
)  # fmt: skip
_LOOKED_FOR: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[re.Pattern[str], float], ...]], ...] = (
    (_ANCHORS, _ELSEWHERE_ANCHORS, ((_TERMS_ELSEWHERE, 2.0),)),
    (_LIST_ANCHORS, _ELSEWHERE_ANCHORS, ((_LISTS_ELSEWHERE, 1.0), (_FILES_OF_ALL, 2.0))),
    ((*_ANCHORS, "guest list", "guestlist", "phone number"), (), ((_AT_PLACES, 2.0),)),
    (("guarantee", "fee", "deal", "gage", "cachet"), (), ((_FEE_AT_PLACE, 2.0),)),
    (
        (
            "whatever",
            "what ",
            "everything",
            "anything",
            "how much",
            "all mail",
            "history",
            "all corr",
            "every mail",
            "every mess",
            "you have",
            "you've",
            "other ",
        ),
        (),
        ((_OTHERS_SAID, 2.0),),
    ),
    (
        (
            "mails",
            "messages",
            "inbox",
            "mailbox",
            "conversation",
            "stored contacts",
            "correspondence",
            "thread",
            "email",
            "correos",
        ),
        (),
        ((_MAILBOX, 2.0),),
    ),
    (_PRIVATE_ANCHORS, (), ((_PRIVATE, 2.0),)),
    (("@",), ("all ", "any ", "every", "each "), ((_ALL_TO_ADDRESS, 1.0),)),
)
"""What must stand in a paragraph (any of the first, and any of the second where there are some), and what is then looked for."""


def find_requests(blocks: Blocks) -> Iterator[tuple[int, int, float]]:
    """Where a text asks for papers that belong elsewhere.

    Args:
        blocks: The text.

    Yields:
        (start, end, weight): 2.0 is a suspicion by itself; 1.0 is what people also ask for in good faith.
    """
    for anchors, others, patterns in _LOOKED_FOR:
        for block in blocks.holding(anchors):
            if others and not any(other in block.lower for other in others):
                continue
            for pattern, weight in patterns:
                for found in pattern.finditer(block.text):
                    start = _sentence_start(block.text, found.start())
                    lead = block.text[start : found.end()]
                    asked = _ASKED.search(lead) or "?" in block.text[found.end() : found.end() + 60]
                    if asked and not _OWN_DOING.search(lead):
                        yield block.start + start, block.start + found.end(), weight


def _sentence_start(text: str, position: int) -> int:
    floor = max(position - 200, 0)
    cut = max(text.rfind(mark, floor, position) for mark in (". ", "! ", "? ", ".\n", "!\n", "?\n", "\n\n", ": "))
    return cut + 1 if cut >= floor else floor

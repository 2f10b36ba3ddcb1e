"""Where a writer's words end and the signature and the legal small print begin.

A signature is known by its form (the dash line, a sign-off, the sender's own name, then short lines), not by a list of
names; small print by its words. What stands in a signature is kept: contacts are read from it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from advancing.reading.quoting.lines import Line

MAX_SIGNATURE_LINES = 14
MAX_SIGNATURE_LINE = 100
MAX_LOOKED_AT = 120

_DASHES = re.compile(r"(?:-{2,3}|—|–|_{2,5}|\*{3,5}|={3,5}|~{2,5})$")
_PHONE_FOOTER = re.compile(
    r"(?:sent\s+(?:from|via|with|on)\s+(?:my|the|a|mobile|outlook|gmail|yahoo|proton|iphone|ipad|samsung|galaxy)|get\s+outlook|"
    r"(?:von|mit)\s+meine[mr]\s+\S{2,20}(?:\s+\S{2,20}){0,2}\s+gesendet|gesendet\s+(?:von|mit|über)\b|diese\s+nachricht\s+wurde\s+von\s+mein|"
    r"envoyé\s+(?:de|depuis|à\s+partir)\b|télécharger\s+outlook|obtenez\s+outlook|"
    r"enviado\s+(?:desde|do|a\s+partir|de)\s+(?:mi|meu|my|o\s+meu|el|iphone|ipad|outlook)|obtener\s+outlook|obter\s+o?\s*outlook|"
    r"verzonden\s+(?:vanaf|met|via|van)\b|verstuurd\s+(?:vanaf|met|via|van)\b|outlook\s+(?:voor|für|pour|para|per|för|til)\s+\w+\s+(?:downloaden|laden|herunterladen)|"
    r"inviato\s+(?:da|dal)\b|scarica\s+outlook|ottieni\s+outlook|"
    r"skickat?\s+från\s+min|hämta\s+outlook|sendt\s+fra\s+min|hent\s+outlook|"
    r"wysłan[eoy]\s+z\b|pobierz\s+(?:aplikację\s+)?outlook|lähetetty\s+\w+stani|sent\s+from\s+\S+$)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:with\s+)?(?:many\s+|all\s+|my\s+)?(?:best|kind(?:est)?|warm(?:est)?|friendly|sunny)?\s*(?:regards|wishes|greetings)\b.{0,30}|"
    r"all\s+(?:the\s+)?(?:my\s+)?(?:very\s+)?best\b.{0,20}|best|warmly|warmest|kindly|cheers\b.{0,20}|ta|thanks\b.{0,25}|thank\s+you\b.{0,25}|thx\b.{0,10}|many\s+thanks\b.{0,15}|"
    r"(?:yours?\s+)?(?:sincerely|faithfully|truly)(?:\s+yours)?|yours|respectfully(?:\s+yours)?|cordially|talk\s+soon|speak\s+soon|see\s+you(?:\s+\w+){0,3}|see\s+ya(?:\s+\w+)?|"
    r"take\s+care|peace|love|later|x{1,4}|sláinte|hwyl|slán|(?:ngā\s+)?mihi\b.{0,12}|aroha|greetings|"
    r"(?:mit\s+|viele\s+|liebe\s+|beste\s+|schöne\s+|herzliche\s+|sonnige\s+|freundliche\s+|besten\s+)*(?:freundlichen\s+|besten\s+|lieben\s+|herzlichen\s+)?(?:grüße[n]?|gruß|gruss|grüsse[n]?|gruesse[n]?)\b.{0,25}|"
    r"lg|vg|mfg|bg|hg|glg|danke\b.{0,25}|vielen\s+dank\b.{0,15}|bis\s+(?:bald|dann|dahin|morgen)|hochachtungsvoll|servus|ciao|tschüss|"
    r"(?:bien\s+)?cordialement|(?:bien\s+)?(?:amicalement|sincèrement|respectueusement)|bien\s+à\s+(?:vous|toi)|à\s+(?:très\s+)?(?:bientôt|vite|plus)|a\s+(?:très\s+)?(?:bientôt|bientot|vite|plus)|"
    r"merci\b.{0,20}|bonne\s+(?:journée|soirée|semaine|fin\s+de\s+journée)|belle\s+journée|bises?|bisous|sincères\s+salutations|salutations\b.{0,30}|"
    r"(?:un\s+)?(?:cordial\s+)?saludos?\b.{0,25}|(?:un\s+)?(?:fuerte\s+|gran\s+)?abrazos?\b.{0,15}|gracias\b.{0,25}|atentamente|atte|hasta\s+(?:pronto|luego|entonces)|"
    r"(?:met\s+)?(?:vriendelijke|hartelijke|de\s+beste|beste)?\s*groet(?:en|jes)?\b.{0,20}|gr|mvg|vr\.?\s?gr|bedankt\b.{0,20}|dank\b.{0,15}|alvast\s+bedankt|tot\s+(?:dan|snel|gauw|ziens)|"
    r"(?:cordiali|distinti|un\s+caro)\s+salut[oi]|saluti|un\s+saluto|grazie\b.{0,20}|a\s+presto|(?:muito\s+)?obrigad[oa]\b.{0,15}|cumprimentos|abraços?|atenciosamente|com\s+os\s+melhores\s+cumprimentos|até\s+(?:já|breve|logo)|"
    r"(?:med\s+)?(?:vänlig(?:a)?|bästa|varma)?\s*hälsning(?:ar)?|mvh|hälsn|tack\b.{0,15}|hej\s+då|(?:med\s+)?(?:venlig|vennlig|bedste|beste)?\s*hilsen\b.{0,20}|(?:de\s+)?bedste\s+hilsner|mange\s+tak|tak\b.{0,15}|kh|vh|ha\s+det|hilsen|takk\b.{0,12}|"
    r"(?:z\s+)?(?:poważaniem|wyrazami\s+szacunku)|pozdrawiam\b.{0,20}|pozdrowienia|dziękuję|dzięki|terveisin|ystävällisin\s+terveisin|terv|t|s\s+pozdravem)[\s,.!:;)x♥💛🙏-]*$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\(?p\.?\s?s\.?\s?\d?\s?[:.\s)-]|nb\s?[:.]|n\.b\.", re.IGNORECASE)
_CONTACT = re.compile(
    r"@|https?:|www\.|\+?\(?\d{2,5}\)?[\s./-]\d{2,}|\b(?:tel|phone|mob(?:ile)?|cell|fax|handy|portable|gsm|móvil|t|m|e|w|p)\b\s?[.:|]|\s[|/·•–]\s",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:manager\w*|director\w*|head\s+of|coordinator|engineer|producer|production|promoter|booker|booking\w*|buyer|owner|programm\w+|"
    r"technician|technical|assistant|officer|artist\s+liaison|liaison|hospitality|operations|events?|office|team|dept|department|chair|"
    r"leit(?:er|ung)\w*|veranstaltungs\w+|technik\w*|produktion\w*|geschäftsführ\w+|régisseur\w*|régie|directeur|directrice|chargée?|responsable|"
    r"jef[ea]|director[a]?|técnic[oa]|producci[oó]n|productie\w*|programmeur|hoofd|technicus|evenementen\w*|"
    r"gmbh|ltd|llc|inc|b\.?v|e\.v|s\.?a|university|college|theat(?:re|er)|hall|club|ballroom|festival|arena)\b",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\b(?:confidential\w*|intended\s+(?:solely|only|recipients?|for\s+the)|addressee|in\s+error|legally\s+privileged|privileged|"
    r"consider\s+the\s+environment|before\s+printing|registered\s+(?:in|office|charity|company)|company\s+(?:no|number|reg)|vat\s+(?:no|reg)|disclaimer|unsubscribe|"
    r"virus\w*|unauthori[sz]ed|disclos\w+|distribution\s+of\s+this|scanned|(?:views|opinions)\s+(?:or\s+\w+\s+)?(?:expressed|presented)|accept\s+(?:no|any)\s+(?:responsibility|liability)|external\s+(?:e-?mail|sender)|originated\s+(?:from\s+)?outside|"
    r"vertraulich\w*|rechtlich\s+geschützt\w*|adressat\w*|vernichten|empfängers?|irrtümlich|unbefugt\w*|handelsregister|amtsgericht|hrb|ust-?id\w*|registergericht|geschäftsführer\w*|"
    r"confidentiel\w*|privilégi\w+|sans\s+autorisation|diffusés?|intention\s+exclusive|destinataires?|par\s+erreur|imprimer|n'imprimez|rcs|siret|"
    r"confidencial\w*|destinat[aá]ri[oa]s?|aviso\s+legal|ficheros?|por\s+error|imprimir|protección\s+de\s+datos|rgpd|avg|gdpr|dsgvo|lopd|"
    r"vertrouwelijk\w*|geadresseerden?|e-?mailbericht|uitsluitend\s+bestemd|niet\s+toegestaan|onrechtmatig|kvk|abusievelijk|riservat[oe]|errore|konfidentiell\w*|avsett?\s+för|fortrolig\w*|rette\s+modtager|luottamukselli\w+|důvěrn\w+|poufn\w+)\b",
    re.IGNORECASE,
)
# Without one of these nothing is small print; looked for first because it is quick.
_SMALL_PRINT = (
    "confiden", "intended", "addressee", "in error", "privileged", "environment", "printing", "registered", "disclaimer", "unsubscribe", "virus", "authori",
    "external", "originated", "vertraulich", "empfänger", "handelsregister", "amtsgericht", "hrb", "geschäftsführer", "umwelt", "destinat", "erreur", "imprim",
    "siret", "rcs", "error", "datos", "rgpd", "gdpr", "dsgvo", "avg", "milieu", "vertrouwelijk", "geadresseerde", "kvk", "riservat", "konfidentiell", "fortrolig",
    "poufn", "scanned", "views", "opinions", "adressat", "aviso legal", "luottamu", "důvěrn", "medio ambiente", "abusievelijk", "environnement", "company",
)  # fmt: skip
_STRONG_DISCLAIMER = re.compile(
    r"(?:please\s+)?consider\s+the\s+environment|(?:to\s+)?unsubscribe\s+(?:from|here|click)|this\s+(?:e-?mail|message)\s+(?:has\s+been|was)\s+(?:scanned|checked)|confidentiality\s+notice|intended\s+(?:solely|only)\s+for|not\s+the\s+intended\s+recipient|"
    r"denken\s+sie\s+an\s+die\s+umwelt|pensez\s+à\s+l'environnement|piense\s+en\s+el\s+medio\s+ambiente|denk\s+aan\s+het\s+milieu|"
    r"caution:\s+(?:this|external)|registered\s+in\s+(?:england|scotland|wales|ireland|the)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(r"[/~]\s?[^\W\d_]{1,15}$|[-–—]\s?[A-Z][a-zà-ÿ]{1,12}$")
_PRONOUNS = re.compile(r"\((?:she|he|they|sie|er|elle|il|ella|él|zij|hij)[^)]{0,20}\)", re.IGNORECASE)


class Part(StrEnum):
    """What a line of the venue's own words belongs to."""

    BODY = "body"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


def part_lines(lines: Sequence[Line], *, sender: str, after_question: bool = False) -> list[Part]:
    """Tell words, signature and small print apart in one run of the writer's own lines.

    Args:
        lines: The run.
        sender: `From` of the writer, `Name <address>`, as far as known.
        after_question: The run is an answer typed under a quoted question: only a sign-off or the sender's own name
            then opens a signature.

    Returns:
        One part for each line; blank lines go with the line above.
    """
    parts = [Part.BODY] * len(lines)
    names = _names(sender)
    paragraphs = _paragraphs(lines)
    prose_below = False
    for number in range(len(paragraphs) - 1, max(len(paragraphs) - 8, -1), -1):
        first, last = paragraphs[number]
        last = _mark_small_print(lines, parts, first, last)
        if first <= last and _disclaims(lines, first, last):
            _mark(parts, first, last, Part.DISCLAIMER)
            continue
        if last < first:
            continue
        if _POSTSCRIPT.match(lines[first].text):
            prose_below = True
            continue
        opening = _opening(
            lines,
            first,
            last,
            names,
            strict=prose_below,
            after_question=after_question and number == 0,
            top=number == 0,
        )
        if opening is not None:
            _mark(parts, opening, last, Part.SIGNATURE)
            if opening > first:
                break
            continue
        if Part.SIGNATURE in parts or (prose_below and len(paragraphs) - number > 4):
            break
        prose_below = True
    _dash_lines(lines, parts)
    return parts


def _names(sender: str) -> tuple[str, frozenset[str], str]:
    """The sender's whole name, its words with those of the address, and its initials."""
    shown, _, address = sender.partition("<")
    shown = shown.strip().strip("\"'") if address else shown.partition("@")[0]
    local = (address or sender).partition("@")[0]
    words = [word.lower() for word in _WORD.findall(shown)]
    return (
        " ".join(words),
        frozenset(word for word in [*words, *(part.lower() for part in _WORD.findall(local))] if len(word) > 1),
        "".join(word[0] for word in words),
    )


def _paragraphs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    paragraphs: list[tuple[int, int]] = []
    first = -1
    for index, line in enumerate(lines):
        if line.blank:
            if first >= 0:
                paragraphs.append((first, index - 1))
            first = -1
        elif first < 0:
            first = index
    if first >= 0:
        paragraphs.append((first, len(lines) - 1))
    return paragraphs


def _mark(parts: list[Part], first: int, last: int, part: Part) -> None:
    for index in range(first, last + 1):
        parts[index] = part


def _disclaims(lines: Sequence[Line], first: int, last: int) -> bool:
    if len(lines[first].text) <= 40:
        return bool(_STRONG_DISCLAIMER.match(lines[first].text))
    text = " ".join(line.text[:600] for line in lines[first : min(last + 1, first + 12)])[:3000]
    lower = text.lower()
    if not any(word in lower for word in _SMALL_PRINT):
        return False
    if _STRONG_DISCLAIMER.match(text):
        return True
    return len(text) > 60 and len(set(_DISCLAIMER.findall(lower))) >= 2


def _mark_small_print(lines: Sequence[Line], parts: list[Part], first: int, last: int) -> int:
    """Phone footers and one-line small print at a paragraph's end; gives its last line before them."""
    while last >= first:
        text = lines[last].text[:400]
        if _PHONE_FOOTER.match(text) and len(text) < 90 and not _is_sentence(text):
            parts[last] = Part.SIGNATURE
        elif _STRONG_DISCLAIMER.search(text) or (len(text) > 40 and len(set(_DISCLAIMER.findall(text.lower()))) >= 2):
            parts[last] = Part.DISCLAIMER
        else:
            break
        last -= 1
    return last


def _opening(
    lines: Sequence[Line],
    first: int,
    last: int,
    names: tuple[str, frozenset[str], str],
    *,
    strict: bool,
    after_question: bool,
    top: bool,
) -> int | None:
    """The line of a paragraph on which its signature opens, if it has one."""
    lowest = max(first, last - MAX_SIGNATURE_LINES)
    opening = None
    named = False
    for index in range(last, lowest - 1, -1):
        text = lines[index].text
        if len(text) > MAX_SIGNATURE_LINE or _is_sentence(text):
            break
        if _DASHES.match(text):
            opening, named = index, True
        elif _SIGN_OFF.match(text) and len(text) < 60 and not any(sign.isdigit() for sign in text):
            if index < last or not strict:
                opening = index
            break
        elif _is_name(text, names) or (index == last and _SIGNED.match(text)):
            opening, named = index, True
        elif index == first and not after_question and not strict and not top and _is_contact_block(lines, first, last):
            opening = index
    if strict and not (named and opening is not None):
        return None
    return opening


def _is_sentence(text: str) -> bool:
    words = text.count(" ") + 1
    return words > 7 and text[-1] in ".?!" and not _CONTACT.search(text)


def _is_name(text: str, names: tuple[str, frozenset[str], str]) -> bool:
    """A line that says who writes: the sender's name or initials, alone or before a comma or bar."""
    whole, words, initials = names
    text = _PRONOUNS.sub("", text).strip(" .,-–—/~*x")
    found = [word.lower() for word in _WORD.findall(re.split(r"[|,/•·]| - | – ", text, maxsplit=1)[0])]
    if not found or len(found) > 6:
        return False
    if " ".join(found) == whole:
        return True
    known = [word in words or (len(word) >= 3 and any(name.startswith(word) for name in words)) for word in found]
    if (
        len(found) <= 3
        and any(known)
        and all(is_known or len(word) == 1 for is_known, word in zip(known, found, strict=True))
    ):
        return True
    short = "".join(found)
    return len(text) <= 4 and bool(initials) and (short == initials or short == initials[0])


def _is_contact_block(lines: Sequence[Line], first: int, last: int) -> bool:
    """A last paragraph of nothing but names, roles and ways to reach somebody."""
    if last - first < 1:
        return False
    kinds = [bool(_CONTACT.search(line.text)) or bool(_ROLE.search(line.text)) for line in lines[first : last + 1]]
    named = _WORD.findall(lines[first].text)
    return (
        all(kinds[1:])
        and 1 <= len(named) <= 4
        and all(word[0].isupper() for word in named)
        and ":" not in lines[first].text
    )


def _dash_lines(lines: Sequence[Line], parts: list[Part]) -> None:
    """Everything under the standard dash line `-- ` is signature, unless it is small print or prose."""
    last_dash = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].text in ("--", "—")), None)
    if last_dash is None or len(lines) - last_dash > MAX_SIGNATURE_LINES + 6:
        return
    for index in range(last_dash, len(lines)):
        if parts[index] is Part.BODY and len(lines[index].text) <= MAX_SIGNATURE_LINE:
            parts[index] = Part.SIGNATURE

"""How mail programs announce that older mail follows: "On … wrote:", header blocks, rules, "Forwarded message".

The words of ten and more languages stand in tables; what counts is the form around them (a colon at the end, a date
or an address, several header names in a row), so that a sentence of the venue is not taken for such a mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advancing.reading.quoting.lines import Line

MAX_WRAPPED = 4
MAX_HEADER_LINES = 14
MAX_MARK_LENGTH = 400
MAX_SHARED = 40

_LEAD = re.compile(
    r"[*_\s-]*(?:(?:on|am|le|el|op|il|em|a|den|på|w\s+dniu|dnia|dne|kl|quoting|zitat\s+von)\b|"
    r"\d{1,4}[-./\s年]\S|\S{2,4}[.,]?\s+\d{1,2}[.\s]|(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s)",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|geschrieben|a\s+écrit|a\s+ecrit|escribió|escribio|va\s+escriure|schreef|geschreven|"
    r"ha\s+scritto|scrisse|escreveu|skrev|kirjoitti|napisał\(a\)|napisał|napisała|napsal\(a\)|napsal|написал|написала|"
    r"đã\s+viết|ezt\s+írta(?:\s+\([^()\n]{0,80}\))?|a\s+scris|escrigué|je\s+napisal\w?|написав|έγραψε|şunu\s+yazdı|yazdı|reše|rašė|sent(?=\s?:))\b|\bnapisał\(a\)|\bnapsal\(a\)",
    re.IGNORECASE,
)
_WROTE_AT_END = re.compile(rf"(?:{_WROTE.pattern})\s*[:：][*_\s]*$", re.IGNORECASE)
_AUTHOR_FIRST = re.compile(
    rf"[^@\n]{{0,80}}[\w.+-]{{1,64}}@[\w.-]{{1,100}}[>)\]]*\s+(?:{_WROTE.pattern})", re.IGNORECASE
)
# German, Dutch and Nordic put the name behind the verb: "Am … schrieb Ruth Vane:" (and not "schrieb ich …").
_NAME_BEHIND = re.compile(
    r"\b(?:schrieb|schreef|skrev)\s+(?!ich\b|wir\b|ik\b|we\b|wij\b|jag\b|jeg\b|vi\b)\S+(?:\s+\S+){0,4}\s?[:：]$",
    re.IGNORECASE,
)
_WROTE_RULE = re.compile(rf"-{{2,20}}.{{3,120}}?(?:{_WROTE.pattern})\s?-{{2,20}}$", re.IGNORECASE)
_SHARED = re.compile(
    r"(\S.{0,200}?[^\s-])(?:\s*-{2,5}\s?|\s+)((?:On|Am|Le|El|Op|Il|Em|Den)\s(?:\w{2,12}[,.]?\s|\d).{0,200}"
    rf"(?:{_WROTE.pattern}).{{0,80}}:)$"
)
_WHEN_OR_WHO = re.compile(r"@|\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")

_ROLES = {
    "from": "from von de van da från fra od lähettäjä mittente remitente expéditeur afzender absender avsender",
    "sent": "sent gesendet envoyé enviado enviada verzonden inviato skickat sendt wysłano lähetetty date datum data "
    "dato fecha datum/zeit verzonden gesendet\xa0am odesláno",
    "to": "to an à para aan a till til do vastaanottaja destinatario destinataire reply-to reply\xa0to komu",
    "cc": "cc kopie copie kopia kopi dw bcc",
    "subject": "subject betreff objet asunto onderwerp oggetto assunto ämne emne temat aihe předmět",
}
_ROLE_OF = {word.replace("\xa0", " "): role for role, words in _ROLES.items() for word in words.split(" ")}
_HEADER = re.compile(
    r"[*_]{0,2}([^\W\d][\w/-]{0,14}(?: (?:le|el|em|am|on|op|to|den))?)\s?[*_]{0,2}\s?[:：][*_]{0,2}(.*)"
)

_REPLY_WORDS = (
    r"original\s+message|original\s+e-?mail|reply\s+message|ursprüngliche\s+nachricht|original-?nachricht|"
    r"message\s+d'origine|message\s+original|mensaje\s+original|oorspronkelijk\s+bericht|messaggio\s+originale|"
    r"mensagem\s+original|ursprungligt\s+meddelande|originalmeddelande|oprindelig\s+(?:meddelelse|besked)|"
    r"opprinnelig\s+melding|oryginalna\s+wiadomość|wiadomość\s+oryginalna|alkuperäinen\s+viesti|původní\s+zpráva"
)
_FORWARD_WORDS = (
    r"forwarded\s+(?:message|mail|e-?mail|by\b.{0,80})|begin\s+forwarded\s+message|weitergeleitete\s+(?:nachricht|mail)|"
    r"anfang\s+der\s+weitergeleiteten\s+(?:nachricht|e-?mail)|message\s+transféré|début\s+du\s+message\s+(?:transféré|réexpédié)|"
    r"mensaje\s+reenviado|inicio\s+del\s+mensaje\s+reenviado|doorgestuurd\s+bericht|begin\s+doorgestuurd\s+bericht|"
    r"messaggio\s+inoltrato|inizio\s+messaggio\s+inoltrato|mensagem\s+encaminhada|início\s+da\s+mensagem\s+(?:encaminhada|reencaminhada)|"
    r"vidarebefordrat\s+(?:meddelande|brev|mail)|videresendt\s+(?:meddelelse|besked|mail|melding)|"
    r"(?:start\s+på|begynnelsen\s+av)\s+videresendt\s+(?:besked|meddelelse|melding)|vidarebefordrat\s+mejl|"
    r"przekazana\s+wiadomość|wiadomość\s+przekazana|początek\s+przekazywanej\s+wiadomości|välitetty\s+viesti"
)
_REPLY_RULE = re.compile(rf"[-_=*\s]{{0,60}}(?:{_REPLY_WORDS})\s*:?[-_=*\s]{{0,60}}$", re.IGNORECASE)
_FORWARD_RULE = re.compile(rf"[-_=*\s]{{0,60}}(?:{_FORWARD_WORDS})\s*:?[-_=*\s]{{0,60}}$", re.IGNORECASE)
_RULE = re.compile(r"[_-]{10,200}$|[─—–]{5,200}$")


class MarkKind(StrEnum):
    """What a mark announces."""

    WROTE = "wrote"
    HEADERS = "headers"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where older mail is announced.

    Args:
        first: Index of its first line.
        last: Index of its last line; the older mail starts behind it.
        kind: Its form.
        author: Who wrote what follows, as the mark says it (name, address), or "".
        recipients: The To line of a header block, or "".
    """

    first: int
    last: int
    kind: MarkKind
    author: str = ""
    recipients: str = ""


def addresses(text: str) -> tuple[str, ...]:
    """The mail addresses in a text, lower case."""
    return tuple(found.lower() for found in _ADDRESS.findall(text)) if "@" in text else ()


def find_marks(lines: Sequence[Line]) -> list[Mark]:
    """All marks on unquoted lines, in order, none within another.

    Args:
        lines: The whole body.
    """
    marks: list[Mark] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        mark = None if line.depth or not line.text or len(line.text) > MAX_MARK_LENGTH else _mark_at(lines, index)
        if mark and (not marks or mark.first > marks[-1].last):
            marks.append(mark)
            index = mark.last
        index += 1
    return marks


def _mark_at(lines: Sequence[Line], index: int) -> Mark | None:
    text = lines[index].text
    if text[-1] in ":：*_" and (mark := _attribution(lines, index)):
        return mark
    first = text[0]
    if first in "-_=*─—–" or _maybe_rule(text):
        if _FORWARD_RULE.match(text):
            return _with_headers(lines, index, MarkKind.FORWARD)
        if _REPLY_RULE.match(text):
            return _with_headers(lines, index, MarkKind.HEADERS)
        if _WROTE_RULE.match(text):
            return Mark(index, index, MarkKind.WROTE, text)
        if _RULE.match(text):
            block = _header_block(lines, _next_filled(lines, index), needed=2)
            return Mark(index, block.last, MarkKind.HEADERS, block.author, block.recipients) if block else None
    return _header_block(lines, index, needed=3)


def _maybe_rule(text: str) -> bool:
    return len(text) < 120 and bool(_FORWARD_RULE.match(text) or _REPLY_RULE.match(text))


def _next_filled(lines: Sequence[Line], index: int) -> int:
    following = index + 1
    while following < len(lines) and following - index <= 3 and lines[following].blank:
        following += 1
    return following


def _with_headers(lines: Sequence[Line], index: int, kind: MarkKind) -> Mark:
    block = _header_block(lines, _next_filled(lines, index), needed=1)
    return Mark(index, block.last, kind, block.author, block.recipients) if block else Mark(index, index, kind)


def _attribution(lines: Sequence[Line], index: int) -> Mark | None:
    """ "On … wrote:" that ends on this line, and may have begun up to three lines above."""
    joined = ""
    found: Mark | None = None
    quote_follows = _quote_follows(lines, index)
    for first in range(index, max(index - MAX_WRAPPED, -1), -1):
        line = lines[first]
        if line.depth or line.blank or len(joined) + len(line.text) > MAX_MARK_LENGTH:
            break
        joined = f"{line.text} {joined}".strip()
        if _is_attribution(joined, quote_follows=quote_follows):
            found = Mark(first, index, MarkKind.WROTE, joined)
            if _LEAD.match(line.text):
                break
    return found


def _is_attribution(text: str, *, quote_follows: bool) -> bool:
    has_when_or_who = bool(_WHEN_OR_WHO.search(text))
    led = bool(_LEAD.match(text))
    if _WROTE.search(text):
        at_end = bool(_WROTE_AT_END.search(text))
        if _AUTHOR_FIRST.match(text):
            return True
        if quote_follows:
            return (led and has_when_or_who) or at_end
        if led and len(_WHEN_OR_WHO.findall(text)) >= 2 and _NAME_BEHIND.search(text):
            return True
        return has_when_or_who and ((led and (at_end or "<" in text or "@" in text)) or (at_end and "@" in text))
    # Gmail without a verb: "2027-02-23 17:12 GMT+01:00 Jo <jo@…>:"
    return led and text[0].isdigit() and text.rstrip("*_ ").endswith(">:") and bool(_ADDRESS.search(text))


def _quote_follows(lines: Sequence[Line], index: int) -> bool:
    following = _next_filled(lines, index)
    return following < len(lines) and lines[following].depth > 0


def _header_block(lines: Sequence[Line], index: int, *, needed: int) -> Mark | None:
    """From / Sent / To / Subject in any order and language, at least `needed` of them, the author among them."""
    found: dict[str, str] = {}
    last = index
    blanks = 0
    for position in range(index, min(index + MAX_HEADER_LINES, len(lines))):
        line = lines[position]
        if line.depth:
            break
        if line.blank:
            blanks += 1
            if blanks > 1 or "subject" in found:
                break
            continue
        role, value = _header(line.text)
        if role and role not in found:
            found[role] = value
            last = position
            blanks = 0
        elif found and not blanks and _continues(lines, position):
            last = position
        else:
            break
    if not _names_somebody(found.get("from", "")):
        return None  # "From: 10:00 / To: 18:00" are opening hours.
    if len(found) < needed:
        dated = "@" in found["from"] and any(sign.isdigit() for sign in found.get("sent", ""))
        return Mark(index, last, MarkKind.HEADERS, found["from"]) if dated else None
    return Mark(index, last, MarkKind.HEADERS, found["from"], found.get("to", ""))


def _names_somebody(author: str) -> bool:
    return "@" in author or (bool(author) and not author[0].isdigit() and any(sign.isalpha() for sign in author))


def _header(text: str) -> tuple[str, str]:
    found = _HEADER.match(text)
    if not found:
        return "", ""
    word = found[1].lower()
    role = _ROLE_OF.get(word) or _ROLE_OF.get(word.split(" ")[0], "") if found else ""
    return role, found[2].strip(" *_")


def _continues(lines: Sequence[Line], index: int) -> bool:
    """A header that was wrapped: more addresses, or one line before the next header."""
    text = lines[index].text
    if "@" in text or text[-1] in ";]>":
        return True
    return index + 1 < len(lines) and bool(_header(lines[index + 1].text)[0]) and not lines[index + 1].depth


def part_shared_lines(lines: Sequence[Line]) -> list[Line]:
    """Give "See you then On Wed, Apr 4 … wrote:" two lines: the words, and the mark that a mail program put behind them."""
    parted: list[Line] = []
    looked_at = 0
    for line in lines:
        found = None
        if line.text.endswith(":") and not line.depth and len(line.text) <= MAX_MARK_LENGTH and looked_at < MAX_SHARED:
            looked_at += 1
            found = _SHARED.match(line.text)
        # The places in the body are only known where looking changed nothing.
        if found and line.end - line.start == len(line.text):
            middle = line.start + found.end(1)
            parted.append(Line(line.start, middle, 0, found[1]))
            parted.append(Line(middle, line.end, 0, found[2]))
        else:
            parted.append(line)
    return parted

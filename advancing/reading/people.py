"""Persons in a mail: names by their capitals, roles, phones and addresses, and who writes."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.cues import WORD
from advancing.reading.folding import find_word, fold
from advancing.reading.mentions import Kind, Mention
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

Person = tuple[str, int, int]
"""A name as it stands in the mail, its start and its end in the source."""

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶŁĻŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽ"

NAME = re.compile(
    rf"\b[{_UP}][\w'’-]{{1,20}}\.?(?:[ ](?:(?:de|van|der|den|von|zu|la|del|di|da|le|ten|ter|dos|y)[ ]){{0,2}}(?:[{_UP}]\.[ ]?)?[{_UP}][\w'’-]{{1,20}}){{0,3}}"
)

ROLE = re.compile(
    r"\b(?:(?:assistant|asst\.?|senior|head|general|technical|production|house|stage|tour|event|events|venue|night|floor|operations|site|artist|talent|booking|bookings|programme|program|front of house|marketing|hospitality|promoter|duty|theatre|theater|facilities|entertainment operations|show|tech|technische[rn]?|directrice|directeur|leiter|leiterin|programming|entertainment|concert|music|arts|bar|box office|patron services|production and events|backstage|advance|advancing|lead|chief|deputy|resident|crew|performance)[ /&-]{1,3}){0,3}"
    r"(?:manager|managers|management|director|directors|coordinator|co-ordinator|coördinator|engineer|buyer|booker|booking|bookings|rep|representative|liaison|handler|handling|supervisor|owner|gm|pm|sm|td|promoter|producer|production|produktion|productie|programmer|technician|tech|lead|carpenter|steward|officer|administrator|assistant|produktionsleit\w+|produktionsleiterin|technische leitung|technischer leiter|veranstaltungstechnik|haustechnik\w*|veranstaltungsleit\w+|booking|kunstlerbetreuung|regisseur\w*(?: general\w*)?|directrice technique|directeur technique|charge\w* de production|administratrice|administrateur|programmation|jefe tecnico|jefa de produccion|jefe de produccion|director tecnico|directora tecnica|produccion|responsable\w*(?: de \w+)?|coordinadora?|productieleid\w+|programmeur|bedrijfsleid\w+|technisch coordinator|hoofd techniek|artist liaison|stage manage|inspizient\w*)\b(?: of [a-z ]{3,30})?"
)

_HERE_IS = re.compile(
    r"^(?:(?:hi|hey|hello|hallo|morning|hola|salut|yo)\b[^.!?\n]{0,24}?[\s,]|\w+,\s)?(?P<name>[\w'’-]{2,15}) here\b"
)

_MY_NAME = re.compile(
    r"(?i:\b(?:i['’]m|i am|my name is|my name['’]s|this is|ich bin|mein name ist|je suis|je m['’]appelle|soy|me llamo|ik ben))\s(?=[^\W\d_a-z])"
)
_TOLD_OF = re.compile(r"\s?[,(]|\s(?:from|at|here|von|vom|de|du|van)\b")
"""What a name follows, and what follows a name that stands there alone ("I'm Irish" is none)."""

_STAFF_ONLY = frozenset(
    [
        "bookings",
        "booking",
        "office",
        "team",
        "production",
        "produktion",
        "productie",
        "events",
        "info",
        "advance",
        "advancing",
        "artist",
        "handling",
        "programme",
        "technical",
        "rentals",
        "tickets",
        "venue",
        "life",
        "hospitality",
        "crew",
        "management",
        "technik",
        "technique",
        "tecnica",
        "produccion",
        "promotions",
        "presents",
        "life",
        "teknisk",
        "teknik",
        "tech",
        "services",
        "service",
        "patron",
        "ticketing",
        "accounts",
        "accounting",
        "desk",
        "reception",
    ]
)

_NO_NAME = frozenset(
    ["the", "you", "your", "our", "we", "i", "it", "if", "day", "night", "on", "for", "stage", "show", "load", "doors", "set", "hi", "hey", "hello", "dear", "thanks", "thank", "cheers", "regards", "best", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "foh", "lx", "pa", "mon", "mons", "pm", "am", "tbc", "tbd", "main", "contact", "production", "manager", "house", "please", "contact", "cell", "phone", "mobile", "tel", "email", "and", "or", "but", "no", "yes", "ok", "also", "then", "there", "they", "he", "she", "his", "her", "that", "this", "from", "with", "at", "in", "to", "of", "de", "la", "le", "les", "bus", "parking", "power", "wifi", "both", "sent", "all", "just", "any", "as", "is", "will", "be", "merch", "box", "street", "st", "road", "dock", "gate", "merci", "danke", "gracias", "bedankt", "hallo", "hola", "bonjour", "sure", "same", "dos", "sm", "td", "gm", "ld", "rep", "venue", "hall", "club", "room", "theatre", "theater", "ballroom", "arena", "festival", "day-of-show", "der", "die", "das", "am", "im", "ansprechpartner", "ansprechpartnerin", "vor", "ort", "an", "el", "los", "las", "een", "het", "onze", "notre", "nuestro", "wir", "ihr", "sie", "er", "unser", "unsere", "euer", "tour", "kunstler", "buhne", "on-site", "onsite", "when", "what", "where", "everything", "anything", "something", "read", "write", "call", "text", "who", "why", "how", "not", "so", "my", "me", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "number", "mr", "mrs", "ms", "miss", "mister", "madam", "sir", "herr", "frau", "monsieur", "madame", "senor", "senora", "mevrouw", "meneer", "pastor", "father", "sister", "secretary", "chairman", "treasurer", "president"]
)  # fmt: skip

_CLOSING = re.compile(
    r"^\W{0,3}(?:cheers|thanks|thank you|many thanks|best|all the best|regards|kind regards|best regards|warm regards|warmly|sincerely|yours|talk soon|see you|xx?|x|ta|lg|vg|mfg|liebe gruse|viele gruse|beste gruse|gruse|grus|schone gruse|mit freundlichen grusen|cordialement|bien a vous|amities|bonne journee|a bientot|bises|saludos|un saludo|abrazo|un abrazo|gracias|groet|groeten|groetjes|met vriendelijke groet|mvg|hilsen|halsningar|mit besten grusen|hwyl|slainte|t\.)\b"
)


def sender_name(ground: Ground) -> str:
    """The display name of the sender without quotes, "" where there is none."""
    return ground.sender_name


def is_person(name: str, ground: Ground) -> bool:
    """Whether a display name looks like a person's and not like an office's or the venue's."""
    words = WORD.findall(fold(name))
    if not words or len(words) > 5 or "@" in name:
        return False
    return not set(words) & _STAFF_ONLY and not set(words) <= ground.venue_words


def find_writer(units: Sequence[Unit], ground: Ground) -> Candidate | None:
    """The writer's name where it stands in the mail: in full, else as the sign-off, else as "Bex here"."""
    name = sender_name(ground)
    key = FieldKey("primaryContact.name")
    own = [unit for unit in units if unit.source.attachment is None]
    if is_person(name, ground):
        first = WORD.findall(fold(name))[0]
        for wanted in (fold(name), first):
            for unit in reversed(own):
                at = find_word(unit.folded, wanted)
                if at >= 0:
                    start = unit.start + at
                    end = start + len(wanted)
                    return Candidate(
                        key, unit.source.text[start:end], start, end, unit, 0.8 if wanted == first else 0.3, "contact"
                    )
        return None
    for unit in own[:3]:
        here = _HERE_IS.match(unit.folded)
        if here and here["name"] not in _NO_NAME:
            start, end = unit.start + here.start("name"), unit.start + here.end("name")
            return Candidate(key, unit.source.text[start:end], start, end, unit, 1.2, "contact")
    return _introduced(own, ground) or _signed(own, ground)


def _introduced(own: Sequence[Unit], ground: Ground) -> Candidate | None:
    """The writer's name where the mail says it: "I'm Abigail Stroud, the assistant director"."""
    for unit in own:
        said = _MY_NAME.search(unit.source.text, unit.start, unit.end)
        person = next((name for name in names_in(unit, ground) if said and name[1] == said.end()), None)
        if person is not None and (" " in person[0] or _TOLD_OF.match(unit.source.folded, person[2])):
            return Candidate(FieldKey("primaryContact.name"), *person, unit, 0.6, "contact")
    return None


def _signed(own: Sequence[Unit], ground: Ground) -> Candidate | None:
    closing = False
    for unit in own[-12:]:
        text = unit.text.strip(" -–—,.!*~x")
        after = _CLOSING.match(unit.folded)
        if after and len(unit.text) < 40:
            closing = True
            text = unit.text[after.end() :].strip(" ,.!-\n")
        found = NAME.fullmatch(text)
        words = WORD.findall(fold(text))
        if (
            found
            and closing
            and 1 <= len(words) <= 4
            and not set(words) & _STAFF_ONLY
            and not set(words) & _NO_NAME
            and not set(words) & ground.venue_words
        ):
            start = unit.source.text.find(text, unit.start)
            return Candidate(FieldKey("primaryContact.name"), text, start, start + len(text), unit, 0.9, "contact")
    return None


def is_writers_name(person: Person, ground: Ground) -> bool:
    """Whether a person is the mail's sender, by any part of the name."""
    return bool(set(WORD.findall(fold(person[0]))) & set(WORD.findall(fold(sender_name(ground)))))


def phones_in(unit: Unit) -> list[Mention]:
    return [m for m in unit.mentions if m.kind is Kind.PHONE]


def emails_in(unit: Unit) -> list[Mention]:
    return [m for m in unit.mentions if m.kind is Kind.EMAIL]


def names_in(unit: Unit, ground: Ground) -> list[Person]:
    """Persons' names in a sentence, as far as capitals tell them: the name, its start and its end."""
    if unit.names is None:
        unit.names = _names_in(unit, ground)
    return unit.names


def _names_in(unit: Unit, ground: Ground) -> list[Person]:
    artist = ground.artist_words
    shouted = unit.text.isupper()
    found = []
    for match in NAME.finditer(unit.source.text, unit.start, unit.end):
        start, end = _without_plain_words(match, shouted=shouted, begins=_begins_sentence(unit, match.start()))
        text = unit.source.text[start:end]
        words = set(WORD.findall(fold(text)))
        if unit.label is not None and unit.label[0] <= start and unit.source.folded[end : end + 2].lstrip()[:1] == ":":
            continue
        if not words or words <= artist or words & (ground.venue_words | _STAFF_ONLY):
            continue
        if ROLE.fullmatch(fold(text)) or (text.isupper() and len(text) <= 4):
            continue
        if not any(c.start <= start and end <= c.end for c in unit.cues if not c.speaks_of("other.time")):
            found.append((text, start, end))
    return found


_UNSPACED = re.compile(r"\S+")
_TAIL = re.compile(r"(?:['’]s)?[.'’-]*$")
_LEAD = re.compile(r"(?:^|[.!?:;\n(\[\"“*•–—-])\s*$")


def _begins_sentence(unit: Unit, at: int) -> bool:
    """Whether a capital at a place says nothing, since anything has one there."""
    return at <= unit.start or _LEAD.search(unit.source.text, max(unit.start, at - 3), at) is not None


def _without_plain_words(match: re.Match[str], *, shouted: bool, begins: bool) -> tuple[int, int]:
    """The span of a run of capitalised words without those at its ends that are no name.

    Args:
        match: The run.
        shouted: Whether everything stands in capitals, so that they say nothing.
        begins: Whether a sentence begins with it.
    """
    words = [(found.start() + match.start(), found.end() + match.start()) for found in _UNSPACED.finditer(match[0])]
    text = match.string
    while words and (_is_plain(text[slice(*words[0])]) or ((shouted or begins) and _is_small(text[slice(*words[0])]))):
        begins = False
        words.pop(0)
    while words and (_is_plain(text[slice(*words[-1])]) or (shouted and _is_small(text[slice(*words[-1])]))):
        words.pop()
    if not words:
        return match.start(), match.start()
    end = words[-1][1]
    tail = _TAIL.search(text[words[0][0] : end])
    return words[0][0], end - (len(tail[0]) if tail else 0)


@lru_cache(maxsize=20_000)
def _is_plain(word: str) -> bool:
    folded = fold(word)
    return folded.strip(".,'") in _NO_NAME or folded.split("'")[0] in _NO_NAME


@lru_cache(maxsize=20_000)
def _is_small(word: str) -> bool:
    """Whether a word is commonly written small."""
    folded = fold(word).strip(".,'")
    return folded in _small_words() or folded.split("'")[0] in _small_words()


@cache
def _small_words() -> frozenset[str]:
    """Words that venues write small (`server.teaching.words` gathers them); read once."""
    return frozenset(json.loads((Path(__file__).parent / "learned" / "words.json").read_text("utf-8")))


_CALLED = re.compile(
    r"\b(?:ask for|called|name is|name's|reach|find|look for|text|call|ring|preguntad? por|pregunten por|fragt nach|demandez|vraag naar)\s(?P<name>[a-z]{3,14}(?:\s[a-z]{3,16})?)\s{0,2}(?=[,(:]|\+?\d|on\s\+?\d|at\s\+?\d|$)"
)


def called_by_name(unit: Unit) -> Person | None:
    """A person whose name is written small, where the words before it say that a name follows ("ask for benny, 555…")."""
    found = _CALLED.search(unit.folded)
    if found is None or set(WORD.findall(found["name"])) & (_NO_NAME | _STAFF_ONLY):
        return None
    start, end = unit.start + found.start("name"), unit.start + found.end("name")
    return unit.source.text[start:end], start, end


def person_near(unit: Unit, low: int, high: int, ground: Ground) -> Person | None:
    """The person named nearest to a place in a sentence, rather behind it than before it."""
    names = names_in(unit, ground)
    if not names:
        return None
    return min(names, key=lambda name: name[1] - high if name[1] >= high else (low - name[2]) + 12)


def phone_of(prefix: str, phone: Mention, unit: Unit, cost: float) -> Candidate:
    """A number as a reading of somebody's phone.

    Args:
        prefix: `primaryContact` or `dayOfContact`.
        phone: The number.
        unit: Its sentence.
        cost: How loosely it belongs to the person.
    """
    text = unit.source.text[phone.start : phone.end]
    return Candidate(FieldKey(f"{prefix}.phone"), text, phone.start, phone.end, unit, cost, "contact")


def person_fields(
    prefix: str, person: Person, units: Sequence[Unit], ground: Ground, cost: float = 0.4
) -> Iterator[Candidate]:
    """What a mail says of a person: the name, and the number, address and role that stand with it.

    Args:
        prefix: `primaryContact` or `dayOfContact`.
        person: Who.
        units: The sentence that names the person, and those behind it that may hold the rest.
        ground: What is known.
        cost: How loosely the name belongs to the role.
    """
    name, start, end = person
    unit = units[0]
    yield Candidate(FieldKey(f"{prefix}.name"), name, start, end, unit, cost, "contact")
    others = [other for other in names_in(unit, ground) if other[1] > end]
    limit = others[0][1] if others else unit.end
    for at, part in enumerate(units):
        if at and (names_in(part, ground) or part.block != unit.block):
            break
        upper = limit if at == 0 else part.end
        phones = [m for m in phones_in(part) if (m.start >= end or at or m.end <= start) and m.start < upper]
        if phones:
            yield phone_of(prefix, phones[0], part, cost + 0.4 * at)
            break
    if prefix == "primaryContact":
        yield from _address_and_role(person, units)


def _address_and_role(person: Person, units: Sequence[Unit]) -> Iterator[Candidate]:
    _, _, end = person
    for part in units:
        if mails := emails_in(part):
            key, mail = FieldKey("primaryContact.email"), mails[0]
            yield Candidate(key, part.source.text[mail.start : mail.end], mail.start, mail.end, part, 0.5, "contact")
            break
    unit = units[0]
    role = ROLE.search(unit.source.folded, end, min(unit.end, end + 60))
    if role:
        text = unit.source.text[role.start() : role.end()]
        yield Candidate(FieldKey("primaryContact.role"), text, role.start(), role.end(), unit, 0.8, "contact")

"""Who writes, who is our contact from here on, and who is there on the day, with their numbers.

A person is the main contact where the mail says so, else its writer; the day's contact only where the mail says so.
"""

import re
from collections.abc import Iterator, Sequence

from advancing.fields import FieldKey
from advancing.reading.candidates import Candidate
from advancing.reading.cues import WORD
from advancing.reading.folding import fold
from advancing.reading.mentions import Kind, Mention
from advancing.reading.scope import Unit
from advancing.reading.sources import Ground

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶŁĻŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽ"
_NAME = re.compile(
    rf"\b[{_UP}][\w'’-]{{1,20}}\.?(?:[ ](?:(?:de|van|der|den|von|zu|la|del|di|da|le|ten|ter|dos|y)[ ]){{0,2}}(?:[{_UP}]\.[ ]?)?[{_UP}][\w'’-]{{1,20}}){{0,3}}"
)
_ROLE = re.compile(
    r"\b(?:(?:assistant|asst\.?|senior|head|general|technical|production|house|stage|tour|event|events|venue|night|floor|operations|site|artist|talent|booking|bookings|programme|program|front of house|marketing|hospitality|promoter|duty|theatre|theater|facilities|entertainment operations|show|tech|technische[rn]?|directrice|directeur|leiter|leiterin|programming|entertainment|concert|music|arts|bar|box office|patron services|production and events|backstage|advance|advancing|lead|chief|deputy|resident|crew|performance)[ /&-]{1,3}){0,3}"
    r"(?:manager|managers|management|director|directors|coordinator|co-ordinator|coördinator|engineer|buyer|booker|booking|bookings|rep|representative|liaison|handler|handling|supervisor|owner|gm|pm|sm|td|promoter|producer|production|produktion|productie|programmer|technician|tech|lead|carpenter|steward|officer|administrator|assistant|produktionsleit\w+|produktionsleiterin|technische leitung|technischer leiter|veranstaltungstechnik|haustechnik\w*|veranstaltungsleit\w+|booking|kunstlerbetreuung|regisseur\w*(?: general\w*)?|directrice technique|directeur technique|charge\w* de production|administratrice|administrateur|programmation|jefe tecnico|jefa de produccion|jefe de produccion|director tecnico|directora tecnica|produccion|responsable\w*(?: de \w+)?|coordinadora?|productieleid\w+|programmeur|bedrijfsleid\w+|technisch coordinator|hoofd techniek|artist liaison|stage manage|inspizient\w*)\b(?: of [a-z ]{3,30})?"
)
_I_AM = re.compile(
    r"\b(?:i'?m|i am|this is|bin|je suis|soy|ik ben)\b(?P<who>[^.\n]{0,60})|\bi (?P<verb>stage manage|manage|run|book|look after|handle)\b(?P<what>[^.,\n]{0,40})"
)
_ME = re.compile(
    r"\b(?:that(?:'ll| will|'s| would)? be me|it(?:'ll| will)? be me|will be me|is me|it's me|that's me|yours truly|me again|still me|me,|me!|myself|i'll be (?:there|around|on site|here|your)|i'm (?:there|around|your|on site|on all|here all|the one|on that)|i will be (?:there|your|on)|i am your|(?:call|text|shout|ring|reach|phone|whatsapp|message|find|grab|contact) me|bin ich|ich bin|c'est moi|ce sera moi|moi-meme|soy yo|estare yo|sere yo|dat ben ik|ben ik)\b"
)
_SHOUT = re.compile(r"\b(?:shout|call|text|ring|reach|phone|whatsapp|message|contact) me\b")
_HERE_IS = re.compile(
    r"^(?:(?:hi|hey|hello|hallo|morning|hola|salut|yo)\b[^.!?\n]{0,24}?[\s,]|\w+,\s)?(?P<name>[\w'’-]{2,15}) here\b"
)
_MOBILE = re.compile(r"(?:\b(?:m|mob|mobile|cell|mobil|handy|portable|movil|gsm|tel|c)\b[.:]?\s{0,3})$")
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
    ["the", "you", "your", "our", "we", "i", "it", "if", "day", "night", "on", "for", "stage", "show", "load", "doors", "set", "hi", "hey", "hello", "dear", "thanks", "thank", "cheers", "regards", "best", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "foh", "lx", "pa", "mon", "mons", "pm", "am", "tbc", "tbd", "main", "contact", "production", "manager", "house", "please", "contact", "cell", "phone", "mobile", "tel", "email", "and", "or", "but", "no", "yes", "ok", "also", "then", "there", "they", "he", "she", "his", "her", "that", "this", "from", "with", "at", "in", "to", "of", "de", "la", "le", "les", "bus", "parking", "power", "wifi", "both", "sent", "all", "just", "any", "as", "is", "will", "be", "merch", "box", "street", "st", "road", "dock", "gate", "merci", "danke", "gracias", "bedankt", "hallo", "hola", "bonjour", "sure", "same", "dos", "sm", "td", "gm", "ld", "rep", "venue", "hall", "club", "room", "theatre", "theater", "ballroom", "arena", "festival", "day-of-show", "der", "die", "das", "am", "im", "ansprechpartner", "ansprechpartnerin", "vor", "ort", "an", "el", "los", "las", "een", "het", "onze", "notre", "nuestro", "wir", "ihr", "sie", "er", "unser", "unsere", "euer", "tour", "kunstler", "buhne", "on-site", "onsite", "when", "what", "where", "everything", "anything", "something", "read", "write", "call", "text", "who", "why", "how", "not", "so", "my", "me", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "number"]
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


def read_contacts(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """All readings of contact fields.

    Args:
        units: The sentences, signature included, in order.
        ground: What is known.

    Yields:
        Candidates for `primaryContact.*` and `dayOfContact.*`.
    """
    writer = _writer(units, ground)
    handed = list(_handed_over(units, ground, writer))
    yield from handed
    if not any(candidate.field == "primaryContact.name" for candidate in handed):
        yield from _writer_fields(units, ground, writer)
    yield from _day_of(units, ground, writer)


def _writer(units: Sequence[Unit], ground: Ground) -> Candidate | None:
    """The writer's name where it stands in the mail: in full, else as the sign-off, else as "Bex here"."""
    name = sender_name(ground)
    key = FieldKey("primaryContact.name")
    own = [unit for unit in units if unit.source.attachment is None]
    if is_person(name, ground):
        first = WORD.findall(fold(name))[0]
        for wanted in (fold(name), first):
            for unit in reversed(own):
                found = re.search(rf"\b{re.escape(wanted)}\b", unit.folded)
                if found:
                    start = unit.start + found.start()
                    end = unit.start + found.end()
                    return Candidate(
                        key, unit.source.text[start:end], start, end, unit, 0.8 if wanted == first else 0.3, "contact"
                    )
        return None
    for unit in own[:3]:
        here = _HERE_IS.match(unit.folded)
        if here and here["name"] not in _NO_NAME:
            start, end = unit.start + here.start("name"), unit.start + here.end("name")
            return Candidate(key, unit.source.text[start:end], start, end, unit, 1.2, "contact")
    return _signed(own, ground)


def _signed(own: Sequence[Unit], ground: Ground) -> Candidate | None:
    closing = False
    for unit in own[-12:]:
        text = unit.text.strip(" -–—,.!*~x")
        after = _CLOSING.match(unit.folded)
        if after and len(unit.text) < 40:
            closing = True
            text = unit.text[after.end() :].strip(" ,.!-\n")
        found = _NAME.fullmatch(text)
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


def _writer_fields(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    if writer:
        yield writer
    yield from _writer_role(units, writer)
    phones = []
    for unit in units:
        if unit.source.attachment is not None or _speaks_of_another(unit, ground, writer):
            continue
        for mention in _phones(unit):
            before = unit.source.folded[max(unit.start, mention.start - 12) : mention.start]
            alone = unit.source.signature or len(unit.text) - (mention.end - mention.start) <= 34
            mine = re.search(r"\b(?:my|me|cell is|i'm|mobile|cell)\b", unit.folded) is not None
            if alone or mine:
                phones.append(
                    (0 if _MOBILE.search(before) and not before.strip().startswith("t") else 1, mention, unit)
                )
    if phones:
        _, mention, unit = min(phones, key=lambda item: item[0])
        yield Candidate(
            FieldKey("primaryContact.phone"),
            unit.source.text[mention.start : mention.end],
            mention.start,
            mention.end,
            unit,
            0.8,
            "contact",
        )


def _speaks_of_another(unit: Unit, ground: Ground, writer: Candidate | None) -> bool:
    """Whether a line names a person who is not the writer, or the day's contact, or an office."""
    own = set(WORD.findall(fold(str(writer.value)))) if writer else set()
    own |= set(WORD.findall(fold(sender_name(ground))))
    if unit.source.signature or (unit.fresh and len(unit.text) < 30):
        names = []
    else:
        names = [name for name in _names(unit, ground) if not set(WORD.findall(fold(name[0]))) & own]
    day = any(cue.speaks_of("dayOfContact") for cue in unit.cues)
    office = (
        re.search(r"\b(?:box office|security|fax|emergency|office|front desk|reception)\b", unit.folded) is not None
    )
    return bool(names) or (day and not _SHOUT.search(unit.folded)) or office


def _writer_role(units: Sequence[Unit], writer: Candidate | None) -> Iterator[Candidate]:
    key = FieldKey("primaryContact.role")
    for unit in units[:8]:
        said = _I_AM.search(unit.folded)
        role = _ROLE.search(unit.folded, said.start(), said.end()) if said and said["who"] is not None else None
        if said and role:
            start, end = unit.start + role.start(), unit.start + role.end()
            yield Candidate(key, unit.source.text[start:end], start, end, unit, 0.9, "contact")
            return
        if said and said["verb"] and "manage" in said["verb"]:
            start, end = unit.start + said.start("verb"), unit.start + said.end()
            yield Candidate(key, unit.source.text[start:end].strip(), start, end, unit, 1.3, "contact")
            return
    if writer is None:
        return
    for unit in units:
        near = (
            unit.source is writer.unit.source
            and 0 <= unit.line - writer.unit.line <= 2
            and unit.start >= writer.unit.start
        )
        if not (near or unit.source.signature) or len(unit.text) > 90:
            continue
        role = None if unit.text[:1].isdigit() else _ROLE.search(unit.folded)
        if role and not re.search(r"[.!?]\s|\b(?:will|is|are|have|you)\b", unit.folded):
            part = _role_part(unit, role)
            yield Candidate(key, unit.source.text[part[0] : part[1]], *part, unit, 0.7, "contact")
            return


def _role_part(unit: Unit, role: re.Match[str]) -> tuple[int, int]:
    """The part of a signature line that holds the role, between bars, slashes and commas."""
    start, end = unit.start, unit.end
    for cut in re.finditer(r"\s?[|/,·•–—]\s?|\s-\s|\s{2,}", unit.folded):
        if cut.end() <= role.start():
            start = unit.start + cut.end()
        elif cut.start() >= role.end():
            end = unit.start + cut.start()
            break
    return start, end


def _phones(unit: Unit) -> list[Mention]:
    return [m for m in unit.mentions if m.kind is Kind.PHONE]


def _emails(unit: Unit) -> list[Mention]:
    return [m for m in unit.mentions if m.kind is Kind.EMAIL]


def _names(unit: Unit, ground: Ground) -> list[tuple[str, int, int]]:
    """Persons' names in a sentence, as far as capitals tell them: the name, its start and its end."""
    artist = set(WORD.findall(fold(ground.show.artist)))
    found = []
    for match in _NAME.finditer(unit.source.text, unit.start, unit.end):
        start, end = _without_plain_words(match)
        text = unit.source.text[start:end]
        words = set(WORD.findall(fold(text)))
        if not words or words <= artist or words & (ground.venue_words | _STAFF_ONLY):
            continue
        if _ROLE.fullmatch(fold(text)) or (text.isupper() and len(text) <= 4):
            continue
        if not any(c.start <= start and end <= c.end for c in unit.cues if not c.speaks_of("other.time")):
            found.append((text, start, end))
    return found


def _without_plain_words(match: re.Match[str]) -> tuple[int, int]:
    """The span of a run of capitalised words without those at its ends that are no name."""
    words = [(found.start() + match.start(), found.end() + match.start()) for found in re.finditer(r"\S+", match[0])]
    text = match.string
    while words and _is_plain(text[slice(*words[0])]):
        words.pop(0)
    while words and _is_plain(text[slice(*words[-1])]):
        words.pop()
    if not words:
        return match.start(), match.start()
    end = words[-1][1]
    tail = re.search(r"(?:['’]s)?[.'’-]*$", text[words[0][0] : end])
    return words[0][0], end - (len(tail[0]) if tail else 0)


def _is_plain(word: str) -> bool:
    folded = fold(word)
    return folded.strip(".,'") in _NO_NAME or folded.split("'")[0] in _NO_NAME


def _handed_over(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    """A main contact that the mail names."""
    for at, unit in enumerate(units):
        if unit.foreign or unit.source.attachment is not None:
            continue
        cues = [c for c in unit.cues if c.speaks_of("primaryContact")]
        if not cues:
            continue
        if any(c.speaks_of("dayOfContact") for c in unit.cues):
            continue
        person = _person_near(unit, cues[0].start, cues[0].end, ground)
        named = person is not None and not set(WORD.findall(fold(person[0]))) & set(
            WORD.findall(fold(sender_name(ground)))
        )
        if not named and re.search(r"\b(?:i'?m|i am|here|me)\b", unit.folded) and writer:
            yield Candidate(
                FieldKey("primaryContact.name"), writer.value, writer.start, writer.end, writer.unit, 0.4, "contact"
            )
            yield from _writer_role(units, writer)
            for later in units[at : at + 2]:
                for phone in _phones(later)[:1]:
                    yield Candidate(
                        FieldKey("primaryContact.phone"),
                        later.source.text[phone.start : phone.end],
                        phone.start,
                        phone.end,
                        later,
                        0.6,
                        "contact",
                    )
            return
        if person is None or (
            all(cue.weak_for("primaryContact") for cue in cues)
            and not any(_emails(part) or _phones(part) for part in units[at : at + 2])
        ):
            continue
        yield from _person_fields("primaryContact", person, units[at : at + 2], ground)
        return


def _person_near(unit: Unit, low: int, high: int, ground: Ground) -> tuple[str, int, int] | None:
    names = _names(unit, ground)
    if not names:
        return None
    return min(names, key=lambda name: name[1] - high if name[1] >= high else (low - name[2]) + 12)


def _person_fields(
    prefix: str, person: tuple[str, int, int], units: Sequence[Unit], ground: Ground
) -> Iterator[Candidate]:
    name, start, end = person
    unit = units[0]
    yield Candidate(FieldKey(f"{prefix}.name"), name, start, end, unit, 0.4, "contact")
    others = [other for other in _names(unit, ground) if other[1] > end]
    limit = others[0][1] if others else unit.end
    for at, part in enumerate(units):
        if at and (_names(part, ground) or part.block != unit.block):
            break
        upper = limit if at == 0 else part.end
        phones = [m for m in _phones(part) if (m.start >= end or at or m.end <= start) and m.start < upper]
        if phones:
            phone = phones[0]
            yield Candidate(
                FieldKey(f"{prefix}.phone"),
                part.source.text[phone.start : phone.end],
                phone.start,
                phone.end,
                part,
                0.4 + 0.4 * at,
                "contact",
            )
            break
    if prefix == "primaryContact":
        for part in units:
            for mail in _emails(part)[:1]:
                yield Candidate(
                    FieldKey("primaryContact.email"),
                    part.source.text[mail.start : mail.end],
                    mail.start,
                    mail.end,
                    part,
                    0.5,
                    "contact",
                )
            if _emails(part):
                break
        role = _ROLE.search(unit.source.folded, end, min(unit.end, end + 60))
        if role:
            yield Candidate(
                FieldKey("primaryContact.role"),
                unit.source.text[role.start() : role.end()],
                role.start(),
                role.end(),
                unit,
                0.8,
                "contact",
            )


def _day_of(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    """The contact on the day, where the mail speaks of one."""
    for at, unit in enumerate(units):
        if unit.foreign or unit.source.attachment is not None:
            continue
        topical = any(topic.startswith("dayOfContact") for topic in unit.topics) and unit.order <= 1
        cues = [c for c in unit.cues if c.speaks_of("dayOfContact")]
        if not cues and not topical:
            continue
        if any(m.kind == "putoff" for m in unit.manners) and not _phones(unit):
            continue
        if re.search(r"\b(?:don't|do not|please don't|never) (?:call|ring|phone|text)\b", unit.folded):
            continue
        low, high = (cues[0].start, cues[0].end) if cues else (unit.start, unit.start)
        person = _person_near(unit, low, high, ground)
        if person is None and (_ME.search(unit.folded) or (topical and re.match(r"\W{0,3}me\b", unit.folded))):
            yield from _writer_on_the_day(unit, units, writer)
            return
        if person is None:
            continue
        mine = writer is not None and set(WORD.findall(fold(person[0]))) & set(WORD.findall(fold(sender_name(ground))))
        evidence = (
            _phones(unit)
            or topical
            or re.search(
                r"\b(?:contact|your (?:person|man|guy|woman|point)|rep\b|ask for|meet|runs|ansprechpartner\w*|interlocut\w+|contacto|aanspreekpunt|contactpersoon|you'll be with|is your|looking after|will be (?:there|on|your)|be dealing)",
                unit.folded,
            )
        )
        if not evidence and not mine:
            continue
        yield from _person_fields("dayOfContact", person, units[at : at + 2], ground)
        return


def _writer_on_the_day(unit: Unit, units: Sequence[Unit], writer: Candidate | None) -> Iterator[Candidate]:
    if writer is not None:
        yield Candidate(
            FieldKey("dayOfContact.name"),
            writer.value,
            writer.start,
            writer.end,
            writer.unit,
            0.8,
            "contact",
            inferred=True,
        )
    phones = [(m, unit) for m in _phones(unit)]
    if not phones:
        phones = [
            (m, other) for other in units if other.source.signature or len(other.text) < 40 for m in _phones(other)
        ]
    if phones:
        phone, place = phones[0]
        yield Candidate(
            FieldKey("dayOfContact.phone"),
            place.source.text[phone.start : phone.end],
            phone.start,
            phone.end,
            place,
            0.6,
            "contact",
        )

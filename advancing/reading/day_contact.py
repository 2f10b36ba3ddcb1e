"""Who is there on the day: the person a mail gives us for the show day, with the number to reach them.

A mail says so in three ways: it names the role ("your contact on the night"), it says who runs, opens or covers that
day, or its writer is away then and names somebody. Who writes, and the main contact, are left to `contacts`.
"""

import re
from collections.abc import Iterator, Sequence

from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.cues import WORD
from advancing.reading.folding import fold
from advancing.reading.people import (
    Person,
    called_by_name,
    is_writers_name,
    names_in,
    person_fields,
    person_near,
    phone_of,
    phones_in,
)
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

_ME = re.compile(
    r"\b(?:that(?:'ll| will|'s| would)? be me|it(?:'ll| will)? be me|will be me|is me|it's me|that's me|yours truly|me again|still me|me,|me!|myself|i'll be (?:there|around|on site|here|your)|i'm (?:there|around|your|on site|on all|here all|the one|on that)|i will be (?:there|your|on)|i am your|(?:call|text|shout|ring|reach|phone|whatsapp|message|find|grab|contact) me|bin ich|ich bin|c'est moi|ce sera moi|moi-meme|soy yo|estare yo|sere yo|dat ben ik|ben ik)\b"
)
_NEVER = re.compile(r"\b(?:don't|do not|please don't|never) (?:call|ring|phone|text)\b")
_TOLD = re.compile(
    r"\b(?:contact|your (?:person|man|guy|woman|point)|rep\b|ask for|meet|runs|ansprechpartner\w*|interlocut\w+|contacto|aanspreekpunt|contactpersoon|you'll be with|is your|looking after|will be (?:there|on|your)|be dealing)"
)
_DUTY = re.compile(
    r"\b(?:that|of the|on the|for the|this one on|the same) (?:day|night|evening|date|show)\b|\b(?:is|'s|be|'ll be|on)\s+(?:on (?:duty|shift|call|site|that|for|then|your)|duty|in charge|around|there (?:all|from|on|that|for))\b|"
    r"(?:'s| is|'ll be| will be) (?:on|in|there)(?=\s*(?:$|[,;.:(\-–]|\+?\d|and\b|instead))|\b(?:runs?|running|runnin|covers?|covering|cover|stands? in|standing in|filling in|steps? in|holds? the fort|holding the fort|opens? up|opening up|locks? up|has the keys?|got the keys?|lets? you in|meets? you|meeting you|greets? you|stage manag\w+|looking after|looks? after|takes? care of you|sorts? you out|show you (?:round|around)|at the (?:gate|door|dock|venue)|poc|point of contact|day contact|on the door)\b|"
    r"\b(?:dienst|vertritt|vertretung|ubernimmt an dem|an dem (?:tag|abend)|am (?:tag|abend)|empfangt|fur euch da|macht (?:euch )?auf|schliesst (?:euch )?auf|steht bereit)\b|"
    r"\b(?:ce (?:jour|soir)|le jour|vous (?:accueille\w*|attend\w*|recevra|recoit|ouvre)|sera (?:la|present\w*|sur place)|de (?:garde|permanence|service)|me remplace|prend le relais)\b|"
    r"\b(?:ese dia|esa noche|el dia|os (?:recibe|atiende|abre|espera)|los (?:recibe|atiende|espera)|les (?:recibe|atiende|abre)|estara|de turno|de guardia|me sustituye|busquen a|busca(?:d)? a|pregunt\w+ por)\b|"
    r"\b(?:die (?:dag|avond)|op de (?:dag|avond|bewuste)|heeft dienst|vangt jullie|ontvangt|is er dan|is erbij|doet (?:de|die) avond|vervangt mij|neemt waar|doet open)\b"
)
_AWAY = re.compile(
    r"\b(?:i'm|i am|i'll be|i will be|im|me i'm|i)\s+(?:\w+\s+){0,2}?(?:off|away|out|abroad|elsewhere|on (?:a |an |my |another |holiday|leave|tour|the road|vacation|a festival)|not (?:in|there|around|here|on|working)|won't be|am not)\b|"
    r"\bi (?:won't|can't|will not|cannot) be (?:there|in|around|on site|at)\b|\b(?:my (?:day|night) off|not my shift)\b|"
    r"\bich (?:bin|habe?|werde) (?:\w+\s+){0,4}?(?:nicht|frei|weg|urlaub|unterwegs|verreist)\b|\bbin ich (?:\w+\s+){0,4}?(?:nicht|weg|im urlaub|unterwegs|verreist)\b|"
    r"\bje (?:suis|serai|ne serai|ne suis) (?:\w+\s+){0,3}?(?:absent\w*|pas|en conge\w*|en vacances|en deplacement|sur un)\b|"
    r"\b(?:yo )?(?:no (?:estare|estoy|voy a estar)|estoy de (?:vacaciones|viaje|baja)|libro ese)\b|"
    r"\bik (?:ben|heb) (?:\w+\s+){0,4}?(?:niet|vrij|weg|afwezig|op vakantie|onderweg)\b|\bben ik (?:\w+\s+){0,4}?(?:niet|vrij|weg|afwezig)\b"
)
_OTHER_BUSINESS = re.compile(
    r"\b(?:settle\w*|settlement|abrechn\w*|afreken\w*|reglement|liquidacion|invoice|accounts|accounting|box office|medical|first aid|security|fire|emergency|fax|will (?:email|e-mail|mail|write|call|ring) you|ticketing|marketing|press|catering|parking permit)\b"
)


def read_day_contact(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    """The readings of `dayOfContact.*`.

    Args:
        units: The sentences, signature included, in order.
        ground: What is known.
        writer: The mail's writer, who may be that person.

    Yields:
        A name, and a number where one stands with it.
    """
    own = [unit for unit in units if not unit.foreign and unit.source.attachment is None]
    found = list(_named(own, ground, writer)) or list(_on_duty(own, ground))
    yield from found
    if found and not any(candidate.field == "dayOfContact.phone" for candidate in found):
        yield from _number_elsewhere(str(found[0].value), own, ground)


def _named(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    """The contact on the day, where the mail speaks of one by that name."""
    for at, unit in enumerate(units):
        topical = any(topic.startswith("dayOfContact") for topic in unit.topics) and unit.order <= 1
        cues = [c for c in unit.cues if c.speaks_of("dayOfContact")]
        if not cues and not topical:
            continue
        if any(m.kind == "putoff" for m in unit.manners) and not phones_in(unit):
            continue
        if _NEVER.search(unit.folded):
            continue
        low, high = (cues[0].start, cues[0].end) if cues else (unit.start, unit.start)
        person = person_near(unit, low, high, ground) or called_by_name(unit)
        if person is None and _in_quotes(unit):
            yield from _who_was_quoted(units[at : at + 4], ground)
            return
        if person is None and (_ME.search(unit.folded) or (topical and re.match(r"\W{0,3}me\b", unit.folded))):
            yield from _writer_on_the_day(unit, units, writer)
            return
        if person is None or _OTHER_BUSINESS.search(unit.folded):
            continue
        evidence = phones_in(unit) or topical or _TOLD.search(unit.folded)
        if not evidence and not is_writers_name(person, ground):
            continue
        yield from person_fields("dayOfContact", person, units[at : at + 2], ground)
        return


def _on_duty(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """Somebody else who is said to be on that day, the more so where the writer is away."""
    best: tuple[float, Person, int] | None = None
    for at, unit in enumerate(units):
        if any(m.kind == "putoff" for m in unit.manners) and not phones_in(unit):
            continue
        person = next((name for name in names_in(unit, ground) if not is_writers_name(name, ground)), None)
        person = person or called_by_name(unit)
        if person is None or _OTHER_BUSINESS.search(unit.folded) or _NEVER.match(unit.folded):
            continue
        away = any(_AWAY.search(near.folded) for near in units[max(at - 1, 0) : at + 2])
        weight = 1.5 * bool(_DUTY.search(unit.folded)) + bool(phones_in(unit)) + 1.0 * away
        asked = any(str(key).startswith("dayOfContact") for key in ground.asked_fields)
        weight += 0.5 * asked
        if weight >= 2.5 and (best is None or weight > best[0]):
            best = weight, person, at
    if best is not None:
        yield from person_fields("dayOfContact", best[1], units[best[2] : best[2] + 2], ground, cost=0.4)


def _number_elsewhere(name: str, units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """The number beside the same name in another line, a list under the signature for example."""
    first = WORD.findall(fold(name))
    for unit in units:
        same = [person for person in names_in(unit, ground) if first and first[0] in WORD.findall(fold(person[0]))]
        phones = phones_in(unit)
        if same and len(phones) == 1:
            yield phone_of("dayOfContact", phones[0], unit, 0.8)
            if len(same[0][0]) > len(name):
                yield Candidate(FieldKey("dayOfContact.name"), same[0][0], same[0][1], same[0][2], unit, 0.2, "contact")
            return


def _in_quotes(unit: Unit) -> bool:
    """Whether a sentence stands within quotation marks: its "me" is somebody else's."""
    return unit.source.folded.count('"', 0, unit.start) % 2 == 1


def _who_was_quoted(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """The person named with a number right behind what was quoted ("That's Tony Zielinski, 716-555-0127")."""
    for unit in units:
        people = names_in(unit, ground)
        if people and phones_in(unit):
            yield from person_fields("dayOfContact", people[0], [unit], ground)
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
    phones = [(m, unit) for m in phones_in(unit)]
    if not phones:
        phones = [
            (m, other) for other in units if other.source.signature or len(other.text) < 40 for m in phones_in(other)
        ]
    if phones:
        phone, place = phones[0]
        yield phone_of("dayOfContact", phone, place, 0.6)

"""Who writes and who is our contact from here on, with their numbers: whom the mail names, else its writer.

Who is there on the day is told by `day_contact`.
"""

import re
from collections.abc import Iterator, Sequence

from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.cues import WORD
from advancing.reading.day_contact import read_day_contact
from advancing.reading.folding import fold
from advancing.reading.people import (
    ROLE,
    emails_in,
    find_writer,
    names_in,
    person_fields,
    person_near,
    phone_of,
    phones_in,
    sender_name,
)
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

_I_AM = re.compile(
    r"\b(?:i'?m|i am|this is|bin|je suis|soy|ik ben)\b(?P<who>[^.\n]{0,60})|\bi (?P<verb>stage manage|manage|run|book|look after|handle)\b(?P<what>[^.,\n]{0,40})"
)

_SHOUT = re.compile(r"\b(?:shout|call|text|ring|reach|phone|whatsapp|message|contact) me\b")

_WRITE_TO = re.compile(
    r"\b(?:my (?:e-?mail|mail|address)|(?:e-?mail|mail|write|reach|reply|answer) (?:to |me |us )|use \S+@|(?:best|right|direct) (?:e-?mail|address)|(?:e-?mail|mail) (?:is|address)|meine? (?:e-?mail|mail)|mon (?:e-?mail|mail)|mi (?:correo|e-?mail)|mijn (?:e-?mail|mail))\b"
)
_BESIDE = 24
"""Characters that may stand beside an address that is meant for itself."""

_MYSELF = re.compile(r"\b(?:i|i'm|i'll|me|my|mine|myself|ich|mich|mein\w*|moi|je|mon|yo|mi|ik|mijn)\b")
_THEIRS = re.compile(r"\W{0,3}[^\W\d_a-z][\w-]{1,20}(?:['’]s|s['’])\s")
"""Somebody's: "Luis' mobile", "Tom's cell"."""

_MOBILE = re.compile(r"(?:\b(?:m|mob|mobile|cell|mobil|handy|portable|movil|gsm|tel|c)\b[.:]?\s{0,3})$")


def read_contacts(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """All readings of contact fields.

    Args:
        units: The sentences, signature included, in order.
        ground: What is known.

    Yields:
        Candidates for `primaryContact.*` and `dayOfContact.*`.
    """
    writer = find_writer(units, ground)
    handed = list(_handed_over(units, ground, writer))
    yield from handed
    if not any(candidate.field == "primaryContact.name" for candidate in handed):
        yield from _writer_fields(units, ground, writer)
    yield from _asked_for(units, ground)
    yield from read_day_contact(units, ground, writer)


def _asked_for(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """What answers a question of ours for a name, a role, an address or a number."""
    for unit in units:
        if unit.foreign or unit.order or unit.how not in ("question", "number", "label", "heading"):
            continue
        source, topics = unit.source, set(unit.topics)
        if "primaryContact.name" in topics and (people := names_in(unit, ground)):
            yield Candidate(FieldKey("primaryContact.name"), *people[0], unit, 0.3, "contact")
        if "primaryContact.role" in topics and unit.how != "heading" and (role := ROLE.search(unit.folded)):
            start, end = _role_part(unit, role)
            yield Candidate(FieldKey("primaryContact.role"), source.text[start:end], start, end, unit, 0.4, "contact")
        if "dayOfContact.phone" in topics and (phones := phones_in(unit)):
            yield phone_of("dayOfContact", phones[0], unit, 0.4)


def _writer_fields(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    if writer:
        yield writer
    yield from _writer_role(units, writer)
    phones = []
    for unit in units:
        numbers = phones_in(unit)
        if not numbers or unit.source.attachment is not None or _speaks_of_another(unit, ground, writer):
            continue
        for mention in numbers:
            before = unit.source.folded[max(unit.start, mention.start - 12) : mention.start]
            alone = unit.source.signature or len(unit.text) - (mention.end - mention.start) <= 34
            mine = re.search(r"\b(?:my|me|cell is|i'm|mobile|cell)\b", unit.folded) is not None
            if alone or mine:
                phones.append(
                    (0 if _MOBILE.search(before) and not before.strip().startswith("t") else 1, mention, unit)
                )
    if phones:
        _, mention, unit = min(phones, key=lambda item: item[0])
        yield phone_of("primaryContact", mention, unit, 0.8)
    yield from _writer_address(units, ground, writer)


def _writer_address(units: Sequence[Unit], ground: Ground, writer: Candidate | None) -> Iterator[Candidate]:
    """Where to write from here on: an address that we asked for, that the mail sends us to, or of the signature."""
    ours = {address.lower() for address in ground.mail.our_addresses}
    found = []
    for unit in units:
        mails = [
            mail
            for mail in emails_in(unit)
            if str(mail.value or unit.source.text[mail.start : mail.end]).lower() not in ours
        ]
        if not mails or unit.foreign or unit.source.attachment is not None:
            continue
        told = "primaryContact.email" in unit.topics or _WRITE_TO.search(unit.folded) is not None
        alone = unit.source.signature or len(unit.text) - (mails[0].end - mails[0].start) <= _BESIDE
        if told or (alone and not _speaks_of_another(unit, ground, writer)):
            found.append((0 if told else 1, mails[0], unit))
    if found:
        rank, mail, unit = min(found, key=lambda item: item[0])
        text = unit.source.text[mail.start : mail.end]
        yield Candidate(FieldKey("primaryContact.email"), text, mail.start, mail.end, unit, 0.4 + 0.4 * rank, "contact")


def _speaks_of_another(unit: Unit, ground: Ground, writer: Candidate | None) -> bool:
    """Whether a line names a person who is not the writer, or the day's contact, or an office."""
    own = set(WORD.findall(fold(str(writer.value)))) if writer else set()
    own |= set(WORD.findall(fold(sender_name(ground))))
    if unit.source.signature or (unit.fresh and len(unit.text) < 30):
        names = []
    else:
        names = [name for name in names_in(unit, ground) if not set(WORD.findall(fold(name[0]))) & own]
    asked = any(topic.startswith("dayOfContact") for topic in unit.topics) and not _MYSELF.search(unit.folded)
    day = any(cue.speaks_of("dayOfContact") for cue in unit.cues) or asked
    office = (
        re.search(r"\b(?:box office|security|fax|emergency|office|front desk|reception)\b", unit.folded) is not None
    )
    theirs = not unit.source.signature and _THEIRS.match(unit.text) is not None
    return bool(names) or theirs or (day and not _SHOUT.search(unit.folded)) or office


def _writer_role(units: Sequence[Unit], writer: Candidate | None) -> Iterator[Candidate]:
    key = FieldKey("primaryContact.role")
    for unit in units[:8]:
        said = _I_AM.search(unit.folded)
        role = ROLE.search(unit.folded, said.start(), said.end()) if said and said["who"] is not None else None
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
        role = None if unit.text[:1].isdigit() else ROLE.search(unit.folded)
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
        person = person_near(unit, cues[0].start, cues[0].end, ground)
        named = person is not None and not set(WORD.findall(fold(person[0]))) & set(
            WORD.findall(fold(sender_name(ground)))
        )
        if not named and re.search(r"\b(?:i'?m|i am|here|me)\b", unit.folded) and writer:
            yield Candidate(
                FieldKey("primaryContact.name"), writer.value, writer.start, writer.end, writer.unit, 0.4, "contact"
            )
            yield from _writer_role(units, writer)
            for later in units[at : at + 2]:
                for phone in phones_in(later)[:1]:
                    yield phone_of("primaryContact", phone, later, 0.6)
            return
        if person is None or (
            all(cue.weak_for("primaryContact") for cue in cues)
            and not any(emails_in(part) or phones_in(part) for part in units[at : at + 2])
        ):
            continue
        yield from person_fields("primaryContact", person, units[at : at + 2], ground)
        return

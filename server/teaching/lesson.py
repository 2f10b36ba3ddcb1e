"""Lessons: what a labelled mail teaches, each value with the field it stands for, each sentence with what it answers."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.attack import find_suspicions
from advancing.reading.case import case_input
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.gold import is_right
from advancing.reading.language import detect_language
from advancing.reading.learned.opinions import (
    DAY_CONTACT,
    HANDED_OVER,
    LEFT_OPEN,
    NONE,
    SAID_CLASSES,
    VALUE_FIELDS,
    Speaking,
    ValueInContext,
    about,
    meaning,
    sentences_in_context,
    speaking_of_fields,
    values_in_context,
)
from advancing.reading.own_words import OwnWords, own_words
from advancing.reading.people import is_writers_name
from advancing.reading.questions import OurMail
from advancing.reading.reader import offer_by_rules, sources_of
from advancing.reading.scope import read_units
from advancing.reading.sources import Ground, Source
from advancing.reading.suspicion.likely import SILENT
from advancing.reading.units import Unit
from advancing.values import minutes_after_midnight
from server.teaching.attacks import attack_samples
from server.teaching.sample import Sample

Case = Mapping[str, Any]
Gold = Mapping[str, Mapping[str, Any]]
_SHARED = 0.35
"""Share of the shorter of quote and sentence that must be common for the quote to be the sentence's."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one case teaches.

    Args:
        case: The case.
        values: Its values.
        sentences: Its sentences.
        speaking: Where it speaks of a field that was asked for.
        attack: Its sentences that may be an attack.
    """

    case: Case
    values: Sequence[Sample]
    sentences: Sequence[Sample]
    speaking: Sequence[Sample]
    attack: Sequence[Sample]


def read_cases(folder: Path) -> list[Case]:
    """The cases of a folder of the corpus, by name of their files."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def lesson_of(case: Case) -> Lesson:
    """What a case teaches.

    Args:
        case: A case as `tests/corpus/README.md` describes it.
    """
    words, ground = ground_of(case)
    units = _units_of(words, ground)
    gold: Gold = case["expected"]["fields"]
    reading = [unit for unit in units if not unit.source.signature]
    offered = offer_by_rules(units, ground)
    values = [
        Sample(case["id"], one.features, frozenset({label}))
        for one in values_in_context(reading, offered, ground)
        if (label := _field_of(one, gold, ground)) is not None
    ]
    sentences = [
        Sample(case["id"], features, frozenset(_answers(unit, gold, case["expected"].get("unresolved", ()))))
        for unit, features in sentences_in_context(reading, offered)
    ]
    speaking = [
        Sample(case["id"], one.features, frozenset({LEFT_OPEN} if left_open else ()))
        for one in speaking_of_fields(reading, offered, ground.asked_fields)
        if (left_open := _leaves_open(one, gold, case["expected"].get("unresolved", ()))) is not None
    ]
    return Lesson(case, values, sentences, speaking, attack_samples(case, ground.mail, words))


def ground_of(case: Case) -> tuple[OwnWords, Ground]:
    """The venue's own words in a case, and what is known before it is read."""
    mail, show, asked = case_input(case)
    words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
    return words, Ground(mail, show, asked, detect_language(words.text()))


def _units_of(words: OwnWords, ground: Ground) -> list[Unit]:
    sources = sources_of(words, find_suspicions(ground.mail, words, SILENT), ground)
    ours = OurMail(words.history, ground)
    return [unit for source in sources for unit in read_units(source, ours)]


def _field_of(one: ValueInContext, gold: Gold, ground: Ground) -> str | None:
    """The field a value stands for, `none`, or None where the gold leaves it open."""
    quoted, beside, elsewhere = [], [], []
    for key in VALUE_FIELDS:
        if key not in gold or not _is_value(key, one, gold[key], ground):
            continue
        span = _span(one.unit.source, gold[key]["quote"])
        if span and span[0] < one.mention.end and one.mention.start < span[1]:
            quoted.append((span[1] - span[0], key))
        elif span and span[0] < one.unit.end and one.unit.start < span[1]:
            beside.append(key)
        else:
            elsewhere.append(key)
    if quoted:
        quoted.sort()
        return quoted[0][1] if len(quoted) == 1 or quoted[0][0] < quoted[1][0] else None
    if beside:
        return beside[0] if len(beside) == 1 else None
    return None if elsewhere else NONE


def _is_value(key: str, one: ValueInContext, gold: Mapping[str, Any], ground: Ground) -> bool:
    value, _ = meaning(key, one.unit, one.mention, ground)
    if value is None:
        return False
    if key in TIME_FIELDS:
        wanted = [text for text in (gold.get("value"), *gold.get("also", ())) if isinstance(text, str)]
        return isinstance(value, tuple) and any(minutes_after_midnight(text) in value for text in wanted)
    return is_right(key, gold, value)  # type: ignore[arg-type]


def _answers(unit: Unit, gold: Gold, unresolved: Sequence[str]) -> Iterator[str]:
    if any(
        key in unit.topics[:1] or any(cue.speaks_of(key) and not cue.weak_for(key) for cue in unit.cues)
        for key in unresolved
    ):
        yield LEFT_OPEN
    for key, field in gold.items():
        span = _span(unit.source, field["quote"])
        if span is None or span[0] >= unit.end or unit.start >= span[1]:
            continue
        common = min(span[1], unit.end) - max(span[0], unit.start)
        if common < _SHARED * min(span[1] - span[0], unit.end - unit.start):
            continue
        yield key if key in TEXT_FIELDS else about(key)
        if key.startswith(DAY_CONTACT):
            yield DAY_CONTACT
        if key == f"{HANDED_OVER}.name" and not is_writers_name((str(field.get("value")), 0, 0), unit.source.ground):
            yield HANDED_OVER
        for name, (said, value) in SAID_CLASSES.items():
            given = field.get("value")
            plain = given["amount"] if isinstance(given, dict) else given
            if said == key and type(plain) is type(value) and plain == value:
                yield name


def _leaves_open(one: Speaking, gold: Gold, unresolved: Sequence[str]) -> bool | None:
    """Whether a sentence leaves open what it speaks of, or answers it; None where the answer stands elsewhere."""
    if one.field in unresolved:
        return True
    if one.field not in gold:
        return None
    span = _span(one.unit.source, gold[one.field]["quote"])
    return False if span and span[0] < one.unit.end and one.unit.start < span[1] else None


def _span(source: Source, quote: str) -> tuple[int, int] | None:
    """Where a quote stands in a source, whatever its white space."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(pattern, source.text, re.IGNORECASE) if pattern else None
    return found.span() if found else None

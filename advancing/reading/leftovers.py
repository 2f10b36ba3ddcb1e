"""Values that no cue claims and that still say something: corrections, known values confirmed or replaced, other acts."""

import re
from collections.abc import Sequence

from advancing.fields import FieldKey
from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.discourse import Manner, clause_around
from advancing.reading.field_values import value_for
from advancing.reading.manner import manner_of
from advancing.reading.mentions import Kind, Mention
from advancing.reading.pairing import NOT_BEFORE, is_others
from advancing.reading.sources import Ground
from advancing.reading.units import Unit
from advancing.values import minutes_after_midnight


def read_leftovers(
    unit: Unit,
    left: Sequence[Mention],
    before: Sequence[Candidate],
    manners: Sequence[Manner],
    clauses: Sequence[tuple[int, int]],
    ground: Ground,
) -> list[Candidate]:
    """Values without a cue that still say something: a correction of the last value, or a known one confirmed or replaced."""
    found = []
    for mention in left:
        if mention.kind not in (Kind.TIME, Kind.NUMBER, Kind.MONEY, Kind.SIZE, Kind.DURATION):
            continue
        manner = manner_of(unit, mention.start, mention.end, manners, clauses)
        if (
            manner["denied"]
            or manner["putoff"]
            or is_others(unit, mention)
            or NOT_BEFORE.search(unit.source.folded, max(unit.start, mention.start - 26), mention.start)
        ):
            continue
        low, high = clause_around(clauses, mention.start)
        span = (max(low, unit.start), min(max(high, mention.end), unit.end))
        key = _known_field(unit, mention, left, manners, ground)
        how = "known"
        if key is None and (general := _contrasted(unit, mention, before)) is not None:
            key, how = general.field, "contrast"
        elif key is None and _makes_that(unit, mention):
            key = next((c.field for c in reversed(before) if value_for(c.field, mention, ground)[0] is not None), None)
            how = "correction"
        if key is None and mention.kind is Kind.TIME and _somebody_on(unit, mention):
            key, how = "schedule.supportTime", "act"
        if key is None and mention.kind is Kind.DURATION and _is_set(unit, mention, before, ground):
            key, how = "schedule.setLength", "length"
        if key is None:
            key, how = _asked_for(unit, mention, ground), "asked"
        if key is None:
            continue
        value, exact = value_for(key, mention, ground)
        if value is not None:
            found.append(
                Candidate(
                    FieldKey(key),
                    value,
                    *span,
                    unit,
                    _COSTS[how],
                    how,
                    hedged=manner["hedged"],
                    inferred=how in ("act", "asked"),
                    exact=exact,
                    ours=manner["ours"],
                    general=manner["general"],
                    corrected=how in ("correction", "contrast") or manner["corrected"],
                    until=mention.until,
                )
            )
    return found


_MAKE_THAT = re.compile(
    r"\b(?:make (?:that|it)|i mean(?:t)?|scratch that|correction|rather|should be|actually|is now|nope|sorry|wait)\b[\s,:.-]{0,3}(?:it's |its |it is |at |to |now |by )?$"
)


def _makes_that(unit: Unit, mention: Mention) -> bool:
    return _MAKE_THAT.search(unit.source.folded, max(unit.start, mention.start - 30), mention.start) is not None


_COSTS = {"known": 1.5, "correction": 1.5, "contrast": 1.3, "act": 2.4, "asked": 2.6, "length": 1.6}

NO_SET = re.compile(
    r"\s{0,2}-?\s?(?:minimum|min\.?\s?call|call|before|after|prior|drive|early|earlier|later|changeover|change over|notice|walk|ahead|away|window|break|pause|interval|into|from|past|reset|vor|nach|avant|apres|antes|despues|voor|na)\b"
)
"""What stands behind a length that is no set's."""

_ALONGSIDE = re.compile(
    r"[\s,;(/)+=-]{1,5}(?:(?:for|pour|pendant|fur|durante|max|about|around|circa|ca\.?|y|and|und|et|a|set|of|voor)\s){0,2}"
)


def _is_set(unit: Unit, mention: Mention, before: Sequence[Candidate], ground: Ground) -> bool:
    """Whether a length right behind the hour we play, or several times a shorter one, is that of our set."""
    if NO_SET.match(unit.source.folded, mention.end):
        return False
    if mention.repeated and "schedule.setLength" in ground.asked_fields:
        return not any(cue.speaks_of("schedule.supportTime") for cue in unit.cues if cue.start < mention.start)
    return any(
        one.unit is unit and one.field == "schedule.showTime" and one.end <= mention.start + 1
        and _ALONGSIDE.fullmatch(unit.source.folded, one.end, mention.start)
        for one in before
    )  # fmt: skip


_SO_MANY = re.compile(r"\b(?:we're|we are|so|it's|that's|room is|yours is)\s(?:a\s|at\s)?$")

_CONTRAST = re.compile(
    r"\b(?:but|however|for (?:this|yours?|you)|yours|your (?:night|show|date)|this (?:one|time|show)|so|instead|aber|mais|pero|maar)\b"
)

_SOMEBODY_ON = re.compile(
    r"(?:^|[,.;]\s|\s)(?P<name>[A-ZÀ-Ý][\w'&’-]+(?:\s[A-ZÀ-Ý&][\w'&’-]*){0,4})(?:\s\([^)]{0,60}\))?\s(?:is|are|goes|go|kicks?|plays?|starts?|opens?|does(?: a [\w-]+(?: hour)?)?|will|joue|spielt|toca|speelt)?\s?(?:on|off|up|first)?\s?(?:be on|play|open)?\s?(?:at|from|um|a las|om|à|a)?\s?$"
)

_NAME_ALONE = re.compile(
    r"[\s:|=–—-]{1,8}(?P<name>[A-ZÀ-Ý0-9][\w'&’.!-]*(?:\s[A-ZÀ-Ý0-9&+][\w'&’.!-]*){0,4})(?:\s?\([^)]{0,40}\))?\s*$"
)


def _contrasted(unit: Unit, mention: Mention, before: Sequence[Candidate]) -> Candidate | None:
    """The general rule that a value stands against: "normally 8, but for this one 7"."""
    for candidate in reversed(before[-4:]):
        if (
            not (candidate.general or candidate.past)
            or candidate.unit.source is not unit.source
            or candidate.unit.block != unit.block
        ):
            continue
        since = max(candidate.end if candidate.unit is unit else unit.start, unit.start)
        if _CONTRAST.search(unit.source.folded, since, mention.start) and isinstance(candidate.value, tuple) == (
            mention.kind in (Kind.TIME, Kind.NUMBER) and candidate.field in TIME_FIELDS
        ):
            return candidate
    return None


def _somebody_on(unit: Unit, mention: Mention) -> bool:
    """Whether somebody who is not us is on then: "Clodagh is on at 8.15", or a name alone in a list of times."""
    text = unit.source.text
    if text[unit.start : mention.start].strip(" -*•") == "" and _NAME_ALONE.fullmatch(text, mention.end, unit.end):
        return not any(mention.end <= cue.start < unit.end for cue in unit.cues)
    low = max(unit.start, mention.start - 90)
    found = _SOMEBODY_ON.search(text[low : mention.start])
    if not found or not re.search(
        r"\b(?:on|plays?|starts?|opens?|does|first|up|goes|joue|spielt|toca|speelt)\b", found[0].lower()
    ):
        return False
    start = low + found.start("name")
    return not any(cue.start < low + found.end("name") and start < cue.end for cue in unit.cues) and found[
        "name"
    ].lower() not in ("we", "i", "it", "they", "he", "she", "that", "this", "there", "which", "you", "music")


def _asked_for(unit: Unit, mention: Mention, ground: Ground) -> str | None:
    """The asked field that a value without a cue can only be for: a size with width and depth, a large number of people."""
    folded = unit.source.folded
    if mention.kind is Kind.SIZE and "technical.stageSize" in ground.asked_fields:
        plain = isinstance(mention.value, str) and "?" not in mention.value
        other = any(cue.speaks_of("other.size") for cue in unit.cues)
        return "technical.stageSize" if plain and not other else None
    many = mention.kind is Kind.NUMBER and mention.exact and isinstance(mention.value, float) and mention.value >= 100
    if many and "business.capacity" in ground.asked_fields:
        said = _SO_MANY.search(folded, max(unit.start, mention.start - 14), mention.start)
        return "business.capacity" if said else None
    return None


def _known_field(
    unit: Unit, mention: Mention, left: Sequence[Mention], manners: Sequence[Manner], ground: Ground
) -> str | None:
    """The field whose known value this one confirms ("yes, 8 AM is fine") or takes the place of ("22.30 and not 23.00")."""
    folded = unit.source.folded
    replaced = [
        other for other in unit.mentions
        if other is not mention and other.kind is mention.kind and abs(other.start - mention.end) < 40
        and NOT_BEFORE.search(folded, max(unit.start, other.start - 26), other.start)
    ]  # fmt: skip
    for other in replaced:
        keys = _fields_of_known(other, ground)
        if len(keys) == 1:
            return keys[0]
    if any(manner.kind == "confirm" for manner in manners) and len(left) == 1:
        keys = _fields_of_known(mention, ground)
        if len(keys) == 1:
            return keys[0]
    return None


def _fields_of_known(mention: Mention, ground: Ground) -> list[str]:
    keys = []
    for key, known in ground.show.known.items():
        if mention.kind in (Kind.TIME, Kind.NUMBER) and key in TIME_FIELDS and isinstance(known.value, str):
            values, _ = value_for(key, mention, ground)
            if isinstance(values, tuple) and minutes_after_midnight(known.value) in values:
                keys.append(str(key))
        elif mention.kind is not Kind.TIME and key not in TIME_FIELDS:
            value, _ = value_for(key, mention, ground)
            if value is not None and value == known.value and mention.kind is not Kind.NUMBER:
                keys.append(str(key))
    return keys

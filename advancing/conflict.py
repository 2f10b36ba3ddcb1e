"""Two sources that say different things of one field: how much it matters, who should win, and what to do.

The rules only recommend; a person decides, and what is critical is never settled by itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from advancing.extraction import Conflict, KnownValue
from advancing.fields import CATALOGUE, Field, FieldKey, FieldType
from advancing.grounding import fold, same_in_other_words
from advancing.values import Value, minutes_after_midnight, show

MINOR_MINUTES = 15
"""Times that differ by no more are a minor conflict."""
MINOR_SHARE = 0.05
"""Counts that differ by no more than this share are a minor conflict."""

# What the building and its crew decide, whatever a contract says, and what was sold and signed.
_SIGNED = frozenset({"schedule.doors", "schedule.showTime", "schedule.setLength", "hospitality.buyoutAmount"})
_NAMES = {
    "contract": "the contract",
    "master_tour": "Master Tour",
    "venue": "the venue",
    "tour_manager": "the tour manager",
    "mail": "the same mail",
}


class Severity(StrEnum):
    """How much a conflict matters."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Resolution(StrEnum):
    """What can be done about a conflict."""

    KEEP_KNOWN = "keep_known"
    TAKE_NEW = "take_new"
    TAKE_FOR_NOW = "take_for_now"
    ASK_AGAIN = "ask_again"


@dataclass(frozen=True, slots=True)
class ConflictCase:
    """One field, two values.

    Args:
        field: Which field.
        known: The value known before.
        known_from: `contract`, `master_tour`, `venue`, `tour_manager`, or `mail` (one mail says two things).
        new: The value that came now.
        new_from: Where it came from, one of the same words.
        source_text: The words of the new value, "" where there are none.
    """

    field: FieldKey
    known: Value
    known_from: str
    new: Value
    new_from: str = "venue"
    source_text: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle a conflict.

    Args:
        resolution: What is done.
        label: As it stands on a button.
        value: The value that holds then; None where it stays open.
    """

    resolution: Resolution
    label: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a conflict.

    Args:
        severity: How much it matters.
        recommended: What to do by default.
        sentence: What it is, for the tour manager.
        reason: Why that is recommended.
        options: All that can be done, the recommended one first.
    """

    severity: Severity
    recommended: Resolution
    sentence: str
    reason: str
    options: tuple[Option, ...]


def find_conflict(field: Field, value: Value, known: KnownValue | None) -> Conflict | None:
    """The conflict of a new value with what was known, or None where nothing was known or both say the same.

    Texts say the same also in other words: "Sarah" and "Sarah Johnson", "all ages" and "It's all ages".
    """
    if known is None or same_in_other_words(field, value, known.value):
        return None
    case = ConflictCase(field.key, known.value, known.source, value)
    return Conflict(known=known.value, known_from=known.source, explanation=explain(case))


def judge(case: ConflictCase) -> Judgement:
    """What a conflict amounts to.

    Args:
        case: The two values, both canonical.

    Returns:
        The severity, the recommendation with its reason, and the options.
    """
    recommended, reason = _recommend(case)
    options = (
        Option(Resolution.KEEP_KNOWN, f"Keep {show(case.known)} ({_name(case.known_from)})", case.known),
        Option(Resolution.TAKE_NEW, f"Take {show(case.new)} ({_name(case.new_from)})", case.new),
        Option(Resolution.TAKE_FOR_NOW, f"Take {show(case.new)} for now and have it confirmed", case.new),
        Option(Resolution.ASK_AGAIN, "Ask the venue again", None),
    )
    return Judgement(
        severity=severity(case),
        recommended=recommended,
        sentence=explain(case),
        reason=reason,
        options=tuple(sorted(options, key=lambda option: option.resolution is not recommended)),
    )


def severity(case: ConflictCase) -> Severity:
    """Minor where the values are near; else critical for critical fields and signed money, major for the rest."""
    field = CATALOGUE[case.field]
    if _near(field, case.known, case.new):
        return Severity.MINOR
    if field.critical or (field.section == "business" and case.known_from == "contract"):
        return Severity.CRITICAL
    return Severity.MAJOR


def explain(case: ConflictCase) -> str:
    """One sentence: who says what, and by how much it differs."""
    field = CATALOGUE[case.field]
    text = (
        f"{field.label}: {_name(case.new_from)} says {show(case.new)}, {_name(case.known_from)} said {show(case.known)}"
    )
    apart = _apart(field, case.known, case.new)
    return f"{text} ({apart})." if apart else f"{text}."


def _recommend(case: ConflictCase) -> tuple[Resolution, str]:
    field, sources = CATALOGUE[case.field], {case.known_from, case.new_from}
    if case.known_from == case.new_from or "mail" in sources:
        return Resolution.ASK_AGAIN, "One source says two things, so only it can tell which holds."
    if "tour_manager" in sources:
        return _side(case, "tour_manager"), "The tour manager decided it."
    if "contract" in sources and (case.field in _SIGNED or field.section == "business"):
        return _side(case, "contract"), "It is agreed in the contract."
    if "venue" in sources:
        return _side(case, "venue"), "The venue knows its house and its day best."
    return _side(case, "contract"), "The contract was signed; Master Tour is our own copy of it."


def _side(case: ConflictCase, source: str) -> Resolution:
    return Resolution.TAKE_NEW if case.new_from == source else Resolution.KEEP_KNOWN


def _near(field: Field, known: Value, new: Value) -> bool:
    if field.type is FieldType.TIME:
        return _minutes_between(known, new) <= MINOR_MINUTES
    if field.type in (FieldType.INTEGER, FieldType.MINUTES):
        one, other = float(str(known)), float(str(new))
        return abs(one - other) <= MINOR_SHARE * max(one, other)
    if isinstance(known, str) and isinstance(new, str) and field.type in (FieldType.TEXT, FieldType.NAME):
        # "Sarah" and "Sarah Johnson": one says the same, in fewer words.
        short, long = sorted((set(fold(known).split()), set(fold(new).split())), key=len)
        return short <= long
    return False


def _apart(field: Field, known: Value, new: Value) -> str:
    if field.type is FieldType.TIME:
        minutes = _minutes_between(known, new)
        later = (minutes_after_midnight(str(new)) - minutes_after_midnight(str(known))) % 1440 <= 720
        return f"{_spell_minutes(minutes)} {'later' if later else 'earlier'}"
    if field.type in (FieldType.INTEGER, FieldType.MINUTES, FieldType.PERCENT):
        difference = float(str(new)) - float(str(known))
        return f"{show(abs(difference))} {'more' if difference > 0 else 'less'}"
    return ""


def _minutes_between(one: Value, other: Value) -> int:
    apart = abs(minutes_after_midnight(str(one)) - minutes_after_midnight(str(other)))
    return min(apart, 1440 - apart)


def _spell_minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part) or "0 min"


def _name(source: str) -> str:
    return _NAMES.get(source, source.replace("_", " "))

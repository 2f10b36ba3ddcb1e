"""Readings of a field that a mail offers, each with how it was said; which of them holds is decided later."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advancing.fields import FieldKey, FieldType, find_field
from advancing.reading.cues import WORD
from advancing.reading.dates import NamedDay
from advancing.reading.discourse import Manner, clause_around, clauses_of
from advancing.reading.mentions import Kind, Mention
from advancing.reading.pairing import COUNT_FIELDS, NOT_BEFORE, TIME_FIELDS, Pair, is_others, pair_values
from advancing.reading.scope import Unit
from advancing.reading.sources import Ground, Source
from advancing.reading.times import variants
from advancing.values import minutes_after_midnight

_ADJACENT_HEDGES = re.compile(
    r"(?:\b(?:around|about|roughly|approx\.?|approximately|circa|ca\.?|c\.|nearly|maybe|perhaps|probably|likely|say|ish|gegen|etwa|ungefahr|rund|environ|vers|sobre|unos|unas|aproximadamente|ongeveer|rond|zo rond|zo'n|something like|some|closer to|up to|or so|more like|hopefully|tentatively|i think|i guess|i would guess)|~)\s{0,2}(?:at |by |a )?(?:las )?$"
)
_AFTER_HEDGES = re.compile(
    r"\s{0,2}(?:-?ish\b|or so\b|or thereabouts|give or take|plus[ /]minus|\+/-|i think|i believe|i guess|probably|most likely|approx|roughly|ungefahr|of zo|ou a peu|\(?(?:tbc|tentative|provisional|approx|est\.?|estimated|subject to|tba)\b)"
)
_NEARBY_ONLY = frozenset(
    [
        "around",
        "about",
        "roughly",
        "approx",
        "approximately",
        "circa",
        "ca",
        "nearly",
        "say",
        "ish",
        "gegen",
        "etwa",
        "environ",
        "sobre",
        "unos",
        "rond",
        "ongeveer",
        "i'd",
        "target",
        "sometimes",
        "may",
        "might",
        "now",
        "should",
    ]
)
_OVER_BY = re.compile(
    r"\b(?:complete|completed|finished|done|over|ends?|ended|concludes?|conclude|concluded|wrapped|fertig|fini|termina\w*|klaar)\b"
)
_HAD = re.compile(r"\b(?:had|used to have|used to be|hatten|avait|avions|teniamos|hadden)\s(?:\w+\s)?$")
_PAST = frozenset(
    [
        "last year",
        "last time",
        "last month",
        "last season",
        "used to",
        "previously",
        "in the past",
        "formerly",
        "letztes jahr",
        "l'an dernier",
        "el ano pasado",
        "vorig jaar",
        "old",
    ]
)
_NO_SET = re.compile(
    r"\s{0,2}-?\s?(?:minimum|min\.?\s?call|call|before|after|prior|drive|early|earlier|later|changeover|change over|notice|walk|ahead|away|window|break|into|from|past|reset|vor|nach|avant|apres|antes|despues|voor|na)\b"
)


_MOST_BUYOUT = {"SEK": 800, "NOK": 800, "DKK": 800, "CZK": 1500, "JPY": 10_000, "MXN": 1500, "PLN": 300}


_AMENDS = re.compile(
    r"(?:^|\n)\W{0,3}(?:p\.? ?s\.?|ps ?\d|edit|correction|update|korrektur|correctie|correccion)\b[\s:.,-]|\bout of date\b|\bgo by that\b|\b(?:made|my) (?:a )?mistake\b|\bi was wrong\b|\btyped it wrong\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a field.

    Args:
        field: The field.
        value: In canonical form; for a time whose half of the day is open, minutes after midnight it may mean.
        start: Start of the words it rests on, in the source.
        end: End of them.
        unit: The sentence.
        cost: How loosely value and cue belong together; 0 is side by side.
        how: `cue`, `label`, `question`, `number`, `heading`, `known`, `yes`, `repeat`, `text`, `contact`.
        weak: Whether only a weak cue speaks for it.
        hedged: Whether it is said with doubt.
        inferred: Whether it follows from what was said without being said.
        putoff: Whether the sentence puts something off.
        past: Whether it is told of an earlier time.
        general: Whether it is told as a house rule.
        corrected: Whether it corrects something.
        options: Whether another value is offered beside it.
        exact: Whether the value has one meaning only.
        ours: Whether the words say that it is for us.
        margin: How far the next best other value is behind (set when one is chosen).
        rivals: How many other values were offered for the field.
        strength: Free text: evidence that the words are about the field.
    """

    field: FieldKey
    value: object
    start: int
    end: int
    unit: Unit
    cost: float = 0.0
    how: str = "cue"
    weak: bool = False
    hedged: bool = False
    inferred: bool = False
    putoff: bool = False
    past: bool = False
    general: bool = False
    corrected: bool = False
    options: bool = False
    exact: bool = True
    ours: bool = False
    margin: float = 5.0
    rivals: int = 0
    strength: float = 0.0
    until: tuple[int, ...] = ()

    @property
    def quote(self) -> str:
        """The words it rests on, letter for letter."""
        return self.unit.source.text[self.start : self.end]


def read_candidates(units: Sequence[Unit], ground: Ground) -> Iterator[Candidate]:
    """All readings of times, counts, amounts and sizes that sentences offer.

    Args:
        units: The sentences, in order.
        ground: What is known.

    Yields:
        Candidates; what a sentence says of another show, room or time is left out.
    """
    last: list[Candidate] = []
    amended: tuple[Source, int] | None = None
    for unit in units:
        if unit.foreign:
            continue
        if _AMENDS.search(unit.folded):
            amended = (unit.source, unit.block)
        amending = amended == (unit.source, unit.block)
        pairs, left = pair_values(unit)
        manners = unit.manners
        clauses = clauses_of(unit.source.folded, unit.start, unit.end)
        here = []
        for pair in pairs:
            candidate = _candidate(unit, pair, manners, clauses, ground)
            if candidate:
                here.append(candidate)
        here += _leftovers(unit, left, [*last, *here], manners, clauses, ground)
        if here:
            last = here
        yield from (replace(candidate, corrected=True) for candidate in here) if amending else here


def manner_of(
    unit: Unit, start: int, end: int, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]]
) -> dict[str, bool]:
    """How the words at a span of a sentence are meant.

    Args:
        unit: The sentence.
        start: Start of the value.
        end: End of the value.
        manners: Phrases of manner in the sentence.
        clauses: Its clauses.

    Returns:
        Truth by name: hedged, putoff, past, general, corrected, ours.
    """
    folded = unit.source.folded
    low, high = clause_around(clauses, start)
    high = max(high, end)
    inside = [manner for manner in manners if low <= manner.start < high]
    text = {(manner.kind, folded[manner.start : manner.end]) for manner in inside}
    following = [m for m in manners if high <= m.start <= high + 6]
    putoff_inside = any(kind == "putoff" for kind, _ in text)
    hedged = bool(
        _ADJACENT_HEDGES.search(folded, max(unit.start, start - 22), start)
        or _AFTER_HEDGES.match(folded, end)
        or any(kind == "hedge" and phrase not in _NEARBY_ONLY for kind, phrase in text)
        or any(m.kind == "hedge" and folded[m.start : m.end] not in _NEARBY_ONLY for m in following)
        or any(kind == "hedge" and phrase == "should" for kind, phrase in text)
    )
    return {
        "hedged": hedged
        or (any(m.kind == "putoff" for m in manners) and not putoff_inside and _same_matter(unit, manners, high)),
        "putoff": putoff_inside,
        "past": any(kind == "past" and phrase in _PAST for kind, phrase in text),
        "general": any(kind == "general" for kind, _ in text),
        "corrected": any(m.kind == "correction" and m.start <= start for m in manners),
        "ours": any(kind == "ours" for kind, _ in text),
    }


def _same_matter(unit: Unit, manners: Sequence[Manner], high: int) -> bool:
    """Whether a put-off behind a value speaks of that value: nothing else is named in its clause."""
    putoffs = [manner for manner in manners if manner.kind == "putoff" and manner.start >= high]
    return bool(putoffs) and not any(cue.start >= high for cue in unit.cues if cue.end <= unit.end)


def _candidate(
    unit: Unit, pair: Pair, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]], ground: Ground
) -> Candidate | None:
    key, mention = pair.anchor.concept, pair.mention
    field_ = find_field(key)
    if field_ is None:
        return None
    if key == "schedule.showTime" and mention.kind is Kind.DURATION:
        key, field_ = "schedule.setLength", find_field("schedule.setLength")
    value, exact = _value(key, mention, ground)
    if value is None or field_ is None:
        return None
    if (
        key == "schedule.setLength"
        and mention.kind is Kind.DURATION
        and (_NO_SET.match(unit.source.folded, mention.end) or _is_their_set(unit, mention))
    ):
        return None
    if (
        key == "schedule.curfew"
        and pair.anchor.how == "cue"
        and re.search(
            r"\bi(?:'ll| will)? $", unit.source.folded[max(unit.start, pair.anchor.start - 8) : pair.anchor.start]
        )
    ):
        return None
    if (
        key in ("schedule.soundCheck", "schedule.loadIn")
        and pair.anchor.end <= mention.start
        and _OVER_BY.search(folded_gap(unit, pair))
    ):
        return None
    if key == "schedule.supportTime" and _is_their_check(unit, pair, value):
        return None
    folded = unit.source.folded
    if key != "schedule.supportTime" and is_others(unit, mention) and key not in ("business.merchSplit",):
        return None
    if field_.type is FieldType.TIME and _of_another_day(unit, mention, ground):
        return None
    if (
        key == "schedule.setLength"
        and re.match(r"\s(?:halves|sets)\b", unit.source.folded[mention.end : mention.end + 8])
        and isinstance(value, int)
    ):
        value = (
            value * 2
            if re.search(r"\b(?:two|2)(?: x)?\s$", unit.source.folded[max(0, mention.start - 7) : mention.start])
            else value
        )
    manner = manner_of(unit, mention.start, mention.end, manners, clauses)
    if manner["putoff"] and key != "business.capacity" and _putoff_owns(mention, manners, clauses):
        return None
    start, end = _words(unit, pair, clauses)
    return Candidate(
        FieldKey(key), value, start, end, unit, pair.cost, pair.anchor.how, pair.anchor.weak,
        hedged=manner["hedged"] or mention.hedged or manner["putoff"], putoff=manner["putoff"],
        past=manner["past"] or _HAD.search(folded, max(unit.start, mention.start - 24), mention.start) is not None, general=manner["general"],
        corrected=manner["corrected"], options=mention.options or _offers_two(folded, mention), exact=exact, ours=manner["ours"] or _names_artist(unit, pair, ground),
        until=mention.until if field_.type is FieldType.TIME else (),
    )  # fmt: skip


def folded_gap(unit: Unit, pair: Pair) -> str:
    """The words between a cue and the value behind it."""
    return unit.source.folded[pair.anchor.end : pair.mention.start]


def _names_artist(unit: Unit, pair: Pair, ground: Ground) -> bool:
    words = tuple(WORD.findall(unit.source.folded[pair.anchor.start : pair.anchor.end]))
    return (
        pair.anchor.how in ("cue", "label")
        and bool(words)
        and any(words == entry[0] for entry in ground.artist_lexicon.get(words[0], ()))
    )


def _is_their_set(unit: Unit, mention: Mention) -> bool:
    """Whether a length is the support's: the last act named before it is theirs."""
    acts = [
        cue
        for cue in unit.cues
        if cue.start < mention.start
        and (
            cue.speaks_of("schedule.supportTime")
            or (cue.speaks_of("schedule.showTime") and not cue.weak_for("schedule.showTime"))
        )
    ]
    return bool(acts) and acts[-1].speaks_of("schedule.supportTime")


def _is_their_check(unit: Unit, pair: Pair, value: object) -> bool:
    """Whether a support's time is their sound check: the sentence just spoke of ours, and the hour is early."""
    before = [
        cue
        for cue in unit.cues
        if cue.start < pair.mention.start and any(k in TIME_FIELDS and not cue.weak_for(k) for k in cue.concepts)
    ]
    before = [cue for cue in before if not cue.speaks_of("schedule.supportTime")]
    checking = before[-1].speaks_of("schedule.soundCheck") if before else "schedule.soundCheck" in unit.topics
    return checking and isinstance(value, tuple) and 12 * 60 < max(value) < 18 * 60 + 50


def _putoff_owns(mention: Mention, manners: Sequence[Manner], clauses: Sequence[tuple[int, int]]) -> bool:
    """Whether a value is part of what is put off ("will confirm by 5pm") and not followed by it ("7pm, will confirm")."""
    low, _ = clause_around(clauses, mention.start)
    return any(m.kind == "putoff" and low <= m.start < mention.start for m in manners)


def _words(unit: Unit, pair: Pair, clauses: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The words to quote: from the cue to the value, widened to the clause they begin in."""
    start, end = pair.mention.start, pair.mention.end
    if pair.anchor.how in ("cue", "label"):
        start, end = min(start, pair.anchor.start), max(end, pair.anchor.end)
    low, _ = clause_around(clauses, start)
    _, high = clause_around(clauses, max(start, end - 1))
    start, end = min(start, max(low, unit.start)), max(end, min(high, unit.end))
    text = unit.source.text
    while start < end and text[start] in " \n\t,;-–—()":
        start += 1
    while end > start and text[end - 1] in " \n\t,;-–—(":
        end -= 1
    return start, end


def _offers_two(folded: str, mention: Mention) -> bool:
    before = folded[max(0, mention.start - 12) : mention.start]
    after = folded[mention.end : mention.end + 14]
    return bool(
        re.search(
            r"(?:\d\s?[€£$]?|\bone|\btwo|\bthree|\bfour|\bfive|\bsix|\bseven|\beight|\bnine|\bzwei|\bdrei|\bdeux|\bdos|\btwee)\s?(?:or|oder|ou|of|o)\s[€£$]?$",
            before,
        )
        or re.match(
            r"\s?(?:[€£$]|eur|usd|pm|am)?\s?(?:or|oder|ou|of|o)\s(?:maybe\s)?(?:[€£$]?\d|one|two|three|four|five|six|seven|eight|nine|drei|vier|trois|tres|drie)",
            after,
        )
    )


def _of_another_day(unit: Unit, mention: Mention, ground: Ground) -> bool:
    """Whether a weekday or date right beside a time is not the show's."""
    if ground.date is None:
        return False
    folded = unit.source.folded
    for other in unit.mentions:
        if other.kind is not Kind.DATE or not isinstance(other.value, NamedDay) or other.value.may_be(ground.date):
            continue
        if not (unit.start <= other.start and other.end <= unit.end):
            continue
        gap = folded[other.end : mention.start] if other.end <= mention.start else folded[mention.end : other.start]
        if len(gap) <= 14 and re.fullmatch(
            r"[\s,:]{0,3}(?:(?:at|is|are|by|from|on|um|ab|till|a las|a|om|morning|afternoon|evening|night|den|le|el|the)[\s,]{0,2}){0,3}",
            gap,
        ):
            return True
    return False


def _value(key: str, mention: Mention, ground: Ground) -> tuple[object, bool]:
    value = mention.value
    if key in TIME_FIELDS:
        if mention.kind is Kind.TIME:
            return value, mention.exact
        if mention.kind is Kind.NUMBER and isinstance(value, float):
            hour, minute = (int(value), 0) if value <= 24 else divmod(int(value), 100)
            return variants(hour, minute, None)
        return None, False
    if key in COUNT_FIELDS and isinstance(value, float):
        limit = 200_000 if key == "business.capacity" else 2_000
        low = 10 if key == "business.capacity" else 0
        return (int(value), mention.exact) if low <= value <= limit else (None, False)
    if key == "schedule.setLength" and mention.kind in (Kind.DURATION, Kind.NUMBER) and isinstance(value, int | float):
        return (int(value), True) if 10 <= value <= 300 else (None, False)
    if key == "hospitality.buyoutAmount":
        if mention.kind is Kind.MONEY and isinstance(value, tuple):
            amount, currency = value
            return (
                ({"amount": int(amount) if amount == int(amount) else amount, "currency": currency}, True)
                if amount <= _MOST_BUYOUT.get(currency, 150)
                else (None, False)
            )
        if mention.kind is Kind.NUMBER and isinstance(value, float) and 5 <= value <= 150:
            return {"amount": int(value), "currency": ground.show.currency}, False
    if key == "technical.stageSize" and isinstance(value, str):
        return (value.replace("?", "m" if _metric(ground) else "'"), "?" not in value)
    return None, False


def _metric(ground: Ground) -> bool:
    return ground.show.country.upper() not in ("US", "CA", "LR", "MM")


def _leftovers(
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
        if mention.kind not in (Kind.TIME, Kind.NUMBER, Kind.MONEY, Kind.SIZE):
            continue
        manner = manner_of(unit, mention.start, mention.end, manners, clauses)
        if (
            manner["putoff"]
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
            key = next((c.field for c in reversed(before) if _value(c.field, mention, ground)[0] is not None), None)
            how = "correction"
        if key is None and mention.kind is Kind.TIME and _somebody_on(unit, mention):
            key, how = "schedule.supportTime", "act"
        if key is None:
            key, how = _asked_for(unit, mention, ground), "asked"
        if key is None:
            continue
        value, exact = _value(key, mention, ground)
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


_COSTS = {"known": 1.5, "correction": 1.5, "contrast": 1.3, "act": 2.4, "asked": 2.6}
_SO_MANY = re.compile(r"\b(?:we're|we are|so|it's|that's|room is|yours is)\s(?:a\s|at\s)?$")
_CONTRAST = re.compile(
    r"\b(?:but|however|for (?:this|yours?|you)|yours|your (?:night|show|date)|this (?:one|time|show)|so|instead|aber|mais|pero|maar)\b"
)
_SOMEBODY_ON = re.compile(
    r"(?:^|[,.;]\s|\s)(?P<name>[A-ZÀ-Ý][\w'&’-]+(?:\s[A-ZÀ-Ý&][\w'&’-]*){0,4})(?:\s\([^)]{0,60}\))?\s(?:is|are|goes|go|kicks?|plays?|starts?|opens?|will|joue|spielt|toca|speelt)?\s?(?:on|off|up|first)?\s?(?:be on|play|open)?\s?(?:at|from|um|a las|om|à|a)?\s?$"
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
        r"\b(?:on|plays?|starts?|opens?|first|up|goes|joue|spielt|toca|speelt)\b", found[0].lower()
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
        other = any(cue.speaks_of("other.size") for cue in unit.cues)
        return (
            None
            if other
            or not re.search(
                r"wide|deep|across|back|depth|breit|tief|large|profond|ancho|fondo", folded[mention.start : mention.end]
            )
            else "technical.stageSize"
        )
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
            values, _ = _value(key, mention, ground)
            if isinstance(values, tuple) and minutes_after_midnight(known.value) in values:
                keys.append(str(key))
        elif mention.kind is not Kind.TIME and key not in TIME_FIELDS:
            value, _ = _value(key, mention, ground)
            if value is not None and value == known.value and mention.kind is not Kind.NUMBER:
                keys.append(str(key))
    return keys


def fix_time(candidate: Candidate, minutes: int) -> Candidate:
    """The candidate with the one meaning its time was found to have."""
    return replace(candidate, value=f"{minutes // 60 % 24:02d}:{minutes % 60:02d}")

"""Answers that hold no value themselves: yes, no, none, as you have it, same as last time; and what "no" means for a count."""

import re
from collections.abc import Iterator, Mapping, Sequence

from advancing.extraction import KnownValue
from advancing.fields import FieldKey, find_field
from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.candidate import Candidate
from advancing.reading.cues import Cue
from advancing.reading.discourse import Manner, clause_around
from advancing.reading.field_values import value_for
from advancing.reading.mentions import Kind, Mention
from advancing.reading.numbers import parse_number
from advancing.reading.sources import Ground
from advancing.reading.units import Unit
from advancing.values import Value

_YES = re.compile(
    r"\s*(?:\[?\w{1,3}\]?[:>]\s)?(?:yes|yep|yup|yeah|yea|ya|yah|yessir|aye|of course|course|certainly|definitely|correct|confirmed?|that's right|right|affirmative|sure|all good|good|perfect|no prob\w*|absolutely|exactly|spot on|you got it|as you have|as per|still|ok|okay|fine|works|done|sounds good|ja|jawohl|stimmt|richtig|passt|genau|korrekt|oui|c'est bon|exact|d'accord|parfait|si|correcto|vale|confirmado|exacto|perfecto|klopt|akkoord|prima|goed|inderdaad|jep)\b(?!,?\s(?:not|no|nicht|pas|niet)\b)"
)
_NO = re.compile(
    r"\s*(?:\[?\w{1,3}\]?[:>]\s)?(?:no|nope|none|nein|keine?|non|aucune?|pas|no hay|ninguna?|nee|geen|n/a|nil|zero|0|nothing|nada|nichts|rien|niks|afraid not|(?:definitely|certainly|absolutely|of course|sure|probably|unfortunately) not|sadly not|sorry,? no)\b"
)
_ZERO = re.compile(
    r"(?:\bno|\bnot any|\bwithout|\bno hay|\bkeine?|\bohne|\bpas de|\bpas d'|\baucune?|\bsin|\bgeen|\bzonder|\bzero|\bn't (?:have|got)(?: any| a)?|\bnot have(?: any| a)?|\bdon't have(?: any| a)?|\bhaven't(?: got)?(?: any| a)?|\bnor|\bneither|\bne\b.{0,12}\bpas de)\s(?:\w{3,12}\s)?$"
)
_ZERO_AFTER = re.compile(
    r"\s{0,2}(?:[:=-]\s?)?(?:none|no|nope|zero|n/a|nil|keine|aucune?|ninguna?|geen)\b(?!\s?(?:prob|worries|more|later|earlier|change|\d))"
)
_ARTICLE = re.compile(r"\b(?:a|an|one|ein|eine|un|une|una|een|the|own|private|single|shared)\s(?:\w{3,12}\s)?$")
_ZERO_FIELDS = (
    "hospitality.showers",
    "hospitality.parkingSpaces",
    "hospitality.towels",
    "logistics.stagehands",
    "hospitality.guestListAllocation",
    "hospitality.dressingRooms",
)
_ONE_FIELDS = {
    "hospitality.showers": ("shower", "dusche", "douche", "ducha"),
    "hospitality.dressingRooms": (
        "dressing room",
        "green room",
        "greenroom",
        "garderobe",
        "loge",
        "camerino",
        "kleedkamer",
        "changing room",
        "artist room",
        "backstage room",
    ),
}
_ROOM = (
    r"\b(?:rooms?|drs?|loges?|zimmer|raume|kleedkamers?|camerinos|garderoben)\W{1,3}(?:nos?\.?\s|nr\.?\s|numbers?\s)?"
)
_FROM_TO = re.compile(
    _ROOM + r"(?P<first>\d{1,3})\s?(?:-|to|through|thru|bis|a|t/m|tot)\s?(?P<last>\d{1,3})\b(?!\s?[:.]\d)"
)
_NAMED_ROOMS = re.compile(
    _ROOM
    + r"(?P<names>(?:[a-h]|\d{1,3})(?:\s?,\s?(?:[a-h]|\d{1,3})){0,6}\s?,?\s?(?:and|und|et|y|en|&|\+)\s?(?:[a-h]|\d{1,3}))\b"
)
_EACH = re.compile(
    r"\b(?:each|both|every|all)\b[^.;]{0,24}\bshowers?\b|\bshowers?\b[^.;]{0,12}\b(?:in each|in both|each|apiece)\b|\b(?:todos|ambos) con ducha|\b(?:alle|beide|jeweils) mit dusche|\b(?:toutes|chacune|les deux) avec douche|\b(?:alle|beide|allemaal) met douche|\b(?:ensuite|en suite|en-suite|own shower|private shower)"
)
_WITH_SHOWER = re.compile(
    r"\b(?:with|con|mit|avec|met|w/)\s?(?:a |its |own |private |eigener |eigen )*(?:shower|ducha|dusche|douche)\b"
)
_OF_THEM = re.compile(
    r"\b(?P<n>[a-z]{3,6}|\d{1,2}) (?:of (?:them|which|these|those)|davon|d'entre elles|de ellos)\b[^.;]{0,30}\b(?:showers?|en-?suite|dusche|douche|ducha)"
)
_AS_KNOWN = re.compile(
    r"\b(?:as you(?:'ve| have)(?: got)?(?: it| them| '?em)?|as (?:per )?(?:your|the) (?:mail|email|sheet|contract|list)|like you said|as (?:you )?said|as listed|as advertised|as contracted|as discussed|unchanged|no changes?|(?:has|have)(?:n't| not) (?:changed|moved)|(?:doesn't|don't|does not|do not) (?:change|move)|remains?|stays?(?: the same| as)?|still (?:right|good|correct|stands?)|is (?:right|correct|good|fine)|are (?:right|correct|good|fine)|as before in the contract|per contract|wie besprochen|bleibt|wie im vertrag|stimmt|passt|comme prevu|inchange|como teneis|sin cambios|klopt|blijft|zoals afgesproken)\b"
)


def read_answers(
    units: Sequence[Unit], given: Mapping[str, Sequence[Candidate]], ground: Ground
) -> Iterator[Candidate]:
    """Readings of answers that hold no value of their own.

    Args:
        units: The sentences, in order.
        given: Candidates read from values, by field.
        ground: What is known.

    Yields:
        Candidates for known values that are confirmed, for counts that are none or one, for yes or no.
    """
    for unit in units:
        if unit.foreign:
            continue
        manners = unit.manners
        cues = [c for c in unit.cues if unit.counts(c.start, c.end)]
        yield from _to_question(unit, manners, given, ground)
        yield from _counts_in_words(unit, cues, given)
        yield from _as_known(unit, cues, given, ground)
        yield from _repeated(unit, cues, manners, ground)
        yield from _backline(unit, cues, manners, ground)


def _to_question(
    unit: Unit, manners: Sequence[Manner], given: Mapping[str, Sequence[Candidate]], ground: Ground
) -> Iterator[Candidate]:
    if unit.how not in ("question", "number") or unit.order != 0:
        return
    folded = unit.folded
    yes, no = _YES.match(folded), _NO.match(folded)
    putoff = any(manner.kind == "putoff" for manner in manners)
    for key in unit.topics:
        field = find_field(key)
        here = any(
            candidate.unit.source is unit.source and candidate.unit.questions == unit.questions
            for candidate in given.get(key, ())
        )
        if field is None or here or putoff:
            continue
        if no and key in _ZERO_FIELDS:
            yield Candidate(field.key, 0, unit.start, unit.end, unit, 0.8, unit.how)
        elif yes and (value := _asked_value(unit, key, ground)) is not None:
            yield Candidate(field.key, value, unit.start, unit.end, unit, 1.0, "yes", strength=5.0)


def _asked_value(unit: Unit, key: str, ground: Ground) -> Value | tuple[int, ...] | None:
    """The value that our question names, or that was known, for a plain yes."""
    known = ground.show.known.get(FieldKey(key))
    if known is not None:
        return _as_minutes(key, known)
    mentions = [mention for question in unit.questions for mention in question.mentions if key in question.topics]
    clocks = [mention for mention in mentions if key in TIME_FIELDS and mention.kind is Kind.TIME]
    worth = [value for mention in clocks or mentions if (value := _worth(key, mention, ground)) is not None]
    return worth[0] if len(worth) == 1 else None


def _worth(key: str, mention: Mention, ground: Ground) -> Value | tuple[int, ...] | None:
    """What a value in our question is worth for a field; None where it cannot be meant."""
    value = mention.value
    if key == "business.merchSplit":
        return int(value) if mention.kind in (Kind.PERCENT, Kind.NUMBER) and isinstance(value, float) else None
    if key in TIME_FIELDS and isinstance(value, float) and value > 24 and (value % 100 >= 60 or value >= 2400):
        return None
    worth, _ = value_for(key, mention, ground)
    return None if isinstance(worth, str) and "?" in worth else worth  # type: ignore[return-value]


def _as_minutes(key: str, known: KnownValue) -> Value | tuple[int, ...]:
    if key in TIME_FIELDS and isinstance(known.value, str) and re.fullmatch(r"\d\d:\d\d", known.value):
        return (int(known.value[:2]) * 60 + int(known.value[3:]),)
    return known.value


def _counts_in_words(unit: Unit, cues: Sequence[Cue], given: Mapping[str, Sequence[Candidate]]) -> Iterator[Candidate]:
    folded = unit.source.folded
    clauses = unit.clauses
    for cue in cues:
        for key in _ZERO_FIELDS:
            if not cue.speaks_of(key) or (cue.weak_for(key) and folded[cue.start : cue.end] not in ("parking",)):
                continue
            before = folded[max(unit.start, cue.start - 26) : cue.start]
            low, high = clause_around(clauses, cue.start)
            span = (max(unit.start, min(low, cue.start)), max(high, cue.end))
            if _ZERO.search(before) or _ZERO_AFTER.match(folded, cue.end, unit.end):
                yield Candidate(FieldKey(key), 0, *span, unit, 0.7)
            elif key in _ONE_FIELDS and folded[cue.start : cue.end] in _ONE_FIELDS[key] and _ARTICLE.search(before):
                if any(candidate.unit is unit and candidate.cost < 1.0 for candidate in given.get(key, ())):
                    continue
                if before.rstrip().endswith("the"):
                    continue
                inferred = key == "hospitality.showers"
                yield Candidate(FieldKey(key), 1, *span, unit, 1.4, inferred=inferred)
    yield from _rooms_listed(unit, cues)
    own = _OF_THEM.search(unit.folded)
    if own and (count := parse_number(own["n"])) is not None:
        yield Candidate(FieldKey("hospitality.showers"), int(count), unit.start, unit.end, unit, 0.3, inferred=True)
        return
    rooms = [
        candidate
        for candidate in given.get("hospitality.dressingRooms", ())
        if candidate.unit.source is unit.source and abs(candidate.unit.line - unit.line) <= 1
    ]
    if (
        rooms
        and rooms[0].value == 1
        and _WITH_SHOWER.search(unit.folded)
        and not any(c.unit is unit and c.cost < 1 for c in given.get("hospitality.showers", ()))
    ):
        yield Candidate(FieldKey("hospitality.showers"), 1, unit.start, unit.end, unit, 1.2, inferred=True)
    if rooms and _EACH.search(unit.folded) and isinstance(rooms[0].value, int):
        yield Candidate(FieldKey("hospitality.showers"), rooms[0].value, unit.start, unit.end, unit, 1.2, inferred=True)


def _rooms_listed(unit: Unit, cues: Sequence[Cue]) -> Iterator[Candidate]:
    """Dressing rooms told by their names: "rooms A and B are yours", "dressing rooms 1-4"."""
    key = FieldKey("hospitality.dressingRooms")
    asked = key in unit.source.ground.asked_fields
    if not (asked or key in unit.topics or any(cue.speaks_of(key) for cue in cues)):
        return
    folded = unit.source.folded
    span, listed = _FROM_TO.search(folded, unit.start, unit.end), _NAMED_ROOMS.search(folded, unit.start, unit.end)
    if span and 1 <= int(span["last"]) - int(span["first"]) <= 11:
        count = int(span["last"]) - int(span["first"]) + 1
        yield Candidate(key, count, *span.span(), unit, 0.9, inferred=True)
    elif listed:
        count = len(re.findall(r"\b(?:[a-h]|\d{1,3})\b", listed["names"]))
        yield Candidate(key, count, *listed.span(), unit, 0.9, inferred=True)


def _as_known(
    unit: Unit, cues: Sequence[Cue], given: Mapping[str, Sequence[Candidate]], ground: Ground
) -> Iterator[Candidate]:
    """ "Doors and curfew as you have them": known values that the sentence names and confirms."""
    said = _AS_KNOWN.search(unit.folded)
    if not said:
        return
    for cue in cues:
        far = abs(cue.start - unit.start - said.start()) > 60
        if far or any(mention.kind is Kind.TIME and mention.start >= cue.end for mention in unit.mentions):
            continue
        for key, known in ground.show.known.items():
            if not cue.weak_for(key) and not any(c.unit is unit for c in given.get(key, ())):
                yield Candidate(key, _as_minutes(key, known), unit.start, unit.end, unit, 1.6, "known", inferred=True)


def _repeated(unit: Unit, cues: Sequence[Cue], manners: Sequence[Manner], ground: Ground) -> Iterator[Candidate]:
    """ "Same as last time", resolved from what this venue said then."""
    if not ground.show.last_time or not any(manner.kind == "repeat" for manner in manners):
        return
    keys = {key for cue in cues for key in cue.concepts} | set(unit.topics)
    for key, value in ground.show.last_time.items():
        if key in keys:
            yield Candidate(
                key,
                _as_minutes(key, KnownValue(value=value, source="venue")),
                unit.start,
                unit.end,
                unit,
                1.4,
                "repeat",
                inferred=True,
            )


def _backline(unit: Unit, cues: Sequence[Cue], manners: Sequence[Manner], ground: Ground) -> Iterator[Candidate]:
    key = FieldKey("technical.backlineProvided")
    named = [cue for cue in cues if cue.speaks_of(key) and not cue.weak_for(key)]
    gear = {cue.start for cue in cues if cue.speaks_of("technical.backlineDetails")}
    if (
        not named
        and len(gear) > 1
        and key in ground.asked_fields
        and re.search(
            r"\b(?:we have|there is|there's|we've got|house|you can use|free of charge|wir haben|on a|tenemos|we hebben)\b",
            unit.folded,
        )
    ):
        yield Candidate(key, True, unit.start, unit.end, unit, 1.4, "cue", inferred=True)
        return
    topical = key in unit.topics or "technical.backlineDetails" in unit.topics
    if not named and not (topical and unit.order == 0):
        return
    folded = unit.folded
    at = (named[0].end - unit.start) if named else 0
    low, high = clause_around(unit.clauses, named[0].start if named else unit.start)
    clause = unit.source.folded[low:high] + unit.source.folded[high : min(unit.end, high + 40)]
    if any(manner.kind == "putoff" for manner in manners):
        return
    deny = re.search(
        r"\b(?:no|none|nothing|not|don't|without|bring your own|kein\w*|nicht|pas|aucun\w*|sin|ningun\w*|geen|everything yours|rent\w*|byo|sorry|nope|nada|niet|leider|helaas|unfortunately|malheureusement|afraid|bring all|yours)\b",
        clause,
    )
    details = any(cue.speaks_of("technical.backlineDetails") for cue in cues)
    offer = re.search(
        r"\b(?:yes|yep|we have|there is|there's|house|shared|included|provided|available|full|ja|oui|si|vorhanden|disponible|aanwezig|in house|we've got|use)\b",
        folded,
    )
    if deny and (not details or deny.start() < 25):
        yield Candidate(key, False, unit.start, unit.end, unit, 0.8, unit.how or "cue")
    elif offer or (details and (topical or at)):
        yield Candidate(key, True, unit.start, unit.end, unit, 1.0, unit.how or "cue", inferred=not offer)

"""The venue's share of merch and who sells it: `20%`, `85/15 in your favor`, "you keep it all", "bring your own seller"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.manner import manner_of
from advancing.reading.mentions import Kind, Mention
from advancing.reading.pairing import Pair, pair_values
from advancing.reading.units import Unit

_MERCH = re.compile(r"\b(?:merch\w*|marchandis\w*|t-?shirts?|soft goods|softs)\b")
_OURS = re.compile(
    r"\b(?:you keep|yours|your favou?r|your way|your share|to you|for you|you get|you take|artist keeps|artist (?:share|gets)|to the artist|artist's favou?r|ihr behaltet|vous gardez|os quedais|houden jullie)\b"
)
_NOTHING = re.compile(
    r"\b(?:no (?:merch )?(?:cut|commission|fee|percentage|split|rate|charge|house cut|%)|(?:don'?t|do not|never|won'?t|doesn'?t) (?:take|want|charge|touch|skim)|you keep (?:it )?(?:all|everything|100|the lot|every)|all yours|100% (?:is )?yours|take nothing|zero|keine (?:provision|gebuhr|abgabe|beteiligung)|pas de commission|sin comision|geen (?:commissie|afdracht|percentage)|nothing taken|we take no|no take|no cut|not a cent|nothing on merch|free of)\b"
)
_ARTIST_SELLS = re.compile(
    r"\b(?:you sell|you guys sell|you(?:'d|'ll| would| will| need to| have to| can| do)? (?:bring|provide|supply|have|need|man|run|staff|sell)\b[^.]{0,25}\b(?:seller|merch person|person|it|sell\w*|table|own)|bring (?:your|a|ur) (?:own )?(?:merch )?(?:seller|person|someone)|own seller|(?:artist|band) seller|your (?:own )?(?:seller|merch (?:person|seller|guy|girl|crew)|people|person|personnel|staff|guy|team) (?:sells?|does|do|handles?|conducts?|runs?|mans?)|your own (?:seller|personnel|person|merch person)|artist sells|self-?sell|you do your own|you'?re selling|sell it yourself\w*|sold by (?:you|artist|your)|we don't (?:sell|provide)|no (?:house )?seller|you folks sell|you conduct|you handle|ihr verkauft|selbst verkauf\w*|eigener verkaufer|verkauf durch euch|euer verkaufer|vous vendez|votre vendeu\w+|vendeis|vuestro vendedor|jullie verkopen|eigen verkoper|zelf verkopen)\b"
)
_VENUE_SELLS = re.compile(
    r"\b(?:we sell|(?:our |student )?volunteers (?:will )?(?:staff|sell|run|man)|(?:the )?house (?:sells|seller|staff|sell)|venue (?:sells|seller|staff)|our (?:seller|people|staff|merch (?:person|team|seller|crew|staff|people)|person|vendor|concession\w*|partner|team) (?:sells?|will|does|do|handles?|runs?|mans?|is|are)?|sold (?:only )?(?:by|through) (?:our|us|(?:the )?(?:house|venue|festival|local|hall|theat\w+)(?: staff| team| crew| people)?)|(?:festival|house|venue|local) (?:staff|team|crew) sells?|we (?:provide|supply|have|staff|put on|include|bring|do have) (?:a |the |one |our )?(?:own )?(?:merch )?(?:seller|merch person|sellers|vendor)|(?:will|'ll|can|to) sell (?:it|merch|everything|that)? ?for you|venue seller|house seller|seller (?:is )?(?:included|provided)|(?:incl\w*|with|plus) (?:a )?(?:house )?seller|(?<!your )(?:staff|volunteers?|students?|people|team|crew) (?:will )?sells?\b|we'll sell|our own seller|wir verkaufen|unser verkaufer|verkauf durch (?:uns|das haus)|nous vendons|notre vendeu\w+|vendemos|nuestro vendedor|wij verkopen|onze verkoper|must use our|house provides (?:a |the )?seller|union sellers?)\b"
)


def read_merch(units: Sequence[Unit]) -> Iterator[Candidate]:
    """All readings of the merch rate and the seller.

    Args:
        units: The sentences, in order.

    Yields:
        Candidates for `business.merchSplit` (a percentage, the venue's share) and `business.merchSeller`.
    """
    near = -10
    for at, unit in enumerate(units):
        if unit.foreign:
            continue
        topical = "business.merchSplit" in unit.topics or "business.merchSeller" in unit.topics
        named = _MERCH.search(unit.folded) is not None
        if named or topical:
            near = at
        if named or topical or (at - near == 1 and units[near].block == unit.block):
            yield from _split(unit, named or topical)
            yield from _seller(unit, named or topical, topical)


def _split(unit: Unit, named: bool) -> Iterator[Candidate]:
    pairs, left = pair_values(unit)
    found: list[tuple[Mention, float, Pair | None]] = [
        (pair.mention, pair.cost, pair) for pair in pairs if pair.anchor.concept == "business.merchSplit"
    ]
    found += [(mention, 2.5, None) for mention in left if mention.kind in (Kind.PERCENT, Kind.RATIO)]
    manners = unit.manners
    clauses = unit.clauses
    shares = [item for item in found if item[0].kind in (Kind.PERCENT, Kind.RATIO, Kind.NUMBER)]
    for place, (mention, cost, pair) in enumerate(shares):
        share = share_of(unit, mention)
        if share is None:
            continue
        manner = manner_of(unit, mention.start, mention.end, manners, clauses)
        start, end = _around(unit, mention, pair)
        yield Candidate(
            FieldKey("business.merchSplit"), share, start, end, unit, cost + 0.8 * place + (0 if named else 1.0), pair.anchor.how if pair else "cue",
            hedged=manner["hedged"], putoff=manner["putoff"], past=manner["past"], general=manner["general"], ours=manner["ours"], corrected=manner["corrected"], exact=mention.kind is not Kind.RATIO,
        )  # fmt: skip
    nothing = _NOTHING.search(unit.folded)
    if nothing and not any(item[0].kind in (Kind.PERCENT, Kind.RATIO) for item in shares) and named:
        yield Candidate(FieldKey("business.merchSplit"), 0, unit.start, unit.end, unit, 1.0, "cue", inferred=True)


def share_of(unit: Unit, mention: Mention) -> int | float | None:
    """The venue's share that a percentage or a ratio says."""
    folded = unit.source.folded
    around = folded[max(unit.start, mention.start - 30) : min(unit.end, mention.end + 34)]
    value: float
    if mention.kind is Kind.RATIO and isinstance(mention.value, tuple):
        value = min(mention.value)
    elif isinstance(mention.value, int | float):
        value = float(mention.value)
        if value >= 60 and (_OURS.search(around) or value == 100):
            value = 100 - value
        if mention.kind is Kind.NUMBER and not (mention.exact and 5 <= value <= 50):
            return None
    else:
        return None
    return int(value) if value == int(value) else value


def _around(unit: Unit, mention: Mention, pair: Pair | None) -> tuple[int, int]:
    start, end = mention.start, mention.end
    if pair and pair.anchor.how in ("cue", "label"):
        start, end = min(start, pair.anchor.start), max(end, pair.anchor.end)
    tail = _OURS.search(unit.source.folded, end, min(unit.end, end + 26))
    return start, tail.end() if tail else end


def _seller(unit: Unit, named: bool, topical: bool) -> Iterator[Candidate]:
    artist, venue = _ARTIST_SELLS.search(unit.folded), _VENUE_SELLS.search(unit.folded)
    found = artist or venue
    if found is None:
        return
    both = artist is not None and venue is not None
    base = Candidate(
        FieldKey("business.merchSeller"), "artist" if artist else "venue", unit.start, unit.end, unit, 0.6 + (0 if named else 0.8) + 1.2 * both,
        unit.how if topical else "cue", inferred=both,
    )  # fmt: skip
    yield replace(base, start=unit.start + found.start(), end=unit.start + found.end())

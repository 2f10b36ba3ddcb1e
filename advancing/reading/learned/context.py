"""Features of a value in its sentence and of a sentence in its mail: words near and far, cues, layout, what was asked.

Words of other values are replaced by their kind, so that "doors 7, support 8" and "doors 19:00, support 20:00" look alike.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from advancing.reading.anchors import TAKES
from advancing.reading.candidate import Candidate
from advancing.reading.discourse import clause_around
from advancing.reading.evidence import GEAR
from advancing.reading.mentions import Kind, Mention, starting_in
from advancing.reading.pairing import Pair
from advancing.reading.people import names_in
from advancing.reading.units import Unit

_NEAR = 3
_FAR = 12
_STEM = 5


def value_features(
    unit: Unit,
    mention: Mention,
    before: Unit | None,
    pairs: Sequence[Pair],
    offers: Sequence[Candidate],
    place: int,
    count: int,
) -> dict[str, float]:
    """What stands around a value.

    Args:
        unit: Its sentence.
        mention: The value.
        before: The sentence before it in the same source.
        pairs: What the rules paired in the sentence.
        offers: What the rules read it as.
        place: How many values of its kind stand before it in the mail.
        count: How many do in all.

    Returns:
        Feature values by name.
    """
    found: dict[str, float] = {"kind": 1.0, f"kind={mention.kind}": 1.0}
    words, at = _words_around(unit, mention)
    for name in _near(words, at):
        found[name] = 1.0
    for name in _cue_names(unit, mention):
        found[name] = 1.0
    for name in _heads(unit, mention.start):
        found[name] = 1.0
    for name in _shape(unit, mention, place, count):
        found[name] = 1.0
    pair = next((pair for pair in pairs if pair.mention is mention), None)
    found[f"rule={pair.anchor.concept}" if pair else "rule=none"] = 1.0
    if pair:
        found[f"rule how={pair.anchor.how}"] = 1.0
        found[f"loose={pair.anchor.concept}"] = min(pair.cost, 4.0) / 2
    for offer in offers:
        found[f"offer={offer.field}"] = 1.0
        found[f"offer={offer.field}:{offer.how}"] = 1.0
        for mark in ("corrected", "past", "general", "putoff", "hedged", "options", "ours", "weak"):
            if getattr(offer, mark):
                found[f"offer {mark}"] = 1.0
    for question in unit.source.ground.asked:
        found[f"asked={question.field}"] = 0.5
    if unit.source.text[unit.end - 1 : unit.end] == "?":
        found["asks"] = 1.0
    if before is not None and not unit.cues and before.block == unit.block:
        for concept in (concept for cue in before.cues for concept in cue.concepts):
            found[f"cue before={concept}"] = 1.0
        found["asked before"] = float(before.source.text[before.end - 1 : before.end] == "?")
    return found


def sentence_features(unit: Unit, before: Unit | None, offers: Sequence[Candidate]) -> dict[str, float]:
    """What a sentence says and where it stands.

    Args:
        unit: The sentence.
        before: The one before it in the same source.
        offers: What the rules read in it.

    Returns:
        Feature values by name.
    """
    found: dict[str, float] = {}
    for offer in offers:
        found[f"offer={offer.field}"] = 1.0
        if isinstance(offer.value, bool) or offer.field == "business.merchSeller" or offer.value == 0:
            found[f"offer={offer.field}:{offer.value}"] = 1.0
        if offer.strength:
            found[f"strength={offer.field}"] = min(offer.strength, 4.0) / 2
    words = [word for word, _ in _placed_words(unit)]
    weight = 1.0 / max(1.0, len(words) / 12) ** 0.5
    for word in words:
        found[f"w={word[:7]}"] = weight
    for one, other in itertools.pairwise(words):
        found[f"b={one[:6]} {other[:6]}"] = weight
    for word in words[:2]:
        found[f"first={word[:7]}"] = 1.0
    for cue in unit.cues:
        for concept, weak in cue.concepts.items():
            found[f"{'weak' if weak else 'cue'}={concept}"] = 1.0
    for name in _heads(unit, unit.start):
        found[name] = 1.0
    for mention in unit.mentions:
        found[f"has={mention.kind}"] = 1.0
    for manner in unit.manners:
        found[f"manner={manner.kind}"] = 1.0
    for word in words:
        for key in _gear_of(word):
            found[f"gear={key}"] = 1.0
    found["named person"] = float(bool(names_in(unit, unit.source.ground)))
    if before is not None and before.block == unit.block:
        for cue in before.cues:
            for concept in cue.concepts:
                found[f"cue before={concept}"] = 0.5
    found["asks"] = float(unit.source.text[unit.end - 1 : unit.end] == "?")
    found["signature"] = float(unit.source.signature)
    found["attachment"] = float(unit.source.attachment is not None)
    return found


def speaking_features(
    unit: Unit, key: str, span: tuple[int, int], following: Unit | None, offers: Sequence[Candidate]
) -> dict[str, float]:
    """How a sentence speaks of a field, so that an answer and a put-off can be told apart.

    Args:
        unit: The sentence.
        key: The field.
        span: Where it is spoken of: a cue, or the begin of the sentence where our question or a heading says so.
        following: The next sentence of the same paragraph.
        offers: What the rules read in it for that field.

    Returns:
        Feature values by name.
    """
    found: dict[str, float] = {f"key={key}": 1.0}
    if key in unit.topics:
        found[f"topic:{unit.how}:{min(unit.order, 2)}"] = 1.0
        found["only topic"] = float(len(unit.topics) == 1)
    low, high = clause_around(unit.clauses, span[0])
    takes = {kind for kind, fields in TAKES.items() if key in fields}
    fits = "no" if not takes else "none"
    for mention in unit.mentions:
        near = "clause" if low <= mention.start < max(high, span[1]) else "unit"
        found[f"{near} has={mention.kind}"] = 1.0
        if mention.kind in takes and fits != "clause":
            fits = near
    found[f"fits={fits}"] = 1.0
    for manner in unit.manners:
        found[f"{'clause' if low <= manner.start < high else 'unit'} manner={manner.kind}"] = 1.0
    placed = _placed_words(unit)
    first = next((at for at, (_, start) in enumerate(placed) if start >= span[0]), len(placed))
    last = next((at for at, (_, start) in enumerate(placed) if start >= span[1]), len(placed))
    for step, (word, _) in enumerate(reversed(placed[max(0, first - _NEAR) : first]), 1):
        found[f"-{step}~{word[:_STEM]}"] = 1.0
    for step, (word, _) in enumerate(placed[last : last + _NEAR], 1):
        found[f"+{step}~{word[:_STEM]}"] = 1.0
    for at, (word, start) in enumerate(placed):
        stem = word[:6]
        if low <= start < high:
            found[f"c~{stem}"] = 1.0
        elif at < first:
            found[f"<~{stem}"] = 0.7
        else:
            found[f">~{stem}"] = 0.7
        if fits in ("none", "no"):
            found[f"{fits}~{stem}"] = 1.0
    for (one, _), (other, _) in itertools.pairwise(placed):
        found[f"b~{one[:5]} {other[:5]}"] = 0.7
    if following is not None:
        for word, _ in _placed_words(following)[:_FAR]:
            found[f"n~{word[:_STEM]}"] = 0.4
        found["asks behind"] = float("?" in following.text)
    found["asks"] = float("?" in unit.text)
    found["words"] = min(len(placed), 30) / 30
    found["named person"] = float(bool(names_in(unit, unit.source.ground)))
    for offer in offers:
        found[f"offer:{offer.how}"] = 1.0
        found["offer:weak"] = float(offer.weak)
        if offer.strength:
            found["strength"] = min(offer.strength, 4.0) / 2
    if not offers:
        found["offer:none"] = 1.0
    return found


@lru_cache(maxsize=20_000)
def _gear_of(word: str) -> tuple[str, ...]:
    """The fields whose gear a word names."""
    return tuple(key for key, gear in GEAR.items() if gear.search(word))


def _placed_words(unit: Unit) -> list[tuple[str, int]]:
    """The words of a sentence with their offsets, values as `<kind>`, the artist as `<us>`."""
    if unit.placed is None:
        unit.placed = _place_words(unit)
    return unit.placed


def _place_words(unit: Unit) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    mentions = iter(unit.mentions)
    mention = next(mentions, None)
    named = [(cue.start, cue.end) for cue in unit.source.artist]
    for token in starting_in(unit.source.tokens, unit.start, unit.end):
        while mention is not None and mention.end <= token.start:
            mention = next(mentions, None)
        if mention is not None and mention.start <= token.start < mention.end:
            if not found or found[-1][1] != mention.start:
                found.append((f"<{mention.kind}>", mention.start))
        elif any(start <= token.start < end for start, end in named):
            if not found or found[-1][0] != "<us>":
                found.append(("<us>", token.start))
        else:
            found.append(("#" if token.text.isdigit() else token.text, token.start))
    return found


def _words_around(unit: Unit, mention: Mention) -> tuple[list[str], int]:
    """The words of the sentence, values as kinds, and the place of the value among them."""
    placed = _placed_words(unit)
    at = next((index for index, (_, start) in enumerate(placed) if start >= mention.start), len(placed))
    return [word for word, _ in placed], at


def _near(words: Sequence[str], at: int) -> Iterator[str]:
    behind = at + 1
    left = words[max(0, at - _FAR) : at]
    right = words[behind : behind + _FAR]
    padded_left = ["^", *left][-_NEAR:]
    padded_right = [*right, "$"][:_NEAR]
    for step, word in enumerate(reversed(padded_left), 1):
        yield f"-{step}~{word[:_STEM]}"
    for step, word in enumerate(padded_right, 1):
        yield f"+{step}~{word[:_STEM]}"
    yield f"-21={' '.join(padded_left[-2:])}"
    yield f"+12={' '.join(padded_right[:2])}"
    yield f"-1+1={padded_left[-1]} {padded_right[0]}"
    if len(padded_left) > 2:
        yield f"-32={' '.join(padded_left[-3:-1])}"
    for word in left:
        yield f"<~{word[:6]}"
    for word in right:
        yield f">~{word[:6]}"


def _cue_names(unit: Unit, mention: Mention) -> Iterator[str]:
    """The cues beside a value, by how many of its like stand in between."""
    like = [other.start for other in unit.mentions if other.kind is mention.kind]
    for cue in unit.cues:
        if cue.end <= mention.start:
            between, side = bisect_left(like, mention.start) - bisect_left(like, cue.end), "<"
            gap = mention.start - cue.end
        elif cue.start >= mention.end:
            between, side = bisect_left(like, cue.start) - bisect_left(like, mention.end), ">"
            gap = cue.start - mention.end
        else:
            between, side, gap = 0, "=", 0
        near = 0 if gap <= 3 else 1 if gap <= 14 else 2 if gap <= 40 else 3
        for concept, weak in cue.concepts.items():
            mark = "?" if weak else ""
            yield f"cue{side}{concept}{mark}:{min(between, 2)}"
            if between == 0:
                yield f"cue{side}{concept}{mark}@{near}"


def _heads(unit: Unit, at: int) -> Iterator[str]:
    """What heads a sentence: our question, a heading, a label."""
    for rank, topic in enumerate(unit.topics[:3]):
        yield f"topic={topic}:{unit.how}:{min(unit.order, 2)}"
        if rank == 0:
            yield f"topic={topic}"
    if unit.label is not None and unit.label[0] <= at:
        for token in starting_in(unit.source.tokens, *unit.label):
            yield f"label={token.text[:7]}"


def _shape(unit: Unit, mention: Mention, place: int, count: int) -> Iterator[str]:
    yield f"place={min(place, 5)}"
    yield f"count={min(count, 6)}"
    yield f"last={place == count - 1}"
    if mention.exact:
        yield "exact"
    if mention.until:
        yield "range"
    if mention.kind is Kind.TIME and isinstance(mention.value, tuple):
        for minutes in mention.value[:2]:
            yield f"hour={minutes // 60}{'' if len(mention.value) == 1 else '?'}"
    elif isinstance(mention.value, float | int):
        yield f"size={_size(float(mention.value))}"
        if mention.kind is Kind.NUMBER and mention.value <= 24:
            yield f"small={int(mention.value)}"
    elif mention.kind is Kind.MONEY and isinstance(mention.value, tuple):
        yield f"size={_size(float(mention.value[0]))}"
    if not unit.folded[: max(0, mention.start - unit.start)].strip(" -*•\t"):
        yield "begins"
    for manner in unit.manners:
        yield f"manner={manner.kind}"


def _size(value: float) -> str:
    for limit in (0, 1, 3, 6, 12, 24, 50, 100, 200, 500, 2000, 10_000):
        if value <= limit:
            return str(limit)
    return "more"

"""The order of a show day: load in, sound check, doors, support, show, curfew, load out. It tells am from pm and right from wrong.

Among all readings of all times it looks for the set that fits the order, the hours each usually falls in and the way the
sentences say them, by a beam search whose width bounds the work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.candidate import Candidate, fix_time
from advancing.values import minutes_after_midnight

DAY = 1440
_CORE: Mapping[str, tuple[int, int]] = {
    "schedule.loadIn": (7 * 60, 18 * 60),
    "schedule.soundCheck": (12 * 60, 19 * 60 + 30),
    "schedule.doors": (16 * 60 + 30, 22 * 60),
    "schedule.supportTime": (17 * 60 + 30, 23 * 60),
    "schedule.showTime": (18 * 60, 24 * 60 + 30),
    "schedule.curfew": (21 * 60, 28 * 60),
    "schedule.loadOut": (21 * 60 + 30, 27 * 60),
}
_WIDE: Mapping[str, tuple[int, int]] = {
    "schedule.loadIn": (5 * 60, 21 * 60),
    "schedule.soundCheck": (8 * 60, 22 * 60),
    "schedule.doors": (9 * 60, 24 * 60),
    "schedule.supportTime": (11 * 60, 25 * 60),
    "schedule.showTime": (11 * 60, 27 * 60),
    "schedule.curfew": (14 * 60, 30 * 60),
    "schedule.loadOut": (14 * 60, 34 * 60),
}
_LATE = frozenset({"schedule.showTime", "schedule.supportTime", "schedule.curfew", "schedule.loadOut"})
_LONGEST = {
    ("schedule.loadIn", "schedule.doors"): 13 * 60, ("schedule.loadIn", "schedule.soundCheck"): 9 * 60, ("schedule.soundCheck", "schedule.doors"): 7 * 60,
    ("schedule.doors", "schedule.showTime"): 5 * 60, ("schedule.doors", "schedule.supportTime"): 3 * 60, ("schedule.supportTime", "schedule.showTime"): 3 * 60 + 30,
    ("schedule.showTime", "schedule.curfew"): 5 * 60, ("schedule.curfew", "schedule.loadOut"): 4 * 60, ("schedule.soundCheck", "schedule.showTime"): 9 * 60,
    ("schedule.showTime", "schedule.loadOut"): 7 * 60, ("schedule.doors", "schedule.curfew"): 8 * 60, ("schedule.doors", "schedule.loadOut"): 9 * 60,
}  # fmt: skip
_SHORTEST = {
    ("schedule.showTime", "schedule.curfew"): 20,
    ("schedule.supportTime", "schedule.showTime"): 15,
    ("schedule.loadIn", "schedule.soundCheck"): 15,
}
_MAY_FALL_TOGETHER = frozenset({("schedule.doors", "schedule.supportTime"), ("schedule.curfew", "schedule.loadOut")})
BEAM = 24
_WORTH = 3.5
"""What any reading is worth beside its log odds: an unlikely one is still better than none, its confidence tells the rest."""


class _Option(NamedTuple):
    number: int
    field: str
    minutes: int
    late: int
    score: float
    candidate: Candidate


class _State(NamedTuple):
    score: float
    chosen: tuple[_Option, ...]


def choose_times(
    candidates: Sequence[Candidate], known: Mapping[str, str], *, festival: bool = False
) -> list[Candidate]:
    """Choose one reading of each time.

    Args:
        candidates: Readings of time fields, values as minutes that they may mean.
        known: Times known before, "HH:MM" by field: an open half of the day leans towards them.
        festival: Whether the day may begin at noon and hours say less.

    Returns:
        One candidate per field that is kept, its value "HH:MM", `margin` and `rivals` set.
    """
    states = [_State(0.0, ())]
    for field in TIME_FIELDS:
        options = _options(field, candidates, known, festival)
        if not options:
            continue
        earlier = {option.number: option for state in states for option in state.chosen}
        grown = list(states)
        for option in options:
            fits = {number: _fit(other, option) for number, other in earlier.items()}
            grown += [
                _State(
                    state.score + option.score + sum([fits[one.number] for one in state.chosen]),
                    (*state.chosen, option),
                )
                for state in states
            ]
        grown.sort(key=lambda state: -state.score)
        states = grown[:BEAM]
    return [_settle(option, states, candidates) for option in states[0].chosen]


def _options(field: str, candidates: Sequence[Candidate], known: Mapping[str, str], festival: bool) -> list[_Option]:
    options: list[_Option] = []
    for candidate in candidates:
        if candidate.field != field or not isinstance(candidate.value, tuple):
            continue
        for minutes in candidate.value:
            late = minutes + DAY if field in _LATE and minutes < 6 * 60 else minutes
            score = _WORTH + candidate.score + _hours(field, late, festival)
            if field in known and len(candidate.value) > 1 and minutes_after_midnight(known[field]) == minutes:
                score += 0.8
            number = len(TIME_FIELDS) * len(options) + TIME_FIELDS.index(field)
            options.append(_Option(number, field, minutes, late, score, candidate))
    options.sort(key=lambda option: -option.score)
    return options[:10]


def _hours(field: str, late: int, festival: bool) -> float:
    low, high = _CORE[field]
    if low <= late <= high:
        return 0.0
    low, high = _WIDE[field]
    if low <= late <= high:
        return -0.6 if festival else -1.2
    return -4.0


def _fit(earlier: _Option, later: _Option) -> float:
    gap = later.late - earlier.late
    pair = (earlier.field, later.field)
    if gap < 0:
        return -2.6
    if gap == 0 and pair not in _MAY_FALL_TOGETHER:
        return -0.8
    if gap > _LONGEST.get(pair, 24 * 60):
        return -1.0
    return -0.5 if gap < _SHORTEST.get(pair, 0) else 0.0


def _settle(option: _Option, states: Sequence[_State], candidates: Sequence[Candidate]) -> Candidate:
    best = states[0].score
    margin = 5.0
    for state in states[1:]:
        other = next((o for o in state.chosen if o.field == option.field), None)
        if other is not None and other.minutes != option.minutes:
            margin = min(margin, best - state.score)
    values = {
        c.value
        for c in candidates
        if c.field == option.field and isinstance(c.value, tuple) and option.minutes not in c.value
    }
    settled = fix_time(option.candidate, option.minutes)
    return _with(settled, margin, len(values))


def _with(candidate: Candidate, margin: float, rivals: int) -> Candidate:
    return replace(candidate, margin=margin, rivals=rivals)

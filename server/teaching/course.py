"""The whole course: models fitted on all lessons, judged and calibrated on mail that they and the rules have not met.

A reader that is judged on the mail it was made from looks better than it is, and would learn to be sure of everything. So
the lessons are divided by case into folds; each fold is read with models fitted on the others, and what comes out of it
is what the confidence learns from and what the figures are printed of. The rules, too, must not have been written from the
mail: that holds for the folders in `FRESH`, and only those are judged.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advancing.errors import Invalid
from advancing.fields import find_field
from advancing.reading.attack import find_suspicions
from advancing.reading.candidate import Candidate
from advancing.reading.case import case_input, prediction
from advancing.reading.confidence import features
from advancing.reading.differences import differs
from advancing.reading.gold import is_right
from advancing.reading.learned.model import Models, parse_model
from advancing.reading.reader import Everything, extract, read, read_everything
from advancing.reading.sources import Ground
from advancing.reading.unresolved import open_features
from advancing.values import canonical, minutes_after_midnight
from server.teaching.attacks import drill_samples
from server.teaching.fit import Reading, fit_attacks, fit_sentences, fit_values, fit_weights
from server.teaching.lesson import Case, Lesson, ground_of, lesson_of, read_cases
from server.teaching.sample import Sample

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
WEIGHTS: Mapping[str, float] = {"open": 0.6, "own": 0.6, "wild": 0.8, "taught": 1.0}
"""Folders of the corpus that are learned from, and how much a sample of each counts."""
_DRILLED = 0.6
"""How much a sentence of the rules' own short mails counts."""
FRESH = ("taught",)
FOLDS = 5
_BY_RULES = ("rule", "loose=", "offer", "strength=")
"""How features begin that come from what the rules read."""
DOUBTS = {"conflict": -0.3, "hedged": -0.3, "inferred": -0.1, "options": -0.3, "left open": -0.5, "past": -0.3, "putoff": -0.3, "weak": 0.0, "margin": -0.2, "rivals": 0.0, "ambiguous": 0.0, "loose": 0.0}  # fmt: skip
"""What lowers confidence by its nature, and the most that each may weigh: a small sample must not say otherwise."""
OVERRULED = {
    "left open": -0.5,
    "past": -1.5,
    "general": -0.5,
    "options": -1.0,
    "putoff": -0.5,
    "theirs": -0.5,
    "forwarded": -0.5,
}
OVERRULING = {"corrected": 3.2, "how:correction": -0.3, "ours": 0.4}
"""What decides between readings by its nature: a correction outweighs what it corrects, this show outweighs last year's."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What comes out of a course.

    Args:
        files: What the reader looks for in `advancing/reading/learned`, by name.
        readings: How many readings the confidence was learned from.
        held_out: Predictions of the fresh cases, each by models and confidence that never met it.
    """

    files: Mapping[str, str]
    readings: int
    held_out: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pupil:
    """A lesson in its course.

    Args:
        lesson: What is learned.
        weight: How much it counts.
        fresh: Whether the rules have never met it.
        fold: Its fold.
    """

    lesson: Lesson
    weight: float
    fresh: bool
    fold: int


def load_pupils(corpus: Path = CORPUS) -> list[Pupil]:
    """All lessons of the corpus, divided into folds by case; the same each time."""
    found = [
        (lesson_of(case), weight, folder in FRESH)
        for folder, weight in WEIGHTS.items()
        for case in read_cases(corpus / folder)
    ]
    random.Random(7).shuffle(found)  # noqa: S311
    return [Pupil(*lesson, at % FOLDS) for at, lesson in enumerate(found)]


def teach(pupils: Sequence[Pupil]) -> Taught:
    """Fit models and confidence.

    Args:
        pupils: The lessons.
    """
    with ProcessPoolExecutor() as pool:
        whole = pool.submit(_fit, pupils)
        parts = list(pool.map(_fit, [[one for one in pupils if one.fold != fold] for fold in range(FOLDS)]))
        texts = whole.result()
    models = [
        Models(parse_model(values), parse_model(sentences), parse_model(speaking), parse_model(attack), {}, {}, {})
        for values, sentences, speaking, attack in parts
    ]
    fresh = [pupil for pupil in pupils if pupil.fresh]
    offered = [(one.fold, reading) for one in fresh for reading in offers_of(one.lesson.case, models[one.fold])]
    models = [
        replace(model, choice=_choice([reading for place, reading in offered if place != fold]))
        for fold, model in enumerate(models)
    ]
    chosen = [(one.fold, reading) for one in fresh for reading in readings_of(one.lesson.case, models[one.fold])]
    models = [
        replace(model, confidence=_confidence([reading for place, reading in chosen if place != fold]))
        for fold, model in enumerate(models)
    ]
    opened = [(one.fold, reading) for one in fresh for reading in open_ones_of(one.lesson.case, models[one.fold])]
    models = [
        replace(model, openness=fit_weights([reading for place, reading in opened if place != fold], {}, {}))
        for fold, model in enumerate(models)
    ]
    held_out = [
        prediction(one.lesson.case["id"], read(*case_input(one.lesson.case), models[one.fold])) for one in fresh
    ]
    files = {
        "values.json": texts[0],
        "sentences.json": texts[1],
        "speaking.json": texts[2],
        "attack.json": texts[3],
        "choice.json": _weights_json(_choice([reading for _, reading in offered])),
        "openness.json": _weights_json(fit_weights([reading for _, reading in opened], {}, {})),
        "confidence.json": _weights_json(_confidence([reading for _, reading in chosen])),
    }
    return Taught(files, len(chosen), held_out)


def _seen(sample: Sample, fresh: bool) -> Sample:
    """A sample as it would be met: what the rules make of mail that they were written from is no guide to other mail."""
    if fresh:
        return sample
    kept = {name: value for name, value in sample.features.items() if not name.startswith(_BY_RULES)}
    return replace(sample, features=kept)


def _choice(readings: Sequence[Reading]) -> dict[str, float]:
    return fit_weights(readings, OVERRULING, OVERRULED)


def _confidence(readings: Sequence[Reading]) -> dict[str, float]:
    return fit_weights(readings, {}, DOUBTS)


def _weights_json(weights: Mapping[str, float]) -> str:
    return json.dumps(weights, indent=1, sort_keys=True) + "\n"


def _fit(pupils: Sequence[Pupil]) -> tuple[str, str, str, str]:
    def weighed(part: Callable[[Lesson], Sequence[Sample]]) -> list[tuple[Sample, float]]:
        return [(_seen(one, pupil.fresh), pupil.weight) for pupil in pupils for one in part(pupil.lesson)]

    drills = [(_seen(sample, fresh=False), _DRILLED) for sample in drill_samples()]
    return (
        fit_values(weighed(lambda lesson: lesson.values)),
        fit_sentences(weighed(lambda lesson: lesson.sentences)),
        fit_sentences(weighed(lambda lesson: lesson.speaking)),
        fit_attacks([*weighed(lambda lesson: lesson.attack), *drills]),
    )


def offers_of(case: Case, models: Models) -> list[Reading]:
    """Every reading that is offered for a case, and whether it is right."""
    ground, everything = _read(case, models)
    found = []
    for candidate in everything.offered:
        right = _is_right(candidate, case)
        if right is not None:
            given = features(
                replace(candidate, score=0.0), asked=candidate.field in ground.asked_fields, conflict=False
            )
            found.append(Reading(given, right))
    return found


def readings_of(case: Case, models: Models) -> list[Reading]:
    """What the reader chooses for a case with these models, and whether it is right."""
    ground, everything = _read(case, models)
    found = []
    for candidate in everything.chosen:
        right = _is_right(candidate, case)
        field = find_field(candidate.field)
        if right is None or candidate.options or field is None:
            continue
        known = ground.show.known.get(candidate.field)
        conflict = known is not None and differs(field, known.value, canonical(field, candidate.value))
        given = features(candidate, asked=candidate.field in ground.asked_fields, conflict=conflict)
        found.append(Reading(given, right))
    return found


def open_ones_of(case: Case, models: Models) -> list[Reading]:
    """The questions that got no reading, and whether the venue left them open."""
    ground, everything = _read(case, models)
    fields = extract(everything.chosen, ground, models.confidence)
    gold = case["expected"].get("unresolved", ())
    return [
        Reading(seen, key in gold)
        for key, seen in open_features(ground.asked, fields, everything.units, everything.offered, everything.opinions)
    ]


def _read(case: Case, models: Models) -> tuple[Ground, Everything]:
    words, ground = ground_of(case)
    return ground, read_everything(words, find_suspicions(ground.mail, words, models.attack), ground, models)


def _is_right(candidate: Candidate, case: Case) -> bool | None:
    """Whether a reading is what the gold says; None where it is no value of its field."""
    field = find_field(candidate.field)
    gold = case["expected"]["fields"].get(candidate.field)
    if field is None:
        return None
    if isinstance(candidate.value, tuple):
        wanted = [gold.get("value"), *gold.get("also", ())] if gold else []
        return any(minutes_after_midnight(text) in candidate.value for text in wanted if isinstance(text, str))
    try:
        value = canonical(field, candidate.value)
    except Invalid:
        return None
    return gold is not None and is_right(candidate.field, gold, value)

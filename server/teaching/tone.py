"""The weights of a tone's signs: what is learned from, the fit, and how it fares on cases it has not met."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from advancing.extraction import Tone
from advancing.reading.attack import attack_spans, find_suspicions
from advancing.reading.own_words import own_words
from advancing.reading.suspicion.likely import SILENT
from advancing.reading.tone import spoken_words, tone_of
from advancing.reading.tone_signs import tone_signs
from advancing.reading.tone_words import tone_book
from server.teaching.lesson import Case, ground_of, read_cases

SHORT_MAILS = Path("unit/reading/fixtures/tones.json")
"""Below `tests`: mails of a line or two, each of a plain tone."""
_RIDGE = 0.06
_FOLDS = 5
_ROUNDS = 1000
Weights = Mapping[Tone, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A mail whose tone is known.

    Args:
        text: What its writer says.
        tone: How.
    """

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ToneTaught:
    """What comes out.

    Args:
        file: What the reader looks for as `tone.json`.
        learned_from: How many mails it was learned from.
        measured: How many taught cases were read, each with weights that were fitted without it.
        right: How many of them rightly.
    """

    file: str
    learned_from: int
    measured: int
    right: int


def teach_tone(corpus: Path) -> ToneTaught:
    """Fit the weights of the signs.

    Args:
        corpus: `tests/corpus`.
    """
    taught = [_spoken(case) for case in read_cases(corpus / "taught")]
    known = [_spoken(case) for folder in ("open", "own", "wild") for case in read_cases(corpus / folder)]
    short = json.loads((corpus.parent / SHORT_MAILS).read_text("utf-8"))
    known += [Spoken(spoken_words(own_words(one["body"]), ()), Tone(one["tone"])) for one in short]
    right = 0
    for fold in range(_FOLDS):
        weights = fit_tone([*known, *(one for at, one in enumerate(taught) if at % _FOLDS != fold)])
        held_out = taught[fold::_FOLDS]
        right += sum(tone_of(one.text, tone_book().find(one.text), weights) is one.tone for one in held_out)
    weights = fit_tone([*known, *taught])
    file = json.dumps(weights, indent=1, sort_keys=True) + "\n"
    return ToneTaught(file, len(known) + len(taught), len(taught), right)


def fit_tone(learned: Sequence[Spoken]) -> Weights:
    """Multinomial logistic regression on standardised signs; the weights are for signs as they come.

    The constant is held small like every weight, else the tones that are rare here would hardly ever be told.
    """
    signs = [tone_signs(one.text, tone_book().find(one.text)) for one in learned]
    names = sorted(name for name in signs[0] if name != "bias")
    scale = StandardScaler()
    matrix = scale.fit_transform(np.array([[each[name] for name in names] for each in signs]))
    matrix = np.hstack([matrix, np.ones((len(learned), 1))])
    model = LogisticRegression(C=1 / (_RIDGE * len(learned)), fit_intercept=False, max_iter=_ROUNDS)
    model.fit(matrix, [one.tone.value for one in learned])
    found: dict[Tone, dict[str, float]] = {}
    for tone, fitted in zip(model.classes_, model.coef_, strict=True):
        row, constant = fitted[:-1] / scale.scale_, fitted[-1]
        weights = {name: round(float(weight), 4) for name, weight in zip(names, row, strict=True)}
        found[Tone(tone)] = {**weights, "bias": round(float(constant - row @ scale.mean_), 4)}
    return found


def _spoken(case: Case) -> Spoken:
    words, ground = ground_of(case)
    text = spoken_words(words, attack_spans(words, find_suspicions(ground.mail, words, SILENT)))
    return Spoken(text, Tone(case["expected"]["tone"]))

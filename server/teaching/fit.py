"""Fitting: from lessons to models, from readings to a confidence. scikit-learn does it; the same input gives the same weights."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from server.teaching.sample import Sample

_LEAST_SEEN = 2
"""A feature of fewer samples is left out: it would name a mail and not a manner."""
_LEAST_WEIGHT = 4
"""In hundredths; smaller weights are left out of the file."""
_VALUES_C = 2.0
_ATTACK_C = 1.0
_SENTENCES_C = 2.0
_ROUNDS = 400
_RIDGE = 2.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading with its truth.

    Args:
        features: What its confidence is made of.
        right: Whether the gold says the same.
    """

    features: Mapping[str, float]
    right: bool


def fit_values(weighed: Sequence[tuple[Sample, float]]) -> str:
    """The JSON of a model of exactly one class per value.

    Args:
        weighed: What to learn, and how much each counts.
    """
    return _fit_one_of(weighed, _VALUES_C)


def fit_attacks(weighed: Sequence[tuple[Sample, float]]) -> str:
    """The JSON of a model of what a sentence is after, or nothing.

    Args:
        weighed: What to learn, and how much each counts.
    """
    return _fit_one_of(weighed, _ATTACK_C)


def _fit_one_of(weighed: Sequence[tuple[Sample, float]], strength: float) -> str:
    samples, weights = [sample for sample, _ in weighed], [weight for _, weight in weighed]
    vectors, matrix = _matrix(samples)
    labels = [next(iter(sample.labels)) for sample in samples]
    fitted = LogisticRegression(C=strength, max_iter=_ROUNDS).fit(matrix, labels, sample_weight=weights)
    rows, constants = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # scikit-learn tells the second class alone
        rows, constants = np.vstack([np.zeros_like(rows), rows]), np.array([0.0, constants[0]])
    return _as_json(vectors, list(fitted.classes_), rows, constants, one_of=True)


def fit_sentences(weighed: Sequence[tuple[Sample, float]]) -> str:
    """The JSON of a model of any number of classes per sentence; a class that no sample has is left out."""
    samples, weights = [sample for sample, _ in weighed], [weight for _, weight in weighed]
    vectors, matrix = _matrix(samples)
    classes = sorted({label for sample in samples for label in sample.labels})
    rows, constants = [], []
    for name in classes:
        truth = [name in sample.labels for sample in samples]
        fitted = LogisticRegression(C=_SENTENCES_C, max_iter=_ROUNDS).fit(matrix, truth, sample_weight=weights)
        rows.append(fitted.coef_[0])
        constants.append(fitted.intercept_[0])
    return _as_json(vectors, classes, np.array(rows), np.array(constants), one_of=False)


def fit_weights(readings: Sequence[Reading], least: Mapping[str, float], most: Mapping[str, float]) -> dict[str, float]:
    """Weights by feature of the probability that a reading is right.

    Args:
        readings: What to learn from.
        least: The least that a feature may weigh, whatever the sample says.
        most: The most that one may.
    """
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([reading.features for reading in readings]).tocsr()
    truth = np.array([1.0 if reading.right else -1.0 for reading in readings])
    names = [str(name) for name in vectors.get_feature_names_out()]

    def loss(weights):  # type: ignore[no-untyped-def]
        margin = truth * (matrix @ weights)
        slope = -truth / (1.0 + np.exp(margin))
        return (
            np.logaddexp(0.0, -margin).sum() + _RIDGE * (weights @ weights) / 2,
            matrix.T @ slope + _RIDGE * weights,
        )

    bounds = [(least.get(name), most.get(name)) for name in names]
    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(weight), 4) for name, weight in zip(names, fitted.x, strict=True)}


def _matrix(samples: Sequence[Sample]):  # type: ignore[no-untyped-def]
    seen: dict[str, int] = {}
    for sample in samples:
        for name in sample.features:
            seen[name] = seen.get(name, 0) + 1
    vectors = DictVectorizer()
    kept = [{name: value for name, value in sample.features.items() if seen[name] >= _LEAST_SEEN} for sample in samples]
    return vectors, vectors.fit_transform(kept)


def _as_json(vectors, classes, matrix, constants, *, one_of: bool) -> str:  # type: ignore[no-untyped-def]
    names = vectors.get_feature_names_out()
    hundredths = np.rint(matrix * 100).astype(int)
    kept = {}
    for column in np.argsort(names):
        flat = [
            int(part)
            for index, weight in enumerate(hundredths[:, column])
            if abs(weight) >= _LEAST_WEIGHT
            for part in (index, weight)
        ]
        if flat:
            kept[str(names[column])] = flat
    given = {
        "classes": classes,
        "bias": [round(float(part), 3) for part in constants],
        "one_of": one_of,
        "weights": kept,
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n") + "\n"

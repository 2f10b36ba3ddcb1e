"""A log-linear model whose weights are read from JSON: features in, a probability per class out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, float]
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """A fitted model.

    Args:
        classes: Names of the classes.
        rows: Row of each feature in the weights.
        weights: What each feature says for or against each class, and in the last row a constant.
        one_of: Whether exactly one class is right (softmax), or each may be (logistic).
    """

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Weights
    one_of: bool

    def probabilities(self, samples: Sequence[Features]) -> list[dict[str, float]]:
        """The probability of each class, for many samples at once.

        Args:
            samples: Feature values by name; what the model has not met counts nothing.

        Returns:
            0 to 1 by class for each sample; they add up to 1 where exactly one is right.
        """
        if not samples:
            return []
        find, constant = self.rows.get, len(self.rows)
        rows: list[int] = []
        values: list[float] = []
        starts: list[int] = []
        for features in samples:
            starts.append(len(rows))
            rows.append(constant)
            values.append(1.0)
            for name, value in features.items():
                row = find(name)
                if row is not None:
                    rows.append(row)
                    values.append(value)
        gathered = self.weights[rows]
        gathered *= np.asarray(values, dtype=np.float32)[:, None]
        scores = np.clip(np.add.reduceat(gathered, starts, axis=0, dtype=np.float64), -30.0, 30.0)
        raised = np.exp(scores)
        likely = raised / raised.sum(axis=1, keepdims=True) if self.one_of else raised / (1.0 + raised)
        return [dict(zip(self.classes, row, strict=True)) for row in likely.tolist()]


def parse_model(text: str) -> Model:
    """A model from its JSON: classes, bias, one_of, and per feature a flat list of index, hundredths, index, …"""
    given = json.loads(text)
    rows = {name: row for row, name in enumerate(given["weights"])}
    weights = np.zeros((len(rows) + 1, len(given["classes"])), np.float32)
    weights[-1] = given["bias"]
    for row, flat in enumerate(given["weights"].values()):
        weights[row, flat[::2]] = np.asarray(flat[1::2], np.float32) / 100
    return Model(tuple(given["classes"]), rows, weights, given["one_of"])


@dataclass(frozen=True)
class Models:
    """The models that the reader asks.

    Args:
        values: For which field a value stands.
        sentences: Which fields a sentence answers.
        speaking: Whether a sentence that speaks of a field leaves it open.
        attack: Whether a sentence is an attack, and after what.
        choice: How strongly a reading is spoken for, before one is chosen: weights by feature of `advancing.reading.confidence`.
        confidence: How sure the chosen reading is: weights by the same features.
        openness: Whether a question without a reading was left open: weights of `advancing.reading.unresolved`.
    """

    values: Model
    sentences: Model
    speaking: Model
    attack: Model
    choice: Mapping[str, float]
    confidence: Mapping[str, float]
    openness: Mapping[str, float]


@cache
def house_models() -> Models:
    """The house's own models, read once from the JSON beside this file."""
    folder = Path(__file__).parent
    values, sentences, speaking, attack = (
        parse_model((folder / f"{name}.json").read_text("utf-8"))
        for name in ("values", "sentences", "speaking", "attack")
    )
    weights = (
        json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("choice", "confidence", "openness")
    )
    return Models(values, sentences, speaking, attack, *weights)

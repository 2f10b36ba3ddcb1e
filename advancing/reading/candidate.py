"""One reading of a field that a mail offers, with how it was said; which of several holds is decided later."""

from dataclasses import dataclass, replace

from advancing.fields import FieldKey
from advancing.reading.units import Unit


@dataclass(slots=True)
class Candidate:
    """One reading of a field; `theirs` and the last three are set once all are offered and the models have been asked.

    Args:
        field: The field.
        value: In canonical form; for a time whose half of the day is open, minutes after midnight it may mean.
        start: Start of the words it rests on, in the source.
        end: End of them.
        unit: The sentence.
        cost: How loosely value and cue belong together; 0 is side by side.
        how: `cue`, `label`, `question`, `number`, `heading`, `known`, `yes`, `repeat`, `text`, `contact`, `learned`.
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
        theirs: Whether it does not name us where another reading of the same field does: it may be another act's.
        margin: How far the next best other value is behind (set when one is chosen).
        rivals: How many other values were offered for the field.
        strength: Free text: evidence that the words are about the field.
        until: For a time, what the end of its range may mean, in minutes.
        learned: Probability that the models of `learned` give it, None where they have no opinion.
        left_open: Probability that its sentence puts off or leaves open what it speaks of.
        score: How strongly everything known of it speaks for it (log odds); set before one is chosen.
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
    theirs: bool = False
    margin: float = 5.0
    rivals: int = 0
    strength: float = 0.0
    until: tuple[int, ...] = ()
    learned: float | None = None
    left_open: float = 0.0
    score: float = 0.0

    @property
    def quote(self) -> str:
        """The words it rests on, letter for letter."""
        return self.unit.source.text[self.start : self.end]


def fix_time(candidate: Candidate, minutes: int) -> Candidate:
    """The candidate with the one meaning its time was found to have."""
    return replace(candidate, value=f"{minutes // 60 % 24:02d}:{minutes % 60:02d}")

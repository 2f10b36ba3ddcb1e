"""What was asked and is still open, with the reason: put off, answered with two values, or not answered."""

from collections.abc import Mapping, Sequence

from advancing.extraction import AskedQuestion, ExtractedField, OpenQuestion
from advancing.fields import FieldKey
from advancing.reading.candidate import Candidate
from advancing.reading.units import Unit


def open_questions(
    asked: Sequence[AskedQuestion],
    fields: Mapping[FieldKey, ExtractedField],
    units: Sequence[Unit],
    candidates: Sequence[Candidate],
) -> tuple[OpenQuestion, ...]:
    """The questions that need another asking.

    Args:
        asked: What was asked.
        fields: What was found.
        units: The sentences of the mail.
        candidates: The readings that were chosen, also those not given.

    Returns:
        One per field, in the order asked.
    """
    given = {candidate.field: candidate for candidate in candidates}
    questions = []
    for key in dict.fromkeys(question.field for question in asked):
        if key not in fields:
            questions.append(OpenQuestion(field=key, reason=_reason(key, units, given.get(key))))
    return tuple(questions)


def _reason(key: FieldKey, units: Sequence[Unit], candidate: Candidate | None) -> str:
    if candidate is not None and candidate.options:
        return f'More than one value is offered: "{" ".join(candidate.quote.split())}".'
    for unit in units:
        named = key in unit.topics or any(cue.speaks_of(key) and not cue.weak_for(key) for cue in unit.cues)
        if named and any(manner.kind == "putoff" for manner in unit.manners):
            return f'Put off: "{" ".join(unit.text.split())}".'
    for unit in units:
        if key in unit.topics:
            return f'Answered, but not with a value: "{" ".join(unit.text.split())}".'
    return "Not answered."

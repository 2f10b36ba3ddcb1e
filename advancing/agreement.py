"""Two readings of one mail made one: a model's and the rules', each validated before.

Where they agree the surer stands; where they differ a person sees both.
"""

from collections.abc import Iterable

from advancing.extraction import Dropped, ExtractedField, Extraction, Suspicion
from advancing.fields import CATALOGUE, FieldKey
from advancing.grounding import fold, same_in_other_words

STANDS = 0.5
"""Below this a field counts as not answered."""
HEDGED_AT_MOST = 0.75
DISAGREED_AT_MOST = 0.6
"""Confidence of a critical field on which model and rules disagree; of another field, `HEDGED_AT_MOST`."""


def merge(model: Extraction, rules: Extraction) -> Extraction:
    """One extraction from a model's and the rules' reading of the same mail, both validated.

    Args:
        model: The model's.
        rules: The rules'.

    Returns:
        Every field that either found. Where they agree, the surer record; where they disagree the surer one with the
        other beside it as `alternative`, and the confidence lowered. A question stays open unless a field of
        some confidence answers it.
    """
    fields: dict[FieldKey, ExtractedField] = {}
    dropped = [*model.dropped, *rules.dropped]
    for key in dict.fromkeys((*model.fields, *rules.fields)):
        one, other = model.fields.get(key), rules.fields.get(key)
        if one is None or other is None:
            found = one or other
            if found is not None:
                fields[key] = found
            continue
        fields[key], note = _reconcile(key, one, other)
        if note:
            dropped.append(note)
    open_ones = {one.field: one for one in (*rules.unresolved, *model.unresolved)}
    both = {one.field for one in model.unresolved} & {one.field for one in rules.unresolved}
    return Extraction(
        fields=fields,
        unresolved=tuple(
            one for key, one in open_ones.items() if key in both or key not in fields or fields[key].confidence < STANDS
        ),
        new_questions=tuple(dict.fromkeys((*model.new_questions, *rules.new_questions))),
        sentiment=model.sentiment,
        suspicions=merge_suspicions(model.suspicions, rules.suspicions),
        dropped=once(dropped),
        language=rules.language,
        read_by=f"{model.read_by}+{rules.read_by}",
    )


def _reconcile(key: FieldKey, model: ExtractedField, rules: ExtractedField) -> tuple[ExtractedField, Dropped | None]:
    entry = CATALOGUE[key]
    surer, other = (model, rules) if model.confidence > rules.confidence else (rules, model)
    if same_in_other_words(entry, model.value, rules.value):
        return surer, None
    most = DISAGREED_AT_MOST if entry.critical else HEDGED_AT_MOST
    reason = f"Model and rules disagree; both are shown, and the confidence is {min(surer.confidence, most):.2f}."
    kept = at_most(surer, most).model_copy(update={"alternative": other.value})
    return kept, Dropped(field=key, value=other.value, reason=reason)


def merge_suspicions(*several: Iterable[Suspicion]) -> tuple[Suspicion, ...]:
    """All suspicions, each once."""
    return tuple({(one.kind, fold(one.quote)): one for some in several for one in some}.values())


def at_most(found: ExtractedField, most: float) -> ExtractedField:
    """The same field with its confidence lowered to `most`, if it was higher."""
    return found if found.confidence <= most else found.model_copy(update={"confidence": most})


def once(dropped: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """The entries in their order, each once; values among them need not be hashable."""
    return tuple({one.model_dump_json(): one for one in dropped}.values())

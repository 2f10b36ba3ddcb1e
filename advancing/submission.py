"""What a model hands in as its reading of a mail, brought to an `Extraction` however loosely it is written.

Only form is dealt with here, and what has none is dropped with the reason; whether the mail holds what is left is
decided by `advancing.validation`.
"""

import json
import math
from collections.abc import Iterator, Mapping

from advancing.errors import Invalid
from advancing.extraction import (
    Certainty,
    Dropped,
    ExtractedField,
    Extraction,
    OpenQuestion,
    Sentiment,
    Suspicion,
    Tone,
)
from advancing.fields import Field, FieldKey, FieldType, find_field
from advancing.values import Value, canonical, same

_MAX_ENTRIES = 200
_MAX_TEXT = 4000
_UNKNOWN_CONFIDENCE = 0.5
_WORDS_OF_CONFIDENCE = {"certain": 0.95, "high": 0.9, "medium": 0.7, "moderate": 0.7, "low": 0.4, "none": 0.1}
_TEXTS = frozenset({FieldType.TEXT, FieldType.NAME, FieldType.POWER, FieldType.PHONE, FieldType.EMAIL})


def parse_submission(payload: object, read_by: str = "model") -> tuple[Extraction, list[Dropped]]:
    """Bring a model's submission to an extraction.

    Args:
        payload: The arguments of `submit_extraction`, or what a model made of them: `fields` as a list of objects or
            an object by field key, values also as JSON in a string, keys missing, numbers as text.
        read_by: The model handle.

    Returns:
        The extraction, its `dropped` included, and the same list of what was dropped or set for lack of form. It
        never raises: a payload that is no object gives an empty extraction and one entry for `payload`.
    """
    data = _object(payload)
    if data is None:
        lost = Dropped(field="payload", value=_shown(payload), reason="The submission is no JSON object.")
        return Extraction(read_by=read_by, dropped=(lost,)), [lost]
    dropped: list[Dropped] = []
    fields: dict[FieldKey, ExtractedField] = {}
    for key, entry in _entries(data.get("fields", data.get("extracted_data")), dropped):
        found = _read_field(key, entry, dropped)
        if found is not None:
            _keep(fields, FieldKey(key), found, dropped)
    extraction = Extraction(
        fields=fields,
        unresolved=tuple(_open_questions(data.get("unresolved", data.get("unresolved_questions")), dropped)),
        new_questions=tuple(_texts(data.get("new_questions", data.get("new_questions_needed")))),
        sentiment=_sentiment(data),
        suspicions=tuple(_suspicions(data.get("suspicious", data.get("suspicions")))),
        dropped=tuple(dropped),
        read_by=read_by,
    )
    return extraction, dropped


def _entries(fields: object, dropped: list[Dropped]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Field key and entry, from a list of objects or an object by key."""
    fields = _from_json(fields)
    if isinstance(fields, Mapping):
        pairs = [(str(key), _from_json(entry)) for key, entry in fields.items()]
    elif isinstance(fields, list | tuple):
        objects = [_from_json(entry) for entry in fields]
        pairs = [
            (str(one.get("field", one.get("key", ""))) if isinstance(one, Mapping) else "", one) for one in objects
        ]
    else:
        if fields is not None:
            dropped.append(
                Dropped(field="fields", value=_shown(fields), reason="The fields are neither list nor object.")
            )
        return
    if len(pairs) > _MAX_ENTRIES:
        dropped.append(Dropped(field="fields", reason=f"More than {_MAX_ENTRIES} fields; the rest was not read."))
    for key, entry in pairs[:_MAX_ENTRIES]:
        if isinstance(entry, Mapping):
            yield key.strip(), entry
        else:
            dropped.append(
                Dropped(field=key or "?", value=_shown(entry), reason="The entry is no object with a quote.")
            )


def _read_field(key: str, entry: Mapping[str, object], dropped: list[Dropped]) -> ExtractedField | None:
    field = find_field(key)
    raw = entry.get("value")
    if field is None:
        dropped.append(Dropped(field=key or "?", value=_shown(raw), reason="The catalogue has no such field."))
        return None
    try:
        value = _value(field, raw)
    except Invalid as refusal:
        dropped.append(Dropped(field=key, value=_shown(raw), reason=refusal.message))
        return None
    confidence = _confidence(entry.get("confidence"))
    if confidence is None:
        reason = f"No usable confidence was given; taken as {_UNKNOWN_CONFIDENCE}."
        dropped.append(Dropped(field=key, value=_shown(entry.get("confidence")), reason=reason))
    attachment = entry.get("attachment")
    return ExtractedField(
        value=value,
        confidence=_UNKNOWN_CONFIDENCE if confidence is None else confidence,
        source_text=_text(entry.get("source_text", entry.get("quote"))),
        reasoning=_text(entry.get("reasoning"))[:500],
        certainty=_certainty(entry.get("certainty")),
        attachment=_text(attachment) or None,
    )


def _value(field: Field, raw: object) -> Value:
    """The canonical value, also where it came as JSON in a string.

    Raises:
        Invalid: Neither the value nor what its text holds is of the field's type.
    """
    inner = _from_json(raw)
    unwrapped = inner is not raw and (field.type not in _TEXTS or isinstance(inner, str))
    if unwrapped:
        try:
            return canonical(field, inner)
        except Invalid:
            pass
    return canonical(field, raw)


def _keep(fields: dict[FieldKey, ExtractedField], key: FieldKey, found: ExtractedField, dropped: list[Dropped]) -> None:
    """Keep one reading per field: of two that differ the surer, with the other beside it."""
    before, field = fields.get(key), find_field(key)
    if before is None or field is None:
        fields[key] = found
        return
    better, other = (found, before) if found.confidence > before.confidence else (before, found)
    if same(field, better.value, other.value):
        fields[key] = better
        return
    fields[key] = better.model_copy(
        update={"alternative": other.value, "confidence": min(better.confidence, _UNKNOWN_CONFIDENCE)}
    )
    reason = "Given twice with different values; the surer one is kept, at low confidence."
    dropped.append(Dropped(field=key, value=other.value, reason=reason))


def _confidence(given: object) -> float | None:
    if isinstance(given, str):
        word = given.strip().casefold()
        if word in _WORDS_OF_CONFIDENCE:
            return _WORDS_OF_CONFIDENCE[word]
        try:
            given = float(word.rstrip("% ")) / (100 if word.endswith("%") else 1)
        except ValueError:
            return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return None
    share = given / 100 if 1 < given <= 100 else float(given)
    return share if 0 <= share <= 1 else None


def _certainty(given: object) -> Certainty:
    try:
        return Certainty(str(given).strip().casefold())
    except ValueError:
        return Certainty.EXPLICIT


def _open_questions(given: object, dropped: list[Dropped]) -> Iterator[OpenQuestion]:
    given = _from_json(given)
    if isinstance(given, Mapping):
        given = [{"field": key, "reason": reason} for key, reason in given.items()]
    for entry in given[:_MAX_ENTRIES] if isinstance(given, list | tuple) else ():
        one = _from_json(entry)
        key = str(one.get("field", "") if isinstance(one, Mapping) else one).strip()
        reason = _text(one.get("reason")) if isinstance(one, Mapping) else ""
        if find_field(key) is None:
            dropped.append(
                Dropped(field=key[:80] or "?", reason="An unresolved question names no field of the catalogue.")
            )
        else:
            yield OpenQuestion(field=FieldKey(key), reason=reason[:500] or "Not answered.")


def _sentiment(data: Mapping[str, object]) -> Sentiment:
    inner = _from_json(data.get("sentiment"))
    given = {**data, **(inner if isinstance(inner, Mapping) else {})}
    try:
        tone = Tone(str(given.get("tone", "")).strip().casefold())
    except ValueError:
        tone = Tone.NEUTRAL
    clarity = str(given.get("clarity", "")).strip().casefold()
    return Sentiment(
        tone=tone,
        clarity=clarity if clarity in ("clear", "mixed", "vague") else "clear",
        concerns=tuple(text[:120] for text in _texts(given.get("concerns"))),
    )


def _suspicions(given: object) -> Iterator[Suspicion]:
    given = _from_json(given)
    for entry in given[:20] if isinstance(given, list | tuple) else [given] if isinstance(given, str) else ():
        one = _from_json(entry)
        quote = _text(one.get("quote") if isinstance(one, Mapping) else one)
        kind = str(one.get("kind", "instruction")) if isinstance(one, Mapping) else "instruction"
        told = _text(one.get("explanation")) if isinstance(one, Mapping) else ""
        if quote:
            yield Suspicion(kind=kind[:40], quote=quote, explanation=told or "The model that read the mail marked it.")


def _texts(given: object) -> Iterator[str]:
    given = _from_json(given)
    for entry in given[:50] if isinstance(given, list | tuple) else [given]:
        text = _text(entry).strip()
        if text:
            yield text[:500]


def _text(given: object) -> str:
    return given[:_MAX_TEXT] if isinstance(given, str) else ""


def _object(payload: object) -> Mapping[str, object] | None:
    inner = _from_json(payload)
    return {str(key): value for key, value in inner.items()} if isinstance(inner, Mapping) else None


def _from_json(given: object) -> object:
    """What a string holds where it is JSON (models often wrap once too often); anything else as it is."""
    if not isinstance(given, str) or given.lstrip()[:1] not in tuple('{["-0123456789tfn'):
        return given
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        return given


def _shown(value: object) -> object:
    """A dropped value as it may be stored: JSON, not endless."""
    return value if isinstance(value, bool | int | None) and abs(value or 0) < 10**15 else str(value)[:200]

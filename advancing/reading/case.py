"""Corpus cases and predictions: how a case becomes what the reader takes, and an extraction what the scorer takes."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from advancing.extraction import AskedQuestion, AttachmentText, Extraction, KnownValue, ShowFacts, VenueMail
from advancing.fields import FieldKey

OPEN = 0.35
"""A question at least this likely to have been left open counts as open."""


def case_input(case: Mapping[str, Any]) -> tuple[VenueMail, ShowFacts, tuple[AskedQuestion, ...]]:
    """What the reader takes, of a case as `tests/corpus/README.md` describes it.

    Args:
        case: The case, parsed from JSON.

    Returns:
        The mail, the show and our questions.
    """
    show, email = case["show"], case["email"]
    known = {FieldKey(key): KnownValue(value=value) for key, value in show.get("known", {}).items()}
    last_time = {FieldKey(key): value for key, value in show.get("last_time", {}).items()}
    facts = {
        name: show[name]
        for name in ("artist", "venue", "venue_type", "city", "country", "timezone", "date", "currency")
        if show.get(name)
    }
    ours = parseaddr(email.get("to", ""))[1]
    mail = VenueMail(
        sender=email.get("from", ""), recipients=tuple(filter(None, [email.get("to", ""), email.get("cc", "")])), subject=email.get("subject", ""),
        date=email.get("date", ""), body=email["body"], our_addresses=(ours,) if ours else (),
        attachments=tuple(AttachmentText(**attachment) for attachment in email.get("attachments", ())),
    )  # fmt: skip
    asked = tuple(
        AskedQuestion(field=FieldKey(q["field"]), question=q["question"]) for q in case.get("questions_asked", ())
    )
    return mail, ShowFacts(**facts, known=known, last_time=last_time), asked


def prediction(case_id: str, extraction: Extraction) -> dict[str, Any]:
    """What `tests/corpus/score.py` takes, of an extraction.

    Args:
        case_id: The case's id.
        extraction: What was read.

    Returns:
        A JSON object: id, fields, unresolved, conflicts, tone, attack.
    """
    return {
        "id": case_id,
        "fields": {
            key: {"value": field.value, "confidence": field.confidence, "source_text": field.source_text}
            for key, field in extraction.fields.items()
        },
        "unresolved": [question.field for question in extraction.unresolved if question.likely >= OPEN],
        "conflicts": list(extraction.conflicts),
        "tone": extraction.sentiment.tone.value,
        "attack": bool(extraction.suspicions),
    }

"""Builders for tests of the reader: a mail and a show in one line each."""

from collections.abc import Mapping, Sequence

from advancing.extraction import AskedQuestion, AttachmentText, Extraction, KnownValue, ShowFacts, VenueMail
from advancing.fields import CATALOGUE, FieldKey
from advancing.reading import read
from advancing.values import Value


def show(
    *,
    artist: str = "Night Ferry",
    venue: str = "The Lantern",
    country: str = "US",
    currency: str = "USD",
    date: str = "2027-03-15",
    known: Mapping[str, Value] | None = None,
    last_time: Mapping[str, Value] | None = None,
) -> ShowFacts:
    """A show on a Monday, with what a test says of it."""
    return ShowFacts(
        artist=artist,
        venue=venue,
        country=country,
        currency=currency,
        date=date,
        known={FieldKey(key): KnownValue(value=value) for key, value in (known or {}).items()},
        last_time={FieldKey(key): value for key, value in (last_time or {}).items()},
    )


def ask(*keys: str) -> tuple[AskedQuestion, ...]:
    """The catalogue's questions for some fields."""
    return tuple(AskedQuestion(field=FieldKey(key), question=CATALOGUE[FieldKey(key)].question) for key in keys)


def reading(
    body: str,
    facts: ShowFacts | None = None,
    *,
    asked: Sequence[str] = (),
    sender: str = "Sam Hale <sam@lantern.example>",
    attachments: Sequence[AttachmentText] = (),
) -> Extraction:
    """What the reader makes of a body."""
    mail = VenueMail(sender=sender, body=body, our_addresses=("tm@ferry.example",), attachments=tuple(attachments))
    return read(mail, facts or show(), ask(*asked))


def values(extraction: Extraction) -> dict[str, Value]:
    """The values that were found, by field."""
    return {str(key): field.value for key, field in extraction.fields.items()}

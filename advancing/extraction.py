"""What a reading of a venue's mail gives: fields with confidence and the venue's own words, and what goes with them.

The rule-based reader and every model produce an `Extraction`; `advancing.validation` decides what of it stands.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from advancing.fields import FieldKey
from advancing.values import Value

SURE = 0.9
"""Confidence from which a value counts as sure: shown as such, and may be approved in bulk."""


class Certainty(StrEnum):
    """How the venue said it."""

    EXPLICIT = "explicit"
    HEDGED = "hedged"
    INFERRED = "inferred"


class Tone(StrEnum):
    """How the venue writes."""

    ENTHUSIASTIC = "enthusiastic"
    COOPERATIVE = "cooperative"
    NEUTRAL = "neutral"
    DIFFICULT = "difficult"


class Model(BaseModel):
    """Frozen, and nothing beside what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Conflict(Model):
    """A new value that differs from one that was known.

    Args:
        known: The value known before.
        known_from: Where it came from: `contract`, `master_tour`, `venue`, `tour_manager`, `mail` (this one says two).
        explanation: One sentence for the tour manager.
    """

    known: Value
    known_from: str
    explanation: str


class ExtractedField(Model):
    """One value taken from a mail or an attachment.

    Args:
        value: In the field's canonical form.
        confidence: Estimated probability that the value is right, 0 to 1.
        source_text: The venue's own words, letter for letter.
        reasoning: One sentence: why this value.
        certainty: How the venue said it.
        conflict: Set where it differs from what was known.
        attachment: File name (and page, `techpack.pdf p. 3`) where the words stand in an attachment.
        alternative: Another reading of the same field that was not chosen (rules beside model), shown beside it.
    """

    value: Value
    confidence: float = Field(ge=0, le=1)
    source_text: str
    reasoning: str = ""
    certainty: Certainty = Certainty.EXPLICIT
    conflict: Conflict | None = None
    attachment: str | None = None
    alternative: Value | None = None


class OpenQuestion(Model):
    """A question that needs (another) asking, and why: not answered, put off, or answered in part.

    Args:
        field: What was asked.
        reason: A sentence for the tour manager.
        likely: How likely the venue left it open, 0 to 1; below 0.25 the mail seems to answer it in words that were not
            understood, and somebody should look.
    """

    field: FieldKey
    reason: str
    likely: float = 1.0


class Sentiment(Model):
    """How the venue is to deal with.

    Args:
        tone: Of the writing.
        responsiveness: `complete`, `partial`, `none`: how much of what was asked got an answer.
        clarity: `clear`, `mixed`, `vague`.
        concerns: What the tour manager should look at ("limited parking"), in short phrases.
    """

    tone: Tone = Tone.NEUTRAL
    responsiveness: str = "none"
    clarity: str = "clear"
    concerns: tuple[str, ...] = ()


class Suspicion(Model):
    """A sign that a message tries to instruct the software or to mislead the tour manager.

    Args:
        kind: `instruction`, `bank_details`, `lookalike_domain`, `hidden_text`, `data_request`.
        quote: The words it rests on.
        explanation: One sentence for the tour manager.
    """

    kind: str
    quote: str
    explanation: str


class Dropped(Model):
    """What a reading gave and validation did not keep (or lowered), and why."""

    field: str
    value: object = None
    reason: str


class Extraction(Model):
    """All that was read from one message.

    Args:
        fields: What was found, by field.
        unresolved: Asked and not (or not wholly) answered.
        new_questions: What the answer raises, as questions in words.
        sentiment: Tone, responsiveness, clarity, concerns.
        suspicions: Signs of an attack; anything here is flagged to the tour manager.
        dropped: What validation refused or lowered.
        language: ISO 639-1 code of the venue's words.
        read_by: `rules`, or the model handle.
    """

    fields: dict[FieldKey, ExtractedField] = {}
    unresolved: tuple[OpenQuestion, ...] = ()
    new_questions: tuple[str, ...] = ()
    sentiment: Sentiment = Sentiment()
    suspicions: tuple[Suspicion, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    language: str = "en"
    read_by: str = "rules"

    @property
    def conflicts(self) -> tuple[FieldKey, ...]:
        """Fields whose new value differs from what was known."""
        return tuple(key for key, field in self.fields.items() if field.conflict)

    @property
    def overall_confidence(self) -> float:
        """Mean confidence of the fields, 0 where there are none."""
        return round(sum(f.confidence for f in self.fields.values()) / len(self.fields), 4) if self.fields else 0.0


class AskedQuestion(Model):
    """A question as it stood in the mail that was sent."""

    field: FieldKey
    question: str


class KnownValue(Model):
    """A value known before this mail, and where it came from (see `Conflict.known_from`)."""

    value: Value
    source: str = "contract"


class ShowFacts(Model):
    """What a reader or writer needs to know of a show.

    Args:
        artist: Who plays.
        venue: Name of the venue.
        venue_type: `club`, `theater`, `arena`, `festival` or any other word.
        city: City.
        country: ISO 3166-1 alpha-2.
        timezone: IANA name.
        date: Show day, YYYY-MM-DD.
        currency: ISO 4217, the show's.
        known: What is known before this mail.
        last_time: What this venue said for an earlier show, for "same as last time".
    """

    artist: str
    venue: str
    venue_type: str = "club"
    city: str = ""
    country: str = "US"
    timezone: str = "UTC"
    date: str
    currency: str = "USD"
    known: dict[FieldKey, KnownValue] = {}
    last_time: dict[FieldKey, Value] = {}


class AttachmentText(Model):
    """Text of one page (or of the whole) of an attachment.

    Args:
        name: File name as the venue wrote it.
        page: Page number from 1, or None where the file has no pages.
        text: Its text.
    """

    name: str
    page: int | None = None
    text: str


class VenueMail(Model):
    """A message as the reader takes it.

    Args:
        sender: `From` as written, `Name <address>`.
        recipients: Addresses of To and Cc.
        subject: Subject, decoded.
        date: ISO 8601 date and time with offset, or "".
        body: The whole plain-text body: the venue's words, signature and quoted history.
        hidden_text: Text of the HTML part that a person does not see (white on white, zero size, comments).
        attachments: Text of the attachments that could be read.
        our_addresses: Addresses of our side: what they wrote is history, not the venue's words.
        known_contacts: Addresses known for this venue, for telling look-alike domains.
    """

    sender: str
    recipients: tuple[str, ...] = ()
    subject: str = ""
    date: str = ""
    body: str
    hidden_text: str = ""
    attachments: tuple[AttachmentText, ...] = ()
    our_addresses: tuple[str, ...] = ()
    known_contacts: tuple[str, ...] = ()

"""A mail to a venue: what the one who writes it is given, and what comes back.

Whether a draft may go to the tour manager is decided by `advancing.draft_check`; the rule-based writer is
`advancing.writer`. Recipients and attachments are no part of a draft: they come from the database.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from advancing.extraction import AskedQuestion, Model, ShowFacts
from advancing.fields import CATALOGUE, FieldKey, FieldType
from advancing.values import Value, show

MAX_QUESTIONS = 8
MAX_WORDS = 300
_MENTIONED_AT_MOST = 10
_WORDS_OF_A_FACT = 10


class DraftKind(StrEnum):
    """Why a mail is written."""

    INITIAL = "initial"
    FOLLOWUP = "followup"
    REGENERATED = "regenerated"


class MailDraft(Model):
    """A mail as an agent or the rules propose it.

    Args:
        subject: The subject line.
        body: The whole plain text, greeting and signature included.
        questions: What it asks, each with its words as they stand in the body.
        confidence: How sure the writer is that it may go as it is, 0 to 1.
        note: One sentence to the tour manager; not a part of the mail.
    """

    subject: str
    body: str
    questions: tuple[AskedQuestion, ...] = ()
    confidence: float = Field(default=0.8, ge=0, le=1)
    note: str = ""


class DraftContext(Model):
    """All that a writer of one mail needs to know, and all that the mail may state as fact.

    Args:
        kind: Why it is written. A regenerated draft is a first mail again, or a follow-up if it has a thread.
        show: The show.
        tour_manager_name: Who signs.
        tour_manager_phone: Stands under the name, if there is one.
        contact_name: Whom to greet; None where the name is not known.
        contact_email: For the writer's information: the recipients are set from the database.
        thread_subject: The subject of the thread that goes on; None starts a thread.
        open_fields: What to ask for; kept in the order given, critical ones first.
        asked_before: Which of them an earlier mail asked for already.
        declined: Answers that the tour manager did not take, and why; these are asked again.
        to_confirm: Values that are known from elsewhere and to be confirmed by the venue.
        answered: What the venue told us in its last mail, to thank for.
        feedback: Why the tour manager rejected the draft before; None otherwise.
        previous: The draft that was rejected.
        rider_attached: Whether the rider goes with this mail.
        attachment_names: File names of all that goes with it.
        language: ISO 639-1 code of the language to write in.
        max_questions: At most so many questions.
        max_words: The body stays below so many words.
        template_preferences: What this tour manager likes in a mail, in words.
    """

    kind: DraftKind = DraftKind.INITIAL
    show: ShowFacts
    tour_manager_name: str = Field(min_length=1, max_length=80)
    tour_manager_phone: str | None = Field(default=None, max_length=60)
    contact_name: str | None = Field(default=None, max_length=80)
    contact_email: str = Field(max_length=254)
    thread_subject: str | None = Field(default=None, max_length=300)
    open_fields: tuple[FieldKey, ...] = ()
    asked_before: tuple[FieldKey, ...] = ()
    declined: dict[FieldKey, str] = Field(default_factory=dict)
    to_confirm: dict[FieldKey, Value] = Field(default_factory=dict)
    answered: dict[FieldKey, Value] = Field(default_factory=dict)
    feedback: str | None = None
    previous: MailDraft | None = None
    rider_attached: bool = False
    attachment_names: tuple[str, ...] = ()
    language: str = "en"
    max_questions: int = Field(default=MAX_QUESTIONS, ge=1, le=MAX_QUESTIONS)
    max_words: int = Field(default=MAX_WORDS, ge=150, le=MAX_WORDS)
    template_preferences: str = ""

    @field_validator("open_fields", "asked_before")
    @classmethod
    def _known_and_critical_first(cls, keys: tuple[FieldKey, ...]) -> tuple[FieldKey, ...]:
        unknown = [key for key in keys if key not in CATALOGUE]
        if unknown:
            raise ValueError(f"The catalogue has no field {unknown[0]!r}.")
        return tuple(sorted(dict.fromkeys(keys), key=lambda key: not CATALOGUE[key].critical))

    @field_validator("declined", "to_confirm", "answered")
    @classmethod
    def _known(cls, facts: dict[FieldKey, object]) -> dict[FieldKey, object]:
        unknown = [key for key in facts if key not in CATALOGUE]
        if unknown:
            raise ValueError(f"The catalogue has no field {unknown[0]!r}.")
        return facts

    @model_validator(mode="after")
    def _has_a_day(self) -> "DraftContext":
        date.fromisoformat(self.show.date)
        return self

    @property
    def show_date(self) -> date:
        """The show day."""
        return date.fromisoformat(self.show.date)

    @property
    def continues_thread(self) -> bool:
        """Whether the mail goes on in a thread that has a subject, and keeps it."""
        return bool(self.thread_subject and self.thread_subject.strip())

    @property
    def may_ask(self) -> tuple[FieldKey, ...]:
        """Fields a question may be for, in the order to ask them: declined ones first among their equals."""
        keys = dict.fromkeys((*self.declined, *self.open_fields))
        return tuple(sorted(keys, key=lambda key: not CATALOGUE[key].critical))

    @property
    def must_mention(self) -> tuple[FieldKey, ...]:
        """Known facts that the mail has to name for confirmation, critical ones first.

        At most ten, and none that is too long for a mail (ten words) or is asked for anyway.
        """
        asked = set(self.may_ask)
        short = [
            key
            for key, value in self.to_confirm.items()
            if key not in asked and len(show(value).split()) <= _WORDS_OF_A_FACT
        ]
        return tuple(sorted(short, key=lambda key: not CATALOGUE[key].critical)[:_MENTIONED_AT_MOST])


def spoken(key: FieldKey, value: Value) -> str:
    """A value as it stands in a mail: times as `7:00 PM`-free 24-hour text, counts bare, money with its currency."""
    text = " ".join(show(value).split())
    return f"{text}%" if CATALOGUE[key].type is FieldType.PERCENT else text

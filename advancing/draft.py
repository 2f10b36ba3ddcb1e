"""A mail to a venue: what the one who writes it is given, and what comes back.

Whether a draft may go to the tour manager is decided by `advancing.draft_check`; the rule-based writer is
`advancing.writer`. Recipients and attachments are no part of a draft: they come from the database.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import Field, field_validator, model_validator

from advancing.errors import Invalid
from advancing.extraction import AskedQuestion, Model, ShowFacts
from advancing.feedback import Wishes, read_feedback
from advancing.fields import CATALOGUE, FieldKey, FieldType
from advancing.values import Value, canonical, minutes_after_midnight, show

MAX_QUESTIONS = 8
MAX_WORDS = 300
MIN_WORDS = 200
"""No limit below this: the critical questions and a sentence of greeting need it."""
_WORDS_OF_A_FACT = 12
_WISHED_AT_MOST = 3
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|m|mlle|sr|sra|dhr|mevr)\.?", re.IGNORECASE)
# Where people read clock times with am and pm.
_TWELVE_HOURS = frozenset({"US", "CA", "AU", "NZ"})


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
    max_words: int = Field(default=MAX_WORDS, ge=MIN_WORDS, le=MAX_WORDS)
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

    @field_validator("to_confirm", "answered")
    @classmethod
    def _canonical(cls, facts: dict[FieldKey, Value]) -> dict[FieldKey, Value]:
        try:
            return {key: canonical(CATALOGUE[key], value) for key, value in facts.items() if key in CATALOGUE}
        except Invalid as refusal:
            raise ValueError(refusal.message) from refusal

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

        None that is asked for anyway or too long for a mail (over 12 words with its label), and no more than a
        fifth of the mail's words in all.
        """
        asked, taken, words = set(self.may_ask), [], 0
        for key in sorted(self.to_confirm, key=lambda key: not CATALOGUE[key].critical):
            length = len(f"{CATALOGUE[key].label} {show(self.to_confirm[key])}".split())
            if key not in asked and length <= _WORDS_OF_A_FACT and words + length <= self.max_words // 5:
                taken.append(key)
                words += length
        return tuple(taken)

    @property
    def greeting_name(self) -> str | None:
        """How to address the contact: the first name, or title and surname; None where no name is known."""
        name = self.contact_name or ""
        last, comma, first = name.partition(",")
        words = re.sub(r"\(.*?\)|[\"“”]", " ", f"{first} {last}" if comma else name).split()
        words = [word for word in words if re.search(r"\w", word)]
        if not words:
            return None
        return " ".join(words[:2]) if _TITLE.fullmatch(words[0]) else words[0]


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """Which questions a mail should hold, the tour manager's feedback considered.

    Args:
        first: Wished to stand before all others.
        wished: Wished to be asked at all, those in `first` included.
        dropped: Wished not to be asked.
        critical: Critical fields to ask for, in order.
        rest: Other fields to ask for, in order.
        confirmable: Known values, which may be asked about too.
    """

    first: tuple[FieldKey, ...]
    wished: tuple[FieldKey, ...]
    dropped: frozenset[FieldKey]
    critical: tuple[FieldKey, ...]
    rest: tuple[FieldKey, ...]
    confirmable: frozenset[FieldKey]

    @property
    def askable(self) -> frozenset[FieldKey]:
        """Every field a question may be for."""
        return frozenset((*self.wished, *self.critical, *self.rest)) | self.confirmable - self.dropped


def plan_questions(context: DraftContext, wishes: Wishes | None = None) -> QuestionPlan:
    """Which questions the mail of a context should hold.

    Args:
        context: What the mail is written from.
        wishes: Its feedback, where it was read already.
    """
    wishes = wishes or read_feedback(context.feedback)
    open_ones = [key for key in context.may_ask if key not in wishes.drop]

    def meant(keys: tuple[FieldKey, ...]) -> tuple[FieldKey, ...]:
        # "Parking" names two fields; meant are those that are open, if any is.
        return tuple(key for key in keys if key in open_ones) or keys

    most = min(_WISHED_AT_MOST, context.max_questions)
    first = meant(wishes.first)[:most]
    return QuestionPlan(
        first=first,
        wished=tuple(dict.fromkeys((*first, *meant(wishes.add))))[:most],
        dropped=frozenset(wishes.drop),
        critical=tuple(key for key in open_ones if CATALOGUE[key].critical),
        rest=tuple(key for key in open_ones if not CATALOGUE[key].critical),
        confirmable=frozenset(context.to_confirm),
    )


def spoken(key: FieldKey, value: Value, country: str = "") -> str:
    """A value as it stands in a mail: a time as `7:00 PM` where people say so and `19:00` elsewhere, `15%`."""
    text = " ".join(show(value).split())
    kind = CATALOGUE[key].type
    if kind is FieldType.TIME and country.upper() in _TWELVE_HOURS:
        hour, minute = divmod(minutes_after_midnight(text), 60)
        return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"
    return f"{text}%" if kind is FieldType.PERCENT else text

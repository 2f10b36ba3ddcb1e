"""What stands of a proposed extraction: grounded in the venue's own words, of the right type, honest in confidence.

A model's reading and the rules' go through the same door. Reading is done elsewhere (`advancing.reading`, or a model
whose submission `advancing.submission` brought to form), two readings are made one in `advancing.agreement`; nothing
here adds a fact.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advancing.agreement import HEDGED_AT_MOST, STANDS, at_most, merge, merge_suspicions, once
from advancing.conflict import find_conflict
from advancing.doubts import doubts_about, out_of_order
from advancing.errors import Invalid
from advancing.extraction import (
    AskedQuestion,
    Certainty,
    Dropped,
    ExtractedField,
    Extraction,
    KnownValue,
    OpenQuestion,
    Sentiment,
    ShowFacts,
    Suspicion,
    VenueMail,
)
from advancing.fields import CATALOGUE, Field, FieldKey, FieldType, find_field
from advancing.grounding import fold, holds
from advancing.reading.attack import attack_spans, find_suspicions, spans_in
from advancing.reading.own_words import OwnWords
from advancing.submission import parse_submission
from advancing.values import Value, canonical, same

__all__ = ["merge", "parse_submission", "validate"]

INFERRED_AT_MOST = 0.65
DOUBTFUL_AT_MOST = 0.7
CONFLICT_AT_MOST = 0.8
UNHELD_AT_MOST = 0.45
_LONGEST_QUOTE = 600
_WORDS = re.compile(r"[^\W_]+")
_CAPS = {Certainty.HEDGED: HEDGED_AT_MOST, Certainty.INFERRED: INFERRED_AT_MOST}


def validate(
    extraction: Extraction,
    mail: VenueMail,
    show: ShowFacts,
    words: OwnWords,
    asked: Sequence[AskedQuestion] = (),
) -> Extraction:
    """What stands of a proposed extraction.

    Args:
        extraction: As a model or the rules propose it.
        mail: The message it was read from.
        show: The show, with what was known before.
        words: The venue's own words in `mail.body`.
        asked: The questions of the mail that it answers, as they were sent.

    Returns:
        Fields that the catalogue knows, of the right type and with a quote from the venue's own words or an attachment;
        lowered in confidence where the quote does not hold the value, the format is doubtful or it conflicts with
        what was known. The rules' reading (`read_by` is `rules`) is not lowered but for a conflict it did not mark:
        its confidence is calibrated on data. What was dropped or lowered stands in `dropped` with the reason. A
        second validation changes nothing more.
    """
    suspicions = merge_suspicions(
        find_suspicions(mail, words), (one for one in extraction.suspicions if _stands(one, mail, words))
    )
    dropped = [*extraction.dropped, *_unread(words)]
    work = _Work(mail, show, words, suspicions, _known(show), extraction.read_by == "rules", dropped)
    fields = work.check_all(extraction.fields)
    unresolved = tuple(_unresolved(extraction, fields, asked))
    return extraction.model_copy(
        update={
            "fields": fields,
            "unresolved": unresolved,
            "sentiment": _with_responsiveness(extraction.sentiment, unresolved, asked),
            "suspicions": suspicions,
            "dropped": once(work.dropped),
        }
    )


@dataclass(slots=True)
class _Work:
    """One validation: what it looks things up in, and what it dropped or lowered so far."""

    mail: VenueMail
    show: ShowFacts
    words: OwnWords
    suspicions: tuple[Suspicion, ...]
    known: Mapping[FieldKey, KnownValue]
    calibrated: bool
    dropped: list[Dropped]
    claims: list[str] = field(default_factory=list)
    clean: list[str] = field(default_factory=list)
    attached: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Part the own words into what suspicious passages claim and the rest, and fold the attachments once."""
        for part in self.mail.attachments:
            text, at = "", 0
            for start, end in spans_in(part.text, self.suspicions):
                text, at = f"{text}{part.text[at:start]}\n", end
            name = f"{part.name} p. {part.page}" if part.page else part.name
            self.attached.append((name, fold(text + part.text[at:])))
        spans = attack_spans(self.words, self.suspicions)
        self.claims = [text for start, end in spans if (text := fold(self.mail.body[start:end]))]
        for passage in self.words.passages:
            at = passage.start
            for start, end in (*spans, (passage.end, passage.end)):
                if passage.start <= start <= passage.end:
                    self.clean.append(fold(self.mail.body[at : max(start, at)]))
                    at = end

    def check_all(self, proposed: Mapping[FieldKey, ExtractedField]) -> dict[FieldKey, ExtractedField]:
        """The fields that stand, also beside each other: times that break the order of the day are lowered."""
        checked = {key: self.check(key, found) for key, found in proposed.items()}
        fields = {key: found for key, found in checked.items() if found is not None}
        if not self.calibrated:
            values = {key: found.value for key, found in fields.items()}
            for key, reason in out_of_order(values, {key: one.value for key, one in self.known.items()}).items():
                fields[key] = self.lower(key, fields[key], DOUBTFUL_AT_MOST, reason)
        return fields

    def check(self, key: FieldKey, found: ExtractedField) -> ExtractedField | None:
        """The field as it stands, or None where it does not; what happened to it is noted in `dropped`."""
        entry = find_field(key)
        try:
            value = None if entry is None else canonical(entry, found.value)
            reason = "The catalogue has no such field." if entry is None else None
        except Invalid as refusal:
            value, reason = None, refusal.message
        attachment = self._attachment_of(found)
        reason = reason or self._refusal(found, attachment)
        if entry is not None and value is not None and not reason and self._lends_a_quote(entry, found, value):
            reason = "The mail is suspicious, and the quote does not hold the value."
        if entry is None or value is None or reason:
            self.dropped.append(Dropped(field=key, value=found.value, reason=reason or "There is no value."))
            return None
        return self._weigh(entry, found.model_copy(update={"value": value, "attachment": attachment}))

    def _refusal(self, found: ExtractedField, attachment: str | None) -> str | None:
        if not fold(found.source_text):
            return "There is no quote."
        if attachment is None and not self.words.holds(found.source_text):
            return "The quote does not stand in the venue's own words, nor in an attachment."
        if attachment is None and self._is_suspicious(found.source_text):
            return "It stands in a passage that tries to instruct or mislead."
        return None

    def _lends_a_quote(self, entry: Field, found: ExtractedField, value: Value) -> bool:
        """Whether a reader that a mail can instruct gives a value with words that do not hold it.

        Lowering is for a reader's slips; here it would show the attacker's claim beside a venue's honest sentence.
        """
        if self.calibrated or not self.suspicions:
            return False
        if entry.type in (FieldType.TEXT, FieldType.POWER):
            said = set(_WORDS.findall(fold(found.source_text)))
            return not all(word in said for word in _WORDS.findall(fold(str(value))))
        if entry.type in (FieldType.BOOLEAN, FieldType.CHOICE):
            # Any words hold these; where they are honestly said, the rules read them too.
            return True
        return not self._held(entry, found.model_copy(update={"value": value}))

    def _weigh(self, entry: Field, found: ExtractedField) -> ExtractedField:
        """The same field at the confidence that it deserves, its conflict marked."""
        if not self.calibrated:
            # What a model calls hedged is no fault, so that cap is not reported.
            found = at_most(found, _CAPS.get(found.certainty, 1.0))
            for most, reason in self._faults(entry, found):
                found = self.lower(entry.key, found, most, reason)
        conflict = find_conflict(entry, found.value, self.known.get(entry.key))
        if conflict is None:
            # A conflict within one mail is the reader's to tell; one with what was known must be one.
            own = found.conflict if found.conflict and found.conflict.known_from == "mail" else None
            return found.model_copy(update={"conflict": own})
        if found.conflict is None or not self.calibrated:
            found = at_most(found, CONFLICT_AT_MOST)
        return found.model_copy(update={"conflict": conflict})

    def _faults(self, entry: Field, found: ExtractedField) -> Iterator[tuple[float, str]]:
        """Why the confidence is too high, and how high it may be."""
        if not self._held(entry, found):
            yield UNHELD_AT_MOST, "The quote does not hold the value."
        if len(found.source_text) > _LONGEST_QUOTE:
            yield DOUBTFUL_AT_MOST, "The quote is too long to tell what it rests on."
        for doubt in doubts_about(entry, found.value, self.show.country):
            yield DOUBTFUL_AT_MOST, doubt

    def _held(self, entry: Field, found: ExtractedField) -> bool:
        quote = found.source_text
        if entry.type is FieldType.NAME:
            # Whoever signs "Deb" is the Deb Karras of the From line.
            quote = f"{quote}\n{self.mail.sender}"
        if holds(entry, found.value, quote):
            return True
        # "Same as last time" and "yes, still so" hold what was known.
        known, last = self.known.get(entry.key), self.show.last_time.get(entry.key)
        return any(one is not None and same(entry, found.value, one) for one in (known.value if known else None, last))

    def _attachment_of(self, found: ExtractedField) -> str | None:
        """The attachment (and page) that the quote stands in, if it is not the mail's own words."""
        quote = fold(found.source_text)
        if not quote or (found.attachment is None and self.words.holds(found.source_text)):
            return None
        return next((name for name, text in self.attached if quote in text), None)

    def _is_suspicious(self, quote: str) -> bool:
        """Whether a quote stands in a suspicious passage and nowhere else."""
        wanted = fold(quote)
        if not any(wanted in claim or claim in wanted for claim in self.claims):
            return False
        return any(claim in wanted for claim in self.claims) or not any(wanted in clean for clean in self.clean)

    def lower(self, key: FieldKey, found: ExtractedField, most: float, reason: str) -> ExtractedField:
        """The same field at no more than a confidence, noted if that changes it."""
        if found.confidence <= most:
            return found
        text = f"Lowered from {found.confidence:.2f} to {most}: {reason}"
        self.dropped.append(Dropped(field=key, value=found.value, reason=text))
        return at_most(found, most)


def _unread(words: OwnWords) -> Iterator[Dropped]:
    """The end of an oversized body, which nobody has read; where the reader refused the whole, it says so itself."""
    if words.unread:
        yield Dropped(
            field="body",
            reason=f"The mail is too long: its last {words.unread:,} characters were not looked at.",
        )


def _unresolved(
    extraction: Extraction, fields: Mapping[FieldKey, ExtractedField], asked: Sequence[AskedQuestion]
) -> Iterator[OpenQuestion]:
    """Asked and not answered: in the order of the mail; then what the reader calls open without its being asked."""
    told = {one.field: one.reason for one in extraction.unresolved}
    keys = _keys(asked)
    for key in keys:
        found = fields.get(key)
        if found is None:
            yield OpenQuestion(field=key, reason=told.get(key, "Not answered."))
        elif found.confidence < STANDS:
            yield OpenQuestion(field=key, reason=told.get(key, "The answer could not be made sure."))
        elif key in told and found.confidence < HEDGED_AT_MOST:
            yield OpenQuestion(field=key, reason=told[key])
    if not asked:
        yield from (one for one in extraction.unresolved if one.field in CATALOGUE and one.field not in fields)


def _with_responsiveness(
    sentiment: Sentiment, unresolved: Sequence[OpenQuestion], asked: Sequence[AskedQuestion]
) -> Sentiment:
    """How much of what was asked got an answer is counted, not believed."""
    keys = _keys(asked)
    if not keys:
        return sentiment
    still_open = sum(one.field in keys for one in unresolved)
    answer = "complete" if not still_open else "none" if still_open == len(keys) else "partial"
    return sentiment.model_copy(update={"responsiveness": answer})


def _keys(asked: Sequence[AskedQuestion]) -> tuple[FieldKey, ...]:
    return tuple(dict.fromkeys(question.field for question in asked if question.field in CATALOGUE))


def _known(show: ShowFacts) -> dict[FieldKey, KnownValue]:
    """What was known, as far as it is of its field's type."""
    known: dict[FieldKey, KnownValue] = {}
    for key, one in show.known.items():
        entry = find_field(key)
        try:
            if entry is not None:
                known[key] = KnownValue(value=canonical(entry, one.value), source=one.source)
        except Invalid:
            continue
    return known


def _stands(suspicion: Suspicion, mail: VenueMail, words: OwnWords) -> bool:
    """Whether the words of a suspicion stand anywhere in the message, so that a model cannot invent one."""
    quote = fold(suspicion.quote)
    places = (mail.subject, mail.sender, mail.hidden_text, mail.body)
    return words.holds(suspicion.quote) or (bool(quote) and any(quote in fold(place) for place in places))

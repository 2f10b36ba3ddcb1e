"""The rule-based writer: a mail to a venue from a `DraftContext`, in a tour manager's voice, without any model.

It serves where no model is at hand or a model's draft does not hold. What it writes passes
`advancing.draft_check.check_draft` for every valid context.
"""

import re
from dataclasses import dataclass, replace

from babel.dates import format_date

from advancing.draft import DraftContext, DraftKind, MailDraft, plan_questions, spoken
from advancing.draft_check import own_subject
from advancing.extraction import AskedQuestion
from advancing.feedback import Wishes, plain, read_feedback
from advancing.fields import CATALOGUE, FieldKey
from advancing.grounding import fold
from advancing.phrases import Phrases, language_of, phrases, question

_CONFIDENCE = 0.75
_WORDS_OF_A_NAME = 8
_WORDS_OF_A_LINE = 6
_WORDS_OF_A_REASON = 14
# The catalogue's words lean on the question for the name; without that one they need to say whose.
_ALONE = {
    "primaryContact.role": "What is our main contact's role?",
    "primaryContact.phone": "What is the best number for our main contact?",
    "primaryContact.email": "What is our main contact's email address?",
    "dayOfContact.phone": "What is the mobile number of our contact on the day?",
}


@dataclass(frozen=True, slots=True)
class _Letter:
    """What goes into one mail, before it is put into words."""

    context: DraftContext
    wishes: Wishes
    words: Phrases
    asked: tuple[FieldKey, ...]
    variant: int
    with_reasons: bool = True


def write(context: DraftContext) -> MailDraft:
    """Write a first mail, a follow-up, or another version of a draft that was rejected.

    Args:
        context: What to ask, confirm, mention and heed.

    Returns:
        A draft that passes `check_draft`. Its note says that rules wrote it, and which feedback they did not
        understand. The same context gives the same draft.
    """
    wishes = read_feedback(context.feedback)
    liked = read_feedback(context.template_preferences)
    words = phrases(
        context.language,
        warm=wishes.warmer or (liked.warmer and not wishes.formal),
        formal=wishes.formal or (liked.formal and not wishes.warmer),
        short=wishes.shorter or liked.shorter,
    )
    before = fold(context.previous.body) if context.previous else None
    first = 1 if context.kind is DraftKind.REGENERATED else 0
    letter = _Letter(context, wishes, words, _choose(context, wishes), first)
    # At most one variant can be the text that was rejected.
    for variant in (first, (first + 1) % 3):
        body, letter = _fit(replace(letter, variant=variant))
        if fold(body) != before:
            break
    return MailDraft(
        subject=_subject(context),
        body=body,
        questions=tuple(AskedQuestion(field=key, question=_question(letter, key)) for key in letter.asked),
        confidence=_CONFIDENCE,
        note=_note(wishes),
    )


def _choose(context: DraftContext, wishes: Wishes) -> tuple[FieldKey, ...]:
    """The fields to ask for, in the order of the mail: wished first, then critical, then the rest."""
    plan = plan_questions(context, wishes)
    taken = list(dict.fromkeys((*plan.wished, *plan.critical, *plan.rest)))[: context.max_questions]
    rank = {key: place for place, key in enumerate((*plan.first, *plan.critical))}
    return tuple(sorted(taken, key=lambda key: rank.get(key, len(rank) + (not CATALOGUE[key].critical))))


def _fit(letter: _Letter) -> tuple[str, _Letter]:
    """The body within its words: first without reasons, then with fewer questions, the last ones first."""
    body = _body(letter)
    if len(body.split()) >= letter.context.max_words and letter.context.declined:
        letter = replace(letter, with_reasons=False)
        body = _body(letter)
    wished = set(plan_questions(letter.context, letter.wishes).wished)
    while len(body.split()) >= letter.context.max_words:
        spare = [key for key in letter.asked if key not in wished]
        if not spare:
            break
        letter = replace(letter, asked=tuple(key for key in letter.asked if key != spare[-1]))
        body = _body(letter)
    return body, letter


def _subject(context: DraftContext) -> str:
    if context.thread_subject is not None and context.continues_thread:
        subject = " ".join(context.thread_subject.split())
        return subject if own_subject(subject) != fold(subject) else f"Re: {subject}"
    show = context.show
    language = language_of(context.language)
    day = format_date(context.show_date, "MMM d, y" if language == "en" else "medium", locale=language)
    return f"Advancing {' '.join(show.artist.split())} - {' '.join(show.venue.split())} - {day}"


def _body(letter: _Letter) -> str:
    context, words = letter.context, letter.words
    told = [words.also.format(told=told) for told in letter.wishes.mention]
    enclosed = [words.rider] if context.rider_attached else []
    others = _other_attachments(context)
    if others:
        enclosed.append(words.attached.format(names=", ".join(others)))
    paragraphs = (
        _greeting(context, words),
        _opening(letter),
        _known(context, words),
        _questions(letter),
        " ".join(told),
        " ".join(enclosed),
        _signature(letter),
    )
    return "\n\n".join(part for part in paragraphs if part) + "\n"


def _greeting(context: DraftContext, words: Phrases) -> str:
    name = context.greeting_name
    return words.greeting.format(name=name) if name else words.neutral_greeting


def _opening(letter: _Letter) -> str:
    context, words, place = letter.context, letter.words, letter.variant
    filled = {
        "artist": _name(context.show.artist),
        "venue": _name(context.show.venue),
        "sender": _name(context.tour_manager_name),
        "date": _day(context),
        "things": _things(context, words),
    }
    if not _is_followup(context):
        opening = words.openings[place]
    else:
        opening = (words.thanks if context.answered else words.chasers)[place]
    text = opening.format(**filled)
    if not letter.asked and not context.must_mention:
        text = f"{text} {words.nothing_open}"
    return text


def _known(context: DraftContext, words: Phrases) -> str:
    lines = [
        f"- {CATALOGUE[key].label}: {spoken(key, context.to_confirm[key], context.show.country)}"
        for key in context.must_mention
    ]
    return "\n".join([words.confirm, *lines]) if lines else ""


def _questions(letter: _Letter) -> str:
    if not letter.asked:
        return ""
    intro = letter.words.ask_again if _is_followup(letter.context) else letter.words.ask_first
    lines = []
    for number, key in enumerate(letter.asked, start=1):
        reason = plain(letter.context.declined.get(key, ""), _WORDS_OF_A_REASON) if letter.with_reasons else ""
        again = f" ({letter.words.again.format(reason=reason)})" if reason else ""
        lines.append(f"{number}. {_question(letter, key)}{again}")
    return "\n".join([intro, *lines])


def _question(letter: _Letter, key: FieldKey) -> str:
    language = letter.context.language
    section = key.split(".", maxsplit=1)[0]
    if language_of(language) == "en" and key in _ALONE and f"{section}.name" not in letter.asked:
        return _ALONE[key]
    return question(key, language)


def _signature(letter: _Letter) -> str:
    context = letter.context
    lines = [letter.words.closings[letter.variant], _name(context.tour_manager_name, _WORDS_OF_A_LINE)]
    if context.tour_manager_phone and context.tour_manager_phone.strip():
        lines.append(_name(context.tour_manager_phone, _WORDS_OF_A_LINE))
    return "\n".join(lines)


def _things(context: DraftContext, words: Phrases) -> str:
    labels = [CATALOGUE[key].label for key in context.answered][:3]
    lowered = [label if re.search(r"[A-Z]", label[1:]) else label.lower() for label in labels]
    return f" {words.joined} ".join(part for part in (", ".join(lowered[:-1]), *lowered[-1:]) if part)


def _other_attachments(context: DraftContext) -> list[str]:
    """Up to three names, those that look like the rider left to the sentence about it."""
    names = [plain(name, 4) for name in context.attachment_names if "rider" not in name.casefold()]
    return [name for name in names if name][:3]


def _is_followup(context: DraftContext) -> bool:
    return context.kind is DraftKind.FOLLOWUP or (context.kind is DraftKind.REGENERATED and context.continues_thread)


def _day(context: DraftContext) -> str:
    language = language_of(context.language)
    pattern = {"en": "EEEE, MMMM d", "de": "d. MMMM", "es": "d 'de' MMMM"}.get(language, "d MMMM")
    return format_date(context.show_date, pattern, locale=language)


def _name(text: str, words: int = _WORDS_OF_A_NAME) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else plain(text, words)


def _note(wishes: Wishes) -> str:
    note = "Written by rules, without a model."
    if wishes.text and not wishes.understood:
        note += f" I rewrote it, but did not understand this feedback: {wishes.text[:200]}"
    return note

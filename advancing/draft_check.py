"""Whether a draft may go to the tour manager: every rule of a mail to a venue, each failure a sentence to act on.

Models and the rule-based writer are held to the same rules. What a draft is stands in `advancing.draft`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from babel.dates import get_month_names

from advancing.draft import DraftContext, MailDraft, plan_questions, spoken
from advancing.feedback import Wishes, plain, read_feedback
from advancing.fields import CATALOGUE, FieldType, find_field
from advancing.figures import Figure, FigureKind, figures
from advancing.grounding import fold, holds
from advancing.values import minutes_after_midnight, show

_SHORT_AT_LEAST = 90
"""Words of greeting, opening and closing below which "shorter" is not asked for."""
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%|\{[a-z_]{2,30}\}|\$\{\w+\}|<(?i:[a-z_]+[ _]?(?:name|date|venue|phone))>"
    r"|\[[A-Za-z][^\]\d\n]{1,40}\]|\b(?:TODO|TBD|XXX+)\b|(?i:\blorem ipsum\b|\binsert (?:name|date|venue)\b)"
)
_RIDER = re.compile(r"\briders?\b|\bfiche technique\b", re.IGNORECASE)
_ATTACHED = re.compile(
    r"\battach(?:ed|ment|ments|ing)\b|\benclosed\b|\bim anhang\b|\bci-joint|\badjunt|\bbijlage", re.IGNORECASE
)
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|vs|antw|odp|rif|ref|fw|fwd|wg|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_NEUTRAL_WORDS = (
    "hi hello hey dear good morning afternoon evening day greetings there all team everyone folks both the at production"
    " venue hallo guten tag morgen abend zusammen team liebes sehr geehrte damen und herren bonjour bonsoir madame"
    " monsieur à tous toutes l'équipe hola buenos días buenas tardes equipo todos goedemorgen goedemiddag beste goedendag"
    " allemaal crew to promoter of a"
)
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())
# "1." before a question, and "8 quick questions": numbers that state nothing of the show.
_NUMERAL = re.compile(
    r"^[ \t]*(?:[-*•][ \t]*)?\d{1,2}[.)][ \t]|\b\d{1,2} (?:\w+ )?(?:questions?|things|points|items)\b",
    re.MULTILINE | re.IGNORECASE,
)


def check_draft(draft: MailDraft, context: DraftContext) -> list[str]:
    """What is wrong with a draft.

    Args:
        draft: What a model or the rules wrote.
        context: What it was written from.

    Returns:
        One sentence per fault, which says what to change; empty where the draft may go on to approval.
    """
    wishes = read_feedback(context.feedback)
    return [
        *_subject(draft, context),
        *_length(draft, context),
        *_greeting(draft, context),
        *_questions(draft, context),
        *_order(draft, context, wishes),
        *_known_facts(draft, context),
        *_rider(draft, context),
        *_placeholders(draft, context),
        *_invented(draft, context),
        *_feedback(draft, context, wishes),
    ]


def own_subject(subject: str) -> str:
    """A subject without its `Re:` and `Fwd:`, folded, for comparing."""
    return fold(_PREFIX.sub("", subject))


def _subject(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    if not draft.subject.strip() or len(draft.subject.splitlines()) > 1:
        yield "The subject must be one line of text."
        return
    if context.thread_subject is not None and context.continues_thread:
        if own_subject(draft.subject) != own_subject(context.thread_subject):
            yield f"Keep the thread's subject: {context.thread_subject.strip()!r}."
        return
    folded = fold(draft.subject)
    missing = [name for name in (context.show.artist, context.show.venue) if fold(name) not in folded]
    if missing:
        yield f"Name {' and '.join(missing)} in the subject."
    if not _names_the_day(folded, context):
        yield f"Name the show's date ({context.show.date}) in the subject."


def _names_the_day(text: str, context: DraftContext) -> bool:
    day = context.show_date
    runs = [int(run) for run in re.findall(r"\d+", text)]
    months = {
        fold(get_month_names(width, locale=language)[day.month]).rstrip(".")
        for width in ("abbreviated", "wide")
        for language in ("en", "de", "fr", "es", "nl")
    }
    return day.day in runs and (
        day.month in Counter(runs) - Counter([day.day]) or any(month in text for month in months)
    )


def _length(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    words = len(draft.body.split())
    if not words:
        yield "The body is empty."
    if words >= context.max_words:
        yield f"The body has {words} words; keep it under {context.max_words}."


def _greeting(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    first_line = fold(next((line for line in draft.body.splitlines() if line.strip()), ""))
    name = context.greeting_name
    address = re.split(r"[,!;:–—]", first_line)[0]
    if name:
        if not set(_words(context.contact_name or "")) & set(_words(first_line)):
            yield f"Greet the contact by name in the first line: {name}."
        return
    ours = {*_words(context.show.venue), *_words(context.show.city), *_NEUTRAL}
    strange = [word for word in _words(address) if word not in ours]
    if strange:
        yield f'The contact\'s name is not known: greet neutrally ("Hi there,") instead of {" ".join(strange)[:60]!r}.'


def _questions(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    plan = plan_questions(context)
    body = fold(draft.body)
    if len(draft.questions) > context.max_questions:
        yield f"It asks {len(draft.questions)} questions; ask at most {context.max_questions}."
    seen = Counter(question.field for question in draft.questions)
    for key in (key for key, times in seen.items() if times > 1):
        yield f"{key} is asked twice; ask once."
    for question in draft.questions:
        if find_field(question.field) is None:
            yield f"{question.field!r} is no field of the catalogue; use a field key from the open fields."
        elif question.field in plan.dropped:
            yield f"The tour manager does not want to ask about {CATALOGUE[question.field].label}; leave it out."
        elif question.field not in plan.askable:
            yield f"{CATALOGUE[question.field].label} ({question.field}) is not open; do not ask for it."
        text = fold(question.question)
        if len(text) < 5 or text not in body:
            yield f"The question for {question.field} must stand word for word in the body."
    unlisted = _question_marks(draft, context) - len(draft.questions)
    if unlisted > 1:
        yield "The body asks more than the questions you list; list every question with its field, or take it out."
    if (plan.critical or plan.rest) and not draft.questions:
        yield "It asks nothing; ask for the open fields, critical ones first."


def _question_marks(draft: MailDraft, context: DraftContext) -> int:
    """Questions in the body: runs of question marks, without those in names and values that we were given."""
    people = (context.tour_manager_name, context.contact_name or "")
    names = (context.show.artist, context.show.venue, context.show.city, *people, *context.attachment_names)
    text = _without(fold(draft.body), (*names, *_given(context)))
    return len(re.findall(r"\?+", text))


def _order(draft: MailDraft, context: DraftContext, wishes: Wishes) -> Iterator[str]:
    plan, body = plan_questions(context, wishes), fold(draft.body)
    asked = [question.field for question in draft.questions if question.field in CATALOGUE]
    free = [key for key in asked if not CATALOGUE[key].critical and key not in plan.wished]
    left_out = [key for key in plan.critical if key not in asked]
    if free and left_out:
        yield f"Ask for the critical field {left_out[0]} before {free[0]}, which is not critical."
    places = {question.field: body.find(fold(question.question)) for question in draft.questions}
    in_body = sorted((key for key in asked if places[key] >= 0), key=lambda key: places[key])
    for before, after in pairwise(key for key in in_body if key not in plan.first):
        if CATALOGUE[after].critical and not CATALOGUE[before].critical and places[before] < places[after]:
            yield f"Put the critical question for {after} before the one for {before}."
            break
    wished = [key for key in plan.wished if key not in asked]
    if wished:
        yield f"The tour manager wants to ask about {CATALOGUE[wished[0]].label} ({wished[0]}); ask for it."
    others = [places[key] for key in in_body if key not in plan.first]
    if plan.first and others and any(places.get(key, -1) > min(others) for key in plan.first):
        yield f"Ask about {CATALOGUE[plan.first[0]].label} first, as the tour manager wants."


def _known_facts(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    for key in context.must_mention:
        field, value = CATALOGUE[key], context.to_confirm[key]
        # A yes or no has no word of its own: the thing itself must be named.
        named = fold(field.label.split()[0]) in fold(draft.body)
        loose = field.type in (FieldType.BOOLEAN, FieldType.CHOICE)
        if not (named if loose else holds(field, value, draft.body)):
            yield f"Confirm what we know: {field.label} is {spoken(key, value, context.show.country)}."


def _rider(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    given = _given(context)
    mentioned = _RIDER.search(draft.body)
    if context.rider_attached and not mentioned:
        yield "The rider is attached; say so."
    if not context.rider_attached and mentioned and not any(_RIDER.search(text) for text in given):
        yield "No rider is attached; do not mention one."
    nothing = not context.rider_attached and not context.attachment_names
    if nothing and _ATTACHED.search(draft.body) and not any(_ATTACHED.search(text) for text in given):
        yield "Nothing is attached; do not say that something is."


def _placeholders(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    given = [fold(text) for text in _given(context)]
    for found in _PLACEHOLDER.finditer(f"{draft.subject}\n{draft.body}"):
        if not any(fold(found[0]) in text for text in given):
            yield f"Fill in or take out the placeholder {found[0]!r}."


def _invented(draft: MailDraft, context: DraftContext) -> Iterator[str]:
    allowed = _Allowed(draft, context)
    for figure in figures(_NUMERAL.sub("", draft.body)):
        if not allowed.holds(figure):
            yield f"Nobody told us {figure.text.strip()!r}; take it out, or ask instead of stating it."


def _feedback(draft: MailDraft, context: DraftContext, wishes: Wishes) -> Iterator[str]:
    body = set(_words(draft.body))
    for told in wishes.mention:
        telling = [word for word in _words(told) if len(word) > 3] or _words(told)
        if sum(word in body for word in telling) * 2 < len(telling):
            yield f"The tour manager wants the mail to mention: {told}."
    if context.previous is None or not wishes.text:
        return
    if fold(draft.body) == fold(context.previous.body):
        yield "The tour manager rejected this very text; write another."
    before, now = len(context.previous.body.split()), len(draft.body.split())
    facts = " ".join(f"{CATALOGUE[key].label} {show(context.to_confirm[key])}" for key in context.must_mention)
    asked = " ".join(question.question for question in draft.questions)
    content = len(f"{facts} {asked} {' '.join(wishes.mention)} {' '.join(context.declined.values())}".split())
    if wishes.shorter and now >= max(
        before, content + 3 * len(draft.questions) + 2 * len(context.must_mention) + _SHORT_AT_LEAST
    ):
        yield f"The tour manager wants it shorter than before ({before} words); it has {now}."


class _Allowed:
    """The figures that a mail may state: those of its context, and those of its own questions."""

    def __init__(self, draft: MailDraft, context: DraftContext) -> None:
        day = context.show_date
        texts = [*_given(context), *(question.question for question in draft.questions)]
        found = [figure for text in texts for figure in (*figures(text), *figures(plain(text, 10_000)))]
        self.texts = {fold(figure.text).rstrip(".") for figure in found}
        self.numbers = {number for figure in found for number in figure.numbers}
        self.numbers |= {float(part) for part in (day.day, day.month, day.year, day.year % 100)}
        self.money = {n for figure in found if figure.kind is FigureKind.MONEY for n in figure.numbers}
        self.minutes = {minute for figure in found for minute in figure.minutes}
        self.digits = [figure.digits for figure in found if figure.kind is FigureKind.PHONE]
        values = [*context.to_confirm.items(), *context.answered.items()]
        values += [(key, known.value) for key, known in context.show.known.items() if key in CATALOGUE]
        for key, value in values:
            if CATALOGUE[key].type is FieldType.TIME and re.fullmatch(r"\d\d:\d\d", str(value)):
                self.minutes.add(minutes_after_midnight(str(value)))

    def holds(self, figure: Figure) -> bool:
        if fold(figure.text).rstrip(".") in self.texts:
            return True
        match figure.kind:
            case FigureKind.TIME:
                return bool(figure.minutes & self.minutes)
            case FigureKind.MONEY:
                return bool(figure.numbers & self.money)
            case FigureKind.DATE:
                return figure.numbers <= self.numbers
            case FigureKind.PHONE:
                known = any(figure.digits.endswith(d[-9:]) or d.endswith(figure.digits[-9:]) for d in self.digits)
                return known or figure.numbers <= self.numbers
            case FigureKind.NUMBER:
                return bool(figure.numbers & self.numbers or figure.minutes & self.minutes)


def _given(context: DraftContext) -> list[str]:
    """Every text that the writer was given and may repeat; what the rejected draft said is not among it."""
    facts = context.show
    values = [show(known.value) for known in facts.known.values()]
    for told in (context.to_confirm, context.answered):
        values += [show(value) for value in told.values()]
        values += [spoken(key, value, facts.country) for key, value in told.items()]
    names = [facts.artist, facts.venue, facts.city, facts.venue_type, context.tour_manager_name]
    names += [context.tour_manager_phone or "", context.contact_name or "", context.contact_email]
    free = [context.thread_subject or "", context.feedback or "", context.template_preferences]
    return [text for text in (*values, *names, *free, *context.declined.values(), *context.attachment_names) if text]


def _without(text: str, given: Sequence[str]) -> str:
    for known in sorted({fold(one) for one in given if len(one) > 1}, key=len, reverse=True):
        text = text.replace(known, " ")
    return text


def _words(text: str) -> list[str]:
    return re.findall(r"\w[\w'’]*", fold(text))

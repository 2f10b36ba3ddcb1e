"""The rule-based reader: from a venue's mail to an `Extraction`, by the steps that the other modules of this folder each do.

Own words, suspicions, language and tone come first; then every sentence offers readings of fields; then one reading per
field is chosen and its confidence estimated; what was asked and has no reading is open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advancing.errors import Invalid
from advancing.extraction import (
    AskedQuestion,
    AttachmentText,
    Certainty,
    Conflict,
    Dropped,
    ExtractedField,
    Extraction,
    ShowFacts,
    Suspicion,
    VenueMail,
)
from advancing.fields import CATALOGUE, FieldKey, FieldType, find_field
from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.answers import read_answers
from advancing.reading.attack import attack_spans, find_suspicions, spans_in
from advancing.reading.candidate import Candidate
from advancing.reading.candidates import read_candidates
from advancing.reading.confidence import cautious, features, log_odds, probability
from advancing.reading.contacts import read_contacts
from advancing.reading.day import choose_times
from advancing.reading.differences import differs
from advancing.reading.evidence import TEXT_FIELDS
from advancing.reading.free_text import merge_texts, read_texts
from advancing.reading.language import detect_language
from advancing.reading.learned.model import Models, house_models
from advancing.reading.learned.offers import with_opinions
from advancing.reading.learned.opinions import Opinions, opinions_of
from advancing.reading.merch import read_merch
from advancing.reading.other_acts import mark_others
from advancing.reading.own_words import OwnWords, Passage, PassageKind, own_words
from advancing.reading.questions import OurMail
from advancing.reading.scope import read_units
from advancing.reading.sources import Ground, Source
from advancing.reading.tone import sentiment
from advancing.reading.units import Unit
from advancing.reading.unresolved import open_questions
from advancing.values import canonical
from advancing.values import show as shown

LEAST = 0.4
"""Readings less likely than this are not given: they would cost a person more than they save."""
MAX_CHARACTERS = 40_000
"""Characters of own words that are read; a longer mail is refused with a mark instead of being read in part."""


def read(
    mail: VenueMail, show: ShowFacts, asked: Sequence[AskedQuestion] = (), models: Models | None = None
) -> Extraction:
    """Read a venue's mail by rules.

    Args:
        mail: The mail, bodies and attachments as text.
        show: What is known of the show; times are local to the venue.
        asked: Our questions as they were sent, in their order.
        models: Other models than the house's, to see how the reader fares with them.

    Returns:
        Fields with canonical values, confidence 0 to 1 and the venue's own words, what is still open, tone and
        suspicions. The same input gives the same result. A mail too large to read has a mark in `dropped`.
    """
    models = models or house_models()
    words = own_words(mail.body, sender=mail.sender, our_addresses=mail.our_addresses)
    suspicions = find_suspicions(mail, words, models.attack)
    text = words.text()
    size = sum(len(passage.text) for passage in words.passages)
    if size > MAX_CHARACTERS:
        reason = (
            f"The mail is too long to read: {size:,} characters of the venue's own words, {MAX_CHARACTERS:,} at most."
        )
        return Extraction(
            dropped=(Dropped(field="body", reason=reason),),
            suspicions=suspicions,
            unresolved=open_questions(asked, {}, (), (), Opinions(), models.openness),
        )
    ground = Ground(mail, show, tuple(asked), detect_language(text))
    everything = read_everything(words, suspicions, ground, models)
    fields = extract(everything.chosen, ground, models.confidence)
    unresolved = open_questions(
        asked, fields, everything.units, everything.offered, everything.opinions, models.openness
    )
    answered = sum(question.field in fields for question in asked)
    mood = sentiment(words, answered=answered, asked=len(asked), leave_out=attack_spans(words, suspicions))
    return Extraction(
        fields=fields, unresolved=unresolved, sentiment=mood, suspicions=suspicions,
        dropped=unread_attachments(words, mail), language=ground.language,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Everything:
    """What a mail offers.

    Args:
        units: Its sentences.
        offered: All readings of all fields.
        opinions: What the models say of it.
        chosen: One per field, times settled.
    """

    units: Sequence[Unit]
    offered: Sequence[Candidate]
    opinions: Opinions
    chosen: Sequence[Candidate]


def read_everything(words: OwnWords, suspicions: Sequence[Suspicion], ground: Ground, models: Models) -> Everything:
    """Every reading of every field, and the chosen ones.

    Args:
        words: The venue's own words.
        suspicions: What was found suspicious; nothing that stands there is a fact.
        ground: What is known.
        models: What was learned.
    """
    units: list[Unit] = []
    ours = OurMail(words.history, ground)
    for source in sources_of(words, suspicions, ground):
        units += read_units(source, ours)
    reading = [unit for unit in units if not unit.source.signature]
    by_rules = offer_by_rules(units, ground)
    opinions = opinions_of(reading, by_rules, ground, models)
    offered = with_opinions(by_rules, opinions, ground)
    mark_others(offered)
    for candidate in offered:
        candidate.score = score_of(candidate, ground, models.choice)
    return Everything(units, offered, opinions, choose(offered, ground))


def sources_of(words: OwnWords, suspicions: Sequence[Suspicion], ground: Ground) -> list[Source]:
    """The texts to read: the venue's passages, then the attachments.

    Args:
        words: The venue's own words.
        suspicions: What was found suspicious.
        ground: What is known.

    Returns:
        Sources in the order of the mail, without what is suspicious.
    """
    sources = []
    spans = attack_spans(words, suspicions)
    for passage in words.passages:
        if passage.kind is PassageKind.DISCLAIMER:
            continue
        for start, end in _clean(passage, spans):
            part = passage.text[start:end]
            sources.append(
                Source(
                    part,
                    ground,
                    question=passage.answers,
                    signature=passage.kind is PassageKind.SIGNATURE,
                    forwarded=passage.kind is PassageKind.FORWARDED,
                )
            )
    room = MAX_CHARACTERS - sum(len(source.text) for source in sources)
    for attachment in ground.mail.attachments:
        if len(attachment.text) <= room:
            room -= len(attachment.text)
            clean = _left_of(attachment.text, spans_in(attachment.text, suspicions))
            sources.append(Source(clean, ground, attachment=_label(attachment)))
    return sources


def _left_of(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text without what suspicions cover; a line ends where something was left out."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return "\n".join([*kept, text[at:]])


def unread_attachments(words: OwnWords, mail: VenueMail) -> tuple[Dropped, ...]:
    """A mark for each attachment page that is too long to be read beside the rest."""
    room = MAX_CHARACTERS - sum(len(passage.text) for passage in words.passages)
    marks = []
    for attachment in mail.attachments:
        if len(attachment.text) > room:
            marks.append(
                Dropped(field="attachment", value=_label(attachment), reason="Too long to read; please look at it.")
            )
        else:
            room -= len(attachment.text)
    return tuple(marks)


def _label(attachment: AttachmentText) -> str:
    return f"{attachment.name} p. {attachment.page}" if attachment.page is not None else attachment.name


def _clean(passage: Passage, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a passage that no suspicion covers, as offsets in it."""
    at = 0
    for start, end in spans:
        low, high = max(start - passage.start, 0), min(end - passage.start, len(passage.text))
        if low >= high:
            continue
        if passage.text[at:low].strip():
            yield at, low
        at = max(at, high)
    if passage.text[at:].strip():
        yield at, len(passage.text)


def score_of(candidate: Candidate, ground: Ground, weights: Mapping[str, float]) -> float:
    """How strongly everything known of a reading speaks for it, in log odds."""
    return log_odds(features(candidate, asked=candidate.field in ground.asked_fields, conflict=False), weights)


def offer_by_rules(units: Sequence[Unit], ground: Ground) -> list[Candidate]:
    """All readings that the rules find in the sentences, of all fields."""
    reading = [unit for unit in units if not unit.source.signature]
    found = list(read_candidates(reading, ground))
    found += read_merch(reading)
    given: dict[str, list[Candidate]] = {}
    for candidate in found:
        given.setdefault(candidate.field, []).append(candidate)
    found += read_answers(reading, given, ground)
    found += merge_texts(list(read_texts(reading, ground)))
    found += read_contacts(units, ground)
    return found


def choose(offered: Sequence[Candidate], ground: Ground) -> list[Candidate]:
    """One reading per field: times by the order of the day, all else by how strongly the words speak for it."""
    times = [candidate for candidate in offered if candidate.field in TIME_FIELDS]
    known = {str(key): value.value for key, value in ground.show.known.items() if isinstance(value.value, str)}
    known = {key: value for key, value in known.items() if key in TIME_FIELDS and len(value) == 5 and value[2] == ":"}
    chosen = choose_times(times, known, festival=ground.show.venue_type.lower().startswith("fest"))
    others: dict[FieldKey, list[Candidate]] = {}
    for candidate in offered:
        if candidate.field not in TIME_FIELDS:
            others.setdefault(candidate.field, []).append(candidate)
    chosen += [best for group in others.values() if (best := _best(group)) is not None]
    return _with_set_length(chosen)


def _best(group: Sequence[Candidate]) -> Candidate | None:
    if group[0].field in TEXT_FIELDS:
        group = [candidate for candidate in group if not candidate.putoff]
    group = [candidate for candidate in group if not candidate.options and not (candidate.putoff and candidate.past)]
    if not group:
        return None
    ranked = sorted(group, key=lambda c: (-c.score, c.unit.source.attachment is not None))
    best = ranked[0]
    rivals = [candidate for candidate in ranked[1:] if candidate.value != best.value]
    margin = min([5.0, *(best.score - rival.score for rival in rivals)])
    return replace(best, margin=margin, rivals=len({str(rival.value) for rival in rivals}))


def _with_set_length(chosen: list[Candidate]) -> list[Candidate]:
    """Add the set's length where the show time is a range and no length is said."""
    show = next((c for c in chosen if c.field == "schedule.showTime"), None)
    if (
        show is None
        or not show.until
        or any(c.field == "schedule.setLength" for c in chosen)
        or not isinstance(show.value, str)
    ):
        return chosen
    begin = int(show.value[:2]) * 60 + int(show.value[3:])
    lengths = [(end - begin) % 720 for end in show.until]
    if lengths and 15 <= lengths[0] <= 240:
        chosen.append(
            replace(
                show,
                field=FieldKey("schedule.setLength"),
                value=lengths[0],
                inferred=True,
                until=(),
                cost=show.cost + 0.2,
            )
        )
    return chosen


def extract(
    candidates: Sequence[Candidate], ground: Ground, weights: Mapping[str, float]
) -> dict[FieldKey, ExtractedField]:
    """The fields of an extraction: canonical, with confidence, conflict and the words; in catalogue order.

    Args:
        candidates: One reading per field.
        ground: What is known.
        weights: Of the confidence.

    Returns:
        The fields that are likely enough to be given.
    """
    found: dict[FieldKey, ExtractedField] = {}
    for candidate in candidates:
        field = find_field(candidate.field)
        if field is None or candidate.options:
            continue
        try:
            value = canonical(field, candidate.value)
        except Invalid:
            continue
        known = ground.show.known.get(candidate.field)
        conflict = known is not None and differs(field, known.value, value)
        seen = features(candidate, asked=candidate.field in ground.asked_fields, conflict=conflict)
        confidence = cautious(probability(seen, weights))
        if confidence < LEAST or not candidate.quote.strip():
            continue
        found[candidate.field] = ExtractedField(
            value=value, confidence=round(confidence, 3), source_text=candidate.quote, reasoning=_reason(candidate),
            certainty=Certainty.INFERRED if candidate.inferred else Certainty.HEDGED if candidate.hedged else Certainty.EXPLICIT,
            conflict=Conflict(
                known=known.value, known_from=known.source,
                explanation=f"{field.label} was {shown(known.value)} ({known.source.replace('_', ' ')}); this mail says {shown(value)}.",
            ) if conflict and known is not None else None,
            attachment=candidate.unit.source.attachment,
        )  # fmt: skip
    return {key: found[key] for key in CATALOGUE if key in found}


_HOW: Mapping[str, str] = {
    "cue": "The sentence names it.", "label": "It stands behind its label.", "question": "It answers our question above it.",
    "number": "It answers our question of that number.", "heading": "It stands under its heading.", "known": "It confirms or replaces what we had.",
    "yes": "The venue said yes to the value in our question.", "repeat": "The venue said it is as last time.", "text": "The clause speaks of it.",
    "learned": "Mails that say it this way mean it.", "contact": "The mail or its signature names it.", "correction": "The mail corrects itself.", "contrast": "It is set against the house rule.", "act": "Somebody else is on then.", "length": "It stands behind the hour we play.", "order": "It stands where the answer to that question would.", "relative": "It is counted from another time.",
    "asked": "We asked for it, and nothing else in the mail can be meant.",
}  # fmt: skip


def _reason(candidate: Candidate) -> str:
    parts = [_HOW.get(candidate.how, "")]
    field = find_field(candidate.field)
    if field and field.type is FieldType.TIME and not candidate.exact:
        parts.append("Am or pm follows from the order of the day.")
    if candidate.rivals:
        parts.append("Another value stands in the mail too.")
    if candidate.hedged:
        parts.append("It is said with doubt.")
    return " ".join(filter(None, parts))

"""Our own questions: which fields a question in our mail is about, and what it already says ("Curfew? Contract says 22:00")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from advancing.reading.cues import WORD, Lexicon, build_lexicon, find_cues, tokens_of
from advancing.reading.folding import fold
from advancing.reading.mentions import Mention
from advancing.reading.sources import Ground, find_mentions
from advancing.reading.structure import mark_name

_OURS = {
    "schedule.showTime": ("us", "we on", "on at", "on stage", "we play", "our set", "our slot", "main", "headline", "do we go on", "play?"),
    "schedule.supportTime": ("support", "opener"),
    "logistics.busParking": ("bus", "buses", "bus park", "sleeper"),
    "hospitality.parkingSpaces": ("parking", "cars", "park"),
    "hospitality.guestListAllocation": ("guests", "list"),
    "technical.powerRequirements": ("power",),
    "technical.paSystem": ("pa", "system"),
    "dayOfContact.name": (
        "day of show contact", "day of contact", "contact on the day", "day of", "contact for the day", "who meets us", "who do we ask for", "day to day contact", "who will be there", "who is our contact", "contact person",
    ),
    "dayOfContact.phone": ("mobile", "mobile number", "their number", "phone", "cell", "number for the day"),
    "business.ageRestriction": ("ages", "age", "all ages", "age limit"),
    "hospitality.buyoutAmount": ("buyout", "dinner buyout"),
    "business.merchSeller": ("who sells", "who sells merch", "seller", "sell"),
}  # fmt: skip
_NUMBERED = re.compile(r"(?m)^[ \t>]{0,8}[Qq#(]?(?P<n>\d{1,2})\s?[.):](?!\d)\s?(?P<text>\S.{0,300})$")
_LETTERED = re.compile(r"(?:(?<=[\s>])|^)\(?(?P<n>[a-z]|[A-Z](?=\)))[.)]\s{1,3}(?=\S)")
_LEAST_NUMBERED = 2
_MARK = re.compile(r"\s{0,8}(?:[q#(]\s?)?(?:\d{1,2}|[a-z])\s?[.)]\s{1,3}(?=\S)")
"""The number or letter of a question: no value of it."""
_AGES = re.compile(r"\b(?:1[2-9]|2[01])\+|\b(?:1[2-9]|2[01]) and over|\ball ages\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of ours.

    Args:
        text: As it stands in our mail.
        topics: Concepts it asks for, in order.
        mentions: Values that stand in it.
    """

    text: str
    topics: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()


@cache
def _lexicon() -> Lexicon:
    return build_lexicon(_OURS)


def read_question(text: str, ground: Ground) -> Question:
    """What a question asks for.

    Args:
        text: The question.
        ground: What is known; of two readings of a word the one that was asked for is taken.

    Returns:
        The question with its topics in the order of its words.
    """
    folded = fold(text)
    folded = folded[mark.end() :] if (mark := _MARK.match(folded)) else folded
    as_sent = _as_sent(folded, ground)
    if as_sent:
        return Question(text, as_sent, tuple(find_mentions(folded, ground)))
    topics: list[str] = []
    for cue in find_cues(folded, tokens_of(folded), _lexicon(), ground.artist_lexicon, ground.lexicon):
        concepts = [concept for concept in cue.concepts if not concept.startswith("other.")]
        asked = [concept for concept in concepts if concept in ground.asked_fields]
        people = [
            f"{concept}.{part}" for concept in concepts if concept == "dayOfContact" for part in ("name", "phone")
        ]
        strong = [concept for concept in concepts if not cue.weak_for(concept)]
        topics += [key for key in asked or strong[:1] if "." in key] + people
    if _AGES.search(folded):
        topics.append("business.ageRestriction")
    asked_topics = [topic for topic in topics if topic in ground.asked_fields]
    return Question(text, tuple(dict.fromkeys(asked_topics or topics)), tuple(find_mentions(folded, ground)))


def _as_sent(folded: str, ground: Ground) -> tuple[str, ...]:
    """The fields of those questions that stand in a line word for word as we sent them, in the order of the line."""
    words = " ".join(WORD.findall(folded))
    places: dict[str, int] = {}
    for asked in ground.asked:
        at = f" {words} ".find(f" {' '.join(WORD.findall(fold(asked.question)))} ")
        if at >= 0:
            places.setdefault(asked.field, at)
    return tuple(sorted(places, key=lambda key: places[key]))


def question_topics(text: str, ground: Ground) -> tuple[Question, ...]:
    """The questions that stand above an answer, one to a line."""
    return tuple(read_question(line, ground) for line in text.splitlines() if line.strip())


def numbered_questions(history: str, ground: Ground) -> dict[str, tuple[Question, ...]]:
    """Our questions by the number or letter they carry.

    Args:
        history: Our mail that the venue answers.
        ground: What is known.

    Returns:
        Questions from the quoted mail; where it is not quoted, or not numbered, by the place in which they were asked.
    """
    found: dict[str, tuple[Question, ...]] = {}
    for match in _NUMBERED.finditer(history):
        if (name := mark_name(match["n"])) not in found:
            found[name] = (read_question(match["text"], ground),)
    lettered = list(_LETTERED.finditer(history))
    if len(found) < _LEAST_NUMBERED <= len(lettered) and lettered[0]["n"] in "aA":
        ends = [*(match.start() for match in lettered[1:]), len(history)]
        for match, end in zip(lettered, ends, strict=True):
            if (name := mark_name(match["n"])) not in found:
                text = history[match.end() : end].split("\n", 1)[0].strip()
                found[name] = (read_question(text, ground),)
    if len(found) >= _LEAST_NUMBERED or (found and not ground.asked):
        return found
    return {
        str(number): (Question(asked.question, (asked.field,), tuple(find_mentions(fold(asked.question), ground))),)
        for number, asked in enumerate(ground.asked, 1)
    }


@dataclass(frozen=True)
class OurMail:
    """Our mail that the venue answers; what it numbers is read once, however many answers stand between its lines.

    Args:
        text: Its text, "" where it is not quoted.
        ground: What is known.
    """

    text: str
    ground: Ground

    @cached_property
    def numbered(self) -> Mapping[str, tuple[Question, ...]]:
        """Our questions by the number or letter they carry (`numbered_questions`)."""
        return numbered_questions(self.text, self.ground)

    @cached_property
    def is_numbered(self) -> bool:
        """Whether it numbers its questions."""
        return len(_NUMBERED.findall(self.text)) >= _LEAST_NUMBERED

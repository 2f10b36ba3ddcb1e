"""What is read: a passage of the venue's own words or a page of an attachment, with everything that stands in it.

All that is known before reading (the show, what was asked) is gathered once for a mail in `Ground`.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cached_property

from advancing.extraction import AskedQuestion, ShowFacts, VenueMail
from advancing.reading.cues import WORD, Cue, Lexicon, Token, build_lexicon, find_cues, house_lexicon, tokens_of
from advancing.reading.dates import find_days, show_date
from advancing.reading.discourse import Manner, find_manners
from advancing.reading.folding import fold
from advancing.reading.mentions import Mention
from advancing.reading.quantities import find_numbers, find_quantities
from advancing.reading.searched import Searched
from advancing.reading.times import find_times
from advancing.reading.timetables import find_listed

_HALF_IS_BEFORE = frozenset({"NL", "BE", "DE", "AT", "CH", "DK", "SE", "NO", "FI"})
_LEADER = re.compile(r"(?:[.·_…]{4,}|(?: [.·_…]){3,})(?=\s?\S)")
"""Dots that lead from a label to its value."""
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "of",
        "de",
        "la",
        "le",
        "les",
        "el",
        "los",
        "der",
        "die",
        "das",
        "het",
        "van",
        "von",
        "und",
        "et",
        "y",
    ]
)


@dataclass(frozen=True)
class Ground:
    """What is known before a mail is read.

    Args:
        mail: The mail.
        show: The show it is about.
        asked: Our questions, in the order they were asked.
        language: ISO 639-1 code of the venue's words.
        lexicon: The vocabulary to read with; another than the house's only to see how the reader fares without a part.
    """

    mail: VenueMail
    show: ShowFacts
    asked: tuple[AskedQuestion, ...]
    language: str = "en"
    lexicon: Lexicon = field(default_factory=house_lexicon)

    @cached_property
    def date(self) -> datetime.date | None:
        """The show's day."""
        return show_date(self.show.date)

    @cached_property
    def sender_name(self) -> str:
        """The display name of the sender, without quotes."""
        return parseaddr(self.mail.sender)[0].strip().strip("\"'")

    @cached_property
    def asked_fields(self) -> frozenset[str]:
        """Keys of the fields that were asked for."""
        return frozenset(question.field for question in self.asked)

    @property
    def half_is_before(self) -> bool:
        """Whether "half seven" is 6:30 where this venue is."""
        return self.language in ("de", "nl", "da", "sv") or self.show.country.upper() in _HALF_IS_BEFORE

    @cached_property
    def artist_lexicon(self) -> Lexicon:
        """The artist's name and what it is commonly shortened to, as cues for the show time."""
        return build_lexicon({"schedule.showTime": sorted(artist_names(self.show.artist))})

    @cached_property
    def artist_words(self) -> frozenset[str]:
        """Words of the artist's name."""
        return frozenset(WORD.findall(fold(self.show.artist)))

    @cached_property
    def venue_words(self) -> frozenset[str]:
        """Words of the venue's name, the room's in brackets included."""
        return frozenset(word for word in WORD.findall(fold(self.show.venue)) if word not in _SMALL)

    @cached_property
    def room(self) -> str:
        """The room of the house that is ours, folded, where the venue's name says it in brackets, behind a dash or a comma."""
        found = re.search(r"\(([^)]{2,40})\)|(?:\s[-–—/|:]|,)\s(.{2,40})$", self.show.venue)
        room = fold(found[1] or found[2]) if found else ""
        return "" if room in (fold(self.show.city), fold(self.show.country)) else room


def artist_names(artist: str) -> set[str]:
    """What a venue may call an artist.

    Args:
        artist: The name on the contract.

    Returns:
        The name, without an article, its first word where there are several, and its initials.
    """
    words = WORD.findall(fold(artist))
    core = [word for word in words if word not in _SMALL] or words
    names = {" ".join(words), " ".join(core)}
    if len(core) > 1:
        names |= {core[0] if len(core[0]) > 3 else "", core[-1] if len(core[-1]) > 4 else ""}
        initials = "".join(word[0] for word in core)
        names.add(initials)
        names.add(" ".join(initials))
        if len(words) > len(core):
            names.add("".join(word[0] for word in words))
    return {name for name in names if len(name) > 1 and name not in _COMMON and name not in _SMALL}


_COMMON = frozenset(
    [
        "band",
        "live",
        "show",
        "stage",
        "house",
        "night",
        "nights",
        "days",
        "club",
        "room",
        "hall",
        "party",
        "sound",
        "music",
        "special",
        "the",
        "trio",
        "quartet",
        "black",
        "white",
        "lo",
        "li",
        "sc",
        "gl",
        "pm",
        "am",
        "pa",
        "tm",
        "to",
        "in",
        "on",
        "at",
        "is",
        "it",
        "be",
        "do",
        "or",
        "so",
        "we",
        "me",
        "us",
        "no",
        "as",
        "an",
        "by",
        "go",
        "he",
        "if",
        "my",
        "of",
        "up",
        "ok",
        "st",
        "rd",
        "dr",
        "mr",
        "ms",
        "tv",
        "dj",
        "pr",
        "ad",
        "ag",
        "ma",
        "ca",
        "cd",
        "lp",
        "ep",
    ]
)


@dataclass
class Source:
    """A text to read, with its words, cues, values and phrases of manner.

    Args:
        text: Letter for letter as it stands in the mail or attachment.
        ground: What is known.
        attachment: Label of the attachment it comes from, or None.
        question: Our question it answers, or None.
        signature: Whether it is a signature.
        forwarded: Whether a colleague of the venue wrote it and it was forwarded.
        artist: Where the artist is named.
    """

    text: str
    ground: Ground
    attachment: str | None = None
    question: str | None = None
    signature: bool = False
    forwarded: bool = False
    folded: str = ""
    tokens: list[Token] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    manners: list[Manner] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    artist: list[Cue] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = _LEADER.sub(lambda dots: " " * len(dots[0]), fold(self.text))
        self.tokens = tokens_of(self.folded)
        self.cues = find_cues(self.folded, self.tokens, self.ground.artist_lexicon, self.ground.lexicon)
        self.artist = [cue for cue in self.cues if cue.speaks_of("schedule.showTime") and self._names_artist(cue)]
        checks = [
            (cue.start, cue.end)
            for cue in self.cues
            if cue.speaks_of("schedule.soundCheck") and not cue.weak_for("schedule.soundCheck")
        ]
        self.manners = [
            manner for manner in find_manners(self.folded, self.tokens)
            if manner.kind != "putoff" or not any(start < manner.end and manner.start < end for start, end in checks)
        ]  # fmt: skip
        self.mentions = find_mentions(self.folded, self.ground, self.tokens)

    def _names_artist(self, cue: Cue) -> bool:
        words = tuple(token.text for token in self.tokens[cue.first : cue.last])
        return any(words == entry for entry, _ in self.ground.artist_lexicon.get(words[0], ()))


def find_mentions(folded: str, ground: Ground, tokens: Sequence[Token] | None = None) -> list[Mention]:
    """All values in a folded text, in order.

    Args:
        folded: Folded text.
        ground: What is known.
        tokens: Its words, where they are at hand.
    """
    text = Searched(folded, tokens)
    found = find_days(text, ground.date)
    found += find_listed(text)
    found += find_quantities(text, currency=ground.show.currency)
    found += find_times(text, half_is_before=ground.half_is_before)
    found += find_numbers(text)
    return sorted(found, key=lambda mention: (mention.start, mention.end))

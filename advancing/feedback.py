"""A tour manager's feedback on a draft, read into wishes that a rule-based writer can follow and a check can test.

What it does not understand stays in `Wishes.text`; a writer then changes the draft visibly and says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from advancing.fields import CATALOGUE, FieldKey
from advancing.grounding import fold

MAX_MENTIONED_WORDS = 25

_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "schedule.loadIn": r"load[- ]?in(?! access)|get[- ]?in",
        "schedule.soundCheck": r"sound ?-?check|line ?-?check",
        "schedule.doors": r"doors?",
        "schedule.supportTime": r"support|opener|opening act",
        "schedule.showTime": r"show ?-?time|set ?-?times?|stage time|on stage",
        "schedule.setLength": r"set length|length of (?:the|our) set",
        "schedule.curfew": r"curfew",
        "schedule.loadOut": r"load[- ]?out|get[- ]?out",
        "technical.stageSize": r"stage size|stage dimensions|dimensions|size of the stage",
        "technical.powerRequirements": r"(?<!shore )power|electric\w*|amperage",
        "technical.backlineProvided": r"backline",
        "technical.backlineDetails": r"backline",
        "technical.paSystem": r"pa|sound system",
        "technical.fohConsole": r"foh|front of house|consoles?",
        "technical.monitorConsole": r"monitors?|consoles?",
        "technical.lighting": r"light\w*|lx",
        "technical.houseEngineers": r"engineers?",
        "logistics.loadInAccess": r"access|dock|ramp|stairs",
        "logistics.stagehands": r"stage ?hands?|loaders?|hands|crew call",
        "logistics.busParking": r"bus(?:es)?|parking",
        "logistics.shorePower": r"shore ?power",
        "logistics.wifi": r"wi-?fi|wlan|internet|network",
        "hospitality.dressingRooms": r"dressing ?rooms?|green ?room",
        "hospitality.showers": r"showers?",
        "hospitality.buyoutAmount": r"buy-?outs?|dinner|meals?",
        "hospitality.catering": r"catering|food|meals?",
        "hospitality.guestListAllocation": r"guest ?-?list|guests|comps",
        "hospitality.parkingSpaces": r"parking|car park",
        "hospitality.towels": r"towels?",
        "business.capacity": r"capacity|cap",
        "business.ageRestriction": r"ages?(?: restriction)?",
        "business.merchSplit": r"merch(?:andise)?(?! sell)",
        "business.merchSeller": r"merch(?:andise)? sell\w*|who sells",
        "business.settlement": r"settle\w*",
        "primaryContact.name": r"(?<!day-of )(?<!day of )(?<!show )contact(?! (?:role|phone|e-?mail))",
        "primaryContact.role": r"contact role|their role",
        "primaryContact.phone": r"contact phone|(?:their )?number",
        "primaryContact.email": r"contact e-?mail|their e-?mail",
        "dayOfContact.name": r"day[- ]of(?:[- ]show)?(?: contact)?(?! phone)",
        "dayOfContact.phone": r"day[- ]of(?:[- ]show)?(?: contact)? phone|mobile",
    }
)
_PATTERNS = {FieldKey(key): re.compile(rf"\b(?:{pattern})\b") for key, pattern in _NAMED.items()}

_SHORTER = re.compile(
    r"\bshort(?:er|en)?\b|\btoo long\b|\bbrief(?:er)?\b|\bconcise\b|\btrim\b|\bcut (?:it|this) down\b"
)
_WARMER = re.compile(r"\bfriendl\w+|\bwarm\w*|\bnicer\b|\btoo (?:cold|dry|stiff|formal)\b|\bless formal\b|\bcasual\b")
_FORMAL = re.compile(
    r"(?<!less )(?<!too )\bformal\b|\btoo (?:casual|chatty|friendly)\b|\bprofessional\b|\bless casual\b"
)
_DROP = re.compile(
    r"\b(?:drop|remove|skip|delete|cut|lose|leave out|take out|no need (?:to ask|for)|(?:don['’]?t|do not|stop) ask\w*"
    r"|without|already (?:know|have))\b"
)
_FIRST = re.compile(r"\bfirst\b|\b(?:lead|start|open|begin) with\b|\bat the top\b|\bbefore (?:anything|everything)\b")
_ASK = re.compile(
    r"\b(?:also )?ask (?:them |him |her )?(?:about|for|what|where|when|how|if|whether)\b|\badd (?:a )?questions?\b"
)
_MENTION = re.compile(
    r"\b(?:mention|point out|tell (?:them|him|her)|let (?:them|him|her) know|say|add|note|include)(?:ing)?"
    r"(?: that| the fact that)? (?!questions?\b|a question\b|less\b|more\b)(.+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;\n]|[.!](?=\s|$)|,(?=\s)| but | and (?=(?:drop|remove|skip|don|ask|mention|add|tell|say)\b)")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a tour manager wants otherwise.

    Args:
        text: The feedback as written, white space folded; "" where there was none.
        shorter: Fewer words.
        warmer: A friendlier tone.
        formal: A more formal tone.
        first: Fields to ask for before all others, even before critical ones.
        drop: Fields not to ask for.
        add: Fields to ask for, whatever the checklist says.
        mention: What to tell the venue, at most two things of 25 words each.
    """

    text: str = ""
    shorter: bool = False
    warmer: bool = False
    formal: bool = False
    first: tuple[FieldKey, ...] = ()
    drop: tuple[FieldKey, ...] = ()
    add: tuple[FieldKey, ...] = ()
    mention: tuple[str, ...] = ()

    @property
    def understood(self) -> bool:
        """Whether anything in it was recognised."""
        return bool(self.shorter or self.warmer or self.formal or self.first or self.drop or self.add or self.mention)


def named_fields(text: str) -> tuple[FieldKey, ...]:
    """The fields that a text names in everyday words, in catalogue order; `parking` names two."""
    folded = fold(text)
    return tuple(key for key in CATALOGUE if _PATTERNS[key].search(folded))


def read_feedback(feedback: str | None) -> Wishes:
    """Read feedback.

    Args:
        feedback: What the tour manager wrote, English; None or blank where there was none.

    Returns:
        The wishes found in it. A field that is both to drop and to ask for is dropped.
    """
    text = " ".join((feedback or "").split())[:2000]
    first: list[FieldKey] = []
    drop: list[FieldKey] = []
    add: list[FieldKey] = []
    mention: list[str] = []
    for clause in _CLAUSE.split(text):
        folded = fold(clause)
        if _DROP.search(folded):
            drop += named_fields(folded)
        elif _FIRST.search(folded):
            first += named_fields(folded)
        elif _ASK.search(folded):
            add += named_fields(folded)
        elif told := _MENTION.search(clause):
            mention.append(plain(told[1], MAX_MENTIONED_WORDS))
    folded = fold(text)
    return Wishes(
        text=text,
        shorter=bool(_SHORTER.search(folded)),
        warmer=bool(_WARMER.search(folded)),
        formal=bool(_FORMAL.search(folded)),
        first=_once(first, drop),
        drop=_once(drop, ()),
        add=_once(add, drop),
        mention=tuple(dict.fromkeys(told for told in mention if told))[:2],
    )


def plain(text: str, words: int) -> str:
    """Free text made fit to stand in a mail: one line, no brackets or question marks, at most so many words."""
    bare = re.sub(r"[\[\]{}<>?_|*#]", " ", text)
    return " ".join(bare.split()[:words]).strip(" .,;:!-")


def _once(keys: list[FieldKey], but: tuple[FieldKey, ...] | list[FieldKey]) -> tuple[FieldKey, ...]:
    return tuple(key for key in dict.fromkeys(keys) if key not in but)

"""Times of the day told without their names: who does what then ("you lot at 9", "people come at 7", "plug gets pulled").

Each pattern is a sentence's skeleton of somebody and something done, not a phrase; the plain names of the fields are the
vocabulary's matter. What is found is a cue like any other and competes with them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advancing.reading.cues import Cue
from advancing.reading.mentions import Kind, Mention

_PEOPLE = r"(?:guys|folks|lot|crowd|boys|girls|lads|ladies|people|all|band|two|three|four|five|mob|gang|bunch|fellas|both|crew|autres|deux|trois|quatre|then|dann|dan|luego|entonces|ensuite|puis)"
_YOU = rf"(?:(?:you|ye|u|ya|yous|youse|y'?all|yourselves|vous|ihr|euch|jullie|gij|ustedes|vosotr[oa]s|headliner)(?:\s{_PEOPLE}){{0,2}}|(?:your|yer|ur|yo)\s(?:lot|crowd|boys|girls|lads|ladies|gang|bunch|mob|band|fellas|people|folks|crew|set|slot|start|turn|bit))"
_DOING = r"(?:\s?(?:are|'re|r|is|will|be|'ll|should|would|to|go|goes|going|get|gets|hit|hits|play|plays|start|starts|perform|kick off|close|headline|come|take over|on|up|onstage|stage|the|straight|then|next|last|follow|following|after|as|spielt|fangt|legt|seid|dran|geht|los|beginnt|jouez|passez|montez|attaquez|etes|tocan|tocais|salis|salen|empiezan|empezais|spelen|beginnen|zijn|staan|op|aan|de|beurt|,|:|-|=|\|)){0,5}"
_AT = r"\s{0,2}(?:at|from|around|about|by|for|circa|ca\.?|um|ab|gegen|a|des|vers|a las|a la|desde|sobre las|om|vanaf|rond|kl\.?|@|~|:|-)?\s{0,2}(?:like |around |about |say )?"
_PULLED_BEFORE = re.compile(
    r"\b(?:see|meet|get|give|let|want|need|tell|email|call|ring|for|with|expect|await|have|of|to|from|text|phone|feed|reach|send|than|thank|owe|like|did|do|can|could|if|suits?|help|show|greet|on|by|ask|asked|fuer|fur|pour|para|voor|mit|avec|con|met|erwarten|attend|attends|attendons)\s$"
)


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


_HOUSE = _any("building", "venue", "place", "hall", "room", "house", "theat(?:re|er)", "club", "church", "bar", "pub", "shop", "site", "premises", "school", "barn", "gaff", "yard", "street", "car ?park", "grounds", "boat", "field", "property", "stage", "dock", "loading bay", "loading dock", "bay", "gebaude", "haus", "halle", "saal", "pand", "zaal", "terrein", "salle", "batiment", "recinto", "sala")  # fmt: skip
_CROWD = _any("people", "punters?", "folks", "guests?", "passengers", "crowd", "audience", "public", "patrons", "customers", "ticket ?holders", "the great unwashed", "attendees", "fans", "gaste", "publikum", "besucher", "gens", "spectateurs", "publico", "gente", "publiek", "mensen", "bezoekers")  # fmt: skip
_MUSIC = _any("music", "sound", "noise", "live(?: music| sound| bit)?", "bands?", "amplification", "amps", "pa", "power", "plug", "show", "concert", "gig", "event", "performance", "evening", "night", "everything", "drums", "licen[cs]e", "bar licen[cs]e", "musik", "veranstaltung", "konzert", "musique", "son", "musica", "sonido", "muziek", "geluid")  # fmt: skip
_STOP = _any("ends?", "stops?", "finish(?:es|ed)?", "off", "done", "over", "silent", "quiet", "down", "pulled", "cut", "out", "dead", "killed", "shuts?(?: down| off)?", "wraps?(?: up)?", "be done", "zu beenden", "beendet", "aus", "vorbei", "schluss", "zu ende", "s'arrete", "arrete", "coupe", "coupee?", "finie?", "terminee?", "terminar", "termina", "acabar", "acaba", "se corta", "parar", "stopt?", "afgelopen", "gedaan", "uit", "stil")  # fmt: skip
_LINK = r"(?:\s(?:is|are|gets?|must|has|have|had|needs?|got|gotta|goes?|to|be|being|all|will|should|comes?|shall|die|der|das|muss|ist|wird|doit|est|a|tiene que|debe|se|moet|is|op|a la|completely|fully|totally|by law|wholly|really|only|then|it))"
_COME = _any("load", "come", "arrive", "roll", "pull", "rock", "turn", "swing", "pop", "drop", "get", "bring", "unload", "back", "set up", "start", "begin", "drive", "show", "land", "walk", "move", "show your faces", "tip", "ladet", "kommt", "anreisen", "aufbauen", "reinkommen", "arrivez", "venez", "chargez", "decharger", "descarguen", "descargar", "lleguen", "llegar", "llegad", "venid", "vengan", "entrar", "entrad", "cargar", "komen", "laden", "lossen", "uitladen", "binnenkomen", "opbouwen")  # fmt: skip
_INTO = r"(?:\s(?:in|into|up|over|down|round|around|by|on|there|here|off|through|thru|out|your|the|all|any|time|anytime|whenever|suits|you|like|gear|kit|stuff|van|truck|instruments|property|site|place|gern|rein|gerne|van|truck|cuando|quieran|para|a partir))"
_OPEN = _any("opens?", "is open", "are open", "'s open", "unlocked", "unlocks?", "available", "free", "goes? up", "yours", "here", "there", "in", "'ll be there", "'ll be here", "zur verfugung", "offen", "frei", "est libre", "est ouverte?", "disponible", "abierta?", "libre", "open", "beschikbaar", "vrij", "mise a disposition")  # fmt: skip

_SKELETONS: Mapping[str, tuple[str, ...]] = {
    "schedule.showTime": (
        rf"\b{_YOU}(?<!headliner){_DOING}{_AT}$",
        r"\b(?:headliner|head|headline|main|closer)\s?(?:on|:|at|-)?\s?(?:at )?$",
        r"\b(?:los geht'?s|geht'?s los|los|kickoff|kick-off|c'est parti|on attaque|arrancan|arrancamos|we trappen af)\s(?:um|a|at|om|a las)?\s?$",
        r"(?:^|[.,;]\s)(?:start|begin|spelen|spielen|jouer|tocar|play)\s(?:at|about|around|is|om|um|a|a las)?\s?(?:\w+\s?,\s(?:call it|say)\s)?$",
    ),
    "schedule.doors": (
        rf"\b{_CROWD}{_LINK}{{0,3}}\s(?:come|comes|coming|arrive|arrives|arrival|board|boards|enter|enters|in|let in|allowed in|admitted|seated|welcome|pile in|start coming|get in|flood in|through the door|rein|entre|entrent|entra|entran|binnen|komt binnen|komen)(?:\s(?:in|from|at|time))?{_AT}$",
        rf"\b(?:guest|audience|public|passenger|crowd) (?:arrival|entry|entrance|boarding|access|admission){_AT}$",
        rf"\b(?:we|the (?:auditorium|front|house|room|hall|foyer)|auditorium|foyer|front of house|box office|the bar)\s(?:open|opens|go live|will open)(?:\s(?:up|to the public|to public|for the public|the front))?{_AT}$",
        rf"\b(?:foyer|zaal) (?:open|offen){_AT}$",
    ),
    "schedule.curfew": (
        rf"\b{_MUSIC}{_LINK}{{0,5}}\s?{_STOP}(?:\s(?:by|at|before|no later than|a|um|om|the latest|dead|bang|on the dot))?{_AT}$",
        rf"\b{_MUSIC}{_LINK}{{0,3}}\s(?:until|till|til|bis|jusqu'?a|hasta(?: las)?|tot){_AT}$",
        rf"\b(?:event|show|concert|gig|evening|music|sound|noise|live music|venue) (?:end|ends|finish|close|cut[ -]?off)\b{_AT}$",
        rf"\b(?:{_YOU}|we|ye)(?:\s(?:must|have|need|gotta|got|to|should|'ll|will|be|are|'re|really|all))*\s(?:off|done|finished|wrapped|quiet|silent|down)(?:\s(?:stage|it|up|playing))?(?:\s(?:by|before|at|for))?{_AT}$",
        rf"\b(?:need|want|have|get|got|must have|need to have|like|kick|throw) (?:you|ye|u|yous|the band|everyone|y'all|them)(?:\s{_PEOPLE})? (?:to be )?(?:off|done|finished|wrapped|quiet|to finish|to stop|to wrap)(?:\s(?:stage|up|playing|it))?(?:\s(?:by|before|at|for))?{_AT}$",
        rf"\b(?:lights out|pull the plug|plug (?:is|gets) pulled|last note|final note|last song|hard out|hard stop|all quiet)\b[^.;,\d]{{0,30}}{_AT}$",
        rf"\b(?:i|we) (?:pull|kill|cut|stop|drop|turn off) (?:the )?(?:plug|power|sound|pa|music|faders?|noise|everything)(?:\s(?:by|at|on))?{_AT}$",
    ),
    "schedule.loadOut": (
        rf"\b(?:out|clear|cleared|gone|away|off|packed up|empty|left|weg|raus|parti|fuera|leave|vacate)\s(?:of|from|the|from the|of the)?\s?(?:\w+\s)?{_HOUSE}(?:\s(?:is|clear|empty|closed|needs? to be empty))?(?:\s(?:by|before|latest|no later than|at))?{_AT}$",
        rf"\b(?:trucks?|vans?|vehicles?|bus|gear|equipment|everyone|everybody|everything|all)(?:{_LINK}){{0,3}}\s(?:away|out|gone|off|left|rolling|weg|clear|packed|gone from|exit|cleared)\b[^.;,\d]{{0,28}}{_AT}$",
        rf"\b(?:all exit|exit|out by|load out|loadout|hall cleared|keys? back|lock(?:ed)? up)(?:\s(?:by|at|before))?{_AT}$",
        rf"\b{_HOUSE}{_LINK}{{0,3}}\s(?:empty|clear|cleared|locked|vacated|alarmed)(?:\s(?:by|before|at))?{_AT}$",
    ),
    "schedule.loadIn": (
        rf"\b(?:(?:{_YOU}|they|the crew|crew|band|truck|the van)(?:\s(?:can|could|may|should|'re|are|is|welcome|to|free|all|just|will|'ll|mogt|moogt|mogen|konnt|durft|pouvez|podeis|pueden|kunnen|ge|gerne?))*\s)?(?<!to ){_COME}{_INTO}{{0,6}}(?:\s(?:from|after|at|any ?time after|any ?time from|as of|about|um|ab|des|a partir de|vanaf|desde|a|a las?|om))?{_AT}$",
        rf"\b(?:{_HOUSE}|doors? to the dock|roller door|back door|stage door|loading door|gates?|keys?|shutters?|we|i|i'll|someone|somebody|caretaker|janitor|crew){_LINK}{{0,3}}(?:\s(?:up|them|ihnen|euch|am|veranstaltungstag|at the [\w-]+|open up|be))*\s?{_OPEN}(?:\s(?:for you|to you|up))?(?:\s(?:from|after|at|as of|by|ab|des|a partir de|vanaf|desde))?{_AT}$",
        rf"\b(?:key|keys)\s(?:is|are|can|from|at|with|will|be)[^.;\d]{{0,30}}\s(?:from|after|at){_AT}$",
        rf"\bwelcome\b[^.;,\d]{{0,26}}\s(?:from|after){_AT}$",
        rf"(?:^|\bgear |\bkit |\bband )in\s?(?::|at|from|-|=)\s?{_AT}$",
        rf"\bsteht\s(?:ihnen|euch|dir)\b[^.;\d]{{0,40}}\s(?:ab|von|um){_AT}$",
        rf"\b(?:i|we)(?:'ll| will)?\s(?:open|unlock)(?:\s(?:up|the (?:back|dock|gates?|doors?|shutters?|yard)))?(?:\s(?:for you|for ye|for load))?(?:\s(?:from|at|around|by))?{_AT}$",
        rf"\bmove[ -]?in{_AT}$",
    ),
    "schedule.soundCheck": (
        rf"\b(?:chk|schk|sndchk|sound ?ck|lyd|line you up|lining you up|get (?:your )?levels|levels|make some noise|make noise|tune up|el sound|rehearse|rehearsal|your rehearsal)\b[^.;,\d]{{0,22}}{_AT}$",
        rf"\b(?:check|checking|checks|checken|balance|prueban|probamos) (?:{_YOU}|ye|the band|it)(?:\s(?:out|in|up))?{_AT}$",
    ),
    "schedule.supportTime": (
        rf"\b(?:1st|first|opening|young|local|support|opener|erste|premier|premiere|primer|eerste|abridora)\s(?:band|act|lad|lads|fella|kid|kids|group|groupe|banda|one|bunch|dj)?(?:\s(?:on|up|plays?|goes|starts?|is|are))*{_AT}$",
        rf"\b(?:banda (?:abridora|telonera|invitada)|opening act|supports?|the young \w+){_DOING}{_AT}$",
    ),
}  # fmt: skip
_WEAK = frozenset({"schedule.loadIn", "schedule.loadOut", "schedule.doors"})
_BEHIND = re.compile(
    rf"\s{{0,2}}(?:is |are |it's )?(?:{_YOU})(?:\s(?:on|start|play|go|up|are on|set))?\s?(?=$|[,.;!/)|]|and\b|then\b|und\b|et\b|y\b|en\b)|\s(?:for )?(?:your\s)?(?:start|kick[ -]?off|downbeat)\b"
)
_COMPILED = [(field, tuple(re.compile(pattern) for pattern in patterns)) for field, patterns in _SKELETONS.items()]
_LETTER = re.compile(r"[^\W\d_]")
REACH = 70


@dataclass(frozen=True, slots=True)
class Told:
    """A cue told by what is done.

    Args:
        concept: The field.
        start: Offset of its first character.
        end: Offset after its last.
        weak: Whether it may mean something else.
    """

    concept: str
    start: int
    end: int
    weak: bool


def find_told(folded: str, start: int, end: int, cues: Sequence[Cue], mentions: Sequence[Mention]) -> Iterator[Told]:
    """What a sentence tells of the day without naming it, for each time that no plain cue stands right before.

    Args:
        folded: Folded text.
        start: Where the sentence begins.
        end: Where it ends.
        cues: Its plain cues.
        mentions: Its values.

    Yields:
        Cues with their places.
    """
    for mention in mentions:
        if mention.kind is not Kind.TIME and not (mention.kind is Kind.NUMBER and _clocklike(mention)):
            continue
        low = max(start, mention.start - REACH, *(m.end for m in mentions if m.end <= mention.start), start)
        told = _before(folded, low, mention.start, cues)
        if told is not None:
            yield told
        behind = _BEHIND.match(folded, mention.end, end)
        if behind and (
            mention.kind is Kind.TIME
            or folded[max(start, mention.start - 2) : mention.start].strip() in ("", ",", "/", ";")
        ):
            yield Told("schedule.showTime", mention.end, behind.end(), False)


def _before(folded: str, low: int, at: int, cues: Sequence[Cue]) -> Told | None:
    """What is told right before a place; plain cues and what stands before them are no part of it."""
    whole = low
    low = max([low, *(min(cue.end, at) for cue in cues if cue.start < at and _plain(cue))])
    text = folded[low:at]
    found: list[Told] = []
    if _LETTER.search(text) is None:
        return None
    for field, patterns in _COMPILED:
        for pattern in patterns:
            match = pattern.search(text)
            if match is None:
                continue
            begin = low + match.start()
            end = low + len(match[0].rstrip(" :-,@~=")) + match.start()
            if field == "schedule.showTime" and _PULLED_BEFORE.search(folded[whole:begin]):
                continue
            if end > begin:
                found.append(Told(field, begin, end, field in _WEAK))
            break
    return max(found, key=lambda told: (not told.weak, told.end - told.start), default=None)


def _plain(cue: Cue) -> bool:
    return any(
        key.startswith(("schedule.", "other.time", "other.support")) and not cue.weak_for(key) for key in cue.concepts
    )


def _clocklike(mention: Mention) -> bool:
    value = mention.value
    if not isinstance(value, float) or value != int(value):
        return False
    return 1 <= value <= 23 or (100 <= value <= 2359 and value % 100 < 60 and value % 5 == 0)

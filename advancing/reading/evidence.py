"""How much of a sentence speaks for a free-text field: label, question, heading, vocabulary, the gear it names."""

import re
from collections.abc import Mapping, Sequence

from advancing.reading.cues import Cue
from advancing.reading.mentions import Kind, Mention
from advancing.reading.sources import Ground
from advancing.reading.units import Unit

TEXT_FIELDS = (
    "technical.backlineDetails", "technical.paSystem", "technical.fohConsole", "technical.monitorConsole", "technical.lighting", "technical.houseEngineers",
    "logistics.loadInAccess", "logistics.busParking", "logistics.wifi", "hospitality.catering", "business.ageRestriction", "business.settlement",
    "technical.powerRequirements", "logistics.shorePower",
)  # fmt: skip

_CONSOLE_WORDS = r"\b(?:yamaha|midas|digico|avid|allen (?:&|and) heath|a&h|a & h|soundcraft|ssl|behringer|presonus|mackie|innovason|studer|venue|profile|sc48|s6l|s3l|x ?32|x ?air|m ?32|wing|cl ?[1357]|ql ?[15]|tf ?[135]|pm ?(?:5d|7|10|3|1d)|dm ?[37]|m7cl|ls ?9|sd ?\d{1,2}|s(?:21|31)|quantum ?\d*|d?live|sq ?-?[567]|gld|avantis|pro ?[1269x]|heritage|vi ?\d{1,4}|si ?\w{1,9}|verona|h3000|gb8|mh\d)\b"
CONSOLE = re.compile(_CONSOLE_WORDS)

_SPEAKER = r"\b(?:d ?& ?b|l-?acoustics?|meyer|jbl|vtx|nexo|martin audio|eaw|electro-?voice|turbosound|rcf|qsc|funktion|adamson|danley|clair|kara|k[123]\b|arcs|kiva|[yvjte]\d{1,2}s?\b|gsl|ksl|v-?sub|sb\d\d|ks\d\d|alcons|void|pioneer|bose|renkus|tw audio|coda|fohhn|line array|subs?\b|wedges|point source|leopard|mica|lina|geo ?m?\d*|wpc|mla)"

_LIGHT = r"\b(?:grand ?ma ?\d?|ma[23]|avolites?|tiger touch|hog ?\d?|chamsys|magicq|etc|ion|eos|zero 88|martin|mac \w+|robe|clay paky|chauvet|ayrton|elation|source fours?|movers|moving (?:heads?|lights?)|wash(?:es)?|spots?|pars?|blinders?|strobes?|profiles?|led|dimmers?|lekos?|fixtures?|ellipsoidals?|par 64)\b"

_BACKLINE = r"\b(?:ampeg|svt|fender|twin|marshall|jcm|vox|ac ?30|orange|mesa|roland|jc ?-?120|nord|dw|ludwig|gretsch|pearl|tama|yamaha|mapex|sonor|premier|rhodes|steinway|piano|hammond|leslie|hartke|markbass|eden|gallien|aguilar|kit|drums|amps?|combo|cab|4x12|8x10|hot rod|deluxe|stands|shells)\b"

GEAR: Mapping[str, re.Pattern[str]] = {
    "technical.fohConsole": CONSOLE,
    "technical.monitorConsole": CONSOLE,
    "technical.paSystem": re.compile(_SPEAKER),
    "technical.lighting": re.compile(_LIGHT),
    "technical.backlineDetails": re.compile(_BACKLINE),
    "logistics.busParking": re.compile(r"\b(?:park(?:s|ed|ing)?|lot|street|behind|beside|side|goes|stays?|lives?|field|space|spot|outside|front|along|curb|kerb|overnight|meters?|cones?|permit|hof|strasse|devant|derriere|calle|straat|bay|yard|drop|stand)\b"),
    "logistics.loadInAccess": re.compile(r"\b(?:dock|ramp|stairs?|steps?|alley|lane|door|doors|bay|elevator|lift|level|gate|yard|push|entrance|rampe|treppe|tor|quai|muelle|through|via|thru|behind|rear|street|st|ruelle|porte|cour|calle|puerta|hof|tor|aufzug|achterdeur|achterom|steeg|laadperron|stufen|escaliers?|escaleras|trap|trappen|rue|carrer|strasse|straat)\b"),
    "logistics.wifi": re.compile(r"\b(?:password|passwort|pw|pass|ssid|network|key|mot de passe|contrasena|wachtwoord|code)\b|\S\s?/\s?\S"),
    "technical.houseEngineers": re.compile(r"\b(?:foh|monitors?|mons?|lights?|lx|sound|house|included?|provid\w+|one|two|1|2|a1|a2|comes? with|in-?house|you get|we have|staff)\b"),
    "business.settlement": re.compile(r"\b(?:office|with|after|cash|check|cheque|wire|transfer|night|invoice|bank|set|manager|gm|me)\b|\d"),
    "business.ageRestriction": re.compile(r"\b\d\d\s?\+|\ball ages\b|\b(?:under|over|ab|mayores|vanaf|u) ?-?\d\d|\d\d\s?(?:and|or|plus|&)|\b\d\d ans|\b(?:14|16|18|19|21)s?\b"),
    "hospitality.catering": re.compile(r"\b(?:served|catering|dinner|hot|meals?|buffet|cook|kitchen|menu|vegan|veggie|room|served|from|voucher|lunch|eat)\b|\d"),
}  # fmt: skip

AGES = re.compile(
    r"\b(?:1[2-9]|2[01])\s?(?:\+|plus\b|and (?:over|up|older|above)\b|or (?:over|older)\b|& (?:over|up)\b|ans et plus)|\ball[- ]ages?\b|\b(?:over|under)[- ]?(?:1[2-9]|2[01])s?\b|\bab (?:1[2-9]|2[01])\b(?!\s?(?:uhr|h\b|:|\.\d))|\bmayores de (?:1[2-9]|2[01])\b|\bvanaf (?:1[2-9]|2[01])\b(?!\s?(?:uur|u\b|h\b|:|\.\d))|\b(?:strictly|licensed) (?:1[2-9]|2[01])\b|\btodos los publicos\b|\btout public\b|\balle leeftijden\b|\b(?:1[2-9]|2[01])s and (?:over|up)\b|\b(?:1[2-9]|2[01]) to (?:get in|enter)\b|\b(?:1[2-9]|2[01])\+"
)

_AGE_HINTS = (*map(str, range(12, 22)), "all age", "all-age", "publicos", "tout public", "leeftijden")

POWER = re.compile(
    r"\b(?:three|3|single|one|1|drei|trois|tres|dos|drie|mono|tri)[- ]?(?:phase[ds]?|phasen?|phasig|phases|fas\w*)\b|\b[13] ?ph\b|3\s?ø|3o\b|\b\d{3}(?:/\d{3})?\s?v(?:olts?)?\b|\bcam-?lo[ck]k?s?\b|\bpower-?lock\b|\bcee\b|\bceeform\b|\bschuko\b|\bsocapex\b|\bcompany switch\b|\btie-?in\b|\bkva\b|\bmonophase|\btriphase|\bdrehstrom|\bstarkstrom|\bkrachtstroom|\btrifasica|\bedisons?\b|\b13 ?amp\b|\bnema\b|\b14-50\b"
)

_POWER_HINTS = (
    "fas", "ph", "ø", "3o", "v", "cam", "lock", "cee", "schuko", "socapex", "company", "tie", "kva", "strom", "stroom", "edison", "amp", "nema", "14-50",
)  # fmt: skip
"""Strings of which one stands in whatever `POWER` finds; a plain look for them is faster."""

PLACE = re.compile(
    r"\b(?:the|a|an|our|that|big|green|blue|red|black|back|rear|side|front|shop|double|metal|white)\s(?:[\w-]+\s){0,2}(?:doors?|entrance|gate|shutter)\b(?! (?:at|open|time|\d))"
    r"|\b(?:on|off|via|through|thru|by|from|behind|to|at|over|down)\s(?:the\s)?(?:[A-ZÀ-Ý0-9][\w'’.-]*\s){1,3}(?:[Ss]t\b|[Ss]treet|[Aa]ve|[Aa]venue|[Rr]oad|Rd\b|[Ll]ane|Ln\b|[Aa]lley|[Rr]ow|[Ww]ay|[Dd]rive|[Ss]quare|[Bb]lvd)"
    r"|\b(?:Carrer|[Rr]ue|[Cc]alle|[Rr]uelle|[Vv]ia)\s(?:de(?:\sla|l)?\s)?[A-ZÀ-Ý]\w+|\b[A-ZÀ-Ý]\w+(?:straße|strasse|straat|gasse|gatan|gata|vej|laan|weg)\b"
)

_LIGHT_DESK = re.compile(
    r"\b(?:grand ?ma ?\d?|ma[23]|avolites?|tiger touch|hog ?\d?|chamsys|magicq|etc|ion|eos|zero ?88|lighting|licht|lx)\b"
)

_BUS = re.compile(
    r"\b(?:bus|buses|busses|coach|nightliner|sleeper|shore|land ?line|tourbus|autocar|autobus|touringcar|pedestals?)\b"
)


def fields_spoken_of(unit: Unit, cues: Sequence[Cue], mentions: Sequence[Mention]) -> list[str]:
    """The free-text fields that a sentence may be about at all."""
    keys = {concept for cue in cues for concept in cue.concepts} | set(unit.topics)
    folded = unit.folded
    if any(mention.kind is Kind.AMPS for mention in mentions) or (
        any(hint in folded for hint in _POWER_HINTS) and POWER.search(folded)
    ):
        keys |= {"technical.powerRequirements", "logistics.shorePower"}
    if any(hint in folded for hint in _AGE_HINTS) and AGES.search(folded):
        keys.add("business.ageRestriction")
    if "schedule.loadIn" in keys and PLACE.search(unit.text):
        keys.add("logistics.loadInAccess")
    return [key for key in TEXT_FIELDS if key in keys]


def strength_of(
    key: str, unit: Unit, cues: Sequence[Cue], mentions: Sequence[Mention], ground: Ground
) -> tuple[float, list[Cue]]:
    """How much speaks for a field, and the cues that do."""
    own = [cue for cue in cues if cue.speaks_of(key)]
    strong = [cue for cue in own if not cue.weak_for(key)]
    folded = unit.folded
    if key in ("technical.powerRequirements", "logistics.shorePower"):
        return _power_strength(key, unit, strong, mentions, ground), own
    if key == "business.ageRestriction" and not strong and AGES.search(folded):
        return 2.5, own
    strength = 0.0
    labelled = unit.label is not None and any(cue.end <= unit.label[1] for cue in own)
    if labelled:
        strength += 2.4
    if key in unit.topics and unit.order == 0:
        strength += {"question": 2.6, "number": 2.4, "heading": 1.0, "label": 1.0}[unit.how] / (
            1 if len(unit.topics) == 1 else 1.4
        )
    elif key in unit.topics and (own or (unit.order == 1 and unit.how != "label")):
        strength += 0.9
    strength += 1.0 * bool(strong) + 0.3 * (len(strong) > 1) + 0.3 * (bool(own) and not strong)
    strength += 0.4 * (bool(strong) and key in ground.asked_fields)
    gear = GEAR.get(key)
    if gear and gear.search(folded):
        strength += 0.6
    elif not labelled and key not in unit.topics:
        strength -= 0.6
    if unit.how in ("question", "number") and unit.topics and key not in unit.topics:
        strength -= 0.9
    return strength + _special(key, unit, cues, strong, mentions, labelled, ground), own


def _special(
    key: str,
    unit: Unit,
    cues: Sequence[Cue],
    strong: Sequence[Cue],
    mentions: Sequence[Mention],
    labelled: bool,
    ground: Ground,
) -> float:
    folded = unit.folded
    asked = key in ground.asked_fields
    topical = key in unit.topics or labelled
    if key == "logistics.loadInAccess" and not topical:
        loading = (
            any(cue.speaks_of("schedule.loadIn") and not cue.weak_for("schedule.loadIn") for cue in cues)
            or "schedule.loadIn" in unit.topics
        )
        place = PLACE.search(unit.text) is not None
        bus = any(cue.speaks_of("logistics.busParking") for cue in cues)
        if place and loading and not (bus and not strong):
            return 1.6 if not strong else 0.7
        if bus and not loading:
            return -1.2
        loading = (
            loading
            or re.search(
                r"\b(?:load|loading|truck|trucks|gear|unload|van|trailer|push|bring|get in|get-in|in from)\b", folded
            )
            is not None
        )
        return (
            (0.5 if loading else -0.7)
            + (0.3 if asked else 0.0)
            + (0.4 if len(strong) > 1 else 0.0)
            - (1.0 if not strong else 0.0)
        )
    if (
        key in ("technical.fohConsole", "technical.monitorConsole")
        and _LIGHT_DESK.search(folded)
        and not CONSOLE.search(folded)
    ):
        return -3.0
    if key == "technical.lighting" and any(mention.kind is Kind.AMPS for mention in mentions):
        return -3.0
    if (
        key == "technical.monitorConsole"
        and strong
        and re.search(
            r"\b(?:from|off) (?:the )?(?:foh|front|house|x ?32|m ?32|same)|\bmix(?:ed|es)?\b|\bno (?:separate |dedicated )?(?:monitor|mon)",
            folded,
        )
    ):
        return 0.8
    if key in ("technical.fohConsole", "technical.monitorConsole") and not topical:
        return 0.5 if CONSOLE.search(folded) and strong else (0.0 if asked else -0.6)
    if key == "logistics.busParking" and not topical:
        return 0.3 if asked else 0.0
    if key == "hospitality.catering" and any(
        cue.speaks_of("hospitality.buyoutAmount") and not cue.weak_for("hospitality.buyoutAmount") for cue in cues
    ):
        others = re.search(
            r"\b(?:serv\w+|hot|kitchen|chef|cook\w*|buffet|cater\w*|menu|canteen|dining|lunch|breakfast|vouchers?|restaurant|supper|lounge|cafe|cantine|kantine)\b",
            folded,
        )
        return -3.0 if not others else -0.3
    if key == "hospitality.catering" and not topical:
        money = any(mention.kind is Kind.MONEY for mention in mentions)
        return (-0.8 if money else 0.0) + (
            0.4
            if asked
            else 0.0
            if re.search(
                r"\b(?:serv\w+|provid\w+|cater\w*|buffet|hot|cook\w*|menu|meals?|feed|for your|for you|for everybody|for all)\b",
                folded,
            )
            else -0.5
        )
    if key == "technical.houseEngineers" and not topical:
        return (0.4 if asked else -0.2) - (0.8 if re.search(r"\b(?:ask|asked|check|your|under)\b", folded) else 0.0)
    if key == "technical.backlineDetails" and not topical:
        return (0.3 if asked else -0.3) if len(set(re.findall(_BACKLINE, folded))) > 1 and strong else -1.0
    if key in ("technical.lighting", "technical.paSystem") and not topical:
        return 0.4 if asked else -0.2
    return 0.0


def _power_strength(key: str, unit: Unit, strong: Sequence[Cue], mentions: Sequence[Mention], ground: Ground) -> float:
    """Amperes, phases or plugs, for the bus where a bus is near, else for the stage."""
    folded = power_segment(unit, key)
    amps = any(mention.kind is Kind.AMPS for mention in mentions)
    facts = amps or POWER.search(folded) is not None
    bus = _BUS.search(folded) is not None or unit.topics[:1] in (("logistics.shorePower",), ("logistics.busParking",))
    topical = key in unit.topics
    labelled = unit.label is not None and any(cue.end <= unit.label[1] for cue in strong)
    if key == "logistics.shorePower":
        if not (bus or topical) or not (facts or topical or strong):
            return 0.0
        return (
            (2.0 if facts else 0.6) + 1.0 * topical + 0.8 * bool(strong) + (0.3 if key in ground.asked_fields else 0.0)
        )
    if bus and not topical and not labelled:
        return 0.0
    if not facts:
        return 0.0
    return (
        (1.4 if amps else 0.5)
        + 1.4 * (topical or labelled)
        + 0.7 * bool(strong)
        + (0.3 if key in ground.asked_fields else -0.3)
    )


def power_segment(unit: Unit, key: str) -> str:
    """The part of a long line between slashes or semicolons that speaks of power, for the bus or for the stage."""
    parts = re.split(r"\s/\s|;|\|", unit.folded)
    shore = key == "logistics.shorePower"
    held = [part for part in parts if re.search(r"\d\d\s?a\b|amp|cee", part) or POWER.search(part)]
    fitting = [part for part in held if bool(_BUS.search(part)) == shore]
    return (fitting or held or [unit.folded])[0] if len(parts) > 1 else unit.folded

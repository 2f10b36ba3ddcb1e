"""Whether a bare number is a clock time: "doors 7", "by 11", "check 530", but not "2 showers"."""

import re

from advancing.reading.anchors import TIME_FIELDS
from advancing.reading.mentions import Mention
from advancing.reading.units import Unit

_BEFORE_TIME = re.compile(
    r"(?:\b(?:at|by|from|till|until|til|around|about|approx\.?|circa|ca\.?|before|after|for|is|are|um|ab|bis|gegen|vers|des|a partir de|a las|las|sobre las|hacia las|om|rond|vanaf|tot|van|a|say|think|now|make that|make it|not|latest|then|closer to|be|on|kl)|[@~=:/,>-]|^)\s{0,2}$"
)

_STRONG_BEFORE_TIME = re.compile(
    r"(?:\b(?:at|by|from|till|until|til|um|ab|bis|gegen|vers|a partir de|a las|las|sobre las|om|rond|vanaf|tot|closer to|make that|make it|kl|around|about|like|after|before|until)|[@~])\s{0,2}(?:around |about |like )?$"
)

_AFTER_TIME = re.compile(
    r"\s{0,2}(?:$|[,;.!?)/(-]|\b(?:and|but|for|till|until|to|like|sharp|latest|in|so|if|the|on|with|is|or|at|then|if|as|bc|because|cos|you|we|ye|u|ur|yall|y'all|yous|youse|your|yer|i|it|it's|its|its|gotta|got|then|thru|via|by|from|after|with|w|ur|earliest|ish|o|oclock|sound|check|chk|sc|headliner|band|music|lights|noise|dinner|food|vous|ihr|jullie|ustedes|puertas|portes|deuren|einlass|prueba|balances|sein|sera|zijn|spielen|aan|an|los|statt|instead|but|mais|aber|pero|maar|support|doors|set|show|ok|fine|please|works|thru|through|und|mit|et|y|en|probably|curfew|load|max|hard|not|no|they|he|she|per|while|when|since|before|after|please|each|tops|do|that|which|where|there|here|our|your|this)\b)"
)


def bare_time_fits(unit: Unit, mention: Mention, adjacent: bool) -> bool:
    value = mention.value
    if not isinstance(value, float) or value != int(value) or value < 0 or (mention.options and value > 12):
        return False
    if value > 24 and not (adjacent and mention.exact and 100 <= value <= 2359 and value % 100 < 60 and value % 5 == 0):
        return False
    folded = unit.source.folded
    before = folded[max(unit.start, mention.start - 16) : mention.start]
    after = folded[mention.end : min(unit.end, mention.end + 14)]
    follows = _AFTER_TIME.match(after) is not None or any(
        cue.start - mention.end in (1, 2)
        and any(concept in TIME_FIELDS or concept.startswith("other.") for concept in cue.concepts)
        for cue in unit.cues
    )
    if adjacent and mention.exact and value >= 100:
        return True
    if _STRONG_BEFORE_TIME.search(before):
        return follows or not re.match(r"\s(?:people|persons|each|per|names|guests|stairs|steps)", after)
    if not mention.exact and not _STRONG_BEFORE_TIME.search(before):
        return adjacent and follows and value > 1 and mention.end - mention.start > 2
    return (adjacent or _BEFORE_TIME.search(before) is not None) and follows

"""Our own people, spoken of in a mail to us as somebody who has agreed already or need not be asked."""

import re
from collections.abc import Iterator, Sequence

from advancing.reading.suspicion.blocks import Blocks
from advancing.reading.suspicion.signs import Act

_TEAM = frozenset(
    [
        "tm",
        "tour",
        "advance",
        "advancing",
        "info",
        "production",
        "mail",
        "office",
        "booking",
        "team",
        "crew",
        "contact",
        "hello",
        "manager",
        "management",
    ]
)
_GREETED = re.compile(
    r"\W{0,3}(?:hi|hiya|hey|hello|dear|hallo|liebe[rs]?|bonjour|salut|chère?|hola|querid[oa]|estimad[oa]|beste|hoi|hej|moin|ciao)\s+([^\W\d_]{2,15})\b",
    re.IGNORECASE,
)


def names_of(text: str, our_addresses: Sequence[str]) -> frozenset[str]:
    """First names of the people on our side: from our addresses, and whom the mail greets.

    Args:
        text: The mail's own words.
        our_addresses: Addresses of our side.
    """
    names = {
        part for address in our_addresses for part in re.findall(r"[^\W\d_]{2,}", address.partition("@")[0].lower())
    }
    greeted = _GREETED.match(text)
    return frozenset(names | ({greeted[1].lower()} if greeted else set())) - _TEAM


def find_passing_over(blocks: Blocks, names: frozenset[str]) -> Iterator[tuple[int, int, Act, float]]:
    """Where one of ours is spoken of as somebody who has agreed already or need not be asked.

    Args:
        blocks: The text.
        names: See `names_of`; lower case.

    Yields:
        (start, end, act, weight), places in the whole text.
    """
    present = names & blocks.words
    if not present:
        return
    who = "|".join(re.escape(name) for name in sorted(present))
    pattern = re.compile(
        rf"\b(?:without|skip|bothering|asking|instead\s+of|(?:do\s+not|don['’]?t|no\s+need\s+to|not|ohne|sans|sin|zonder)\s+(?:\w+\s+){{0,2}})\s*(?:{who})\b|"
        rf"\b(?:{who})['’]?s?\s+(?:has\s+|have\s+|is\s+|was\s+)?(?:already\s+|totally\s+)?(?:agreed|approved|signed|confirmed|cleared|said|told|asked|approval|permission|okay|ok|fine|trusts?|knows?|needn|need\s+not|doesn|does\s+not|won|will\s+not|hat|a\s+(?:dit|validé)|ha\s+(?:dicho|aprobado)|heeft)",
        re.IGNORECASE,
    )
    for block in blocks.holding(present):
        for found in pattern.finditer(block.text):
            yield block.start + found.start(), block.start + found.end(), Act.BYPASS, 1.0

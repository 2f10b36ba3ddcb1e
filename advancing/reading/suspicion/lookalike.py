"""Sender domains that are made to be taken for a known one: similar signs, a letter more or less, a known name inside."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from advancing.reading.quoting.marks import addresses

# Signs that look alike in common fonts (after Unicode TR39's confusables), each to the Latin letter it imitates.
_CYRILLIC = "авсеӏіјкмнорԛѕтухԝу"
_AS_LATIN = "abceiijkmhopqstyxwy"
LATIN_ALIKE = {
    **{ord(one): other for one, other in zip(_CYRILLIC, _AS_LATIN, strict=True)},
    **{ord(one.upper()): other.upper() for one, other in zip(_CYRILLIC, _AS_LATIN, strict=True)},
    **{ord(one): other for one, other in zip("αβεικνορτυχ", "abeiknoptux", strict=True)},
}
"""Letters of other alphabets, each to the Latin letter it is taken for."""
_ALIKE = {
    **LATIN_ALIKE,
    **{ord(one): other for one, other in zip("0135789", "oiesigg", strict=True)},
    **{ord(one): other for one, other in zip("l|ıɩ", "iiii", strict=True)},
}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_BAIT = re.compile(
    r"(?:bill|account|pay|invoic|financ|secur|verif|support|mail|booking|office|admin|tour|prod|event|ticket|music|live|official|online|contact|info|venue|team|group|box|pay|manage|hq)\w*"
)
_FREE = (
    "gmail.com googlemail.com outlook.com hotmail.com yahoo.com icloud.com me.com gmx.de web.de gmx.net live.com aol.com "
    "orange.fr free.fr proton.me protonmail.com mail.com"
)
_WEBMAIL = frozenset(_FREE.split())
MIN_LETTERS_ONE = 5
MIN_LETTERS_TWO = 9


def find_lookalike(sender: str, known: Iterable[str]) -> str | None:
    """The known domain that a sender's domain imitates.

    Args:
        sender: `From` as written.
        known: Addresses known for the venue and of our own side.

    Returns:
        The imitated domain; the sender's own domain where it mixes alphabets; None where nothing is odd.
    """
    found = addresses_of(sender)
    if not found:
        return None
    domain = found[-1]
    domains = {address.rpartition("@")[2].lower() for address in known} - {""}
    if any(domain == one or domain.endswith("." + one) or one.endswith("." + domain) for one in domains):
        return None
    shown = _decoded(domain)
    for one in sorted(domains):
        if domain in _WEBMAIL and one in _WEBMAIL:
            continue
        if _imitates(shown, _decoded(one)):
            return one
    return domain if _mixes_alphabets(shown) else None


def shown_address_differs(sender: str) -> str | None:
    """An address shown as the sender's name whose domain is not the sender's ("deb@hall.example" <x@evil.example>)."""
    name, _, rest = sender.rpartition("<")
    shown, real = addresses(name), addresses(rest)
    if not shown or not real:
        return None
    shown_domain, real_domain = shown[-1].rpartition("@")[2], real[-1].rpartition("@")[2]
    related = shown_domain.endswith(real_domain) or real_domain.endswith(shown_domain)
    return None if related else shown[-1]


def addresses_of(sender: str) -> list[str]:
    """The domains of the addresses in a `From`, also those with letters beyond ASCII."""
    return [found.lower().rstrip(".") for found in re.findall(r"@([^\s<>@,;\"']{3,253})", sender)]


def _decoded(domain: str) -> str:
    labels = []
    for label in domain.split("."):
        try:
            labels.append(label[4:].encode().decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return unicodedata.normalize("NFKC", ".".join(labels)).lower()


def _skeleton(domain: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", domain) if not unicodedata.combining(c)).translate(_ALIKE)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return plain.replace("-", "")


def _imitates(domain: str, known: str) -> bool:
    if domain == known:
        return True  # Only their spelling on the wire differs: one is punycode of the other.
    if _skeleton(domain) == _skeleton(known):
        return True
    name, known_name = _name(domain), _name(known)
    if len(known_name) >= MIN_LETTERS_ONE and known in domain:
        return True
    if name != known_name and len(known_name) >= MIN_LETTERS_ONE and name.startswith(known_name):
        return bool(_BAIT.fullmatch(name[len(known_name) :].strip("-")))
    allowed = 2 if len(known_name) >= MIN_LETTERS_TWO else 1 if len(known_name) >= MIN_LETTERS_ONE else 0
    return allowed > 0 and OSA.distance(domain, known, score_cutoff=allowed) <= allowed


def _name(domain: str) -> str:
    """The label that a person reads: `theritz` of `mail.theritz.co.uk`."""
    labels = domain.split(".")
    tail = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return labels[-tail] if len(labels) >= tail else labels[0]


def _mixes_alphabets(domain: str) -> bool:
    if domain.isascii():
        return False
    for label in domain.split("."):
        scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in label if sign.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False

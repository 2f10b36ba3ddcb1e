"""Which field a schedule item's title speaks of: people write the same thing in a few usual ways."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from advancing.fields import CATALOGUE, FieldKey

_VARIANTS: Mapping[str, tuple[str, ...]] = {
    "schedule.loadIn": ("load in", "loadin", "load in time", "venue load in", "production load in"),
    "schedule.soundCheck": ("sound check", "soundcheck", "s c", "sound check time", "headliner sound check"),
    "schedule.doors": ("doors", "door", "doors open", "door time", "doors time", "house doors", "public doors"),
    "schedule.supportTime": ("support", "support set", "support act", "support on stage", "opener", "opener set"),
    "schedule.showTime": ("show time", "showtime", "show", "set time", "set", "our set", "on stage", "headliner"),
    "schedule.curfew": ("curfew", "hard curfew", "venue curfew", "curfew hard", "sound curfew"),
    "schedule.loadOut": ("load out", "loadout", "load out time", "load out complete", "load out finished"),
}


def normalise_title(title: str) -> str:
    """A title without case, accents, punctuation and double spaces: "Load-In:" is "load in"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.casefold()).split())


def find_field_of_title(title: str) -> FieldKey | None:
    """The field that an item of this title carries.

    Only whole titles count: "VIP doors" and "Load in TBC" are something else.

    Args:
        title: As written in Master Tour.

    Returns:
        The field's key, or None.
    """
    return _FIELD_OF_TITLE.get(normalise_title(title))


_FIELD_OF_TITLE: Mapping[str, FieldKey] = MappingProxyType(
    {variant: FieldKey(key) for key, variants in _VARIANTS.items() for variant in variants}
    | {normalise_title(field.itinerary): key for key, field in CATALOGUE.items() if field.itinerary}
)

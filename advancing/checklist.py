"""The checklist of one show: each field to know, how far it has come, and what is still to be asked.

Pure: every change gives a new item or list; storing them, with their history, is the store's work.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from advancing.errors import Invalid, NotFound, StateConflict
from advancing.extraction import KnownValue, Model
from advancing.fields import CATALOGUE, FieldKey
from advancing.fields import Field as CatalogueField
from advancing.templates import template
from advancing.values import Value, canonical


class FieldState(StrEnum):
    """How far one field of a show has come.

    `open`: nothing known, not asked. `asked`: in a mail that was sent. `proposed`: an answer awaits approval.
    `confirmed`: approved by a person. `provisional`: taken for now, usable, shown as unconfirmed, still to be
    confirmed by the venue. `declined`: an answer was refused, its reason goes into the next mail. `not_needed`:
    a person decided that this show does without.
    """

    OPEN = "open"
    ASKED = "asked"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"


SETTLED = frozenset({FieldState.CONFIRMED, FieldState.NOT_NEEDED})
"""States in which nothing is left to do for a critical field."""
TO_ASK = frozenset({FieldState.OPEN, FieldState.ASKED, FieldState.DECLINED})
"""States in which there is no value that could be used."""
USABLE = frozenset({FieldState.CONFIRMED, FieldState.PROVISIONAL})
"""States in which the value may go into schedules and Master Tour."""


class ChecklistItem(Model):
    """One field of one show.

    Args:
        key: The field.
        state: How far it has come.
        value: Its canonical value, or None. Kept on `declined`, as the value that was refused.
        source: Where the value came from: `contract`, `master_tour`, `venue`, `tour_manager`, or "".
        confidence: Of the reading that gave the value, 0 to 1; None where a person gave it.
        source_text: The venue's own words, where it came from a mail.
        reason: Why it was declined or is not needed.
        times_asked: In how many sent mails it was asked.
    """

    key: FieldKey
    state: FieldState = FieldState.OPEN
    value: Value | None = None
    source: str = ""
    confidence: float | None = Field(default=None, ge=0, le=1)
    source_text: str = ""
    reason: str = ""
    times_asked: int = 0

    @property
    def field(self) -> CatalogueField:
        """The field's entry in the catalogue."""
        return CATALOGUE[self.key]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do: confirmed or not needed, and for a field that is not critical, provisional."""
        return self.state in SETTLED or (self.state is FieldState.PROVISIONAL and not self.field.critical)


class Checklist(Model):
    """What is to be known about one show.

    Args:
        venue_type: As the venue says it; its template was the start.
        items: One per field, critical ones first.
    """

    venue_type: str
    items: tuple[ChecklistItem, ...]

    def item(self, key: FieldKey) -> ChecklistItem:
        """The item of a field.

        Raises:
            NotFound: The checklist has no such field.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise NotFound(f"The checklist has no field {key!r}; add it first.", field=key)

    def with_item(self, item: ChecklistItem) -> "Checklist":
        """The checklist with this item in place of the one of the same field, or added where there was none."""
        others = tuple(item if old.key == item.key else old for old in self.items)
        if all(old.key != item.key for old in self.items):
            others = (*others, item)
        return Checklist(venue_type=self.venue_type, items=_critical_first(others))

    def open_fields(self) -> tuple[FieldKey, ...]:
        """Fields to ask for in the next mail (open, asked without an answer, declined), critical ones first.

        A provisional value is not asked for but confirmed: see `to_confirm`.
        """
        return tuple(item.key for item in _critical_first(self.items) if item.state in TO_ASK)

    def critical_open(self) -> tuple[FieldKey, ...]:
        """Critical fields that are not settled; they stand between the show and completion."""
        return tuple(item.key for item in self.items if item.field.critical and not item.is_settled)

    def asked_before(self) -> tuple[FieldKey, ...]:
        """Fields of `open_fields` that an earlier mail already asked for."""
        asked = {item.key for item in self.items if item.times_asked}
        return tuple(key for key in self.open_fields() if key in asked)

    def to_confirm(self) -> dict[FieldKey, Value]:
        """Provisional values, which the next mail asks the venue to confirm, critical ones first."""
        return {
            item.key: item.value
            for item in _critical_first(self.items)
            if item.state is FieldState.PROVISIONAL and item.value is not None
        }

    def declined(self) -> dict[FieldKey, str]:
        """Why answers were declined, by field; the reasons go into the next mail."""
        return {item.key: item.reason for item in self.items if item.state is FieldState.DECLINED}

    def usable(self) -> dict[FieldKey, Value]:
        """Values that may be used: confirmed and provisional ones."""
        return {i.key: i.value for i in self.items if i.state in USABLE and i.value is not None}

    def is_complete(self) -> bool:
        """Whether the advance may be completed.

        All critical fields are confirmed (or not needed), and no answer is on its way: no field stands in `asked`
        or `proposed`. Other fields may stay open; whether to go on asking for them is the follow-up policy's matter.
        """
        waiting = {FieldState.ASKED, FieldState.PROPOSED}
        return not self.critical_open() and not any(item.state in waiting for item in self.items)

    def is_settled(self) -> bool:
        """Whether there is nothing left to ask, approve or decide for any field."""
        return all(item.is_settled for item in self.items)

    def progress(self) -> tuple[int, int, int, int]:
        """`(done, total, critical_done, critical_total)`, counting settled fields as done."""
        critical = [item for item in self.items if item.field.critical]
        return (
            sum(item.is_settled for item in self.items),
            len(self.items),
            sum(item.is_settled for item in critical),
            len(critical),
        )


def make_checklist(venue_type: str, known: Mapping[FieldKey, KnownValue] | None = None) -> Checklist:
    """The checklist a show starts with.

    Args:
        venue_type: The venue's type, any word; see `advancing.templates`.
        known: What the contract, Master Tour or the tour manager already say, in canonical form. Fields beyond
            the template are added.

    Returns:
        Critical known values are provisional: they stay to be confirmed by the venue. Other known values, and
        whatever the tour manager said, are confirmed. The rest is open.
    """
    known = known or {}
    keys = dict.fromkeys((*template(venue_type), *(key for key in known if key in CATALOGUE)))
    items = tuple(_first_item(key, known.get(key)) for key in keys)
    return Checklist(venue_type=venue_type, items=_critical_first(items))


def ask(item: ChecklistItem) -> ChecklistItem:
    """It stands in a mail that was sent. A provisional value stays usable, and what is settled stays so.

    Raises:
        StateConflict: An answer awaits approval.
    """
    if item.state is FieldState.PROPOSED:
        raise StateConflict(f"{item.field.label} has an answer that awaits approval; approve or decline it first.")
    state = FieldState.ASKED if item.state in TO_ASK else item.state
    # A declined value is out of the way once the venue was told so.
    kept = item.value if state is not FieldState.ASKED else None
    reason = item.reason if state is FieldState.NOT_NEEDED else ""
    return _changed(item, state=state, value=kept, reason=reason, times_asked=item.times_asked + 1)


def propose(
    item: ChecklistItem, value: Value, *, source: str = "venue", confidence: float | None = None, source_text: str = ""
) -> ChecklistItem:
    """An answer that awaits approval; possible in any state, as a venue may correct what was settled."""
    return _changed(
        item,
        state=FieldState.PROPOSED,
        value=canonical(item.field, value),
        source=source,
        confidence=confidence,
        source_text=source_text,
        reason="",
    )


def confirm(item: ChecklistItem, value: Value | None = None, *, source: str | None = None) -> ChecklistItem:
    """A person approves the value, or corrects it by giving another.

    Raises:
        Invalid: There is no value to confirm, or the one given is not of the field's type.
    """
    return _settle(item, FieldState.CONFIRMED, value, source)


def take_for_now(item: ChecklistItem, value: Value | None = None, *, source: str | None = None) -> ChecklistItem:
    """A person takes the value for now: usable, shown as unconfirmed, and still to be confirmed by the venue.

    Raises:
        Invalid: There is no value to take, or the one given is not of the field's type.
    """
    return _settle(item, FieldState.PROVISIONAL, value, source)


def decline(item: ChecklistItem, reason: str) -> ChecklistItem:
    """A person refuses the answer; the reason goes into the next mail, which asks again.

    Raises:
        Invalid: There is no reason, which the venue would have to be told.
    """
    return _changed(item, state=FieldState.DECLINED, reason=_reason(item, reason))


def do_without(item: ChecklistItem, reason: str) -> ChecklistItem:
    """A person decides that this show does not need the field.

    Raises:
        Invalid: There is no reason.
    """
    return _changed(item, state=FieldState.NOT_NEEDED, reason=_reason(item, reason))


def reopen(item: ChecklistItem) -> ChecklistItem:
    """Back to the start: nothing known, to be asked; how often it was asked is kept."""
    return ChecklistItem(key=item.key, times_asked=item.times_asked)


def _critical_first(items: tuple[ChecklistItem, ...]) -> tuple[ChecklistItem, ...]:
    return tuple(sorted(items, key=lambda item: not item.field.critical))


def _first_item(key: FieldKey, known: KnownValue | None) -> ChecklistItem:
    if known is None:
        return ChecklistItem(key=key)
    unsure = CATALOGUE[key].critical and known.source != "tour_manager"
    state = FieldState.PROVISIONAL if unsure else FieldState.CONFIRMED
    return ChecklistItem(key=key, state=state, value=known.value, source=known.source)


def _settle(item: ChecklistItem, state: FieldState, value: Value | None, source: str | None) -> ChecklistItem:
    if value is None and item.value is None:
        raise Invalid(f"{item.field.label} has no value yet; give one.", field=item.key)
    if value is None:
        return _changed(item, state=state, source=source or item.source, reason="")
    given = canonical(item.field, value)
    corrected = given != item.value
    return _changed(
        item,
        state=state,
        value=given,
        source=source or ("tour_manager" if corrected else item.source),
        confidence=None if corrected else item.confidence,
        reason="",
    )


def _reason(item: ChecklistItem, reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Invalid(f"Say why for {item.field.label}: the reason is kept, and told to the venue.", field=item.key)
    return text


def _changed(item: ChecklistItem, **changes: object) -> ChecklistItem:
    return ChecklistItem.model_validate({**dict(item), **changes})

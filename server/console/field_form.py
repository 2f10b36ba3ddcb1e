"""What a person decides about fields, read from a form: each fault belongs to its field, and nothing typed is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from advancing.errors import Invalid
from advancing.fields import CATALOGUE, FieldKey, FieldType
from advancing.values import Value, canonical
from agents.review import Action, Decision


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the inputs of one field.

    Args:
        action: The chosen action.
        value: As typed.
        currency: As typed, for money.
        reason: As typed.
        error: What is wrong with it, "" where nothing is.
    """

    action: str = Action.APPROVE.value
    value: str = ""
    currency: str = ""
    reason: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A form's decisions.

    Args:
        typed: Inputs by field.
        decisions: What is decided other than to approve, where it is in order.
    """

    typed: dict[str, Typed] = field(default_factory=dict)
    decisions: dict[FieldKey, Decision] = field(default_factory=dict)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {key: item.error for key, item in self.typed.items() if item.error}

    def with_error(self, key: str, message: str) -> "Decisions":
        """The same with what is wrong with one field."""
        old = self.typed.get(key, Typed())
        new = Typed(old.action, old.value, old.currency, old.reason, message)
        return Decisions({**self.typed, key: new}, self.decisions)


def read_decisions(form: FormData, found: Iterable[FieldKey], missing: Iterable[FieldKey] = ()) -> Decisions:
    """Read the decisions of a form.

    Args:
        form: Inputs `action.KEY`, `value.KEY`, `currency.KEY`, `reason.KEY`.
        found: Fields that the reading found.
        missing: Fields that it did not find; one whose value was typed is set to it.
    """
    read = Decisions()
    for key in found:
        _take(read, key, _typed(form, key))
    for key in missing:
        typed = _typed(form, key)
        if typed.value:
            _take(read, key, Typed(Action.CORRECT.value, typed.value, typed.currency))
    return read


def read_value(key: FieldKey, typed: Mapping[str, str] | Typed) -> Value:
    """What was typed for a field, in its canonical form.

    Raises:
        Invalid: It does not fit the field; the sentence says what the field takes.
    """
    if not isinstance(typed, Typed):
        typed = Typed(value=typed.get("value", "").strip(), currency=typed.get("currency", "").strip())
    entry = CATALOGUE[key]
    if not typed.value:
        raise Invalid(f"Give the right value for {entry.label}.", field=key)
    if entry.type is FieldType.MONEY:
        if len(typed.currency) != 3:
            raise Invalid(f"{entry.label} takes an amount and a currency of three letters such as USD.", field=key)
        return canonical(entry, {"amount": typed.value, "currency": typed.currency})
    return canonical(entry, typed.value)


def _typed(form: FormData, key: str) -> Typed:
    def text(name: str) -> str:
        return str(form.get(f"{name}.{key}", "")).strip()

    return Typed(text("action") or Action.APPROVE.value, text("value"), text("currency"), text("reason"))


def _take(read: Decisions, key: FieldKey, typed: Typed) -> None:
    read.typed[key] = typed
    try:
        decision = _decision(key, typed)
    except Invalid as fault:
        read.typed[key] = Typed(typed.action, typed.value, typed.currency, typed.reason, fault.message)
        return
    if decision.action is not Action.APPROVE:
        read.decisions[key] = decision


def _decision(key: FieldKey, typed: Typed) -> Decision:
    try:
        action = Action(typed.action)
    except ValueError as fault:
        raise Invalid("Choose what to do with this value.", field=key) from fault
    if action is Action.CORRECT:
        return Decision(action=action, value=read_value(key, typed))
    if action is Action.DECLINE and not typed.reason:
        raise Invalid("Say why: the reason goes into the next mail to the venue.", field=key)
    return Decision(action=action, reason=typed.reason)

"""Approvals: what was shown has one fingerprint, and any change that a person would see is another."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.approval import SeenAttachment, fingerprint_mail, fingerprint_values, require_same
from advancing.errors import ApprovalVoid
from advancing.fields import FieldKey

MAIL: dict[str, Any] = {
    "to": ["sarah@ritz.example"],
    "cc": ["promo@ritz.example"],
    "subject": "Advancing Night Ferry",
    "body": "Hi Sarah,\n\nWhat time are doors?\n",
    "attachments": [SeenAttachment("rider.pdf", "ab" * 32)],
}
DOORS = FieldKey("schedule.doors")


@pytest.mark.parametrize(
    "change",
    [
        {"to": ["sarah@ritz.example", "eve@evil.example"]},
        {"to": ["sarah@r1tz.example"]},
        {"to": [], "cc": ["promo@ritz.example", "sarah@ritz.example"]},
        {"cc": []},
        {"bcc": ["eve@evil.example"]},
        {"subject": "Advancing Night Ferry!"},
        {"body": "Hi Sarah,\n\nWhat time are doors? \nPS\n"},
        {"body": "Hi Sarah,\nWhat time are doors?\n"},
        {"attachments": []},
        {"attachments": [SeenAttachment("rider.pdf", "cd" * 32)]},
        {"attachments": [SeenAttachment("other.pdf", "ab" * 32)]},
    ],
)
def test_any_change_to_a_mail_changes_its_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint_mail(**{**MAIL, **change}) != fingerprint_mail(**MAIL)


@pytest.mark.parametrize(
    "change",
    [
        {"to": ["Sarah Johnson <SARAH@ritz.example>"]},
        {"body": "Hi Sarah,\r\n\r\nWhat time are doors?  \r\n"},
        {"subject": "Advancing  Night Ferry"},
    ],
)
def test_what_mail_systems_change_does_not_count(change: dict[str, Any]) -> None:
    assert fingerprint_mail(**{**MAIL, **change}) == fingerprint_mail(**MAIL)


def test_the_order_of_recipients_and_attachments_does_not_count() -> None:
    two: dict[str, Any] = {
        "to": ["a@x.example", "b@x.example"],
        "attachments": [SeenAttachment("a", "1"), SeenAttachment("b", "2")],
    }
    turned = {"to": ["b@x.example", "a@x.example"], "attachments": list(reversed(two["attachments"]))}

    assert fingerprint_mail(**{**MAIL, **two}) == fingerprint_mail(**{**MAIL, **turned})


def test_a_fingerprint_says_its_version_and_stays_what_it_is() -> None:
    assert fingerprint_values("show-1", {DOORS: "19:00"}) == (
        "v1:46be42a965cb4fc473f10c167028dd9e3c8befc9ab3ce7002cee67b52a3da01d"
    )


def test_values_and_mails_never_share_a_fingerprint() -> None:
    assert fingerprint_values("", {}) != fingerprint_mail(to=[], subject="", body="")


def test_every_value_and_what_it_belongs_to_counts() -> None:
    towels = FieldKey("hospitality.towels")
    prints = {
        fingerprint_values("a", {DOORS: "19:00"}),
        fingerprint_values("b", {DOORS: "19:00"}),
        fingerprint_values("a", {DOORS: "19:30"}),
        fingerprint_values("a", {DOORS: None}),
        fingerprint_values("a", {}),
        fingerprint_values("a", {DOORS: "19:00", towels: 8}),
        fingerprint_values("a", {DOORS: "19:00", towels: "8"}),
        fingerprint_values("a", {DOORS: "19:00", towels: True}),
    }

    assert len(prints) == 8
    assert fingerprint_values("a", {towels: 8.0}) == fingerprint_values("a", {towels: 8})


@given(st.text(), st.text())
def test_any_body_has_a_fingerprint_and_different_lines_have_different_ones(one: str, other: str) -> None:
    first, second = (fingerprint_mail(to=[], subject="", body=body) for body in (one, other))

    def fold(body: str) -> list[str]:
        return [unicodedata.normalize("NFC", line).rstrip() for line in body.replace("\r\n", "\n").split("\n")]

    if fold(one) == fold(other):
        assert first == second
    assert len(first) == len("v1:") + 64


def test_acting_on_another_thing_than_was_approved_is_refused() -> None:
    approved = fingerprint_mail(**MAIL)

    require_same(approved, fingerprint_mail(**MAIL))
    with pytest.raises(ApprovalVoid, match="The mail to The Ritz changed after it was approved"):
        require_same(approved, fingerprint_mail(**{**MAIL, "subject": "x"}), "The mail to The Ritz")

"""Doubts about values that have the right type."""

import pytest

from advancing.doubts import doubts_about, out_of_order
from advancing.fields import CATALOGUE, FieldKey
from advancing.values import Value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schedule.doors", "07:00"),
        ("schedule.loadIn", "23:30"),
        ("schedule.curfew", "11:00"),
        ("schedule.setLength", 5),
        ("hospitality.dressingRooms", 300),
        ("business.capacity", 3),
        ("business.merchSplit", 85),
        ("hospitality.buyoutAmount", {"amount": 2500, "currency": "USD"}),
        ("technical.stageSize", "400' x 300'"),
        ("technical.stageSize", "1m x 1m"),
        ("technical.powerRequirements", "plenty"),
        ("primaryContact.phone", "555-0142"),
    ],
)
def test_what_is_unusual_is_doubted(key: str, value: Value) -> None:
    assert len(list(doubts_about(CATALOGUE[FieldKey(key)], value, "US"))) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schedule.doors", "19:00"),
        ("schedule.curfew", "00:30"),
        ("schedule.loadOut", "03:00"),
        ("business.capacity", 60_000),
        ("business.merchSplit", 0),
        ("hospitality.showers", 0),
        ("technical.stageSize", "40' x 30'"),
        ("technical.powerRequirements", "400A 3-phase"),
        ("logistics.shorePower", "none"),
        ("primaryContact.phone", "(919) 555-0142 x12"),
        ("primaryContact.email", "sarah@ritz.example"),
    ],
)
def test_what_is_usual_is_not(key: str, value: Value) -> None:
    assert list(doubts_about(CATALOGUE[FieldKey(key)], value, "US")) == []


def test_times_that_break_the_order_of_the_day_are_told() -> None:
    doors, show, curfew = FieldKey("schedule.doors"), FieldKey("schedule.showTime"), FieldKey("schedule.curfew")

    assert set(out_of_order({doors: "21:00", show: "20:00"}, {})) == {doors, show}
    assert set(out_of_order({doors: "21:00"}, {show: "20:00"})) == {doors}
    assert out_of_order({show: "22:00", curfew: "00:30"}, {}) == {}
    assert (
        "Doors at 21:00 would come after show time at 20:00." in out_of_order({doors: "21:00"}, {show: "20:00"})[doors]
    )

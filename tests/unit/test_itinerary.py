"""Field values and a day in Master Tour: times over midnight and clock changes, plans, notes, what is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advancing.errors import Invalid
from advancing.fields import CATALOGUE, FieldKey
from advancing.itinerary import (
    Contact,
    Day,
    DayEvent,
    ItemLink,
    ItemPlan,
    ScheduleItem,
    Tour,
    find_field_of_title,
    find_venue_type,
    plan_items,
    read_known,
    read_time,
    render_notes,
    to_utc,
)
from advancing.itinerary.notes import BEGIN, END
from advancing.values import Value

CHICAGO = "America/Chicago"
LOAD_IN = FieldKey("schedule.loadIn")
DOORS = FieldKey("schedule.doors")
CURFEW = FieldKey("schedule.curfew")
LOAD_OUT = FieldKey("schedule.loadOut")
STAGE = FieldKey("technical.stageSize")
PA = FieldKey("technical.paSystem")
CAPACITY = FieldKey("business.capacity")
TIMED = [key for key, field in CATALOGUE.items() if field.itinerary]
NOTED = [FieldKey("technical.paSystem"), FieldKey("logistics.wifi"), FieldKey("hospitality.catering")]
ZONES = sorted(available_timezones() - {"localtime", "Factory"})

times = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
dates = st.dates(datetime(1995, 1, 1).date(), datetime(2037, 12, 31).date()).map(str)
notes = st.text(st.characters(codec="utf-8"), max_size=200) | st.lists(
    st.sampled_from(["\n", "\r\n", " ", "a", "- Bus: 6", BEGIN, END, "---"]), max_size=12
).map("".join)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60) | st.sampled_from(
    [BEGIN, f"x\n{END}\ny", "&amp;"]
)
values_in_notes = st.dictionaries(st.sampled_from(NOTED), texts)
some_values_in_notes = st.dictionaries(st.sampled_from(NOTED), texts, min_size=1)


def item(title: str, start: str, item_id: str = "1", **more: object) -> ScheduleItem:
    return replace(ScheduleItem(item_id, title, start=start, end=start, sync_id="7"), **more)  # type: ignore[arg-type]


def plan(
    values: dict[FieldKey, Value],
    *items: ScheduleItem,
    links: dict[FieldKey, ItemLink] | None = None,
    unconfirmed: frozenset[FieldKey] = frozenset(),
) -> ItemPlan:
    return plan_items(
        values, show_date="2026-06-12", zone=CHICAGO, items=items, links=links or {}, unconfirmed=unconfirmed
    )


def follow(made: ItemPlan, items: tuple[ScheduleItem, ...]) -> tuple[ScheduleItem, ...]:
    by_id = {each.id: each for each in items}
    for update in made.updates:
        draft = update.draft
        by_id[update.item_id] = replace(
            by_id[update.item_id], start=draft.start, end=draft.end, is_confirmed=draft.is_confirmed
        )
    for number, create in enumerate(made.creates):
        draft = create.draft
        new = ScheduleItem(f"new{number}", draft.title, draft.start, draft.end, draft.details, draft.is_confirmed)
        by_id[new.id] = new
    return tuple(by_id.values())


class TestTimes:
    @given(st.sampled_from(TIMED), dates, times, st.sampled_from(ZONES))
    def test_a_time_comes_back_from_every_zone(self, key: FieldKey, date: str, time: str, zone: str) -> None:
        moment = to_utc(key, date, time, zone)
        wall = datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        assume(wall.strftime("%H:%M") == time)  # else the clock change leaves this time out

        assert read_time(key, date, moment, zone) == time

    @given(st.sampled_from(TIMED), dates, times, st.sampled_from(ZONES))
    def test_a_time_that_the_clock_change_leaves_out_is_taken_as_later_and_never_as_another_day_before(
        self, key: FieldKey, date: str, time: str, zone: str
    ) -> None:
        wall = datetime.strptime(to_utc(key, date, time, zone), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        shown = wall.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

        asked = datetime.fromisoformat(f"{date} {time}")
        assert timedelta(0) <= shown - asked <= timedelta(days=2)

    def test_half_past_midnight_is_on_the_calendars_next_day(self) -> None:
        assert to_utc(CURFEW, "2026-06-12", "00:30", CHICAGO) == "2026-06-13 05:30:00"
        assert read_time(CURFEW, "2026-06-12", "2026-06-13 05:30:00", CHICAGO) == "00:30"
        assert read_time(CURFEW, "2026-06-13", "2026-06-13 05:30:00", CHICAGO) is None

    def test_an_early_load_in_is_of_the_day_itself_and_an_early_load_out_of_the_night_after(self) -> None:
        assert to_utc(LOAD_IN, "2026-06-12", "05:00", CHICAGO) == "2026-06-12 10:00:00"
        assert to_utc(LOAD_OUT, "2026-06-12", "08:00", CHICAGO) == "2026-06-13 13:00:00"

    def test_days_of_clock_changes_use_the_offset_of_the_hour(self) -> None:
        # Chicago, 8 March 2026, 02:00 becomes 03:00; 1 November 2026, 02:00 becomes 01:00.
        assert to_utc(DOORS, "2026-03-07", "19:00", CHICAGO) == "2026-03-08 01:00:00"
        assert to_utc(CURFEW, "2026-03-07", "02:30", CHICAGO) == "2026-03-08 08:30:00"
        assert to_utc(DOORS, "2026-03-08", "19:00", CHICAGO) == "2026-03-09 00:00:00"
        assert to_utc(CURFEW, "2026-10-31", "01:30", CHICAGO) == "2026-11-01 06:30:00"

    @pytest.mark.parametrize(("date", "time", "zone"), [("12.6.", "19:00", CHICAGO), ("2026-06-12", "7pm", CHICAGO)])
    def test_what_is_no_date_or_time_is_refused(self, date: str, time: str, zone: str) -> None:
        with pytest.raises(Invalid, match="not a date and a time"):
            to_utc(DOORS, date, time, zone)

    @pytest.mark.parametrize("zone", ["", "Chicago", "../etc/passwd", "America"])
    def test_an_unknown_zone_is_refused(self, zone: str) -> None:
        with pytest.raises(Invalid, match="time zone"):
            to_utc(DOORS, "2026-06-12", "19:00", zone)


class TestTitles:
    @pytest.mark.parametrize(
        ("title", "key"),
        [("LOAD-IN", LOAD_IN), ("Load in:", LOAD_IN), ("Doors!", DOORS), ("doors  open", DOORS), ("Loadout", LOAD_OUT)],
    )
    def test_usual_spellings_are_known(self, title: str, key: FieldKey) -> None:
        assert find_field_of_title(title) == key

    @pytest.mark.parametrize("title", ["VIP doors", "Load in TBC", "Dinner", "", "Bus load-in at hotel"])
    def test_other_things_are_not_taken_for_a_field(self, title: str) -> None:
        assert find_field_of_title(title) is None

    def test_every_field_is_found_by_the_title_that_we_write(self) -> None:
        assert {find_field_of_title(CATALOGUE[key].itinerary or "") for key in TIMED} == set(TIMED)


class TestPlan:
    def test_an_empty_day_gets_an_item_with_our_mark_for_each_time_and_none_for_notes(self) -> None:
        made = plan({DOORS: "19:00", CURFEW: "00:30", STAGE: "40' x 30'"})

        assert [(create.field, create.draft.title, create.draft.start) for create in made.creates] == [
            (DOORS, "Doors", "2026-06-13 00:00:00"),
            (CURFEW, "Curfew", "2026-06-13 05:30:00"),
        ]
        assert made.creates[0].draft.details == "[advancing]"
        assert made.creates[0].draft.is_confirmed

    def test_a_value_taken_for_now_is_not_ticked_as_confirmed(self) -> None:
        assert not plan({DOORS: "19:00"}, unconfirmed=frozenset({DOORS})).creates[0].draft.is_confirmed

    def test_a_linked_item_is_moved_with_its_length_and_with_what_people_wrote(self) -> None:
        ours = item(
            "Doors (main)", "2026-06-12 23:00:00", end="2026-06-12 23:45:00", details="ask Jo", is_complete=True
        )

        (update,) = plan({DOORS: "19:00"}, ours, links={DOORS: ItemLink("1", "18:00")}).updates

        assert (update.item_id, update.sync_id, update.draft.start) == ("1", "7", "2026-06-13 00:00:00")
        assert (update.draft.end, update.draft.title, update.draft.details) == (
            "2026-06-13 00:45:00",
            "Doors (main)",
            "ask Jo",
        )
        assert update.draft.is_complete

    def test_a_linked_item_that_somebody_moved_is_reported(self) -> None:
        ours = item("Doors", "2026-06-12 23:30:00")

        made = plan({DOORS: "19:00"}, ours, links={DOORS: ItemLink("1", "18:00")})

        (difference,) = made.differences
        assert (difference.wanted, difference.found, difference.item_id) == ("19:00", "18:30", "1")
        assert not made.updates

    def test_a_linked_item_that_is_gone_is_reported_and_not_made_anew(self) -> None:
        made = plan({DOORS: "19:00"}, links={DOORS: ItemLink("1", "19:00")})

        assert made.differences[0].item_id is None
        assert not made.creates

    def test_a_confirmed_value_ticks_our_item_and_a_tick_of_a_person_stays(self) -> None:
        unticked = item("Doors", "2026-06-13 00:00:00")
        ticked = replace(unticked, is_confirmed=True)
        links = {DOORS: ItemLink("1", "19:00")}

        assert plan({DOORS: "19:00"}, unticked, links=links).updates[0].draft.is_confirmed
        assert plan({DOORS: "19:00"}, ticked, links=links, unconfirmed=frozenset({DOORS})).leaves

    def test_an_item_of_a_person_is_left_and_where_it_says_another_time_reported(self) -> None:
        theirs = item("doors open", "2026-06-13 00:00:00", details="Jo")

        agreeing, other = plan({DOORS: "19:00"}, theirs), plan({DOORS: "20:00"}, theirs)

        assert [(leave.item_id, leave.ours) for leave in agreeing.leaves] == [("1", False)]
        assert not agreeing.creates
        assert other.differences[0].explanation.startswith(
            "Master Tour has doors open at 19:00, and 20:00 was approved"
        )
        assert not other.creates
        assert not other.updates

    def test_an_item_of_a_person_on_another_day_shows_with_its_date(self) -> None:
        made = plan({DOORS: "19:00"}, item("Doors", "2026-06-12 00:00:00"))

        assert made.differences[0].found == "2026-06-11 19:00"

    def test_an_item_without_a_time_is_reported_too(self) -> None:
        assert plan({DOORS: "19:00"}, item("Doors", "")).differences[0].found is None

    def test_an_item_with_our_mark_whose_id_got_lost_is_ours_again(self) -> None:
        lost = item("Doors", "2026-06-13 00:00:00", details="[advancing]", is_confirmed=True)

        assert [(leave.item_id, leave.ours) for leave in plan({DOORS: "19:00"}, lost).leaves] == [("1", True)]
        assert plan({DOORS: "20:00"}, lost).updates[0].item_id == "1"

    def test_an_item_linked_to_one_field_is_not_taken_for_another(self) -> None:
        linked = item("Doors", "2026-06-12 20:00:00")

        made = plan({DOORS: "19:00"}, linked, links={LOAD_IN: ItemLink("1")})

        assert made.creates[0].field == DOORS

    def test_a_value_that_is_no_time_is_refused(self) -> None:
        with pytest.raises(Invalid, match="Doors takes a time"):
            plan({DOORS: "evening"})

    @given(
        st.dictionaries(st.sampled_from(TIMED), times),
        st.lists(
            st.builds(
                item,
                st.sampled_from(["Load In", "doors", "Curfew", "Dinner", "Support"]),
                st.sampled_from(["", "2026-06-12 23:00:00", "2026-06-13 05:30:00"]),
                st.uuids().map(str),
                details=st.sampled_from(["", "[advancing]", "by Jo"]),
            ),
            max_size=6,
        ),
        st.sampled_from(["2026-06-12", "2026-03-07", "2026-10-31"]),
        st.sampled_from([CHICAGO, "Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
    )
    def test_following_a_plan_leaves_nothing_to_do_and_touches_no_item_of_a_person(
        self, values: dict[FieldKey, Value], items: list[ScheduleItem], date: str, zone: str
    ) -> None:
        first = plan_items(values, show_date=date, zone=zone, items=items, links={})
        after = follow(first, tuple(items))
        second = plan_items(values, show_date=date, zone=zone, items=after, links={})

        assert not second.creates
        assert not second.updates
        assert second.differences == first.differences
        theirs = [each for each in items if "[advancing]" not in each.details]
        assert [each for each in after if each.id in {one.id for one in theirs}] == theirs

    @given(times, times, st.sampled_from(["2026-03-07", "2026-10-31"]))
    def test_our_own_item_is_never_taken_for_one_that_somebody_moved(self, before: str, after: str, date: str) -> None:
        (create,) = plan_items({CURFEW: before}, show_date=date, zone=CHICAGO, items=[], links={}).creates
        ours = item("Curfew", create.draft.start, is_confirmed=True)

        links = {CURFEW: ItemLink("1", before)}
        made = plan_items({CURFEW: after}, show_date=date, zone=CHICAGO, items=[ours], links=links)

        assert not made.differences


class TestNotes:
    def test_our_part_stands_between_marks_below_what_people_wrote(self) -> None:
        rendered = render_notes(
            "Bus call 9am", {PA: "d&b J", STAGE: "40' x 30'", DOORS: "19:00"}, unconfirmed=frozenset({PA})
        )

        lines = rendered.text.split("\n")
        assert lines[:6] == [
            "Bus call 9am",
            "",
            BEGIN,
            "Technical",
            "- Stage size: 40' x 30'",
            "- PA: d&b J (unconfirmed)",
        ]
        assert lines[6].startswith("(kept by advancing")
        assert lines[7:] == [END]
        assert rendered.changed

    @given(notes, values_in_notes)
    def test_rendering_twice_is_rendering_once(self, existing: str, values: dict[FieldKey, Value]) -> None:
        once = render_notes(existing, values)
        twice = render_notes(once.text, values)

        assert twice.text == once.text
        assert not twice.changed
        assert twice.hand_edited == once.hand_edited

    @given(notes, notes, some_values_in_notes, some_values_in_notes)
    def test_other_peoples_text_stays_byte_for_byte(
        self, before: str, after: str, first: dict[FieldKey, Value], second: dict[FieldKey, Value]
    ) -> None:
        assume(BEGIN not in before + after and END not in before + after)
        rendered = render_notes(before, first).text
        newline = "\n" if not rendered.endswith("\r") else ""
        rendered = rendered + newline + after

        again = render_notes(rendered, second)

        assert not again.hand_edited
        assert again.text.startswith(before)
        assert again.text.endswith(f"{END}{newline}{after}")

    @given(values_in_notes, st.sampled_from(["\r\n", "\n"]))
    def test_changed_line_ends_and_trailing_spaces_are_no_edit(self, values: dict[FieldKey, Value], end: str) -> None:
        rendered = render_notes("Jo", values).text

        again = render_notes("".join(f"{line}  {end}" for line in rendered.split("\n")), values)

        assert not again.hand_edited
        assert not again.changed

    def test_a_line_that_somebody_changed_is_reported_and_not_overwritten(self) -> None:
        edited = render_notes("", {PA: "d&b J"}).text.replace("d&b J", "d&b V")

        kept = render_notes(edited, {PA: "L-Acoustics"})
        decided = render_notes(edited, {PA: "L-Acoustics"}, overwrite=True)

        assert (kept.text, kept.hand_edited, kept.changed) == (edited, True, False)
        assert "L-Acoustics" in decided.text
        assert "d&b" not in decided.text

    @pytest.mark.parametrize("broken", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}\nx\n{END}\n{BEGIN}\nx\n{END}"])
    def test_marks_that_do_not_make_one_part_are_reported_even_when_told_to_overwrite(self, broken: str) -> None:
        rendered = render_notes(broken, {PA: "d&b J"}, overwrite=True)

        assert rendered.hand_edited
        assert rendered.text == broken

    def test_without_values_no_part_is_begun_and_one_that_stands_is_emptied(self) -> None:
        assert render_notes("Jo", {}).text == "Jo"
        assert render_notes(render_notes("Jo\n", {PA: "d&b J"}).text, {}).text == "Jo\n\n"


class TestKnown:
    def test_times_capacity_age_and_contacts_are_read(self) -> None:
        day = Day(
            "9",
            "1",
            "2026-06-12",
            time_zone=CHICAGO,
            items=(
                item("Load-in", "2026-06-12 20:00:00"),
                item("CURFEW", "2026-06-13 05:30:00"),
                item("Dinner", "2026-06-12 23:00:00"),
                item("Doors", "2026-06-20 00:00:00"),
            ),
        )
        event = DayEvent(
            "5",
            "9",
            capacity=1200,
            age_requirement="18+",
            contacts=(
                Contact("Box Office", "Al", "+1 312 555 0100"),
                Contact("Production Manager", "Jo Diaz", "+1 312 555 0101", "jo@ritz.example"),
                Contact("Day of Show Contact", "Sam Lee", "+1 312 555 0102"),
            ),
        )

        assert read_known(day, [event]) == {
            "schedule.loadIn": "15:00",
            "schedule.curfew": "00:30",
            "business.capacity": 1200,
            "business.ageRestriction": "18+",
            "primaryContact.name": "Jo Diaz",
            "primaryContact.role": "Production Manager",
            "primaryContact.phone": "+1 312 555 0101",
            "primaryContact.email": "jo@ritz.example",
            "dayOfContact.name": "Sam Lee",
            "dayOfContact.phone": "+1 312 555 0102",
        }

    def test_a_time_that_is_said_in_two_ways_is_not_known(self) -> None:
        items = (item("Doors", "2026-06-13 00:00:00"), item("Doors open", "2026-06-13 00:30:00"))

        assert read_known(Day("9", "1", "2026-06-12", time_zone=CHICAGO, items=items), []) == {}

    def test_what_is_not_of_the_fields_type_is_not_known(self) -> None:
        event = DayEvent("5", "9", contacts=(Contact("Production", "Jo", "ask Al"),))

        assert read_known(Day("9", "1", "2026-06-12"), [event]) == {
            "primaryContact.name": "Jo",
            "primaryContact.role": "Production",
        }

    def test_of_several_contacts_none_of_whom_advances_shows_none_is_taken(self) -> None:
        event = DayEvent("5", "9", contacts=(Contact("Box Office", "Al"), Contact("Catering", "Bo")))

        assert read_known(Day("9", "1", "2026-06-12"), [event]) == {}

    @pytest.mark.parametrize(
        ("words", "venue_type"),
        [("Night Club", "club"), ("Theatre (seated)", "theater"), ("Arena", "arena"), ("Barn", None), ("", None)],
    )
    def test_the_venue_type_is_one_of_our_templates_or_unknown(self, words: str, venue_type: str | None) -> None:
        assert find_venue_type([DayEvent("5", "9", venue_type=words)]) == venue_type

    def test_a_day_is_found_by_its_date_and_where_that_has_several_by_its_city(self) -> None:
        days = tuple(Day(city, "1", "2026-06-12", city=city) for city in ("Austin", "Dallas"))
        tour = Tour("1", "The Band", days=days)

        assert tour.days_on("2026-06-12", " dallas ") == days[1:]
        assert tour.days_on("2026-06-12", "Houston") == days
        assert tour.days_on("2026-06-13") == ()

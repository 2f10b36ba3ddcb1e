"""The checklist: how far each field has come, what is to be asked, and when a show is complete."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advancing.checklist import (
    Checklist,
    ChecklistItem,
    FieldState,
    ask,
    confirm,
    decline,
    do_without,
    make_checklist,
    propose,
    reopen,
    take_for_now,
)
from advancing.errors import Invalid, NotFound, StateConflict
from advancing.extraction import KnownValue
from advancing.fields import CATALOGUE, FieldKey, critical_fields

DOORS, TOWELS, PA = FieldKey("schedule.doors"), FieldKey("hospitality.towels"), FieldKey("technical.paSystem")


def with_all_critical_confirmed(checklist: Checklist) -> Checklist:
    for key in critical_fields():
        item = checklist.item(key).model_copy(update={"state": FieldState.CONFIRMED})
        checklist = checklist.with_item(item)
    return checklist


def test_a_new_checklist_holds_the_template_all_open() -> None:
    checklist = make_checklist("club")

    assert checklist.open_fields()[:7] == critical_fields()
    assert {item.state for item in checklist.items} == {FieldState.OPEN}
    assert checklist.progress() == (0, len(checklist.items), 0, 7)


def test_what_the_contract_says_of_a_critical_field_stays_to_be_confirmed() -> None:
    known = {DOORS: KnownValue(value="19:00"), FieldKey("business.capacity"): KnownValue(value=600)}

    checklist = make_checklist("club", known)

    assert checklist.item(DOORS).state is FieldState.PROVISIONAL
    assert checklist.to_confirm() == {DOORS: "19:00"}
    assert checklist.item(FieldKey("business.capacity")).state is FieldState.CONFIRMED
    assert DOORS not in checklist.open_fields()
    assert DOORS in checklist.critical_open()


def test_what_the_tour_manager_said_is_confirmed() -> None:
    checklist = make_checklist("club", {DOORS: KnownValue(value="19:00", source="tour_manager")})

    assert checklist.item(DOORS).state is FieldState.CONFIRMED


def test_a_known_field_beyond_the_template_is_added() -> None:
    key = FieldKey("logistics.shorePower")

    checklist = make_checklist("club", {key: KnownValue(value="63A CEE", source="master_tour")})

    assert checklist.item(key).source == "master_tour"


def test_an_answer_goes_from_asked_to_proposed_to_confirmed() -> None:
    item = ask(ChecklistItem(key=DOORS))
    proposed = propose(item, "7:30 pm", confidence=0.95, source_text="Doors 7:30")
    confirmed = confirm(proposed)

    assert (item.state, item.times_asked) == (FieldState.ASKED, 1)
    assert (proposed.state, proposed.value, proposed.source) == (FieldState.PROPOSED, "19:30", "venue")
    assert (confirmed.state, confirmed.value, confirmed.confidence) == (FieldState.CONFIRMED, "19:30", 0.95)


def test_a_corrected_value_is_the_tour_managers() -> None:
    confirmed = confirm(propose(ChecklistItem(key=DOORS), "19:30", confidence=0.9), "19:00")

    assert (confirmed.value, confirmed.source, confirmed.confidence) == ("19:00", "tour_manager", None)


def test_a_value_taken_for_now_is_usable_and_still_to_be_confirmed() -> None:
    item = take_for_now(propose(ChecklistItem(key=DOORS), "19:30"))
    checklist = make_checklist("club").with_item(item)

    assert checklist.usable() == {DOORS: "19:30"}
    assert checklist.to_confirm() == {DOORS: "19:30"}
    assert DOORS in checklist.critical_open()
    assert ask(item).state is FieldState.PROVISIONAL


def test_a_declined_answer_is_asked_again_with_its_reason() -> None:
    item = decline(propose(ask(ChecklistItem(key=DOORS)), "19:30"), " the contract says  19:00 ")
    checklist = make_checklist("club").with_item(item)

    assert checklist.declined() == {DOORS: "the contract says 19:00"}
    assert DOORS in checklist.open_fields()
    assert checklist.asked_before() == (DOORS,)
    assert DOORS not in checklist.usable()


def test_once_asked_again_the_reason_has_done_its_work() -> None:
    item = ask(decline(propose(ChecklistItem(key=DOORS), "19:30"), "the contract says 19:00"))

    assert (item.state, item.value, item.reason) == (FieldState.ASKED, None, "")


def test_declining_and_doing_without_need_a_reason() -> None:
    item = propose(ChecklistItem(key=TOWELS), 8)

    with pytest.raises(Invalid, match="Say why for Towels"):
        decline(item, "  ")
    with pytest.raises(Invalid, match="Say why for Towels"):
        do_without(item, "")


def test_confirming_nothing_or_nonsense_is_refused() -> None:
    with pytest.raises(Invalid, match="Doors has no value yet"):
        confirm(ChecklistItem(key=DOORS))
    with pytest.raises(Invalid, match="Doors takes a time"):
        confirm(ChecklistItem(key=DOORS), "late")


def test_what_awaits_approval_cannot_be_asked() -> None:
    with pytest.raises(StateConflict, match="awaits approval"):
        ask(propose(ChecklistItem(key=DOORS), "19:00"))


def test_reopening_forgets_the_value_but_not_how_often_it_was_asked() -> None:
    assert reopen(confirm(ask(ChecklistItem(key=TOWELS)), 8)) == ChecklistItem(key=TOWELS, times_asked=1)


def test_a_show_may_complete_when_all_critical_is_confirmed_and_nothing_is_on_its_way() -> None:
    checklist = with_all_critical_confirmed(make_checklist("club"))

    assert checklist.is_complete()
    assert not checklist.is_settled()
    assert not checklist.with_item(ask(checklist.item(TOWELS))).is_complete()
    assert not checklist.with_item(propose(checklist.item(TOWELS), 8)).is_complete()
    assert not checklist.with_item(take_for_now(checklist.item(DOORS), "19:00")).is_complete()


@pytest.mark.parametrize("state", ["open", "asked", "proposed", "provisional", "declined"])
def test_one_critical_field_that_is_not_confirmed_blocks_completion(state: str) -> None:
    checklist = with_all_critical_confirmed(make_checklist("arena"))

    blocked = checklist.with_item(ChecklistItem(key=DOORS, state=FieldState(state), value="19:00"))

    assert not blocked.is_complete()
    assert blocked.critical_open() == (DOORS,)


def test_a_checklist_without_the_field_says_so() -> None:
    with pytest.raises(NotFound, match=r"no field 'technical.backlineProvided'"):
        make_checklist("arena").item(FieldKey("technical.backlineProvided"))


@given(
    st.dictionaries(st.sampled_from(sorted(CATALOGUE)), st.sampled_from(FieldState)),
    st.sampled_from(["club", "theater", "arena", "festival"]),
)
def test_every_field_is_either_to_ask_to_confirm_in_review_or_settled(
    states: dict[FieldKey, FieldState], venue_type: str
) -> None:
    checklist = make_checklist(venue_type)
    for key, state in states.items():
        checklist = checklist.with_item(ChecklistItem(key=key, state=state, value="x", reason="y"))

    done, total, critical_done, critical_total = checklist.progress()

    groups = [
        set(checklist.open_fields()),
        set(checklist.to_confirm()),
        {item.key for item in checklist.items if item.state is FieldState.PROPOSED},
        {item.key for item in checklist.items if item.state in (FieldState.CONFIRMED, FieldState.NOT_NEEDED)},
    ]
    assert sum(map(len, groups)) == len(set().union(*groups)) == total
    assert critical_total - critical_done == len(checklist.critical_open())
    assert checklist.is_settled() == (done == total)
    ranks = [CATALOGUE[key].critical for key in checklist.open_fields()]
    assert ranks == sorted(ranks, reverse=True)

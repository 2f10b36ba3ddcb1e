"""What the tour manager decides about a reading, a field or a conflict, and what follows from it."""

import asyncio

import pytest

from advancing.errors import ApprovalVoid, Invalid, NotFound, StateConflict
from advancing.fields import FieldKey
from agents import review
from agents.review import Action, Decision, extraction_fingerprint
from tests.builders import CURFEW, DOORS, LOAD_IN
from tests.flow.world import World
from tools.store.extraction import list_conflicts

STAGE = FieldKey("technical.stageSize")


async def test_what_is_approved_is_kept_with_the_venues_words_and_its_history(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id)

    row = await flow.row("select * from show_fields where show_id = %s and field = %s", show_id, LOAD_IN)
    assert (row["state"], row["value"], row["source"]) == ("confirmed", "15:00", "venue")
    assert "3pm" in row["source_text"]
    assert len(await flow.rows("select 1 from show_field_history where field = %s", LOAD_IN)) >= 3


async def test_a_correction_is_kept_and_becomes_learning_data(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id, {CURFEW: Decision(action=Action.CORRECT, value="23:30")})

    assert await flow.state_of(show_id, CURFEW) == ("confirmed", "23:30")
    learned = await flow.row("select pattern_data from agent_learning_data where pattern_type = 'correction'")
    assert learned["pattern_data"]["field"] == CURFEW
    assert (learned["pattern_data"]["read"], learned["pattern_data"]["right"]) == ("23:00", "23:30")


async def test_a_correction_that_says_the_same_teaches_nothing(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id, {CURFEW: Decision(action=Action.CORRECT, value="11 PM")})

    assert await flow.rows("select 1 from agent_learning_data where pattern_type = 'correction'") == []


async def test_a_value_declined_with_a_reason_is_asked_again_with_the_reason(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id, {LOAD_IN: Decision(action=Action.DECLINE, reason="The crew comes at noon.")})

    draft = await flow.draft(show_id)
    assert draft.draft_type == "followup"
    assert LOAD_IN in draft.fields_requested
    assert "The crew comes at noon" in draft.body


async def test_a_value_taken_for_now_goes_to_master_tour_as_unconfirmed_and_is_asked_again(flow: World) -> None:
    show_id = await flow.answered()

    await flow.approve_reading(show_id, {LOAD_IN: Decision(action=Action.TAKE_FOR_NOW)})

    assert await flow.state_of(show_id, LOAD_IN) == ("provisional", "15:00")
    confirmed = {item["title"]: item["isConfirmed"] for item in flow.master_tour.items()}
    assert confirmed["Load In"] is False
    assert confirmed["Doors"] is True
    assert LOAD_IN in (await flow.draft(show_id)).fields_requested


async def test_a_field_that_a_show_does_without_is_not_asked_again(flow: World) -> None:
    show_id = await flow.answered()
    asked = [key for key in await open_fields(flow) if key != STAGE]

    await review.decide_field(
        flow.system, flow.person.user_id, show_id, STAGE, Decision(action=Action.DO_WITHOUT, reason="Acoustic set.")
    )
    await flow.approve_reading(show_id)

    assert (await flow.state_of(show_id, STAGE))[0] == "not_needed"
    requested = (await flow.draft(show_id)).fields_requested
    assert STAGE not in requested
    assert set(requested) & set(asked)


async def test_a_reading_that_is_rejected_leaves_nothing_behind_and_its_fields_are_asked_again(flow: World) -> None:
    show_id = await flow.answered()
    stored = await flow.reading(show_id)

    await review.reject_extraction(flow.system, flow.person.user_id, stored.id, reason="That was another show.")
    await flow.work()

    assert await flow.state_of(show_id, LOAD_IN) == ("asked", None)
    assert LOAD_IN in (await flow.draft(show_id)).fields_requested
    assert flow.master_tour.items() == []


async def test_nothing_is_kept_where_one_decision_does_not_fit(flow: World) -> None:
    show_id = await flow.answered()

    with pytest.raises(Invalid):
        await flow.approve_reading(show_id, {CURFEW: Decision(action=Action.CORRECT, value="late")})
    with pytest.raises(Invalid):
        await flow.approve_reading(show_id, {"schedule.nothing": Decision(action=Action.CORRECT, value="1")})
    with pytest.raises(Invalid):
        await flow.approve_reading(show_id, {STAGE: Decision(action=Action.DO_WITHOUT)})

    assert await flow.state_of(show_id, LOAD_IN) == ("proposed", "15:00")
    assert (await flow.reading(show_id)).status == "pending_review"


async def test_a_reading_is_approved_once_and_only_as_it_was_shown(flow: World) -> None:
    show_id = await flow.answered()
    stored = await flow.reading(show_id)
    user = flow.person.user_id

    with pytest.raises(ApprovalVoid):
        await review.approve_extraction(flow.system, user, stored.id, fingerprint="of something else")
    await flow.approve_reading(show_id)
    with pytest.raises(StateConflict):
        await review.approve_extraction(flow.system, user, stored.id, fingerprint=extraction_fingerprint(stored))


async def test_a_conflict_is_decided_by_the_value_that_holds_and_stays_decided_in_the_review(flow: World) -> None:
    show_id = await flow.answered("Doors are at 7pm, load in at 3pm.", contract={DOORS: "18:00"})
    async with flow.system.database.transaction() as conn:
        (conflict,) = await list_conflicts(conn, show_id=show_id)

    await review.resolve_conflict(flow.system, flow.person.user_id, conflict.id, value="18:30")
    with pytest.raises(StateConflict):
        await review.resolve_conflict(flow.system, flow.person.user_id, conflict.id, value="18:30")
    await flow.approve_reading(show_id)

    assert await flow.state_of(show_id, DOORS) == ("confirmed", "18:30")


async def test_a_late_correction_after_completion_is_reviewed_and_reaches_master_tour(flow: World) -> None:
    show_id = await flow.answered()
    await flow.settle(show_id)
    assert await flow.status(show_id) == "completed"

    await flow.venue_says("Hi Dana, correction: load in is at 4pm now, not 3pm. Sam")
    assert await flow.status(show_id) == "awaiting_approval"
    assert (await flow.reading(show_id)).extraction.fields[LOAD_IN].conflict is not None
    assert await flow.state_of(show_id, LOAD_IN) == ("confirmed", "15:00"), "what is in use stays until the review"
    await flow.approve_reading(show_id)

    assert await flow.state_of(show_id, LOAD_IN) == ("confirmed", "16:00")
    assert await flow.status(show_id) == "completed"
    (item,) = [item for item in flow.master_tour.items() if item["title"] == "Load In"]
    assert item["startDatetime"].endswith(("20:00:00", "21:00:00")), "16:00 in Raleigh, in UTC"


async def test_a_field_that_nobody_knows_is_not_found(flow: World) -> None:
    show_id = await flow.started()

    with pytest.raises(NotFound):
        await review.decide_field(
            flow.system, flow.person.user_id, show_id, FieldKey("schedule.nothing"), Decision(value="1")
        )


async def test_a_checklist_that_is_not_made_yet_takes_no_decision(flow: World) -> None:
    show_id = await flow.make_show()

    with pytest.raises(StateConflict):
        await review.decide_field(flow.system, flow.person.user_id, show_id, LOAD_IN, Decision(value="15:00"))


async def test_two_people_approving_the_same_draft_at_once_send_one_mail(flow: World) -> None:
    show_id = await flow.started()

    outcomes = await asyncio.gather(*(flow.approve(show_id, then_work=False) for _ in range(4)), return_exceptions=True)
    await flow.work()

    assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 3
    assert len(flow.gmail.sent()) == 1


async def open_fields(flow: World) -> list[str]:
    """Fields that are still to be asked."""
    return [row["field"] for row in await flow.rows("select field from show_fields where state = 'open'")]

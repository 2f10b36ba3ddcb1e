"""From draft to sent mail, with a person who also works in Gmail itself."""

import base64

import pytest

from advancing.errors import ApprovalVoid, Invalid, StateConflict
from agents import outbox, review
from agents.outbox import fingerprint_of, message_id_of
from agents.review import Edits
from tests.builders import VENUE_ADDRESS
from tests.flow import letter
from tests.flow.world import World
from tools.store.job import list_failed_jobs, retry_failed_job


def in_gmail(flow: World) -> dict[str, object]:
    """The one draft that lies in Gmail."""
    (draft,) = flow.gmail.drafts()
    return dict(draft)


def edit_in_gmail(flow: World, old: str, new: str) -> None:
    """Dana changes words of the draft in Gmail."""
    draft = in_gmail(flow)
    raw = base64.b64decode(str(draft["raw"])).replace(old.encode(), new.encode())
    flow.gmail.ask("PUT", f"drafts/{draft['id']}", content=raw)


def send_in_gmail(flow: World) -> None:
    """Dana presses Send in Gmail."""
    flow.gmail.ask("POST", f"drafts/{in_gmail(flow)['id']}/send")


async def test_the_first_mail_lies_in_gmail_with_the_rider_before_it_is_approved(flow: World) -> None:
    show_id = await flow.started()

    draft = await flow.draft(show_id)

    placed = in_gmail(flow)
    assert placed["messageId"] == message_id_of(draft.id, letter.DANA)
    assert placed["to"] == [VENUE_ADDRESS]
    assert b"rider.pdf" in base64.b64decode(str(placed["raw"]))
    assert [item.name for item in draft.attachments] == ["rider.pdf"]
    assert flow.gmail.sent() == []


async def test_an_approved_draft_is_sent_once_under_its_own_message_id(flow: World) -> None:
    show_id = await flow.started()

    draft = await flow.approve(show_id)

    (sent,) = flow.gmail.sent()
    assert (sent["messageId"], sent["to"]) == (message_id_of(draft.id, letter.DANA), [VENUE_ADDRESS])
    assert sent["attachments"] == ["rider.pdf"]
    assert flow.gmail.drafts() == []
    assert await flow.status(show_id) == "awaiting_response"


async def test_an_edit_at_the_approval_is_what_leaves(flow: World) -> None:
    show_id = await flow.started()
    body = (await flow.draft(show_id)).body + "\n\nPS: See you there."

    await flow.approve(show_id, body=body, subject="The Ritz, our questions")

    (sent,) = flow.gmail.sent()
    assert "PS: See you there." in sent["body"]
    assert sent["subject"] == "The Ritz, our questions"


async def test_a_question_that_an_edit_drops_counts_as_not_asked(flow: World) -> None:
    show_id = await flow.started()
    first, *rest = (await flow.draft(show_id)).questions_asked
    body = (await flow.draft(show_id)).body.replace(first.question, "")

    await flow.approve(show_id, body=body)

    assert (await flow.state_of(show_id, first.field))[0] == "open"
    assert (await flow.state_of(show_id, rest[0].field))[0] == "asked"


async def test_a_draft_that_changed_since_it_was_shown_is_not_approved(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.draft(show_id)
    await flow.rows("update agent_drafts set body = body || ' more' where id = %s returning 1", draft.id)

    with pytest.raises(ApprovalVoid):
        await review.approve_draft(
            flow.system, flow.person.user_id, draft.id, fingerprint=fingerprint_of(draft), edits=Edits()
        )


async def test_an_edit_that_leaves_nothing_to_send_is_refused(flow: World) -> None:
    show_id = await flow.started()

    with pytest.raises(Invalid):
        await flow.approve(show_id, body="  ")


async def test_a_rejected_draft_is_kept_and_taken_out_of_gmail_and_a_new_one_minds_the_feedback(flow: World) -> None:
    show_id = await flow.started()

    old = await flow.reject(show_id, "Only ask for the load in, please.")

    new = await flow.draft(show_id)
    assert (new.draft_type, new.previous_id) == ("regenerated", old.id)
    assert in_gmail(flow)["messageId"] == message_id_of(new.id, letter.DANA)
    kept = await flow.row("select status, tm_feedback from agent_drafts where id = %s", old.id)
    assert kept == {"status": "rejected", "tm_feedback": "Only ask for the load in, please."}


async def test_a_draft_edited_in_gmail_before_it_is_approved_comes_back_with_the_new_words(flow: World) -> None:
    show_id = await flow.started()
    edit_in_gmail(flow, "Dana Reyes", "Dana of Night Ferry")

    await flow.approve(show_id)

    draft = await flow.draft(show_id)
    assert flow.gmail.sent() == []
    assert (draft.status, "Dana of Night Ferry" in draft.body) == ("pending_review", True)
    await flow.approve(show_id)
    (sent,) = flow.gmail.sent()
    assert "Dana of Night Ferry" in sent["body"]


async def test_a_draft_edited_in_gmail_after_it_was_approved_is_not_sent_unseen(flow: World) -> None:
    show_id = await flow.started()
    await flow.approve(show_id, then_work=False)
    edit_in_gmail(flow, "Dana Reyes", "Dana of Night Ferry")

    await flow.work()

    assert flow.gmail.sent() == []
    assert "Dana of Night Ferry" in (await flow.draft(show_id)).body
    assert any("reviewed again" in title for title in await flow.notices())


async def test_a_draft_deleted_in_gmail_is_sent_all_the_same_once_it_is_approved(flow: World) -> None:
    show_id = await flow.started()
    flow.gmail.ask("DELETE", f"drafts/{in_gmail(flow)['id']}")

    await flow.approve(show_id)

    assert len(flow.gmail.sent()) == 1
    assert await flow.status(show_id) == "awaiting_response"


async def test_a_draft_sent_from_gmail_by_hand_counts_as_approved_and_sent(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.draft(show_id)
    send_in_gmail(flow)

    await flow.pull()

    assert await flow.status(show_id) == "awaiting_response"
    stored = await flow.row("select status from agent_drafts where id = %s", draft.id)
    assert stored["status"] == "sent"
    assert (await flow.state_of(show_id, draft.fields_requested[0]))[0] == "asked"
    await flow.venue_says()
    assert await flow.status(show_id) == "awaiting_approval"


async def test_a_draft_edited_and_sent_from_gmail_keeps_the_words_that_left(flow: World) -> None:
    show_id = await flow.started()
    edit_in_gmail(flow, "Dana Reyes", "Dana of Night Ferry")
    send_in_gmail(flow)

    await flow.pull()

    row = await flow.row("select body, status from agent_drafts where show_id = %s", show_id)
    assert ("Dana of Night Ferry" in row["body"], row["status"]) == (True, "sent")


async def test_a_draft_approved_here_and_sent_from_gmail_meanwhile_leaves_once(flow: World) -> None:
    show_id = await flow.started()
    await flow.approve(show_id, then_work=False)
    send_in_gmail(flow)

    await flow.work()

    assert len(flow.gmail.sent()) == 1
    assert await flow.status(show_id) == "awaiting_response"


async def test_a_draft_sent_from_gmail_and_then_approved_before_we_heard_of_it_leaves_once(flow: World) -> None:
    show_id = await flow.started()
    send_in_gmail(flow)

    await flow.approve(show_id)
    await flow.pull()

    assert len(flow.gmail.sent()) == 1
    assert await flow.status(show_id) == "awaiting_response"


async def test_our_own_sent_mail_coming_back_by_the_poll_changes_nothing(flow: World) -> None:
    show_id = await flow.asked()

    await flow.pull()

    assert await flow.status(show_id) == "awaiting_response"
    assert (await flow.row("select count(*) as n from approvals where show_id = %s", show_id))["n"] == 1


async def test_a_mail_without_an_approval_that_counts_is_never_sent(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.draft(show_id)

    with pytest.raises(StateConflict):
        await outbox.send_draft(flow.system, show_id, draft.id)

    assert flow.gmail.sent() == []


async def test_words_changed_behind_the_approval_are_not_sent(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.approve(show_id, then_work=False)
    await flow.rows("update agent_drafts set recipients = '{mallory@x.example}' where id = %s returning 1", draft.id)

    await flow.work()

    assert flow.gmail.sent() == []
    assert (await flow.draft(show_id)).status == "pending_review"


async def test_a_draft_that_was_placed_by_a_worker_that_died_is_taken_out_when_it_is_rejected(flow: World) -> None:
    show_id = await flow.started()
    # The worker died after Gmail had made the draft and before it was written down.
    await flow.rows("update agent_drafts set gmail_draft_id = null where show_id = %s returning 1", show_id)
    await flow.rows("update effects set status = 'intended', receipt = null where show_id = %s returning 1", show_id)

    await flow.reject(show_id)

    assert in_gmail(flow)["messageId"] == message_id_of((await flow.draft(show_id)).id, letter.DANA)


@pytest.mark.parametrize("call", ["POST .*/drafts$", "POST .*/drafts/send"])
async def test_a_lost_answer_of_gmail_leaves_one_mail_and_no_draft_behind(flow: World, call: str) -> None:
    show_id = await flow.started()
    flow.gmail.ask("DELETE", f"drafts/{in_gmail(flow)['id']}")
    flow.gmail.fail(path=call, lose_answer=True)

    await flow.approve(show_id)

    assert len(flow.gmail.sent()) == 1
    assert flow.gmail.drafts() == []
    assert await flow.status(show_id) == "awaiting_response"


async def test_sending_that_fails_for_good_is_kept_shown_and_told_and_can_be_tried_again(flow: World) -> None:
    show_id = await flow.started()
    flow.gmail.fail(path="drafts/send", status=503, count=50)
    await flow.approve(show_id)
    assert await flow.status(show_id) == "needs_attention"
    assert any("send draft failed for good" in title for title in await flow.notices())
    flow.gmail.ask("DELETE", "faults")

    async with flow.system.database.transaction() as conn:
        (failed,) = await list_failed_jobs(conn)
        await retry_failed_job(conn, flow.system.jobs, failed.id)
    await flow.work()

    assert failed.task_name == "send_draft"
    assert len(flow.gmail.sent()) == 1
    assert await flow.status(show_id) == "awaiting_response"

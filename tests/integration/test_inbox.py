"""From the mailbox to the right show: stored once, told apart, matched, read, and never lost."""

import asyncio
import base64
import email
import json
from email import policy
from email.message import EmailMessage

import httpx
import pytest

from advancing.errors import StateConflict
from advancing.status import Event
from agents import coordinator, inbox
from server.worker import poll_mailboxes
from tests.builders import DOORS, LOAD_IN, VENUE_ADDRESS, make_one_show
from tests.flow import letter
from tests.flow.world import THREE_FACTS, World
from tools.store import mail as mails
from tools.store.mailbox import store_push
from tools.store.show import change_contact, change_show


async def messages(flow: World) -> list[mails.Message]:
    """All stored messages that came in."""
    async with flow.system.database.transaction() as conn:
        return [item for item in await mails.list_messages(conn) if item.direction == "inbound"]


async def unmatched(flow: World) -> list[mails.Message]:
    """Messages that wait for Dana to say what they are for."""
    async with flow.system.database.transaction() as conn:
        return await mails.list_unmatched(conn)


async def test_a_reply_is_stored_raw_matched_by_its_thread_and_read_against_what_was_asked(flow: World) -> None:
    show_id = await flow.asked(contract={"schedule.doors": "18:00"})

    await flow.venue_says(THREE_FACTS)

    (message,) = await messages(flow)
    assert (message.show_id, message.was_processed) == (show_id, True)
    async with flow.system.database.transaction() as conn:
        assert b"Load in is at 3pm" in await mails.get_raw(conn, message.id)
    found = (await flow.reading(show_id)).extraction
    assert found.fields[LOAD_IN].value == "15:00"
    assert found.unresolved, "questions that the mail leaves open are named"


async def test_what_differs_from_the_contract_is_raised_as_a_conflict(flow: World) -> None:
    show_id = await flow.asked(contract={"schedule.doors": "18:00"})

    await flow.venue_says("Hi Dana, doors are at 7pm. Load in at 3pm. Sam")

    conflict = await flow.row("select * from conflicts where show_id = %s", show_id)
    assert (conflict["field"], conflict["known_value"], conflict["new_value"]) == ("schedule.doors", "18:00", "19:00")
    assert (conflict["known_source"], conflict["status"]) == ("contract", "open")


async def test_a_file_that_nobody_could_read_is_told_in_the_notice_and_one_that_was_gives_its_facts(
    flow: World,
) -> None:
    show_id = await flow.asked()
    mail = email.message_from_bytes(
        letter.answer(flow.gmail.sent()[-1], "Load in 3pm, see attached."), policy=policy.SMTP
    )
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(b"not a pdf at all", maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="logo.gif")
    mail.add_attachment("TECH PACK\n\nDoors: 7pm\nCurfew: 11pm\n", filename="pack.txt")

    await flow.arrives(mail.as_bytes())

    notice = await flow.row("select body from notifications where kind = 'response_received'")
    assert notice["body"].endswith("Not read: plan.pdf.")
    found = (await flow.reading(show_id)).extraction.fields
    assert (found[DOORS].value, found[DOORS].attachment) == ("19:00", "pack.txt")


async def test_mail_that_fits_no_show_goes_to_the_tour_manager_who_says_which_and_then_it_is_read(flow: World) -> None:
    show_id = await flow.asked()
    await flow.arrives(letter.stray())
    (stray,) = await unmatched(flow)
    assert any("Which show" in title for title in await flow.notices())

    await inbox.assign_message(flow.system, flow.person.user_id, stray.id, show_id)
    await flow.work()

    assert await unmatched(flow) == []
    assert (await flow.reading(show_id)).message_id == stray.id
    with pytest.raises(StateConflict):
        await inbox.assign_message(flow.system, flow.person.user_id, stray.id, show_id)


async def test_mail_that_is_dismissed_is_kept_and_asks_for_nothing_more(flow: World) -> None:
    await flow.asked()
    await flow.arrives(letter.stray())
    (stray,) = await unmatched(flow)

    await inbox.dismiss_message(flow.system, flow.person.user_id, stray.id)

    assert await unmatched(flow) == []
    assert [item.id for item in await messages(flow)] == [stray.id]


async def test_a_bounce_calls_for_the_tour_manager_and_a_new_contact_gets_the_first_mail(flow: World) -> None:
    show_id = await flow.asked()
    await flow.arrives(letter.bounce(flow.gmail.sent()[-1]))
    assert await flow.status(show_id) == "needs_attention"
    send = await flow.row("select delivery_status, bounce_reason from sends where show_id = %s", show_id)
    assert send["delivery_status"] == "bounced"
    assert any("bounced" in title for title in await flow.notices())

    async with flow.system.database.transaction() as conn:
        contact = await change_contact(conn, show_id, "kim@theritz.example", "Kim Lee")
        await change_show(conn, show_id, {"contact_id": contact})
    await coordinator.change_status(flow.system, flow.person.user_id, show_id, Event.RESUME)
    await coordinator.see_to_due_shows(flow.system)
    await flow.work()
    await flow.approve(show_id)

    sent = flow.gmail.sent()[-1]
    assert sent["to"] == ["kim@theritz.example"]
    assert sent["attachments"] == ["rider.pdf"], "the rider never reached the venue, so it goes again"
    assert await flow.status(show_id) == "awaiting_response"


async def test_a_delay_report_is_no_bounce(flow: World) -> None:
    show_id = await flow.asked()

    await flow.arrives(letter.bounce(flow.gmail.sent()[-1], action="delayed", status="4.4.1"))

    assert await flow.status(show_id) == "awaiting_response"


async def test_an_out_of_office_note_is_kept_and_the_wait_goes_on(flow: World) -> None:
    show_id = await flow.asked()

    await flow.arrives(letter.out_of_office(flow.gmail.sent()[-1]))

    assert await flow.status(show_id) == "awaiting_response"
    assert (await flow.state_of(show_id, LOAD_IN))[0] == "asked"
    (note,) = await messages(flow)
    assert (note.kind, note.was_processed) == ("auto_reply", True)


BROKEN = {
    "nothing at all": b"",
    "no headers": b"load in at 3pm",
    "only NUL": b"\x00" * 200,
    "NUL everywhere": b"From: a\x00@b.example\nTo: d\x00\nSubject: x\x00y\nMessage-ID: <a\x00b@c>\nReferences: <x\x00@y>\n"
    b"In-Reply-To: <\x00@y>\n\nbody \x00 text",
    "bytes that are no charset": b"From: \xff\xfe\xfd\nSubject: \xc3\x28\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe",
    "a multipart without parts": b"Content-Type: multipart/mixed; boundary=x\n\nno parts",
    "a boundary that never ends": b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/html\n\n<p>3pm',
    "base64 that is none": b"Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n!!!! ===",
    "a broken attachment": b"From: sam@theritz.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    b"Content-Type: application/pdf; name=\"a\x00\xed\xa0\x80.pdf\"\nContent-Disposition: attachment\n\nnot a pdf\n--x--",
    "a surrogate in a header": b"From: =?utf-16?b?2AA=?= <sam@theritz.example>\nSubject: =?utf-8?b?7aCA?=\n\n\xed\xa0\x80",
    "a date of no day": b"From: sam@theritz.example\nDate: Fri, 99 Foo 20266 99:99:99 +9999\nSubject: x\n\nhi",
    "a header without end": b"Subject: " + b"x" * 200_000,
}  # fmt: skip


async def test_broken_messages_are_kept_raw_and_shown_and_do_not_hold_up_what_comes_after(flow: World) -> None:
    show_id = await flow.asked()

    await flow.arrives(*BROKEN.values(), letter.answer(flow.gmail.sent()[-1], THREE_FACTS))

    stored = await messages(flow)
    assert len(stored) == len(BROKEN) + 1
    assert len(await unmatched(flow)) >= len(BROKEN) - 3, "those of the venue's address may find the show"
    raw = await flow.rows("select raw from email_raw r join email_messages m on m.id = r.message_id")
    assert {bytes(row["raw"])[-40:] for row in raw} >= {broken[-40:] for broken in BROKEN.values() if broken}
    assert await flow.status(show_id) == "awaiting_approval"
    assert await flow.rows("select * from failed_jobs") == []


async def test_a_broken_mail_in_the_shows_thread_is_marked_and_read_as_far_as_it_goes(flow: World) -> None:
    show_id = await flow.asked()
    whole = letter.answer(flow.gmail.sent()[-1], THREE_FACTS)
    broken = whole.replace(b'Content-Type: text/plain; charset="utf-8"', b'Content-Type: multipart/mixed; boundary="q"')

    await flow.arrives(broken)

    (message,) = await messages(flow)
    assert message.is_broken
    assert message.was_processed
    assert await flow.status(show_id) == "awaiting_approval"


async def test_the_same_history_pulled_twice_at_once_stores_each_message_once(flow: World) -> None:
    show_id = await flow.asked()
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))

    await asyncio.gather(*(inbox.pull_mailbox(flow.system, flow.mailbox.id) for _ in range(4)))
    await flow.work()

    assert len(await messages(flow)) == 1
    assert (await flow.row("select count(*) as n from email_extractions where show_id = %s", show_id))["n"] == 1


async def test_one_reply_pushed_five_times_at_once_is_stored_and_read_once(flow: World, push_url: str) -> None:
    show_id = await flow.asked()
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    pusher = flow.gmail.state.pusher
    delivery = {"emailAddress": letter.DANA, "historyId": flow.gmail.ask("POST", "push")["historyId"]}
    body = {
        "message": {
            "data": base64.b64encode(json.dumps(delivery).encode()).decode(),
            "messageId": "77",
            "publishTime": "2026-11-20T10:00:00Z",
        },
        "subscription": "s",
    }

    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {pusher.token()}"}) as http:
        answers = await asyncio.gather(*(http.post(push_url, json=body) for _ in range(5)))
    await flow.work()

    assert [answer.status_code for answer in answers] == [204] * 5
    assert (await flow.row("select count(*) as n from gmail_notifications where outside_id = '77'"))["n"] == 1
    assert len(await messages(flow)) == 1
    assert (await flow.row("select count(*) as n from email_extractions where show_id = %s", show_id))["n"] == 1


async def test_a_push_brings_the_reply_in_without_a_poll_and_is_marked_as_handled(flow: World, push_url: str) -> None:
    show_id = await flow.asked()
    await flow.pull()
    flow.gmail.ask("PUT", "push", json={"url": push_url})
    client = flow.system.gmail(flow.mailbox)
    await client.watch("projects/p/topics/t")

    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    await delivered(flow)
    await flow.work()
    await delivered(flow)  # Gmail pushes our own label on the message as well.
    await flow.work()

    assert await flow.status(show_id) == "awaiting_approval"
    assert await flow.rows("select * from gmail_notifications where handled_at is null") == []


async def test_a_lost_push_is_made_good_by_the_poll(flow: World, push_url: str) -> None:
    show_id = await flow.asked()
    flow.gmail.ask("PUT", "push", json={"url": push_url})
    await flow.system.gmail(flow.mailbox).watch("projects/p/topics/t")
    flow.gmail.ask("POST", "push-faults", json={"action": "drop"})
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    await delivered(flow)
    await flow.work()
    assert await flow.status(show_id) == "awaiting_response"

    await flow.pull()

    assert await flow.status(show_id) == "awaiting_approval"


async def test_history_that_expired_is_made_good_by_listing_recent_mail(flow: World) -> None:
    show_id = await flow.asked()
    await flow.pull()
    before = await flow.cursor()
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    flow.gmail.ask("POST", "expire-history")

    await flow.pull()

    assert await flow.status(show_id) == "awaiting_approval"
    assert len(await messages(flow)) == 1
    assert await flow.cursor() > before


async def test_a_message_that_cannot_be_fetched_now_keeps_the_cursor_where_it_is(flow: World) -> None:
    await flow.asked()
    await flow.pull()
    before = await flow.cursor()
    flow.gmail.deliver(letter.stray())
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    flow.gmail.fail(path="GET .*/messages/[0-9a-f]+", status=503, count=50)
    await flow.pull()
    assert await flow.cursor() == before

    flow.gmail.ask("DELETE", "faults")
    await flow.pull()

    assert len(await messages(flow)) == 2
    assert await flow.cursor() > before


async def test_consent_that_ended_is_told_once_and_mail_is_made_good_after_reconnecting(flow: World) -> None:
    show_id = await flow.asked()
    await flow.pull()
    tokens = dict(flow.gmail.state.office.tokens)
    flow.gmail.deliver(letter.answer(flow.gmail.sent()[-1], THREE_FACTS))
    flow.gmail.ask("POST", "revoke")
    for _ in range(3):
        await flow.pull()
    assert (await flow.row("select status from gmail_accounts"))["status"] == "reconnect"
    assert sum("connected again" in title for title in await flow.notices()) == 1

    flow.gmail.state.office.tokens = tokens
    await flow.pull()

    assert (await flow.row("select status from gmail_accounts"))["status"] == "connected"
    assert await flow.status(show_id) == "awaiting_approval"


async def test_a_message_deleted_in_gmail_before_it_was_fetched_is_passed_over(flow: World) -> None:
    show_id = await flow.asked()
    gone = flow.gmail.deliver(letter.stray())
    flow.gmail.ask("DELETE", f"messages/{gone['id']}")

    await flow.venue_says()

    assert len(await messages(flow)) == 1
    assert await flow.status(show_id) == "awaiting_approval"


async def test_a_reply_marks_a_waiting_draft_as_stale_and_keeps_it(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.draft(show_id)

    await flow.arrives(letter.letter(THREE_FACTS, sender=VENUE_ADDRESS, subject="Night Ferry at The Ritz"))

    kept = await flow.draft(show_id)
    assert (kept.id, kept.is_stale, kept.status) == (draft.id, True, "pending_review")
    assert await flow.status(show_id) == "awaiting_approval"


async def test_an_edited_draft_survives_new_mail_and_its_review(flow: World) -> None:
    show_id = await flow.started()
    draft = await flow.draft(show_id)
    await flow.rows("update agent_drafts set is_edited = true where id = %s returning 1", draft.id)
    await flow.arrives(letter.letter(THREE_FACTS, sender=VENUE_ADDRESS, subject="Night Ferry at The Ritz"))

    await flow.approve_reading(show_id)

    assert (await flow.draft(show_id)).id == draft.id
    assert await flow.status(show_id) == "draft_pending_approval"


async def test_two_shows_of_one_venue_each_get_the_replies_of_their_own_thread(flow: World) -> None:
    first = await flow.asked()
    mail_of_first = flow.gmail.sent()[-1]
    async with flow.system.database.transaction() as conn:
        day = (await flow.show(first)).show_date.replace(day=1)
        second = await make_one_show(conn, flow.person, show_date=day, tour="Autumn")
    await coordinator.start_show(flow.system, second)
    await flow.work()
    await flow.approve(second)

    await flow.arrives(letter.answer(mail_of_first, "Load in is at 3pm."))

    assert (await flow.status(first), await flow.status(second)) == ("awaiting_approval", "awaiting_response")


async def test_a_poll_while_one_waits_queues_nothing_more(flow: World) -> None:
    await flow.asked()

    for _ in range(5):
        await poll_mailboxes(flow.system)

    waiting = await flow.rows("select 1 from procrastinate_jobs where task_name = 'pull_mailbox' and status = 'todo'")
    assert len(waiting) == 1


async def test_pushes_of_a_mailbox_that_is_not_ours_are_stored_and_do_nothing(flow: World) -> None:
    async with flow.system.database.transaction() as conn:
        assert await store_push(conn, "1", "stranger@x.example", 5)
        assert not await store_push(conn, "1", "stranger@x.example", 5)


async def delivered(flow: World) -> None:
    """Wait until every push of the emulator has come to its end."""
    while any(push["outcome"] == "waiting" for push in flow.gmail.ask("GET", "pushes")["pushes"]):  # noqa: ASYNC110
        await asyncio.sleep(0.01)

"""The real Google client against the emulator: every call that the system makes to a mailbox."""

from datetime import UTC, datetime, timedelta

import pytest

from advancing.errors import Invalid, NotFound
from tests.integration.gmail.world import JO, VENUE, World, mail, our_mail
from tools.gmail.client import GmailClient, HistoryExpired
from tools.gmail.records import MessageRef


async def everything_since(gmail: GmailClient, history_id: int, label_id: str | None = None) -> list[MessageRef]:
    pages = [page async for page in gmail.history_since(history_id, label_id=label_id)]
    return [ref for page in pages for ref in page.added]


async def test_the_profile_names_the_mailbox_and_its_newest_history_id(gmail: GmailClient, world: World) -> None:
    before = await gmail.get_profile()
    world.deliver(mail())

    after = await gmail.get_profile()

    assert after.email == JO
    assert after.history_id > before.history_id


async def test_history_gives_what_came_and_where_to_read_on(gmail: GmailClient, world: World) -> None:
    start = (await gmail.get_profile()).history_id
    came = world.deliver(mail())

    (page,) = [page async for page in gmail.history_since(start)]

    assert page.added == (MessageRef(came["id"], came["threadId"], frozenset({"INBOX", "UNREAD"})),)
    assert page.history_id == int(came["historyId"])
    assert await everything_since(gmail, page.history_id) == []


async def test_history_is_read_page_by_page_and_nothing_is_missed(gmail: GmailClient, world: World) -> None:
    start = (await gmail.get_profile()).history_id
    came = [world.deliver(mail(message_id=f"<{n}@ritz.example>", subject=f"Mail {n}"))["id"] for n in range(230)]

    pages = [page async for page in gmail.history_since(start)]

    assert len(pages) == 3
    assert [ref.id for page in pages for ref in page.added] == came
    assert {page.history_id for page in pages} == {(await gmail.get_profile()).history_id}


async def test_history_can_be_narrowed_to_a_label(gmail: GmailClient, world: World) -> None:
    start = (await gmail.get_profile()).history_id
    world.deliver(mail(), label="SPAM")
    came = world.deliver(mail(message_id="<2@ritz.example>"))

    added = await everything_since(gmail, start, "INBOX")

    assert [ref.id for ref in added] == [came["id"]]


async def test_history_that_gmail_no_longer_keeps_is_said_to_be_expired(gmail: GmailClient, world: World) -> None:
    start = (await gmail.get_profile()).history_id
    world.ask("POST", "expire-history")

    with pytest.raises(HistoryExpired):
        await everything_since(gmail, start)


async def test_a_message_comes_back_byte_for_byte(gmail: GmailClient, world: World) -> None:
    raw = mail(body="Soundcheck 5pm – “hard” curfew 23:00\n")
    came = world.deliver(raw)

    message = await gmail.get_raw_message(came["id"])

    assert message.raw == raw
    assert message.thread_id == came["threadId"]
    assert message.label_ids == {"INBOX", "UNREAD"}
    assert message.history_id == int(came["historyId"])
    assert abs(message.received_at - datetime.now(UTC)) < timedelta(hours=1)


async def test_a_message_that_was_deleted_is_not_found(gmail: GmailClient, world: World) -> None:
    came = world.deliver(mail())
    world.ask("DELETE", f"messages/{came['id']}")

    with pytest.raises(NotFound):
        await gmail.get_raw_message(came["id"])


async def test_a_search_goes_through_all_its_pages(gmail: GmailClient, world: World) -> None:
    came = {world.deliver(mail(message_id=f"<{n}@ritz.example>"))["id"] for n in range(120)}
    world.deliver(mail(sender="someone@else.example", message_id="<other@else.example>"))

    found = [ref.id async for ref in gmail.list_messages(f"from:{VENUE} newer_than:2d in:inbox")]

    assert len(found) == 120
    assert set(found) == came


async def test_a_reply_joins_the_thread_by_its_references_and_inherits_no_label(
    gmail: GmailClient, world: World
) -> None:
    draft = await gmail.create_draft(our_mail())
    sent = await gmail.send_draft(draft.id)
    label = await gmail.ensure_label("Advancing/The Ritz")
    await gmail.add_labels(sent.id, (label,))

    came = world.deliver(mail("Re: Advance: The Ritz", answers="<ours-1@band.example>"))

    thread = await gmail.get_thread(sent.thread_id)
    assert [m.ref.id for m in thread.messages] == [sent.id, came["id"]]
    assert label in thread.messages[0].ref.label_ids
    assert label not in thread.messages[1].ref.label_ids
    assert thread.messages[0].message_id == "<ours-1@band.example>"
    assert thread.messages[1].sender == VENUE


async def test_a_mail_with_another_subject_starts_a_thread_of_its_own(gmail: GmailClient, world: World) -> None:
    sent = await gmail.send_draft((await gmail.create_draft(our_mail())).id)

    came = world.deliver(mail("Invoice", answers="<ours-1@band.example>"))

    assert came["threadId"] != sent.thread_id


async def test_a_draft_keeps_its_id_and_gets_a_new_message_id_with_each_edit(gmail: GmailClient) -> None:
    made = await gmail.create_draft(our_mail(body="First\n"))

    changed = await gmail.update_draft(made.id, our_mail(body="Second\n"))

    assert changed.id == made.id
    assert changed.message_id != made.message_id
    assert changed.thread_id == made.thread_id
    assert b"Second" in (await gmail.get_draft(made.id)).message.raw


async def test_an_edit_in_gmail_is_seen_when_the_draft_is_read(gmail: GmailClient, world: World) -> None:
    made = await gmail.create_draft(our_mail(body="Ours\n"))
    world.ask("PUT", f"drafts/{made.id}", content=our_mail(body="As Jo wants it\n"))

    draft = await gmail.get_draft(made.id)

    assert b"As Jo wants it" in draft.message.raw
    assert draft.message.id != made.message_id


async def test_a_draft_answers_in_its_thread(gmail: GmailClient, world: World) -> None:
    came = world.deliver(mail())

    draft = await gmail.create_draft(our_mail("Re: Advance: The Ritz", answers="<1@ritz.example>"), came["threadId"])

    assert draft.thread_id == came["threadId"]


async def test_a_draft_that_was_deleted_or_sent_in_gmail_is_not_found(gmail: GmailClient, world: World) -> None:
    deleted, sent = await gmail.create_draft(our_mail()), await gmail.create_draft(our_mail("Another"))
    world.ask("DELETE", f"drafts/{deleted.id}")
    world.ask("POST", f"drafts/{sent.id}/send")

    for draft in (deleted, sent):
        with pytest.raises(NotFound):
            await gmail.get_draft(draft.id)
        with pytest.raises(NotFound):
            await gmail.send_draft(draft.id)
    assert len(world.sent()) == 1


async def test_a_draft_of_ours_can_be_deleted(gmail: GmailClient, world: World) -> None:
    draft = await gmail.create_draft(our_mail())

    await gmail.delete_draft(draft.id)

    assert world.drafts() == []


async def test_drafts_are_listed(gmail: GmailClient) -> None:
    made = [await gmail.create_draft(our_mail(f"Show {n}", f"<{n}@band.example>")) for n in range(3)]

    listed = [draft async for draft in gmail.list_drafts()]

    assert {draft.id for draft in listed} == {draft.id for draft in made}


async def test_a_sent_draft_is_gone_and_its_message_keeps_our_message_id(gmail: GmailClient, world: World) -> None:
    draft = await gmail.create_draft(our_mail())

    sent = await gmail.send_draft(draft.id)

    assert sent.is_sent
    assert sent.id != draft.message_id
    assert sent.thread_id == draft.thread_id
    assert world.drafts() == []
    (left,) = world.sent()
    assert left["messageId"] == "<ours-1@band.example>"
    assert left["to"] == [VENUE]
    assert left["draftId"] == draft.id


async def test_sending_shows_in_history_as_a_sent_message(gmail: GmailClient) -> None:
    draft = await gmail.create_draft(our_mail())
    start = (await gmail.get_profile()).history_id

    sent = await gmail.send_draft(draft.id)

    assert [ref for ref in await everything_since(gmail, start) if ref.is_sent] == [sent]


async def test_a_large_message_goes_by_resumable_upload(gmail: GmailClient, world: World) -> None:
    rider = bytes(range(256)) * 8192
    raw = our_mail(attachment=rider)

    draft = await gmail.create_draft(raw)
    changed = await gmail.update_draft(draft.id, raw + b"\n")

    assert (await gmail.get_draft(draft.id)).message.raw == raw + b"\n"
    assert changed.id == draft.id
    assert world.state.uploads == {}


async def test_a_message_beyond_gmails_limit_is_refused_before_it_leaves(gmail: GmailClient) -> None:
    with pytest.raises(Invalid, match="25 MB"):
        await gmail.create_draft(b"x" * 25_000_001)


async def test_an_attachment_is_fetched(gmail: GmailClient, world: World) -> None:
    came = world.deliver(mail(attachment=b"%PDF-1.7 tech pack"))
    mailbox = world.state.office.of_address(JO)
    from tools.gmail.emulator import shape

    parts = shape.message(mailbox.mail(came["id"]))["payload"]["parts"]
    attachment_id = next(part["body"]["attachmentId"] for part in parts if part["filename"] == "techpack.pdf")

    content = await gmail.get_attachment(came["id"], attachment_id)

    assert content == b"%PDF-1.7 tech pack"


async def test_a_sent_message_is_found_by_its_message_id(gmail: GmailClient) -> None:
    sent = await gmail.send_draft((await gmail.create_draft(our_mail())).id)

    assert await gmail.find_by_message_id("<ours-1@band.example>") == sent
    assert await gmail.find_by_message_id("ours-1@band.example", thread_id=sent.thread_id) == sent


async def test_a_draft_found_by_its_message_id_is_told_from_a_sent_message(gmail: GmailClient) -> None:
    await gmail.create_draft(our_mail())

    found = await gmail.find_by_message_id("<ours-1@band.example>")

    assert found
    assert found.is_draft
    assert not found.is_sent


async def test_an_unknown_message_id_is_found_nowhere(gmail: GmailClient) -> None:
    assert await gmail.find_by_message_id("<never@band.example>") is None
    assert await gmail.find_by_message_id("<never@band.example>", thread_id="18c0000000000000") is None


async def test_a_message_id_that_would_search_for_something_else_is_refused(gmail: GmailClient) -> None:
    with pytest.raises(Invalid):
        await gmail.find_by_message_id("a@b OR in:sent")


async def test_a_label_is_made_once_whatever_its_case(gmail: GmailClient) -> None:
    made = await gmail.ensure_label("Advancing")

    assert await gmail.ensure_label("advancing") == made
    assert await gmail.ensure_label("Other") != made


async def test_a_thread_is_labelled_whole(gmail: GmailClient, world: World) -> None:
    came = world.deliver(mail())
    world.deliver(mail("Re: Advance: The Ritz", answers="<1@ritz.example>", message_id="<2@ritz.example>"))
    label = await gmail.ensure_label("Advancing")

    await gmail.add_thread_labels(came["threadId"], (label,), remove=("UNREAD",))

    thread = await gmail.get_thread(came["threadId"])
    assert [m.ref.label_ids for m in thread.messages] == [{"INBOX", label}] * 2


async def test_a_watch_lasts_seven_days_at_most(gmail: GmailClient) -> None:
    watch = await gmail.watch("projects/p/topics/gmail")

    assert timedelta(days=6) < watch.expires_at - datetime.now(UTC) <= timedelta(days=7)
    assert watch.history_id == (await gmail.get_profile()).history_id
    await gmail.stop_watch()

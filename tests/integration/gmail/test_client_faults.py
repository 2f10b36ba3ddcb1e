"""What the client makes of Gmail's refusals, silences and lost answers."""

import asyncio

import pytest
from google.oauth2.credentials import Credentials

from advancing.errors import NotFound, OutsideFault
from tests.integration.gmail.world import World, mail, our_mail
from tools.gmail.client import GmailClient
from tools.gmail.emulator.serve import GmailEmulator


async def fault_of(gmail: GmailClient) -> OutsideFault:
    with pytest.raises(OutsideFault) as caught:
        await gmail.get_profile()
    assert caught.value.system == "gmail"
    return caught.value


async def test_a_429_may_be_tried_again_after_the_time_that_gmail_names(gmail: GmailClient, world: World) -> None:
    world.fail(status=429, retry_after_s=7)

    fault = await fault_of(gmail)

    assert (fault.retryable, fault.retry_after_s, fault.status) == (True, 7.0, 429)
    assert (await gmail.get_profile()).email


async def test_the_moment_in_gmails_sentence_is_turned_into_seconds(gmail: GmailClient, world: World) -> None:
    world.fail(status=429, message="User-rate limit exceeded.  Retry after 2999-01-01T00:00:00.000Z")

    fault = await fault_of(gmail)

    assert fault.retry_after_s
    assert fault.retry_after_s > 86_400


@pytest.mark.parametrize(
    ("reason", "retryable"),
    [
        ("rateLimitExceeded", True),
        ("userRateLimitExceeded", True),
        ("dailyLimitExceeded", False),
        ("domainPolicy", False),
        ("insufficientPermissions", False),
    ],
)
async def test_only_the_403_of_a_rate_limit_may_be_tried_again(
    gmail: GmailClient, world: World, reason: str, retryable: bool
) -> None:
    world.fail(status=403, reason=reason)

    fault = await fault_of(gmail)

    assert (fault.retryable, fault.status) == (retryable, 403)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_fault_on_gmails_side_may_be_tried_again(gmail: GmailClient, world: World, status: int) -> None:
    world.fail(status=status)

    fault = await fault_of(gmail)

    assert (fault.retryable, fault.status) == (True, status)


async def test_a_bad_request_is_final(gmail: GmailClient, world: World) -> None:
    world.fail(status=400, message="Recipient address required")

    fault = await fault_of(gmail)

    assert not fault.retryable
    assert "Recipient address required" in fault.message


async def test_a_refused_token_says_how_to_connect_again(emulator: GmailEmulator, world: World) -> None:
    stranger = GmailClient(Credentials("unknown"), endpoint=emulator.url)

    fault = await fault_of(stranger)

    assert not fault.retryable
    assert "advance gmail connect" in fault.message
    stranger.close()


async def test_silence_is_a_fault_that_may_pass(emulator: GmailEmulator, world: World) -> None:
    impatient = GmailClient(Credentials("jo-token"), endpoint=emulator.url, read_timeout_s=0.2)
    world.fail(delay_s=1.0)

    fault = await fault_of(impatient)

    assert fault.retryable
    assert "in time" in fault.message
    impatient.close()


async def test_no_one_listening_is_a_fault_that_may_pass() -> None:
    nowhere = GmailClient(Credentials("jo-token"), endpoint="http://127.0.0.1:9", connect_timeout_s=1)

    assert (await fault_of(nowhere)).retryable
    nowhere.close()


async def test_a_send_whose_answer_is_lost_is_not_sent_twice_and_can_be_found(gmail: GmailClient, world: World) -> None:
    draft = await gmail.create_draft(our_mail())
    world.fail(path="POST .*/drafts/send", lose_answer=True)

    with pytest.raises(OutsideFault) as caught:
        await gmail.send_draft(draft.id)

    assert caught.value.retryable
    assert "connection" in caught.value.message
    assert len(world.sent()) == 1
    found = await gmail.find_by_message_id("<ours-1@band.example>", thread_id=draft.thread_id)
    assert found
    assert found.is_sent


async def test_a_send_that_was_refused_left_only_the_draft(gmail: GmailClient, world: World) -> None:
    draft = await gmail.create_draft(our_mail())
    world.fail(path="POST .*/drafts/send", status=503)

    with pytest.raises(OutsideFault):
        await gmail.send_draft(draft.id)

    found = await gmail.find_by_message_id("<ours-1@band.example>", thread_id=draft.thread_id)
    assert found
    assert not found.is_sent
    assert world.sent() == []


async def test_a_message_that_goes_away_while_it_is_looked_for_is_passed_over(gmail: GmailClient, world: World) -> None:
    world.deliver(mail(message_id="<ours-1@band.example>"))
    world.fail(path="GET .*/messages/.+", status=404)

    assert await gmail.find_by_message_id("<ours-1@band.example>") is None


async def test_calls_side_by_side_do_not_disturb_each_other(gmail: GmailClient, world: World) -> None:
    came = [world.deliver(mail(message_id=f"<{n}@ritz.example>", body=f"Mail {n}\n"))["id"] for n in range(40)]

    messages = await asyncio.gather(*(gmail.get_raw_message(message_id) for message_id in came))

    assert [f"Mail {n}" in message.raw.decode() for n, message in enumerate(messages)] == [True] * 40


async def test_a_label_that_another_process_makes_at_the_same_time_is_used(gmail: GmailClient, world: World) -> None:
    made = await asyncio.gather(*(gmail.ensure_label("Advancing") for _ in range(8)))

    assert len(set(made)) == 1


async def test_a_thread_that_is_gone_is_not_found(gmail: GmailClient) -> None:
    with pytest.raises(NotFound):
        await gmail.get_thread("18c0000000000000")

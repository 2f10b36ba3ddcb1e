"""The whole flow by the rules host."""

from tests.flow.world import World


async def test_a_show_goes_from_its_first_mail_to_completed(flow: World) -> None:
    show_id = await flow.started()
    assert await flow.status(show_id) == "draft_pending_approval"
    await flow.approve(show_id)
    assert await flow.status(show_id) == "awaiting_response"
    await flow.venue_says()
    assert await flow.status(show_id) == "awaiting_approval"
    await flow.settle(show_id)
    assert await flow.status(show_id) == "completed"

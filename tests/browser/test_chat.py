"""The chat with the coordinator, here played by the rules."""

from playwright.async_api import Page, expect

from tests.browser.desk import Desk


async def test_what_is_said_and_answered_stays_on_the_page(page: Page, url: str, desk: Desk) -> None:
    await page.goto(f"{url}/console/chat")

    await page.get_by_label("Say something").fill("What's next?")
    await page.get_by_role("button", name="Send").click()

    said = page.get_by_role("list", name="What was said").get_by_role("listitem")
    await expect(said.first).to_contain_text("What's next?")
    await expect(said.last).to_contain_text("Coordinator")
    await page.reload()
    await expect(said.first).to_contain_text("What's next?")


async def test_markup_in_the_chat_stays_text(page: Page, url: str, desk: Desk) -> None:
    await page.goto(f"{url}/console/chat")

    await page.get_by_label("Say something").fill("<img src=x onerror=alert(1)>")
    await page.get_by_role("button", name="Send").click()

    await expect(page.get_by_role("list", name="What was said")).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(page.locator("main img")).to_have_count(0)


async def test_a_tool_call_that_waits_shows_what_it_would_do_until_it_is_answered(
    page: Page, url: str, desk: Desk
) -> None:
    draft_id = await desk.draft()
    await page.goto(f"{url}/console/drafts/{draft_id}")
    await page.get_by_role("button", name="Approve and send").click()
    await page.goto(f"{url}/console/chat")

    await page.get_by_label("Say something").fill("Send the approved draft for The Ritz")
    await page.get_by_role("button", name="Send").click()

    waiting = page.get_by_role("region", name="Waits for your answer")
    await expect(waiting).to_contain_text("Night Ferry at The Ritz, March 15: advance")
    await expect(waiting).to_contain_text("sam@theritz.example")
    await page.reload()
    await waiting.get_by_role("button", name="No, don't").click()

    await expect(waiting).to_have_count(0)
    await expect(page.get_by_role("list", name="What was said")).to_contain_text("No, don't.")
    assert [name for name, _ in await desk.queued()] == ["send_draft"]

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

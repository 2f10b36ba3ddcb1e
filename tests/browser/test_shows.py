"""A show's page: its checklist, its way through the advance, its history."""

from playwright.async_api import Page, expect

from tests.browser.desk import Desk
from tests.builders import CURFEW, LOAD_IN


async def test_the_checklist_stands_by_section_with_state_and_value(page: Page, url: str, desk: Desk) -> None:
    await desk.start()
    await desk.put("update show_fields set state = 'confirmed', value = '\"15:00\"' where field = 'schedule.loadIn'")

    await page.goto(f"{url}/console/shows/{desk.show_id}")

    await expect(page).to_have_title("Night Ferry at The Ritz, Mon 15 Mar 2027 · Advancing")
    load_in = page.locator("[id='field-schedule.loadIn'] summary")
    await expect(load_in).to_contain_text("3:00 PM")
    await expect(load_in).to_contain_text("Confirmed")
    await expect(page.get_by_role("region", name="Checklist")).to_contain_text("1 of 7 critical points")


async def test_a_field_is_set_by_who_knows_it(page: Page, url: str, desk: Desk) -> None:
    await desk.start()
    await page.goto(f"{url}/console/shows/{desk.show_id}")

    await page.locator("[id='field-schedule.curfew'] summary").click()
    await page.get_by_label("What time is curfew, and is it hard?").fill("23:15")
    await page.locator("[id='field-schedule.curfew']").get_by_role("button", name="Keep this").click()

    await expect(page.get_by_role("status").first).to_contain_text("Decided and kept.")
    assert await desk.field(CURFEW) == ("confirmed", "23:15", "")


async def test_a_field_is_done_without_only_with_a_reason(page: Page, url: str, desk: Desk) -> None:
    await desk.start()
    await page.goto(f"{url}/console/shows/{desk.show_id}")
    field = page.locator("[id='field-schedule.loadIn']")

    await field.locator("summary").click()
    await field.get_by_label("Do without").check()
    await field.get_by_role("button", name="Keep this").click()
    await expect(field.get_by_role("alert")).to_contain_text("Say why")
    await field.get_by_label("Why?").fill("Fly date, no gear.")
    await field.get_by_role("button", name="Keep this").click()

    await expect(page.get_by_role("status").first).to_contain_text("Decided and kept.")
    assert await desk.field(LOAD_IN) == ("not_needed", None, "Fly date, no gear.")


async def test_only_what_the_status_allows_is_offered(page: Page, url: str, desk: Desk) -> None:
    await page.goto(f"{url}/console/shows/{desk.show_id}")
    await expect(page.get_by_role("button", name="Start the advance")).to_be_visible()
    await expect(page.get_by_role("button", name="Mark as advanced")).to_have_count(0)

    await desk.status("awaiting_response")
    await page.reload()

    await expect(page.get_by_role("button", name="Start the advance")).to_have_count(0)
    await expect(page.get_by_role("button", name="Mark as advanced")).to_be_visible()


async def test_what_is_no_longer_possible_is_refused_with_where_the_show_stands(
    page: Page, url: str, desk: Desk
) -> None:
    await page.goto(f"{url}/console/shows/{desk.show_id}")
    await desk.status("completed")

    await page.get_by_role("button", name="Start the advance").click()

    await expect(page.get_by_role("alert")).to_contain_text("cannot be done now")
    await expect(page.get_by_role("button", name="Open it again")).to_be_visible()


async def test_an_advance_is_cancelled_with_a_reason(page: Page, url: str, desk: Desk) -> None:
    await desk.status("awaiting_response")
    await page.goto(f"{url}/console/shows/{desk.show_id}")

    await page.get_by_text("Cancel the advance", exact=True).click()
    await page.get_by_label("Why?").fill("The show is off.")
    await page.get_by_role("button", name="Cancel the advance of this show").click()

    await expect(page.get_by_role("status").first).to_contain_text("Done.")
    row = await desk.one("select status, status_reason from shows where id = %s", desk.show_id)
    assert row == {"status": "cancelled", "status_reason": "The show is off."}


async def test_mails_and_what_happened_stand_with_their_times_in_the_shows_zone(
    page: Page, url: str, desk: Desk
) -> None:
    await desk.answer()

    await page.goto(f"{url}/console/shows/{desk.show_id}")

    aside = page.get_by_role("complementary", name="Contact, mail and history")
    await expect(aside).to_contain_text("Mon 1 Mar 2027, 7:00 AM EST")
    await aside.get_by_role("link", name="Re: Night Ferry, March 15").click()
    await expect(page.locator(".mail-text").first).to_contain_text("Load in is at 3pm")

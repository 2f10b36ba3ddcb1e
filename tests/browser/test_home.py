"""What needs me: the list, what it offers, and the mail that fits nowhere."""

from playwright.async_api import Page, expect

from tests.browser.desk import Desk
from tests.builders import make_draft


async def test_nothing_to_do_is_said_in_so_many_words(page: Page) -> None:
    await expect(page.get_by_role("status")).to_contain_text("All is well: nothing needs you right now.")


async def test_a_show_is_started_from_the_list(page: Page, desk: Desk) -> None:
    await page.get_by_role("button", name="Start the advance of Night Ferry at The Ritz").click()

    await expect(page.get_by_role("status").first).to_contain_text("Done.")
    row = await desk.one("select status from shows where id = %s", desk.show_id)
    assert row["status"] == "drafting"


async def test_the_list_refreshes_itself_and_leaves_the_focus_where_it_is(page: Page, desk: Desk) -> None:
    await page.get_by_role("link", name="The Ritz", exact=True).focus()

    await desk.draft()

    await expect(page.locator("#needs")).to_contain_text("3 questions to sam@theritz.example", timeout=12_000)
    assert await page.evaluate("document.activeElement.textContent") == "The Ritz"
    await expect(page.get_by_role("status")).to_contain_text("1 thing needs you.")


async def test_a_list_whose_session_ended_leads_to_signing_in(page: Page) -> None:
    await page.context.clear_cookies()

    await page.wait_for_url("**/console/sign-in**", timeout=12_000)


async def test_unsorted_mail_is_assigned_to_its_show(page: Page, desk: Desk) -> None:
    message_id = await desk.unsorted_mail(body="Is the 15th still on?")
    await page.reload()

    await page.get_by_role("link", name="Sort this mail").click()
    await expect(page.get_by_role("region", name="The mail")).to_contain_text("Is the 15th still on?")
    await page.get_by_role("button", name="It is for this show").click()
    await expect(page.get_by_role("alert")).to_have_text("Choose the show that this mail is for.")
    await page.get_by_label("Show").select_option(str(desk.show_id))
    await page.get_by_role("button", name="It is for this show").click()

    await expect(page.get_by_role("status").first).to_contain_text("The mail is being read")
    row = await desk.one("select show_id, matched_by from email_messages where id = %s", message_id)
    assert row == {"show_id": desk.show_id, "matched_by": "tour_manager"}
    assert [name for name, _ in await desk.queued()] == ["read_message"]


async def test_mail_about_no_show_is_dismissed_and_kept(page: Page, url: str, desk: Desk) -> None:
    message_id = await desk.unsorted_mail()
    await page.goto(f"{url}/console/mail/{message_id}")

    await page.get_by_role("button", name="It is about no show").click()

    await expect(page.get_by_role("status").first).to_contain_text("Dismissed")
    row = await desk.one("select show_id, was_processed from email_messages where id = %s", message_id)
    assert row == {"show_id": None, "was_processed": True}


async def test_a_bounced_address_is_replaced_and_a_new_mail_is_drafted(page: Page, desk: Desk) -> None:
    await desk.start()
    async with desk.system.database.transaction() as conn:
        draft_id = await make_draft(conn, desk.show_id)
    await desk.put("update agent_drafts set status = 'sent' where id = %s", draft_id)
    await desk.put(
        "insert into sends (draft_id, show_id, rfc_message_id, recipients, subject, questions_asked, delivery_status,"
        " bounce_reason, sent_at) values (%s, %s, '<a@b>', array['sam@theritz.example'], 's', '[]', 'bounced',"
        " 'No such user', now())",
        draft_id,
        desk.show_id,
    )
    await desk.status("needs_attention", "Mail to the venue bounced: No such user")
    await page.reload()

    await page.get_by_role("link", name="Give another address").click()
    await expect(page.locator("#go-on")).to_contain_text("bounced: No such user")
    await page.get_by_label("E-mail address").fill("no address")
    await page.get_by_role("button", name="Keep it and write again").click()
    await expect(page.get_by_role("alert")).to_contain_text("takes an e-mail address")
    await expect(page.get_by_label("E-mail address")).to_have_value("no address")
    await page.get_by_label("E-mail address").fill("kim@theritz.example")
    await page.get_by_role("button", name="Keep it and write again").click()

    await expect(page.get_by_role("status").first).to_contain_text("a new mail is being drafted")
    row = await desk.one(
        "select c.email, s.status from shows s join contacts c on c.id = s.contact_id where s.id = %s", desk.show_id
    )
    assert row == {"email": "kim@theritz.example", "status": "drafting"}


async def test_a_conflict_of_its_own_is_decided_by_the_value_that_holds(page: Page, desk: Desk) -> None:
    await desk.start()
    await desk.put(
        "insert into conflicts (show_id, field, known_value, known_source, new_value, new_source, severity, explanation)"
        " values (%s, 'schedule.curfew', '\"23:00\"', 'tour_manager', '\"22:30\"', 'master_tour', 'critical',"
        " 'Curfew: Master Tour says 22:30.')",
        desk.show_id,
    )
    await page.reload()

    await page.get_by_role("link", name="Decide which holds").click()
    await page.get_by_label("Neither, it is…").check()
    await page.get_by_label("The right value").fill("22:45")
    await page.get_by_role("button", name="Decide").click()

    await expect(page.get_by_role("status").first).to_contain_text("Decided.")
    row = await desk.one("select status from conflicts where show_id = %s", desk.show_id)
    assert row["status"] == "resolved"
    state = await desk.one("select state, value from show_fields where field = 'schedule.curfew'")
    assert state == {"state": "confirmed", "value": "22:45"}


async def test_a_job_that_failed_for_good_is_tried_again(page: Page, desk: Desk) -> None:
    await desk.put(
        "insert into failed_jobs (job_id, task_name, args, show_id, attempts, error) values"
        " (7, 'push_day', jsonb_build_object('show_id', %s::text), %s, 8, 'OutsideFault: It answered with 503.')",
        str(desk.show_id),
        desk.show_id,
    )
    await page.reload()
    item = page.locator("#needs > li")
    await expect(item).to_contain_text("Writing to Master Tour")
    await expect(item).to_contain_text("It answered with 503.")

    await page.get_by_role("button", name="Try again").click()

    await expect(page.get_by_role("status").first).to_contain_text("It is being tried again.")
    assert ("push_day", {"show_id": str(desk.show_id)}) in await desk.queued()


async def test_a_mailbox_that_lost_its_consent_says_how_to_connect_it(page: Page, desk: Desk) -> None:
    await desk.put("update gmail_accounts set status = 'reconnect', error = 'invalid_grant: expired'")
    await page.reload()

    await page.get_by_role("link", name="How to connect it").click()

    await expect(page.get_by_role("main")).to_contain_text("advance gmail connect")

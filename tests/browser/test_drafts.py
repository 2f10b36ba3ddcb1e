"""A draft is looked at, approved, edited and rejected."""

from playwright.async_api import Page, expect

from tests.browser.desk import Desk


async def test_a_draft_is_shown_as_it_will_be_sent_with_what_it_asks(page: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft(note="I left out catering.", fallback_reason="the model did not answer")

    await page.goto(f"{url}/console/drafts/{draft_id}")

    mail = page.get_by_role("region", name="The mail as it will be sent")
    await expect(mail).to_contain_text("sam@theritz.example")
    await expect(mail).to_contain_text("Night Ferry at The Ritz, March 15: advance")
    await expect(mail).to_contain_text("Our rider is attached.")
    about = page.get_by_role("complementary", name="About this draft")
    await expect(about.get_by_role("listitem").first).to_contain_text("Load in critical")
    await expect(about).to_contain_text("the built-in rules did: the model did not answer")
    await expect(about).to_contain_text("I left out catering.")


async def test_approving_a_draft_as_it_is_sends_it(page: Page, desk: Desk) -> None:
    draft_id = await desk.draft()
    await page.reload()

    await page.get_by_role("link", name="Review the draft").first.click()
    await page.get_by_role("button", name="Approve and send").click()

    await expect(page.get_by_role("status").first).to_contain_text("Approved. The mail is being sent.")
    row = await desk.one("select status, is_edited from agent_drafts where id = %s", draft_id)
    assert row == {"status": "approved", "is_edited": False}
    assert [name for name, _ in await desk.queued()] == ["send_draft"]
    approval = await desk.one("select shown, approved_by from approvals where subject_id = %s", draft_id)
    assert approval["approved_by"] == desk.person.user_id
    assert approval["shown"]["recipients"] == ["sam@theritz.example"]


async def test_an_edited_draft_is_approved_with_its_edits(page: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft()
    await page.goto(f"{url}/console/drafts/{draft_id}")

    await page.get_by_text("Edit it first").click()
    await page.get_by_label("Text").fill("Hi Sam,\n\nWhat time can we load in?\n\nDana")
    await page.get_by_role("button", name="Approve my version and send").click()

    await expect(page.get_by_role("status").first).to_contain_text("Approved")
    row = await desk.one("select * from agent_drafts where id = %s", draft_id)
    assert row["body"] == "Hi Sam,\n\nWhat time can we load in?\n\nDana"
    assert row["is_edited"]
    assert row["fields_requested"] == ["schedule.loadIn"]


async def test_a_draft_edited_to_nothing_is_refused_beside_what_was_typed(page: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft()
    await page.goto(f"{url}/console/drafts/{draft_id}")

    await page.get_by_text("Edit it first").click()
    await page.get_by_label("Subject").fill("")
    await page.get_by_label("Text").fill("My own words")
    await page.get_by_role("button", name="Approve my version and send").click()

    await expect(page.get_by_role("alert")).to_contain_text("A mail needs a subject and a text.")
    await expect(page.get_by_label("Text")).to_have_value("My own words")


async def test_a_draft_is_rejected_with_what_should_be_different(page: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft()
    await page.goto(f"{url}/console/drafts/{draft_id}")

    await page.get_by_text("Reject it and ask for another").click()
    await page.get_by_label("What should be different?").fill("Shorter, and ask about parking first.")
    await page.get_by_role("button", name="Reject and write a new one").click()

    await expect(page.get_by_role("status").first).to_contain_text("A new draft is being written")
    row = await desk.one("select status, tm_feedback from agent_drafts where id = %s", draft_id)
    assert row == {"status": "rejected", "tm_feedback": "Shorter, and ask about parking first."}
    assert "draft_mail" in [name for name, _ in await desk.queued()]


async def test_a_revision_stands_beside_the_draft_before_and_its_feedback(page: Page, url: str, desk: Desk) -> None:
    first = await desk.draft(body="The first try")
    await desk.put("update agent_drafts set status = 'rejected', tm_feedback = 'Too stiff' where id = %s", first)
    second = await desk.draft(previous_id=first, draft_type="regenerated", body="The second try")

    await page.goto(f"{url}/console/drafts/{second}")

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Revision after your feedback")
    about = page.get_by_role("complementary", name="About this draft")
    await expect(about).to_contain_text("Too stiff")
    await expect(about).to_contain_text("The first try")


async def test_a_draft_that_changed_meanwhile_is_shown_anew_and_nothing_typed_is_lost(
    page: Page, url: str, desk: Desk
) -> None:
    draft_id = await desk.draft()
    await page.goto(f"{url}/console/drafts/{draft_id}")
    await page.get_by_text("Edit it first").click()
    await page.get_by_label("Text").fill("What I was writing")

    await desk.put("update agent_drafts set recipients = array['other@theritz.example'] where id = %s", draft_id)
    await page.get_by_role("button", name="Approve my version and send").click()

    await expect(page.get_by_role("alert")).to_contain_text("The draft has changed since you saw it")
    letter = page.get_by_role("region", name="The mail as it will be sent")
    await expect(letter.get_by_role("definition").first).to_have_text("other@theritz.example")
    await expect(page.get_by_label("Text")).to_have_value("What I was writing")
    assert await desk.queued() == []

    await page.get_by_role("button", name="Approve my version and send").click()

    await expect(page.get_by_role("status").first).to_contain_text("Approved")


async def test_a_draft_can_be_approved_with_the_keyboard_alone(page: Page, desk: Desk) -> None:
    draft_id = await desk.draft()
    await page.reload()

    await _tab_to(page, "Review the draft: Night Ferry at The Ritz, Mon 15 Mar 2027")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/console/drafts/{draft_id}")
    await _tab_to(page, "Approve and send")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status").first).to_contain_text("Approved")
    row = await desk.one("select status from agent_drafts where id = %s", draft_id)
    assert row["status"] == "approved"


async def test_a_draft_that_was_reviewed_offers_no_second_review(page: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft()
    await desk.put("update agent_drafts set status = 'approved' where id = %s", draft_id)

    await page.goto(f"{url}/console/drafts/{draft_id}")

    await expect(page.get_by_role("status")).to_contain_text("You approved this mail")
    await expect(page.get_by_role("button", name="Approve and send")).to_have_count(0)


async def _tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has that text; it must come within a page's worth of stops."""
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"The keyboard does not reach “{name}”.")

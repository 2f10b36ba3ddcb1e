"""Signing in and out, and what a page does not let others do."""

import httpx
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.desk import TOKEN, Desk
from tests.builders import make_one_show, make_tour_manager


async def test_the_printed_token_signs_in_and_leads_to_what_needs_me(stranger: Page, url: str, desk: Desk) -> None:
    await stranger.goto(f"{url}/console")
    await expect(stranger).to_have_title("Sign in · Advancing")

    await stranger.get_by_label("Token").fill(TOKEN)
    await stranger.get_by_role("button", name="Sign in").click()

    await expect(stranger.get_by_role("heading", level=1)).to_have_text("What needs me")


async def test_a_wrong_token_is_refused_with_a_sentence(stranger: Page, url: str, desk: Desk) -> None:
    await stranger.goto(f"{url}/console/sign-in")

    await stranger.get_by_label("Token").fill("something else")
    await stranger.get_by_role("button", name="Sign in").click()

    await expect(stranger.get_by_role("alert")).to_contain_text("stands for nobody")
    await expect(stranger.get_by_label("Token")).to_be_visible()


async def test_a_link_with_the_token_signs_in_with_one_click_and_leaves_no_token_behind(
    stranger: Page, url: str, desk: Desk
) -> None:
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))

    await stranger.goto(f"{url}/console/sign-in#token={TOKEN}")
    await stranger.wait_for_url("**/console")

    await expect(stranger.get_by_role("heading", level=1)).to_have_text("What needs me")
    assert not [address for address in asked if TOKEN in address.partition("#")[0]]
    await stranger.go_back()
    assert TOKEN not in stranger.url


async def test_signing_in_leads_to_the_page_that_was_asked_for(stranger: Page, url: str, desk: Desk) -> None:
    draft_id = await desk.draft()
    await stranger.goto(f"{url}/console/drafts/{draft_id}")

    await stranger.get_by_label("Token").fill(TOKEN)
    await stranger.get_by_role("button", name="Sign in").click()

    await stranger.wait_for_url(f"**/console/drafts/{draft_id}")


async def test_signing_in_never_leads_to_another_site(stranger: Page, url: str, desk: Desk) -> None:
    await stranger.goto(f"{url}/console/sign-in?next=//elsewhere.example/console")

    await stranger.get_by_label("Token").fill(TOKEN)
    await stranger.get_by_role("button", name="Sign in").click()

    await stranger.wait_for_url(f"{url}/console")


async def test_signing_out_shuts_the_pages(page: Page, url: str) -> None:
    await page.get_by_role("button", name="Sign out").click()
    await expect(page).to_have_title("Sign in · Advancing")

    await page.goto(f"{url}/console/chat")

    await expect(page).to_have_title("Sign in · Advancing")


async def test_the_session_is_out_of_reach_of_scripts_and_of_other_sites(page: Page, context: BrowserContext) -> None:
    session = next(item for item in await context.cookies() if item["name"] == "advancing_session")

    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"
    assert await page.evaluate("document.cookie") == ""


async def test_a_form_without_its_token_is_refused_and_does_nothing(
    page: Page, context: BrowserContext, url: str, desk: Desk
) -> None:
    draft_id = await desk.draft()
    session = next(item for item in await context.cookies() if item["name"] == "advancing_session")

    async with httpx.AsyncClient(cookies={"advancing_session": session["value"]}) as other_site:
        answer = await other_site.post(f"{url}/console/drafts/{draft_id}", data={"action": "reject", "feedback": "x"})

    assert answer.status_code == 403
    assert "nothing was done" in answer.text
    row = await desk.one("select status from agent_drafts where id = %s", draft_id)
    assert row["status"] == "pending_review"


async def test_signing_in_without_the_pages_own_form_is_refused(url: str, desk: Desk) -> None:
    async with httpx.AsyncClient() as other_site:
        answer = await other_site.post(f"{url}/console/sign-in", data={"token": TOKEN, "next": "/console"})

    assert answer.status_code == 403
    assert "advancing_session" not in answer.cookies


async def test_pages_let_no_other_site_frame_them_and_no_inline_script_run(url: str, desk: Desk) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url}/console/sign-in")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


async def test_what_belongs_to_somebody_else_is_not_found(page: Page, url: str, desk: Desk) -> None:
    async with desk.system.database.transaction() as conn:
        stranger = await make_tour_manager(conn, "Robin Vale")
        foreign = await make_one_show(conn, stranger, tour="Other tour", venue="Elsewhere")

    for path in (f"shows/{foreign}", "drafts/0b8f4c1e-0000-4000-8000-000000000000", "extractions/no-id"):
        answer = await page.goto(f"{url}/console/{path}")
        assert answer is not None
        assert answer.status == 404
        await expect(page.get_by_role("heading", level=1)).to_have_text("Not found")

"""Every page on a phone, in the dark, and with enough contrast."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.desk import Desk, suspicious_reading

PHONE = {"width": 390, "height": 844}
LONG = "A-very-long-word-without-any-break-" * 8

# Relative luminance and contrast as in WCAG 2.2, 1.4.3; every element with text of its own against what is behind it.
CONTRAST = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return {rgb: m.slice(0, 3), a: m[3] ?? 1} };
  const lum = rgb => { const [r, g, b] = rgb.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.a > .99) return c.rgb } return [255, 255, 255] };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility()) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color).rgb), lum(behind(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push(`${e.tagName} “${e.textContent.trim().slice(0, 30)}” ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
# Whatever can be filled in needs a name that is read out.
UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(e => !e.labels.length && !e.ariaLabel).map(e => e.outerHTML)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
async def paths(desk: Desk) -> list[str]:
    """Every page, with as much on it as there can be."""
    draft = await desk.draft(subject=LONG, note=LONG, fallback_reason=LONG)
    mail = await desk.unsorted_mail(subject=LONG, body=f"https://example.org/{LONG}")
    suspicious = await desk.answer(f"{LONG} Load in is at 3pm", suspicious_reading(), hidden_text=LONG)
    answer = await desk.answer()
    await desk.put(
        "insert into conflicts (show_id, field, known_value, known_source, new_value, new_source, severity)"
        " values (%s, 'schedule.curfew', '\"23:00\"', 'tour_manager', '\"22:30\"', 'master_tour', 'critical')",
        desk.show_id,
    )
    conflict = (await desk.one("select id from conflicts"))["id"]
    await desk.put(
        "insert into agent_messages (tour_manager_id, sender, recipient, type, body)"
        " values (%s, 'coordinator', 'tour_manager', 'response', %s)",
        desk.person.user_id,
        LONG,
    )
    return [
        "",
        f"/drafts/{draft}",
        f"/extractions/{answer}",
        f"/extractions/{suspicious}",
        f"/mail/{mail}",
        f"/conflicts/{conflict}",
        f"/shows/{desk.show_id}",
        "/chat",
        "/mailbox",
        "/shows/none",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_page_scrolls_sideways_on_a_phone_or_is_hard_to_read(
    chromium: Browser, page: Page, url: str, paths: list[str], scheme: str
) -> None:
    state = await page.context.storage_state()
    phone = await chromium.new_context(viewport=PHONE, color_scheme=scheme, storage_state=state)  # type: ignore[arg-type]
    small = await phone.new_page()

    for path in ("/sign-in", *paths):
        await small.goto(f"{url}/console{path}")
        # Unfold everything, so that all of it is looked at.
        await small.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert await small.evaluate(TOO_WIDE) <= 0, path
        assert await small.evaluate(CONTRAST) == [], path
        assert await small.evaluate(UNNAMED) == [], path
        assert await small.evaluate("document.documentElement.lang") == "en"
    await phone.close()


async def test_the_mail_stands_above_the_values_on_a_phone(page: Page, url: str, desk: Desk) -> None:
    reading_id = await desk.answer()
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    await page.goto(f"{url}/console/extractions/{reading_id}")

    mail = await page.get_by_role("heading", name="The mail", exact=True).bounding_box()
    values = await page.get_by_role("heading", name="5 values found").bounding_box()
    assert mail is not None
    assert values is not None
    assert mail["y"] < values["y"]


async def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page, url: str, desk: Desk) -> None:
    await page.goto(f"{url}/console/chat")

    await page.keyboard.press("Tab")

    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

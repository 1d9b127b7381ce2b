"""The README's demo, played in a browser with the real bot: from the article to the digest.

`SCREENSHOTS=folder` keeps pictures of each step.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.people import Program


@pytest.fixture
def demo() -> Iterator[str]:
    program = Program.start("bot.cli", "demo", "--port", "0", "--no-browser")
    try:
        yield program.wait_for("a desk to try out").split()[-1]
    finally:
        program.stop()


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_from_article_to_digest(demo: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(demo)
    page.wait_for_selector("html[data-ready]")
    log = page.locator("#log")

    # Ana sends the article and queues what it claims.
    page.get_by_role("button", name="Send the sample article").click()
    queue = log.get_by_role("button", name=re.compile(r"^Queue \d+ claims$")).last
    expect(queue).to_be_visible()
    keep(page, "1-reading")
    queue.click()
    expect(log.locator(".message", has_text="Queued").last).to_be_visible()

    # In the group she opens the first, takes it, and replies to its card.
    page.get_by_role("button", name="Open the group").click()
    listed = log.locator(".message", has_text="claims queued").last
    expect(listed).to_contain_text("40,000 Syrian fighters")
    words = listed.inner_text()
    number = next(line for line in words.splitlines() if "40,000" in line).split()[0]
    listed.get_by_role("button", name=number, exact=True).click()
    log.get_by_role("button", name="Take", exact=True).last.click()
    card = log.locator(".message", has_text="Assignee: Ana").last
    expect(card).to_be_visible()
    card.hover()
    card.get_by_role("button", name="Reply").click()
    page.fill(
        "#composer-text", "Unproven: one monitor says so, and no other source https://example.org/monitor"
    )
    page.keyboard.press("Enter")
    review = log.locator(".message", has_text="Waits for sign-off").last
    expect(review).to_be_visible()
    keep(page, "2-verdict")

    # Ben signs it off.
    page.get_by_role("radio", name="Ben").check()
    log.get_by_role("button", name="Agree", exact=True).last.click()
    expect(log.locator(".message", has_text="Signed off by Ben").last).to_be_visible()
    keep(page, "3-signed-off")

    # The clock is moved to the next morning; Caro reads her digest.
    page.get_by_role("button", name="To 08:00, as the lead").click()
    digest = log.locator(".message", has_text="☀").last
    expect(digest).to_be_visible()
    expect(digest).to_contain_text("Unproven")
    keep(page, "4-digest")

    # Dan, the stranger, sees nothing of it.
    page.get_by_role("radio", name="Dan").check()
    expect(page.get_by_text("40,000")).to_have_count(0)
    assert troubles == []
    context.close()

"""The page on a phone, in the dark, with the keyboard, and to the eye."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.demo.staging import BEN, CARO
from tests.demo.conftest import Town, Visits

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

CONTRAST = """node => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const layers = [];
  for (let one = node; one; one = one.parentElement) layers.unshift(getComputedStyle(one).backgroundColor);
  const paint = colour => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); };
  const light = () => {
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const layer of ['white', ...layers]) paint(layer);
  const below = light();
  paint(getComputedStyle(node).color);
  const above = light();
  return (Math.max(above, below) + 0.05) / (Math.min(above, below) + 0.05);
}"""
"""WCAG 2.2, contrast ratio of a node's words on what lies below them."""


@pytest.fixture(scope="module")
def spoken(town: Town) -> None:
    card = town.send(
        "⚪ <b>#12</b> <a href='https://example.org'>link</a><blockquote>A claim</blockquote>",
        reply_markup={
            "inline_keyboard": [
                [
                    {"text": "Take", "callback_data": "1", "style": "primary"},
                    {"text": "Agree", "callback_data": "2", "style": "success"},
                    {"text": "Disagree", "callback_data": "3", "style": "danger"},
                    {"text": "More", "callback_data": "4"},
                ]
            ]
        },
    )
    town.say(BEN.id, "An answer with a long line " + "that goes on and on " * 8, reply_to=card["message_id"])


def test_a_phone_shows_the_list_then_the_chat(town: Town, visit: Visits, spoken: None) -> None:
    page = visit(**PHONE)
    # A first visit begins with the guide.
    expect(page.get_by_role("heading", name="One day in three steps")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.locator(".chat", has_text="Newsroom").tap()
    expect(page.locator("#talk-title")).to_be_visible()
    expect(page.locator("#chats")).to_be_hidden()
    page.get_by_role("button", name="Back to the chats").tap()
    expect(page.locator("#chats")).to_be_visible()
    expect(page.locator("#talk")).to_be_hidden()
    page.locator(".chat", has_text="Newsroom").tap()
    page.go_back()
    expect(page.locator("#chats")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 720, 1119, 1120, 1600])
def test_nothing_is_wider_than_the_screen(town: Town, visit: Visits, spoken: None, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    page.keyboard.press("Escape")
    if width < 720:
        page.locator(".chat", has_text="Newsroom").click()
    expect(page.locator(".message").first).to_be_visible()
    wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.side, .log, .stage, .composer')]
             .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className || one.tagName)"""
    )
    assert wide == []


def test_a_held_message_shows_what_can_be_done(town: Town, visit: Visits) -> None:
    said = town.say(BEN.id, "Hold me")
    page = visit(**PHONE)
    page.get_by_role("button", name="Close").click()
    page.locator(".chat", has_text="Newsroom").tap()
    message = page.locator(f"#m{said['message_id']}")
    text = message.locator(".text")
    text.dispatch_event(
        "pointerdown", {"pointerType": "touch", "clientX": 90, "clientY": 90, "bubbles": True}
    )
    expect(message).to_have_class(re.compile("held"))
    message.get_by_role("button", name="Reply").tap()
    expect(page.locator(".note")).to_contain_text("Hold me")


def test_the_sheet_opens_takes_the_focus_and_gives_it_back(town: Town, visit: Visits) -> None:
    page = visit(viewport={"width": 900, "height": 800})
    page.keyboard.press("Escape")
    opener = page.locator(".talk .stage-open")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#stage")).to_be_hidden()
    expect(opener).to_be_focused()


def test_everything_is_reached_with_the_keyboard(town: Town, visit: Visits) -> None:
    town.say(CARO.id, "The last word")
    page = visit("Ana")
    page.get_by_role("radio", name="Ana").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Ben")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.locator(".chat").first).to_be_focused()
    page.locator("#log").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".message").last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".message").last.get_by_role("button", name="Reply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()


SEEN = (
    ".words",
    ".mine .stamp",
    ".message:not(.mine) .stamp",
    ".words a",
    ".words blockquote",
    ".sender",
    ".quoted strong",
    ".key[data-style=primary]",
    ".key[data-style=success]",
    ".key[data-style=danger]",
    ".key:not([data-style])",
    ".chat-last",
    ".chat-time",
    ".person-role",
    ".clock-day",
    ".step p",
    ".try:not(:disabled)",
    ".service",
    ".day span",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_enough(town: Town, visit: Visits, spoken: None, scheme: str) -> None:
    page = visit("Ben", color_scheme=scheme)
    expect(page.locator(".mine").first).to_be_visible()
    found = {selector: lowest(page, selector) for selector in SEEN}
    assert {selector: ratio for selector, ratio in found.items() if ratio < 4.5} == {}


def lowest(page: Page, selector: str) -> float:
    """The weakest contrast among what the selector finds; WCAG 2.2 AA asks for 4.5."""
    ratios = [float(one.evaluate(CONTRAST)) for one in page.locator(selector).all()]
    assert ratios, f"nothing is {selector}"
    return round(min(ratios), 2)


def test_dark_is_dark(town: Town, visit: Visits) -> None:
    background = "() => getComputedStyle(document.body).backgroundColor"
    assert visit(color_scheme="dark").evaluate(background) != visit(color_scheme="light").evaluate(background)

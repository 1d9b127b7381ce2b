"""What a person can do on the page arrives as it would from a chat program."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.demo.staging import ANA, BEN, CARO, GROUP
from tests.demo.conftest import Town, Visits


def bubble(page: Page, message: dict[str, object]) -> Locator:
    return page.locator(f"#m{message['message_id']}")


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def keys(*labels: str) -> dict[str, list[list[dict[str, str]]]]:
    return {"inline_keyboard": [[{"text": label, "callback_data": f"data:{label}"} for label in labels]]}


def test_enter_sends_and_shift_enter_breaks_the_line(town: Town, visit: Visits) -> None:
    page = visit("Ben")
    field(page).press_sequentially("first")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("second")
    field(page).press("Enter")
    said = town.wait_for(lambda one: one.get("text") == "first\nsecond")
    assert said["from"]["id"] == BEN.id
    expect(bubble(page, said)).to_have_class(re.compile("mine"))
    expect(field(page)).to_have_value("")


def test_an_answer_and_an_edit(town: Town, visit: Visits) -> None:
    card = town.send("The card of #12")
    page = visit("Ana")
    bubble(page, card).hover()
    bubble(page, card).get_by_role("button", name="Reply").click()
    expect(page.locator(".note")).to_contain_text("Reply to Desk")
    field(page).fill("False: https://example.org")
    field(page).press("Enter")
    said = town.wait_for(lambda one: one.get("text", "").startswith("False"))
    assert said["reply_to_message"]["message_id"] == card["message_id"]
    expect(page.locator(".note")).to_have_count(0)
    expect(bubble(page, said)).to_be_visible()
    field(page).press("ArrowUp")
    expect(field(page)).to_have_value("False: https://example.org")
    field(page).fill("Misleading: https://example.org")
    field(page).press("Enter")
    expect(bubble(page, said)).to_contain_text("Misleading")
    assert town.wait_for(lambda one: one["message_id"] == said["message_id"])["edited"] == 1


def test_escape_drops_the_answer_and_keeps_the_words(town: Town, visit: Visits) -> None:
    card = town.send("The card of #12")
    page = visit()
    bubble(page, card).hover()
    bubble(page, card).get_by_role("button", name="Reply").click()
    field(page).fill("half a thought")
    field(page).press("Escape")
    expect(page.locator(".note")).to_have_count(0)
    expect(field(page)).to_have_value("half a thought")


def test_a_press_reaches_the_bot_and_its_answer_the_person(town: Town, visit: Visits) -> None:
    card = town.send("The card", reply_markup=keys("Take", "More"))
    page = visit("Ben")
    take = bubble(page, card).get_by_role("button", name="Take")
    take.click()
    expect(take).to_have_attribute("aria-busy", "true")
    query = town.pressed()
    assert (query["from"]["id"], query["data"]) == (BEN.id, "data:Take")
    town.bot("answerCallbackQuery", callback_query_id=query["id"], text="#12 is yours.")
    expect(page.locator(".toast")).to_have_text("#12 is yours.")
    expect(take).not_to_have_attribute("aria-busy", "true")
    bubble(page, card).get_by_role("button", name="More").click()
    query = town.pressed()
    town.bot("answerCallbackQuery", callback_query_id=query["id"], text="Not yours to see.", show_alert=True)
    expect(page.get_by_role("dialog")).to_contain_text("Not yours to see.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_edit_leaves_the_focus_on_the_same_button(town: Town, visit: Visits) -> None:
    card = town.send("Page 1", reply_markup=keys("Next"))
    page = visit()
    bubble(page, card).get_by_role("button", name="Next").focus()
    town.bot(
        "editMessageText",
        chat_id=GROUP,
        message_id=card["message_id"],
        text="Page 2",
        reply_markup=keys("Back", "Next"),
    )
    expect(bubble(page, card)).to_contain_text("Page 2")
    expect(bubble(page, card).get_by_role("button", name="Next")).to_be_focused()


@pytest.mark.parametrize("place", ["button", "text"])
def test_a_deep_link_opens_the_bot_and_sends_its_payload(town: Town, visit: Visits, place: str) -> None:
    url = "https://t.me/desk_bot?start=v_12"
    if place == "button":
        card = town.send("The card", reply_markup={"inline_keyboard": [[{"text": "Verdict", "url": url}]]})
    else:
        card = town.send(f'<a href="{url}">Verdict</a>')
    page = visit("Ben")
    bubble(page, card).get_by_text("Verdict").click()
    said = town.wait_for(lambda one: one.get("text") == "/start v_12", chat=BEN.id)
    assert said["from"]["id"] == BEN.id
    expect(page.locator("#talk-title")).to_have_text("Desk")
    expect(page.locator("#log")).to_contain_text("/start v_12")


def test_the_stranger_starts_the_bot(town: Town, visit: Visits) -> None:
    page = visit("Dan")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#log")).to_contain_text("/start")
    expect(field(page)).to_be_visible()


def test_a_message_is_forwarded_with_its_origin(town: Town, visit: Visits) -> None:
    said = town.say(BEN.id, "Forty vehicles left at dawn.")
    page = visit("Ana")
    bubble(page, said).hover()
    bubble(page, said).get_by_role("button", name="Forward").click()
    page.get_by_role("dialog").get_by_role("button", name="Desk").click()
    copy = town.wait_for(lambda one: "forward_origin" in one, chat=ANA.id)
    assert copy["text"] == "Forty vehicles left at dawn."
    assert copy["forward_origin"]["sender_user"]["id"] == BEN.id
    expect(page.locator("#log")).to_contain_text("Forwarded from Ben")


@pytest.mark.parametrize(("name", "kind"), [("chart.png", "photo"), ("report.txt", "document")])
def test_a_picture_or_file_is_attached(
    town: Town, visit: Visits, tmp_path: Path, name: str, kind: str
) -> None:
    page = visit("Ana")
    file = tmp_path / name
    if kind == "photo":
        page.screenshot(path=file)
    else:
        file.write_text("Evidence")
    page.locator("#composer-file").set_input_files(file)
    expect(page.locator(".note")).to_contain_text(name)
    field(page).fill("What I found")
    field(page).press("Enter")
    said = town.wait_for(lambda one: kind in one)
    assert said["caption"] == "What I found"
    found = said["photo"][-1] if kind == "photo" else said["document"]
    assert town.http.get(f"/control/files/{found['file_id']}").content == file.read_bytes()


def test_a_long_paste_is_cut_as_clients_cut_it(town: Town, visit: Visits) -> None:
    page = visit("Ana")
    page.locator(f"[data-chat='{ANA.id}']").click()
    field(page).fill("A sentence of an article. " * 300)
    field(page).press("Enter")
    town.wait_for(lambda one: len(one.get("text", "")) > 3000, chat=ANA.id)
    parts = [one["text"] for one in town.messages(ANA.id) if "sentence of an article" in one["text"]]
    assert len(parts) == 2
    assert len(parts[0]) >= 3900


def test_what_cannot_be_sent_is_not_lost(own_town: Town, visit: Visits) -> None:
    page = visit("Ana", town=own_town)
    field(page).fill("Words of value")
    own_town.control(f"chats/{GROUP}/members", user=ANA.id, status="kicked", by=CARO.id)
    page.evaluate("document.querySelector('#composer').requestSubmit()")
    expect(page.locator(".toast.bad").first).to_be_visible()
    assert not [one for one in own_town.messages() if one.get("text") == "Words of value"]


def test_a_forced_reply_opens_with_its_placeholder(town: Town, visit: Visits) -> None:
    page = visit("Ana")
    page.locator(f"[data-chat='{ANA.id}']").click()
    asked = town.send(
        "What is your evidence?",
        chat=ANA.id,
        reply_markup={"force_reply": True, "input_field_placeholder": "A link"},
    )
    expect(page.locator(".note")).to_contain_text("What is your evidence?")
    expect(field(page)).to_have_attribute("placeholder", "A link")
    field(page).fill("https://example.org")
    field(page).press("Enter")
    said = town.wait_for(lambda one: one.get("text") == "https://example.org", chat=ANA.id)
    assert said["reply_to_message"]["message_id"] == asked["message_id"]
    expect(page.locator(".note")).to_have_count(0)


@pytest.mark.parametrize(("player", "opened"), [("Ben", True), ("Ana", False)])
def test_a_selective_question_is_for_whom_it_answers(
    town: Town, visit: Visits, player: str, opened: bool
) -> None:
    said = town.say(BEN.id, "False")
    town.send(
        "And why?",
        reply_parameters={"message_id": said["message_id"]},
        reply_markup={"force_reply": True, "selective": True},
    )
    page = visit(player)
    expect(page.locator("#log")).to_contain_text("And why?")
    expect(page.locator(".note")).to_have_count(1 if opened else 0)


def test_commands_are_offered_and_taken_with_the_keyboard(own_town: Town, visit: Visits) -> None:
    commands = [
        {"command": "claim", "description": "Queue a claim"},
        {"command": "queue", "description": "What waits"},
    ]
    own_town.bot("setMyCommands", commands=commands)
    page = visit("Ana", town=own_town)
    field(page).press_sequentially("/")
    expect(page.get_by_role("option")).to_have_count(2)
    field(page).press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("/queue")
    field(page).press("Tab")
    expect(field(page)).to_have_value("/queue ")
    field(page).press("Enter")
    own_town.wait_for(lambda one: one.get("text") == "/queue")


@pytest.mark.parametrize(("label", "hours"), [("One hour on", 1), ("Four hours on", 4), ("One day on", 24)])
def test_the_clock_is_moved(own_town: Town, visit: Visits, label: str, hours: int) -> None:
    page = visit(town=own_town)
    page.get_by_role("button", name=label).click()
    expect(page.locator("#clock-day")).to_contain_text("ahead")
    assert own_town.read("clock")["offset"] == hours * 3600


def test_the_clock_goes_to_tomorrow_morning_and_the_lead_is_played(own_town: Town, visit: Visits) -> None:
    before = datetime.fromisoformat(own_town.read("clock")["now"])
    page = visit("Ben", town=own_town)
    page.get_by_role("button", name="To 08:00, as the lead").click()
    expect(page.locator("#clock-time")).to_have_text("08:00")
    expect(page.get_by_role("radio", name="Caro")).to_be_checked()
    expect(page.locator("#talk-title")).to_have_text("Desk")
    now = datetime.fromisoformat(own_town.read("clock")["now"])
    assert now.date() == before.date() + timedelta(days=1)
    assert (now.hour, now.minute) == (8, 0)


def test_a_clock_moved_elsewhere_is_shown_here(own_town: Town, visit: Visits) -> None:
    page = visit(town=own_town)
    own_town.control("clock", advance=7200)
    expect(page.locator("#clock-day")).to_contain_text("2 h ahead")


def test_the_sample_article_goes_to_the_bot_as_one_message(own_town: Town, visit: Visits) -> None:
    page = visit("Ben", town=own_town)
    page.get_by_role("button", name="Send the sample article").click()
    said = own_town.wait_for(lambda one: len(one.get("text", "")) > 1500, chat=BEN.id)
    assert "40,000" in said["text"]
    assert (
        len([one for one in own_town.messages(BEN.id) if one["from"]["id"] == BEN.id]) == 2
    )  # /start and the article
    expect(page.locator("#talk-title")).to_have_text("Desk")
    expect(page.locator('[data-step="article"]')).to_have_class(re.compile("done"))


def test_without_the_article_its_button_rests(own_town: Town, visit: Visits) -> None:
    (own_town.page / "stage.json").write_text("{}")
    page = visit("Ben", town=own_town)
    expect(page.get_by_role("button", name="Send the sample article")).to_be_disabled()
    field(page).fill("The page works all the same")
    field(page).press("Enter")
    own_town.wait_for(lambda one: one.get("text") == "The page works all the same")

"""The page shows what stands in the chats, as a chat program would."""

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.demo.staging import ANA, BEN, GROUP
from tests.demo.conftest import Town, Visits


def bubble(page: Page, message: dict[str, object]) -> Locator:
    return page.locator(f"#m{message['message_id']}")


def test_each_person_sees_their_own_chats_and_the_stranger_not_the_group(
    own_town: Town, visit: Visits
) -> None:
    own_town.say(BEN.id, "Only for us in the newsroom.")
    page = visit("Ana", town=own_town)
    expect(page.locator(".chat-name")).to_have_text(["Newsroom", "Desk"])
    page.get_by_role("radio", name="Dan").check()
    expect(page.locator(".chat-name")).to_have_text(["Desk"])
    expect(page.get_by_text("Only for us")).to_have_count(0)
    expect(page.get_by_role("button", name="Start")).to_be_visible()


def test_what_is_written_elsewhere_appears_by_itself(town: Town, visit: Visits) -> None:
    page = visit()
    said = town.say(BEN.id, "Has anybody a second source?")
    expect(bubble(page, said)).to_contain_text("Has anybody a second source?")
    expect(bubble(page, said).locator(".sender")).to_have_text("Ben")
    town.control(
        "messages/edit", chat=GROUP, message_id=said["message_id"], text="Found one.", **{"from": BEN.id}
    )
    expect(bubble(page, said)).to_contain_text("Found one.")
    expect(bubble(page, said)).to_contain_text("edited")
    town.bot(
        "setMessageReaction",
        chat_id=GROUP,
        message_id=said["message_id"],
        reaction=[{"type": "emoji", "emoji": "👌"}],
    )
    expect(bubble(page, said).locator(".reaction")).to_have_text("👌")
    town.bot("deleteMessage", chat_id=GROUP, message_id=said["message_id"])
    expect(bubble(page, said)).to_have_count(0)


FORMATS = [
    ("a <b>bold</b> word", "strong", "bold"),
    ("an <i>italic</i> word", "em", "italic"),
    ("<b>bold <i>and both</i></b>", "strong em", "and both"),
    ("😀😀 <u>after emoji</u>", "u", "after emoji"),
    ("<s>gone</s>", "s", "gone"),
    ("<code>x = 1</code>", "code", "x = 1"),
    ("<pre>two\nlines</pre>", "pre", "two\nlines"),
    ('<a href="https://example.org/a?b=1">here</a>', 'a[href="https://example.org/a?b=1"]', "here"),
    ("see https://example.org/x.", 'a[href="https://example.org/x"]', "https://example.org/x"),
    ("<blockquote>quoted\nwords</blockquote>after", "blockquote:not(.folds)", "quoted\nwords"),
    ("ask @ana_checks", ".mention", "@ana_checks"),
    ("send /queue now", "button.command", "/queue"),
]


@pytest.fixture(scope="module")
def formatted(town: Town, module_visit: Visits) -> dict[str, Locator]:
    """Every text of the table on one page."""
    sent = {html: town.send(html) for html, _, _ in FORMATS}
    page = module_visit()
    return {html: bubble(page, message) for html, message in sent.items()}


@pytest.mark.parametrize(("html", "selector", "text"), FORMATS, ids=[text for _, _, text in FORMATS])
def test_formatting(formatted: dict[str, Locator], html: str, selector: str, text: str) -> None:
    expect(formatted[html].locator(f".words {selector}")).to_have_text(text)


def test_overlapping_formats_lose_no_words(town: Town, visit: Visits) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 9}, {"type": "italic", "offset": 4, "length": 11}]
    sent = town.bot("sendMessage", chat_id=GROUP, text="one two three four", entities=entities)
    words = bubble(visit(), sent).locator(".words")
    expect(words).to_have_text("one two three four")
    assert "".join(words.locator("em").all_inner_texts()) == "two three f"
    assert words.locator("strong").inner_text() == "one two t"


def test_text_is_never_read_as_html(own_town: Town, visit: Visits) -> None:
    evil = '<img src="x" onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
    said = own_town.say(BEN.id, evil)
    own_town.control(f"chats/{GROUP}", title="<b>Newsroom</b>")
    page = visit(town=own_town)
    expect(bubble(page, said).locator(".words")).to_have_text(evil)
    expect(page.locator("#talk-title")).to_have_text("<b>Newsroom</b>")
    assert page.title() != "owned"


def test_an_expandable_quotation_is_folded_until_asked_for(town: Town, visit: Visits) -> None:
    lines = "\n".join(f"Source {n} repeats" for n in range(1, 9))
    long = town.send(f"Sources\n<blockquote expandable>{lines}</blockquote>")
    short = town.send("<blockquote expandable>Only one line</blockquote>")
    page = visit()
    quote = bubble(page, long).locator("blockquote")
    folded = quote.bounding_box()
    quote.get_by_role("button", name="Show all").click()
    unfolded = quote.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > folded["height"] + 60
    expect(bubble(page, short).get_by_role("button", name="Show all")).to_be_hidden()
    # An edit of the message leaves open what the reader has opened.
    town.bot(
        "editMessageText",
        chat_id=GROUP,
        message_id=long["message_id"],
        text=f"More sources\n<blockquote expandable>{lines}</blockquote>",
        parse_mode="HTML",
    )
    expect(bubble(page, long)).to_contain_text("More sources")
    expect(quote.get_by_role("button", name="Show less")).to_be_visible()


def test_a_spoiler_hides_its_words_until_pressed(town: Town, visit: Visits) -> None:
    sent = town.send("It was <tg-spoiler>the gardener</tg-spoiler>.")
    page = visit()
    spoiler = bubble(page, sent).locator(".spoiler")
    expect(spoiler).to_have_attribute("role", "button")
    spoiler.press("Enter")
    expect(spoiler).to_have_class("spoiler shown")


def test_an_answer_shows_what_it_answers_and_leads_there(town: Town, visit: Visits) -> None:
    first = town.send("The card of #12")
    for number in range(30):
        town.say(BEN.id, f"Line {number}")
    answer = town.say(ANA.id, "My answer", reply_to=first["message_id"])
    page = visit()
    quoted = bubble(page, answer).locator(".quoted")
    expect(quoted).to_contain_text("The card of #12")
    expect(bubble(page, first)).not_to_be_in_viewport()
    quoted.click()
    expect(bubble(page, first)).to_be_in_viewport()
    expect(bubble(page, first)).to_be_focused()


def test_forwards_files_and_service_messages(town: Town, visit: Visits) -> None:
    origin = {"type": "channel", "title": "Levant Monitor", "username": "levant"}
    forwarded = town.say(BEN.id, "Forty vehicles left at dawn.", forward=origin)
    file = town.control(
        "messages",
        chat=GROUP,
        media={"kind": "document", "file_name": "report.txt", "content_base64": "QUJD"},
        **{"from": BEN.id},
    )
    picture = town.control(
        "messages", chat=GROUP, media={"kind": "photo"}, caption="Seen here", **{"from": BEN.id}
    )
    page = visit()
    expect(bubble(page, forwarded)).to_contain_text("Forwarded from Levant Monitor")
    expect(bubble(page, file).locator("a.file")).to_contain_text("report.txt")
    expect(bubble(page, picture).locator("img")).to_be_visible()
    expect(bubble(page, picture)).to_contain_text("Seen here")
    expect(page.locator(".service")).to_have_text("Caro added Desk")


def test_texts_run_in_their_own_direction(town: Town, visit: Visits) -> None:
    sent = town.send("هذا العدد غير مؤكد: <b>40,000</b>")
    other = town.send("This figure is not verified.")
    page = visit()
    direction = "node => getComputedStyle(node).direction"
    assert bubble(page, sent).locator(".text").evaluate(direction) == "rtl"
    assert bubble(page, other).locator(".text").evaluate(direction) == "ltr"
    time, words = (
        bubble(page, sent).locator(".stamp").bounding_box(),
        bubble(page, sent).locator("strong").bounding_box(),
    )
    assert time is not None
    assert words is not None
    assert time["x"] + time["width"] <= words["x"]


def test_unread_is_counted_for_chats_and_for_people(own_town: Town, visit: Visits) -> None:
    page = visit("Ana", town=own_town)
    own_town.send("One for Ben alone", chat=BEN.id)
    ben = page.locator(".person", has_text="Ben")
    expect(ben.locator(".badge")).to_have_text("1")
    # The open chat is read while it is looked at.
    own_town.send("For all")
    expect(ben.locator(".badge")).to_have_text("2")
    expect(page.locator(".chat .badge")).to_have_count(0)
    page.get_by_role("radio", name="Ben").check()
    expect(page.locator(f"[data-chat='{BEN.id}'] .badge")).to_have_text("1")
    page.locator(f"[data-chat='{BEN.id}']").click()
    expect(page.locator(".badge")).to_have_text(["1"])  # Caro has not seen "For all"


def test_a_reload_keeps_the_person_and_the_chat(town: Town, visit: Visits) -> None:
    page = visit("Ben")
    page.locator(f"[data-chat='{BEN.id}']").click()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.get_by_role("radio", name="Ben")).to_be_checked()
    expect(page.locator("#talk-title")).to_have_text("Desk")


def test_it_says_when_the_desk_has_stopped(own_town: Town, visit: Visits) -> None:
    page = visit(town=own_town)
    own_town.program.kill()
    expect(page.get_by_role("alert")).to_contain_text("does not answer")

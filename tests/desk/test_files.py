"""Files are kept with their claim, shown again to whoever asks, and known when they come a second time."""

import base64
from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, DAN, labels, text_of


def send(newsroom: Newsroom, person: int, kind: str, byte: int, **more: Any) -> None:
    media = {"kind": kind, "content_base64": base64.b64encode(bytes([byte] * 40)).decode()}
    newsroom.telegram.post("messages", **{"chat": person, "from": person, "media": media, **more})


def send_on(newsroom: Newsroom, person: int, file_id: str, caption: str) -> None:
    """The same file once more, as Telegram keeps it."""
    newsroom.telegram.post(
        "messages", chat=person, **{"from": person}, media={"file_id": file_id}, caption=caption
    )


def files_sent(newsroom: Newsroom, person: int) -> list[str]:
    """The kinds of the files that the bot sent this person, in order."""
    kinds = ("photo", "video", "voice", "audio", "document", "animation")
    return [
        next(kind for kind in kinds if kind in message)
        for message in newsroom.telegram.from_bot(person)
        if any(kind in message for kind in kinds)
    ]


def test_files_are_shown_again_as_albums(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim("The dam at Karst broke on Monday")
    in_group = {"chat": newsroom.group, "reply_to": card["message_id"]}
    for number, kind in enumerate(("photo", "photo", "voice", "document", "photo")):
        send(newsroom, ANA, kind, number, **in_group, caption=f"part {number}")
    newsroom.card("5 files")
    telegram.follow(BEN, telegram.press(BEN, newsroom.card("5 files"), "More")["url"])
    more = telegram.wait_for(BEN, "What would you like to do", button="Files (5)")
    telegram.press(BEN, more, "Files (5)")
    telegram.wait_for(BEN, "File of #1", button="Open #1")
    newsroom.settle()
    assert files_sent(newsroom, BEN) == ["photo", "photo", "photo", "voice", "document"]
    # A reply to any file of the album speaks about the claim.
    album = [message for message in telegram.from_bot(BEN) if "photo" in message]
    newsroom.reply(BEN, album[-1], "taken from the bridge")
    newsroom.card("6 notes")

    telegram.say(ANA, "/show 1 files", newsroom.group)
    telegram.wait_for(ANA, "File of #1", button="Open #1")
    newsroom.settle()
    assert len(files_sent(newsroom, ANA)) == 5
    newsroom.claim("Fighters from Syria have signed up")
    telegram.say(ANA, "/show 2 files")
    telegram.wait_for(ANA, "No files are kept with #2.")
    telegram.say(DAN, "/show 1 files")
    telegram.wait_for(DAN, "You belong to no desk yet")
    forged = {"chat": DAN, "message_id": 1, "from": DAN, "data": "files:c1", "forge": True}
    made = telegram.post("press", **forged)
    assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]
    newsroom.settle()
    assert files_sent(newsroom, DAN) == []


def test_an_album_is_kept_once(newsroom: Newsroom) -> None:
    card = newsroom.claim("The dam at Karst broke on Monday")
    for number in range(2):
        in_group = {"chat": newsroom.group, "reply_to": card["message_id"], "media_group_id": "bridge"}
        send(newsroom, ANA, "photo", number, **in_group)
    newsroom.settle()
    assert "2 files · 1 note" in text_of(newsroom.card("The dam at Karst"))
    newsroom.quiet(DAN, "Karst")


def test_the_same_photo_is_noticed(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    send(newsroom, ANA, "photo", 7, caption="The dam at Karst broke on Monday")
    newsroom.card("The dam at Karst", "Take")
    ((file_id,),) = newsroom.bot.ask("SELECT file_id FROM media")
    send_on(newsroom, BEN, file_id, "A flood in another country, said to be ours")
    card = newsroom.card("The same photo is in #1:", "Same")
    assert "Different" in labels(card)
    assert telegram.press(BEN, card, "Same")["text"] == "#2 is part of #1 now."
    newsroom.settle()
    whole = text_of(newsroom.card("The dam at Karst", "Take"))
    assert "brought by 2 people" in whole
    send(newsroom, BEN, "photo", 8, caption="An eclipse as it was seen from the moon")
    assert "same photo" not in text_of(newsroom.card("An eclipse", "Take"))
    # What stands for the words of a picture without any is no claim.
    for number in (9, 10):
        send(newsroom, BEN, "photo", number)
    newsroom.settle()
    shown = [card for card in telegram.from_bot(newsroom.group) if "Photo without words" in text_of(card)]
    assert len(shown) == 2
    assert not [card for card in shown if "Same" in labels(card)]

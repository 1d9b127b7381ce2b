"""Two cases as everybody read them: what the bot asked, answered and told, chat by chat.

`pytest tests/desk/test_spoken.py --rewrite-snapshots` writes them anew; read the difference before you commit it.
"""

import re
from pathlib import Path
from typing import Any

from tests.conftest import Snapshot
from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, PEOPLE, keyboard, text_of

HERE = Path(__file__).parent / "snapshots"
DATE = re.compile(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d")


def heard(room: Newsroom, chat: int, since: int) -> str:
    """The chat as it stands now, after that message: who said what, with the buttons under it."""
    shown = []
    for message in room.telegram.messages(chat):
        if message["message_id"] <= since:
            continue
        who = "bot" if message["from"].get("is_bot") else PEOPLE[message["from"]["id"]]
        rows = ["  ".join(f"[{button['text']}]" for button in row) for row in keyboard(message)]
        words = DATE.sub("DATE", text_of(message))
        if words:
            shown.append("\n".join([f"── {who}", words, *rows]))
    return "\n".join(shown) + "\n"


class Acting:
    """People act one after the other: each waits until everything is done and sent."""

    def __init__(self, room: Newsroom) -> None:
        self.room, self.telegram = room, room.telegram
        room.settle()
        self.before = {
            chat: max((message["message_id"] for message in self.telegram.messages(chat)), default=0)
            for chat in (room.group, *PEOPLE)
        }

    def say(self, person: int, words: str, chat: int | None = None) -> None:
        self.telegram.say(person, words, chat)
        self.room.settle()

    def reply(self, person: int, words: str, to: str, chat: int) -> None:
        self.room.reply(person, self.find(to, chat), words)
        self.room.settle()

    def press(self, person: int, label: str, under: str, chat: int | None = None) -> dict[str, Any]:
        """Presses a button; where it opens the bot in private, follows it there."""
        made = self.telegram.press(person, self.find(under, chat or person, label), label)
        if url := made.get("url"):
            self.telegram.follow(person, url)
        self.room.settle()
        return made

    def find(self, words: str, chat: int, button: str | None = None) -> dict[str, Any]:
        return self.telegram.wait_for(chat, words, button=button)


def test_a_verdict_its_sources_a_dispute_and_a_correction(newsroom: Newsroom, snapshot: Snapshot) -> None:
    group, act = newsroom.group, Acting(newsroom)
    claim = "The dam at Karst broke on Monday"
    act.say(ANA, f"/claim {claim}", group)
    act.press(ANA, "Take", claim, group)
    # A word that is almost one, and a source that repeats somebody.
    act.reply(BEN, "Flase: I was there", claim, group)
    act.press(BEN, "No, it is a note", "Did you mean", group)
    act.reply(BEN, "https://paper.example/dam", claim, group)
    act.press(BEN, "Reports", "What does paper.example say", group)
    act.press(BEN, "Add source", claim, group)
    act.say(BEN, "Gazette")
    act.press(BEN, "Repeats", "What does Gazette say")
    act.press(BEN, "Add source", claim, group)
    act.say(BEN, "https://blog.example/dam")
    act.press(BEN, "Repeats", "What does blog.example say")
    act.press(BEN, "Nobody named", "Whom does blog.example repeat?")
    act.say(CARO, "/source 1")
    # The verdict by buttons, asked for piece by piece.
    act.press(ANA, "Verdict", claim, group)
    act.press(ANA, "Misleading", "How do you rate")
    act.say(ANA, "an old picture")
    act.say(ANA, "the water board told me")
    act.say(ANA, "https://board.example/dam")
    # Another rating, and how it is decided.
    act.press(BEN, "Disagree", "says Ana", group)
    act.press(BEN, "False", "How do you rate")
    act.say(BEN, "nothing broke at all")
    act.press(CARO, "Agree", "is disputed")
    act.say(CARO, "the picture is of this dam")
    # And what became known since.
    act.press(BEN, "Correct", claim, group)
    act.press(BEN, "Update", "What kind of correction")
    act.say(BEN, "the board published its own picture")
    chats = {"group": group, "ana": ANA, "ben": BEN, "caro": CARO}
    for name, chat in chats.items():
        snapshot(HERE / f"dispute-{name}.txt", heard(newsroom, chat, act.before[chat]))
    newsroom.quiet(DAN, "dam")


def test_who_has_it_and_what_becomes_of_it(newsroom: Newsroom, snapshot: Snapshot) -> None:
    group, act = newsroom.group, Acting(newsroom)
    claim = "The mayor of Karst resigned on Sunday"
    act.say(BEN, f"/claim {claim}", group)
    act.say(CARO, "/assign 1")
    act.press(CARO, "Ben", "Who should have")
    act.say(CARO, "/assign 1 @ana_checks")
    act.say(ANA, "/release 1 I know the mayor")
    act.press(ANA, "More", claim, group)
    act.press(ANA, "Decline", "What would you like to do")
    act.say(ANA, "an internal matter")
    act.say(BEN, "/take 1")
    act.say(BEN, "/reopen 1")
    act.say(BEN, "/reopen 1 it was announced")
    act.say(BEN, "/take 1")
    act.say(BEN, "/priority 1 soon")
    act.say(BEN, "/priority 1 high")
    act.say(ANA, "/agree 1")
    act.say(BEN, "/verdict 1 True: she said so https://karst.example/news")
    act.press(BEN, "Choose reviewer", "Your verdict on")
    act.press(BEN, "Ana", "Who should sign")
    act.press(ANA, "Ask for changes", "says Ben")
    act.say(ANA, "give the date")
    act.reply(BEN, "True: she said so on Sunday https://karst.example/news", "asks for changes", BEN)
    act.press(ANA, "Agree", "on Sunday")
    act.say(BEN, "/cancel")
    act.say(BEN, "/history 1")
    act.say(DAN, "/show 1")
    chats = {"group": group, "ana": ANA, "ben": BEN, "caro": CARO, "dan": DAN}
    for name, chat in chats.items():
        snapshot(HERE / f"owners-{name}.txt", heard(newsroom, chat, act.before[chat]))

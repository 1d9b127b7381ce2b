"""The files of a claim, to be sent once more."""

from collections.abc import Sequence

from bot.render.lists import claim_link
from bot.render.messages import Button, Message
from bot.texts import Texts

MOST_AT_ONCE = 10
"""Bot API, sendMediaGroup: an album has from 2 to 10 files."""
_TOGETHER = {"photo": "seen", "video": "seen", "document": "document", "audio": "audio"}
"""Bot API, sendMediaGroup: photos and videos go together, documents and audio files each with their own."""

File = tuple[str, str]
"""Its kind and its id at Telegram."""


def albums(files: Sequence[File]) -> list[tuple[File, ...]]:
    """The files in as few messages as Telegram allows, in the order in which each kind came first."""
    groups: dict[str, list[list[File]]] = {}
    for number, file in enumerate(files):
        together = groups.setdefault(_TOGETHER.get(file[0], f"alone {number}"), [[]])
        if len(together[-1]) == MOST_AT_ONCE:
            together.append([])
        together[-1].append(file)
    return [tuple(album) for parts in groups.values() for album in parts]


def file_messages(t: Texts, claim_id: int, number: int, files: Sequence[File], *, bot: str) -> list[Message]:
    """One message for each album, which says whose files they are."""
    button = Button(t.plain("Open #{number}", number=number), f"open:c{claim_id}")
    caption = t("File of {claim}", claim=claim_link(bot, claim_id, number))
    return [Message(caption, keyboard=((button,),), files=album) for album in albums(files)]

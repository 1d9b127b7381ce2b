"""The files kept with a claim, sent once more."""

from collections.abc import Iterable

from bot.handlers.access import allow, pressed_claim
from bot.handlers.answering import linked, privately
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.render.files import file_messages
from bot.render.messages import Message
from bot.rules.refusals.claims import NoFiles
from storage.claims import Claim
from storage.media import media_of
from storage.vocabulary import Deed

MOST_FILES = 50
"""So many are sent at once; nobody looks through more in a chat."""


def files_pressed(turn: Turn) -> Iterable[Reply]:
    """The Files button under More."""
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    return [Alert(), *show_files(at, found)]


def show_files(turn: Turn, found: Claim) -> list[Reply]:
    """Sends the claim's files once more, in private; each once, the newest where there are very many."""
    kept = {file.file_unique_id: (file.kind, file.file_id) for file in media_of(turn.session, found.id)}
    if not kept:
        raise NoFiles(number=found.number)
    person = turn.who.person
    if not turn.update.private and not person.reachable:
        words = turn.t("{claim}: its files", claim=linked(turn, found))
        return privately(turn, Message(words), purpose="files", payload=f"files-c{found.id}")
    messages = file_messages(
        turn.texts_for(person.language),
        found.id,
        found.number,
        list(kept.values())[-MOST_FILES:],
        bot=turn.bot,
    )
    return [
        Say(
            chat_id=person.telegram_id or turn.update.chat_id,
            person_id=person.id,
            desk_id=found.desk_id,
            message=message,
            purpose="files",
            claim_ids=(found.id,),
        )
        for message in messages
    ]

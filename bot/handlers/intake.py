"""What somebody brings in private: a forward, a link, a file or a text.

Forwards, media and links are queued at once. A text is read for claims; what is long is read by an errand,
and the turn is taken again with what was found.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.actions.albums import join_album
from bot.actions.readings import (
    continues_before,
    find_claims,
    keep_part,
    parts_with,
    picks_as_json,
    read_again,
    start_reading,
)
from bot.handlers.access import allow, desk_of, with_desk
from bot.handlers.links import LOOKING, awaited, link_alone, link_was_read, open_link
from bot.handlers.queueing import brought_from, queue_and_tell, wordless
from bot.handlers.ratings import qualifiers_of, ratings_of
from bot.handlers.readings import show, show_again
from bot.handlers.turn import LookUp, React, Reply, Turn
from bot.rules.documents import MOST_BYTES, is_page, is_readable, title_of
from bot.rules.pasting import WITHIN, Part, joined, may_continue
from bot.rules.refusals import Refusal
from bot.rules.refusals.claims import NotAClaim
from bot.rules.refusals.readings import FileTooBig, FileUnreadable, NothingToRead
from bot.rules.verdicts import NearMiss, VerdictReply, parse_reply
from bot.telegram.facts import Content, File
from storage.appearances import claim_of_media_group
from storage.desks import Desk, Member
from storage.readings import PastedPart, Reading
from storage.vocabulary import Deed
from storage.words import normalise

READ_AT_ONCE = 300
"""Characters that are read within the update's own transaction; reading takes a few microseconds each."""

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)


def bring(turn: Turn) -> Iterable[Reply]:
    """A private message that answers no question and speaks of no claim."""
    link = link_alone(turn.update.content)
    if turn.found is not None:
        return link_was_read(turn, link, turn.found) if link else _was_read(turn, turn.found)
    desk = desk_of(turn)
    member = allow(turn, Deed.SUBMIT)
    content = turn.update.content
    _refuse_verdict_on_nothing(turn)
    file = content.files[0] if content.files else None
    if file is not None and file.kind == "document" and is_readable(file.file_name, file.mime_type):
        return _fetch(desk, file)
    if content.media_group and (claim := claim_of_media_group(turn.session, desk.id, content.media_group)):
        brought = brought_from(content, content.text, turn.t, chat_id=turn.update.chat_id)
        join_album(turn.session, claim, brought, member, turn.now, turn.meaning)
        return []
    if file is not None or content.origin is not None:
        if not content.text and not wordless(content, turn.t):
            raise NothingToRead
        return _queue_as_it_is(turn, desk, member, content.text)
    if not normalise(content.text):
        raise NothingToRead
    if link is not None:
        return open_link(turn, desk, link)
    return _read_text(turn, desk, member, content)


def _refuse_verdict_on_nothing(turn: Turn) -> None:
    """A verdict that replies to a message of ours about no claim is not queued as a claim."""
    if turn.update.reply is None or not turn.update.reply.by_bot:
        return
    if isinstance(
        parse_reply(turn.update.text, ratings_of(turn), qualifiers_of(turn)), VerdictReply | NearMiss
    ):
        raise NotAClaim(example="#12 False: why, with a link")


def _queue_as_it_is(
    turn: Turn, desk: Desk, member: Member, words: str, claimant: str | None = None
) -> list[Reply]:
    brought = brought_from(turn.update.content, words, turn.t, chat_id=turn.update.chat_id)
    return queue_and_tell(turn, desk, member, [replace(brought, claimant=claimant)])


def _fetch(desk: Desk, file: File) -> Iterable[Reply]:
    if (file.size or 0) > MOST_BYTES:
        raise FileTooBig(limit="1 MB")
    wanted = {"desk": desk.id, "file_id": file.file_id, "page": is_page(file.file_name, file.mime_type)}
    return [LookUp("document", wanted), React(LOOKING)]


def _read_text(turn: Turn, desk: Desk, member: Member, content: Content) -> Iterable[Reply]:
    update, person = turn.update, turn.who.person
    later = Part(content.message_id, content.text, update.at)
    goes_on = continues_before(turn.session, person.id, update.chat_id, later)
    if goes_on or may_continue(content.text):
        keep_part(turn.session, desk, person, update.chat_id, later)
        wanted = {
            "desk": desk.id,
            "person": person.id,
            "chat": update.chat_id,
            "message": content.message_id,
            "sent_at": update.at.isoformat(),
        }
        look_up = LookUp("paste", wanted, after=WITHIN)
        return [look_up] if goes_on else [look_up, React(LOOKING)]
    if len(content.text) > READ_AT_ONCE or (update.reply and awaited(turn, desk)):
        return [LookUp("reading", {"desk": desk.id, "text": content.text}), React(LOOKING)]
    bare = _without_links(content.text, content.links)
    picks = find_claims(bare) if bare else []
    if content.links and not picks:
        return _queue_as_it_is(turn, desk, member, bare or content.links[0])
    if len(picks) == 1:
        return _queue_as_it_is(turn, desk, member, picks[0].text, picks[0].claimant)
    # What somebody types is what they want checked; an article's reader chooses.
    chosen = [{**pick, "chosen": True} for pick in picks_as_json(picks)]
    return [show(turn, desk, _start(turn, desk, None, content.text, chosen))]


def _without_links(text: str, links: tuple[str, ...]) -> str:
    """The words beside the links."""
    if not links:
        return text
    bare = _LINK.sub(" ", text)
    for link in links:
        bare = bare.replace(link.partition("://")[2], " ")
    return " ".join(bare.split())


def _was_read(turn: Turn, found: Mapping[str, Any]) -> Iterable[Reply]:
    """The errand is back: what was found is shown, at the desk that the text was brought to."""
    content = turn.update.content
    parts = _parts(turn)
    if found.get("continued") or (parts and parts[-1].message_id != content.message_id):
        return []
    if "failure" in found and content.files:
        raise _file_refusal(str(found["failure"]))
    if "parts" in found and found["parts"] != [part.message_id for part in parts]:
        # Another part has come meanwhile; its own errand reads them all.
        return []
    at_desk = turn.session.get(Desk, found["desk"]) if "desk" in found else None
    turn = with_desk(turn, at_desk) if at_desk is not None else turn
    desk, member = desk_of(turn), allow(turn, Deed.SUBMIT)
    # Where reading failed (it took too long), the text can still be queued as a whole.
    text = found.get("text") or joined([part.text for part in parts]) or content.text
    title, picks = found.get("title", title_of(text)), list(found.get("picks", ()))
    link = awaited(turn, desk) if not content.files and content.origin is None else None
    if len(picks) == 1 and not parts and not content.files and title is None and link is None:
        return _queue_as_it_is(turn, desk, member, picks[0]["text"], picks[0]["claimant"])
    earlier = next((part.reading_id for part in parts if part.reading_id is not None), None)
    reading = turn.session.get(Reading, earlier) if earlier is not None else None
    late = reading is not None and reading.queued_at is None
    if not late and link is not None:
        # The text that was asked for: it is the article at that link.
        reading = link
        read_again(turn.session, reading, title, text, picks)
    elif reading is None or not late:
        reading = _start(turn, desk, title, text, picks, first=parts[0].message_id if parts else None)
    else:
        read_again(turn.session, reading, title, text, picks)
    for part in parts:
        part.reading_id = reading.id
        turn.session.add(part)
    return show_again(turn, desk, reading) if late else [show(turn, desk, reading)]


def _parts(turn: Turn) -> list[PastedPart]:
    """The messages that make one text with this one; none if it stands alone."""
    update = turn.update
    return parts_with(turn.session, turn.who.person.id, update.chat_id, update.message_id, update.at)


def _start(
    turn: Turn,
    desk: Desk,
    title: str | None,
    text: str,
    picks: list[dict[str, Any]],
    first: int | None = None,
) -> Reading:
    content, origin = turn.update.content, turn.update.content.origin
    return start_reading(
        turn.session,
        desk,
        turn.who.person,
        chat_id=turn.update.chat_id,
        message_id=first or content.message_id,
        title=title,
        text=text,
        picks=picks,
        now=turn.now,
        url=(origin.url if origin else None) or next(iter(content.links), None),
        origin=origin.name if origin else None,
        origin_private=bool(origin and origin.private),
    )


def _file_refusal(failure: str) -> Refusal:
    match failure:
        case "too big" | "File is too big":
            return FileTooBig(limit="1 MB")
        case "empty":
            return NothingToRead()
        case _:
            return FileUnreadable()

"""What errands do: ask Telegram for the administrators of a group, fetch a file, read a long text."""

import asyncio
from datetime import datetime
from typing import Any

import telegram

from bot.actions.readings import find_claims, parts_with, picks_as_json
from bot.errands import Gather
from bot.extracting import extract
from bot.fetching import Fetcher
from bot.rules.articles import unread
from bot.rules.documents import MOST_BYTES, document_of, title_of
from bot.rules.pasting import joined
from bot.rules.refusals import Refusal
from bot.rules.refusals.readings import FileTooBig, FileUnreadable, NothingToRead
from storage.database import Database


async def administrators(bot: telegram.Bot, _database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """Whether the person, and whether the bot, administers the group. `getChatAdministrators` always works,
    also for a bot without rights, where `getChatMember` does not."""
    admins = {admin.user.id for admin in await bot.get_chat_administrators(wanted["chat_id"])}
    return {"administrator": wanted["user_id"] in admins, "bot_administrator": bot.id in admins}


async def reading(_bot: telegram.Bot, _database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """The claims of a text that is long for one message."""
    return {"desk": wanted["desk"], **await _read(title_of(wanted["text"]), wanted["text"])}


async def paste(_bot: telegram.Bot, database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """The claims of a text that came in several messages; nothing where a later one goes on."""
    sent_at = datetime.fromisoformat(wanted["sent_at"])
    parts = await database.read(
        lambda session: [
            (row.message_id, row.text)
            for row in parts_with(session, wanted["person"], wanted["chat"], wanted["message"], sent_at)
        ]
    )
    if not parts or parts[-1][0] != wanted["message"]:
        return {"continued": True}
    text = joined([text for _, text in parts])[:MOST_BYTES]
    return {
        "desk": wanted["desk"],
        "parts": [message_id for message_id, _ in parts],
        **await _read(title_of(text), text),
    }


async def document(bot: telegram.Bot, _database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """The claims of a `.txt` or `.html` file."""
    file = await bot.get_file(wanted["file_id"])
    if (file.file_size or 0) > MOST_BYTES:
        return {"failure": "too big"}
    content = bytes(await file.download_as_bytearray())
    try:
        found = await asyncio.to_thread(document_of, content, html=wanted.get("page") or None)
    except FileTooBig:
        return {"failure": "too big"}
    except NothingToRead:
        return {"failure": "empty"}
    except FileUnreadable:
        return {"failure": "no text"}
    return {"desk": wanted["desk"], **await _read(found.title, found.text)}


def link_with(fetcher: Fetcher) -> Gather:
    """The claims of the article at a link, fetched by this fetcher."""

    async def link(_bot: telegram.Bot, _database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
        if not fetcher.on:
            return {"desk": wanted["desk"], "off": True}
        try:
            page = await fetcher.fetch(wanted["link"])
        except Refusal as refusal:
            return {"desk": wanted["desk"], **unread(refusal)}
        article = await extract(page)
        if "failure" in article:
            return {"desk": wanted["desk"], **article}
        return {
            "desk": wanted["desk"],
            "url": article["url"] or page.url,
            "published": article["published"],
            **await _read(article["title"], article["text"]),
        }

    return link


async def _read(title: str | None, text: str) -> dict[str, Any]:
    picks = await asyncio.to_thread(find_claims, text)
    return {"title": title, "text": text, "picks": picks_as_json(picks)}

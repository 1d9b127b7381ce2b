"""What errands look up at Telegram: administrators of a group, the bytes of a file."""

from typing import Any

import telegram

from storage.database import Database


async def administrators(bot: telegram.Bot, _database: Database, wanted: dict[str, Any]) -> dict[str, Any]:
    """Whether the person, and whether the bot, administers the group. `getChatAdministrators` always works,
    also for a bot without rights, where `getChatMember` does not."""
    admins = {admin.user.id for admin in await bot.get_chat_administrators(wanted["chat_id"])}
    return {"administrator": wanted["user_id"] in admins, "bot_administrator": bot.id in admins}

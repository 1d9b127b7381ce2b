"""Telegram's command menus, per scope and language. One try at each start: a menu is a convenience."""

import logging

import telegram
from telegram.error import TelegramError

from bot.render.help import COMMANDS
from bot.texts import Texts, languages

log = logging.getLogger(__name__)


async def publish_commands(bot: telegram.Bot) -> None:
    """Publishes the commands for private chats and for groups, in every language of ours."""
    private, groups = telegram.BotCommandScopeAllPrivateChats(), telegram.BotCommandScopeAllGroupChats()
    try:
        for language in languages():
            t = Texts(language)
            # The default language has no code: it serves whoever speaks none of ours.
            code = None if language == "en" else language
            everything = [telegram.BotCommand(one.name, t.plain(one.words)) for one in COMMANDS]
            few = [telegram.BotCommand(one.name, t.plain(one.words)) for one in COMMANDS if one.in_group]
            await bot.set_my_commands(everything, scope=private, language_code=code)
            await bot.set_my_commands(few, scope=groups, language_code=code)
    except TelegramError as error:
        log.warning("the command menus could not be published (%s)", error.message)

"""What a person may share, as Telegram's inline results."""

from collections.abc import Iterable

import telegram
from telegram.constants import ParseMode

from bot.render.sharing import Shared


def results_of(shared: Iterable[Shared]) -> list[telegram.InlineQueryResult]:
    """Articles without buttons and without a preview of the links in them."""
    return [
        telegram.InlineQueryResultArticle(
            id=one.id,
            title=one.title,
            description=one.description,
            input_message_content=telegram.InputTextMessageContent(
                one.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            ),
        )
        for one in shared
    ]

"""python-telegram-bot's table of handlers, as the desk needs it."""

from typing import Any

from telegram.ext import Application, BaseHandler


class DeskApplication(Application[Any, Any, Any, Any, Any, Any]):
    """Without its Updater, and without swallowed errors."""

    async def process_error(self, update: object, error: Exception, *_: Any, **__: Any) -> bool:
        raise error

    def add_handler(self, handler: BaseHandler[Any, Any, Any], group: int = 0) -> None:
        if not handler.block:
            raise ValueError("a handler that does not block would run after its update was acknowledged")
        super().add_handler(handler, group)

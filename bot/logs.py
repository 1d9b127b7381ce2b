"""Log lines that never hold a token."""

import logging
import re
import sys

# A token is the bot's number, a colon and 35 letters (Bot API, "Authorizing your bot"); local servers use shorter.
TOKEN = re.compile(r"\b(\d{3,}):[A-Za-z0-9_-]{3,}")


class WithoutSecrets(logging.Formatter):
    """Formats a record, its traceback too, and blanks whatever looks like a token or is a known secret."""

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return TOKEN.sub(r"\1:[token]", line) if "bot" in line.lower() else line


def start_logging(level: str, *secrets: str) -> None:
    """Sends log lines to standard error. Libraries that log whole addresses are kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutSecrets(*secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in (
        "httpx",
        "httpcore",
        "httpx2",
        "httpcore2",
        "huggingface_hub",
        "aiohttp",
        "apscheduler",
        "telegram",
        "uvicorn",
        "alembic",
        "tzlocal",
    ):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))

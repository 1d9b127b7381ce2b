"""What the process is told from outside: the environment or a `.env` file in the working directory."""

import re
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.fetching import Allowed, read_allowed
from storage.backup import Shelf
from storage.database import parse_url
from storage.sqlite import sqlite_path

TELEGRAM = "https://api.telegram.org"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OWN_PATHS = ("/healthz", "/metrics")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, setWebhook.secret_token."""


class ConfigRefused(Exception):
    """A setting is missing or wrong. The message is one sentence that names it and says how to mend it."""


class Config(BaseSettings):
    """Every setting of the process. The names in the environment are these, in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: str = TELEGRAM
    telegram_pace: Literal["telegram", "off"] = "telegram"
    database_url: str = "sqlite:///second-source.db"
    backups: str = ""
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = None
    owners: str = ""
    fetch_links: Literal["on", "off"] = "on"
    fetch_allow: str = ""
    semantic_model: str = ""
    semantic_likely: float = 0.8
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("owners")
    @classmethod
    def _numbers(cls, value: str) -> str:
        if any(not part.strip().isdecimal() for part in value.split(",") if part.strip()):
            raise ValueError("must be Telegram user ids, separated by commas")
        return value

    @field_validator("fetch_links", mode="before")
    @classmethod
    def _small(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("fetch_allow")
    @classmethod
    def _allowed(cls, value: str) -> str:
        read_allowed(value)
        return value

    @field_validator("semantic_likely", mode="before")
    @classmethod
    def _cosine(cls, value: object) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            raise ValueError("must be a number from 0 to 1, like 0.8")
        return number

    @cached_property
    def token(self) -> str:
        """The bot's token; raises ConfigRefused where there is none."""
        if self.telegram_bot_token is not None and self.telegram_bot_token.get_secret_value().strip():
            return self.telegram_bot_token.get_secret_value().strip()
        if self.telegram_bot_token_file is not None:
            try:
                token = self.telegram_bot_token_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                why = error.strerror if isinstance(error, OSError) else "it is no text"
                raise ConfigRefused(
                    f"TELEGRAM_BOT_TOKEN_FILE cannot be read ({why}): check the path and its rights."
                ) from None
            if token:
                return token
            raise ConfigRefused("TELEGRAM_BOT_TOKEN_FILE is empty: put the token from @BotFather into it.")
        raise ConfigRefused(
            "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather in Telegram and put it into the"
            " environment or into a file named .env."
        )

    @property
    def owner_ids(self) -> frozenset[int]:
        """The only people who may open desks; empty: anybody who administers a group may."""
        return frozenset(int(part) for part in self.owners.split(",") if part.strip())

    @property
    def fetches_links(self) -> bool:
        """Whether articles are fetched from links that people send."""
        return self.fetch_links == "on"

    @property
    def fetch_allowed(self) -> Allowed:
        """Hosts of one's own with their ports, which are fetched from although their address is not global."""
        return read_allowed(self.fetch_allow)

    @property
    def backs_up_daily(self) -> bool:
        """Whether the running bot makes backups by itself."""
        return self.backups.strip().lower() != "off"

    def shelf(self) -> Shelf | None:
        """Where the copies of the SQLite file are kept; None for another database. Raises DatabaseRefused."""
        path = sqlite_path(parse_url(self.database_url))
        if path is None:
            return None
        named = self.backups.strip() if self.backs_up_daily else ""
        return Shelf(path, Path(named) if named else path.parent / "backups")

    @property
    def local_api(self) -> bool:
        """Whether the Bot API server runs on this machine."""
        return urlsplit(self.telegram_api_url).hostname in LOOPBACK

    @property
    def secret(self) -> str:
        """What Telegram says to show that a request to the webhook is its own; empty if there is none."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret is not None else ""

    @property
    def webhook_path(self) -> str:
        """The path of WEBHOOK_URL, as a server sees it."""
        return unquote(urlsplit(self.webhook_url or "").path) or "/"

    def _check_webhook(self, url: str) -> None:
        if urlsplit(url).scheme != "https" and not self.local_api:
            raise ConfigRefused(
                "WEBHOOK_URL must begin with https://: Telegram posts to nothing else, so put a proxy with a"
                " certificate before the bot."
            )
        if self.webhook_path in OWN_PATHS:
            raise ConfigRefused(
                f"WEBHOOK_URL must not end in {self.webhook_path}, which the bot serves itself: choose another path."
            )
        if not SECRET.fullmatch(self.secret):
            raise ConfigRefused(
                "WEBHOOK_SECRET must be 1 to 256 characters of A-Z a-z 0-9 _ - when WEBHOOK_URL is set: make one"
                " with `openssl rand -hex 32`."
            )
        if self.listen is None:
            raise ConfigRefused(
                "LISTEN must be set with WEBHOOK_URL, to the host:port on which the bot takes updates, like"
                " 127.0.0.1:8080."
            )

    def check(self) -> None:
        """Refuses settings that do not go together; raises ConfigRefused."""
        if self.webhook_url is not None:
            self._check_webhook(self.webhook_url)
        if self.listen is not None:
            split_listen(self.listen)
        if self.telegram_pace == "off" and self.telegram_api_url == TELEGRAM:
            raise ConfigRefused(
                "TELEGRAM_PACE=off is for another Bot API server: set TELEGRAM_API_URL or leave the pace alone."
            )


def split_listen(listen: str) -> tuple[str, int]:
    """`host:port` as two values; raises ConfigRefused for anything else."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) < 65536:
        raise ConfigRefused("LISTEN must be host:port, like 127.0.0.1:8080: correct it.")
    return host.strip("[]"), int(port)


def read_config() -> Config:
    """The settings; raises ConfigRefused with one sentence for the first that is wrong."""
    try:
        config = Config()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
        raise ConfigRefused(f"{name} {first['msg'].removeprefix('Value error, ')}: correct it.") from None
    config.check()
    return config

"""`secondsource check`: whether all is well, one line each. It changes nothing and leaves nothing behind."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

import telegram
from sqlalchemy.exc import DBAPIError
from telegram.error import InvalidToken, TelegramError

from bot.config import Config, ConfigRefused
from bot.meaning import meaning_for, model_named
from bot.opening import spoiled_words
from bot.telegram.request import AiohttpRequest
from storage.backup import Shelf, trouble_in
from storage.checking import count, has_wal_fault
from storage.database import Database
from storage.files import open_still, says_damaged, why_of
from storage.forgotten import ENDING, spoiled_beside
from storage.refused import DatabaseRefused
from storage.schema import newest_revision, open_to_read

LATE = timedelta(minutes=10)
"""A message that has been due for longer, while a bot runs, means that Telegram or the bot is stuck."""
BACKUP_LATE = timedelta(hours=36)


class Level(IntEnum):
    """How bad it is; the worst one becomes the exit code."""

    FINE = 0
    WRONG = 1
    SETTING = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer."""

    level: Level
    words: str
    warning: bool = False

    @property
    def line(self) -> str:
        """As it is printed."""
        word = "wrong" if self.level else "warning" if self.warning else "ok"
        return f"{word:<8} {self.words}"


def look_at_everything(config: Config, now: datetime, *, online: bool) -> Iterator[Finding]:
    """All findings, each as soon as it is known. Raises DatabaseRefused for a DATABASE_URL that means nothing."""
    yield from _settings(config, online)
    yield from _meaning(config)
    shelf = config.shelf()
    with closing(Database(config.database_url, still=True)) as unopened:
        running = _runs(unopened)
    if shelf is not None:
        yield about_sqlite(sqlite3.sqlite_version)
    yield from _database(config, now, running is True)
    if shelf is not None and shelf.database.is_file():
        yield _integrity(shelf, now)
    if running is not None:
        yield Finding(
            Level.FINE, f"bot: {'one is running' if running else 'none is running'} on this database"
        )
    if shelf is not None:
        yield from _forgotten(shelf)
        yield _backups(config, shelf, now, running is True)


def _settings(config: Config, online: bool) -> Iterator[Finding]:
    try:
        token = config.token
    except ConfigRefused as refusal:
        yield Finding(Level.SETTING, f"settings: {refusal}")
        return
    yield Finding(Level.FINE, "settings: understood")
    if online:
        try:
            name = asyncio.run(_ask_telegram(token, config.telegram_api_url))
        except InvalidToken:
            # The error's own words hold the token.
            yield Finding(
                Level.SETTING, "Telegram: it refuses TELEGRAM_BOT_TOKEN: copy it again from @BotFather, whole"
            )
        except TelegramError as error:
            yield Finding(
                Level.WRONG, f"Telegram: {config.telegram_api_url} does not answer ({error.message})"
            )
        else:
            yield Finding(Level.FINE, f"Telegram: knows this bot as @{name}")


def _meaning(config: Config) -> Iterator[Finding]:
    """Said only where there is a model to be."""
    try:
        named = model_named(config)
        known = Path(named).is_dir()
        if named and known:
            meaning_for(config)
    except ConfigRefused as refusal:
        yield Finding(Level.SETTING, f"meaning: {refusal}")
        return
    if named:
        # A name would be fetched, and nothing may be left behind.
        words = "is read" if known else "is a name: a start fetches it where it is not there yet"
        yield Finding(
            Level.FINE, f"meaning: {named} {words}; likely the same from {config.semantic_likely:g}"
        )


async def _ask_telegram(token: str, server: str) -> str:
    bot = telegram.Bot(
        token,
        f"{server}/bot",
        f"{server}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    async with bot:
        return bot.username


def _runs(database: Database) -> bool | None:
    try:
        return database.somebody_runs()
    except (DBAPIError, OSError):
        return None  # the line about the database says why


def about_sqlite(version: str) -> Finding:
    """Whether this version of SQLite has the fault of the WAL, for which the bot takes care."""
    if not has_wal_fault(tuple(int(part) for part in version.split("."))):
        return Finding(Level.FINE, f"SQLite: {version}")
    return Finding(
        Level.FINE,
        f"SQLite: {version} can damage a file when two connections write at the same instant (corrected in 3.51.3):"
        " the bot writes with one connection only, so let no other program write to its file",
        warning=True,
    )


def _database(config: Config, now: datetime, running: bool) -> Iterator[Finding]:
    try:
        database = open_to_read(config.database_url, still=not running)
    except DatabaseRefused as refusal:
        yield Finding(Level.WRONG, f"database: {refusal}")
        return
    with database:
        where = database.path or database.url.render_as_string(hide_password=True)
        yield Finding(Level.FINE, f"database: {where} has schema {newest_revision()}, the newest")
        try:
            found = database.read_now(lambda session: count(session, now))
        except DBAPIError as error:
            yield Finding(Level.WRONG, f"database: it cannot be read ({why_of(error.orig)})")
            return
    yield Finding(Level.FINE, f"desks: {found.desks}, with {found.unfinished} unfinished claims")
    words = f"messages: {found.waiting} wait to be sent"
    late = found.oldest is not None and now - found.oldest > LATE
    if found.oldest is not None:
        words += f", the oldest for {_span(now - found.oldest)}"
    words += f"; {found.parked} for people or chats out of reach; {found.dead} could not be sent"
    yield Finding(Level.WRONG if late and running else Level.FINE, words, warning=late or bool(found.dead))
    aside = f"updates: {found.set_aside} set aside after three tries"
    yield Finding(Level.FINE, aside, warning=bool(found.set_aside))


def _integrity(shelf: Shelf, now: datetime) -> Finding:
    try:
        # Twice, because a bot that started meanwhile may have moved what was looked at.
        found = _trouble(shelf) and _trouble(shelf)
    except sqlite3.Error as error:
        return Finding(Level.WRONG, f"integrity: {shelf.database} cannot be read ({why_of(error)})")
    if found is None:
        return Finding(Level.FINE, "integrity: the file is whole")
    newest = shelf.newest(now)
    return Finding(
        Level.WRONG,
        f"integrity: {shelf.database} is damaged ({found}): stop the bot, then `secondsource restore"
        f" {newest.path if newest is not None else 'FILE'}`",
    )


def _trouble(shelf: Shelf) -> str | None:
    try:
        with closing(open_still(shelf.database)) as connection:
            return trouble_in(connection)
    except sqlite3.Error as error:
        if says_damaged(error):
            return why_of(error)
        raise


def _forgotten(shelf: Shelf) -> Iterator[Finding]:
    """Said only where something is wrong: most have no such file."""
    try:
        lines = spoiled_beside(shelf.database)
    except OSError as error:
        yield Finding(Level.WRONG, f"forgotten: {shelf.database}{ENDING} cannot be read ({error.strerror})")
        return
    if lines:
        yield Finding(Level.WRONG, f"forgotten: {spoiled_words(shelf.database, lines)}")


def _backups(config: Config, shelf: Shelf, now: datetime, running: bool) -> Finding:
    newest = shelf.newest(now)
    last = "there is none"
    if newest is not None:
        last = f"the last is {_span(now - newest.at)} old, {newest.path}"
    if not config.backs_up_daily:
        return Finding(Level.FINE, f"backups: BACKUPS=off; {last}", warning=True)
    late = newest is None or now - newest.at > BACKUP_LATE
    if late and running:
        return Finding(Level.WRONG, f"backups: {last}; the bot's log says why it makes none")
    return Finding(Level.FINE, f"backups: {last}", warning=late)


def _span(span: timedelta) -> str:
    """A length of time for people: the largest unit that fits."""
    seconds = max(int(span.total_seconds()), 0)
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"

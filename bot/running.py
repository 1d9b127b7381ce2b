"""The running bot: four loops in one process, and their end."""

import asyncio
import contextlib
import logging
import signal
import warnings
from collections.abc import Callable
from datetime import UTC
from functools import partial
from socket import socket
from typing import Any

import telegram
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from starlette.types import ASGIApp
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.warnings import PTBUserWarning

from bot.actions.meaning import Meaning
from bot.actions.tidying import begin_tidying
from bot.app import TICKS, gatherers, makers, open_doors
from bot.backups import DailyBackups
from bot.clock import Clock
from bot.config import Config, ConfigRefused
from bot.contact import Contact
from bot.delivery import Delivery
from bot.errands import Errands
from bot.fetching import Fetcher
from bot.forgotten import Forgotten
from bot.measures import Measures
from bot.menus import publish_commands
from bot.pace import Pace
from bot.polling import Polling
from bot.port import Port, healthz, metrics, take_port
from bot.receive import Receiver
from bot.telegram.application import DeskApplication
from bot.telegram.request import AiohttpRequest
from bot.ticks import tick_once, when_due
from bot.webhook import Webhook
from storage.database import Database
from storage.dues import Matter
from storage.refused import SomebodyElseRuns

log = logging.getLogger(__name__)

DRAIN = 4.0
"""Seconds that a stop waits for all that is under way. With a database that another program holds meanwhile,
SIGTERM still ends within 10."""
NOTED = 2.0
"""Seconds that a stop waits to write down that it was one."""
TICK = 1.0
"""Seconds between looks at what is due."""


def build_application(config: Config, *requests: AiohttpRequest) -> DeskApplication:
    """python-telegram-bot's Application without its Updater, over our transport: one connection pool for
    everything, one connection for fetching updates."""
    # The receive loop wants the raw answer: one update that does not parse must not lose its batch.
    warnings.filterwarnings("ignore", message="Please use 'Bot.get_?[uU]pdates'", category=PTBUserWarning)
    builder = (
        ApplicationBuilder()
        .application_class(DeskApplication)
        .token(config.token)
        .base_url(f"{config.telegram_api_url}/bot")
        .base_file_url(f"{config.telegram_api_url}/file/bot")
        .request(requests[0])
        .get_updates_request(requests[1])
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes())
    )
    application: Any = builder.build()
    return application  # type: ignore[no-any-return]


def _ask_database(session: Session) -> None:
    session.connection().exec_driver_sql("SELECT 1")


async def serve(
    config: Config, open_database: Callable[[], Database], clock: Clock, meaning: Meaning
) -> None:
    """Runs the bot until SIGTERM or SIGINT.

    Raises ConfigRefused if Telegram cannot be reached at start. The database is opened after that, so that a
    start which cannot go well changes nothing.
    """
    port = take_port(config.listen) if config.listen else None
    requests = (AiohttpRequest(), AiohttpRequest(connections=1, timeout=45))
    try:
        await _start(build_application(config, *requests), config, open_database, clock, port, meaning)
    finally:
        if port is not None:
            port.close()
        for request in requests:
            await request.shutdown()


async def _start(
    application: DeskApplication,
    config: Config,
    open_database: Callable[[], Database],
    clock: Clock,
    port: socket | None,
    meaning: Meaning,
) -> None:
    try:
        await application.initialize()
        if config.webhook_url is None:
            # A webhook that was set for this token would keep every update from us. Nothing waiting is dropped.
            await application.bot.delete_webhook(drop_pending_updates=False)
    except InvalidToken:
        raise ConfigRefused(
            "TELEGRAM_BOT_TOKEN is refused by Telegram: copy it again from @BotFather, whole."
        ) from None
    except (NetworkError, TelegramError) as error:
        raise ConfigRefused(
            f"The Bot API server at {config.telegram_api_url} cannot be reached ({error.message}):"
            " check the network and TELEGRAM_API_URL."
        ) from None
    database = open_database()
    try:
        await _serve(application, config, database, clock, port, meaning)
    finally:
        await application.shutdown()
        database.close()


async def _serve(
    application: DeskApplication,
    config: Config,
    database: Database,
    clock: Clock,
    port: socket | None,
    meaning: Meaning,
) -> None:
    await clock.look()
    bot: telegram.Bot = application.bot
    measures = Measures()
    database.took = measures.transaction
    pace = Pace(off=config.telegram_pace == "off")
    delivery = Delivery(bot, database, clock, pace, makers(bot.username), measures)

    def committed() -> None:
        delivery.wake()
        errands.wake()

    receiver = Receiver(
        application,
        database,
        clock,
        owners=config.owner_ids,
        committed=committed,
        measures=measures,
        meaning=meaning,
    )
    fetcher = Fetcher(on=config.fetches_links, allowed=config.fetch_allowed)
    errands = Errands(bot, database, clock, receiver, gatherers(fetcher))
    open_doors(application, receiver)
    await receiver.start()
    await delivery.start()
    await database.write(partial(begin_tidying, now=clock.now()))
    await database.write(partial(meaning.begin, now=clock.now()))

    ticking = asyncio.Lock()

    forgotten = Forgotten(database)
    ticks = (*TICKS, when_due(Matter.MEANING, meaning.catch_up))

    async def tick() -> None:
        async with ticking:
            if await tick_once(database, ticks, clock.now()):
                delivery.wake()
            await forgotten.keep()

    scheduler = AsyncIOScheduler(timezone=UTC)

    def moved() -> None:
        # What was to wait longer than the clock has just moved may go out, and more may be due.
        delivery.wake()
        scheduler.add_job(tick)

    scheduler.add_job(tick, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None, max_instances=1)
    scheduler.start()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    contact = Contact(database, clock, committed)
    webhook = (
        Webhook(bot, receiver, contact, config.webhook_url, config.secret) if config.webhook_url else None
    )
    polling = Polling(bot, receiver, contact)
    intake = webhook or polling

    async def ready() -> str | None:
        if (trouble := intake.trouble()) is not None:
            return trouble
        try:
            await asyncio.wait_for(database.write(_ask_database), 3)
        except (DBAPIError, TimeoutError):
            return "the database does not answer"
        return None

    doors: dict[str, ASGIApp] = {
        "/healthz": healthz(ready),
        "/metrics": metrics(lambda: measures.page(database, clock.now())),
    }
    if webhook is not None:
        doors[config.webhook_path] = webhook
    serving = Port(port, doors) if port is not None else None
    served = [asyncio.create_task(serving.run(), name="port")] if serving else []
    receiving = asyncio.create_task(intake.run(), name="receive")
    shelf = config.shelf()
    backups = DailyBackups(shelf, clock, daily=config.backs_up_daily) if shelf is not None else None
    if backups is not None:
        backups.start()
    delivering = asyncio.create_task(delivery.run(), name="deliver")
    looking_up = asyncio.create_task(errands.run(), name="errands")
    menus = asyncio.create_task(publish_commands(bot), name="menus")
    following = asyncio.create_task(clock.follow(moved), name="clock")
    stopping = asyncio.create_task(stop.wait())
    alone = asyncio.create_task(database.stay_alone(), name="alone")
    watched = {stopping, receiving, delivering, looking_up, alone, *served}
    try:
        if webhook is not None:
            await _open(webhook)
            watched.add(asyncio.create_task(webhook.watch(), name="watch"))
        log.info("@%s is at work on %s", bot.username, database.url.render_as_string(hide_password=True))
        done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopping}:
            task.result()
    except InvalidToken:
        raise ConfigRefused(
            "TELEGRAM_BOT_TOKEN is no longer accepted by Telegram: set the new one."
        ) from None
    finally:
        scheduler.shutdown(wait=False)
        if backups is not None:
            backups.stop()
        until = loop.time() + DRAIN
        # Stop taking first: what was not committed stays with Telegram.
        if webhook is not None:
            webhook.close()
            await asyncio.wait({receiving}, timeout=DRAIN / 2)
        await _cancel(menus, following, *(watched - {delivering, *served}))
        if serving is not None:
            serving.stop()
        left = max(until - loop.time(), 0.0)
        await asyncio.gather(
            receiver.finish_answers(left),
            errands.stop(),
            delivery.stop(left),
            *served,
            return_exceptions=True,
        )
        await _cancel(delivering, *served)
        fetcher.close()
        with contextlib.suppress(DBAPIError, SomebodyElseRuns, TimeoutError):
            async with asyncio.timeout(NOTED):
                await receiver.stop()
                await contact.end()
        log.info("stopped")


async def _open(webhook: Webhook) -> None:
    """Has Telegram post to us. Only now, when everything is at work: it begins at once."""
    try:
        await webhook.open()
    except BadRequest as error:
        raise ConfigRefused(f"WEBHOOK_URL is refused by Telegram ({error.message}): correct it.") from None
    except NetworkError as error:
        raise ConfigRefused(
            f"The Bot API server cannot be reached ({error.message}): check the network and TELEGRAM_API_URL."
        ) from None


async def _cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=1)

"""Words that take long are read beforehand: what changes meanwhile is in what is sent all the same."""

import asyncio
from datetime import UTC, datetime

from sqlmodel import Session
from telegram import Bot as Api

from bot.clock import Clock
from bot.delivery import Delivery
from bot.makers import Slow
from bot.measures import Measures
from bot.pace import Pace
from bot.telegram.request import AiohttpRequest
from storage.database import Database, open_database
from storage.outbox import Kind, Outbox, make_anew
from storage.schema import migrate
from storage.sent import SentMessage, change_of
from tests.faults.looking_at_calls import wait_for_calls
from tests.leaks import TOKEN
from tests.people import ANA, Telegram, text_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Board:
    """What the words tell of: it changes once, after they were read and before they are sent."""

    def __init__(self, database: Database, target: int) -> None:
        self.database = database
        self.target = target
        self.said = "nobody has it"

    def read(self, _session: Session, _row: Outbox, _now: datetime) -> str:
        return self.said

    async def draw(self, words: str) -> str:
        if self.said == "nobody has it":
            self.said = "Ben has it"
            assert await self.database.write(lambda session: make_anew(session, self.target))
        return words

    def write(self, _session: Session, _row: Outbox, _now: datetime, words: str) -> dict[str, str]:
        return {"html": words}


def test_a_change_between_reading_and_sending_is_not_lost(telegram: Telegram, database_url: str) -> None:
    telegram.start(ANA)
    asyncio.run(_change_meanwhile(telegram, database_url))
    assert [text_of(message) for message in telegram.from_bot(ANA)] == ["Ben has it"]


async def _change_meanwhile(telegram: Telegram, database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    request = AiohttpRequest(timeout=20)
    async with Api(
        TOKEN, base_url=f"{telegram.url}/bot", request=request, get_updates_request=request
    ) as api:
        standing = await api.send_message(ANA, "a digest")

        def fill(session: Session) -> int:
            sent = SentMessage(chat_id=ANA, message_id=standing.message_id, purpose="digest", at=LONG_AGO)
            session.add(sent)
            session.flush()
            session.add(change_of(sent, Kind.UPDATE, "digest", LONG_AGO))
            return sent.id

        board = Board(database, await database.write(fill))
        makers = {"digest": Slow(board.read, board.write, board.draw)}
        delivery = Delivery(api, database, Clock(), Pace(off=True), makers, Measures())
        running = asyncio.create_task(delivery.run())
        await asyncio.to_thread(wait_for_calls, telegram, 1, "editMessageText", ANA)
        await delivery.stop(5)
        await running
    database.close()

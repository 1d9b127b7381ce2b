"""Who is in the demo, what its page is told, and what people do before the curtain rises.

Everything goes through the control side of the local Bot API server, as a person's own deeds would.
"""

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

HERE = Path(__file__).parent
GROUP = -1_001_000_000_100
GROUP_TITLE = "Newsroom"
PATIENCE = 45.0
"""Seconds that the bot may take for its start, and for each answer, on a slow machine."""


class StageFailed(Exception):
    """The desk could not be set up. The message is one sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Player:
    id: int
    name: str
    role: str
    in_group: bool = True


ANA = Player(5_000_000_001, "Ana", "checker")
BEN = Player(5_000_000_002, "Ben", "checker")
CARO = Player(5_000_000_003, "Caro", "lead")
DAN = Player(5_000_000_004, "Dan", "stranger", in_group=False)
CAST = (ANA, BEN, CARO, DAN)


def lay_out_page(folder: Path, *, token: str, run: str) -> None:
    """Copies the page into `folder`, with what it is told of this desk: the token, the roles, the articles.

    `run` tells one desk from the next, so that a browser does not take up what it remembers of another.
    """
    shutil.copytree(HERE / "page", folder, copy_function=shutil.copyfile)
    article = HERE / "article.txt"
    told = {
        "run": run,
        "token": token,
        "people": [{"id": player.id, "role": player.role} for player in CAST],
        "article": article.read_text(encoding="utf-8").strip() if article.is_file() else None,
        "articles": {
            other.suffixes[0].removeprefix("."): other.read_text(encoding="utf-8").strip()
            for other in sorted(HERE.glob("article.*.txt"))
        },
    }
    (folder / "stage.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


class Stage:
    """The control side of the server at `url`."""

    def __init__(self, session: aiohttp.ClientSession, url: str, *, language: str = "en") -> None:
        """`language`: of everybody's Telegram, and so of the desk."""
        self._session = session
        self._url = url
        self._language = language

    async def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """GET, or POST where there is a body; raises StageFailed with the server's own words."""
        try:
            async with self._session.request(
                "GET" if body is None else "POST", f"{self._url}/control/{path}", json=body
            ) as answer:
                found = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise StageFailed(f"The local Bot API server does not answer ({type(error).__name__}).") from None
        if answer.status != 200:
            raise StageFailed(f"The local Bot API server refused {path}: {found.get('error')}.")
        return found

    async def bring_people(self) -> None:
        """The cast, the group, and the bot in it as administrator."""
        for player in CAST:
            await self.ask(
                "users", {"id": player.id, "first_name": player.name, "language_code": self._language}
            )
        await self.ask(
            "chats",
            {
                "id": GROUP,
                "type": "supergroup",
                "title": GROUP_TITLE,
                "members": [player.id for player in CAST if player.in_group],
                "admins": [CARO.id],
            },
        )
        await self.ask(f"chats/{GROUP}/bot", {"status": "administrator", "by": CARO.id})

    async def settled(self, what: str) -> None:
        """Waits until the bot has taken in everything so far; raises StageFailed after PATIENCE."""
        if not (await self.ask(f"idle?timeout={PATIENCE}"))["idle"]:
            raise StageFailed(f"The bot has not {what} within {PATIENCE:.0f} seconds.")

    async def open_desk(self) -> None:
        """The lead opens the desk, the checkers join and start the bot; waits for each answer."""
        await self.ask("start", {"from": CARO.id})
        await self.ask("messages", {"chat": GROUP, "from": CARO.id, "text": "/setup"})
        join = await self._button("join")
        for player in (ANA, BEN):
            pressed = await self.ask("press", join | {"from": player.id})
            answer = await self.ask(f"answers/{pressed['callback_query_id']}?timeout={PATIENCE}")
            if not answer["answered"]:
                raise StageFailed(f"The bot did not answer when {player.name} pressed Join.")
            # The answer opens the bot in private: its link carries what Start hands over.
            payload = (answer.get("url") or "").partition("start=")[2]
            await self.ask("start", {"from": player.id, "payload": payload})
        for player in (ANA, BEN, CARO):
            await self._from_bot(player.id, lambda _: True, f"the bot's welcome to {player.name}")
        await self.settled("taken in what everybody did")

    async def _button(self, data: str) -> dict[str, Any]:
        """The bot's message in the group with the button of that data, as a press names it."""

        def there(message: dict[str, Any]) -> bool:
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            return any(one.get("callback_data") == data for row in rows for one in row)

        message = await self._from_bot(GROUP, there, f"the bot's message with the button {data}")
        return {"chat": GROUP, "message_id": message["message_id"], "data": data}

    async def _from_bot(
        self, chat: int, what: Callable[[dict[str, Any]], object], name: str
    ) -> dict[str, Any]:
        """The bot's newest message in the chat of which `what` holds, waiting for it up to PATIENCE."""
        clock = asyncio.get_running_loop().time
        end = clock() + PATIENCE
        seen = 0
        while (left := end - clock()) > 0:
            messages: list[dict[str, Any]] = await self.ask(f"chats/{chat}/messages")
            for message in reversed(messages):
                if message["from"]["is_bot"] and what(message):
                    return dict(message)
            lines = await self.ask(f"wait?since={seen}&timeout={left:.1f}&chat={chat}")
            seen = max([seen, *(line["n"] for line in lines)])
        raise StageFailed(f"Within {PATIENCE:.0f} seconds {name} did not come.")

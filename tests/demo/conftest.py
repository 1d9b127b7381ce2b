"""A page in a real browser, before a real local Bot API server. The bot is played by the tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.demo.staging import ANA, BEN, CARO, CAST, GROUP, lay_out_page
from tests.leaks import TOKEN
from tests.people import PATIENCE, Program

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


class Town:
    """The server with its page, the four people, and the bot's own calls."""

    def __init__(self, folder: Path) -> None:
        self.page = folder / "page"
        lay_out_page(self.page, token=TOKEN, run="test")
        self.program = Program.start("bot.demo.server", "--token", TOKEN, "--page", str(self.page))
        self.url = self.program.wait_for("listening on").split("listening on ")[1].strip()
        self.http = httpx.Client(base_url=self.url, timeout=30, trust_env=False)
        for player in CAST:
            self.control("users", id=player.id, first_name=player.name, language_code="en")
        members = [ANA.id, BEN.id, CARO.id]
        self.control(
            "chats", id=GROUP, type="supergroup", title="Newsroom", members=members, admins=[CARO.id]
        )
        self.control(f"chats/{GROUP}/bot", status="administrator", by=CARO.id)
        for player in (ANA, BEN, CARO):
            self.control("start", **{"from": player.id})

    def close(self) -> None:
        self.http.close()
        self.program.stop()

    def control(self, path: str, **body: Any) -> Any:
        answer = self.http.post(f"/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"/control/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def bot(self, method: str, **parameters: Any) -> Any:
        answer = self.http.post(f"/bot{TOKEN}/{method}", json=parameters).json()
        assert answer["ok"], answer
        return answer["result"]

    def send(self, html: str, chat: int = GROUP, **more: Any) -> dict[str, Any]:
        """The bot writes."""
        message: dict[str, Any] = self.bot("sendMessage", chat_id=chat, text=html, parse_mode="HTML", **more)
        return message

    def say(self, person: int, text: str, chat: int = GROUP, **more: Any) -> dict[str, Any]:
        """A person writes, elsewhere than on the page."""
        message: dict[str, Any] = self.control("messages", chat=chat, text=text, **{"from": person}, **more)
        return message

    def messages(self, chat: int = GROUP) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.read(f"chats/{chat}/messages")
        return found

    def wait_for(self, what: Callable[[dict[str, Any]], bool], chat: int = GROUP) -> dict[str, Any]:
        """The newest message in the chat of which `what` is true, as soon as there is one."""
        since = 0
        for _ in range(100):
            for message in reversed(self.messages(chat)):
                if what(message):
                    return dict(message)
            lines = self.read("wait", since=since, chat=chat, timeout=PATIENCE)
            assert lines, f"no such message in {chat}: {self.messages(chat)}"
            since = lines[-1]["n"]
        raise AssertionError(f"no such message in {chat}")

    def pressed(self) -> dict[str, Any]:
        """The next press on a button, as the bot gets it."""
        offset = 0
        for _ in range(100):
            updates = self.bot("getUpdates", offset=offset, timeout=int(PATIENCE))
            assert updates, "nobody pressed"
            for update in updates:
                offset = update["update_id"] + 1
                if "callback_query" in update:
                    query: dict[str, Any] = update["callback_query"]
                    self.bot("getUpdates", offset=offset, timeout=0)
                    return query
        raise AssertionError("nobody pressed")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for a module: its tests look only at messages of their own."""
    town = Town(tmp_path_factory.mktemp("town"))
    try:
        yield town
    finally:
        town.close()


@pytest.fixture
def own_town(tmp_path: Path) -> Iterator[Town]:
    """For tests that count, or that break something."""
    town = Town(tmp_path)
    try:
        yield town
    finally:
        town.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where there is none the tests skip, but not where CI is set."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = f"no browser: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Visits:
    """Pages that are open, and whatever went wrong in one of them."""

    def __init__(self, browser: Browser, town: Town) -> None:
        self._browser = browser
        self._town = town
        self._contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def __call__(self, player: str = "Ana", town: Town | None = None, **options: Any) -> Page:
        """The page as that person sees it, in a browser that was never here before."""
        url = (town or self._town).url
        context = self._browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("request", lambda asked: self._asked(asked.url, url))
        page.goto(url)
        page.wait_for_selector("html[data-ready]")
        if player != "Ana":
            page.get_by_role("radio", name=player).check()
        return page

    def _heard(self, kind: str, text: str) -> None:
        # A server that was killed on purpose, and requests that were refused on purpose, are no errors.
        if kind == "error" and "net::ERR_" not in text and "status of 40" not in text:
            self.wrong.append(text)

    def _asked(self, asked: str, url: str) -> None:
        if not asked.startswith((f"{url}/", "data:", "blob:")):
            self.wrong.append(f"asked for {asked}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def _visits(browser: Browser, town: Town) -> Iterator[Visits]:
    """At the end nothing may have gone wrong in the pages, and nothing been asked of elsewhere."""
    visits = Visits(browser, town)
    yield visits
    visits.close()
    assert visits.wrong == []


visit = pytest.fixture(_visits, name="visit")
module_visit = pytest.fixture(_visits, name="module_visit", scope="module")

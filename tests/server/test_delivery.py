"""Updates are kept until they are acknowledged, and only one poller is served."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx

from .conftest import TOKEN, Server


def say(server: Server, who: int, text: str, **more: Any) -> Any:
    return server.post("messages", **{"chat": who, "from": who, "text": text, **more})


def test_an_update_comes_again_until_acknowledged(server: Server) -> None:
    ana = server.person("Ana")
    say(server, ana, "one")
    say(server, ana, "two")
    first = server.updates(acknowledge=False)
    assert [one["message"]["text"] for one in first] == ["one", "two"]
    assert server.updates(acknowledge=False) == first
    assert server.get("idle", timeout=0) == {"idle": False}
    rest = server.call("getUpdates", offset=first[1]["update_id"])
    assert rest == first[1:]
    assert server.get("ledger", kind="acknowledged")[-1]["update_ids"] == [first[0]["update_id"]]
    assert server.call("getUpdates", offset=first[1]["update_id"] + 1) == []
    assert server.get("idle", timeout=0) == {"idle": True}


def test_limit_and_negative_offset(server: Server) -> None:
    ana = server.person("Ana")
    for text in "abc":
        say(server, ana, text)
    assert [one["message"]["text"] for one in server.call("getUpdates", limit=1)] == ["a"]
    assert [one["message"]["text"] for one in server.call("getUpdates", offset=-1)] == ["c"]
    assert len(server.call("getUpdates")) == 1  # what a negative offset left out is forgotten


def test_a_second_poller_ends_the_first(server: Server) -> None:
    async def both() -> tuple[httpx.Response, httpx.Response]:
        url = f"{server.url}/bot{TOKEN}/getUpdates"
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            first = asyncio.create_task(http.post(url, json={"timeout": 20}))
            while not first.done():
                second = await http.post(url, json={"timeout": 0})
            return await first, second

    first, second = asyncio.run(both())
    assert first.status_code == 409
    assert first.json()["description"].startswith("Conflict: terminated by other getUpdates request")
    assert second.json() == {"ok": True, "result": []}


def test_a_long_poll_ends_with_the_first_update(server: Server) -> None:
    ana = server.person("Ana")

    async def wait() -> Any:
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            poll = asyncio.create_task(http.post(f"{server.url}/bot{TOKEN}/getUpdates", json={"timeout": 20}))
            await asyncio.to_thread(say, server, ana, "here")
            return (await poll).json()["result"]

    (update,) = asyncio.run(wait())
    assert update["message"]["text"] == "here"


def test_an_update_id_may_be_given_to_send_one_again(server: Server) -> None:
    ana = server.person("Ana")
    say(server, ana, "once")
    (first,) = server.updates()
    say(server, ana, "once", update_id=first["update_id"])
    # Its id lies below the offset, as after Telegram's random restart: nothing is confirmed by that offset.
    (again,) = server.call("getUpdates", offset=first["update_id"] + 10)
    assert again["update_id"] == first["update_id"]
    server.call("getUpdates", offset=first["update_id"] + 1)
    say(server, ana, "next")
    (following,) = server.updates()
    assert following["update_id"] > first["update_id"]


def test_updates_are_forgotten_after_a_day(server: Server) -> None:
    ana = server.person("Ana")
    say(server, ana, "old")
    server.post("clock", advance=24 * 3600 + 1)
    assert server.updates() == []


def test_the_ledger_tells_delivery_call_and_acknowledgement(server: Server) -> None:
    ana = server.person("Ana")
    since = server.get("ledger")[-1]["n"]
    say(server, ana, "hello")
    (update,) = server.updates()
    server.call("sendMessage", chat_id=ana, text="hi")
    lines = server.get("ledger", since=since)
    assert [line["kind"] for line in lines] == ["message", "delivered", "acknowledged", "message", "call"]
    assert lines[1]["update_id"] == update["update_id"]
    assert lines[-1] | {"at": 0} == {
        "n": since + 5,
        "at": 0,
        "kind": "call",
        "method": "sendMessage",
        "chat": ana,
        "message_id": lines[3]["message_id"],
        "ok": True,
        "error_code": None,
        "description": None,
        "fault": None,
        "trace": None,
        "text": "hi",
    }
    assert server.get("wait", since=since, kind="call", chat=ana) == lines[-1:]
    assert server.get("wait", since=since + 5, timeout=0) == []


def test_the_start_refuses_a_host_others_can_reach(start_server: Callable[..., Any]) -> None:
    try:
        with start_server("--host", "0.0.0.0"):  # noqa: S104 - refused is what it must be
            raise RuntimeError("it started")
    except AssertionError:
        pass


def test_it_stops_at_once_and_quietly() -> None:
    """A bot that polls and a page that listens don't hold it up."""
    command = [sys.executable, "-m", "bot.demo.server", "--token", TOKEN]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().split()[-1]
        with http.stream("GET", f"{url}/control/events") as page:
            assert next(page.iter_lines()) == ": hello"
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
            assert process.stderr.read() == ""

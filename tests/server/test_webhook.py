"""Delivery by webhook: in order, with the secret, again and again until it is taken."""

import http.server
import json
import queue
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Server


class Receiver:
    """A web server on this machine that answers with the statuses given, then with 200."""

    def __init__(self) -> None:
        self.got: queue.Queue[tuple[str | None, dict[str, Any]]] = queue.Queue()
        self.answers: list[int] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.got.put((self.headers.get("X-Telegram-Bot-Api-Secret-Token"), body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def test_a_webhook_is_tried_until_it_takes_the_update(server: Server, receiver: Receiver) -> None:
    ana = server.person("Ana")
    receiver.answers = [500, 302]
    for text in ("one", "two"):
        server.post("messages", **{"chat": ana, "from": ana, "text": text})
    assert server.call("setWebhook", url=receiver.url, secret_token="s3cret") is True
    got = [receiver.got.get(timeout=20) for _ in range(4)]
    assert [body["message"]["text"] for _, body in got] == ["one", "one", "one", "two"]
    assert {secret for secret, _ in got} == {"s3cret"}
    assert server.get("idle", timeout=20) == {"idle": True}
    info = server.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
    assert info["last_error_message"] == "Wrong response from the webhook: 302"

    code, description = server.refusal("getUpdates")
    assert (code, description.split(";")[0]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active",
    )
    assert server.call("setWebhook", url="") is True
    server.post("messages", **{"chat": ana, "from": ana, "text": "three"})
    assert [one["message"]["text"] for one in server.updates()] == ["three"]
    assert receiver.got.empty()


def test_pending_updates_can_be_dropped(server: Server) -> None:
    ana = server.person("Ana")
    server.post("messages", **{"chat": ana, "from": ana, "text": "x"})
    assert server.call("deleteWebhook", drop_pending_updates=True) is True
    assert server.updates() == []

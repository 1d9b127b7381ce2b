"""The control side: people act, tests watch, nonsense is refused."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import TOKEN, Server


def test_what_stands_in_a_chat(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben")
    group = server.group(ana, ben)
    keyboard = {"inline_keyboard": [[{"text": "Take", "callback_data": "t"}]]}
    card = server.call(
        "sendMessage", chat_id=group, text="<b>#1</b> a &lt; b", parse_mode="HTML", reply_markup=keyboard,
        disable_notification=True,
    )["message_id"]  # fmt: skip
    server.call(
        "editMessageText", chat_id=group, message_id=card, text="<i>#1</i> a &lt; b", parse_mode="HTML"
    )
    command = server.post("messages", **{"chat": group, "from": ben, "text": "/queue"})["message_id"]
    reaction = [{"type": "emoji", "emoji": "👌"}]
    server.call("setMessageReaction", chat_id=group, message_id=command, reaction=reaction)
    away = server.call("sendMessage", chat_id=group, text="away")["message_id"]
    server.call("deleteMessage", chat_id=group, message_id=away)
    seen = {one["message_id"]: one for one in server.get(f"chats/{group}/messages", viewer=ben)}
    assert seen[card]["html"] == "<i>#1</i> a &lt; b"
    assert (seen[card]["edited"], seen[card]["silent"], "edit_date" in seen[card]) == (1, True, True)
    assert seen[command]["reactions"] == [{"from": 123456, "emoji": "👌"}]
    assert away not in seen
    stranger = server.person("Dan")
    answer = server.http.get(f"{server.url}/control/chats/{group}/messages", params={"viewer": stranger})
    assert answer.json() == {"error": f"person {stranger} does not see chat {group}"}


def test_the_list_of_chats(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben", started=False)
    group = server.group(ana, ben, title="Desk North")
    chats = {one["id"]: one for one in server.get("chats")}
    assert (chats[ana]["type"], chats[ana]["title"], chats[ana]["started"]) == ("private", "Ana", True)
    assert chats[ben]["started"] is False
    assert chats[group]["members"] == [ana, ben, 123456]
    assert [one["first_name"] for one in server.get("users")] == ["Ana", "Ben"]


def test_a_button_a_link_and_a_forgery(server: Server) -> None:
    ana = server.person("Ana")
    rows = [
        [{"text": "Take", "callback_data": "t"}, {"text": "Open", "url": "https://t.me/desk_bot?start=c1"}]
    ]
    card = server.call("sendMessage", chat_id=ana, text="#1", reply_markup={"inline_keyboard": rows})[
        "message_id"
    ]
    press: dict[str, Any] = {"chat": ana, "message_id": card, "from": ana}
    assert server.post("press", **press, button=[0, 1]) == {"url": "https://t.me/desk_bot?start=c1"}
    first = server.post("press", **press, data="t")["callback_query_id"]
    assert server.get(f"answers/{first}", timeout=0)["answered"] is False
    assert server.denied("press", **press, data="other") == "there is no such button"
    assert server.denied("press", **press, button=[3, 0]) == "there is no such button"
    server.post("press", **press, data="other", forge=True)
    server.call("deleteMessage", chat_id=ana, message_id=card)
    assert server.denied("press", **press, data="t") == "there is no such button"
    queries = [one["callback_query"] for one in server.updates()]
    assert [one["data"] for one in queries] == ["t", "other"]
    assert queries[0]["message"]["message_id"] == card
    assert server.call("answerCallbackQuery", callback_query_id=first) is True
    assert server.get(f"answers/{first}", timeout=0)["answered"] is True


def test_start_opens_and_unblocks(server: Server) -> None:
    ana = server.person("Ana", started=False)
    assert server.refusal("sendMessage", chat_id=ana, text="x")[0] == 403
    server.post("start", **{"from": ana, "payload": "join-5_x"})
    assert server.updates()[0]["message"]["text"] == "/start join-5_x"
    assert server.call("sendMessage", chat_id=ana, text="x")
    server.post("block", **{"from": ana, "blocked": True})
    assert "blocked" in server.denied("messages", **{"chat": ana, "from": ana, "text": "x"})
    server.post("start", **{"from": ana})
    blocked, unblocked, started = server.updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert started["message"]["text"] == "/start"
    for payload in ("x" * 65, "a b", "ключ"):
        assert "payload" in server.denied("start", **{"from": ana, "payload": payload})


def test_a_paste_is_split(server: Server) -> None:
    ana = server.person("Ana")
    paste = " ".join(f"word{n}" for n in range(6000))
    assert "longer than 4096" in server.denied("messages", **{"chat": ana, "from": ana, "text": paste})
    parts = server.post("messages", **{"chat": ana, "from": ana, "text": paste, "split": True})
    texts = [one["text"] for one in parts]
    assert len(texts) > 10
    assert all(3900 <= len(one) <= 4096 for one in texts[:-1])
    assert " ".join(texts) == paste
    assert [one["message"]["text"] for one in server.updates()] == texts
    solid = server.post("messages", **{"chat": ana, "from": ana, "text": "😀" * 5000, "split": True})
    assert [len(one["text"]) for one in solid] == [2048, 2048, 904]


def test_media_of_a_person_can_be_fetched(server: Server) -> None:
    ana = server.person("Ana")
    media = {
        "kind": "document",
        "file_name": "article.txt",
        "mime_type": "text/plain",
        "content_base64": base64.b64encode(b"an article").decode(),
    }
    sent = server.post("messages", **{"chat": ana, "from": ana, "media": media, "caption": "read"})
    assert sent["document"]["file_name"] == "article.txt"
    path = server.call("getFile", file_id=sent["document"]["file_id"])["file_path"]
    assert server.http.get(f"{server.url}/file/bot{TOKEN}/{path}").content == b"an article"
    assert server.http.get(f"{server.url}/file/bot1:X/{path}").status_code == 401
    shown = server.http.get(f"{server.url}/control/files/{sent['document']['file_id']}")
    assert shown.content == b"an article"
    assert shown.headers["content-disposition"] == "attachment"


def test_the_clock_moves(server: Server) -> None:
    ana = server.person("Ana")
    before = server.call("sendMessage", chat_id=ana, text="x")["date"]
    moved = server.post("clock", advance=86400)
    assert moved["offset"] == 86400
    assert server.http.get(f"{server.url}/clock").json() == {"offset": 86400}
    assert 86400 <= server.call("sendMessage", chat_id=ana, text="x")["date"] - before < 86460
    assert server.post("clock", offset=0)["offset"] == 0
    assert "either" in server.denied("clock", advance=1, offset=1)


def test_inline_results_are_chosen(server: Server) -> None:
    ana = server.person("Ana")
    group = server.group(ana)
    query = server.post("inline", **{"from": ana, "query": "fighters"})["inline_query_id"]
    assert server.updates()[0]["inline_query"]["query"] == "fighters"
    article = {"type": "article", "id": "1", "title": "#1", "input_message_content": {"message_text": "card"}}
    assert "unknown field" in server.refusal(
        "answerInlineQuery", inline_query_id=query, results=[{**article, "hint": 1}]
    )[1]  # fmt: skip
    assert server.refusal("answerInlineQuery", inline_query_id=query, results=[article] * 2)[1].endswith(
        "DUPLICATE"
    )
    assert server.call("answerInlineQuery", inline_query_id=query, results=[article], is_personal=True)
    answer = server.get(f"inline/{query}", timeout=0)
    assert (answer["answered"], answer["is_personal"]) == (True, True)
    chosen = server.post(f"inline/{query}/choose", chat=group, result_id="1")
    assert (chosen["text"], chosen["via_bot"]["id"]) == ("card", 123456)
    assert server.updates()[0]["message"]["text"] == "card"


def test_live_events(server: Server) -> None:
    ana = server.person("Ana")
    with server.http.stream("GET", f"{server.url}/control/events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": hello"
        server.call("sendChatAction", chat_id=ana, action="typing")
        server.call("sendMessage", chat_id=ana, text="x")
        server.post("clock", advance=60)
        events: list[str] = []
        while len(events) < 5:
            events += [line for line in (next(lines),) if line.startswith("data: ")]
    assert [event.split('"kind": "')[1].split('"')[0] for event in events] == [
        "typing", "call", "message", "call", "clock",
    ]  # fmt: skip


REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("unknown field", "users", {"first_name": "A", "age": 3}, "unknown field 'age'"),
    ("missing field", "users", {}, "'first_name' is missing"),
    ("wrong kind", "users", {"first_name": 3}, "'first_name' must be a text"),
    ("unknown person", "start", {"from": 99}, "there is no person 99"),
    ("unknown chat", "messages", {"chat": 99, "from": 1, "text": "x"}, "there is no chat 99"),
    ("kind of chat", "chats", {"type": "channel", "title": "x"}, "'type' must be group or supergroup"),
    ("id of a chat", "chats", {"type": "group", "title": "x", "id": -1001}, "'id' must be negative"),
    ("topics of a group", "chats", {"type": "group", "title": "x", "is_forum": True}, "only a supergroup"),
)


@pytest.mark.parametrize(
    ("path", "body", "error"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_nonsense_is_refused(shared: Server, path: str, body: dict[str, Any], error: str) -> None:
    assert shared.denied(path, **body).startswith(error)


def test_who_is_not_there_does_not_write(server: Server) -> None:
    ana, dan = server.person("Ana"), server.person("Dan")
    group = server.group(ana)
    hello = server.post("messages", **{"chat": group, "from": ana, "text": "hello"})["message_id"]
    assert "is not in chat" in server.denied("messages", **{"chat": group, "from": dan, "text": "x"})
    assert "in a private chat" in server.denied("messages", **{"chat": ana, "from": dan, "text": "x"})
    change = {"chat": group, "message_id": hello, "from": dan, "text": "x"}
    server.post(f"chats/{group}/members", user=dan, status="member")
    assert server.denied("messages/edit", **change) == "only one's own messages can be edited"


def test_another_sites_page_gets_nothing(start_server: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>the desk</p>")
    with start_server("--page", str(tmp_path)) as server:
        assert server.http.get(server.url).text == "<p>the desk</p>"
        evil = {"Origin": "https://example.org"}
        assert server.http.get(f"{server.url}/control/chats", headers=evil).status_code == 403
        assert (
            server.http.get(f"{server.url}/control/chats", headers={"Host": "evil.example"}).status_code
            == 403
        )
        own = {"Origin": server.url}
        assert server.http.get(f"{server.url}/control/chats", headers=own).json() == []
        assert httpx.get(f"{server.url}/bot{TOKEN}/getMe", trust_env=False).json()["ok"] is True

"""What the bot gets to see in a group, and what changes of standing look like."""

from typing import Any

import pytest

from .conftest import BOT, Server


def write(server: Server, chat: int, who: int, **more: Any) -> int:
    return int(server.post("messages", **{"chat": chat, "from": who, **more})["message_id"])


PRIVACY: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("plain talk", {"text": "lunch?"}, False),
    ("a command", {"text": "/queue"}, True),
    ("a command to this bot", {"text": "/queue@Desk_Bot mine"}, True),
    ("a command to another bot", {"text": "/queue@other_bot"}, False),
    ("a command in the midst", {"text": "say /queue please"}, True),
    ("a path that is no command", {"text": "a/b"}, False),
    ("a mention", {"text": "@desk_bot look"}, False),
    ("a command in a caption", {"media": {"kind": "photo"}, "caption": "/claim"}, True),
    ("a photo", {"media": {"kind": "photo"}}, False),
    ("a forward", {"text": "news", "forward": {"type": "channel", "title": "Monitor"}}, False),
)


@pytest.mark.parametrize(("what", "seen"), [one[1:] for one in PRIVACY], ids=[one[0] for one in PRIVACY])
@pytest.mark.parametrize("standing", ["member", "administrator"])
def test_privacy_mode(shared: Server, what: dict[str, Any], seen: bool, standing: str) -> None:
    ana = shared.person("Ana")
    group = shared.group(ana, bot=standing)
    write(shared, group, ana, **what)
    assert bool(shared.updates()) is (seen or standing == "administrator")


def test_a_reply_to_the_bot_is_seen_and_so_is_its_edit(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben")
    group = server.group(ana, ben)
    card = server.call("sendMessage", chat_id=group, text="#1")["message_id"]
    reply = write(server, group, ana, text="False: old video", reply_to=card)
    write(server, group, ben, text="sure?", reply_to=reply)
    server.post("messages/edit", **{"chat": group, "message_id": reply, "from": ana, "text": "False: older"})
    seen = server.updates()
    assert [key for one in seen for key in one if key != "update_id"] == ["message", "edited_message"]
    assert seen[0]["message"]["reply_to_message"]["message_id"] == card
    assert seen[1]["edited_message"]["text"] == "False: older"


def test_message_ids_count_by_supergroup_and_together_elsewhere(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben")
    group, big = server.group(ana, type="group"), server.group(ana)
    assert group < 0
    assert not str(group).startswith("-100")
    assert str(big).startswith("-100")
    assert len(str(big)) == 14
    ids = [
        server.call("sendMessage", chat_id=chat, text="x")["message_id"]
        for chat in (ana, group, ben, big, big)
    ]
    assert ids[1] == ids[0] + 1
    assert ids[2] == ids[0] + 2
    assert ids[3:] == [2, 3]  # the first in the supergroup told that the bot was added


def test_members_are_told_only_to_an_administrator_that_asked(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben")
    plain, admin = server.group(ana), server.group(ana, bot="administrator")
    everything = ["message", "my_chat_member", "chat_member", "message_reaction"]

    def kinds() -> list[str]:
        for chat in (plain, admin):
            server.post(f"chats/{chat}/members", user=ben, status="member", by=ana)
            message = write(server, chat, ana, text="/x")
            server.post("reaction", **{"chat": chat, "message_id": message, "from": ben, "emoji": "👌"})
            server.post(f"chats/{chat}/members", user=ben, status="left")
        return [key for one in server.updates() for key in one if key != "update_id"]

    assert kinds() == ["message"] * 6
    server.updates(allowed_updates=everything)
    assert kinds() == [
        *["message"] * 3, "chat_member", "message", "message", "message_reaction", "chat_member", "message",
    ]  # fmt: skip
    server.updates(limit=1)  # without allowed_updates the setting stays
    assert "chat_member" in kinds()
    server.updates(allowed_updates=[])
    assert kinds() == ["message"] * 6


def test_the_bot_comes_rises_and_goes(server: Server) -> None:
    ana = server.person("Ana")
    group = server.group(ana, bot="")
    for status in ("member", "administrator", "member", "kicked"):
        server.post(f"chats/{group}/bot", status=status, by=ana)
    updates = server.updates()
    changes = [one["my_chat_member"] for one in updates if "my_chat_member" in one]
    assert [one["old_chat_member"]["status"] for one in changes] == [
        "left", "member", "administrator", "member",
    ]  # fmt: skip
    assert [one["new_chat_member"]["status"] for one in changes] == [
        "member", "administrator", "member", "kicked",
    ]  # fmt: skip
    messages = [one["message"] for one in updates if "message" in one]
    assert messages[0]["new_chat_members"][0]["id"] == BOT
    assert messages[-1]["left_chat_member"]["id"] == BOT
    assert server.refusal("getChat", chat_id=group)[0] == 403
    server.post(f"chats/{group}/bot", status="member", by=ana)
    assert server.call("leaveChat", chat_id=group) is True
    assert server.refusal("sendMessage", chat_id=group, text="x")[0] == 403


def test_who_is_in_the_group(server: Server) -> None:
    ana, ben, caro = (server.person(name) for name in ("Ana", "Ben", "Caro"))
    group = server.group(ana, ben, admins=[ana])
    assert server.call("getChatMemberCount", chat_id=group) == 3
    administrators = server.call("getChatAdministrators", chat_id=group)
    assert [(one["user"]["id"], one["status"]) for one in administrators] == [(ana, "creator")]
    statuses = [
        server.call("getChatMember", chat_id=group, user_id=who)["status"] for who in (ana, ben, caro, BOT)
    ]
    assert statuses == ["creator", "member", "left", "member"]


def test_a_group_that_becomes_a_supergroup(server: Server) -> None:
    ana = server.person("Ana")
    group = server.group(ana, type="group", bot="administrator")
    old = server.call("sendMessage", chat_id=group, text="card")["message_id"]
    new = server.post(f"chats/{group}/migrate")["id"]
    leaving, arriving = (one["message"] for one in server.updates())
    assert (leaving["chat"]["id"], leaving["migrate_to_chat_id"]) == (group, new)
    assert (arriving["chat"]["id"], arriving["migrate_from_chat_id"]) == (new, group)
    assert arriving["message_id"] == 1
    answer = server.answer("editMessageText", chat_id=group, message_id=old, text="x").json()
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    assert server.call("getChatMember", chat_id=new, user_id=BOT)["status"] == "administrator"
    assert "has become" in server.denied("messages", **{"chat": group, "from": ana, "text": "x"})


def test_topics(server: Server) -> None:
    ana = server.person("Ana")
    forum = server.group(ana, is_forum=True)
    topic = server.post(f"chats/{forum}/topics", name="Desk", by=ana)["message_thread_id"]
    sent = server.call("sendMessage", chat_id=forum, text="x", message_thread_id=topic)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    assert "forum_topic_created" in sent["reply_to_message"]
    write(server, forum, ana, text="/queue", thread=topic)
    write(server, forum, ana, text="/queue")
    write(server, forum, ana, text="ok", reply_to=sent["message_id"])
    created, inside, general, reply = (one["message"] for one in server.updates())
    assert created["forum_topic_created"]["name"] == "Desk"
    assert "forum_topic_created" in inside["reply_to_message"]
    assert "message_thread_id" not in general
    assert reply["message_thread_id"] == topic
    assert reply["reply_to_message"]["message_id"] == sent["message_id"]
    server.post(f"chats/{forum}/topics/{topic}", by=ana, closed=True)
    server.post(f"chats/{forum}/bot", status="administrator", by=ana)
    assert server.call("sendMessage", chat_id=forum, text="x", message_thread_id=topic)  # an admin may
    made = server.call("createForumTopic", chat_id=forum, name="Second")["message_thread_id"]
    assert server.call("sendMessage", chat_id=forum, text="x", message_thread_id=made)


def test_a_reply_in_a_supergroup_has_a_thread_but_no_topic(server: Server) -> None:
    ana = server.person("Ana")
    group = server.group(ana)
    card = server.call("sendMessage", chat_id=group, text="#1")["message_id"]
    write(server, group, ana, text="note", reply_to=card)
    (update,) = server.updates()
    assert update["message"]["message_thread_id"] == card
    assert "is_topic_message" not in update["message"]

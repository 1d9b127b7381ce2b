"""Every rule of the judge is broken once, and its answer looked at."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from .conftest import BOT, TOKEN, Server, running


@dataclass(frozen=True)
class Scene:
    """Ana pressed Start, Ben never did, Dan blocked the bot. Names of chats say how the bot stands there."""

    server: Server
    ana: int
    ben: int
    dan: int
    member: int
    admin: int
    forum: int
    kicked: int
    left: int
    stranger: int
    migrated: int
    migrated_to: int
    quiet: int
    hidden: int
    topic: int
    closed: int
    gone: int
    mine: int
    plain: int
    photo: int
    asking: int
    theirs: int
    in_group: int
    deleted: int
    service: int
    file: str
    press: str


def build(server: Server) -> Scene:
    ana, ben, dan = server.person("Ana"), server.person("Ben", started=False), server.person("Dan")
    member, admin = server.group(ana, ben), server.group(ana, bot="administrator")
    forum = server.group(ana, is_forum=True)
    kicked, left = server.group(ana, ben), server.group(ana, ben)
    server.post(f"chats/{kicked}/bot", status="kicked", by=ana)
    server.post(f"chats/{left}/bot", status="left", by=ana)
    migrated = server.group(ana, type="group")
    new = server.post(f"chats/{migrated}/migrate")["id"]
    topic, closed, gone = (
        server.post(f"chats/{forum}/topics", name=name, by=ana)["message_thread_id"]
        for name in ("Open", "Closed", "Gone")
    )
    server.post(f"chats/{forum}/topics/{closed}", by=ana, closed=True)
    server.post(f"chats/{forum}/topics/{gone}", by=ana, deleted=True)
    keyboard = {"inline_keyboard": [[{"text": "Take", "callback_data": "take:1"}]]}
    mine = server.call(
        "sendMessage", chat_id=ana, text="<b>Hello</b>", parse_mode="HTML", reply_markup=keyboard
    )
    plain = server.call("sendMessage", chat_id=ana, text="plain")
    asking = server.call("sendMessage", chat_id=ana, text="why?", reply_markup={"force_reply": True})
    deleted = server.call("sendMessage", chat_id=ana, text="away")
    server.call("deleteMessage", chat_id=ana, message_id=deleted["message_id"])
    photo = server.post(
        "messages", **{"chat": ana, "from": ana, "media": {"kind": "photo"}, "caption": "look"}
    )
    file = photo["photo"][0]["file_id"]
    sent = server.call("sendPhoto", chat_id=ana, photo=file, caption="mine")
    in_group = server.post("messages", **{"chat": member, "from": ana, "text": "/hello"})
    pressed = server.post(
        "press", **{"chat": ana, "message_id": mine["message_id"], "from": ana, "data": "take:1"}
    )
    server.call("answerCallbackQuery", callback_query_id=pressed["callback_query_id"])
    server.post("block", **{"from": dan, "blocked": True})
    service = server.get(f"chats/{admin}/messages")[0]
    assert "new_chat_members" in service
    return Scene(
        server=server,
        ana=ana,
        ben=ben,
        dan=dan,
        member=member,
        admin=admin,
        forum=forum,
        kicked=kicked,
        left=left,
        stranger=server.group(ana, bot=""),
        migrated=migrated,
        migrated_to=new,
        quiet=server.group(ana, reactions=False),
        hidden=server.group(ana, ben, members_hidden=True),
        topic=topic,
        closed=closed,
        gone=gone,
        mine=mine["message_id"],
        plain=plain["message_id"],
        photo=sent["message_id"],
        asking=asking["message_id"],
        theirs=photo["message_id"],
        in_group=in_group["message_id"],
        deleted=deleted["message_id"],
        service=service["message_id"],
        file=file,
        press=pressed["callback_query_id"],
    )


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with running() as server:
        yield build(server)


Params = Callable[[Scene], dict[str, Any]]
Broken = tuple[str, str, Params, int, str]


def text(id_: str, text: str, description: str, **more: Any) -> Broken:
    return id_, "sendMessage", lambda s: {"chat_id": s.ana, "text": text, **more}, 400, description


def html(id_: str, source: str, description: str) -> Broken:
    return text(id_, source, f"can't parse entities: {description}", parse_mode="HTML")


def buttons(id_: str, rows: Any, description: str) -> Broken:
    return text(id_, "x", description, reply_markup={"inline_keyboard": rows})


def to(id_: str, chat: Callable[[Scene], Any], code: int, description: str, **more: Any) -> Broken:
    return id_, "sendMessage", lambda s: {"chat_id": chat(s), "text": "x", **more}, code, description


def edit(id_: str, what: Params, description: str, method: str = "editMessageText") -> Broken:
    return id_, method, lambda s: {"chat_id": s.ana, **what(s)}, 400, description


def button(**fields: Any) -> dict[str, Any]:
    return {"text": "b", "callback_data": "d", **fields}


SAME = "message is not modified: specified new message content and reply markup are exactly the same as a"
FORUM_REPLY = "message to be replied not found"
PNG_ENDLESS = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\x4e\x20" * 2 + b"\x08\x02\0\0\0"
).decode()

CASES: tuple[Broken, ...] = (
    # Making requests
    ("unknown parameter", "sendMessage", lambda s: {"chat_id": s.ana, "text": "x", "colour": 1}, 400,
     'unknown parameter "colour" of method sendMessage'),
    ("missing parameter", "deleteMessage", lambda s: {"chat_id": s.ana}, 400, 'parameter "message_id" is required'),
    ("number that is none", "deleteMessage", lambda s: {"chat_id": s.ana, "message_id": "x"}, 400,
     'field "message_id" must be of type Number'),
    ("flag that is none", "sendMessage", lambda s: {"chat_id": s.ana, "text": "x", "disable_notification": "?"},
     400, 'field "disable_notification" must be of type Boolean'),
    ("json that does not parse", "sendMessage",
     lambda s: {"chat_id": s.ana, "text": "x", "reply_markup": "{"}, 400, "can't parse field"),
    # Texts
    text("empty text", "", "message text is empty"),
    text("blank text", " \n ", "message text is empty"),
    text("text of tags only", "<b> </b>", "message text is empty", parse_mode="HTML"),
    text("long text", "x" * 4097, "message is too long"),
    text("long in UTF-16", "😀" * 2049, "message is too long"),
    text("other parse mode", "x", "unsupported parse_mode", parse_mode="Wiki"),
    ("long caption", "sendPhoto", lambda s: {"chat_id": s.ana, "photo": s.file, "caption": "x" * 1025}, 400,
     "message caption is too long"),
    html("unknown tag", "a<h1>b</h1>", 'Unsupported start tag "h1" at byte offset 1'),
    html("offset in bytes", "ясно <br>", 'Unsupported start tag "br" at byte offset 9'),
    html("bare less-than", "1 < 2", 'Unsupported start tag "" at byte offset 2'),
    html("less-than at the end", "1 <", "Unclosed start tag at byte offset 2"),
    html("unclosed start tag", 'see <a href="x', 'Unclosed start tag "a" at byte offset 4'),
    html("no end tag", "<b>bold", "Can't find end tag corresponding to start tag \"b\""),
    html("end without start", "bold</b>", "Unexpected end tag at byte offset 4"),
    html("crossed tags", "<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    html("unclosed end tag", "<b>x</b", "Unclosed end tag at byte offset 4"),
    html("span without class", "<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    html("attribute without value", "<a href>x</a>",
     'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 2'),
    html("attribute without name", '<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 2'),
    html("time that is none", '<tg-time unix="now">x</tg-time>', "Invalid Unix time specified at byte offset 0"),
    text("entity out of bounds", "x", "ENTITY_BOUNDS_INVALID", entities=[{"type": "bold", "offset": 0, "length": 2}]),
    text("entity of no known type", "x", "can't parse MessageEntity: unsupported type 'loud'",
         entities=[{"type": "loud", "offset": 0, "length": 1}]),
    text("preview field", "x", 'can\'t parse link preview options: unknown field "big"',
         link_preview_options={"big": True}),
    # Keyboards
    buttons("no callback data", [[{"text": "b"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    buttons("empty callback data", [[button(callback_data="")]], "BUTTON_DATA_INVALID"),
    buttons("callback data of 65 bytes", [[button(callback_data="x" * 65)]], "BUTTON_DATA_INVALID"),
    buttons("callback data of 66 bytes in 33 letters", [[button(callback_data="я" * 33)]], "BUTTON_DATA_INVALID"),
    buttons("no text", [[button(text=" ")]],
            'can\'t parse inline keyboard button: Field "text" must be a non-empty String'),
    buttons("two actions", [[button(url="https://example.org")]],
            "can't parse inline keyboard button: exactly one of the optional fields must be used"),
    buttons("unknown field of a button", [[button(hint="x")]], 'can\'t parse reply markup: unknown field "hint"'),
    buttons("unknown style", [[button(style="pink")]],
            "can't parse inline keyboard button: invalid button style specified"),
    buttons("address that is none", [[{"text": "b", "url": "example"}]],
            "inline keyboard button URL 'example' is invalid: Wrong HTTP URL"),
    buttons("long text to copy", [[{"text": "b", "copy_text": {"text": "x" * 257}}]], "BUTTON_COPY_TEXT_INVALID"),
    buttons("nine in a row", [[button()] * 9], "reply markup is too long"),
    buttons("101 in all", [[button()]] * 101, "reply markup is too long"),
    buttons("no rows", "rows", "can't parse inline keyboard: array of arrays expected"),
    text("markup of no kind", "x", "object expected as reply markup", reply_markup={"buttons": []}),
    text("long placeholder", "x", "input field placeholder must be of 1 to 64 characters",
         reply_markup={"force_reply": True, "input_field_placeholder": "x" * 65}),
    # Chats
    to("no chat", lambda s: "", 400, 'parameter "chat_id" is required'),
    to("unknown chat", lambda s: 42, 400, "chat not found"),
    to("public name", lambda s: "@somewhere", 400, "chat not found"),
    to("group it never was in", lambda s: s.stranger, 400, "chat not found"),
    to("no Start", lambda s: s.ben, 403, "Forbidden: bot can't initiate conversation with a user"),
    to("blocked", lambda s: s.dan, 403, "Forbidden: bot was blocked by the user"),
    to("kicked", lambda s: s.kicked, 403, "Forbidden: bot was kicked from the supergroup chat"),
    to("left", lambda s: s.left, 403, "Forbidden: bot is not a member of the supergroup chat"),
    to("migrated", lambda s: s.migrated, 400, "group chat was upgraded to a supergroup chat"),
    # Topics
    to("topic of no forum", lambda s: s.member, 400, "message thread not found", message_thread_id=5),
    ("unknown topic", "sendMessage", lambda s: {"chat_id": s.forum, "text": "x", "message_thread_id": 9999}, 400,
     "message thread not found"),
    ("General by its id", "sendMessage", lambda s: {"chat_id": s.forum, "text": "x", "message_thread_id": 1}, 400,
     "message thread not found"),
    ("closed topic", "sendMessage", lambda s: {"chat_id": s.forum, "text": "x", "message_thread_id": s.closed},
     400, "TOPIC_CLOSED"),
    ("deleted topic", "sendMessage", lambda s: {"chat_id": s.forum, "text": "x", "message_thread_id": s.gone}, 400,
     "message thread not found"),
    ("new topic where there are none", "createForumTopic", lambda s: {"chat_id": s.member, "name": "x"}, 400,
     "the chat is not a forum"),
    ("new topic without the right", "createForumTopic", lambda s: {"chat_id": s.forum, "name": "x"}, 400,
     "not enough rights to create a topic"),
    # Replies
    ("reply to what is gone", "sendMessage",
     lambda s: {"chat_id": s.ana, "text": "x", "reply_parameters": {"message_id": s.deleted}}, 400, FORUM_REPLY),
    ("reply to another chat's message", "sendMessage",
     lambda s: {"chat_id": s.member, "text": "x", "reply_parameters": {"message_id": 99999}}, 400, FORUM_REPLY),
    ("quote that is no part", "sendMessage",
     lambda s: {"chat_id": s.ana, "text": "x", "reply_parameters": {"message_id": s.plain, "quote": "other"}}, 400,
     "QUOTE_TEXT_INVALID"),
    ("unknown reply field", "sendMessage",
     lambda s: {"chat_id": s.ana, "text": "x", "reply_parameters": {"message_id": s.plain, "to": 1}}, 400,
     'can\'t parse reply parameters: unknown field "to"'),
    # Edits
    edit("edit that changes nothing", lambda s: {"message_id": s.plain, "text": "plain"}, SAME),
    edit("edit of what is gone", lambda s: {"message_id": s.deleted, "text": "x"}, "message to edit not found"),
    edit("edit of another's message", lambda s: {"message_id": s.theirs, "text": "x"}, "message can't be edited"),
    edit("edit of a question", lambda s: {"message_id": s.asking, "text": "x"}, "message can't be edited"),
    edit("text for a photo", lambda s: {"message_id": s.photo, "text": "x"},
         "there is no text in the message to edit"),
    edit("caption for a text", lambda s: {"message_id": s.plain, "caption": "x"},
         "there is no caption in the message to edit", "editMessageCaption"),
    edit("media for a text", lambda s: {"message_id": s.plain, "media": {"type": "photo", "media": s.file}},
         "there is no media in the message to edit", "editMessageMedia"),
    edit("edit to a reply keyboard", lambda s: {"message_id": s.plain, "text": "x",
                                                "reply_markup": {"force_reply": True}}, "inline keyboard expected"),
    edit("same keyboard", lambda s: {"message_id": s.mine, "reply_markup": {"inline_keyboard": [
        [{"text": "Take", "callback_data": "take:1"}]]}}, SAME, "editMessageReplyMarkup"),
    edit("long edit", lambda s: {"message_id": s.plain, "text": "x" * 4097}, "message is too long"),
    edit("edit without a message", lambda s: {"text": "x"}, "message identifier is not specified"),
    # Deletes
    ("delete twice", "deleteMessage", lambda s: {"chat_id": s.ana, "message_id": s.deleted}, 400,
     "message to delete not found"),
    ("delete another's in a group", "deleteMessage", lambda s: {"chat_id": s.member, "message_id": s.in_group}, 400,
     "message can't be deleted"),
    ("delete a topic's birth", "deleteMessage", lambda s: {"chat_id": s.forum, "message_id": s.topic}, 400,
     "message can't be deleted"),
    ("delete nothing", "deleteMessages", lambda s: {"chat_id": s.ana, "message_ids": []}, 400, "there must be from 1"),
    ("delete 101", "deleteMessages", lambda s: {"chat_id": s.ana, "message_ids": list(range(1, 102))}, 400,
     "there must be from 1 to 100 message identifiers"),
    # Answers and reactions
    ("answer twice", "answerCallbackQuery", lambda s: {"callback_query_id": s.press}, 400, "query is too old"),
    ("answer to no press", "answerCallbackQuery", lambda s: {"callback_query_id": "1"}, 400, "query is too old"),
    ("answer to no inline query", "answerInlineQuery", lambda s: {"inline_query_id": "1", "results": []}, 400,
     "query is too old and response timeout expired or query ID is invalid"),
    ("check mark", "setMessageReaction",
     lambda s: {"chat_id": s.ana, "message_id": s.theirs, "reaction": [{"type": "emoji", "emoji": "✅"}]}, 400,
     "REACTION_INVALID"),
    ("two reactions", "setMessageReaction",
     lambda s: {"chat_id": s.ana, "message_id": s.theirs,
                "reaction": [{"type": "emoji", "emoji": one} for one in "👌👀"]}, 400, "REACTIONS_TOO_MANY"),
    ("reaction to what is gone", "setMessageReaction", lambda s: {"chat_id": s.ana, "message_id": s.deleted}, 400,
     "message to react not found"),
    ("reaction where none are allowed", "setMessageReaction",
     lambda s: {"chat_id": s.quiet, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "👌"}]}, 400,
     "REACTION_INVALID"),
    ("reaction to a service message", "setMessageReaction",
     lambda s: {"chat_id": s.admin, "message_id": s.service, "reaction": [{"type": "emoji", "emoji": "👌"}]}, 400,
     "MESSAGE_ID_INVALID"),
    # Files
    ("file nobody has", "sendDocument", lambda s: {"chat_id": s.ana, "document": "AAA"}, 400,
     "wrong file identifier/HTTP URL specified"),
    ("file from the network", "sendDocument", lambda s: {"chat_id": s.ana, "document": "https://example.org/a"}, 400,
     "failed to get HTTP URL content"),
    ("photo as document", "sendDocument", lambda s: {"chat_id": s.ana, "document": s.file}, 400,
     "can't use file of type Photo as Document"),
    ("attachment that is missing", "sendPhoto", lambda s: {"chat_id": s.ana, "photo": "attach://a"}, 400,
     "file attached to the request was not found"),
    ("getFile of nothing", "getFile", lambda s: {"file_id": "AAA"}, 400, "wrong file_id or the file is temporarily"),
    ("album of one", "sendMediaGroup",
     lambda s: {"chat_id": s.ana, "media": [{"type": "photo", "media": s.file}]}, 400,
     "an album must have from 2 to 10 messages"),
    ("mixed album", "sendMediaGroup",
     lambda s: {"chat_id": s.ana, "media": [{"type": one, "media": s.file} for one in ("photo", "document")]}, 400,
     "document and audio can't be mixed with other media types"),
    ("keyboard on an album", "sendMediaGroup", lambda s: {"chat_id": s.ana, "media": [], "reply_markup": {}}, 400,
     'unknown parameter "reply_markup"'),
    ("copy of what is gone", "copyMessage",
     lambda s: {"chat_id": s.ana, "from_chat_id": s.ana, "message_id": s.deleted}, 400, "message to copy not found"),
    ("forward of a service message", "forwardMessage",
     lambda s: {"chat_id": s.ana, "from_chat_id": s.admin, "message_id": s.service}, 400,
     "message can't be forwarded"),
    # Groups and the rest
    ("pin without the right", "pinChatMessage", lambda s: {"chat_id": s.member, "message_id": s.in_group}, 400,
     "not enough rights to manage pinned messages in the chat"),
    ("hidden members", "getChatMember", lambda s: {"chat_id": s.hidden, "user_id": s.ben}, 400,
     "CHAT_ADMIN_REQUIRED"),
    ("member nobody knows", "getChatMember", lambda s: {"chat_id": s.member, "user_id": 1}, 400,
     "PARTICIPANT_ID_INVALID"),
    ("administrators of a person", "getChatAdministrators", lambda s: {"chat_id": s.ana}, 400,
     "there are no administrators in the private chat"),
    ("leave a person", "leaveChat", lambda s: {"chat_id": s.ana}, 400, "chat is not a group"),
    ("what it does not do", "sendChatAction", lambda s: {"chat_id": s.ana, "action": "thinking"}, 400,
     "wrong parameter action in request"),
    ("command in capitals", "setMyCommands",
     lambda s: {"commands": [{"command": "Queue", "description": "x"}]}, 400, "BOT_COMMAND_INVALID"),
    ("command undescribed", "setMyCommands", lambda s: {"commands": [{"command": "queue", "description": ""}]}, 400,
     "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("101 commands", "setMyCommands", lambda s: {"commands": [{"command": "q", "description": "x"}] * 101}, 400,
     "BOT_COMMANDS_TOO_MUCH"),
    ("scope of no kind", "setMyCommands", lambda s: {"commands": [], "scope": {"type": "all"}}, 400,
     "can't parse BotCommandScope"),
    ("language of three letters", "setMyCommands", lambda s: {"commands": [], "language_code": "eng"}, 400,
     "invalid language code specified"),
    ("long description", "setMyDescription", lambda s: {"description": "x" * 513}, 400, "description is too long"),
    ("unknown kind of update", "getUpdates", lambda s: {"allowed_updates": ["messages"]}, 400,
     "unknown kind of update 'messages' in allowed_updates"),
    ("webhook elsewhere", "setWebhook", lambda s: {"url": "https://example.org/hook"}, 400, "bad webhook: only"),
    ("webhook secret", "setWebhook", lambda s: {"url": "http://127.0.0.1:1/", "secret_token": "a b"}, 400,
     "secret token contains unallowed characters"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "params", "code", "description"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_broken_rule_is_answered(
    scene: Scene, method: str, params: Params, code: int, description: str
) -> None:
    prefix = "Bad Request: " if code == 400 else ""
    got = scene.server.refusal(method, **params(scene))
    assert got[0] == code
    assert got[1].startswith(prefix + description), got


def test_unknown_method_and_wrong_token(scene: Scene) -> None:
    assert scene.server.refusal("sendTelepathy") == (404, "Not Found")
    for path in (f"/bot{TOKEN}x/getMe", "/bot/getMe", "/bot1:A/sendTelepathy"):
        response = scene.server.http.get(scene.server.url + path)
        assert response.status_code == 401
        assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_a_migrated_group_names_its_new_id(scene: Scene) -> None:
    body = scene.server.answer("sendMessage", chat_id=scene.migrated, text="x").json()
    assert body["parameters"] == {"migrate_to_chat_id": scene.migrated_to}
    assert str(scene.migrated_to).startswith("-100")


def test_limits_are_met_exactly(scene: Scene) -> None:
    """What lies just within each limit is taken."""
    call, ana = scene.server.call, scene.ana
    assert len(call("sendMessage", chat_id=ana, text="x" * 4096)["text"]) == 4096
    assert (
        len(call("sendMessage", chat_id=ana, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")["text"]) == 4096
    )
    assert len(call("sendPhoto", chat_id=ana, photo=scene.file, caption="x" * 1024)["caption"]) == 1024
    rows = [[button(callback_data="x" * 64)] * 8] * 12 + [[button()] * 4]
    sent = call("sendMessage", chat_id=ana, text="x", reply_markup=json.dumps({"inline_keyboard": rows}))
    assert sum(map(len, sent["reply_markup"]["inline_keyboard"])) == 100
    pressed = scene.server.post(
        "press", **{"chat": ana, "message_id": sent["message_id"], "from": ana, "button": [0, 0]}
    )
    query = pressed["callback_query_id"]
    long = scene.server.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert call("answerCallbackQuery", callback_query_id=query, text="x" * 200, show_alert=True) is True
    answer = scene.server.get(f"answers/{query}", timeout=0)
    assert answer == {"answered": True, "text": "x" * 200, "show_alert": True, "url": None}


def test_a_reply_to_what_is_gone_may_be_sent_without(scene: Scene) -> None:
    reply = {"message_id": scene.deleted, "allow_sending_without_reply": True}
    sent = scene.server.call("sendMessage", chat_id=scene.ana, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent


def test_the_hundred_and_first_entity_is_dropped_silently(scene: Scene) -> None:
    text = " ".join(f"<b>{n}</b>" for n in range(120))
    sent = scene.server.call("sendMessage", chat_id=scene.ana, text=text, parse_mode="HTML")
    assert len(sent["entities"]) == 100
    assert sent["text"].endswith("119")


def test_an_administrator_deletes_and_pins_but_not_without_the_right(scene: Scene) -> None:
    server, ana, admin = scene.server, scene.ana, scene.admin
    theirs = server.post("messages", **{"chat": admin, "from": ana, "text": "noise"})["message_id"]
    server.call("pinChatMessage", chat_id=admin, message_id=theirs)
    rights = {"can_delete_messages": False, "can_pin_messages": False}
    server.post(f"chats/{admin}/bot", status="administrator", by=ana, rights=rights)
    me = server.call("getChatMember", chat_id=admin, user_id=BOT)
    assert (me["can_delete_messages"], me["can_pin_messages"], me["can_invite_users"]) == (False, False, True)
    for method in ("deleteMessage", "unpinChatMessage"):
        assert server.refusal(method, chat_id=admin, message_id=theirs)[0] == 400
    server.post(f"chats/{admin}/bot", status="administrator", by=ana)
    assert server.call("deleteMessages", chat_id=admin, message_ids=[theirs, 99999]) is True
    assert theirs not in [one["message_id"] for one in server.get(f"chats/{admin}/messages")]


def test_ages_follow_the_clock(server: Server) -> None:
    """150 s for a press, 30 s for an inline query, 48 h for a delete."""
    ana = server.person("Ana")
    keyboard = {"inline_keyboard": [[button()]]}
    sent = server.call("sendMessage", chat_id=ana, text="x", reply_markup=keyboard)["message_id"]

    def pressed() -> str:
        return str(server.post("press", **{"chat": ana, "message_id": sent, "from": ana, "data": "d"})
                   ["callback_query_id"])  # fmt: skip

    def asked() -> str:
        return str(server.post("inline", **{"from": ana, "query": "x"})["inline_query_id"])

    press, inline = pressed(), asked()
    server.post("clock", advance=29)
    assert server.call("answerInlineQuery", inline_query_id=inline, results=[]) is True
    late = asked()
    server.post("clock", advance=115)
    assert server.refusal("answerInlineQuery", inline_query_id=late, results=[])[1].endswith(
        "query ID is invalid"
    )
    assert server.call("answerCallbackQuery", callback_query_id=press) is True
    late = pressed()
    server.post("clock", advance=152)
    assert server.refusal("answerCallbackQuery", callback_query_id=late)[1].startswith(
        "Bad Request: query is too old"
    )
    server.post("clock", offset=48 * 3600 - 60)
    young = server.call("sendMessage", chat_id=ana, text="y")["message_id"]
    server.post("clock", offset=48 * 3600 + 60)
    assert server.refusal("deleteMessage", chat_id=ana, message_id=sent) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )
    assert server.call("deleteMessage", chat_id=ana, message_id=young) is True


def test_pace_is_telegrams_if_asked(start_server: Callable[..., Any]) -> None:
    with start_server("--pace", "telegram") as server:
        ana = server.person("Ana")
        answers = [server.answer("sendMessage", chat_id=ana, text=str(n)) for n in range(6)]
        refused = [answer.json() for answer in answers if answer.status_code == 429]
        assert refused
        assert answers[0].status_code == 200
        seconds = refused[0]["parameters"]["retry_after"]
        assert refused[0]["description"] == f"Too Many Requests: retry after {seconds}"
        assert seconds >= 1


def test_the_bot_is_who_its_token_says(scene: Scene) -> None:
    me = scene.server.call("getMe")
    assert (me["id"], me["username"], me["is_bot"]) == (BOT, "desk_bot", True)
    assert me["can_read_all_group_messages"] is False


def test_photos_must_be_pictures(scene: Scene) -> None:
    url = f"{scene.server.url}/bot{TOKEN}/sendPhoto"
    for data, description in (
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (base64.b64decode(PNG_ENDLESS), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
    ):
        answer = scene.server.http.post(url, data={"chat_id": scene.ana}, files={"photo": ("a.png", data)})
        assert answer.json()["description"] == f"Bad Request: {description}"


def test_protected_content_is_neither_copied_nor_forwarded(scene: Scene) -> None:
    server, ana = scene.server, scene.ana
    message = server.call("sendMessage", chat_id=ana, text="x", protect_content=True)
    assert message["has_protected_content"] is True
    source = {"chat_id": ana, "from_chat_id": ana, "message_id": message["message_id"]}
    assert server.refusal("copyMessage", **source) == (400, "Bad Request: message can't be copied")
    assert server.refusal("forwardMessage", **source) == (400, "Bad Request: message can't be forwarded")


def test_a_press_may_open_only_a_link_to_this_bot(scene: Scene) -> None:
    server, press = (
        scene.server,
        {"chat": scene.ana, "message_id": scene.mine, "from": scene.ana, "data": "take:1"},
    )
    query = server.post("press", **press)["callback_query_id"]
    answer = {"callback_query_id": query, "url": "https://example.org/"}
    assert server.refusal("answerCallbackQuery", **answer) == (400, "Bad Request: URL_INVALID")
    link = "https://t.me/desk_bot?start=join-1"
    assert server.call("answerCallbackQuery", callback_query_id=query, url=link) is True
    assert server.get(f"answers/{query}", timeout=0)["url"] == link


def article(**more: Any) -> dict[str, Any]:
    return {
        "type": "article",
        "id": "1",
        "title": "#1",
        "input_message_content": {"message_text": "x"},
        **more,
    }


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cache_time": -1}, "CACHE_TIME_INVALID"),
        ({"button": {"text": "Open"}}, "can't parse InlineQueryResultsButton"),
        ({"button": {"text": "", "start_parameter": "a"}}, "can't parse InlineQueryResultsButton"),
        ({"button": {"text": "Open", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"next_offset": "1" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [article(id=str(number)) for number in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [article(type="photo")]}, "unsupported type"),
        ({"results": [article(input_message_content={"message_text": "x", "buttons": 1})]}, '"buttons"'),
        (
            {"results": [article(input_message_content={"message_text": "<b>x", "parse_mode": "HTML"})]},
            "parse",
        ),
        ({"results": [article(id="1" * 65)]}, "RESULT_ID_INVALID"),
    ],
)
def test_an_inline_answer_that_telegram_refuses(server: Server, wrong: dict[str, Any], says: str) -> None:
    ana = server.person("Ana")
    query = server.post("inline", **{"from": ana, "query": "dam"})["inline_query_id"]
    sent = {"results": [article()], **wrong}
    assert says in server.refusal("answerInlineQuery", inline_query_id=query, **sent)[1]
    assert server.call("answerInlineQuery", inline_query_id=query, results=[article()]) is True
    assert server.refusal("answerInlineQuery", inline_query_id=query, results=[])[0] == 400


def test_inline_answers_are_cached_as_the_bot_allows(server: Server) -> None:
    """Bot API, answerInlineQuery: five minutes, for everybody, unless it says otherwise."""
    ana, ben = server.person("Ana"), server.person("Ben")

    def ask(person: int, words: str, offset: str = "") -> dict[str, Any]:
        return dict(server.post("inline", **{"from": person, "query": words}, offset=offset))

    def answer(words: str, **how: Any) -> None:
        query = ask(ana, words)["inline_query_id"]
        server.call("answerInlineQuery", inline_query_id=query, results=[article()], **how)

    answer("for all")
    assert ask(ben, "for all").get("cached")
    assert not ask(ben, "for all", "10").get("cached")
    answer("for her", is_personal=True)
    assert ask(ana, "for her").get("cached")
    assert not ask(ben, "for her").get("cached")
    answer("for once", is_personal=True, cache_time=0)
    assert not ask(ana, "for once").get("cached")
    server.post("clock", advance=301)
    assert not ask(ben, "for all").get("cached")

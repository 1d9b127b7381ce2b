"""python-telegram-bot talks to this server, and parses every kind of update it emits."""

import io
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    ReactionTypeEmoji,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from .conftest import BOT, TOKEN, Server

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6364f8cf500f00038601806c5af5d60000000049454e44ae426082"
)


def bot_of(server: Server) -> Bot:
    return Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")


async def test_the_library_sends_edits_and_answers(server: Server) -> None:
    ana = server.person("Ana")
    async with bot_of(server) as bot:
        me = await bot.get_me()
        assert (me.id, me.username) == (BOT, "desk_bot")
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Take", callback_data="take:1")]])
        sent = await bot.send_message(ana, "<b>#1</b> Claim", ParseMode.HTML, reply_markup=keyboard)
        assert sent.text == "#1 Claim"
        assert sent.text_html == "<b>#1</b> Claim"
        answer = await bot.send_message(
            ana, "more", reply_parameters=ReplyParameters(sent.message_id, quote="Claim")
        )
        assert answer.reply_to_message
        assert answer.quote
        edited = await bot.edit_message_text("<i>taken</i>", ana, sent.message_id, parse_mode=ParseMode.HTML)
        assert isinstance(edited, type(sent))
        assert edited.reply_markup is None
        await bot.edit_message_reply_markup(ana, sent.message_id, reply_markup=keyboard)

        photo = await bot.send_photo(ana, PICTURE, caption="a chart", disable_notification=True)
        file = await bot.get_file(photo.photo[-1].file_id)
        assert await file.download_as_bytearray() == PICTURE
        document = await bot.send_document(ana, io.BytesIO(b"a,b\n"), filename="queue.csv", caption="export")
        assert document.document
        assert document.document.file_name == "queue.csv"
        again = await bot.send_photo(ana, photo.photo[-1].file_id)
        assert again.photo[-1].file_id == photo.photo[-1].file_id
        album = await bot.send_media_group(ana, [InputMediaPhoto(PICTURE), InputMediaPhoto(PICTURE)])
        assert len({one.media_group_id for one in album}) == 1
        assert await bot.edit_message_media(InputMediaPhoto(PICTURE, "b"), ana, photo.message_id)
        copied = await bot.copy_message(ana, ana, answer.message_id)
        forwarded = await bot.forward_message(ana, ana, answer.message_id)
        assert forwarded.forward_origin
        assert await bot.delete_messages(ana, [copied.message_id, forwarded.message_id])

        server.post("press", **{"chat": ana, "message_id": sent.message_id, "from": ana, "button": [0, 0]})
        (update,) = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        assert update.callback_query
        assert update.callback_query.data == "take:1"
        assert await update.callback_query.answer("Taken", show_alert=True)
        assert await bot.set_message_reaction(ana, sent.message_id, ReactionTypeEmoji("👌"))
        assert await bot.set_my_commands([("queue", "Unfinished work")], language_code="en")
        assert (await bot.get_my_commands(language_code="en"))[0].command == "queue"
        assert (await bot.get_chat(ana)).first_name == "Ana"
        assert await bot.send_chat_action(ana, "typing")


async def test_the_library_sees_the_errors_it_knows(server: Server) -> None:
    ana, ben = server.person("Ana"), server.person("Ben", started=False)
    group = server.group(ana, type="group")
    new = server.post(f"chats/{group}/migrate")["id"]
    async with bot_of(server) as bot:
        seen: list[Exception] = []
        for chat, text in ((ana, "<b>"), (ben, "x"), (group, "x")):
            try:
                await bot.send_message(chat, text, ParseMode.HTML)
            except (BadRequest, Forbidden, ChatMigrated) as error:
                seen.append(error)
        assert [type(one) for one in seen] == [BadRequest, Forbidden, ChatMigrated]
        assert isinstance(seen[2], ChatMigrated)
        assert seen[2].new_chat_id == new


async def test_the_library_parses_every_kind_of_update(server: Server) -> None:
    async with bot_of(server) as bot:
        await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        play_everything(server)
        updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
        raw = server.call("getUpdates")
        assert [one.update_id for one in updates] == [one["update_id"] for one in raw]
        kinds = {next(key for key in one if key != "update_id") for one in raw}
        assert kinds == {
            "message", "edited_message", "callback_query", "inline_query", "my_chat_member", "chat_member",
            "message_reaction",
        }  # fmt: skip
        unknown = [one.message.api_kwargs for one in updates if one.message and one.message.api_kwargs]
        assert not unknown
        fields = {key for one in raw if "message" in one for key in one["message"]}
        assert fields >= {
            "text", "photo", "video", "voice", "document", "audio", "caption", "forward_origin", "quote",
            "reply_to_message", "media_group_id", "new_chat_members", "left_chat_member", "is_topic_message",
            "forum_topic_created", "forum_topic_closed", "migrate_to_chat_id", "migrate_from_chat_id",
            "sender_chat", "pinned_message",
        }  # fmt: skip
        for update in updates:
            assert not update.api_kwargs
            assert update.effective_user
        administrators = await bot.get_chat_administrators(raw[-1]["message"]["chat"]["id"])
        assert {one.status for one in administrators} == {"creator", "administrator"}
        inline = next(one.inline_query for one in updates if one.inline_query)
        article = InlineQueryResultArticle("1", "#1", InputTextMessageContent("<b>#1</b>", ParseMode.HTML))
        assert await inline.answer([article], cache_time=0, is_personal=True)
        answer = server.get(f"inline/{inline.id}", timeout=5)
        assert answer["results"][0]["message"]["text"] == "#1"


def play_everything(server: Server) -> None:
    """Everything that people can do, once."""
    ana, ben = server.post("users", first_name="Ana")["id"], server.post("users", first_name="Ben")["id"]
    server.post("start", **{"from": ana, "payload": "join-1"})

    def say(chat: int, **more: Any) -> int:
        return int(server.post("messages", **{"chat": chat, "from": ana, **more})["message_id"])

    for kind in ("photo", "video", "voice", "document", "audio"):
        say(
            ana,
            media={"kind": kind, "file_name": f"a.{kind}"},
            caption="see https://example.org",
            media_group_id="7",
        )
    origins: tuple[dict[str, Any], ...] = (
        {"type": "channel", "title": "Monitor", "username": "monitor", "message_id": 9},
        {"type": "user", "name": "Olga"},
        {"type": "hidden_user", "name": "Someone"},
        {"type": "chat", "title": "A group"},
    )
    for origin in origins:
        say(ana, text="40,000 fighters have signed up", forward=origin)
    first = say(ana, text="False: the video is from 2016 https://example.org/a")
    say(ana, text="see", reply_to=first, quote="the video")
    server.post("messages/edit", **{"chat": ana, "message_id": first, "from": ana, "text": "True: it is not"})
    sent = server.call(
        "sendMessage", chat_id=ana, text="x",
        reply_markup={"inline_keyboard": [[{"text": "Take", "callback_data": "take:1"}]]},
    )["message_id"]  # fmt: skip
    server.post("press", **{"chat": ana, "message_id": sent, "from": ana, "data": "take:1"})
    server.post("press", **{"chat": ana, "message_id": 77, "from": ana, "data": "x", "forge": True})
    server.post("inline", **{"from": ana, "query": "fighters"})
    server.post("block", **{"from": ana, "blocked": True})
    server.post("block", **{"from": ana, "blocked": False})

    forum = server.post("chats", type="supergroup", title="Forum", is_forum=True, members=[ana])["id"]
    server.post(f"chats/{forum}/bot", status="administrator", by=ana)
    server.post(f"chats/{forum}/members", user=ben, status="member")
    topic = server.post(f"chats/{forum}/topics", name="Desk", by=ana)["message_thread_id"]
    in_topic = say(forum, text="#tag @ana_desk", thread=topic)
    say(forum, text="hidden", anonymous=True)
    server.post("reaction", **{"chat": forum, "message_id": in_topic, "from": ben, "emoji": "👀"})
    server.post("reaction", **{"chat": forum, "message_id": in_topic, "from": ben, "emoji": ""})
    server.call("pinChatMessage", chat_id=forum, message_id=in_topic)
    server.post(f"chats/{forum}/topics/{topic}", by=ana, closed=True)
    server.post(f"chats/{forum}/members", user=ben, status="kicked", by=ana)
    server.post(f"chats/{forum}/bot", status="kicked", by=ana)

    group = server.post("chats", type="group", title="Small", members=[ana, ben])["id"]
    server.post(f"chats/{group}/bot", status="administrator", by=ana)
    server.post(f"chats/{group}/migrate")

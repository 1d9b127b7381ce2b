"""Answers to presses and inline queries; reactions."""

import json
import re

from bot.demo.server.call import Call, method, words
from bot.demo.server.entities import MAX_TEXT, formatted
from bot.demo.server.errors import Json, bad
from bot.demo.server.html import utf16
from bot.demo.server.markup import checked

PRESS_SECONDS = 150
"""How long a press waits for its answer: "query is too old" comes after two and a half minutes."""
INLINE_SECONDS = 30
"""How long an inline query waits for its answer."""
MAX_ANSWER = 200
"""Bot API, answerCallbackQuery.text: 0-200 characters."""
MAX_RESULTS = 50
"""Bot API, answerInlineQuery.results: no more than 50 results per query."""
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

REACTIONS = words(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 "
    "🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 "
    "🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
"""Bot API, ReactionTypeEmoji.emoji."""

TEXT_FIELDS = words("message_text parse_mode entities link_preview_options")
"""Bot API, InputTextMessageContent."""
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Bot API, InlineQueryResultsButton.start_parameter."""

ARTICLE_FIELDS = words(
    "type id title input_message_content reply_markup url description thumbnail_url thumbnail_width "
    "thumbnail_height"
)
"""Bot API, InlineQueryResultArticle: the one kind of result that the desk has use for."""


def plain(emoji: str) -> str:
    """Without variation selectors, which are written or left out at will."""
    return emoji.replace("\ufe0f", "")


@method("answerCallbackQuery", "callback_query_id", "text show_alert url cache_time")
def answer_callback_query(call: Call) -> bool:
    world = call.world
    query = world.presses.get(call.text("callback_query_id") or "")
    if query is None or query.answer is not None or world.clock.stamp() - query.at > PRESS_SECONDS:
        raise bad(TOO_OLD)
    text = call.text("text") or ""
    if utf16(text) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    url = call.text("url")
    # Bot API, answerCallbackQuery.url: only t.me/your_bot?start=… for a button that is no game.
    if url and not url.startswith(
        (
            f"https://t.me/{world.bot.username}?start=",
            f"tg://resolve?domain={world.bot.username}&start=",
            f"t.me/{world.bot.username}?start=",
        )
    ):
        raise bad("URL_INVALID")
    query.answer = {"text": text or None, "show_alert": call.flag("show_alert"), "url": url}
    world.ledger.add("answer", callback_query_id=query.id, person=query.person.id, **query.answer)
    world.answered.ring()
    return True


@method("answerInlineQuery", "inline_query_id results", "cache_time is_personal next_offset button")
def answer_inline_query(call: Call) -> bool:
    """Bot API, answerInlineQuery."""
    world = call.world
    query = world.inline.get(call.text("inline_query_id") or "")
    if query is None or query.answer is not None or world.clock.stamp() - query.at > INLINE_SECONDS:
        raise bad(TOO_OLD)
    results = [_article(call, one) for one in call.array("results") or []]
    if len(results) > MAX_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len({one["id"] for one in results}) != len(results):
        raise bad("RESULT_ID_DUPLICATE")
    if len((call.text("next_offset") or "").encode()) > 64:
        raise bad("NEXT_OFFSET_INVALID")
    cached = call.number("cache_time")
    if cached is not None and cached < 0:
        raise bad("CACHE_TIME_INVALID")
    query.answer = {
        "results": results,
        "is_personal": call.flag("is_personal"),
        "cache_time": 300 if cached is None else cached,
        "next_offset": call.text("next_offset"),
        "button": _results_button(call.object("button")),
    }
    world.ledger.add("answer", inline_query_id=query.id, person=query.person.id, results=len(results))
    world.answered.ring()
    return True


def _results_button(button: Json | None) -> Json | None:
    """Bot API, InlineQueryResultsButton: a text and exactly one of web_app and start_parameter."""
    if button is None:
        return None
    if not button.get("text") or ("web_app" in button) == ("start_parameter" in button):
        raise bad("can't parse InlineQueryResultsButton")
    start = button.get("start_parameter")
    if start is not None and not START_PARAMETER.fullmatch(str(start)):
        raise bad("START_PARAM_INVALID")
    return button


def _article(call: Call, result: Json) -> Json:
    """Bot API, InlineQueryResultArticle: id of 1-64 bytes, title and input_message_content."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad("can't parse inline query result: unsupported type")
    unknown = sorted(result.keys() - ARTICLE_FIELDS)
    if unknown:
        raise bad(f'can\'t parse inline query result: unknown field "{unknown[0]}"')
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if not result.get("title"):
        raise bad("can't parse inline query result: title must be non-empty")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or not content.get("message_text"):
        raise bad("can't parse inline query result: message text is empty")
    unknown = sorted(content.keys() - TEXT_FIELDS)
    if unknown:
        raise bad(f'can\'t parse inline query result: unknown field "{unknown[0]}"')
    text, entities = formatted(
        content["message_text"], content.get("parse_mode"), content.get("entities"), call.world.people
    )
    if not text:
        raise bad("message text is empty")
    if utf16(text) > MAX_TEXT:
        raise bad("message is too long")
    message: Json = {"text": text}
    if entities:
        message["entities"] = entities
    return {
        "id": str(result["id"]),
        "title": result["title"],
        "description": result.get("description"),
        "url": result.get("url"),
        "message": message,
        "reply_markup": checked(result.get("reply_markup"), inline_only=True),
    }


@method("setMessageReaction", "chat_id message_id", "reaction is_big")
def set_message_reaction(call: Call) -> bool:
    """Bot API, setMessageReaction: a bot sets one reaction at most, of those in ReactionTypeEmoji."""
    chat = call.writable_chat()
    message = chat.standing(call.number("message_id") or 0)
    if message is None:
        raise bad("message to react not found")
    given = call.array("reaction") or []
    emojis = []
    for one in given:
        if not isinstance(one, dict) or one.get("type") != "emoji":
            raise bad("REACTION_INVALID")
        emojis.append(plain(str(one.get("emoji"))))
    if len(emojis) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(emoji not in REACTIONS for emoji in emojis) or (emojis and not chat.reactions_allowed):
        raise bad("REACTION_INVALID")
    if message.is_service:
        raise bad("MESSAGE_ID_INVALID")
    if emojis:
        message.reactions[call.world.bot.id] = emojis
    else:
        message.reactions.pop(call.world.bot.id, None)
    call.world.ledger.add(
        "reaction", chat=chat.id, message_id=message.id, sender=call.world.bot.id, emoji=json.dumps(emojis)
    )
    return True


METHODS = (answer_callback_query, answer_inline_query, set_message_reaction)

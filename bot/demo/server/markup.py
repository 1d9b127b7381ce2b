"""Keyboards and other reply markup, checked as Telegram checks them."""

from bot.demo.server.errors import Json, bad
from bot.demo.server.html import utf16

MAX_ROW = 8
MAX_BUTTONS = 100
"""core.telegram.org/bots/api#inlinekeyboardmarkup names no limit; Telegram's servers take 8 a row, 100 in all."""
MAX_CALLBACK_DATA = 64
"""Bot API, InlineKeyboardButton.callback_data: 1-64 bytes."""
MAX_COPY = 256
"""Bot API, CopyTextButton.text: 1-256 characters."""
MAX_PLACEHOLDER = 64
"""Bot API, ForceReply.input_field_placeholder: 1-64 characters."""

ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
DECORATION = frozenset({"text", "style", "icon_custom_emoji_id"})
STYLES = frozenset({"danger", "success", "primary"})
FORCE_REPLY = frozenset({"force_reply", "input_field_placeholder", "selective"})
REMOVE = frozenset({"remove_keyboard", "selective"})
KEYBOARD = frozenset(
    {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    }
)


def checked(markup: Json | None, *, inline_only: bool = False) -> Json | None:
    """The markup if Telegram would take it; None for none, or for an empty keyboard.

    Raises:
        ApiError: 400 saying what is wrong with it.
    """
    if not markup:
        return None
    if "inline_keyboard" in markup:
        _only(markup, {"inline_keyboard"})
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        kept = [[_button(button) for button in row] for row in rows]
        return {"inline_keyboard": kept} if kept else None
    if inline_only:
        # Bot API, editMessageText.reply_markup: an object for an inline keyboard.
        raise bad("inline keyboard expected")
    if markup.get("force_reply") is True:
        _only(markup, FORCE_REPLY)
        placeholder = markup.get("input_field_placeholder")
        if placeholder is not None and not 1 <= utf16(str(placeholder)) <= MAX_PLACEHOLDER:
            raise bad("input field placeholder must be of 1 to 64 characters")
    elif markup.get("remove_keyboard") is True:
        _only(markup, REMOVE)
    elif "keyboard" in markup:
        _only(markup, KEYBOARD)
        _rows(markup["keyboard"], "keyboard")
    else:
        raise bad("object expected as reply markup")
    return markup


def _only(found: Json, permitted: set[str] | frozenset[str]) -> None:
    unknown = sorted(found.keys() - permitted)
    if unknown:
        raise bad(f'can\'t parse reply markup: unknown field "{unknown[0]}"')


def _rows(value: object, noun: str) -> list[list[Json]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad(f"can't parse {noun}: array of arrays expected")
    rows = [row for row in value if row]
    if any(len(row) > MAX_ROW for row in rows) or sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return rows


def _button(button: object) -> Json:
    """Bot API, InlineKeyboardButton: a text and exactly one action."""
    what = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad(f"{what}: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad(f'{what}: Field "text" must be a non-empty String')
    actions = ACTIONS & button.keys()
    if not actions:
        raise bad(f"{what}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"{what}: exactly one of the optional fields must be used")
    _only(button, actions | DECORATION)
    if button.get("style", "primary") not in STYLES:
        raise bad(f"{what}: invalid button style specified")
    (action,) = actions
    value = button[action]
    if action == "callback_data" and not (
        isinstance(value, str) and 1 <= len(value.encode()) <= MAX_CALLBACK_DATA
    ):
        raise bad("BUTTON_DATA_INVALID")
    if action == "url" and not _is_url(value):
        raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text" and not (
        isinstance(value, dict) and 1 <= utf16(str(value.get("text", ""))) <= MAX_COPY
    ):
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def _is_url(value: object) -> bool:
    """Bot API, InlineKeyboardButton.url: an HTTP or tg:// URL."""
    if not isinstance(value, str):
        return False
    scheme, _, rest = value.partition("://")
    return (
        scheme.lower() in ("http", "https", "tg", "ton") and bool(rest) and not any(map(str.isspace, value))
    )

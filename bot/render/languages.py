"""The choice of a language."""

from collections.abc import Iterable

from bot.render.messages import Button, Message, rows
from bot.texts import Texts, native_name


def language_choice(t: Texts, languages: Iterable[str]) -> Message:
    """Each language under the name that its speakers give it."""
    buttons = [
        Button(f"✓ {native_name(one)}" if one == t.language else native_name(one), f"language:{one}")
        for one in languages
    ]
    return Message(t("Which language shall I speak with you?"), keyboard=rows(buttons))


def language_chosen(t: Texts) -> Message:
    """Said in the new language. Its translation names that language, not English."""
    return Message(t("I speak English with you now."))

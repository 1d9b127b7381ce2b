"""What a message is made of, before anybody sends it."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

LONGEST = 4096
"""Bot API, sendMessage: a text has at most 4,096 characters after entities are parsed."""
LONGEST_ALERT = 200
"""Bot API, answerCallbackQuery: an alert has at most 200 characters."""

WIDEST = {1: 42, 2: 20, 3: 13, 4: 10, 5: 8}
"""Characters of a label that a phone 360 points wide shows whole, by how many buttons share the row."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: either `data`, which comes back when it is pressed, or a link."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    """`primary`, `success` or `danger` (Bot API 9.4)."""

    def as_json(self) -> dict[str, Any]:
        known = {"text": self.text, "callback_data": self.data, "url": self.url, "style": self.style}
        return {name: value for name, value in known.items() if value is not None}


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A text in Telegram's HTML with its buttons. `placeholder` makes Telegram open a reply."""

    html: Markup
    keyboard: Keyboard = ()
    placeholder: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    """Kinds and ids of files that Telegram keeps: sent with the text as their caption."""

    def as_payload(self) -> dict[str, Any]:
        """What the outbox keeps of it."""
        payload: dict[str, Any] = {"html": str(self.html)}
        if self.keyboard:
            shown = (part for row in self.keyboard for part in not_too_wide(row))
            payload["keyboard"] = [[button.as_json() for button in row] for row in shown]
        if self.files:
            payload["files"] = [list(file) for file in self.files]
        if self.placeholder is not None:
            payload["placeholder"] = self.placeholder
        return payload


@dataclass(frozen=True, slots=True)
class Later:
    """A message whose words are made when it is sent, by the maker of its purpose, from these facts."""

    payload: Mapping[str, Any]

    def as_payload(self) -> dict[str, Any]:
        """What the outbox keeps of it."""
        return dict(self.payload)


def lines(*parts: str | None) -> Markup:
    """The parts that there are, one under the other."""
    return Markup("\n").join(part for part in parts if part)


def rows(buttons: Sequence[Button], width: int = 2) -> Keyboard:
    """Buttons in rows of `width`: two words fit beside each other on a phone."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def too_wide(row: Sequence[Button]) -> bool:
    """Whether a phone would cut a label short: the buttons of a row are all equally wide."""
    return bool(row) and max(map(_width, row)) > WIDEST.get(len(row), 6)


def not_too_wide(row: Sequence[Button]) -> Keyboard:
    """The row, or as few as its words need in this language; a single button that is too long stays."""
    for most in range(len(row), 1, -1):
        made = even_rows(row, most)
        if not any(map(too_wide, made)):
            return made
    return rows(row, 1)


def _width(button: Button) -> int:
    """In characters: signs that join or isolate others have no width, a picture has that of two."""
    kinds = Counter(unicodedata.category(char) for char in button.text)
    return len(button.text) - kinds["Cf"] - kinds["Mn"] + kinds["So"]


def even_rows(buttons: Sequence[Button], most: int) -> Keyboard:
    """Buttons in as few rows of at most `most` as can be, all about as long: six of five are 3 and 3."""
    count = -(-len(buttons) // most)
    return rows(buttons, -(-len(buttons) // count)) if count else ()


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut at a word, with an ellipsis where something is missing."""
    folded = " ".join(text.split())
    if len(folded) <= most:
        return folded
    cut = folded[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–—-") + "…"

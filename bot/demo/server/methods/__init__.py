"""The methods of the Bot API, a room for each kind. `ALL` finds them by name in small letters.

To add one: write the function in its room, declare its parameters, add it to the room's `METHODS`.
"""

from types import MappingProxyType

from bot.demo.server.call import Method
from bot.demo.server.methods import (
    answers,
    chats,
    copies,
    deletes,
    edits,
    media,
    profile,
    reading,
    texts,
    topics,
)

ALL: MappingProxyType[str, Method] = MappingProxyType(
    {
        one.name.lower(): one
        for room in (reading, texts, media, copies, edits, deletes, answers, chats, topics, profile)
        for one in room.METHODS
    }
)
"""Bot API, "Making requests": all methods are case-insensitive."""

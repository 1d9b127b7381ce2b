"""Topics of a forum."""

from bot.demo.server.call import Call, method
from bot.demo.server.errors import Json, bad
from bot.demo.server.service import open_topic

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""Bot API, createForumTopic.icon_color."""


@method("createForumTopic", "chat_id name", "icon_color icon_custom_emoji_id")
def create_forum_topic(call: Call) -> Json:
    """Bot API, createForumTopic: an administrator with can_manage_topics; a name of 1-128 characters."""
    chat, world = call.chat(), call.world
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if not chat.may(world.bot.id, "can_manage_topics"):
        raise bad("not enough rights to create a topic")
    name = (call.text("name") or "").strip()
    if not 1 <= len(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    colour = call.number("icon_color") or COLOURS[0]
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    topic = open_topic(world, chat, name, world.bot, colour)
    return {"message_thread_id": topic.thread, "name": name, "icon_color": colour}


METHODS = (create_forum_topic,)

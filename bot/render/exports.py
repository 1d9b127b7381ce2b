"""What stands under an exported file."""

from datetime import datetime

from markupsafe import Markup

from bot.render.messages import shortened
from bot.texts import Texts


def caption(t: Texts, desk: str, at: datetime) -> Markup:
    """What the file is."""
    return t(
        "<b>{desk}</b> as of {when}. Who submitted a claim is not in it, nor is any protected source.",
        desk=shortened(desk, 100),
        when=t.stamp(at),
    )


def too_large(t: Texts, desk: str, command: str) -> Markup:
    """Instead of a file that Telegram would refuse."""
    return t(
        "The export of <b>{desk}</b> is larger than Telegram takes from me. On my machine, this writes it: {command}",
        desk=shortened(desk, 100),
        command=Markup("<code>{}</code>").format(command),
    )

"""Who is muted at a desk, and what leads hear of it."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows, shortened
from bot.texts import Texts
from storage.mutes import MutedPerson

MOST = 90
"""Of 100 buttons."""


def muted(t: Texts, name: str, desk: str, claims: int) -> Message:
    """What a lead hears who mutes somebody. `claims`: unfinished ones that the person has, and cannot go on with."""
    return Message(
        lines(
            t(
                "{name} is muted: what they send to <b>{desk}</b> has no effect. /unmute takes that back.",
                name=name,
                desk=desk,
            ),
            t.many(
                "{n} claim is still theirs: /assign gives it to somebody else.",
                "{n} claims are still theirs: /assign gives them to somebody else.",
                claims,
            )
            if claims
            else None,
        )
    )


def unmuted(t: Texts, name: str) -> Markup:
    """What a lead hears who takes it back."""
    return t("{name} is heard again.", name=name)


def muted_page(t: Texts, desk: str, desk_id: int, people: Sequence[MutedPerson]) -> Message:
    """Everybody who is muted, each a button that takes it back."""
    buttons = [
        Button(shortened(one.name, 20) or str(one.person_id), f"unmute:d{desk_id}:p{one.person_id}")
        for one in people[:MOST]
    ]
    if not people:
        return Message(t("Nobody is muted at <b>{desk}</b>.", desk=desk))
    return Message(
        lines(t("<b>{desk}</b>: muted", desk=desk), t("Press a name to hear that person again.")),
        keyboard=rows(buttons),
    )

"""What somebody reads who asks to be forgotten: what goes, what stays."""

from markupsafe import Markup

from bot.render.messages import Button, Message, lines
from bot.texts import Texts
from storage.forgetting import Leaving


def forget_question(t: Texts, leaving: Leaving) -> Message:
    """Asked before anything is done."""
    desks = t.listed([Markup("<b>{}</b>").format(title) for title in leaving.desks])
    return Message(
        lines(
            t("<b>Shall I forget you?</b>"),
            t(
                "<b>Goes at once:</b> your name, user name and Telegram number; language, quiet hours and all else"
                " that you chose; what you typed or sent here and did not queue; who submitted your claims; the names"
                " and links of sources that you protected; your invitations."
            ),
            t(
                "<b>Stays:</b> claims, notes, sources, verdicts and sign-offs. They belong to the desk and are shown as"
                " those of a former member."
            ),
            t("You leave {desks}.", desks=desks) if leaving.desks else None,
            t.many(
                "{n} claim that you have goes back to the queue.",
                "{n} claims that you have go back to the queue.",
                leaving.claims,
            )
            if leaving.claims
            else None,
            t("Your own desk in this chat is erased, with everything in it.") if leaving.own else None,
            t(
                "Messages that stand in chats already I do not delete. Backups hold you for 30 days more at most; if"
                " one is put back, you are forgotten again."
            )
            if leaving.copied
            else t(
                "Messages that stand in chats already I do not delete. Backups are made by whoever runs me: ask them"
                " how long those hold you; if one is put back, send /forget again."
            ),
            t("It cannot be undone. Press the button, or send /forget yes."),
        ),
        keyboard=(
            (Button(t.plain("Forget me"), "forget:yes", style="danger"),),
            (Button(t.plain("Change nothing"), "forget:no"),),
        ),
    )


def kept(t: Texts) -> Message:
    """After all not."""
    return Message(t("Nothing was changed."))


def farewell(t: Texts) -> Message:
    """The last message. Whoever writes again is somebody new."""
    return Message(
        t(
            "You are forgotten. If you write to me again, I meet you for the first time; in a group that you are in you"
            " can join its desk anew."
        )
    )

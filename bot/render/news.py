"""What happened to a desk's group, for its leads; and the gap after an outage, for everybody."""

from collections.abc import Sequence
from datetime import datetime

from bot.render.desks import role_word
from bot.render.lists import claim_link
from bot.render.messages import Message, lines
from bot.texts import Texts
from storage.news import News
from storage.vocabulary import Role

MOST_CLAIMS = 20
"""Claims that are named one by one."""


def group_news(t: Texts, what: News, desk: str) -> Message:
    """To a lead, in private: what is wrong, what still works, and what to do."""
    words = {
        News.OUT: t(
            "I was removed from the group of <b>{desk}</b>. What is meant for it waits; put me back and it is"
            " sent. Your digest still comes here.",
            desk=desk,
        ),
        News.MUTED: t(
            "I may not write in the group of <b>{desk}</b>. What is meant for it waits; give me the right to send"
            " messages and it is sent within the hour. Your digest still comes here.",
            desk=desk,
        ),
        News.DEMOTED: t(
            "I am no longer an administrator of the group of <b>{desk}</b>. The desk works on, but I may not"
            " notice when somebody leaves. Make me one again, or look at /members now and then.",
            desk=desk,
        ),
        News.TOPIC: t(
            "The topic of <b>{desk}</b> is closed or deleted, and General belongs to another desk, so I show"
            " nothing there. Open the topic again and what waits is sent within the hour, or /setup a desk in another"
            " one.",
            desk=desk,
        ),
    }
    return Message(words[what])


def forgotten(t: Texts, desk: str, role: Role, back: Sequence[tuple[int, int]], *, bot: str) -> Message:
    """To a lead, in private: somebody is out and has no name any more. `back`: ids and numbers of the claims that
    nobody has now."""
    shown = [claim_link(bot, claim_id, number) for claim_id, number in back[:MOST_CLAIMS]]
    more = [f"+{t.number(len(back) - MOST_CLAIMS)}"] if len(back) > MOST_CLAIMS else []
    return Message(
        lines(
            t(
                "Somebody ({role}) asked to be forgotten and has left <b>{desk}</b>. What they did stays; it is shown"
                " without a name.",
                role=role_word(t, role),
                desk=desk,
            ),
            t("Back in the queue: {claims}", claims=t.listed([*shown, *more])) if back else None,
        )
    )


def gap(t: Texts, since: datetime, until: datetime, lost: datetime) -> Message:
    """After an outage longer than Telegram keeps messages: what was sent before `lost` is."""
    return Message(
        lines(
            t(
                "I was out of Telegram's reach from {since} to {until}.",
                since=t.moment(since),
                until=t.moment(until),
            ),
            t(
                "Telegram keeps messages for 24 hours: what was sent between {since} and {lost} may be missing."
                " Please send it again.",
                since=t.moment(since),
                lost=t.moment(lost),
            ),
        )
    )

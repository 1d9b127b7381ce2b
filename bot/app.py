"""The one table of every door: what comes in, and the function that understands it.

Commands first, then presses by the word their data begins with, then changes of membership, then whatever
is said. Order matters only within messages: a command is never taken for a remark.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import lookups
from bot.actions.admissions import OFF
from bot.actions.digests import send_digests
from bot.actions.reminders import remind
from bot.actions.tidying import tidy
from bot.drawing import Charts
from bot.errands import Gather
from bot.fetching import Fetcher
from bot.handlers import (
    amending,
    assignees,
    claims,
    corrections,
    desks,
    digests,
    exporting,
    files,
    finding,
    forgetting,
    hearing,
    history,
    invitations,
    ladders,
    languages,
    life,
    lists,
    members,
    membership,
    merging,
    mutes,
    prompt_answers,
    queueing,
    readings,
    reminders,
    repeats,
    reviewers,
    reviews,
    settings,
    sharing,
    sources,
    speaking,
    status,
    steps,
    undoing,
    verdicts,
)
from bot.handlers import help as helping
from bot.handlers.access import heard
from bot.handlers.turn import Handler, Reply, Turn
from bot.makers import Maker, Slow
from bot.makers.cards import make_card, make_earlier_card
from bot.makers.digests import read_chart, read_digest, write_chart, write_digest
from bot.makers.exports import read_export, write_export
from bot.makers.invitations import make_admission_off, make_invitation_link
from bot.makers.news import make_news
from bot.makers.reminders import make_reminder, make_room
from bot.receive import Receiver
from bot.rules.refusals.doors import OldButton
from bot.telegram.application import DeskApplication
from bot.ticks import (
    Tick,
    desks_with_somebody_to_name,
    leave,
    name_soon,
    name_unreachable,
    try_group,
    when_due,
)
from storage.dues import Matter

COMMANDS: Mapping[str, Handler] = {
    "start": helping.start,
    "help": helping.help_,
    "setup": desks.setup,
    "join": desks.join,
    "settings": settings.settings,
    "members": members.members,
    "mute": mutes.mute,
    "unmute": mutes.unmute,
    "invite": invitations.invite,
    "language": languages.language,
    "claim": claims.claim,
    "queue": lists.queue,
    "mine": lists.mine,
    "show": claims.show,
    "take": assignees.take,
    "release": assignees.release,
    "assign": assignees.assign,
    "verdict": verdicts.verdict,
    "agree": reviews.agree,
    "changes": reviews.changes,
    "disagree": reviews.disagree,
    "overrule": reviews.overrule,
    "source": sources.source,
    "correct": corrections.correct,
    "priority": life.priority,
    "decline": life.decline,
    "reopen": life.reopen,
    "merge": merging.merge,
    "unmerge": merging.unmerge,
    "history": history.history,
    "snooze": reminders.snooze,
    "due": reminders.due,
    "digest": digests.digest,
    "status": status.status,
    "export": exporting.export,
    "find": finding.find,
    "undo": undoing.undo,
    "cancel": prompt_answers.cancel,
    "forget": forgetting.forget,
}

PRESSES: Mapping[str, Handler] = {
    "join": desks.join_pressed,
    "desk": desks.choose_pressed,
    "desks": desks.choose_desk,
    "members": members.members_pressed,
    "member": members.member_pressed,
    "unmute": mutes.unmute_pressed,
    "invite": invitations.invite_pressed,
    "revoke": invitations.revoke_pressed,
    "admit": invitations.admit_pressed,
    "step": steps.step_pressed,
    "set": settings.settings_pressed,
    "ladder": ladders.ladder_pressed,
    "own": ladders.own_pressed,
    "language": languages.language_pressed,
    "forget": forgetting.forget_pressed,
    "take": assignees.take_pressed,
    "release": assignees.release_pressed,
    "assign": assignees.assign_pressed,
    "open": claims.open_pressed,
    "more": claims.more_pressed,
    "files": files.files_pressed,
    "history": history.history_pressed,
    "priority": life.priority_pressed,
    "decline": life.decline_pressed,
    "reopen": life.reopen_pressed,
    "same": merging.same_or_different,
    "different": merging.same_or_different,
    "verdict": verdicts.verdict_pressed,
    "rate": verdicts.rating_pressed,
    "meant": speaking.meant_pressed,
    "which": speaking.which_pressed,
    "source": sources.source_pressed,
    "stance": sources.stance_pressed,
    "reviewer": reviewers.reviewer_pressed,
    "whom": repeats.whom_pressed,
    "sources": sources.sources_pressed,
    "agree": reviews.agree_pressed,
    "changes": reviews.changes_pressed,
    "disagree": reviews.disagree_pressed,
    "overrule": reviews.overrule_pressed,
    "correct": corrections.correct_pressed,
    "correctas": corrections.kind_pressed,
    "correctwith": corrections.rating_pressed,
    "disagreewith": reviews.other_rating_pressed,
    "overrulewith": reviews.other_rating_pressed,
    "page": lists.page_pressed,
    "list": lists.list_pressed,
    "onit": reminders.on_it_pressed,
    "snooze": reminders.snooze_pressed,
    "snoozed": reminders.snoozed_pressed,
    "when": reminders.when_pressed,
    "digest": digests.digest_pressed,
    "often": digests.often_pressed,
    "found": finding.page_pressed,
    "undo": undoing.undo_pressed,
    "anew": queueing.anew_pressed,
    "pick": readings.pick_pressed,
    "picks": readings.page_pressed,
    "queue": readings.queue_pressed,
    "whole": readings.whole_pressed,
}


def gatherers(fetcher: Fetcher) -> Mapping[str, Gather]:
    """Who does which errand."""
    return {
        "administrators": lookups.administrators,
        "reading": lookups.reading,
        "paste": lookups.paste,
        "document": lookups.document,
        "link": lookups.link_with(fetcher),
    }


TICKS: tuple[Tick, ...] = (
    when_due(Matter.REMINDER, remind, in_parts=True),
    when_due(Matter.DIGEST, send_digests),
    Tick(Matter.UNREACHABLE, desks_with_somebody_to_name, name_soon),
    when_due(Matter.UNREACHABLE, name_unreachable),
    when_due(Matter.LEAVE, leave),
    when_due(Matter.PAUSED, try_group),
    when_due(Matter.TIDY, tidy, in_parts=True),
)


def makers(bot: str) -> Mapping[str, Maker | Slow]:
    """Who makes the words of which rows at the moment of sending."""
    return {
        "card": partial(make_card, bot=bot),
        "earlier card": partial(make_earlier_card, bot=bot),
        "reminder": partial(make_reminder, bot=bot),
        "earlier reminder": partial(make_room, bot=bot),
        "export": Slow(read_export, write_export),
        "digest": Slow(partial(read_digest, bot=bot), write_digest),
        "digest chart": Slow(read_chart, write_chart, Charts().draw),
        "news": partial(make_news, bot=bot),
        "invitation link": partial(make_invitation_link, bot=bot),
        OFF: make_admission_off,
    }


def press(turn: Turn) -> list[Reply]:
    """A button: the word its data begins with says whose it is. A word nobody knows is an old button."""
    handler = PRESSES.get(turn.update.data.partition(":")[0])
    if handler is None:
        raise OldButton
    if not turn.update.private:
        heard(turn)
    replies = list(handler(turn))
    claims.take_up(turn)
    return replies


def command(turn: Turn) -> list[Reply]:
    """A command. In a group one that nobody knows may be another bot's: no answer."""
    handler = COMMANDS.get(turn.update.command or "")
    if handler is not None:
        if not turn.update.private:
            # Whom a lead has muted makes the bot say nothing there, be it help.
            heard(turn)
        return list(handler(turn))
    return list(helping.unknown(turn)) if turn.update.private else []


def message(turn: Turn) -> list[Reply]:
    """A message: a command or a remark."""
    if turn.update.command is not None:
        return command(turn)
    return list(hearing.hear(turn))


def open_doors(application: DeskApplication, receiver: Receiver) -> None:
    """Hangs every door into python-telegram-bot's table."""
    service = filters.StatusUpdate.LEFT_CHAT_MEMBER | filters.StatusUpdate.MIGRATE
    doors: list[BaseHandler[Any, Any, Any]] = [
        CallbackQueryHandler(receiver.door(press)),
        InlineQueryHandler(receiver.door(sharing.offer)),
        ChatMemberHandler(receiver.door(membership.bot_moved), ChatMemberHandler.MY_CHAT_MEMBER),
        ChatMemberHandler(receiver.door(membership.member_moved), ChatMemberHandler.CHAT_MEMBER),
        MessageHandler(service, receiver.door(membership.service_message)),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, receiver.door(amending.amend)),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, receiver.door(message)),
    ]
    for door in doors:
        application.add_handler(door)

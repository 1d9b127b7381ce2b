"""What the bot is and what this person may do here."""

import re
from collections.abc import Callable, Iterable

from bot.handlers.access import allow, claim_with_id
from bot.handlers.answering import here, privately
from bot.handlers.claims import more_message, show_card
from bot.handlers.corrections import kind_choice
from bot.handlers.files import show_files
from bot.handlers.history import history_message
from bot.handlers.invitations import follow_invitation
from bot.handlers.lists import mine
from bot.handlers.reminders import ask_when, choose_snooze
from bot.handlers.reviews import ask_for_changes, ask_to_decide, other_rating
from bot.handlers.sources import ask_for_source, show_sources
from bot.handlers.turn import Reply, Turn
from bot.handlers.verdicts import rating_choice
from bot.render.help import help_message
from bot.rules.refusals.doors import UnknownCommand
from storage.claims import Claim
from storage.vocabulary import Decision, Deed, Role

PAYLOAD = re.compile(r"(?:([a-z]+)-)?c(\d{1,18})(?:-v(\d{1,18}))?")

INVITATION = re.compile(r"invite-([A-Za-z0-9_-]{22})")

Opening = Callable[[Turn, Claim, int | None], Iterable[Reply]]

OPENINGS: dict[str, Opening] = {
    "show": lambda turn, found, _: show_card(turn, found),
    "more": lambda turn, found, _: [more_message(turn, found, allow(turn, Deed.READ))],
    "history": lambda turn, found, _: [
        here(turn, history_message(turn, found), purpose="history", claim_ids=(found.id,))
    ],
    "files": lambda turn, found, _: show_files(turn, found),
    "verdict": lambda turn, found, _: _rate(turn, found),
    "snooze": lambda turn, found, _: choose_snooze(turn, found),
    "when": lambda turn, found, _: [ask_when(turn, found)],
    "source": lambda turn, found, _: [ask_for_source(turn, found)],
    "sources": lambda turn, found, _: [show_sources(turn, found)],
    "agree": lambda turn, found, seen: _decide(turn, found, seen),
    "changes": lambda turn, found, seen: [ask_for_changes(turn, found, seen)],
    "disagree": lambda turn, found, _: [other_rating(turn, found, Decision.DISAGREE)],
    "overrule": lambda turn, found, _: [other_rating(turn, found, Decision.OVERRULE)],
    "correct": lambda turn, found, _: [kind_choice(turn, found)],
}
"""What a deep link asks for. A link proves nothing: each is checked as a press would be."""


def start(turn: Turn) -> Iterable[Reply]:
    """`/start`, also with what a deep link hands over."""
    if turn.update.private and turn.update.args == "mine":
        return mine(turn)
    invited = INVITATION.fullmatch(turn.update.args) if turn.update.private else None
    if invited is not None:
        return follow_invitation(turn, invited[1])
    asked = PAYLOAD.fullmatch(turn.update.args) if turn.update.private else None
    if asked is None or (asked[1] or "show") not in OPENINGS:
        return _explain(turn, first=True)
    at, found = claim_with_id(turn, int(asked[2]))
    allow(at, Deed.READ)
    return OPENINGS[asked[1] or "show"](at, found, int(asked[3]) if asked[3] else None)


def _rate(turn: Turn, found: Claim) -> list[Reply]:
    allow(turn, Deed.RECORD_VERDICT, found)
    return [rating_choice(turn, found)]


def _decide(turn: Turn, found: Claim, seen: int | None) -> list[Reply]:
    """A lead's agreement in a dispute; where that is over meanwhile, the card tells how."""
    if not found.disputed or turn.who.role is not Role.LEAD:
        return show_card(turn, found)
    return [ask_to_decide(turn, found, seen)]


def help_(turn: Turn) -> Iterable[Reply]:
    """`/help`: only what this person may do here."""
    return _explain(turn, first=False)


def _explain(turn: Turn, *, first: bool) -> Iterable[Reply]:
    t = turn.own
    desk = turn.who.desk.title if turn.who.desk and turn.who.role else None
    message = help_message(t, turn.who.role, desk=desk, private=turn.update.private, first=first)
    return privately(turn, message, purpose="help")


def unknown(turn: Turn) -> Iterable[Reply]:
    """A command nobody knows."""
    raise UnknownCommand(command=f"/{turn.update.command}")

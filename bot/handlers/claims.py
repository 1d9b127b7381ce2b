"""A claim's doors: queue it, show its card, see what else can be done."""

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup

from bot.actions.cards import open_card, take_up_card
from bot.actions.claims import LONGEST_CLAIM
from bot.handlers.access import allow, claim_of_command, desk_of, pressed_claim
from bot.handlers.answering import here, start_link
from bot.handlers.files import show_files
from bot.handlers.links import link_alone, link_was_read, open_link
from bot.handlers.queueing import brought_from, queue_and_tell, wordless
from bot.handlers.turn import Alert, React, Reply, Say, Turn
from bot.render.claims import priority_word, quoted
from bot.render.messages import Button, Message, lines, rows
from bot.rules.permissions import allowed
from bot.rules.refusals.claims import EmptyClaim, TooLong
from storage.claims import Claim
from storage.desks import Member
from storage.media import media_of
from storage.vocabulary import UNFINISHED, Deed, Priority, State
from storage.words import normalise


def claim(turn: Turn) -> Iterable[Reply]:
    """`/claim TEXT`, or `/claim` as a reply: the message replied to becomes the appearance."""
    desk = desk_of(turn)
    member = allow(turn, Deed.SUBMIT)
    # The message without the command's own name.
    seen = turn.update.reply or replace(turn.update.content, text=turn.update.args)
    text = turn.update.args or (turn.update.reply.text if turn.update.reply else "")
    if not normalise(text) and not wordless(seen, turn.t):
        raise EmptyClaim
    if len(text) > LONGEST_CLAIM:
        raise TooLong(limit=LONGEST_CLAIM)
    link = link_alone(replace(seen, text=text))
    if link is not None:
        found = turn.found
        return open_link(turn, desk, link) if found is None else link_was_read(turn, link, found)
    return queue_and_tell(turn, desk, member, [brought_from(seen, text, turn.t, chat_id=turn.update.chat_id)])


def show(turn: Turn) -> Iterable[Reply]:
    """`/show N`: the card, in this chat. In a group it is the live card, sent anew. `/show N files`: in private,
    the files kept with the claim."""
    at, found, rest = claim_of_command(turn, "show")
    allow(at, Deed.READ)
    if rest.casefold() == "files":
        in_group = not at.update.private and at.who.person.reachable
        return [*show_files(at, found), *([React()] if in_group else [])]
    return show_card(at, found)


def open_pressed(turn: Turn) -> Iterable[Reply]:
    """An Open button: the card appears where the button is."""
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    return [Alert(), *show_card(at, found)]


def show_card(turn: Turn, found: Claim) -> list[Reply]:
    """Sends the claim's card to this chat as a new message; it is live from then on."""
    open_card(
        turn.session,
        found,
        chat_id=turn.update.chat_id,
        topic_id=turn.update.topic_id,
        person_id=turn.who.person.id if turn.update.private else None,
        now=turn.now,
        afresh=True,
    )
    return []


def take_up(turn: Turn) -> None:
    """What was pressed in the group, and was allowed, stands under a card that the desk has lost sight of: it is live
    again. What names several claims is a list."""
    if turn.update.private or turn.update.data.partition(":")[0] not in ON_CARDS:
        return
    claims = turn.update.pressed_on
    if len(claims) == 1 and turn.update.data.endswith(f":c{claims[0]}"):
        take_up_card(
            turn.session,
            pressed_claim(turn)[1],
            chat_id=turn.update.chat_id,
            topic_id=turn.update.topic_id,
            message_id=turn.update.message_id,
            now=turn.now,
        )


ON_CARDS = frozenset(
    {"take", "release", "source", "verdict", "agree", "changes", "disagree", "correct", "history", "more"}
)
"""The buttons of a card in a group; none of them rewrites what it stands under."""


def more_pressed(turn: Turn) -> Iterable[Reply]:
    """What else can be done: shown in private, only what this person may do."""
    at, found = pressed_claim(turn)
    member = allow(at, Deed.READ)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"more-c{found.id}"))]
    return [Alert(), more_message(at, found, member)]


def more_message(turn: Turn, found: Claim, member: Member) -> Say:
    """The other deeds as buttons."""
    mine = found.assignee_id == member.id
    t = turn.t
    ref = f"c{found.id}"
    offered = [
        (Deed.READ, Button(t.plain("Card"), f"open:{ref}")),
        (Deed.READ, Button(t.plain("History"), f"history:{ref}")),
        (Deed.READ, Button(t.plain("Sources"), f"sources:{ref}")),
    ]
    if found.state in UNFINISHED:
        offered += [
            (Deed.SNOOZE, Button(t.plain("Snooze"), f"snooze:{ref}")),
            (Deed.ASSIGN, Button(t.plain("Assign"), f"assign:{ref}")),
            (Deed.CHOOSE_REVIEWER, Button(t.plain("Choose reviewer"), f"reviewer:{ref}")),
            (Deed.DECLINE, Button(t.plain("Decline"), f"decline:{ref}")),
            (Deed.OVERRULE, Button(t.plain("Overrule"), f"overrule:{ref}:v{found.verdict_id or 0}")),
            *(
                (
                    Deed.SET_PRIORITY,
                    Button(priority_word(t, level).capitalize(), f"priority:{ref}:{level.value}"),
                )
                for level in Priority
                if level is not found.priority
            ),
        ]
    files = len({file.file_unique_id for file in media_of(turn.session, found.id)})
    if files:
        offered.append((Deed.READ, Button(t.plain("Files ({n})", n=t.number(files)), f"files:{ref}")))
    shown = [
        button
        for deed, button in offered
        if allowed(turn.who.role, deed, assignee=mine)
        and (deed not in (Deed.OVERRULE, Deed.CHOOSE_REVIEWER) or found.state is State.IN_REVIEW)
    ]
    words = lines(
        t("What would you like to do with #{number}?", number=found.number),
        Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 160)),
    )
    return here(turn, Message(words, keyboard=rows(shown)), purpose="more", claim_ids=(found.id,))

"""A claim's doors: queue it, take it, release it, assign it, show it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot.actions.cards import open_card
from bot.actions.claims import (
    LONGEST_CLAIM,
    assign_claim,
    decline_claim,
    release_claim,
    reopen_claim,
    set_priority,
    take_claim,
)
from bot.actions.prompts import ask
from bot.handlers.answering import here, linked, privately, start_link
from bot.handlers.finding import allow, claim_of_command, desk_of, pressed_claim, pressed_number, pressed_on
from bot.handlers.queueing import brought_from, queue_and_tell, wordless
from bot.handlers.turn import Alert, React, Reply, Rewrite, Say, Turn
from bot.render.claims import priority_word, quoted
from bot.render.files import file_messages
from bot.render.history import history_page
from bot.render.messages import LONGEST_ALERT, Button, Message, lines, rows, shortened
from bot.rules.permissions import allowed
from bot.rules.refusals import (
    CannotCheck,
    EmptyClaim,
    NoFiles,
    PersonAmbiguous,
    PersonNotFound,
    ReasonMissing,
    TooLong,
    UnknownPriority,
)
from bot.telegram.facts import Happening
from storage.claims import Claim, media_of
from storage.desks import Colleague, Member, colleague, colleagues, names_of
from storage.events import Event, history_of
from storage.facts import claim_facts, labels
from storage.verdicts import Scale, scales_of
from storage.vocabulary import UNFINISHED, Deed, Priority, Role, State
from storage.words import normalise

MOST_FILES = 50
"""So many are sent at once; nobody looks through more in a chat."""


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
    return queue_and_tell(turn, desk, member, [brought_from(seen, text, turn.t, chat_id=turn.update.chat_id)])


def take(turn: Turn) -> Iterable[Reply]:
    """`/take N`."""
    at, found, _ = claim_of_command(turn, "take")
    take_claim(at.session, found, allow(at, Deed.TAKE, found), at.now)
    return done(
        at, at.t("You took {claim}. Reply to its card with your verdict.", claim=linked(at, found)), found
    )


def take_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    take_claim(at.session, found, allow(at, Deed.TAKE, found), at.now)
    return [Alert(at.own.plain("You took #{number}.", number=found.number))]


def release(turn: Turn) -> Iterable[Reply]:
    """`/release N [why]`."""
    at, found, why = claim_of_command(turn, "release")
    release_claim(at.session, found, allow(at, Deed.READ), at.now, why)
    return done(at, at.t("{claim} is free again.", claim=linked(at, found)), found)


def release_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    release_claim(at.session, found, allow(at, Deed.READ), at.now)
    return [Alert(at.own.plain("#{number} is free again.", number=found.number))]


def assign(turn: Turn) -> Iterable[Reply]:
    """`/assign N @who`: a lead gives the claim to somebody."""
    at, found, words = claim_of_command(turn, "assign")
    by = allow(at, Deed.ASSIGN, found)
    if not words:
        return [*choose_assignee(at, found)]
    return _assign(at, found, _person(at, words), by)


def choose_assignee(turn: Turn, found: Claim) -> Iterable[Reply]:
    """Who may have it, as buttons, in private."""
    people = [one for one in colleagues(turn.session, found.desk_id) if one.role is not Role.CONTRIBUTOR]
    buttons = [Button(shortened(one.name, 30), f"assign:c{found.id}:m{one.member_id}") for one in people[:40]]
    words = turn.own_words("Who should have #{number}?", number=found.number)
    return privately(turn, Message(words, keyboard=rows(buttons)), purpose="choice", claim_ids=(found.id,))


def assign_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    by = allow(at, Deed.ASSIGN, found)
    part = at.update.data.rpartition(":m")[2]
    if not part.isdecimal():
        return [Alert(), *choose_assignee(at, found)]
    chosen = next((one for one in colleagues(at.session, found.desk_id) if str(one.member_id) == part), None)
    if chosen is None:
        raise PersonNotFound(who=part)
    # The list of names gives way to what was decided.
    settled = Rewrite(
        chat_id=at.update.chat_id,
        message_id=at.update.message_id,
        topic_id=at.update.topic_id,
        message=Message(at.t("{claim} is with {name} now.", claim=linked(at, found), name=chosen.name)),
        purpose="choice",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )
    return [*_assign(at, found, chosen, by), *([settled] if at.update.private else [])]


def _assign(turn: Turn, found: Claim, to: Colleague, by: Member) -> list[Reply]:
    if to.role is Role.CONTRIBUTOR:
        raise CannotCheck(name=to.name)
    member, before = turn.session.get_one(Member, to.member_id), found.assignee_id
    assign_claim(turn.session, found, member, by, turn.now)
    replies = done(
        turn, turn.t("{claim} is with {name} now.", claim=linked(turn, found), name=to.name), found
    )
    if to.member_id != by.id and to.telegram_id is not None:
        t = turn.texts_for(to.language)
        words = lines(
            t(
                "{name} gave you #{number}. Reply to this message with your verdict.",
                name=turn.who.person.name,
                number=found.number,
            ),
            Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 300)),
        )
        replies.append(
            Say(
                chat_id=to.telegram_id,
                person_id=to.person_id,
                desk_id=found.desk_id,
                message=Message(
                    words,
                    keyboard=(
                        (Button(t.plain("Open #{number}", number=found.number), f"open:c{found.id}"),),
                    ),
                ),
                purpose="assigned",
                claim_ids=(found.id,),
            )
        )
    return [*replies, *_tell_previous(turn, found, before, to, by)]


def _tell_previous(
    turn: Turn, found: Claim, before: int | None, to: Colleague, by: Member
) -> Iterable[Reply]:
    """Whoever had the claim until now hears that it is somebody else's."""
    if before is None or before in (to.member_id, by.id):
        return
    person = colleague(turn.session, before)
    if person is None or person.telegram_id is None:
        return
    t = turn.texts_for(person.language)
    yield Say(
        chat_id=person.telegram_id,
        person_id=person.person_id,
        desk_id=found.desk_id,
        message=Message(
            lines(
                t(
                    "{name} gave {claim} to {other}: it is no longer yours.",
                    name=turn.who.person.name,
                    claim=linked(turn, found),
                    other=to.name,
                ),
                Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 300)),
            )
        ),
        purpose="reassigned",
        claim_ids=(found.id,),
    )


def _person(turn: Turn, words: str) -> Colleague:
    """The member called so: @username, or a name that only one bears."""
    wanted = (
        words.split()[0].removeprefix("@").casefold() if words.startswith("@") else words.casefold().strip()
    )
    people = colleagues(turn.session, desk_of(turn).id) if wanted else []
    exact = [one for one in people if wanted in ((one.username or "").casefold(), one.name.casefold())]
    found = exact or [one for one in people if one.name.casefold().partition(" ")[0] == wanted]
    if not found:
        raise PersonNotFound(who=shortened(words, 40))
    if len(found) > 1:
        raise PersonAmbiguous(who=shortened(words, 40))
    return found[0]


def show(turn: Turn) -> Iterable[Reply]:
    """`/show N`: the card, in this chat. In a group it is the live card, sent anew. `/show N files`: in private,
    the files kept with the claim."""
    at, found, rest = claim_of_command(turn, "show")
    allow(at, Deed.READ)
    if rest.casefold() == "files":
        in_group = not at.update.private and at.who.person.reachable
        return [*show_files(at, found), *([React()] if in_group else [])]
    return show_card(at, found)


def files_pressed(turn: Turn) -> Iterable[Reply]:
    """The Files button under More."""
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    return [Alert(), *show_files(at, found)]


def show_files(turn: Turn, found: Claim) -> list[Reply]:
    """Sends the claim's files once more, in private; each once, the newest where there are very many."""
    kept = {file.file_unique_id: (file.kind, file.file_id) for file in media_of(turn.session, found.id)}
    if not kept:
        raise NoFiles(number=found.number)
    person = turn.who.person
    if not turn.update.private and not person.reachable:
        words = turn.t("{claim}: its files", claim=linked(turn, found))
        return privately(turn, Message(words), purpose="files", payload=f"files-c{found.id}")
    messages = file_messages(
        turn.texts_for(person.language),
        found.id,
        found.number,
        list(kept.values())[-MOST_FILES:],
        bot=turn.bot,
    )
    return [
        Say(
            chat_id=person.telegram_id or turn.update.chat_id,
            person_id=person.id,
            desk_id=found.desk_id,
            message=message,
            purpose="files",
            claim_ids=(found.id,),
        )
        for message in messages
    ]


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


def priority(turn: Turn) -> Iterable[Reply]:
    """`/priority N level`."""
    at, found, word = claim_of_command(turn, "priority")
    return done(at, _set_priority(at, found, word), found)


def priority_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    words = _set_priority(at, found, at.update.data.rpartition(":")[2])
    return [Alert(words.striptags())]


def _set_priority(turn: Turn, found: Claim, word: str) -> Markup:
    member = allow(turn, Deed.SET_PRIORITY, found)
    if word.lower() not in list(Priority):
        raise UnknownPriority(word=shortened(word, 40), levels=", ".join(Priority))
    level = Priority(word.lower())
    set_priority(turn.session, found, level, member, turn.now)
    return turn.t(
        "Priority of {claim}: {priority}.",
        claim=linked(turn, found),
        priority=priority_word(turn.t, level),
    )


def decline(turn: Turn) -> Iterable[Reply]:
    """`/decline N why`: not checkable, or out of scope."""
    at, found, why = claim_of_command(turn, "decline")
    member = allow(at, Deed.DECLINE, found)
    if not why:
        raise ReasonMissing(example=f"/decline {found.number} an opinion, not a fact")
    decline_claim(at.session, found, member, why, at.now)
    return done(at, at.t("{claim} is declined.", claim=linked(at, found)), found)


def decline_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow(at, Deed.DECLINE, found)
    words = at.t("Why is {claim} declined? Write the reason.", claim=linked(at, found))
    return [Alert(), ask_privately(at, found, "decline", words)]


def reopen(turn: Turn) -> Iterable[Reply]:
    """`/reopen N why`."""
    at, found, why = claim_of_command(turn, "reopen")
    member = allow(at, Deed.REOPEN, found)
    if not why:
        raise ReasonMissing(example=f"/reopen {found.number} a new video appeared")
    reopen_claim(at.session, found, member, why, at.now)
    return done(at, at.t("{claim} is open again.", claim=linked(at, found)), found)


def reopen_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow(at, Deed.REOPEN, found)
    words = at.t("Why is {claim} opened again? Write the reason.", claim=linked(at, found))
    if at.update.private or at.who.person.reachable:
        return [Alert(), ask_privately(at, found, "reopen", words)]
    return [Alert(at.own.plain("Send /reopen {number} and the reason.", number=found.number), alert=True)]


def ask_privately(turn: Turn, found: Claim, asks: str, words: Markup, **typed: object) -> Say:
    """A question to the person of this turn, in private, that the next message answers."""
    person = turn.who.person
    chat_id = person.telegram_id or turn.update.chat_id
    prompt = ask(
        turn.session,
        person,
        chat_id=chat_id,
        asks=asks,
        now=turn.now,
        desk_id=found.desk_id,
        claim_id=found.id,
        typed=dict(typed),
    )
    return Say(
        chat_id=chat_id,
        person_id=person.id,
        desk_id=found.desk_id,
        message=Message(words, placeholder=turn.t.plain("Your answer")),
        purpose="prompt",
        claim_ids=(found.id,),
        prompt_id=prompt.id,
    )


def history(turn: Turn) -> Iterable[Reply]:
    """`/history N`, in private."""
    at, found, _ = claim_of_command(turn, "history")
    allow(at, Deed.READ)
    return privately(
        at,
        history_message(at, found),
        purpose="history",
        claim_ids=(found.id,),
        payload=f"history-c{found.id}",
    )


def history_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"history-c{found.id}"))]
    page = pressed_number(at, "p")
    if page is None:
        return [Alert(), here(at, history_message(at, found), purpose="history", claim_ids=(found.id,))]
    pressed_on(at, "history")
    turned = Rewrite(
        chat_id=at.update.chat_id,
        message_id=at.update.message_id,
        message=history_message(at, found, page),
        purpose="history",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )
    return [Alert(), turned]


def history_message(turn: Turn, found: Claim, page: int = 0) -> Message:
    """The claim's history with the names of today."""
    events = history_of(turn.session, found.id)
    names = names_of(turn.session, [event.member_id for event in events if event.member_id])
    shows_submitter = turn.who.role is Role.LEAD
    scales = scales_of(turn.session, found.desk_id)
    lines_ = [
        (
            event.at,
            event.deed,
            names.get(event.member_id or 0, ""),
            event.before,
            _with_label(event, scales),
        )
        for event in events
    ]
    return history_page(
        turn.t,
        claim_facts(turn.session, found),
        lines_,
        bot=turn.bot,
        submitter=shows_submitter,
        page=page,
    )


def _with_label(event: Event, scales: Sequence[Scale]) -> dict[str, Any]:
    """What was said in the event, with the rating as it was called then."""
    rating = event.after.get("rating") or ""
    # Of the moment's two scales, where one gave way to another, the one that knows the rating.
    for scale in reversed([one for one in scales if one.created_at <= event.at]):
        label = labels(scale).get(rating)
        if label is not None:
            return {**event.after, "rating": label}
    return event.after


def done(turn: Turn, words: Markup, found: Claim) -> list[Reply]:
    """A command has done its deed: in a group the card shows it and the command gets 👌; in private a line."""
    if not turn.update.private:
        return [React()]
    if turn.update.happening is Happening.PRESS:
        return [Alert(shortened(words.striptags(), LONGEST_ALERT))]
    return [here(turn, Message(words), purpose="done", claim_ids=(found.id,))]

"""Who has a claim: take it, release it, give it to somebody."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.assignees import assign_claim, check_free, release_claim, take_claim
from bot.handlers.access import allow, allow_now, claim_of_command, desk_of, pressed_claim
from bot.handlers.answering import done, linked, privately, reworded
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.render.claims import quoted
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.rules.refusals.members import PersonAmbiguous, PersonNotFound
from storage.claims import Claim
from storage.desks import Colleague, Member, colleague, colleagues
from storage.mutes import free_to_check
from storage.vocabulary import Deed


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
    by = allow_now(at, Deed.ASSIGN, found)
    if not words:
        return [*choose_assignee(at, found)]
    return _assign(at, found, person_called(at, words), by)


def choose_assignee(turn: Turn, found: Claim) -> Iterable[Reply]:
    """Who may have it, as buttons, in private."""
    people = free_to_check(turn.session, found.desk_id)
    buttons = [Button(shortened(one.name, 30), f"assign:c{found.id}:m{one.member_id}") for one in people[:40]]
    words = turn.own_words("Who should have #{number}?", number=found.number)
    return privately(turn, Message(words, keyboard=rows(buttons)), purpose="choice", claim_ids=(found.id,))


def assign_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    by = allow_now(at, Deed.ASSIGN, found)
    part = at.update.data.rpartition(":m")[2]
    if not part.isdecimal():
        return [Alert(), *choose_assignee(at, found)]
    chosen = next((one for one in colleagues(at.session, found.desk_id) if str(one.member_id) == part), None)
    if chosen is None:
        raise PersonNotFound(who=part)
    # The list of names gives way to what was decided.
    settled = reworded(
        at,
        Message(at.t("{claim} is with {name} now.", claim=linked(at, found), name=chosen.name)),
        purpose="choice",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )
    return [*_assign(at, found, chosen, by), *([settled] if at.update.private else [])]


def _assign(turn: Turn, found: Claim, to: Colleague, by: Member) -> list[Reply]:
    check_free(turn.session, to)
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


def person_called(turn: Turn, words: str) -> Colleague:
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

"""Where an answer goes: in a group almost everything is answered in private."""

from datetime import timedelta

from markupsafe import Markup

from bot.actions.prompts import ask
from bot.handlers.turn import Alert, React, Reply, Rewrite, Say, Turn
from bot.render.lists import claim_link
from bot.render.messages import LONGEST_ALERT, Later, Message, lines, shortened
from bot.telegram.facts import Happening
from storage.claims import Claim
from storage.desks import Desk
from storage.prompts import Prompt

SHORT_LIVED = timedelta(minutes=1)


def here(
    turn: Turn, message: Message | Later, *, purpose: str, claim_ids: tuple[int, ...] = (), **more: object
) -> Say:
    """A message in the chat and topic of this turn."""
    return Say(
        chat_id=turn.update.chat_id,
        topic_id=turn.update.topic_id,
        desk_id=turn.who.desk.id if turn.who.desk else None,
        message=message,
        purpose=purpose,
        claim_ids=claim_ids,
        **more,  # type: ignore[arg-type]
    )


def reworded(
    turn: Turn,
    message: Message | Later,
    purpose: str,
    *,
    desk_id: int | None = None,
    claim_ids: tuple[int, ...] = (),
    subject: str | None = None,
    unique_key: str | None = None,
) -> Rewrite:
    """New words, and buttons, for the message that was pressed."""
    return Rewrite(
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
        topic_id=turn.update.topic_id,
        message=message,
        purpose=purpose,
        desk_id=desk_id,
        claim_ids=claim_ids,
        subject=subject,
        unique_key=unique_key,
    )


def ask_about(turn: Turn, found: Claim, asks: str, **typed: object) -> Prompt:
    """Notes what the person of this turn is asked about a claim, in this chat; `typed` is kept for the answer."""
    return ask(
        turn.session,
        turn.who.person,
        chat_id=turn.update.chat_id,
        asks=asks,
        now=turn.now,
        desk_id=found.desk_id,
        claim_id=found.id,
        typed=typed,
    )


def ask_here(turn: Turn, desk: Desk, asks: str, words: Message, **typed: object) -> Say:
    """A question about a desk, in this chat, that the next message of the person answers. `typed` is kept for then."""
    prompt = ask(
        turn.session,
        turn.who.person,
        chat_id=turn.update.chat_id,
        asks=asks,
        now=turn.now,
        desk_id=desk.id,
        typed=typed,
    )
    return here(turn, words, purpose="prompt", prompt_id=prompt.id)


def page_turned(turn: Turn, desk: Desk, page: Message) -> list[Reply]:
    """Another page of `/settings` in the place of the one that was pressed."""
    return [Alert(), reworded(turn, page, "settings", desk_id=desk.id)]


def privately(
    turn: Turn,
    message: Message | Later,
    *,
    purpose: str,
    claim_ids: tuple[int, ...] = (),
    prompt_id: int | None = None,
    subject: str | None = None,
    public: Markup | None = None,
    payload: str = "hello",
) -> list[Reply]:
    """Answers the person of this turn in private, with 👌 on a group's command.

    To a person who cannot be reached: one short reply in the group with a link that starts the bot
    (with `payload`), gone after a minute; `public` is what may be said there.
    """
    person = turn.who.person
    desk_id = turn.who.desk.id if turn.who.desk else None
    if turn.update.private or person.reachable:
        say = Say(
            chat_id=person.telegram_id or turn.update.chat_id,
            message=message,
            purpose=purpose,
            desk_id=desk_id,
            claim_ids=claim_ids,
            prompt_id=prompt_id,
            subject=subject,
            person_id=person.id,
        )
        in_group = not turn.update.private and turn.update.happening is Happening.MESSAGE
        return [say, React()] if in_group else [say]
    link = Markup('<a href="{}">{}</a>').format(start_link(turn.bot, payload), turn.t("Open the bot"))
    invitation = turn.t("{link} and press Start: I answer in private.", link=link)
    return [
        here(
            turn,
            Message(lines(public, invitation)),
            purpose="invitation",
            reply_to=turn.update.message_id or None,
            gone_after=SHORT_LIVED,
        )
    ]


def linked(turn: Turn, found: Claim) -> Markup:
    """`#12` as a link: also the reference by which a reply is understood whose message we lost the id of."""
    return claim_link(turn.bot, found.id, found.number)


def start_link(bot: str, payload: str) -> str:
    """A link that opens the bot in private and hands it `payload` (at most 64 of A-Z a-z 0-9 _ -)."""
    return f"https://t.me/{bot}?start={payload}"


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


def done(turn: Turn, words: Markup, found: Claim) -> list[Reply]:
    """A command has done its deed: in a group the card shows it and the command gets 👌; in private a line."""
    if not turn.update.private:
        return [React()]
    if turn.update.happening is Happening.PRESS:
        return [Alert(shortened(words.striptags(), LONGEST_ALERT))]
    return [here(turn, Message(words), purpose="done", claim_ids=(found.id,))]

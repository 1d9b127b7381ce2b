"""The question behind a pressed button."""

from bot.actions.prompts import close_prompt
from bot.handlers.access import pressed_number
from bot.handlers.turn import Turn
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.prompts import NotYourQuestion, QuestionOver
from storage.claims import Claim
from storage.prompts import Prompt
from storage.sent import sent_message


def kept_prompt(turn: Turn, found: Claim, asks: str) -> Prompt:
    """The question behind a pressed button, if it is this person's and still open."""
    prompt = turn.session.get(Prompt, pressed_number(turn, "p") or 0)
    if prompt is None or prompt.claim_id != found.id or prompt.asks != asks:
        raise OldButton
    if prompt.person_id != turn.who.person.id:
        raise NotYourQuestion
    if prompt.answered_at is not None or prompt.expires_at <= turn.now:
        raise QuestionOver(number=found.number)
    return prompt


def close_choice(turn: Turn) -> None:
    """The button that was pressed answers the question of its message, so nothing that is typed does."""
    sent = sent_message(turn.session, turn.update.chat_id, turn.update.message_id)
    prompt = turn.session.get(Prompt, sent.prompt_id) if sent is not None and sent.prompt_id else None
    if prompt is not None and prompt.person_id == turn.who.person.id and prompt.answered_at is None:
        close_prompt(turn.session, prompt, turn.now)

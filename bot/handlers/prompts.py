"""The question behind a pressed button."""

from bot.handlers.finding import pressed_number
from bot.handlers.turn import Turn
from bot.rules.refusals import NotYourQuestion, OldButton, QuestionOver
from storage.claims import Claim
from storage.prompts import Prompt


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

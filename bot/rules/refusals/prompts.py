"""Questions that the desk asks."""

from bot.rules.refusals import Refusal


class NotYourQuestion(Refusal):
    """This question was put to somebody else. Send /help to see what you can do."""


class QuestionOver(Refusal):
    """This question is over. Send /show {number} and press the button again."""


class SettingsQuestionOver(Refusal):
    """This question is over. Send /settings to begin anew."""


class NothingToCancel(Refusal):
    """I am not waiting for an answer of yours, so there is nothing to cancel."""

"""What can be undone."""

from bot.rules.refusals import Refusal


class NothingToUndo(Refusal):
    """There is nothing to undo. Only your own last step can be undone, within two minutes."""


class TooLateToUndo(Refusal):
    """That can no longer be undone: two minutes have passed, or somebody has acted on it."""

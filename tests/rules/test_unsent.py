"""Why something was not sent, in a lead's words."""

import pytest

from bot.rules.unsent import Why, why_unsent


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("no answer from Telegram (Bad Gateway (502))", Why.NO_ANSWER),
        ("no answer from Telegram (Invalid server response)", Why.NO_ANSWER),
        ("its words could not be made (KeyError)", Why.SLIP),
        ("it could not be sent (ValueError)", Why.SLIP),
        ("Message to edit not found", Why.GONE),
        ("Message can't be edited", Why.GONE),
        ("Chat not found", Why.NO_CHAT),
        ("Forbidden: bot was kicked from the supergroup chat", Why.OUT),
        ("Forbidden: bot is not a member of the group chat", Why.OUT),
        ("Not enough rights to send text messages to the chat", Why.MUTED),
        ("Message thread not found", Why.TOPIC),
        ("Topic_closed", Why.TOPIC),
        ("Forbidden: bot was blocked by the user", Why.BLOCKED),
        ("Forbidden: bot can't initiate conversation with a user", Why.BLOCKED),
        ("Button_type_invalid", Why.REFUSED),
        ("", Why.REFUSED),
    ],
)
def test_reasons(reason: str, why: Why) -> None:
    assert why_unsent(reason) is why

"""Opening desks, belonging to several, and leaving: what a person may see and what becomes of their work."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, text_of


def test_a_desk_of_ones_own_beside_the_teams(newsroom: Newsroom) -> None:
    """Ana checks in the newsroom and opens a desk of her own: it is hers from then on, and opened once."""
    telegram = newsroom.telegram
    telegram.say(ANA, "/setup")
    opened = telegram.wait_for(ANA, "Your desk is open")
    assert "private messages are for it" in text_of(opened)
    telegram.say(ANA, "/setup")
    telegram.wait_for(ANA, "My desk: settings")
    telegram.say(ANA, "/claim The mayor resigned on Sunday")
    telegram.wait_for(ANA, "The mayor resigned", button="Take")
    newsroom.settle()
    assert not [words for words in newsroom.in_group() if "mayor" in words]

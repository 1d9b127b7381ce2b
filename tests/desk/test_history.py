"""The history of a claim: every deed a line, thirty on a page, the newest page first."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, DAN, labels, text_of


def test_pages_are_turned_in_place(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.claim("The dam at Karst broke on Monday")
    for number in range(1, 34):
        newsroom.reply(BEN, card, f"note {number:02}, seen from the bridge " + "and on " * 30)
    newsroom.settle()
    telegram.say(ANA, "/history 1", newsroom.group)
    newest = telegram.wait_for(ANA, "History of #1", button="◀ Older")
    assert labels(newest) == ["◀ Older"]
    shown = text_of(newest)
    assert "Page 1 of 2" in shown
    assert "note 33" in shown
    assert "note 04" in shown
    assert "note 03" not in shown
    telegram.press(ANA, newest, "◀ Older")
    oldest = telegram.wait_for(ANA, "Page 2 of 2", button="Newer ▶")
    assert oldest["message_id"] == newest["message_id"]
    assert "queued" in text_of(oldest)
    assert "note 03" in text_of(oldest)
    assert "note 04" not in text_of(oldest)
    telegram.press(ANA, oldest, "Newer ▶")
    telegram.wait_for(ANA, "Page 1 of 2", button="◀ Older")

    # A page that does not exist, and a stranger.
    for person, data in ((ANA, "history:c1:p99999999"), (DAN, "history:c1:p1")):
        message = newest if person == ANA else {"message_id": 1}
        forged = {"chat": person, "message_id": message["message_id"], "from": person, "forge": True}
        made = telegram.post("press", **forged, data=data)
        answer = telegram.get(f"answers/{made['callback_query_id']}", timeout=20)
        assert bool(answer.get("show_alert")) == (person == DAN)
    telegram.wait_for(ANA, "Page 2 of 2", button="Newer ▶")
    newsroom.quiet(DAN, "note 0")

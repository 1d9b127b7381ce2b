"""`@bot words`: what may be shared, by whom, and what the card leaves out."""

from typing import Any

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, PATIENCE, Telegram


def typed(telegram: Telegram, person: int, words: str, offset: str = "") -> dict[str, Any]:
    """What Telegram shows to somebody who types these words after the bot's name."""
    asked = telegram.post("inline", **{"from": person}, query=words, offset=offset)
    assert "cached" not in asked, "nothing is kept: the next moment the answer may be another"
    answer: dict[str, Any] = telegram.get(f"inline/{asked['inline_query_id']}", timeout=PATIENCE)
    assert answer["answered"]
    assert (answer["is_personal"], answer["cache_time"]) == (True, 0)
    return answer


def test_a_closed_claim_is_shared_and_others_are_being_checked(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken("The bridge of Karsa was blown up")
    newsroom.reply(BEN, card, "Halvorsen told me at night that it stands")
    telegram.say(ANA, "/source 1 denies Orvell Gazette")
    telegram.say(ANA, "/source 1 protected reports Zenobia Quill")
    newsroom.settle()
    open_ = typed(telegram, ANA, "bridge")["results"]
    assert [one["title"] for one in open_] == ["#1 · being checked"]
    assert "Ana" not in open_[0]["message"]["text"]

    newsroom.reply(ANA, card, "False (Altered): satellite pictures show it intact https://example.org/sat")
    telegram.press(BEN, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: False", "Correct")
    newsroom.claim("The mayor of Karsa fled over the bridge")
    newsroom.settle()

    found = typed(telegram, BEN, "karsa bridgee")["results"]
    assert [one["title"] for one in found] == ["#1 · False (Altered)", "#2 · being checked"]
    text = found[0]["message"]["text"]
    for words in (
        "False (Altered)",
        "The bridge of Karsa",
        "satellite pictures",
        "example.org",
        "Orvell Gazette",
    ):
        assert words in text, words
    assert "Newsroom, as of " in text
    assert " UTC" in text
    for words in ("Halvorsen", "Zenobia", "protected", "Ana", "Ben", "note"):
        assert words not in text, words
    assert found[0]["reply_markup"] is None
    assert "being checked" in found[1]["message"]["text"].casefold()
    assert [one["title"] for one in typed(telegram, BEN, "")["results"]] == ["#1 · False (Altered)"]
    assert typed(telegram, BEN, "Zenobia")["results"] == []

    # Sent, it is the person's own message, and the bot has nothing to do with it any more.
    asked = telegram.post("inline", **{"from": CARO}, query="#1")["inline_query_id"]
    telegram.get(f"inline/{asked}", timeout=PATIENCE)
    sent = telegram.post(f"inline/{asked}/choose", chat=newsroom.group, result_id=found[0]["id"])
    assert "reply_markup" not in sent
    newsroom.settle()
    told = "SELECT count(*) FROM told WHERE chat_id = :chat"
    assert newsroom.bot.ask(told, chat=CARO) == [(0,)], (
        "who reads it elsewhere cannot be told of a correction"
    )


def test_nobody_shares_what_is_not_theirs(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken("The bridge of Karsa was blown up")
    newsroom.reply(ANA, card, "False: it stands https://example.org/sat")
    telegram.press(BEN, newsroom.card("says Ana", "Agree"), "Agree")
    newsroom.card("Closed: False", "Correct")
    stranger = typed(telegram, DAN, "bridge")
    assert stranger["results"] == []
    assert stranger["button"]["start_parameter"] == "hello"

    telegram.say(DAN, "/setup")
    newsroom.settle()
    for words in ("bridge", "#1", "", "example.org", "bridgee"):
        assert typed(telegram, DAN, words)["results"] == [], words

    telegram.post(f"chats/{newsroom.group}/members", user=BEN, status="left")
    newsroom.settle()
    assert typed(telegram, BEN, "bridge")["results"] == []
    # An answer that comes too late for Telegram harms nobody.
    telegram.post(
        "updates",
        updates=[
            {
                "update_id": 900_000_000,
                "inline_query": {
                    "id": "1",
                    "from": {"id": ANA, "is_bot": False, "first_name": "Ana"},
                    "query": "bridge",
                    "offset": "x",
                },
            }
        ],
    )
    newsroom.settle()
    assert [one["title"] for one in typed(telegram, ANA, "bridge")["results"]] == ["#1 · False"]

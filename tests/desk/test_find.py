"""`/find`: own desk only, any script, claims, sources, verdicts and notes."""

from tests.desk.conftest import Newsroom
from tests.people import ANA, BEN, CARO, DAN, labels, text_of


def test_words_are_found_wherever_they_stand_and_only_at_home(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    card = newsroom.taken("The bridge of Karsa was blown up")
    newsroom.reply(BEN, card, "The engineer Halvorsen saw it standing")
    newsroom.reply(ANA, card, "False: satellite pictures show it intact https://example.org/sat")
    newsroom.card("says Ana", "Agree")
    telegram.say(BEN, "/source 1 denies Orvell Gazette")
    newsroom.claim("Міністерство повідомило про 300 загиблих у Харкові")
    newsroom.claim("أعلنت وزارة الصحة عن مقتل عشرين شخصا")
    newsroom.claim("東京で大きな地震があった")
    telegram.post(
        "messages",
        chat=ANA,
        **{"from": ANA},
        caption="The dam is safe",
        media={"kind": "document", "file_name": "dam_report.pdf"},
    )
    telegram.say(ANA, "/source 1 protected reports Zenobia Quill https://secret.example.org/zenobia")
    newsroom.settle()

    for person in (ANA, BEN, CARO):
        for words in ("zenobia", "zenobai quill", "secret.example.org/zenobia"):
            telegram.say(person, f"/find {words}")
            telegram.wait_for(person, f'I found nothing for "{words}"')

    for words, number, shows in (
        ("bridges blown", 1, "bridge of Karsa"),
        ("halvorsen", 1, "note: The engineer Halvorsen"),
        ("satellite picture", 1, "verdict: satellite pictures"),
        ("gazette", 1, "source: Orvell Gazette"),
        ("загиблих міністерство", 2, "300 загиблих"),
        ("وزارة الصحة", 3, "عشرين"),
        ("地震", 4, "大きな"),
        ("#2", 2, "300 загиблих"),
        ("brigde karsa", 1, "bridge of Karsa"),
        ("halvrosen", 1, "note: The engineer Halvorsen"),
        ("satell", 1, "verdict: satellite pictures"),
        ("загтблих", 2, "300 загиблих"),
        ("Kharkiv", 2, "300 загиблих"),
        ("Халворсена", 1, "note: The engineer Halvorsen"),
        ("example.org/sat?utm_source=x", 1, "link: https://example.org/sat"),
        ("https://www.example.org/", 1, "link: https://example.org/sat"),
        ("dam_report.pdf", 5, "file: dam_report.pdf"),
    ):
        telegram.say(BEN, f"/find {words}", newsroom.group)
        found = telegram.wait_for(BEN, words, button=f"#{number}")
        assert shows in text_of(found), words
        assert text_of(found).startswith("1 claim "), words

    telegram.say(BEN, "/find zeppelin")
    telegram.wait_for(BEN, "I found nothing for")
    telegram.say(BEN, "/find")
    telegram.wait_for(BEN, "Say what to look for")
    telegram.say(DAN, "/find bridge")
    telegram.wait_for(DAN, "You belong to no desk yet")

    telegram.say(DAN, "/setup")
    newsroom.settle()
    telegram.say(DAN, "/find bridge")
    telegram.wait_for(DAN, "I found nothing for")
    newsroom.quiet(DAN, "Karsa")
    assert not [text for text in newsroom.in_group() if "for “" in text]


def test_many_results_are_paged_best_first_then_newest(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    for number in range(1, 12):
        telegram.say(CARO, f"/claim Warehouse {number} in the harbour of Orvell burnt down", newsroom.group)
    newsroom.card("Warehouse 11", "Take")
    newsroom.settle()
    telegram.say(ANA, "/find harbour warehouse")
    first = telegram.wait_for(ANA, "11 claims for", button="›")
    assert [label for label in labels(first) if "#" in label] == [f"#{n}" for n in range(11, 3, -1)]
    telegram.press(ANA, first, "›")
    second = telegram.wait_for(ANA, "page 2 of 2", button="‹")
    assert second["message_id"] == first["message_id"]
    assert [label for label in labels(second) if "#" in label] == ["#3", "#2", "#1"]
    made = telegram.post(
        "press", chat=ANA, message_id=first["message_id"], **{"from": DAN}, data="found:0", forge=True
    )
    assert telegram.get(f"answers/{made['callback_query_id']}", timeout=20)["show_alert"]

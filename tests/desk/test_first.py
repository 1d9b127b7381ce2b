from tests.people import ANA, BEN, CARO, Bot, Telegram, labels, text_of


def test_tip_to_signed_off_verdict(telegram: Telegram, bot: Bot) -> None:
    group = telegram.group()
    telegram.start(ANA, BEN, CARO)
    telegram.say(CARO, "/setup", group)
    opened = telegram.wait_for(group, "desk is open", button="Join")
    telegram.press(ANA, opened, "Join")
    telegram.press(BEN, opened, "Join")
    telegram.say(ANA, "/claim 40,000 Syrian fighters have signed up with Russian forces", group)
    card = telegram.wait_for(group, "40,000", button="Take")
    print(text_of(card), labels(card))
    print(telegram.press(ANA, card, "Take"))
    card = telegram.wait_for(group, "Assignee: Ana")
    telegram.say(
        ANA, "False: the video is from 2016 https://example.org/a", group, reply_to=card["message_id"]
    )
    review = telegram.wait_for(group, "says Ana", button="Agree")
    print(text_of(review), labels(review))
    print(telegram.press(ANA, review, "Agree"))
    print(telegram.press(BEN, review, "Agree"))
    telegram.wait_for(group, "Closed: False")
    print(telegram.wait_for(ANA, "is closed"))

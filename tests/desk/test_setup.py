"""The guided set-up: each question has a default and can be skipped, and all of it can be changed later."""

from typing import Any

from tests.desk.conftest import Newsroom
from tests.desk.test_members import forged
from tests.people import ANA, CARO, DAN, text_of


def test_step_by_step(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram
    zone = telegram.wait_for(CARO, "You lead Newsroom", button="City or location")
    assert "question 1 of 5" in text_of(zone)
    assert "Now: UTC" in text_of(zone)

    # A location, a city in another language, a city nobody knows; what is written is kept as the answer.
    telegram.press(CARO, zone, "City or location")
    telegram.wait_for(CARO, "Write your city, or send your location")
    telegram.say(CARO, "Atlantis")
    telegram.wait_for(CARO, 'I do not know the time zone "Atlantis"')
    telegram.post(
        "messages", chat=CARO, **{"from": CARO}, location={"latitude": 33.8938, "longitude": 35.5018}
    )
    language = telegram.wait_for(CARO, "question 2 of 5", button="✓ English")
    assert newsroom.bot.ask(
        "SELECT count(*) FROM desk WHERE CAST(settings AS TEXT) LIKE '%Asia/Beirut%'"
    ) == [(1,)]
    for person in (ANA, DAN):
        assert forged(telegram, person, language, "step:d1:signoff:0") != ""
        telegram.say(person, "/settings timezone Kyiv")
    telegram.press(CARO, language, "Skip")
    digest = telegram.wait_for(CARO, "question 3 of 5", button="✓ 08:00")
    telegram.press(CARO, digest, "Another time")
    telegram.wait_for(CARO, "Write a time like 08:30")
    telegram.say(CARO, "09:15")
    signoff = telegram.wait_for(CARO, "question 4 of 5", button="✓ 1")
    telegram.press(CARO, signoff, "2")
    quiet = telegram.wait_for(CARO, "question 5 of 5", button="✓ 21:00-08:00")
    telegram.press(CARO, quiet, "none")
    over = text_of(telegram.wait_for(CARO, "Newsroom is set up."))
    for words in ("Asia/Beirut", "English", "09:15", "must sign a verdict off: 2", "without reminders: none"):
        assert words in over

    # Later, from the settings or in words; a question that nobody answered holds up nothing.
    telegram.say(CARO, "/settings timezone Київ")
    settings = telegram.wait_for(CARO, "Europe/Kyiv", button="Set-up, step by step")
    telegram.press(CARO, settings, "Set-up, step by step")
    zone = telegram.wait_for(CARO, "Now: Europe/Kyiv", button="Skip all")
    assert "You lead" not in text_of(zone)
    telegram.say(CARO, "The port of Karst has been closed since Friday")
    newsroom.card("The port of Karst", "Take")
    telegram.press(CARO, zone, "Skip all")
    telegram.wait_for(CARO, "Time zone: Europe/Kyiv")

    # A desk of one is not asked who else signs off.
    telegram.say(DAN, "/setup")
    telegram.wait_for(DAN, "question 1 of 4", button="Skip")


def test_zone_language_and_digest_by_buttons(newsroom: Newsroom) -> None:
    telegram = newsroom.telegram

    def press(page: dict[str, Any], label: str, words: str, button: str) -> dict[str, Any]:
        telegram.press(CARO, page, label)
        return telegram.wait_for(CARO, words, button=button)

    telegram.say(CARO, "/settings")
    page = telegram.wait_for(CARO, "settings, and how to change each", button="Time zone")
    telegram.press(CARO, page, "Time zone")
    telegram.wait_for(CARO, "Write your city, or send your location")
    telegram.say(CARO, "Atlantis")
    telegram.wait_for(CARO, 'I do not know the time zone "Atlantis". Name a region and a city, like')
    telegram.say(CARO, "Київ")
    page = telegram.wait_for(CARO, "Changed. Newsroom now:\nTime zone: Europe/Kyiv", button="Time zone")
    telegram.press(CARO, page, "Time zone")
    newsroom.settle()
    telegram.post(
        "messages", chat=CARO, **{"from": CARO}, location={"latitude": 33.8938, "longitude": 35.5018}
    )
    page = telegram.wait_for(CARO, "Time zone: Asia/Beirut", button="Digest")

    page = press(page, "Digest", "Digest of Newsroom:\nDaily digest at: 08:00", "In the group too")
    assert "All in the time of Asia/Beirut." in text_of(page)
    page = press(page, "09:00", "Changed. Digest of Newsroom:\nDaily digest at: 09:00", "Another time")
    page = press(page, "In the group too", "Digest in the group too: on", "Not in the group")
    page = press(page, "Without the chart", "Chart before the digest: off", "With the chart")
    page = press(page, "Thu", "The week summed up in the digest of: Thu", "✓ Thu")
    page = press(page, "No week summed up", "The week summed up in the digest of: off", "✓ No week summed up")
    telegram.press(CARO, page, "Another time")
    telegram.wait_for(CARO, "Write a time like 08:30")
    telegram.say(CARO, "half past never")
    telegram.wait_for(CARO, "as a value of digest. Write it like /settings digest 08:30.")
    telegram.say(CARO, "7:45")
    page = telegram.wait_for(CARO, "Daily digest at: 07:45", button="Back")
    page = press(page, "Back", "settings, and how to change each", "Language")
    page = press(page, "Language", "Which language shall I speak in the group?", "✓ English")
    press(page, "Español", "Language: Español", "Digest")

    before = newsroom.bot.ask("SELECT settings FROM desk")
    for data in ("timezone", "digest:0", "digest:write", "group:on", "chart:on", "weekly:mon", "language:ar"):
        for person in (ANA, DAN):
            assert forged(telegram, person, page, f"set:d1:{data}") != "", data
    for data in ("digest:9", "weekly:none_of_them", "group:maybe", "language:xx", "chart"):
        assert forged(telegram, CARO, page, f"set:d1:{data}") != "", data
    newsroom.settle()
    assert newsroom.bot.ask("SELECT settings FROM desk") == before
    newsroom.quiet(ANA, "Write your city")

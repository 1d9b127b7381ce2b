"""Moments in people's own words: "2h", "this evening", "tomorrow 9:00", "Monday", "20 November 14:00".

The time of day is taken off the end first and the date is left to dateparser, which is good at dates in
two hundred languages but drops what it does not understand ("tomorrow at 9" would be tomorrow, now).
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser

from bot.rules.arguments import shortened
from bot.rules.quiet import first_reading
from bot.rules.refusals import DueTooFar, SnoozeTooFar, TimeInThePast, UnreadableTime
from storage.words import fold_digits

MORNING = time(9, 0)
"""What a day without a time means."""
EVENING = time(18, 0)
LATE = timedelta(hours=3)
"""How far off "this evening" is, said in the evening."""
LONGEST_SNOOZE = timedelta(days=90)
LONGEST_DUE = timedelta(days=365)

_LONGEST = 80

_EVENINGS = frozenset(
    {
        *("this evening", "in the evening", "evening", "tonight", "today evening"),
        *("сьогодні ввечері", "сьогодні увечері", "ввечері", "увечері", "сегодня вечером", "вечером"),
        *("هذا المساء", "المساء", "مساء اليوم", "اليوم مساء", "الليلة"),
    }
)

_UNITS = (
    (r"m|mins?|minutes?|хв|хвилин[аиу]?|мин|минут[аыу]?|دقيقة|دقائق", timedelta(minutes=1)),
    (r"h|hrs?|hours?|год|годин[аиу]?|ч|час(?:а|ов)?|ساعة|ساعات", timedelta(hours=1)),
    (r"d|days?|день|дня|дні|днів|дней|يوم|يوما|ايام|أيام", timedelta(days=1)),
    (r"w|weeks?|тиж|тиждень|тижні|тижнів|недел[яиюь]|недель|اسبوع|أسبوع|اسابيع|أسابيع", timedelta(weeks=1)),
)
_AMOUNT = re.compile(
    r"(\d{1,4})\s*(?:" + "|".join(f"(?P<u{n}>{words})" for n, (words, _) in enumerate(_UNITS)) + r")(?!\w)"
)
_BETWEEN = re.compile(r"[\s,]*(?:and|і|та|и|و)?[\s,]*")

_SAID_DIFFERENTLY: Mapping[str, str] = MappingProxyType(
    {
        phrase: meaning
        for meaning, phrases in {
            "30m": ("half an hour", "пів години", "півгодини", "полчаса", "نصف ساعة"),
            "1h": ("an hour", "годину", "час", "ساعة"),
            "2h": ("ساعتين",),
            "1d": ("a day", "день", "يوم"),
            "2d": ("يومين",),
            "1w": ("a week", "тиждень", "неделю", "اسبوع", "أسبوع"),
            "середа": ("середу",),
            "п'ятниця": ("п'ятницю",),
            "субота": ("суботу",),
            "неділя": ("неділю",),
        }.items()
        for phrase in phrases
    }
)
"""Phrases that dateparser does not know, in words that are understood here or there."""

_LEADING = re.compile(
    r"(?:in|on|by|at|until|till|for|у|в|во|на|до|о|об|через|за|يوم|في|حتى|بعد|خلال|غضون)\s+"
)
_MORNING_WORDS = r"a\.?m\.?|ранку|утра|صباحا"
_EVENING_WORDS = r"p\.?m\.?|вечора|вечера|مساء"
_CLOCK = re.compile(
    r"(?:^|[\s,])(?P<at>(?:at|@|о|об|в|у|الساعة|في الساعة)\s+)?(?P<hour>\d{1,2})(?P<minutes>[:.]\d{2})?"
    rf"(?:\s*(?:(?P<am>{_MORNING_WORDS})|(?P<pm>{_EVENING_WORDS})))?$"
)
_NUMBER = re.compile(r"\d+")


def read_moment(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """The moment, in UTC, that a person in this zone means by these words at `now`.

    English is understood beside the person's language. A day without a time is its morning, 9:00; dates
    are day before month. Raises UnreadableTime or TimeInThePast.
    """
    now = now.astimezone(UTC)
    moment = _moment(_plain(words), now, zone, language)
    if moment is None:
        raise UnreadableTime(words=shortened(words))
    if moment <= now:
        raise TimeInThePast(words=shortened(words))
    return moment


def read_snooze(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """Until when a claim sleeps; as read_moment, and raises SnoozeTooFar beyond 90 days."""
    moment = read_moment(words, now, zone, language)
    if moment - now > LONGEST_SNOOZE:
        raise SnoozeTooFar(days=LONGEST_SNOOZE.days)
    return moment


def read_due(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """When a claim is due; as read_moment, and raises DueTooFar beyond a year."""
    moment = read_moment(words, now, zone, language)
    if moment - now > LONGEST_DUE:
        raise DueTooFar(days=LONGEST_DUE.days)
    return moment


def _plain(words: str) -> str:
    """Folded: case, digits, blanks, the apostrophe, and the Arabic ending that is written or not."""
    if len(words) > _LONGEST:
        return ""
    folded = fold_digits(words).casefold().replace("’", "'").replace("ʼ", "'").replace("\u064b", "")
    return " ".join(folded.split()).strip(".,! ")


def _moment(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime | None:
    local = now.astimezone(zone).replace(tzinfo=None)
    if words in _EVENINGS:
        evening = first_reading(zone, datetime.combine(local.date(), EVENING))
        return evening if evening > now else now + LATE
    bare = _without_leading(words)
    span = _span(_SAID_DIFFERENTLY.get(bare, bare))
    if span is not None:
        days, hours = span
        # Days go by the calendar, to the same time of day; hours and minutes simply go by.
        return (first_reading(zone, local + days) if days else now) + hours
    day_words, clock = _clock(words)
    day_words = _without_leading(day_words)
    if clock is not None and not day_words:
        today = first_reading(zone, datetime.combine(local.date(), clock))
        return (
            today
            if today > now
            else first_reading(zone, datetime.combine(local.date() + timedelta(days=1), clock))
        )
    day = _day(_SAID_DIFFERENTLY.get(day_words, day_words), local, language)
    return None if day is None else first_reading(zone, datetime.combine(day, clock or MORNING))


def _without_leading(words: str) -> str:
    leading = _LEADING.match(words + " ")
    return _without_leading(words[leading.end() :]) if leading else words


def _span(words: str) -> tuple[timedelta, timedelta] | None:
    """A length such as "1h 30m" or "2 days", if the words are one and nothing else: its days, its hours."""
    days, hours, at = timedelta(0), timedelta(0), 0
    while at < len(words):
        amount = _AMOUNT.match(words, at)
        if amount is None:
            return None
        length = int(amount[1]) * next(unit for n, (_, unit) in enumerate(_UNITS) if amount[f"u{n}"])
        if amount["u0"] or amount["u1"]:
            hours += length
        else:
            days += length
        between = _BETWEEN.match(words, amount.end())
        at = between.end() if between else amount.end()
    return (days, hours) if days or hours else None


def _clock(words: str) -> tuple[str, time | None]:
    """The words before a time of day at the end, and that time: "9:00", "at 9", "9 pm"; never a bare "9"."""
    match = _CLOCK.search(words)
    if match is None:
        return words, None
    hour, minute = int(match["hour"]), int((match["minutes"] or ":0")[1:])
    half = match["am"] or match["pm"]
    sure = match["at"] or half or (match["minutes"] or "").startswith(":")
    if not sure or hour > (12 if half else 23) or (half and hour == 0) or minute > 59:
        return words, None
    if half:
        hour = hour % 12 + (12 if match["pm"] else 0)
    return words[: match.start()].strip(" ,"), time(hour, minute)


def _day(words: str, local: datetime, language: str) -> date | None:
    """The date that the words name, in this language or English; None if a number in them is not in it."""
    if not words or words.isdecimal():
        return None
    order = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": local, "DATE_ORDER": "DMY"}
    if re.match(r"\d{4}\D", words):
        order["DATE_ORDER"] = "YMD"
    for spoken in dict.fromkeys((language, "en")):
        try:
            found = DateDataParser(languages=[spoken], settings=order).get_date_data(words).date_obj
        except (OverflowError, ValueError):  # a year beyond the calendar; a language it does not know
            continue
        if found is not None:
            numbers = [int(number) for number in _NUMBER.findall(words)]
            named = {found.day, found.month, found.year}
            if len(numbers) == 3:
                named.add(found.year % 100)
            return found.date() if named.issuperset(numbers) else None
    return None

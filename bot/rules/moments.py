"""Moments in people's own words: "2h", "this evening", "tomorrow 9:00", "Monday", "20 November 14:00".

The time of day is taken off the end first and the date is left to dateparser, which is good at dates in
two hundred languages but drops what it does not understand ("tomorrow at 9" would be tomorrow, now).
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.rules.arguments import shortened
from bot.rules.dates import first_date
from bot.rules.quiet import first_reading
from bot.rules.refusals.moments import DueTooFar, SnoozeTooFar, TimeInThePast, UnreadableTime
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
        *("esta tarde", "esta noche", "hoy por la tarde", "hoy por la noche"),
    }
)


class _Span(NamedTuple):
    """A length of time as it is said."""

    months: int = 0
    days: timedelta = timedelta(0)
    hours: timedelta = timedelta(0)

    def and_(self, count: int, unit: "_Span") -> "_Span":
        """So many of the unit more. Raises OverflowError."""
        return _Span(
            self.months + count * unit.months, self.days + count * unit.days, self.hours + count * unit.hours
        )


_UNITS = (
    (
        r"m|mins?|minutes?|хв|хвилин[аиу]?|мин|минут[аыу]?|دقيقة|دقائق|minutos?",
        _Span(hours=timedelta(minutes=1)),
    ),
    (r"h|hrs?|hours?|год|годин[аиу]?|ч|час(?:а|ов)?|ساعة|ساعات|horas?", _Span(hours=timedelta(hours=1))),
    (r"d|days?|день|дня|дні|днів|дней|يوم|يوما|ايام|أيام|d[ií]as?", _Span(days=timedelta(days=1))),
    (
        r"w|weeks?|тиж|тиждень|тижні|тижнів|недел[яиюь]|недель|اسبوع|أسبوع|اسابيع|أسابيع|semanas?",
        _Span(days=timedelta(weeks=1)),
    ),
    (
        r"months?|міс|місяць|місяці|місяців|мес|месяц(?:а|ев)?|شهر|شهرا|اشهر|أشهر|شهور|mes(?:es)?",
        _Span(months=1),
    ),
    (r"y|yrs?|years?|рік|роки|років|года|лет|سنة|سنوات|عام|عاما|اعوام|أعوام|años?", _Span(months=12)),
)
"""Words for units of time, and how long each is."""
_AMOUNT = re.compile(
    r"(\d{1,9})\s*(?:" + "|".join(f"(?P<u{n}>{words})" for n, (words, _) in enumerate(_UNITS)) + r")(?!\w)"
)
_BETWEEN = re.compile(r"[\s,]*(?:and|і|та|и|و|y)?[\s,]*")

_SAID_DIFFERENTLY: Mapping[str, str] = MappingProxyType(
    {
        phrase: meaning
        for meaning, phrases in {
            "30m": ("half an hour", "пів години", "півгодини", "полчаса", "نصف ساعة", "media hora"),
            "1h": ("an hour", "годину", "час", "ساعة", "una hora"),
            "2h": ("ساعتين",),
            "1d": ("a day", "день", "يوم", "un dia", "un día"),
            "2d": ("يومين",),
            "1w": ("a week", "тиждень", "неделю", "اسبوع", "أسبوع", "una semana"),
            "2w": ("اسبوعين", "أسبوعين"),
            "1 month": ("a month", "місяць", "месяц", "شهر", "un mes"),
            "2 months": ("شهرين",),
            "1y": ("a year", "рік", "год", "سنة", "عام", "un año"),
            "2y": ("سنتين", "عامين"),
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
    r"(?:in|on|by|at|until|till|for|у|в|во|на|до|о|об|через|за|يوم|في|حتى|بعد|خلال|غضون"
    r"|en|el|hasta|para|dentro de|a las?)\s+"
)
_MORNING_WORDS = r"a\.?m\.?|ранку|утра|صباحا|de la mañana"
_EVENING_WORDS = r"p\.?m\.?|вечора|вечера|مساء|de la (?:tarde|noche)"
_CLOCK = re.compile(
    r"(?:^|[\s,])(?P<at>(?:at|@|о|об|в|у|الساعة|في الساعة|a las?)\s+)?(?P<hour>\d{1,2})(?P<minutes>[:.]\d{2})?"
    rf"(?:\s*(?:(?P<am>{_MORNING_WORDS})|(?P<pm>{_EVENING_WORDS})))?$"
)
_NUMBER = re.compile(r"\d+")
_RUSSIAN_YEAR = re.compile(r"(?<=\d)\s*год\b")
"""What in Ukrainian is short for an hour."""
FAR = datetime.max.replace(tzinfo=UTC)
"""Beyond the calendar: too far for whatever is asked."""


def read_moment(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """The moment, in UTC, that a person in this zone means by these words at `now`; FAR for one beyond the calendar.

    English is understood beside the person's language. A day without a time is its morning, 9:00; dates
    are day before month. Raises UnreadableTime or TimeInThePast.
    """
    now = now.astimezone(UTC)
    try:
        moment = _moment(_plain(words), now, zone, language)
    except OverflowError:
        moment = FAR
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
    # "بعد يوم" is nothing but words that lead: then the last of them is meant.
    bare = _without_leading(words) or words.rpartition(" ")[2]
    if language == "ru":
        bare = _RUSSIAN_YEAR.sub(" года", bare)
    span = _span(_SAID_DIFFERENTLY.get(bare, bare))
    if span is not None:
        days, hours = _after_months(local, span.months) + span.days, span.hours
        # Days go by the calendar, to the same time of day; hours and minutes simply go by.
        return (now if days == local else first_reading(zone, days)) + hours
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


def _span(words: str) -> _Span | None:
    """A length such as "1h 30m", "2 days" or "3 months", if the words are one and nothing else."""
    span, at = _Span(), 0
    while at < len(words):
        amount = _AMOUNT.match(words, at)
        if amount is None:
            return None
        span = span.and_(int(amount[1]), next(unit for n, (_, unit) in enumerate(_UNITS) if amount[f"u{n}"]))
        between = _BETWEEN.match(words, amount.end())
        at = between.end() if between else amount.end()
    return span if span != _Span() else None


def _after_months(local: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of a month that is shorter. Raises OverflowError."""
    if not months:
        return local
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


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
    found = first_date(words, language, order)
    if found is None:
        return None
    numbers = [int(number) for number in _NUMBER.findall(words)]
    named = {found.day, found.month, found.year}
    if len(numbers) == 3:
        named.add(found.year % 100)
    return found.date() if named.issuperset(numbers) else None

"""The figures of a digest: how many, and how that changed."""

from markupsafe import Markup

from bot.render.lists import claim_link
from bot.render.messages import lines, shortened
from bot.texts import Texts
from storage.digests import DigestFacts


def counted(t: Texts, facts: DigestFacts) -> Markup:
    """How many, and how that changed since the digest before."""
    now, before, since = facts.counts, facts.before, t.moment(facts.since)
    change = _change(now.unfinished, before.unfinished)
    if now.unfinished:
        first = t(
            "Unfinished: <b>{n}</b> ({change} since {when})",
            n=t.number(now.unfinished),
            change=change,
            when=since,
        )
    else:
        first = t("Nothing is unfinished ({change} since {when}).", change=change, when=since)
    waiting = [
        (t.plain("in review"), now.review, before.review),
        (t.plain("disputed"), now.disputed, before.disputed),
        (t.plain("overdue"), now.overdue, before.overdue),
        (t.plain("untaken"), now.untaken, before.untaken),
    ]
    parts = [
        t("{what} {n} ({change})", what=what, n=t.number(n), change=_change(n, was))
        for what, n, was in waiting
        if n or was
    ]
    moved = t(
        "Since then: {new} new, {closed} closed, {corrected} corrected",
        new=t.number(facts.new),
        closed=t.number(facts.closed),
        corrected=t.number(facts.corrected),
    )
    return lines(first, Markup(" · ").join(parts), moved)


def rest_counted(t: Texts, facts: DigestFacts, bot: str) -> Markup | None:
    """The week, who has how many, the time to a verdict, the oldest."""
    # Each name by itself, so that one of the other direction does not carry its neighbours' numbers off.
    load = t.listed(t("{name} {n}", name=shortened(name, 24), n=t.number(n)) for name, n in facts.load[:8])
    words = lines(
        _week(t, facts),
        t("Who has how many: {load}", load=load) if load else None,
        t("Median time to a verdict: {span}", span=t.span(facts.median))
        if facts.median is not None
        else None,
        t(
            "Oldest: {claim}, {age}",
            claim=claim_link(bot, facts.oldest[0], facts.oldest[1]),
            age=t.span(facts.until - facts.oldest[2]),
        )
        if facts.oldest is not None
        else None,
    )
    return Markup("\n") + words if words else None


def _change(now: int, before: int) -> str:
    return f"{now - before:+d}".replace("-", "−") if now != before else "±0"


def _week(t: Texts, facts: DigestFacts) -> Markup | None:
    week = facts.week
    if week is None:
        return None
    return t(
        "The last seven days: {new} new, {closed} closed ({change}), {corrected} corrected",
        new=t.number(week.new),
        closed=t.number(week.closed),
        change=_change(week.closed, week.closed_before),
        corrected=t.number(week.corrected),
    )

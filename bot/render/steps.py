"""The guided set-up: one question at a time, each with a default."""

from markupsafe import Markup

from bot.render.messages import Button, Message, lines, rows
from bot.rules.settings import DeskSettings
from bot.rules.steps import OFFERED, WRITTEN, steps_of
from bot.rules.typed_settings import shown
from bot.texts import Texts, languages, native_name


def step_page(
    t: Texts,
    title: str,
    desk_id: int,
    step: str,
    settings: DeskSettings,
    *,
    private: bool,
    first: bool = False,
) -> Message:
    """One question, its present answer, others to press, and a way past it. `first`: with a welcome."""
    steps = steps_of(private=private)
    ref = f"step:d{desk_id}:{step}"
    now = dict(shown(settings))[step]
    offered = languages() if step == "language" else OFFERED.get(step, ())
    answers = [
        Button(_mark(_answer(t, step, value), value == now), f"{ref}:{place}")
        for place, value in enumerate(offered)
    ]
    written = [Button(t.plain("City or location"), f"{ref}:write")] if step == "timezone" else []
    if step in WRITTEN and step != "timezone":
        written = [Button(t.plain("Another time"), f"{ref}:write")]
    welcome = t(
        "You lead <b>{desk}</b>. A few short questions; whatever you skip keeps a sensible value.", desk=title
    )
    return Message(
        lines(
            welcome if first else None,
            t(
                "<b>{desk}</b>, question {n} of {of}",
                desk=title,
                n=t.number(steps.index(step) + 1),
                of=t.number(len(steps)),
            ),
            _question(t, step),
            t("Now: <b>{value}</b>", value=_answer(t, step, now)),
        ),
        keyboard=(
            *rows(answers),
            *rows(written),
            (Button(t.plain("Skip"), f"{ref}:skip"), Button(t.plain("Skip all"), f"{ref}:end")),
        ),
    )


def write_answer(t: Texts, step: str) -> Message:
    """Asks for an answer in words."""
    words = {
        "timezone": t("Write your city, or send your location (the paper clip, then Location)."),
        "digest": t("When shall the digest come? Write a time like 08:30."),
        "quiet": t("When shall I not remind anybody? Write it like 21:00-08:00."),
    }
    return Message(words[step], placeholder="")


def setup_over(t: Texts, title: str, settings: DeskSettings) -> Message:
    """After the last question: what stands, and where it can be changed."""
    values = dict(shown(settings))
    return Message(
        lines(
            t("<b>{desk}</b> is set up.", desk=title),
            *(
                Markup("{}: <b>{}</b>").format(words, _answer(t, step, values[step]))
                for step, words in (
                    ("timezone", t("Time zone")),
                    ("language", t("Language")),
                    ("digest", t("Daily digest at")),
                    ("signoff", t("Others who must sign a verdict off")),
                    ("quiet", t("Quiet hours, without reminders")),
                )
            ),
            t("All of it, and more, can be changed with /settings at any time. /invite invites people."),
        )
    )


def _question(t: Texts, step: str) -> Markup:
    words = {
        "timezone": t("Where is your newsroom? Every time that I name or go by is in its time zone."),
        "language": t("Which language shall I speak in the group?"),
        "digest": t("When shall the daily digest come to you?"),
        "signoff": t("How many others must agree before a verdict closes its claim?"),
        "quiet": t("When shall I not disturb anybody with reminders?"),
    }
    return words[step]


def _answer(t: Texts, step: str, value: str) -> str:
    if step == "language":
        return native_name(value)
    if value == "off":
        return t.plain("none")
    return t.isolated(value)


def _mark(words: str, chosen: bool) -> str:
    return f"✓ {words}" if chosen else words

"""What people answer to a reminder: On it, Snooze, and when a claim is due."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.actions.prompts import close_prompt
from bot.actions.snoozing import acknowledge_claim, set_due_time, snooze_claim
from bot.handlers.access import allow, claim_of_command, pressed_claim
from bot.handlers.answering import ask_privately, done, here, linked, reworded, start_link
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.messages import Message
from bot.render.reminders import SNOOZES, snooze_choices
from bot.rules.life import after
from bot.rules.moments import read_due, read_snooze
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.moments import TimeMissing
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.prompts import Prompt, waiting_prompts
from storage.vocabulary import Deed

NEVER = frozenset({"none", "never", "off", "no", "-"})
"""What `/due N` takes for: at no certain time."""


def on_it_pressed(turn: Turn) -> Iterable[Reply]:
    """On it, or Keep."""
    at, found = pressed_claim(turn)
    acknowledge_claim(at.session, found, allow(at, Deed.ACKNOWLEDGE, found), at.now)
    return [Alert(at.own.plain("Noted: somebody is on #{number}.", number=found.number))]


def snooze(turn: Turn) -> Iterable[Reply]:
    """`/snooze N when`, in the person's own words."""
    at, found, words = claim_of_command(turn, "snooze")
    allow(at, Deed.SNOOZE, found)
    after(found.state, Deed.SNOOZE, number=found.number)
    if not words:
        raise TimeMissing(example=f"/snooze {found.number} tomorrow 9:00")
    return done(at, _sleep(at, found, words, at.own.language), found)


def snooze_pressed(turn: Turn) -> Iterable[Reply]:
    """Until when? Asked in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.SNOOZE, found)
    after(found.state, Deed.SNOOZE, number=found.number)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"snooze-c{found.id}"))]
    return [Alert(), *choose_snooze(at, found)]


def choose_snooze(turn: Turn, found: Claim) -> list[Reply]:
    """The usual answers as buttons."""
    allow(turn, Deed.SNOOZE, found)
    after(found.state, Deed.SNOOZE, number=found.number)
    message = snooze_choices(turn.t, found.id, found.number, found.text)
    return [here(turn, message, purpose="choice", claim_ids=(found.id,))]


def snoozed_pressed(turn: Turn) -> Iterable[Reply]:
    """One of the usual answers: the question gives way to what was decided."""
    at, found = pressed_claim(turn)
    allow(at, Deed.SNOOZE, found)
    words = dict(SNOOZES).get(at.update.data.rpartition(":")[2])
    if words is None:
        raise OldButton
    said = _sleep(at, found, words, "en")
    if not at.update.private:
        return [Alert(said.striptags())]
    return [
        Alert(),
        reworded(
            at,
            Message(said),
            purpose="choice",
            desk_id=found.desk_id,
            claim_ids=(found.id,),
        ),
    ]


def when_pressed(turn: Turn) -> Iterable[Reply]:
    """None of the usual answers: the person's own words, asked for in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.SNOOZE, found)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"when-c{found.id}"))]
    return [Alert(), ask_when(at, found)]


def ask_when(turn: Turn, found: Claim) -> Reply:
    """The question that the person's next message answers."""
    allow(turn, Deed.SNOOZE, found)
    after(found.state, Deed.SNOOZE, number=found.number)
    words = turn.t(
        "No reminders about {claim} until when? Write it in your own words, like {example}.",
        claim=linked(turn, found),
        example=Markup("<code>{}</code>").format(turn.t.plain("Tomorrow 9:00").lower()),
    )
    return ask_privately(turn, found, "snooze", words)


def answer_when(turn: Turn, _prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """The moment in the person's own words."""
    allow(turn, Deed.SNOOZE, found)
    if not content.text.strip():
        raise TimeMissing(example=turn.own.plain("Tomorrow 9:00").lower())
    return done(turn, _sleep(turn, found, content.text, turn.own.language), found)


def _sleep(turn: Turn, found: Claim, words: str, language: str) -> Markup:
    person, zone = turn.who.person, ZoneInfo(turn.who.settings.timezone)
    until = read_snooze(words, turn.now, zone, language)
    snooze_claim(turn.session, found, until, allow(turn, Deed.SNOOZE, found), turn.now)
    for asked in waiting_prompts(turn.session, person.id, person.telegram_id or 0, turn.now):
        if (asked.asks, asked.claim_id) == ("snooze", found.id):
            # Answered by a button or a command: it must not catch what the person says next.
            close_prompt(turn.session, asked, turn.now)
    return turn.t(
        "No reminders about {claim} until {when}.", claim=linked(turn, found), when=turn.t.moment(until)
    )


def due(turn: Turn) -> Iterable[Reply]:
    """`/due N when`; `/due N none` takes it back."""
    at, found, words = claim_of_command(turn, "due")
    member = allow(at, Deed.SET_DUE, found)
    after(found.state, Deed.SET_DUE, number=found.number)
    if not words:
        raise TimeMissing(example=f"/due {found.number} tomorrow 18:00")
    if words.casefold() in NEVER:
        set_due_time(at.session, found, None, member, at.now)
        return done(at, at.t("{claim} is due at no certain time.", claim=linked(at, found)), found)
    zone = ZoneInfo(at.who.settings.timezone)
    moment = read_due(words, at.now, zone, at.own.language)
    set_due_time(at.session, found, moment, member, at.now)
    return done(at, at.t("{claim} is due {when}.", claim=linked(at, found), when=at.t.moment(moment)), found)

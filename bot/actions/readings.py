"""Keeping a text that was read for claims, choosing among what was found, and queueing it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.actions.claims import LONGEST_CLAIM, Brought
from bot.rules.pasting import WITHIN, Part, continues, run_with
from bot.rules.refusals.readings import NothingChosen
from bot.rules.spotting import Pick, checkable_sentences, read_claims
from storage.desks import Desk, Person
from storage.readings import PastedPart, Reading, parts_since

STRONG = 2.7
"""The score from which a sentence is chosen before anybody looks: two strong cues, or one and figures."""

ARTICLE_FROM = 600
"""Characters from which a text is read as an article: only what stands out in it is listed."""

LONGEST_WHOLE = 1000
"""A longer text that is queued as one claim is called by its title; its words are in the appearance."""

_PASTED_WITHIN = timedelta(minutes=10)


def picks_as_json(picks: Sequence[Pick]) -> list[dict[str, Any]]:
    """What was found, as a reading keeps it: the unverified and the strong are chosen to begin with."""
    return [{**asdict(pick), "chosen": is_chosen_first(pick)} for pick in picks]


def is_chosen_first(pick: Pick) -> bool:
    """Whether a sentence is chosen before anybody looks."""
    return pick.unverified or pick.score >= STRONG


def keep_part(session: Session, desk: Desk, person: Person, chat_id: int, part: Part) -> None:
    """Keeps one message of what may be a longer text."""
    session.add(
        PastedPart(
            desk_id=desk.id,
            person_id=person.id,
            chat_id=chat_id,
            message_id=part.message_id,
            text=part.text,
            sent_at=part.sent_at,
        )
    )
    session.flush()


def continues_before(session: Session, person_id: int, chat_id: int, part: Part) -> bool:
    """Whether the message goes on where a kept one before it was cut off."""
    kept = parts_since(session, person_id, chat_id, part.sent_at - WITHIN)
    before = [row for row in kept if row.message_id < part.message_id]
    return bool(before) and continues(Part(before[-1].message_id, before[-1].text, before[-1].sent_at), part)


def parts_with(
    session: Session, person_id: int, chat_id: int, message_id: int, sent_at: datetime
) -> list[PastedPart]:
    """Every kept message that makes one text with this one, in the order they were sent."""
    kept = {row.message_id: row for row in parts_since(session, person_id, chat_id, sent_at - _PASTED_WITHIN)}
    run = run_with([Part(row.message_id, row.text, row.sent_at) for row in kept.values()], message_id)
    return [kept[part.message_id] for part in run]


def start_reading(
    session: Session,
    desk: Desk,
    person: Person,
    *,
    chat_id: int,
    message_id: int,
    title: str | None,
    text: str,
    picks: list[dict[str, Any]],
    now: datetime,
    url: str | None = None,
    origin: str | None = None,
    origin_private: bool = False,
    published_on: date | None = None,
) -> Reading:
    """Keeps what was read and what was found in it."""
    reading = Reading(
        desk_id=desk.id,
        person_id=person.id,
        chat_id=chat_id,
        message_id=message_id,
        title=title,
        url=url,
        published_on=published_on,
        origin=origin,
        origin_private=origin_private,
        text=text,
        picks=picks,
        created_at=now,
    )
    session.add(reading)
    session.flush()
    return reading


def read_again(
    session: Session, reading: Reading, title: str | None, text: str, picks: list[dict[str, Any]]
) -> None:
    """More of the text came later: what had been chosen by its reader stays as it was."""
    before = {pick["sentence"]: pick["chosen"] for pick in reading.picks}
    reading.title, reading.text = title, text
    reading.picks = [{**pick, "chosen": before.get(pick["sentence"], pick["chosen"])} for pick in picks]
    session.add(reading)
    session.flush()


def choose(session: Session, reading: Reading, at: int) -> None:
    """Turns one sentence on or off."""
    reading.picks = [
        {**pick, "chosen": not pick["chosen"]} if place == at else pick
        for place, pick in enumerate(reading.picks)
    ]
    session.add(reading)
    session.flush()


def chosen_claims(reading: Reading) -> list[Brought]:
    """The chosen sentences as claims, in the order of the text; raises NothingChosen."""
    chosen = sorted((pick for pick in reading.picks if pick["chosen"]), key=lambda pick: int(pick["start"]))
    if not chosen:
        raise NothingChosen
    return [_brought(reading, pick["text"], pick["sentence"], pick["claimant"]) for pick in chosen]


def whole_claim(reading: Reading) -> Brought:
    """The text as one claim: its own words, or its title where it is long."""
    text = " ".join(reading.text.split())
    if len(text) > LONGEST_WHOLE:
        text = reading.title or text[:LONGEST_WHOLE]
    return _brought(reading, text[:LONGEST_CLAIM], None, None)


def _brought(reading: Reading, text: str, sentence: str | None, claimant: str | None) -> Brought:
    article = len(reading.text) > LONGEST_WHOLE or reading.title is not None
    return Brought(
        text=text[:LONGEST_CLAIM],
        kind="article" if article else "link" if reading.url else "message",
        claimant=claimant,
        url=reading.url,
        title=reading.title,
        published_on=reading.published_on,
        seen_text=sentence or (None if article else reading.text),
        origin=reading.origin,
        origin_private=reading.origin_private,
        chat_id=reading.chat_id,
        message_id=reading.message_id,
        reading_id=reading.id,
    )


def find_claims(text: str) -> list[Pick]:
    """The claims of a text, most in need of checking first: of an article those that stand out, of a short
    message, or where nothing stands out, all that can be checked."""
    found = read_claims(text) if len(text) > ARTICLE_FROM else []
    return found or checkable_sentences(text)

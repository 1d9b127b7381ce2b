"""The later parts of an album whose first part answered a question or spoke about a claim.

Telegram sends every picture as a message of its own. They are one submission: later parts join what the
first one made, without another message.
"""

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import add_note, keep_files
from bot.actions.verdicts import add_evidence
from bot.handlers.access import allow, claim_with_id, replied_claims
from bot.handlers.evidence import evidence_in
from bot.handlers.queueing import files_brought
from bot.handlers.turn import Turn
from bot.telegram.facts import Content, content_as_json
from storage.claims import Claim
from storage.events import Event, history_of
from storage.prompts import Prompt, answered_prompts, waiting_prompts
from storage.verdicts import Verdict
from storage.vocabulary import Deed


def note_album(session: Session, prompt: Prompt, content: Content, *, refused: bool = False) -> None:
    """Which album answered the question: its later parts belong to the answer, also to a refused one."""
    if content.media_group:
        prompt.typed = {**prompt.typed, "media_group": content.media_group, "refused": refused}
        session.add(prompt)


def later_part(turn: Turn) -> bool:
    """Whether this is a later part of something said before; it has joined that then."""
    album, content = turn.update.content.media_group, turn.update.content
    person, chat = turn.who.person.id, turn.update.chat_id
    asked = next(
        (
            prompt
            for prompt in waiting_prompts(turn.session, person, chat, turn.now)
            if (prompt.typed.get("content") or {}).get("media_group") == album
        ),
        None,
    )
    if asked is not None:
        if content.text.strip():
            # The words that were asked for.
            return False
        kept = asked.typed["content"]
        files = [*kept["files"], *content_as_json(content)["files"]]
        asked.typed = {**asked.typed, "content": {**kept, "files": files}}
        turn.session.add(asked)
        return True
    answered = next(
        (
            prompt
            for prompt in answered_prompts(turn.session, person, chat)
            if prompt.typed.get("media_group") == album
        ),
        None,
    )
    if answered is not None and answered.claim_id is not None:
        if answered.typed.get("refused"):
            return True
        at, found = claim_with_id(turn, answered.claim_id)
        _join(at, found, _first_part(at, found))
        return True
    about = replied_claims(turn)
    if len(about) != 1 or content.text.strip():
        return False
    at, found = claim_with_id(turn, about[0])
    first = _first_part(at, found)
    if first is not None:
        _join(at, found, first)
    return first is not None


def _first_part(turn: Turn, found: Claim) -> Event | None:
    """What this person's first part of the album did to the claim."""
    member, album = allow(turn, Deed.ADD_NOTE, found), turn.update.content.media_group
    return next(
        (
            event
            for event in reversed(history_of(turn.session, found.id))
            if event.member_id == member.id and event.after.get("media_group") == album
        ),
        None,
    )


def _join(turn: Turn, found: Claim, first: Event | None) -> None:
    """The files become the verdict's evidence, or stand with the note, that the album's first part was."""
    member, content = allow(turn, Deed.ADD_NOTE, found), turn.update.content
    verdict = turn.session.get(Verdict, first.after.get("verdict") or 0) if first is not None else None
    if verdict is not None:
        add_evidence(turn.session, found, verdict, evidence_in(content), turn.now)
    else:
        keep_files(turn.session, found, files_brought(content.files), turn.now)
    if content.text.strip():
        add_note(turn.session, found, content.text, member, turn.now, media_group=content.media_group)
    show_changes(turn.session, found, turn.now)

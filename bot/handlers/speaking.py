"""What is said about a claim: a verdict, a source or a note; and which claim or rating was meant."""

from collections.abc import Iterable

from bot.actions.claims import add_note, keep_files
from bot.actions.prompts import ask, close_prompt
from bot.handlers.access import allow, claim_with_id, named_claim, pressed_claim, pressed_number
from bot.handlers.answering import here
from bot.handlers.prompts import kept_prompt
from bot.handlers.queueing import files_brought
from bot.handlers.ratings import qualifiers_of, ratings_of
from bot.handlers.sources import offer_source
from bot.handlers.turn import Alert, React, Reply, Turn
from bot.handlers.verdicts import did_you_mean, state_verdict
from bot.render.messages import Button, Message, rows
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.prompts import NotYourQuestion, QuestionOver
from bot.rules.verdicts import LinkOnly, NearMiss, Note, VerdictReply, parse_reply
from bot.telegram.facts import Content, Happening, content_as_json, content_from_json
from storage.claims import Claim
from storage.prompts import Prompt
from storage.vocabulary import Deed


def speak(turn: Turn, found: Claim, content: Content) -> Iterable[Reply]:
    """A reply about a claim: a verdict, a source, or a note."""
    allow(turn, Deed.READ)
    if content.origin is not None:
        # The words of a forwarded post are somebody else's: they are no verdict and no note.
        return offer_source(turn, found, content)
    said = parse_reply(content.text, ratings_of(turn), qualifiers_of(turn))
    number = said.meant.number if isinstance(said, NearMiss) else said.number
    if number is not None:
        found = named_claim(turn, number)
    match said:
        case VerdictReply():
            return state_verdict(turn, found, said, content)
        case NearMiss():
            return did_you_mean(turn, found, said, content)
        case LinkOnly():
            return offer_source(turn, found, content)
        case Note(text=text):
            return _note(turn, found, text, content)


def _note(turn: Turn, found: Claim, text: str, content: Content) -> list[Reply]:
    member = allow(turn, Deed.ADD_NOTE, found)
    keep_files(turn.session, found, files_brought(content.files), turn.now)
    add_note(turn.session, found, text, member, turn.now, media_group=content.media_group)
    if turn.update.happening is Happening.PRESS:
        return []
    return [React()]


def meant_pressed(turn: Turn) -> Iterable[Reply]:
    """Yes or no to "Did you mean False?"."""
    at, found = pressed_claim(turn)
    prompt = kept_prompt(at, found, "meant")
    if at.update.data.rpartition(":")[2] not in ("yes", "no"):
        raise OldButton
    close_prompt(at.session, prompt, at.now)
    content = content_from_json(prompt.typed["content"])
    if at.update.data.endswith(":no"):
        return [*_note(at, found, content.text, content), Alert(at.own.plain("Kept as a note."))]
    said = VerdictReply(
        None,
        prompt.typed["rating"],
        tuple(prompt.typed["qualifiers"]),
        prompt.typed["rationale"],
        tuple(prompt.typed["links"]),
    )
    return [Alert(), *state_verdict(at, found, said, content)]


def ask_which(turn: Turn, about: list[int]) -> Iterable[Reply]:
    """A reply to a list: the number it begins with says which claim, or buttons ask; what was typed is kept."""
    at, first = claim_with_id(turn, about[0])
    said = parse_reply(turn.update.text, ratings_of(at), qualifiers_of(at))
    number = said.meant.number if isinstance(said, NearMiss) else said.number
    if number is not None and turn.update.content.origin is None:
        return speak(at, named_claim(at, number), turn.update.content)
    prompt = ask(
        at.session,
        at.who.person,
        chat_id=at.update.chat_id,
        asks="which",
        now=at.now,
        desk_id=first.desk_id,
        typed={"content": content_as_json(turn.update.content)},
    )
    claims = [claim for claim_id in about if (claim := at.session.get(Claim, claim_id)) is not None]
    buttons = [
        Button(f"#{claim.number}", f"which:c{claim.id}:p{prompt.id}")
        for claim in claims
        if claim.desk_id == first.desk_id
    ]
    words = at.t("Which claim do you mean? I kept what you wrote.")
    return [
        here(
            at,
            Message(words, keyboard=rows(buttons[:40], 4)),
            purpose="prompt",
            claim_ids=tuple(claim.id for claim in claims),
            reply_to=at.update.message_id,
        )
    ]


def which_pressed(turn: Turn) -> Iterable[Reply]:
    """The claim that a reply to a list meant."""
    at, found = pressed_claim(turn)
    prompt = at.session.get(Prompt, pressed_number(at, "p") or 0)
    if prompt is None or prompt.asks != "which" or prompt.desk_id != found.desk_id:
        raise QuestionOver(number=found.number)
    if prompt.person_id != at.who.person.id:
        raise NotYourQuestion
    if prompt.answered_at is not None or prompt.expires_at <= at.now:
        raise QuestionOver(number=found.number)
    close_prompt(at.session, prompt, at.now)
    return [
        Alert(at.own.plain("Kept for #{number}.", number=found.number)),
        *speak(at, found, content_from_json(prompt.typed["content"])),
    ]

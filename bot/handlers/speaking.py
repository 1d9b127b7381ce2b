"""A message that is no command: an answer to a question, a reply about a claim, or something brought.

In a group only replies to the bot are for the desk; everything else is dropped unread.
"""

from collections.abc import Callable, Iterable

from bot.actions.claims import add_note, keep_files
from bot.actions.life import decline_claim, reopen_claim
from bot.actions.prompts import ask, close_prompt
from bot.handlers.albums import later_part, note_album
from bot.handlers.answering import done, here, linked, privately
from bot.handlers.corrections import answer_correction, correct_as_typed
from bot.handlers.finding import (
    allow,
    claim_with_id,
    heard,
    named_claim,
    pressed_claim,
    pressed_number,
    replied_claims,
)
from bot.handlers.intake import bring
from bot.handlers.prompts import kept_prompt
from bot.handlers.queueing import files_brought
from bot.handlers.ratings import qualifiers_of, ratings_of
from bot.handlers.refusing import refuse
from bot.handlers.reminders import answer_when
from bot.handlers.repeats import answer_whom
from bot.handlers.reviews import answer_reason, decide_as_typed
from bot.handlers.scales import answer_scale
from bot.handlers.settings import answer_setting
from bot.handlers.sources import answer_source, offer_source
from bot.handlers.steps import answer_step
from bot.handlers.turn import Alert, React, Reply, Turn
from bot.handlers.verdicts import answer_missing, did_you_mean, state_verdict
from bot.render.messages import Button, Message, rows
from bot.rules.refusals import Refusal
from bot.rules.refusals.claims import NotAClaim
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.life import ReasonMissing
from bot.rules.refusals.moments import SnoozeTooFar, TimeInThePast, TimeMissing, UnreadableTime
from bot.rules.refusals.prompts import NothingToCancel, NotYourQuestion, QuestionOver, SettingsQuestionOver
from bot.rules.refusals.sources import NoSuchSource, NotALink, SourceMissing
from bot.rules.refusals.verdicts import EvidenceMissing, NotEvidence, RationaleMissing
from bot.rules.verdicts import LinkOnly, NearMiss, Note, VerdictReply, parse_reply
from bot.telegram.facts import Content, Happening, content_as_json, content_from_json
from storage.claims import Claim
from storage.prompts import Prompt, waiting_prompts
from storage.sent import sent_message
from storage.vocabulary import Decision, Deed

Answer = Callable[[Turn, Prompt, Claim, Content], list[Reply]]
DeskAnswer = Callable[[Turn, Prompt, Content], list[Reply]]


def _decline(turn: Turn, _prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    member = allow(turn, Deed.DECLINE, found)
    if not content.text.strip():
        raise ReasonMissing(example=f"/decline {found.number} an opinion, not a fact")
    decline_claim(turn.session, found, member, content.text, turn.now)
    return done(turn, turn.t("{claim} is declined.", claim=linked(turn, found)), found)


def _reopen(turn: Turn, _prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    member = allow(turn, Deed.REOPEN, found)
    if not content.text.strip():
        raise ReasonMissing(example=f"/reopen {found.number} a new video appeared")
    reopen_claim(turn.session, found, member, content.text, turn.now)
    return done(turn, turn.t("{claim} is open again.", claim=linked(turn, found)), found)


def _rating(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """A verdict typed where ratings were offered as buttons."""
    said = _typed_rating(turn, content)
    if said is None:
        raise QuestionOver(number=found.number)
    seen, purpose = prompt.typed.get("seen"), prompt.typed["purpose"]
    if purpose == "rate":
        return state_verdict(turn, found, said, content)
    if purpose == "correctwith":
        return correct_as_typed(turn, found, said, content, seen)
    return decide_as_typed(turn, found, Decision(purpose.removesuffix("with")), said, content, seen)


def _typed_rating(turn: Turn, content: Content) -> VerdictReply | None:
    """The verdict that this states, in its author's own words."""
    if content.origin is not None:
        return None
    said = parse_reply(content.text, ratings_of(turn), qualifiers_of(turn))
    return said if isinstance(said, VerdictReply) and said.number is None else None


def _answers(turn: Turn, prompt: Prompt) -> bool:
    """Whether the message can be the answer. Where ratings are offered as buttons only a verdict is: anything
    else is heard as if nothing had been asked."""
    if prompt.asks != "rating":
        return prompt.asks in ANSWERS or prompt.asks in DESK_ANSWERS
    if prompt.answered_at is not None or prompt.expires_at <= turn.now or prompt.claim_id is None:
        return False
    try:
        at, _ = claim_with_id(turn, prompt.claim_id)
    except Refusal:
        return False
    return _typed_rating(at, turn.update.content) is not None


ANSWERS: dict[str, Answer] = {
    "rating": _rating,
    "rationale": answer_missing,
    "evidence": answer_missing,
    "agree": answer_reason,
    "changes": answer_reason,
    "disagree": answer_reason,
    "overrule": answer_reason,
    "source": answer_source,
    "whom": answer_whom,
    "correct": answer_correction,
    "decline": _decline,
    "reopen": _reopen,
    "snooze": answer_when,
}
"""Who understands the answer to which question. Questions with buttons are not here."""

DESK_ANSWERS: dict[str, DeskAnswer] = {"scale": answer_scale, "setting": answer_setting, "step": answer_step}
"""The same for questions about no claim."""

LACKING = (
    NotEvidence,
    ReasonMissing,
    RationaleMissing,
    EvidenceMissing,
    SourceMissing,
    NotALink,
    NoSuchSource,
    TimeMissing,
    UnreadableTime,
    TimeInThePast,
    SnoozeTooFar,
)
"""After these the question still stands: the answer lacked something. Any other refusal ends it, so that it
does not catch what the person says next."""


def hear(turn: Turn) -> Iterable[Reply]:
    """Any message that is no command."""
    if turn.found is not None:
        # What was brought has been read meanwhile; a question asked since then is not answered by it.
        return bring(turn)
    reply = turn.update.reply
    if reply is not None and reply.by_bot and not turn.update.private:
        heard(turn)
    if turn.update.content.media_group and later_part(turn):
        return []
    if reply is not None and reply.by_bot:
        sent = sent_message(turn.session, turn.update.chat_id, reply.message_id)
        if sent is not None and sent.prompt_id is not None:
            prompt = turn.session.get(Prompt, sent.prompt_id)
            if prompt is not None and _answers(turn, prompt):
                return _answer(turn, prompt)
        about = replied_claims(turn)
        if len(about) == 1:
            at, found = claim_with_id(turn, about[0])
            return speak(at, found, turn.update.content)
        if about:
            return _which(turn, about)
        if not turn.update.private:
            # A reply to a message of the bot that is about no claim: chatter, but a member may be waiting.
            if turn.who.role is None or not turn.who.person.reachable:
                return []
            raise NotAClaim(example="#12 False: why, with a link")
    if not turn.update.private:
        return []
    waiting = [
        prompt
        for prompt in waiting_prompts(turn.session, turn.who.person.id, turn.update.chat_id, turn.now)
        if _answers(turn, prompt)
    ]
    if waiting and reply is None:
        return _answer(turn, waiting[0])
    named = _claim_rated(turn)
    return speak(turn, named, turn.update.content) if named is not None else bring(turn)


def _claim_rated(turn: Turn) -> Claim | None:
    """The claim that a verdict names which replies to nothing: `#12 False: why`."""
    content = turn.update.content
    if content.origin is not None or turn.who.desk is None or turn.who.role is None:
        return None
    said = parse_reply(content.text, ratings_of(turn), qualifiers_of(turn))
    if not isinstance(said, VerdictReply) or said.number is None:
        return None
    return named_claim(turn, said.number)


def _answer(turn: Turn, prompt: Prompt) -> Iterable[Reply]:
    if prompt.person_id != turn.who.person.id:
        raise NotYourQuestion
    over = prompt.answered_at is not None or prompt.expires_at <= turn.now
    if prompt.asks in DESK_ANSWERS:
        if over:
            raise SettingsQuestionOver
        # A name that cannot be taken leaves the question open for another.
        replies = DESK_ANSWERS[prompt.asks](turn, prompt, turn.update.content)
        close_prompt(turn.session, prompt, turn.now)
        return replies
    if prompt.claim_id is None:
        raise NotAClaim(example="/show 12")
    try:
        # Of its own, so that a refusal undoes the answer and not the end of the question.
        with turn.session.begin_nested():
            at, found = claim_with_id(turn, prompt.claim_id)
            if over:
                raise QuestionOver(number=found.number)
            note_album(at.session, prompt, at.update.content)
            close_prompt(at.session, prompt, at.now)
            return ANSWERS[prompt.asks](at, prompt, found, at.update.content)
    except LACKING:
        raise
    except Refusal as refusal:
        if not over:
            note_album(turn.session, prompt, turn.update.content, refused=True)
            close_prompt(turn.session, prompt, turn.now)
        return refuse(turn, refusal)


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


def _which(turn: Turn, about: list[int]) -> Iterable[Reply]:
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


def cancel(turn: Turn) -> Iterable[Reply]:
    """`/cancel`: the newest question is off: of this chat, or else of any other."""
    person = turn.who.person.id
    waiting = waiting_prompts(turn.session, person, turn.update.chat_id, turn.now) or waiting_prompts(
        turn.session, person, None, turn.now
    )
    if not waiting:
        raise NothingToCancel
    close_prompt(turn.session, waiting[0], turn.now)
    return privately(turn, Message(turn.own_words("Good, I ask no more.")), purpose="done")

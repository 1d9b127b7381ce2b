"""Queueing what somebody brought, and telling the desk: one card for one claim, one list for several."""

from collections.abc import Iterable, Sequence

from bot.actions.cards import open_card
from bot.actions.claims import Brought, FileBrought, Queued, queue_claim, words_key
from bot.actions.twins import find_twin
from bot.handlers.access import allow, desk_of, pressed_claim
from bot.handlers.answering import here, privately
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.render.lists import queued_list, queued_one, repeated
from bot.rules.refusals.doors import OldButton
from bot.telegram.facts import Content, File
from bot.texts import Texts
from storage.appearances import appearances_of
from storage.claims import Claim, exact_twins
from storage.desks import Desk, Member, desks_of
from storage.facts.claims import claim_facts
from storage.facts.entries import queue_entries
from storage.media import media_of
from storage.vocabulary import UNFINISHED, Deed, State


def queue_and_tell(turn: Turn, desk: Desk, member: Member, brought: Sequence[Brought]) -> list[Reply]:
    """Queues all of it in one go. The group gets at most one new message, the person an answer in private."""
    done, replies = queue_all(turn, desk, member, brought)
    if turn.update.private:
        return [*replies, *_answer_person(turn, desk, done)]
    return [*replies, _say_repeated(turn, done[0])] if done[0].repeated else replies


def queue_all(
    turn: Turn,
    desk: Desk,
    member: Member,
    brought: Sequence[Brought],
    *,
    apart: bool = False,
    listed: bool = True,
) -> tuple[list[Queued], list[Reply]]:
    """Queues all of it, and what the desk hears of it: a card for one, a list for several (if `listed`)."""
    done = [queue_claim(turn.session, desk, item, member, turn.now, apart=apart) for item in brought]
    fresh = [queued.claim for queued in done if not queued.repeated]
    alike = turn.meaning.alike(turn.session, fresh)
    for claim in fresh:
        find_twin(turn.session, claim, alike.get(claim.id, ()))
    replies: list[Reply] = []
    if len(fresh) == 1:
        in_group = not turn.update.private
        open_card(
            turn.session,
            fresh[0],
            chat_id=desk.chat_id,
            topic_id=desk.topic_id,
            person_id=member.person_id if desk.private else None,
            now=turn.now,
            reply_to=turn.update.message_id if in_group else None,
        )
    elif fresh and listed:
        replies.append(_list_for_desk(turn, desk, fresh))
    return done, replies


def anew_pressed(turn: Turn) -> Iterable[Reply]:
    """The same words are another event: a claim of its own, where the one before is closed or declined."""
    at, found = pressed_claim(turn)
    member = allow(at, Deed.SUBMIT)
    newest = exact_twins(at.session, found.desk_id, found.words_key)[0]
    if newest.state in UNFINISHED:
        return [Alert(at.own.plain("#{number} with these words is open already.", number=newest.number))]
    if found.state not in (State.CLOSED, State.DECLINED):
        raise OldButton
    # Its own, not those of what was merged into it.
    seen = [one for one in appearances_of(at.session, found.id) if one.claim_id == found.id][-1]
    files = [one for one in media_of(at.session, found.id) if one.claim_id == found.id]
    wordless_ = bool(files) and found.words_key != words_key(Brought(found.text))
    brought = Brought(
        text=found.text,
        kind=seen.kind,
        claimant=found.claimant,
        language=found.language,
        url=seen.url,
        title=seen.title,
        published_on=seen.published_on,
        seen_text=seen.text,
        origin=seen.origin,
        origin_private=seen.origin_private,
        chat_id=seen.chat_id,
        message_id=seen.message_id,
        files=tuple(FileBrought(f.kind, f.file_id, f.file_unique_id, f.file_name) for f in files),
        reading_id=seen.reading_id,
        unlike=files[0].file_unique_id if wordless_ else None,
    )
    done, replies = queue_all(at, desk_of(at), member, [brought], apart=True)
    return [Alert(at.own.plain("Queued as #{number}.", number=done[0].claim.number)), *replies]


def _list_for_desk(turn: Turn, desk: Desk, fresh: Sequence[Claim]) -> Say:
    t = turn.texts_for(turn.who.settings.language)
    entries = queue_entries(turn.session, fresh)
    return Say(
        chat_id=desk.chat_id,
        topic_id=desk.topic_id,
        desk_id=desk.id,
        message=queued_list(t, entries, bot=turn.bot),
        purpose="list",
        claim_ids=tuple(entry.id for entry in entries),
        person_id=turn.who.person.id if desk.private else None,
    )


def _answer_person(turn: Turn, desk: Desk, done: Sequence[Queued]) -> Iterable[Reply]:
    """In a desk of one the card itself, or the list, is the answer."""
    again = [queued for queued in done if queued.repeated]
    if again and len(done) == 1:
        return [_say_repeated(turn, again[0])]
    if desk.private:
        return []
    entries = queue_entries(turn.session, [queued.claim for queued in done])
    return privately(
        turn,
        queued_one(
            turn.t,
            entries,
            desk.title,
            undo=len(done) == 1,
            several=len(desks_of(turn.session, turn.who.person.id)) > 1,
        ),
        purpose="queued",
        claim_ids=tuple(entry.id for entry in entries),
    )


def _say_repeated(turn: Turn, queued: Queued) -> Say:
    facts = claim_facts(turn.session, queued.claim)
    return here(
        turn,
        repeated(turn.t, facts),
        purpose="repeat",
        claim_ids=(queued.claim.id,),
        reply_to=turn.update.message_id or None,
    )


def files_brought(files: Sequence[File]) -> tuple[FileBrought, ...]:
    """A message's files as the desk keeps them."""
    return tuple(FileBrought(file.kind, file.file_id, file.file_unique_id, file.file_name) for file in files)


def brought_from(content: Content, text: str, t: Texts, *, chat_id: int) -> Brought:
    """What a message brings: its words, its origin, its links and files."""
    origin = content.origin
    link = origin.url if origin and origin.url else next(iter(content.links), None)
    kind = "forward" if origin else "link" if link else "message"
    words = text or wordless(content, t)
    return Brought(
        text=words,
        kind=kind,
        url=link,
        seen_text=content.text or None,
        origin=origin.name if origin else None,
        origin_private=bool(origin and origin.private),
        media_group=content.media_group,
        chat_id=chat_id,
        message_id=content.message_id,
        files=files_brought(content.files),
        unlike=content.files[0].file_unique_id if not text and content.files else None,
    )


def wordless(content: Content, t: Texts) -> str:
    """What stands for the words of a message that has none."""
    names = {
        "photo": t.plain("Photo without words"),
        "video": t.plain("Video without words"),
        "animation": t.plain("Video without words"),
        "video_note": t.plain("Video without words"),
        "voice": t.plain("Voice message"),
        "audio": t.plain("Voice message"),
    }
    if not content.files:
        return ""
    file = content.files[0]
    return names.get(file.kind) or t.plain("Document {name}", name=file.file_name or "")

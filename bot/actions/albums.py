"""Albums: Telegram sends each picture as a message of its own, in any order, and only one holds the words."""

from datetime import datetime

from sqlmodel import Session

from bot.actions.cards import show_changes
from bot.actions.claims import Brought, has_words, keep_files, record_deed, words_key
from bot.actions.indexing import index_words
from bot.actions.meaning import Meaning
from bot.actions.twins import notice_the_same_file
from storage.claims import Claim
from storage.desks import Member
from storage.vocabulary import Deed, State
from storage.words import guess_language


def join_album(
    session: Session, claim: Claim, brought: Brought, member: Member, now: datetime, meaning: Meaning
) -> None:
    """A later part joins the claim that the first one made; words that come only now become the claim's."""
    keep_files(session, claim, brought.files, now)
    words = brought.seen_text
    unnamed = claim.state is State.OPEN and not has_words(claim.text, claim.words_key)
    named = bool(words) and brought.unlike is None and unnamed
    if named and words:
        claim.text, claim.words_key, claim.language = words, words_key(brought), guess_language(words)
        session.add(claim)
        index_words(session, claim)
        meaning.note(session, claim)
    notice_the_same_file(session, claim)
    record_deed(
        session,
        claim,
        Deed.ADD_APPEARANCE,
        member,
        now,
        after_={"kind": "album", **({"text": words} if named else {})},
    )
    show_changes(session, claim, now)

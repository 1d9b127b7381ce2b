"""A source goes into the ledger: what a message names, and what is answered once it is there."""

from markupsafe import Markup

from bot.actions.sources import LONGEST_WHO, Repeated, SourceGiven, add_source
from bot.handlers.answering import done, linked
from bot.handlers.finding import allow
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.render.claims import stance_word
from bot.render.messages import LONGEST_ALERT, Message, shortened
from bot.rules.ledger import Named, read_named
from bot.rules.life import after
from bot.rules.links import host_of
from bot.rules.origins import origin_of_channel, origin_of_link, origin_of_name, origin_of_private
from bot.rules.refusals import SourceMissing
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.vocabulary import Deed, Stance
from storage.words import visible


def check_may_add(turn: Turn, found: Claim) -> None:
    """Raises before anything is asked."""
    allow(turn, Deed.ADD_SOURCE, found)
    after(found.state, Deed.ADD_SOURCE, number=found.number)


def added(
    turn: Turn, found: Claim, given: SourceGiven, stance: Stance, repeated: Repeated | None
) -> list[Reply]:
    """Adds it after a press: the question gives way to what was said."""
    member = allow(turn, Deed.ADD_SOURCE, found)
    add_source(turn.session, found, member, given, stance, turn.now, repeated)
    words = what_was_said(turn, given, stance)
    return [Alert(shortened(words.striptags(), LONGEST_ALERT)), rewritten(turn, found, Message(words))]


def what_was_said(turn: Turn, given: SourceGiven, stance: Stance) -> Markup:
    who = turn.t.plain("a protected source") if given.protected else shortened(visible(given.who), 60)
    return turn.t("Added: {who} {stance}.", who=who, stance=stance_word(turn.t, stance))


def rewritten(turn: Turn, found: Claim, message: Message) -> Rewrite:
    """The question whose button was pressed, in new words."""
    return Rewrite(
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
        topic_id=turn.update.topic_id,
        message=message,
        purpose="prompt",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )


def add(
    turn: Turn, found: Claim, given: SourceGiven, stance: Stance, repeated: Repeated | None = None
) -> list[Reply]:
    """Adds it after a command or a typed answer."""
    member = allow(turn, Deed.ADD_SOURCE, found)
    add_source(turn.session, found, member, given, stance, turn.now, repeated)
    return done(turn, turn.t("Source added to {claim}.", claim=linked(turn, found)), found)


def given_in(turn: Turn, found: Claim, content: Content, protected: bool = False) -> SourceGiven:
    """Who a message names: the origin of a forwarded post (as claimed), else its link or its words. The ledger
    is shown to everybody, so a private person's name is not kept in it."""
    origin = content.origin
    if origin is None:
        return given_by(must_name(found, read_named(content.text, content.links)), protected)
    if origin.private:
        person = origin.id or origin.name
        return SourceGiven(
            turn.desk_words.plain("a private person"),
            origin_of_private(person, found.id),
            claimed=True,
            protected=protected,
        )
    counted = origin_of_channel(origin.name, origin.url, origin.id)
    return SourceGiven(
        (origin.name or counted)[:LONGEST_WHO], counted, origin.url, claimed=True, protected=protected
    )


def must_name(found: Claim, named: Named | None) -> Named:
    """Raises SourceMissing where nobody and nothing was named."""
    if named is None:
        raise SourceMissing(example=f"/source {found.number} confirms https://example.org")
    return named


def given_by(named: Named, protected: bool = False) -> SourceGiven:
    """A link counts for its outlet whoever it quotes; without one the name counts."""
    origin = origin_of_link(named.url) if named.url else origin_of_name(named.who)
    who = named.who or (outlet(named.url) if named.url else "")
    return SourceGiven(who[:LONGEST_WHO], origin, named.url, protected=protected)


def outlet(link: str) -> str:
    """What a link is called: its host."""
    return host_of(link) or link

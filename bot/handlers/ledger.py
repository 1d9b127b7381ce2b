"""A source goes into the ledger: what a message names, and what is answered once it is there."""

from markupsafe import Markup

from bot.actions.sources import LONGEST_WHO, Repeated, SourceGiven, add_source
from bot.handlers.access import allow
from bot.handlers.answering import done, linked, reworded
from bot.handlers.turn import Alert, Reply, Rewrite, Turn
from bot.render.claims import stance_word
from bot.render.messages import LONGEST_ALERT, Message, lines, shortened
from bot.rules.ledger import Named, read_named
from bot.rules.life import after
from bot.rules.links import host_of
from bot.rules.origins import is_private, origin_of_channel, origin_of_link, origin_of_name, origin_of_private
from bot.rules.refusals.sources import SourceMissing
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.sources import Source, sources_of
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
    words = what_was_said(turn, found, given, stance, repeated)
    shown = lines(words, _named_to(turn) if given.protected else None)
    return [Alert(shortened(words.striptags(), LONGEST_ALERT)), rewritten(turn, found, Message(shown))]


def _named_to(turn: Turn) -> Markup:
    return turn.t(
        "Who it is, only leads, whoever has the claim or gave the verdict under review, and you are told."
    )


def what_was_said(
    turn: Turn, found: Claim, given: SourceGiven, stance: Stance, repeated: Repeated | None
) -> Markup:
    """What stands in the ledger now, also whom the source repeats, which nobody may have been asked."""
    t, who = turn.t, name_given(turn, given)
    whom = visible(repeated.who) if repeated is not None and repeated.who else ""
    for entry in sources_of(turn.session, found.id) if repeated is not None and repeated.entry else ():
        whom = name_shown(turn, entry) if repeated is not None and entry.id == repeated.entry else whom
    if whom:
        whom = shortened(whom, 60)
        return t("Added: {who} {stance} {whom}.", who=who, stance=stance_word(t, stance), whom=whom)
    return t("Added: {who} {stance}.", who=who, stance=stance_word(t, stance))


def name_given(turn: Turn, given: SourceGiven) -> str:
    """Who was named, but for a protected source."""
    return turn.t.plain("a protected source") if given.protected else shortened(visible(given.who), 60)


def name_shown(turn: Turn, entry: Source) -> str:
    """Who stands in the ledger, as everybody may read it."""
    if entry.protected:
        return turn.t.plain("a protected source")
    return turn.t.plain("a private person") if is_private(entry.origin) else visible(entry.who)


def rewritten(turn: Turn, found: Claim, message: Message) -> Rewrite:
    """The question whose button was pressed, in new words."""
    return reworded(
        turn,
        message,
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
    words = turn.t("Source added to {claim}.", claim=linked(turn, found))
    return done(turn, lines(words, _named_to(turn) if given.protected else None), found)


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

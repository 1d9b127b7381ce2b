"""Whom a source repeats: understood where it was typed, asked for where it was not."""

from collections.abc import Iterable
from dataclasses import asdict

from bot.actions.prompts import close_prompt
from bot.actions.sources import LONGEST_WHO, Repeated, SourceGiven
from bot.handlers.access import pressed_claim, pressed_number
from bot.handlers.answering import ask_about, here
from bot.handlers.ledger import add, added, check_may_add, given_by, must_name, name_shown, outlet
from bot.handlers.prompts import kept_prompt
from bot.handlers.ratings import spoken_by
from bot.handlers.turn import Reply, Say, Turn
from bot.render.messages import Button, Message, rows, shortened
from bot.rules.ledger import read_named, read_position, splits
from bot.rules.links import find_links
from bot.rules.origins import origin_of_link, origin_of_name
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.sources import NoSuchSource, SourceMissing
from bot.rules.sources import same_origin
from bot.rules.spellings import particles
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.prompts import Prompt
from storage.sources import Source, sources_of
from storage.vocabulary import Stance
from storage.words import visible

MOST_ASKED = 20
"""Entries offered as buttons when it is asked whom a source repeats; others can be typed."""


def whom_pressed(turn: Turn) -> Iterable[Reply]:
    """Whom the source repeats was chosen."""
    at, found = pressed_claim(turn)
    prompt = kept_prompt(at, found, "whom")
    word = at.update.data.rpartition(":")[2]
    if word == "claimant" and found.claimant:
        repeated = Repeated(who=found.claimant, origin=origin_of_name(found.claimant))
    elif word == "nobody":
        repeated = Repeated()
    elif entry := pressed_number(at, "s"):
        repeated = Repeated(entry=entry)
    else:
        raise OldButton
    check_may_add(at, found)
    close_prompt(at.session, prompt, at.now)
    return added(at, found, SourceGiven(**prompt.typed), Stance.REPEATS, repeated)


def answer_whom(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """Whom the source repeats was typed: a number of the ledger, a name, or a link."""
    named = read_named(content.text, content.links)
    if named is None:
        raise SourceMissing(example="Reuters")
    given = SourceGiven(**prompt.typed)
    return add(turn, found, given, Stance.REPEATS, _whom(turn, found, named.who or content.text, named.url))


def add_repeating(
    turn: Turn, found: Claim, words: str, links: tuple[str, ...], protected: bool
) -> list[Reply]:
    """`repeats WHO of WHOM`: WHOM where it is known, or WHO is a link; else `of` is a part of the name."""
    for left, right in splits(words, particles("of", spoken_by(turn))):
        named, whom = read_named(left, links if not find_links(right) else ()), read_named(right)
        if named is None or whom is None:
            continue
        repeated = _whom(turn, found, whom.who or right, whom.url)
        known = repeated.entry is not None or repeated.who == found.claimant
        if known or named.url or whom.url:
            return add(turn, found, given_by(named, protected), Stance.REPEATS, repeated)
    if read_position(words) is not None:
        raise SourceMissing(example=f"/source {found.number} repeats https://example.org of {words.strip()}")
    given = given_by(must_name(found, read_named(words, links)), protected)
    asked = whom_or_one(turn, found, given)
    if isinstance(asked, Say):
        return [asked]
    return add(turn, found, given, Stance.REPEATS, asked)


def _whom(turn: Turn, found: Claim, words: str, url: str | None) -> Repeated:
    """The entry, the claimant or somebody else who is meant. Raises NoSuchSource for a number too large."""
    ledger = sources_of(turn.session, found.id)
    position = read_position(words)
    if position is not None:
        if not 1 <= position <= len(ledger):
            raise NoSuchSource(number=found.number, position=position)
        return Repeated(entry=ledger[position - 1].id)
    origin = origin_of_link(url) if url else origin_of_name(words)
    for entry in ledger:
        if entry.stance is not Stance.REPEATS and not entry.protected and same_origin(entry.origin, origin):
            return Repeated(entry=entry.id)
    for entry in ledger:
        if not entry.protected and same_origin(entry.origin, origin):
            return Repeated(entry=entry.id)
    if found.claimant and same_origin(origin_of_name(found.claimant), origin):
        return Repeated(who=found.claimant, origin=origin)
    return Repeated(who=(outlet(url) if url else words.strip())[:LONGEST_WHO], origin=origin)


def whom_or_one(turn: Turn, found: Claim, given: SourceGiven) -> Say | Repeated:
    """Asks whom a source repeats; where only one can be meant, that one, and where none is known, nobody."""
    ledger = [entry for entry in sources_of(turn.session, found.id) if entry.stance is not Stance.DENIES]
    claimant = found.claimant if found.claimant and not _stands_in(found.claimant, ledger) else None
    if claimant is not None and same_origin(origin_of_name(claimant), given.origin):
        claimant = None
    ledger = [entry for entry in ledger if not same_origin(entry.origin, given.origin)]
    if not ledger and claimant is None:
        return Repeated()
    if not ledger and claimant is not None:
        return Repeated(who=claimant, origin=origin_of_name(claimant))
    if len(ledger) == 1 and claimant is None:
        return Repeated(entry=ledger[0].id)
    prompt = ask_about(turn, found, "whom", **asdict(given))
    t, ref = turn.t, f"whom:c{found.id}:p{prompt.id}"
    buttons = [
        Button(shortened(name_shown(turn, entry), 30), f"{ref}:s{entry.id}") for entry in ledger[:MOST_ASKED]
    ]
    if claimant is not None:
        buttons.insert(0, Button(shortened(visible(claimant), 30), f"{ref}:claimant"))
    buttons.append(Button(t.plain("Nobody named"), f"{ref}:nobody"))
    words = t(
        "Whom does {who} repeat? Press a button, or reply with the name of somebody else.",
        who=shortened(visible(given.who), 80),
    )
    return here(
        turn,
        Message(words, keyboard=rows(buttons)),
        purpose="prompt",
        claim_ids=(found.id,),
        prompt_id=prompt.id,
        reply_to=turn.update.message_id or None,
    )


def _stands_in(name: str, ledger: Iterable[Source]) -> bool:
    return any(same_origin(entry.origin, origin_of_name(name)) for entry in ledger)

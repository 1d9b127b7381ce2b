"""Adding a source: a link or a name, what it does with the claim, and whom it repeats."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from markupsafe import Markup

from bot.actions.prompts import ask, close_prompt
from bot.actions.sources import LONGEST_WHO, Repeated, SourceGiven, add_source
from bot.handlers.answering import here, linked, privately, start_link
from bot.handlers.claims import ask_privately, done
from bot.handlers.finding import allow, claim_of_command, pressed_claim, pressed_number
from bot.handlers.turn import Alert, Reply, Rewrite, Say, Turn
from bot.handlers.verdicts import kept_prompt, spoken_by
from bot.render.claims import stance_word
from bot.render.messages import LONGEST_ALERT, Button, Message, rows, shortened
from bot.render.sources import sources_message
from bot.rules.ledger import Named, read_named, read_position, read_typed, splits
from bot.rules.life import after
from bot.rules.links import find_links, host_of
from bot.rules.origins import (
    is_private,
    origin_of_channel,
    origin_of_link,
    origin_of_name,
    origin_of_private,
)
from bot.rules.permissions import allowed
from bot.rules.refusals import NoSuchSource, OldButton, OnlyInPrivate, SourceMissing, UnknownStance
from bot.rules.sources import same_origin
from bot.rules.spellings import particles, spelled
from bot.telegram.facts import Content
from storage.claims import Claim, Source, sources_of
from storage.facts import claim_facts
from storage.prompts import Prompt
from storage.vocabulary import Deed, Role, Stance
from storage.words import visible

MOST_ASKED = 20
"""Entries offered as buttons when it is asked whom a source repeats; others can be typed."""


def source(turn: Turn) -> Iterable[Reply]:
    """`/source N [protected] STANCE who or link [of whom]`; `/source N` shows the ledger."""
    at, found, words = claim_of_command(turn, "source")
    if not words:
        allow(at, Deed.READ)
        shown = _ledger(at, found)
        return privately(at, shown, purpose="sources", claim_ids=(found.id,), payload=f"sources-c{found.id}")
    _check(at, found)
    said = read_typed(words, _stances(at), particles("protected", spoken_by(at)))
    if said.protected and not at.update.private:
        raise OnlyInPrivate
    if said.stance is None:
        if said.word and not find_links(said.word) and "://" not in said.word:
            raise UnknownStance(
                word=shortened(said.word, 40), stances=", ".join(stance_word(at.t, s) for s in Stance)
            )
        content = Content(at.update.message_id, text=said.words, links=at.update.content.links)
        return _ask_stance(at, found, _given_in(at, found, content, said.protected), content)
    links = at.update.content.links
    if said.stance is Stance.REPEATS:
        return _repeats(at, found, said.words, links, said.protected)
    named = _named(found, read_named(said.words, links))
    return _add(at, found, _given(named, said.protected), said.stance)


def source_pressed(turn: Turn) -> Iterable[Reply]:
    """Add source: asked for in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.ADD_SOURCE, found)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"source-c{found.id}"))]
    return [Alert(), ask_for_source(at, found)]


def sources_pressed(turn: Turn) -> Iterable[Reply]:
    """Sources: the whole ledger and the reason for each count, in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.READ)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"sources-c{found.id}"))]
    return [Alert(), show_sources(at, found)]


def show_sources(turn: Turn, found: Claim) -> Say:
    """The ledger in this chat, which is a private one."""
    allow(turn, Deed.READ)
    return here(turn, _ledger(turn, found), purpose="sources", claim_ids=(found.id,))


def _ledger(turn: Turn, found: Claim) -> Message:
    member = allow(turn, Deed.READ)
    claim = claim_facts(turn.session, found)
    lead = turn.who.role is Role.LEAD
    names = frozenset(one.id for one in claim.sources if lead or one.added_by == member.id)
    t = turn.own
    may_add = allowed(turn.who.role, Deed.ADD_SOURCE)
    return sources_message(t, claim, bot=turn.bot, names=names, may_add=may_add)


def ask_for_source(turn: Turn, found: Claim) -> Reply:
    """Asks who says something about the claim."""
    _check(turn, found)
    words = turn.t(
        "Which source on {claim}? Send a link, a name, or forward a post.", claim=linked(turn, found)
    )
    return ask_privately(turn, found, "source", words)


def answer_source(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """A link, a name or a forwarded post came: what it does with the claim is asked."""
    return offer_source(turn, found, content)


def offer_source(turn: Turn, found: Claim, content: Content) -> list[Reply]:
    """A reply with just a link, or a forwarded post: what does it do with the claim?"""
    _check(turn, found)
    return _ask_stance(turn, found, _given_in(turn, found, content), content)


def _check(turn: Turn, found: Claim) -> None:
    """Raises before anything is asked."""
    allow(turn, Deed.ADD_SOURCE, found)
    after(found.state, Deed.ADD_SOURCE, number=found.number)


def _ask_stance(turn: Turn, found: Claim, given: SourceGiven, content: Content) -> list[Reply]:
    prompt = ask(
        turn.session,
        turn.who.person,
        chat_id=turn.update.chat_id,
        asks="stance",
        now=turn.now,
        desk_id=found.desk_id,
        claim_id=found.id,
        typed=asdict(given),
    )
    return [
        here(
            turn,
            _stance_question(turn, found, prompt, given),
            purpose="prompt",
            claim_ids=(found.id,),
            reply_to=content.message_id or None,
        )
    ]


def _stance_question(turn: Turn, found: Claim, prompt: Prompt, given: SourceGiven) -> Message:
    t, ref = turn.t, f"stance:c{found.id}:p{prompt.id}"
    buttons = [Button(stance_word(t, stance).capitalize(), f"{ref}:{stance.value}") for stance in Stance]
    if turn.update.private:
        # What a group has read can no longer be protected.
        words = t.plain("🔒 Protected: press to name it") if given.protected else t.plain("🔓 Protect it")
        buttons.append(Button(words, f"{ref}:protect"))
    who = shortened(visible(given.who), 80)
    return Message(
        t("What does {who} say about #{number}?", who=who, number=found.number), keyboard=rows(buttons)
    )


def stance_pressed(turn: Turn) -> Iterable[Reply]:
    """What the source does was chosen, or that it is protected."""
    at, found = pressed_claim(turn)
    prompt = kept_prompt(at, found, "stance")
    word = at.update.data.rpartition(":")[2]
    given = SourceGiven(**prompt.typed)
    _check(at, found)
    if word == "protect" and at.update.private:
        prompt.typed = {**prompt.typed, "protected": not given.protected}
        at.session.add(prompt)
        question = _stance_question(at, found, prompt, SourceGiven(**prompt.typed))
        return [Alert(), _rewritten(at, found, question)]
    if word not in list(Stance):
        raise OldButton
    close_prompt(at.session, prompt, at.now)
    stance = Stance(word)
    if stance is Stance.REPEATS:
        asked = _whom_or_one(at, found, given)
        if isinstance(asked, Say):
            # The question before it has had its answer.
            return [Alert(), _rewritten(at, found, Message(_said(at, given, stance))), asked]
        return _added(at, found, given, stance, asked)
    return _added(at, found, given, stance, None)


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
    _check(at, found)
    close_prompt(at.session, prompt, at.now)
    return _added(at, found, SourceGiven(**prompt.typed), Stance.REPEATS, repeated)


def answer_whom(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """Whom the source repeats was typed: a number of the ledger, a name, or a link."""
    named = read_named(content.text, content.links)
    if named is None:
        raise SourceMissing(example="Reuters")
    given = SourceGiven(**prompt.typed)
    return _add(turn, found, given, Stance.REPEATS, _whom(turn, found, named.who or content.text, named.url))


def _repeats(turn: Turn, found: Claim, words: str, links: tuple[str, ...], protected: bool) -> list[Reply]:
    """`repeats WHO of WHOM`: WHOM where it is known, or WHO is a link; else `of` is a part of the name."""
    for left, right in splits(words, particles("of", spoken_by(turn))):
        named, whom = read_named(left, links if not find_links(right) else ()), read_named(right)
        if named is None or whom is None:
            continue
        repeated = _whom(turn, found, whom.who or right, whom.url)
        known = repeated.entry is not None or repeated.who == found.claimant
        if known or named.url or whom.url:
            return _add(turn, found, _given(named, protected), Stance.REPEATS, repeated)
    if read_position(words) is not None:
        raise SourceMissing(example=f"/source {found.number} repeats https://example.org of {words.strip()}")
    given = _given(_named(found, read_named(words, links)), protected)
    asked = _whom_or_one(turn, found, given)
    if isinstance(asked, Say):
        return [asked]
    return _add(turn, found, given, Stance.REPEATS, asked)


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


def _whom_or_one(turn: Turn, found: Claim, given: SourceGiven) -> Say | Repeated:
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
    prompt = ask(
        turn.session,
        turn.who.person,
        chat_id=turn.update.chat_id,
        asks="whom",
        now=turn.now,
        desk_id=found.desk_id,
        claim_id=found.id,
        typed=asdict(given),
    )
    t, ref = turn.t, f"whom:c{found.id}:p{prompt.id}"
    buttons = [
        Button(shortened(_shown(turn, entry), 30), f"{ref}:s{entry.id}") for entry in ledger[:MOST_ASKED]
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


def _shown(turn: Turn, entry: Source) -> str:
    if entry.protected:
        return turn.t.plain("a protected source")
    return turn.t.plain("a private person") if is_private(entry.origin) else visible(entry.who)


def _added(
    turn: Turn, found: Claim, given: SourceGiven, stance: Stance, repeated: Repeated | None
) -> list[Reply]:
    """Adds it after a press: the question gives way to what was said."""
    member = allow(turn, Deed.ADD_SOURCE, found)
    add_source(turn.session, found, member, given, stance, turn.now, repeated)
    words = _said(turn, given, stance)
    return [Alert(shortened(words.striptags(), LONGEST_ALERT)), _rewritten(turn, found, Message(words))]


def _said(turn: Turn, given: SourceGiven, stance: Stance) -> Markup:
    who = turn.t.plain("a protected source") if given.protected else shortened(visible(given.who), 60)
    return turn.t("Added: {who} {stance}.", who=who, stance=stance_word(turn.t, stance))


def _rewritten(turn: Turn, found: Claim, message: Message) -> Rewrite:
    return Rewrite(
        chat_id=turn.update.chat_id,
        message_id=turn.update.message_id,
        topic_id=turn.update.topic_id,
        message=message,
        purpose="prompt",
        desk_id=found.desk_id,
        claim_ids=(found.id,),
    )


def _add(
    turn: Turn, found: Claim, given: SourceGiven, stance: Stance, repeated: Repeated | None = None
) -> list[Reply]:
    member = allow(turn, Deed.ADD_SOURCE, found)
    add_source(turn.session, found, member, given, stance, turn.now, repeated)
    return done(turn, turn.t("Source added to {claim}.", claim=linked(turn, found)), found)


def _given_in(turn: Turn, found: Claim, content: Content, protected: bool = False) -> SourceGiven:
    """Who a message names: the origin of a forwarded post (as claimed), else its link or its words. The ledger
    is shown to everybody, so a private person's name is not kept in it."""
    origin = content.origin
    if origin is None:
        return _given(_named(found, read_named(content.text, content.links)), protected)
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


def _named(found: Claim, named: Named | None) -> Named:
    if named is None:
        raise SourceMissing(example=f"/source {found.number} confirms https://example.org")
    return named


def _given(named: Named, protected: bool = False) -> SourceGiven:
    """A link counts for its outlet whoever it quotes; without one the name counts."""
    origin = origin_of_link(named.url) if named.url else origin_of_name(named.who)
    who = named.who or (outlet(named.url) if named.url else "")
    return SourceGiven(who[:LONGEST_WHO], origin, named.url, protected=protected)


def outlet(link: str) -> str:
    """What a link is called: its host."""
    return host_of(link) or link


def _stances(turn: Turn) -> Mapping[str, Stance]:
    """What people write for a stance, in the languages of the person and the desk and in English."""
    known = spelled("stances", spoken_by(turn), list(Stance))
    shown = {stance_word(t, stance): stance for t in (turn.t, turn.desk_words) for stance in Stance}
    return {**{word: Stance(key) for word, key in known.items()}, **shown}

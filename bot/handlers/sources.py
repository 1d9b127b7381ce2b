"""A source on a claim: by command, by button, or by a reply; what it does with the claim is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from bot.actions.prompts import close_prompt
from bot.actions.sources import SourceGiven
from bot.handlers.access import allow, claim_of_command, pressed_claim
from bot.handlers.answering import ask_about, ask_privately, here, linked, privately, start_link
from bot.handlers.ledger import (
    add,
    added,
    check_may_add,
    given_by,
    given_in,
    must_name,
    name_given,
    rewritten,
)
from bot.handlers.prompts import kept_prompt
from bot.handlers.ratings import spoken_by
from bot.handlers.repeats import add_repeating, whom_or_one
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.render.claims import stance_word
from bot.render.messages import Button, Message, rows, shortened
from bot.render.sources import sources_message
from bot.rules.ledger import read_named, read_typed
from bot.rules.links import find_links
from bot.rules.permissions import allowed
from bot.rules.refusals.doors import OldButton, OnlyInPrivate
from bot.rules.refusals.sources import UnknownStance
from bot.rules.spellings import particles, spelled
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.desks import Member
from storage.facts.claims import claim_facts
from storage.prompts import Prompt
from storage.verdicts import Verdict
from storage.vocabulary import UNFINISHED, Deed, Role, Stance, State
from storage.words import visible


def source(turn: Turn) -> Iterable[Reply]:
    """`/source N [protected] STANCE who or link [of whom]`; `/source N` shows the ledger."""
    at, found, words = claim_of_command(turn, "source")
    if not words:
        allow(at, Deed.READ)
        shown = _ledger(at, found)
        return privately(at, shown, purpose="sources", claim_ids=(found.id,), payload=f"sources-c{found.id}")
    check_may_add(at, found)
    said = read_typed(words, _stances(at), particles("protected", spoken_by(at)))
    if said.protected and not at.update.private:
        raise OnlyInPrivate
    if said.stance is None:
        if said.word and not find_links(said.word) and "://" not in said.word:
            raise UnknownStance(
                word=shortened(said.word, 40), stances=", ".join(stance_word(at.t, s) for s in Stance)
            )
        content = Content(at.update.message_id, text=said.words, links=at.update.content.links)
        return _ask_stance(at, found, given_in(at, found, content, said.protected), content)
    links = at.update.content.links
    if said.stance is Stance.REPEATS:
        return add_repeating(at, found, said.words, links, said.protected)
    named = must_name(found, read_named(said.words, links))
    return add(at, found, given_by(named, said.protected), said.stance)


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
    every = turn.who.role is Role.LEAD or _works_on(turn, found, member)
    names = frozenset(one.id for one in claim.sources if every or one.added_by == member.id)
    t = turn.own
    may_add = allowed(turn.who.role, Deed.ADD_SOURCE)
    return sources_message(t, claim, bot=turn.bot, names=names, may_add=may_add)


def _works_on(turn: Turn, found: Claim, member: Member) -> bool:
    """Whether the member has the claim, or opened the review that it is in: they are told who a protected source is."""
    if found.state not in UNFINISHED:
        return False
    verdict = turn.session.get(Verdict, found.verdict_id) if found.verdict_id else None
    opened = found.state is State.IN_REVIEW and verdict is not None and verdict.author_id == member.id
    return opened or found.assignee_id == member.id


def ask_for_source(turn: Turn, found: Claim) -> Reply:
    """Asks who says something about the claim."""
    check_may_add(turn, found)
    words = turn.t(
        "Which source on {claim}? Send a link, a name, or forward a post.", claim=linked(turn, found)
    )
    return ask_privately(turn, found, "source", words)


def answer_source(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """A link, a name or a forwarded post came: what it does with the claim is asked."""
    return offer_source(turn, found, content)


def offer_source(turn: Turn, found: Claim, content: Content) -> list[Reply]:
    """A reply with just a link, or a forwarded post: what does it do with the claim?"""
    check_may_add(turn, found)
    return _ask_stance(turn, found, given_in(turn, found, content), content)


def _ask_stance(turn: Turn, found: Claim, given: SourceGiven, content: Content) -> list[Reply]:
    prompt = ask_about(turn, found, "stance", **asdict(given))
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
    check_may_add(at, found)
    if word == "protect" and at.update.private:
        prompt.typed = {**prompt.typed, "protected": not given.protected}
        at.session.add(prompt)
        question = _stance_question(at, found, prompt, SourceGiven(**prompt.typed))
        return [Alert(), rewritten(at, found, question)]
    if word not in list(Stance):
        raise OldButton
    close_prompt(at.session, prompt, at.now)
    stance = Stance(word)
    if stance is Stance.REPEATS:
        asked = whom_or_one(at, found, given)
        if isinstance(asked, Say):
            # The question before it has had its answer.
            said = at.t("{who} {stance}", who=name_given(at, given), stance=stance_word(at.t, stance))
            return [Alert(), rewritten(at, found, Message(said)), asked]
        return added(at, found, given, stance, asked)
    return added(at, found, given, stance, None)


def _stances(turn: Turn) -> Mapping[str, Stance]:
    """What people write for a stance, in the languages of the person and the desk and in English."""
    known = spelled("stances", spoken_by(turn), list(Stance))
    shown = {stance_word(t, stance): stance for t in (turn.t, turn.desk_words) for stance in Stance}
    return {**{word: Stance(key) for word, key in known.items()}, **shown}

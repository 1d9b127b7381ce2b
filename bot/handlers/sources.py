"""Adding a source: a link or a name, and what it does with the claim."""

from collections.abc import Iterable

from bot.actions.prompts import ask, close_prompt
from bot.actions.sources import add_source
from bot.handlers.answering import here, linked, start_link
from bot.handlers.claims import ask_privately, done
from bot.handlers.finding import allow, claim_of_command, pressed_claim
from bot.handlers.turn import Alert, Reply, Turn
from bot.handlers.verdicts import kept_prompt
from bot.render.claims import stance_word
from bot.render.messages import Button, Message, rows, shortened
from bot.rules.life import after
from bot.rules.links import find_links, host_of
from bot.rules.refusals import OldButton, SourceMissing, UnknownStance
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.prompts import Prompt
from storage.vocabulary import Deed, Stance

LONGEST_WHO = 200


def source(turn: Turn) -> Iterable[Reply]:
    """`/source N STANCE who or link`."""
    at, found, words = claim_of_command(turn, "source")
    allow(at, Deed.ADD_SOURCE, found)
    example = f"/source {found.number} confirms https://example.org"
    word, _, rest = words.partition(" ")
    spoken = {stance_word(at.t, stance): stance for stance in Stance} | {
        stance.value: stance for stance in Stance
    }
    stance = spoken.get(word.casefold())
    if stance is None:
        if word and not find_links(word):
            raise UnknownStance(
                word=shortened(word, 40), stances=", ".join(stance_word(at.t, s) for s in Stance)
            )
        if not word:
            raise SourceMissing(example=example)
        return offer_source(at, found, Content(at.update.message_id, text=words))
    if not rest.strip():
        raise SourceMissing(example=example)
    return _add(at, found, stance, rest.strip(), at.update.content.links)


def source_pressed(turn: Turn) -> Iterable[Reply]:
    """Add source: asked for in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.ADD_SOURCE, found)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"source-c{found.id}"))]
    return [Alert(), ask_for_source(at, found)]


def ask_for_source(turn: Turn, found: Claim) -> Reply:
    """Asks who says something about the claim."""
    allow(turn, Deed.ADD_SOURCE, found)
    after(found.state, Deed.ADD_SOURCE, number=found.number)
    words = turn.t(
        "Which source on {claim}? Send a link, a name, or forward a post.", claim=linked(turn, found)
    )
    return ask_privately(turn, found, "source", words)


def answer_source(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """A link, a name or a forwarded post came: what it does with the claim is asked."""
    return offer_source(turn, found, content)


def offer_source(turn: Turn, found: Claim, content: Content) -> list[Reply]:
    """A reply with just a link: what does it do with the claim?"""
    allow(turn, Deed.ADD_SOURCE, found)
    after(found.state, Deed.ADD_SOURCE, number=found.number)
    link = next(iter((*content.links, *find_links(content.text))), None)
    if link is None and content.origin is not None:
        link = content.origin.url
    who = _named(turn, content, link)
    if not who:
        raise SourceMissing(example=f"/source {found.number} confirms https://example.org")
    prompt = ask(
        turn.session,
        turn.who.person,
        chat_id=turn.update.chat_id,
        asks="stance",
        now=turn.now,
        desk_id=found.desk_id,
        claim_id=found.id,
        typed={
            "who": who[:LONGEST_WHO],
            "url": link,
            # Each private person counts as an origin of their own.
            "origin": f"message {turn.update.update_id}"
            if content.origin and content.origin.private
            else None,
        },
    )
    buttons = [
        Button(stance_word(turn.t, stance).capitalize(), f"stance:c{found.id}:p{prompt.id}:{stance.value}")
        for stance in Stance
    ]
    words = turn.t("What does {who} say about #{number}?", who=shortened(who, 80), number=found.number)
    return [
        here(
            turn,
            Message(words, keyboard=rows(buttons)),
            purpose="prompt",
            claim_ids=(found.id,),
            reply_to=content.message_id or None,
        )
    ]


def _named(turn: Turn, content: Content, link: str | None) -> str:
    """Who says it. The ledger is shown to everybody, so a private person's name is not kept in it."""
    if content.origin is not None:
        return turn.desk_words.plain("a private person") if content.origin.private else content.origin.name
    return outlet(link) if link else content.text.strip()


def stance_pressed(turn: Turn) -> Iterable[Reply]:
    """What the source does was chosen."""
    at, found = pressed_claim(turn)
    prompt = kept_prompt(at, found, "stance")
    word = at.update.data.rpartition(":")[2]
    if word not in list(Stance):
        raise OldButton
    close_prompt(at.session, prompt, at.now)
    member = allow(at, Deed.ADD_SOURCE, found)
    who, url = prompt.typed["who"], prompt.typed["url"]
    add_source(
        at.session,
        found,
        member,
        who=who,
        url=url,
        origin=prompt.typed.get("origin") or (outlet(url) if url else who),
        stance=Stance(word),
        now=at.now,
    )
    return [
        Alert(
            at.t.plain(
                "Added: {who} {stance}.", who=shortened(who, 60), stance=stance_word(at.t, Stance(word))
            )
        )
    ]


def _add(turn: Turn, found: Claim, stance: Stance, words: str, links: tuple[str, ...]) -> list[Reply]:
    member = allow(turn, Deed.ADD_SOURCE, found)
    link = next(iter((*find_links(words), *links)), None)
    who = outlet(link)[:LONGEST_WHO] if link else words[:LONGEST_WHO]
    add_source(
        turn.session,
        found,
        member,
        who=who,
        url=link,
        origin=who,
        stance=stance,
        now=turn.now,
    )
    return done(turn, turn.t("Source added to {claim}.", claim=linked(turn, found)), found)


def outlet(link: str) -> str:
    """What a link counts for: its host."""
    return host_of(link) or link

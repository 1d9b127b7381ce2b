"""A verdict, by replying, by command or by buttons; what is missing is asked for and what was typed kept."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from bot.actions.verdicts import VerdictGiven, check_complete, record_verdict, required_at
from bot.handlers.access import allow, claim_of_command, desk_of, pressed_claim
from bot.handlers.answering import ask_about, here, linked, start_link
from bot.handlers.evidence import evidence_in
from bot.handlers.prompts import close_choice
from bot.handlers.ratings import english_by_key, label_of, qualifiers_of, rating_buttons, ratings_of
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.handlers.verdict_news import announce, give_way
from bot.render.claims import quoted
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.rules.life import after
from bot.rules.links import find_links
from bot.rules.refusals import Refusal
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.verdicts import (
    EvidenceMissing,
    NotEvidence,
    QualifierUnknown,
    RatingUnknown,
    RationaleMissing,
)
from bot.rules.verdicts import NearMiss, VerdictReply, first_labels, parse_reply, read_verdict
from bot.telegram.facts import Content, content_as_json, content_from_json
from storage.claims import Claim
from storage.prompts import Prompt
from storage.verdicts import Verdict, current_scale, verdict_stated_in
from storage.vocabulary import Deed, State


def verdict(turn: Turn) -> Iterable[Reply]:
    """`/verdict N RATING …`, as a reply would."""
    at, found, words = claim_of_command(turn, "verdict")
    allow(at, Deed.RECORD_VERDICT, found)
    if not words and at.update.private:
        return [rating_choice(at, found)]
    example = f"/verdict {found.number} False: the video is from 2016 https://example.org"
    said = read_verdict(words, ratings_of(at), qualifiers_of(at), example)
    return state_verdict(at, found, said, at.update.content)


def verdict_pressed(turn: Turn) -> Iterable[Reply]:
    """The Verdict button: the ratings, in private."""
    at, found = pressed_claim(turn)
    allow(at, Deed.RECORD_VERDICT, found)
    after(found.state, Deed.RECORD_VERDICT, number=found.number)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"verdict-c{found.id}"))]
    return [Alert(), rating_choice(at, found)]


def rating_choice(
    turn: Turn, found: Claim, purpose: str = "rate", seen: int | None = None, but: str | None = None
) -> Say:
    """The desk's ratings as buttons, all `but` one."""
    after(found.state, Deed.RECORD_VERDICT, number=found.number)
    words = lines(
        turn.t("How do you rate #{number}?", number=found.number),
        Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 200)),
    )
    keyboard = rows(rating_buttons(turn, found, purpose, seen, but))
    return choice_of_rating(turn, found, Message(words, keyboard=keyboard), purpose, seen)


def choice_of_rating(turn: Turn, found: Claim, message: Message, purpose: str, seen: int | None) -> Say:
    """A question with ratings as buttons, which a typed verdict answers too."""
    prompt = ask_about(turn, found, "rating", purpose=purpose, seen=seen)
    return here(turn, message, purpose="choice", claim_ids=(found.id,), prompt_id=prompt.id)


def rating_pressed(turn: Turn) -> Iterable[Reply]:
    """A rating was chosen: its reason is asked for."""
    at, found = pressed_claim(turn)
    allow(at, Deed.RECORD_VERDICT, found)
    key = at.update.data.split(":")[2] if at.update.data.count(":") >= 2 else ""
    if key not in {pair[0] for pair in current_scale(at.session, found.desk_id).ratings}:
        raise OldButton
    close_choice(at)
    said = VerdictReply(None, key, (), "", ())
    return [Alert(), *state_verdict(at, found, said, Content(0))]


def state_verdict(turn: Turn, found: Claim, said: VerdictReply, content: Content) -> list[Reply]:
    """Records the verdict, or asks for what is missing."""
    member = allow(turn, Deed.RECORD_VERDICT, found)
    if content.message_id and verdict_stated_in(turn.session, turn.update.chat_id, content.message_id):
        # Its edit came first; these are the older words.
        return []
    # A closed, merged or declined claim says so before anything is asked.
    after(found.state, Deed.RECORD_VERDICT, number=found.number)
    given = VerdictGiven(
        rating=said.rating,
        rationale=said.rationale,
        qualifiers=said.qualifiers,
        evidence=evidence_in(content, said.links),
        chat_id=turn.update.chat_id,
        message_id=content.message_id or None,
        media_group=content.media_group,
    )
    desk = desk_of(turn)
    known = dict(english_by_key(turn))
    if said.rating not in known:
        # Taken off the scale while the reason was being written.
        raise RatingUnknown(word=said.rating, ratings=", ".join(known.values()))
    label = label_of(turn, said.rating)
    try:
        check_complete(given, turn.who.settings, label)
    except (RationaleMissing, EvidenceMissing) as missing:
        return [_ask_for(turn, found, missing, said, content)]
    required = required_at(desk, turn.who.settings)
    reviewed = found.verdict_id if found.state is State.IN_REVIEW else None
    before = turn.session.get(Verdict, reviewed) if reviewed else None
    recorded = record_verdict(turn.session, found, member, given, required=required, now=turn.now)
    newer = before is not None and found.verdict_id == recorded.id
    gone = give_way(turn, found, before) if newer and before is not None else []
    return [*gone, *announce(turn, desk, found, recorded, required)]


def _ask_for(turn: Turn, found: Claim, missing: Refusal, said: VerdictReply, content: Content) -> Say:
    asks = "rationale" if isinstance(missing, RationaleMissing) else "evidence"
    prompt = ask_about(turn, found, asks, **_kept(said, content))
    words = turn.t(
        "{claim}: {question}", claim=linked(turn, found), question=turn.t(missing.sentence, **missing.values)
    )
    return here(
        turn,
        Message(
            words,
            placeholder=turn.t.plain("Why?") if asks == "rationale" else turn.t.plain("A link or a file"),
        ),
        purpose="prompt",
        claim_ids=(found.id,),
        prompt_id=prompt.id,
        reply_to=content.message_id or None,
    )


def answer_missing(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """The answer to a question of ours: joined with what was typed before."""
    typed = prompt.typed
    earlier = content_from_json(typed["content"])
    links = (*typed["links"], *content.links, *find_links(content.text))
    text = content.text.strip()
    if prompt.asks == "rationale":
        # The whole verdict said once more is understood too.
        again = parse_reply(text, ratings_of(turn), qualifiers_of(turn))
        if isinstance(again, VerdictReply) and again.rationale:
            return state_verdict(turn, found, again, _joined(earlier, content))
        rationale = text
    else:
        if not evidence_in(content, tuple(links)) and not evidence_in(earlier):
            raise NotEvidence
        rationale = f"{typed['rationale']}\n{text}" if text else typed["rationale"]
    said = VerdictReply(
        None, typed["rating"], tuple(typed["qualifiers"]), rationale, tuple(dict.fromkeys(links))
    )
    return state_verdict(turn, found, said, _joined(earlier, content))


def _joined(earlier: Content, now: Content) -> Content:
    return Content(
        message_id=earlier.message_id or now.message_id,
        text=now.text,
        links=tuple(dict.fromkeys((*earlier.links, *now.links))),
        files=(*earlier.files, *now.files),
        origin=now.origin or earlier.origin,
        media_group=now.media_group or earlier.media_group,
    )


def _kept(said: VerdictReply, content: Content) -> dict[str, Any]:
    """What was typed, for the answer to what is asked about it."""
    return {
        "rating": said.rating,
        "qualifiers": list(said.qualifiers),
        "rationale": said.rationale,
        "links": list(said.links),
        "content": content_as_json(content),
    }


def did_you_mean(turn: Turn, found: Claim, said: NearMiss, content: Content) -> list[Reply]:
    """A first word close to a rating, or one with a qualifier that there is not: asked, with what was typed kept for
    either answer."""
    meant = said.meant
    allow(turn, Deed.RECORD_VERDICT, found)
    after(found.state, Deed.RECORD_VERDICT, number=found.number)
    prompt = ask_about(turn, found, "meant", **_kept(meant, content))
    label = label_of(turn, meant.rating)
    if said.unknown is not None:
        no = QualifierUnknown(word=shortened(said.unknown, 40), qualifiers=first_labels(qualifiers_of(turn)))
        asked = turn.t("Did you mean <b>{rating}</b>, with that as part of the reason?", rating=label)
        words = lines(turn.t(no.sentence, **no.values), asked)
    else:
        words = turn.t(
            "Did you mean <b>{rating}</b>? You wrote “{word}”.", rating=label, word=shortened(said.word, 40)
        )
    keyboard = rows(
        [
            Button(label, f"meant:c{found.id}:p{prompt.id}:yes"),
            Button(turn.t.plain("No, it is a note"), f"meant:c{found.id}:p{prompt.id}:no"),
        ]
    )
    return [
        here(
            turn,
            Message(words, keyboard=keyboard),
            purpose="prompt",
            claim_ids=(found.id,),
            reply_to=content.message_id or None,
        )
    ]

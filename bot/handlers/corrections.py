"""Correcting a closed claim: /correct, the Correct button, and who is told of it."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.corrections import correct_claim
from bot.actions.telling import note_told
from bot.actions.verdicts import VerdictGiven
from bot.handlers.access import allow, claim_of_command, pressed_claim
from bot.handlers.answering import ask_privately, done, here, linked, privately, start_link
from bot.handlers.evidence import evidence_in
from bot.handlers.prompts import close_choice
from bot.handlers.ratings import qualifiers_of, rating_buttons, ratings_of, seen_verdict
from bot.handlers.turn import Alert, Reply, Say, Turn
from bot.handlers.verdicts import choice_of_rating
from bot.render.claims import correction_word, quoted
from bot.render.corrections import correction_news, kind_hint
from bot.render.messages import Button, Message, lines, rows
from bot.rules.corrections import read_kind
from bot.rules.life import after
from bot.rules.links import find_links
from bot.rules.refusals.corrections import NothingToCorrect
from bot.rules.refusals.doors import OldButton
from bot.rules.verdicts import VerdictReply, read_verdict
from bot.telegram.facts import Content
from storage.cards import card_in
from storage.claims import Claim
from storage.desks import Desk, colleagues
from storage.facts.claims import claim_facts
from storage.prompts import Prompt
from storage.verdicts import current_scale, told_of, verdicts_of
from storage.vocabulary import CorrectionKind, Deed


def correct(turn: Turn) -> Iterable[Reply]:
    """`/correct N KIND why`; for another rating `/correct N rating change RATING: why`."""
    at, found, words = claim_of_command(turn, "correct")
    _check(at, found)
    if not words:
        shown, link = _kinds(at, found), f"correct-c{found.id}-v{found.verdict_id or 0}"
        return privately(at, shown, purpose="choice", claim_ids=(found.id,), payload=link)
    kind, rest = read_kind(words, _names(at))
    if not rest and at.update.private:
        return [_ask_next(at, found, kind, found.verdict_id)]
    if kind is not CorrectionKind.RATING_CHANGE:
        return _record(at, found, kind, rest, at.update.content)
    example = f"/correct {found.number} rating change Mixture: half is right"
    said = read_verdict(rest, ratings_of(at), qualifiers_of(at), example)
    return _record(at, found, kind, said.rationale, at.update.content, said)


def correct_pressed(turn: Turn) -> Iterable[Reply]:
    """The Correct button: the kinds, in private."""
    at, found = pressed_claim(turn)
    _check(at, found)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"correct-c{found.id}-v{found.verdict_id or 0}"))]
    return [Alert(), kind_choice(at, found)]


def kind_choice(turn: Turn, found: Claim) -> Say:
    """The kinds of correction as buttons, with what each is for."""
    _check(turn, found)
    return here(turn, _kinds(turn, found), purpose="choice", claim_ids=(found.id,))


def _kinds(turn: Turn, found: Claim) -> Message:
    kinds = [kind for kind in CorrectionKind if not found.voided or kind is CorrectionKind.RATING_CHANGE]
    words = lines(
        turn.t("What kind of correction to {claim}?", claim=linked(turn, found)),
        Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 200)),
        *(
            turn.t("<b>{kind}</b>: {hint}", kind=correction_word(turn.t, kind), hint=kind_hint(turn.t, kind))
            for kind in kinds
        ),
    )
    buttons = [
        Button(
            correction_word(turn.t, kind).capitalize(),
            f"correctas:c{found.id}:{kind.name.lower()}:v{found.verdict_id or 0}",
        )
        for kind in kinds
    ]
    return Message(words, keyboard=rows(buttons, 2))


def kind_pressed(turn: Turn) -> Iterable[Reply]:
    """A kind was chosen: the rating or the reason is asked for."""
    at, found = pressed_claim(turn)
    _check(at, found)
    word = at.update.data.split(":")[2].upper() if at.update.data.count(":") >= 2 else ""
    if word not in CorrectionKind.__members__:
        raise OldButton
    return [Alert(), _ask_next(at, found, CorrectionKind[word], seen_verdict(at))]


def rating_pressed(turn: Turn) -> Iterable[Reply]:
    """The rating that holds now was chosen: the reason is asked for."""
    at, found = pressed_claim(turn)
    _check(at, found)
    key = at.update.data.split(":")[2] if at.update.data.count(":") >= 2 else ""
    if key not in {pair[0] for pair in current_scale(at.session, found.desk_id).ratings}:
        raise OldButton
    close_choice(at)
    return [Alert(), _ask_why(at, found, CorrectionKind.RATING_CHANGE, seen_verdict(at), key)]


def answer_correction(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """The reason of a correction."""
    kind = CorrectionKind(prompt.typed["kind"])
    rating = prompt.typed.get("rating")
    qualifiers = tuple(prompt.typed.get("qualifiers") or ())
    links = (*(prompt.typed.get("links") or ()), *find_links(content.text))
    said = VerdictReply(None, rating, qualifiers, content.text, links) if rating else None
    return [*_record(turn, found, kind, content.text, content, said, seen=prompt.typed.get("seen"))]


def correct_as_typed(
    turn: Turn, found: Claim, said: VerdictReply, content: Content, seen: int | None
) -> list[Reply]:
    """The rating that holds now was typed, with the reason, or without: then that is asked for."""
    kind = CorrectionKind.RATING_CHANGE
    if not said.rationale:
        _check(turn, found)
        return [_ask_why(turn, found, kind, seen, said.rating, said)]
    return [*_record(turn, found, kind, said.rationale, content, said, seen=seen)]


def _check(turn: Turn, found: Claim) -> None:
    """Raises before anything is asked."""
    allow(turn, Deed.CORRECT, found)
    after(found.state, Deed.CORRECT, number=found.number)
    if found.verdict_id is None:
        raise NothingToCorrect(number=found.number)


def _ask_next(turn: Turn, found: Claim, kind: CorrectionKind, seen: int | None) -> Say:
    if kind is not CorrectionKind.RATING_CHANGE:
        return _ask_why(turn, found, kind, seen)
    words = lines(
        turn.t("Which rating holds for {claim} now?", claim=linked(turn, found)),
        Markup("<blockquote>{}</blockquote>").format(quoted(found.text, 200)),
    )
    keyboard = rows(rating_buttons(turn, found, "correctwith", seen))
    return choice_of_rating(turn, found, Message(words, keyboard=keyboard), "correctwith", seen)


def _ask_why(
    turn: Turn,
    found: Claim,
    kind: CorrectionKind,
    seen: int | None,
    rating: str | None = None,
    said: VerdictReply | None = None,
) -> Say:
    typed = {"qualifiers": list(said.qualifiers), "links": list(said.links)} if said is not None else {}
    words = turn.t(
        "{kind} to {claim}: write the reason. It is shown to everybody who was told the rating.",
        kind=correction_word(turn.t, kind).capitalize(),
        claim=linked(turn, found),
    )
    return ask_privately(turn, found, "correct", words, kind=kind.value, seen=seen, rating=rating, **typed)


def _record(
    turn: Turn,
    found: Claim,
    kind: CorrectionKind,
    reason: str,
    content: Content,
    said: VerdictReply | None = None,
    seen: int | None = None,
) -> Iterable[Reply]:
    member = allow(turn, Deed.CORRECT, found)
    given = None
    if said is not None:
        evidence = evidence_in(content, said.links)
        given = VerdictGiven(said.rating, reason, said.qualifiers, evidence)
    correct_claim(turn.session, found, member, kind, reason, turn.now, given=given, seen=seen)
    words = turn.t("{claim} is corrected; whoever was told the rating is told.", claim=linked(turn, found))
    return [*done(turn, words, found), *_tell(turn, found)]


def _tell(turn: Turn, found: Claim) -> list[Reply]:
    """One message in the group; in private the authors of its verdicts, the submitter, the leads who were told,
    and everybody else to whom the bot itself sent a rating of this claim."""
    claim = claim_facts(turn.session, found)
    made = claim.corrections[-1]
    desk = turn.session.get_one(Desk, found.desk_id)
    replies: list[Reply] = []
    if not desk.private:
        card = card_in(turn.session, found.id, desk.chat_id, desk.topic_id)
        replies.append(
            Say(
                chat_id=desk.chat_id,
                topic_id=desk.topic_id,
                desk_id=desk.id,
                message=correction_news(turn.desk_words, claim, made, bot=turn.bot),
                purpose="correction",
                claim_ids=(found.id,),
                reply_to=card.message_id if card else None,
            )
        )
    told = {row.chat_id for row in told_of(turn.session, found.id)}
    wrote = {verdict.author_id for verdict in verdicts_of(turn.session, found.id)}
    for person in colleagues(turn.session, found.desk_id):
        chat_id = person.telegram_id
        concerned = person.member_id in wrote or person.member_id == found.submitter_id or chat_id in told
        if chat_id is None or not concerned or person.person_id == turn.who.person.id:
            continue
        t = turn.texts_for(person.language)
        replies.append(
            Say(
                chat_id=chat_id,
                person_id=person.person_id,
                desk_id=desk.id,
                message=correction_news(t, claim, made, bot=turn.bot),
                purpose="correction",
                claim_ids=(found.id,),
            )
        )
        if found.verdict_id is not None:
            note_told(turn.session, found, found.verdict_id, chat_id, now=turn.now)
    return replies


def _names(turn: Turn) -> dict[str, CorrectionKind]:
    """What the kinds are called in the person's and the desk's language."""
    return {correction_word(t, kind): kind for t in (turn.t, turn.desk_words) for kind in CorrectionKind}

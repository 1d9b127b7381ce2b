"""Signing a verdict off: agree, ask for changes, disagree; and a lead's overruling."""

from collections.abc import Iterable

from markupsafe import Markup

from bot.actions.reviews import check_no_changes_wanted, review_verdict, with_a_reason
from bot.actions.verdicts import required_at
from bot.handlers.access import allow, claim_of_command, desk_of, pressed_claim
from bot.handlers.answering import ask_privately, done, linked, start_link
from bot.handlers.evidence import evidence_in
from bot.handlers.prompts import close_choice
from bot.handlers.ratings import qualifiers_of, ratings_of, seen_verdict
from bot.handlers.turn import Alert, Reply, Turn
from bot.handlers.verdict_news import changes_wanted, closed, count_again, dispute, settle
from bot.handlers.verdicts import rating_choice
from bot.rules.life import after
from bot.rules.links import find_links
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.life import ReasonMissing
from bot.rules.refusals.reviews import NoVerdictYet, OwnVerdict
from bot.rules.signoff import ChangesAsked, Closes, Disputed
from bot.rules.verdicts import VerdictReply, read_verdict
from bot.telegram.facts import Content
from storage.claims import Claim
from storage.desks import names_of
from storage.prompts import Prompt
from storage.verdicts import Verdict, current_scale
from storage.vocabulary import Decision, Deed, Role

DEEDS = {
    Decision.AGREE: Deed.AGREE,
    Decision.CHANGES: Deed.ASK_FOR_CHANGES,
    Decision.DISAGREE: Deed.DISAGREE,
    Decision.OVERRULE: Deed.OVERRULE,
}


def agree(turn: Turn) -> Iterable[Reply]:
    """`/agree N [why]`; a lead who decides a dispute says why."""
    at, found, why = claim_of_command(turn, "agree")
    replies = decide(at, found, Decision.AGREE, reason=why)
    return [
        *done(at, _said(at, found, Decision.AGREE), found),
        *replies,
    ]


def changes(turn: Turn) -> Iterable[Reply]:
    """`/changes N why`."""
    at, found, why = claim_of_command(turn, "changes")
    replies = decide(at, found, Decision.CHANGES, reason=why)
    return [*done(at, _said(at, found, Decision.CHANGES), found), *replies]


def disagree(turn: Turn) -> Iterable[Reply]:
    """`/disagree N RATING why`."""
    return _with_rating(turn, "disagree", Decision.DISAGREE)


def overrule(turn: Turn) -> Iterable[Reply]:
    """`/overrule N RATING why`."""
    return _with_rating(turn, "overrule", Decision.OVERRULE)


def _with_rating(turn: Turn, command: str, decision: Decision) -> Iterable[Reply]:
    at, found, words = claim_of_command(turn, command)
    _reviewable(at, found, decision)
    said = read_verdict(
        words, ratings_of(at), qualifiers_of(at), f"/{command} {found.number} Mixture: half is right"
    )
    replies = decide(
        at,
        found,
        decision,
        reason=said.rationale,
        rating=said.rating,
        qualifiers=said.qualifiers,
        content=at.update.content,
    )
    return [*done(at, _said(at, found, decision), found), *replies]


def agree_pressed(turn: Turn) -> Iterable[Reply]:
    """Agree; in a dispute a lead is asked why, in private."""
    at, found = pressed_claim(turn)
    if found.disputed and at.who.role is Role.LEAD:
        verdict = _reviewable(at, found, Decision.AGREE)
        if not at.update.private:
            return [Alert(url=start_link(at.bot, f"agree-c{found.id}-v{verdict.id}"))]
        return [Alert(), ask_to_decide(at, found, seen_verdict(at))]
    replies = decide(at, found, Decision.AGREE, seen=seen_verdict(at))
    return [Alert(at.own.plain("You agreed to the verdict on #{number}.", number=found.number)), *replies]


def ask_to_decide(turn: Turn, found: Claim, seen: int | None) -> Reply:
    """Asks the lead, in private, why the disputed verdict stands."""
    verdict = _reviewable(turn, found, Decision.AGREE)
    words = turn.t(
        "Why does {name}'s verdict on {claim} stand? Write the reason: whoever disagreed reads it.",
        name=names_of(turn.session, [verdict.author_id]).get(verdict.author_id, ""),
        claim=linked(turn, found),
    )
    return ask_privately(turn, found, "agree", words, seen=seen)


def changes_pressed(turn: Turn) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    verdict = _reviewable(at, found, Decision.CHANGES)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"changes-c{found.id}-v{verdict.id}"))]
    return [Alert(), ask_for_changes(at, found, verdict.id)]


def ask_for_changes(turn: Turn, found: Claim, seen: int | None) -> Reply:
    """Asks the reviewer, in private, what should change."""
    _reviewable(turn, found, Decision.CHANGES)
    words = turn.t("What should change in the verdict on {claim}? Write it here.", claim=linked(turn, found))
    return ask_privately(turn, found, "changes", words, seen=seen)


def disagree_pressed(turn: Turn) -> Iterable[Reply]:
    return _rating_first(turn, Decision.DISAGREE)


def overrule_pressed(turn: Turn) -> Iterable[Reply]:
    return _rating_first(turn, Decision.OVERRULE)


def _rating_first(turn: Turn, decision: Decision) -> Iterable[Reply]:
    at, found = pressed_claim(turn)
    verdict = _reviewable(at, found, decision)
    if not at.update.private:
        return [Alert(url=start_link(at.bot, f"{decision.value}-c{found.id}-v{verdict.id}"))]
    return [Alert(), other_rating(at, found, decision)]


def other_rating(turn: Turn, found: Claim, decision: Decision) -> Reply:
    """Asks, in private, which rating it should be."""
    verdict = _reviewable(turn, found, decision)
    but = verdict.rating if decision is Decision.DISAGREE else None
    return rating_choice(turn, found, f"{decision.value}with", verdict.id, but=but)


def other_rating_pressed(turn: Turn) -> Iterable[Reply]:
    """The other rating was chosen: the reason is asked for."""
    at, found = pressed_claim(turn)
    word = at.update.data.split("with:")[0]
    decision = Decision(word) if word in ("disagree", "overrule") else Decision.DISAGREE
    _reviewable(at, found, decision)
    key = at.update.data.split(":")[2] if at.update.data.count(":") >= 2 else ""
    if key not in {pair[0] for pair in current_scale(at.session, found.desk_id).ratings}:
        raise OldButton
    close_choice(at)
    return [Alert(), _ask_why(at, found, decision, key, seen_verdict(at))]


def answer_reason(turn: Turn, prompt: Prompt, found: Claim, content: Content) -> list[Reply]:
    """The reason for changes, a disagreement, an overruling, or a lead's agreement in a dispute."""
    decision = Decision(prompt.asks)
    # A link that came with the rating belongs to the reason.
    reason = " ".join([content.text, *(prompt.typed.get("links") or ())]) if content.text.strip() else ""
    replies = decide(
        turn,
        found,
        decision,
        seen=prompt.typed.get("seen"),
        reason=reason,
        rating=prompt.typed.get("rating"),
        qualifiers=tuple(prompt.typed.get("qualifiers") or ()),
        content=content,
    )
    return [*done(turn, _said(turn, found, decision), found), *replies]


def decide_as_typed(
    turn: Turn, found: Claim, decision: Decision, said: VerdictReply, content: Content, seen: int | None
) -> list[Reply]:
    """The other rating was typed, with the reason, or without: then that is asked for."""
    _reviewable(turn, found, decision)
    if not said.rationale:
        return [_ask_why(turn, found, decision, said.rating, seen, said)]
    replies = decide(
        turn,
        found,
        decision,
        seen=seen,
        reason=said.rationale,
        rating=said.rating,
        qualifiers=said.qualifiers,
        content=content,
    )
    return [*done(turn, _said(turn, found, decision), found), *replies]


def _ask_why(
    turn: Turn,
    found: Claim,
    decision: Decision,
    rating: str,
    seen: int | None,
    said: VerdictReply | None = None,
) -> Reply:
    typed = {"qualifiers": list(said.qualifiers), "links": list(said.links)} if said is not None else {}
    words = turn.t("Why? Write the reason; it is shown with {claim}.", claim=linked(turn, found))
    return ask_privately(turn, found, decision.value, words, rating=rating, seen=seen, **typed)


def _said(turn: Turn, found: Claim, decision: Decision) -> Markup:
    """What the reviewer has done, and what comes next."""
    if decision is Decision.AGREE:
        return turn.t("You agreed to the verdict on {claim}.", claim=linked(turn, found))
    if decision is Decision.CHANGES:
        return turn.t("You asked for changes to {claim}. Its author is told.", claim=linked(turn, found))
    if decision is Decision.DISAGREE:
        return turn.t("{claim} is disputed now: a lead decides.", claim=linked(turn, found))
    return turn.t("You decided {claim}: it is closed.", claim=linked(turn, found))


def decide(
    turn: Turn,
    found: Claim,
    decision: Decision,
    *,
    seen: int | None = None,
    reason: str = "",
    rating: str | None = None,
    qualifiers: tuple[str, ...] = (),
    content: Content | None = None,
) -> list[Reply]:
    """Records the decision; the group sees edits, author and leads hear in private."""
    member = allow(turn, DEEDS[decision], found)
    if decision is not Decision.AGREE and not reason.strip():
        _reviewable(turn, found, decision)
        raise ReasonMissing(example=with_a_reason(decision, found.number))
    required = required_at(desk_of(turn), turn.who.settings)
    verdict = turn.session.get(Verdict, found.verdict_id) if found.verdict_id else None
    outcome = review_verdict(
        turn.session,
        found,
        member,
        decision,
        required=required,
        now=turn.now,
        seen=seen,
        reason=reason,
        rating=rating,
        qualifiers=qualifiers,
        evidence=evidence_in(content, tuple(find_links(reason))) if content else (),
    )
    if verdict is None:
        raise NoVerdictYet(number=found.number)
    match outcome:
        case Closes():
            return [*settle(turn, found, verdict), *closed(turn, found)]
        case ChangesAsked():
            return [*settle(turn, found, verdict), *changes_wanted(turn, found, verdict)]
        case Disputed() if decision is Decision.DISAGREE:
            return [*count_again(turn, found, verdict, required), *dispute(turn, found, verdict)]
        case _:
            return count_again(turn, found, verdict, required)


def _reviewable(turn: Turn, found: Claim, decision: Decision) -> Verdict:
    """The verdict that may be reviewed by this person; raises before anything is asked."""
    member = allow(turn, DEEDS[decision], found)
    check_no_changes_wanted(turn.session, found)
    after(found.state, DEEDS[decision], number=found.number)
    verdict = turn.session.get(Verdict, found.verdict_id) if found.verdict_id else None
    if verdict is None:
        raise NoVerdictYet(number=found.number)
    if verdict.author_id == member.id and decision is not Decision.OVERRULE:
        raise OwnVerdict(number=found.number)
    return verdict

"""News of a verdict: it waits for sign-off, changes are asked for, it is closed."""

from markupsafe import Markup

from bot.render.claims import evidence_line, quoted, rating_in_words, reasons
from bot.render.lists import claim_link
from bot.render.messages import Button, Keyboard, Message, lines, rows
from bot.texts import Texts
from storage.facts import ClaimFacts, ReviewFacts, VerdictFacts
from storage.vocabulary import Decision


def review_request(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str, needed: int) -> Message:
    """One message for whoever may sign off: the verdict, its reasons, and the three answers."""
    return Message(
        lines(
            _head(t, claim, verdict, bot),
            t("Waits for sign-off: {n} of {needed}.", n=t.number(_agreed(verdict)), needed=t.number(needed)),
        ),
        keyboard=review_buttons(t, claim, verdict),
        preview=False,
    )


def review_buttons(t: Texts, claim: ClaimFacts, verdict: VerdictFacts) -> Keyboard:
    ref = f"c{claim.id}:v{verdict.id}"
    return rows(
        [
            Button(t.plain("Agree"), f"agree:{ref}"),
            Button(t.plain("Ask for changes"), f"changes:{ref}"),
            Button(t.plain("Disagree"), f"disagree:{ref}"),
        ]
    )


def review_settled(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """The same message once somebody has decided: what came of it, and no buttons."""
    outcome = _outcome(t, verdict.reviews[-1]) if verdict.reviews else None
    return Message(lines(_head(t, claim, verdict, bot), outcome))


def taken_back(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """The same message once its author has undone the verdict."""
    said = t("↩ {author} took this verdict back.", author=verdict.author)
    return Message(lines(_head(t, claim, verdict, bot), said))


def _outcome(t: Texts, said: ReviewFacts) -> Markup:
    name, reason = said.reviewer, said.reason or ""
    match said.decision:
        case Decision.AGREE:
            return t("✔ Signed off by {name}.", name=name)
        case Decision.CHANGES:
            return t("✎ {name} asks for changes: {reason}", name=name, reason=reason)
        case Decision.DISAGREE:
            return t("≠ {name} disagrees: {reason}", name=name, reason=reason)
        case Decision.OVERRULE:
            return t("Overruled by {name}: {reason}", name=name, reason=reason)


def _head(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, bot: str) -> Markup:
    return lines(
        t(
            "{claim} · <b>{rating}</b>, says {author}",
            claim=claim_link(bot, claim.id, claim.number),
            rating=rating_in_words(t, verdict),
            author=verdict.author,
        ),
        Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
        reasons(verdict.rationale),
        evidence_line(t, verdict),
    )


def changes_asked(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """To the author, in private."""
    said = verdict.reviews[-1]
    return Message(
        lines(
            t(
                "{name} asks for changes to your verdict on {claim}: {reason}",
                name=said.reviewer,
                claim=claim_link(bot, claim.id, claim.number),
                reason=said.reason or "",
            ),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            t("Reply to this message with the new verdict."),
        ),
        keyboard=((Button(t.plain("Verdict"), f"verdict:c{claim.id}"),),),
    )


def disputed(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str, lead: bool) -> Message:
    """To the author and to leads, in private."""
    said = verdict.reviews[-1]
    buttons = (
        [
            Button(t.plain("Agree"), f"agree:c{claim.id}:v{verdict.id}"),
            Button(t.plain("Overrule"), f"overrule:c{claim.id}:v{verdict.id}"),
        ]
        if lead
        else []
    )
    return Message(
        lines(
            t(
                "{claim} is disputed: {author} says {rating}, {name} says {other}: {reason}",
                claim=claim_link(bot, claim.id, claim.number),
                author=verdict.author,
                rating=rating_in_words(t, verdict),
                name=said.reviewer,
                other=t.plain(said.rating) if said.rating else "?",
                reason=said.reason or "",
            ),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            t("A lead decides: agree, or overrule with a reason.") if lead else None,
        ),
        keyboard=rows(
            [*buttons, Button(t.plain("Open #{number}", number=claim.number), f"open:c{claim.id}")]
        ),
    )


def closed_news(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """To the author and the submitter, in private."""
    agreed = [said.reviewer for said in verdict.reviews if said.decision is Decision.AGREE]
    return Message(
        lines(
            t(
                "{claim} is closed: <b>{rating}</b>",
                claim=claim_link(bot, claim.id, claim.number),
                rating=rating_in_words(t, verdict),
            ),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            reasons(verdict.rationale, 500),
            evidence_line(t, verdict),
            t("Signed off by {names}", names=t.both(agreed)) if agreed else None,
        )
    )


def recorded(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str, needed: int) -> Message:
    """To the author in private: it is recorded, and what it waits for."""
    link = claim_link(bot, claim.id, claim.number)
    rating = rating_in_words(t, verdict)
    undo = ((Button(t.plain("Undo"), f"undo:c{claim.id}"),),)
    if needed == 0:
        return Message(t("{claim} is closed: <b>{rating}</b>.", claim=link, rating=rating), keyboard=undo)
    waits = t.many(
        "It waits for {n} other member to sign it off.",
        "It waits for {n} other members to sign it off.",
        needed,
    )
    return Message(
        lines(t("Your verdict on {claim}: <b>{rating}</b>.", claim=link, rating=rating), waits), keyboard=undo
    )


def _agreed(verdict: VerdictFacts) -> int:
    return sum(said.decision is Decision.AGREE for said in verdict.reviews)

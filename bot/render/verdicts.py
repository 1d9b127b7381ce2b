"""News of a verdict: it waits for sign-off, changes are asked for, it is closed."""

from markupsafe import Markup

from bot.render.claims import evidence_line, quoted, rated_in_words, rating_in_words, reasons
from bot.render.lists import claim_link
from bot.render.messages import Button, Keyboard, Message, lines, rows
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.verdicts import ReviewFacts, VerdictFacts
from storage.vocabulary import Decision

REASON_MOST = 300
"""Characters of a reviewer's reason: with the verdict's own and six of them, one message holds all."""
MOST_DISAGREEMENTS = 6


def review_request(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str, needed: int) -> Message:
    """One message for whoever may sign off: the verdict, its reasons, and the three answers."""
    waits = t(
        "Waits for sign-off: {n} of {needed}.", n=t.number(len(agreeing(verdict))), needed=t.number(needed)
    )
    return Message(
        lines(
            _head(t, claim, verdict, bot),
            *disagreements(t, verdict),
            *rulings(t, verdict),
            t("{name} is asked to sign it off.", name=claim.reviewer) if claim.reviewer else None,
            t("Disputed: a lead decides.") if claim.disputed else waits,
        ),
        keyboard=review_buttons(t, claim, verdict),
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
    outcome = [_outcome(t, verdict.reviews[-1])] if verdict.reviews else []
    signers = agreeing(verdict)
    if len(signers) > 1 and verdict.reviews[-1].decision is Decision.AGREE:
        outcome = [*rulings(t, verdict), t("✔ Signed off by {name}.", name=t.both(signers))]
    return Message(lines(_head(t, claim, verdict, bot), *outcome))


def taken_back(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """The same message once its author has undone the verdict."""
    said = t("↩ {author} took this verdict back.", author=verdict.author)
    return Message(lines(_head(t, claim, verdict, bot), said))


def replaced(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """The same message once its author has given a newer version, which asks for sign-off itself."""
    return Message(lines(_head(t, claim, verdict, bot), t("↻ A newer version took its place.")))


def _outcome(t: Texts, said: ReviewFacts) -> Markup:
    name, reason = said.reviewer, quoted(said.reason or "", REASON_MOST)
    rating = rated_in_words(t, said.rating, said.qualifiers) if said.rating else "–"
    match said.decision:
        case Decision.AGREE:
            if said.reason:
                return t("✔ Signed off by {name}: {reason}", name=name, reason=reason)
            return t("✔ Signed off by {name}.", name=name)
        case Decision.CHANGES:
            return t("✎ {name} asks for changes: {reason}", name=name, reason=reason)
        case Decision.DISAGREE:
            return t(
                "≠ {name} disagrees: <b>{rating}</b>. {reason}",
                name=name,
                rating=rating,
                reason=reason,
            )
        case Decision.OVERRULE:
            return t(
                "Overruled by {name}: <b>{rating}</b>. {reason}",
                name=name,
                rating=rating,
                reason=reason,
            )


def agreeing(verdict: VerdictFacts) -> list[str]:
    """The names of those who agree, by the newest word of each."""
    newest = {said.reviewer_id: said for said in verdict.reviews}
    return [said.reviewer for said in newest.values() if said.decision is Decision.AGREE]


def disagreements(t: Texts, verdict: VerdictFacts) -> list[Markup]:
    """What those say who would rate it otherwise, the newest word of each."""
    newest = {said.reviewer_id: said for said in verdict.reviews}
    others = [said for said in newest.values() if said.decision is Decision.DISAGREE]
    return [_outcome(t, said) for said in others[-MOST_DISAGREEMENTS:]]


def rulings(t: Texts, verdict: VerdictFacts) -> list[Markup]:
    """Why reviewers found that the verdict stands, such as a lead in a dispute, newest last."""
    given = [said for said in verdict.reviews if said.decision is Decision.AGREE and said.reason]
    return [
        t("✔ {name} agrees: {reason}", name=said.reviewer, reason=quoted(said.reason or "", REASON_MOST))
        for said in given[-MOST_DISAGREEMENTS:]
    ]


def wish(t: Texts, verdict: VerdictFacts) -> Markup | None:
    """The changes that are asked for, if that is the last word."""
    last = verdict.reviews[-1] if verdict.reviews else None
    return _outcome(t, last) if last is not None and last.decision is Decision.CHANGES else None


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
                reason=quoted(said.reason or "", REASON_MOST),
            ),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            t("Reply to this message with the new verdict."),
        ),
        keyboard=((Button(t.plain("Verdict"), f"verdict:c{claim.id}"),),),
    )


def disputed(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str, lead: bool) -> Message:
    """To the author and to leads, in private."""
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
            t("{claim} is disputed", claim=claim_link(bot, claim.id, claim.number)),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            t("{name}: <b>{rating}</b>", name=verdict.author, rating=rating_in_words(t, verdict)),
            reasons(verdict.rationale, 500),
            evidence_line(t, verdict),
            *disagreements(t, verdict),
            t("You decide, with a reason: agree with {name}, or overrule.", name=verdict.author)
            if lead
            else t("A lead decides."),
        ),
        keyboard=rows(
            [*buttons, Button(t.plain("Open #{number}", number=claim.number), f"open:c{claim.id}")]
        ),
    )


def closed_news(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, *, bot: str) -> Message:
    """To the author and the submitter, in private."""
    agreed = agreeing(verdict)
    link, rating = claim_link(bot, claim.id, claim.number), rating_in_words(t, verdict)
    head = (
        t(
            "{name} overruled the verdict on {claim}: <b>{rating}</b>",
            name=verdict.author,
            claim=link,
            rating=rating,
        )
        if claim.overruled
        else t("{claim} is closed: <b>{rating}</b>", claim=link, rating=rating)
    )
    return Message(
        lines(
            head,
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            reasons(verdict.rationale, 500),
            evidence_line(t, verdict),
            t("Signed off by {names}", names=t.both(agreed)) if agreed else None,
            *rulings(t, verdict),
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
    if claim.reviewer is not None:
        waits = t("{name} is asked to sign it off.", name=claim.reviewer)
    choose = Button(t.plain("Choose reviewer"), f"reviewer:c{claim.id}")
    return Message(
        lines(t("Your verdict on {claim}: <b>{rating}</b>.", claim=link, rating=rating), waits),
        keyboard=((*undo[0], choose),),
    )


def beside(t: Texts, claim: ClaimFacts, verdict: VerdictFacts, first: VerdictFacts, *, bot: str) -> Message:
    """To the author in private: somebody else's verdict is under review, this one stands beside it."""
    return Message(
        lines(
            t(
                "Your verdict on {claim}: <b>{rating}</b>.",
                claim=claim_link(bot, claim.id, claim.number),
                rating=rating_in_words(t, verdict),
            ),
            t(
                "It stands beside {author}'s ({rating}), which is under review.",
                author=first.author,
                rating=rating_in_words(t, first),
            ),
        ),
        keyboard=((Button(t.plain("Undo"), f"undo:c{claim.id}"),),),
    )

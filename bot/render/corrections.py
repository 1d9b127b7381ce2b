"""News of a correction: to the group, and to everybody who was told the rating before."""

from markupsafe import Markup

from bot.render.claims import correction_word, evidence_line, quoted, rated_in_words, reasons
from bot.render.lists import claim_link
from bot.render.messages import Message, lines
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.verdicts import CorrectionFacts
from storage.vocabulary import CorrectionKind


def correction_news(t: Texts, claim: ClaimFacts, made: CorrectionFacts, *, bot: str) -> Message:
    """What was said before, what holds now, and why."""
    link = claim_link(bot, claim.id, claim.number)
    why = quoted(made.reason, 500)
    was = rated_in_words(t, made.was, made.was_qualified)
    match made.kind:
        case CorrectionKind.RATING_CHANGE:
            head = t(
                "✏️ Correction to {claim}: {was} → <b>{now}</b>",
                claim=link,
                was=was,
                now=rated_in_words(t, made.now or "", made.now_qualified),
            )
        case CorrectionKind.VOID:
            head = t("✏️ Correction to {claim}: the verdict <s>{was}</s> is withdrawn.", claim=link, was=was)
        case _:
            head = t(
                "✏️ {kind} to {claim}, which stays <b>{was}</b>",
                kind=correction_word(t, made.kind).capitalize(),
                claim=link,
                was=was,
            )
    changed = claim.verdict if made.kind is CorrectionKind.RATING_CHANGE else None
    return Message(
        lines(
            head,
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 240)),
            reasons(changed.rationale, 500) if changed else why,
            evidence_line(t, changed) if changed else None,
            t("By {author}, {when}", author=made.author, when=t.full(made.at)),
        )
    )


def kind_hint(t: Texts, kind: CorrectionKind) -> str:
    """What a kind is for, beside its name on a button."""
    hints = {
        CorrectionKind.RATING_CHANGE: t.plain("another rating holds now"),
        CorrectionKind.MINOR: t.plain("a name, a date, a link was wrong; the rating stays"),
        CorrectionKind.UPDATE: t.plain("something became known since; the rating stays"),
        CorrectionKind.VOID: t.plain("the verdict is withdrawn, and none stands instead"),
    }
    return hints[kind]

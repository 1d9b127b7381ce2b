"""The card of a claim, and its buttons."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.render.claims import (
    STATE_MARKS,
    appearances_line,
    claimant_line,
    corrections_block,
    priority_word,
    quoted,
    rating_in_words,
    state_word,
    verdict_block,
)
from bot.render.lists import claim_link
from bot.render.messages import Button, Keyboard, Message, lines, rows, shortened
from bot.render.sources import sources_block
from bot.render.verdicts import agreeing, disagreements, rulings, wish
from bot.rules.differences import Difference
from bot.rules.life import UNDONE
from bot.rules.matching import compare
from bot.rules.sources import weigh
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.vocabulary import Deed, Priority, State

FOLDED_FROM = 300
"""Characters from which a claim is folded on its card: about seven lines of a phone."""

_QUOTED, _FOLDED = Markup("<blockquote>{}</blockquote>"), Markup("<blockquote expandable>{}</blockquote>")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a card in private: what this person may do, and whether names of private people show."""

    may: frozenset[Deed]
    names: bool = False


def card(t: Texts, claim: ClaimFacts, *, bot: str, viewer: Viewer | None = None, needed: int = 1) -> Message:
    """The live card. Without a viewer it is a group's: it shows what somebody may do next.

    `needed` is how many other members must agree before a verdict closes the claim.
    """
    html = lines(
        head_line(t, claim),
        # A long one is folded, so that its verdict stays on a phone's screen.
        (_FOLDED if len(claim.text) > FOLDED_FROM else _QUOTED).format(quoted(claim.text)),
        claimant_line(t, claim),
        appearances_line(t, claim, names=viewer is not None and viewer.names),
        sources_block(t, claim),
        _declined_line(t, claim),
        _who_line(t, claim),
        verdict_block(t, claim, claim.verdict) if claim.verdict else None,
        corrections_block(t, claim),
        *(
            t("{author} says: {rating}", author=other.author, rating=rating_in_words(t, other))
            for other in claim.others
        ),
        *_review_lines(t, claim, needed),
        _counts_line(t, claim),
        _twin_line(t, claim),
    )
    return Message(html, keyboard=buttons(t, claim, viewer))


def earlier_card(t: Texts, claim_id: int, number: int, *, bot: str) -> Message:
    """Where a card stood that was shown anew: a claim has one live card in a chat."""
    return Message(t("{claim} stands further down.", claim=claim_link(bot, claim_id, number)))


def head_line(t: Texts, claim: ClaimFacts) -> Markup:
    """`⚪ #12 · Open · high priority`."""
    parts = [Markup("{} <b>#{}</b>").format(STATE_MARKS[claim.state], claim.number)]
    if claim.state is State.MERGED and claim.merged_into:
        parts.append(t("Merged into #{number}", number=claim.merged_into[1]))
    elif claim.voided:
        parts.append(t("Closed: <b>void</b>"))
    elif claim.state is State.CLOSED and claim.verdict:
        parts.append(t("Closed: <b>{rating}</b>", rating=rating_in_words(t, claim.verdict)))
    else:
        parts.append(Markup(state_word(t, claim.state)))  # noqa: S704 - a sentence of ours
    if claim.disputed:
        parts.append(t("<b>disputed</b>"))
    if claim.priority is not Priority.NORMAL:
        parts.append(Markup(priority_word(t, claim.priority)))  # noqa: S704
    return Markup(" · ").join(parts)


def _declined_line(t: Texts, claim: ClaimFacts) -> Markup | None:
    if not claim.declined:
        return None
    if claim.declined == UNDONE:
        return t("Taken back by whoever queued it.")
    return t("Declined: {reason}", reason=quoted(claim.declined, 300))


def _who_line(t: Texts, claim: ClaimFacts) -> Markup | None:
    parts = []
    if claim.assignee is not None and claim.state in (State.TAKEN, State.IN_REVIEW):
        parts.append(t("Assignee: {name}", name=claim.assignee))
    if claim.due_at is not None:
        parts.append(t("Due: {when}", when=t.moment(claim.due_at)))
    if claim.snoozed_until is not None:
        parts.append(t("Snoozed until {when}", when=t.moment(claim.snoozed_until)))
    return Markup(" · ").join(parts) if parts else None


def _review_lines(t: Texts, claim: ClaimFacts, needed: int) -> list[Markup]:
    """What reviewers say to the verdict, and what it still waits for."""
    if claim.verdict is None:
        return []
    agreed = agreeing(claim.verdict)
    if claim.state is State.TAKEN:
        asked = wish(t, claim.verdict)
        return [asked] if asked is not None else []
    if claim.state is State.IN_REVIEW and claim.disputed:
        return [*disagreements(t, claim.verdict), t("Disputed: a lead decides.")]
    if claim.state is State.IN_REVIEW:
        asked = t("{name} is asked to sign it off.", name=claim.reviewer) if claim.reviewer else None
        return [
            *([asked] if asked is not None else []),
            t(
                "Sign-off: {n} of {needed}{names}",
                n=t.number(len(agreed)),
                needed=t.number(needed),
                names=Markup(" ({})").format(t.both(agreed)) if agreed else "",
            ),
            *rulings(t, claim.verdict),
        ]
    if claim.state is State.CLOSED and agreed:
        return [t("Signed off by {names}", names=t.both(agreed)), *rulings(t, claim.verdict)]
    return []


def _counts_line(t: Texts, claim: ClaimFacts) -> Markup | None:
    parts = []
    if claim.demand > 1:
        parts.append(t.many("brought by {n} person", "brought by {n} people", claim.demand))
    if claim.media:
        parts.append(t.many("{n} file", "{n} files", claim.media))
    if claim.notes:
        parts.append(t.many("{n} note", "{n} notes", claim.notes))
    return Markup(" · ").join(parts) if parts else None


def _twin_line(t: Texts, claim: ClaimFacts) -> Markup | None:
    """The likely repeat, and what tells the two apart all the same."""
    if claim.twin is None:
        return None
    number, text = claim.twin[1], shortened(claim.twin[2], 160)
    if claim.twin_file is not None:
        return _same_file(t, claim.twin_file, number) + Markup(" ") + Markup("<i>{}</i>").format(text)
    likeness = compare(claim.text, claim.twin[2], language=claim.language)
    parts = [t("Same as #{number}? {text}", number=number, text=text)]
    if claim.twin_alike:
        parts.append(t("Alike in meaning"))
    if likeness.shared:
        parts.append(t("In both: {words}", words=t.listed(likeness.shared)))
    if likeness.differences:
        parts.append(Markup("⚠️ {}").format(Markup("; ").join(_apart(t, one) for one in likeness.differences)))
    return lines(*parts)


def _apart(t: Texts, difference: Difference) -> Markup:
    """`not the same figures (14,000 ≠ 40,000)`: this claim's first."""
    here, there = (shortened(said, 60) for said in (difference.here, difference.there))
    if not (here or there):
        return Markup(t.plain(difference.what))  # noqa: S704 - a sentence of ours
    return Markup("{} ({} ≠ {})").format(
        t.plain(difference.what), t.isolated(here or "–"), t.isolated(there or "–")
    )


def _same_file(t: Texts, kind: str, number: int) -> Markup:
    match kind:
        case "photo":
            return t("The same photo is in #{number}:", number=number)
        case "video" | "animation" | "video_note":
            return t("The same video is in #{number}:", number=number)
        case _:
            return t("The same file is in #{number}:", number=number)


def buttons(t: Texts, claim: ClaimFacts, viewer: Viewer | None = None) -> Keyboard:
    """The card's buttons: what somebody, or this viewer, may do next."""
    ref = f"c{claim.id}"
    version = f"v{claim.verdict.id}" if claim.verdict else "v0"
    overrule = Button(t.plain("Overrule"), f"overrule:{ref}:{version}")
    offered: dict[State, list[tuple[Deed, Button]]] = {
        State.OPEN: [
            (Deed.TAKE, Button(t.plain("Take"), f"take:{ref}")),
            (Deed.ADD_SOURCE, Button(t.plain("Add source"), f"source:{ref}")),
            *([(Deed.UNDO, Button(t.plain("Undo"), f"undo:{ref}"))] if viewer is not None else []),
        ],
        State.TAKEN: [
            (Deed.RECORD_VERDICT, Button(t.plain("Verdict"), f"verdict:{ref}")),
            (Deed.RELEASE, Button(t.plain("Release"), f"release:{ref}")),
            (Deed.ADD_SOURCE, Button(t.plain("Add source"), f"source:{ref}")),
        ],
        State.IN_REVIEW: [
            (Deed.AGREE, Button(t.plain("Agree"), f"agree:{ref}:{version}")),
            (Deed.ASK_FOR_CHANGES, Button(t.plain("Ask for changes"), f"changes:{ref}:{version}")),
            (Deed.DISAGREE, Button(t.plain("Disagree"), f"disagree:{ref}:{version}")),
            *([(Deed.OVERRULE, overrule)] if viewer is not None and claim.disputed else []),
        ],
        State.CLOSED: [
            (Deed.CORRECT, Button(t.plain("Correct"), f"correct:{ref}:{version}")),
            (Deed.READ, Button(t.plain("History"), f"history:{ref}")),
        ],
        State.MERGED: [
            *(
                [(Deed.READ, Button(t.plain("Open #{number}", number=whole[1]), f"open:c{whole[0]}"))]
                if (whole := claim.merged_into)
                else []
            ),
            (Deed.READ, Button(t.plain("History"), f"history:{ref}")),
        ],
        State.DECLINED: [(Deed.READ, Button(t.plain("History"), f"history:{ref}"))],
    }
    shown = [button for deed, button in offered[claim.state] if viewer is None or deed in viewer.may]
    if claim.state in (State.OPEN, State.TAKEN, State.IN_REVIEW):
        shown.append(Button(t.plain("More"), f"more:{ref}"))
    if viewer is not None and claim.sources:
        n = t.number(len(weigh(claim.claimant, claim.sources).origins))
        shown.append(Button(t.plain("Why {n}?", n=n), f"sources:{ref}"))
    keyboard = rows(shown)
    if claim.twin is not None and (viewer is None or Deed.MERGE in viewer.may):
        keyboard = (
            (
                Button(t.plain("Same"), f"same:{ref}:t{claim.twin[0]}"),
                Button(t.plain("Different"), f"different:{ref}:t{claim.twin[0]}"),
            ),
            *keyboard,
        )
    return keyboard

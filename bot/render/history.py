"""A claim's history in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.render.claims import correction_word, quoted, rated_in_words, stance_word
from bot.render.fitting import fits
from bot.render.lists import claim_link
from bot.render.messages import Button, Keyboard, Message, lines, rows
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.vocabulary import CorrectionKind, Deed, Stance

MOST = 30
"""Lines on one page."""
DETAIL = (120, 60, 20)
"""Characters of what was said, in one line; where a page of long ones would not fit, fewer."""

Line = tuple[datetime, Deed, str, dict[str, Any], dict[str, Any]]


def deed_words(t: Texts, deed: Deed) -> str:
    """A deed as it is told afterwards."""
    words = {
        Deed.SUBMIT: t.plain("queued"),
        Deed.TAKE: t.plain("taken"),
        Deed.RELEASE: t.plain("released"),
        Deed.ASSIGN: t.plain("assigned"),
        Deed.ADD_NOTE: t.plain("note"),
        Deed.ADD_SOURCE: t.plain("source added"),
        Deed.ADD_APPEARANCE: t.plain("seen again"),
        Deed.RECORD_VERDICT: t.plain("verdict"),
        Deed.AMEND_VERDICT: t.plain("verdict amended"),
        Deed.UNDO: t.plain("undone"),
        Deed.CHOOSE_REVIEWER: t.plain("reviewer chosen"),
        Deed.AGREE: t.plain("agreed"),
        Deed.ASK_FOR_CHANGES: t.plain("changes asked for"),
        Deed.DISAGREE: t.plain("disagreed"),
        Deed.OVERRULE: t.plain("overruled"),
        Deed.CORRECT: t.plain("corrected"),
        Deed.DECLINE: t.plain("declined"),
        Deed.REOPEN: t.plain("opened again"),
        Deed.MERGE: t.plain("merged"),
        Deed.UNMERGE: t.plain("un-merged"),
        Deed.TELL_APART: t.plain("told apart from another claim"),
        Deed.SNOOZE: t.plain("snoozed"),
        Deed.ACKNOWLEDGE: t.plain("acknowledged"),
        Deed.SET_PRIORITY: t.plain("priority set"),
        Deed.SET_DUE: t.plain("due time set"),
        Deed.REMIND: t.plain("reminded"),
    }
    return words.get(deed, deed.value)


def history_page(
    t: Texts,
    claim: ClaimFacts,
    events: Sequence[Line],
    *,
    bot: str,
    submitter: bool,
    page: int = 0,
) -> Message:
    """Who did what, when, oldest first; page 0 ends with the newest. Who submitted the claim is named only
    where `submitter` says so. Ratings stand in the lines by their English labels.
    """
    pages = max(1, -(-len(events) // MOST))
    page = min(page, pages - 1)
    end = len(events) - page * MOST
    shown = events[max(0, end - MOST) : end]
    head = lines(
        t(
            "<b>History of {claim}</b> · times of {zone}",
            claim=claim_link(bot, claim.id, claim.number),
            zone=t.zone.key,
        ),
        quoted(claim.text, 300),
        t("Page {n} of {total}, the newest first", n=t.number(page + 1), total=t.number(pages))
        if pages > 1
        else None,
    )
    for most in DETAIL:
        html = lines(head, *(_line(t, line, most, submitter=submitter) for line in shown))
        if fits(html):
            break
    return Message(html, keyboard=_turning(t, claim.id, page, pages))


def _turning(t: Texts, claim_id: int, page: int, pages: int) -> Keyboard:
    """To older and newer pages, each named by its page counted from the newest."""
    buttons = []
    if page + 1 < pages:
        buttons.append(Button("◀ " + t.plain("Older"), f"history:c{claim_id}:p{page + 1}"))
    if page > 0:
        buttons.append(Button(t.plain("Newer") + " ▶", f"history:c{claim_id}:p{page - 1}"))
    return rows(buttons)


def _line(t: Texts, line: Line, most: int, *, submitter: bool) -> Markup:
    at, deed, name, _before, after = line
    # Whoever takes a submission back is its submitter.
    submitted = deed in (Deed.SUBMIT, Deed.ADD_APPEARANCE) or (
        deed is Deed.UNDO and "undone_verdict" not in after
    )
    hidden = submitted and not submitter
    who = Markup(" · ") + t("{name}", name=name) if name and not hidden else Markup("")
    words = deed_words(t, deed)
    if deed is Deed.CHOOSE_REVIEWER and not after.get("reviewer"):
        words = t.plain("the chosen reviewer left")
    detail = after.get("reason") or (after.get("text") if deed is Deed.ADD_NOTE else None) or after.get("who")
    if deed is Deed.ADD_SOURCE and after.get("stance"):
        source = after.get("who") or t.plain("a protected source")
        detail = f"{source} {stance_word(t, Stance(after['stance']))}"
    detail = after.get("whom") or detail
    until = after.get("due_at") if deed is Deed.SET_DUE else after.get("snoozed_until")
    if deed in (Deed.SET_DUE, Deed.SNOOZE) and until:
        detail = t.full(datetime.fromisoformat(until))
    if deed is Deed.SET_PRIORITY:
        detail = after.get("priority")
    if deed is Deed.CORRECT and after.get("kind"):
        kind = correction_word(t, CorrectionKind(after["kind"]))
        detail = f"{kind}. {detail}" if detail else kind
    if "part" in after:
        # At the claim that the other became part of, or was.
        detail = t.plain("#{number} is the part", number=after["number"])
    elif deed is Deed.MERGE:
        detail = t.plain("into #{number}", number=after["number"])
    if label := after.get("rating"):
        rating = rated_in_words(t, label, after.get("qualifiers") or ())
        detail = f"{rating}. {detail}" if detail else rating
    return Markup("{} · {}{}{}").format(
        t.full(at),
        words,
        who,
        Markup(": <i>{}</i>").format(quoted(str(detail), most)) if detail else "",
    )

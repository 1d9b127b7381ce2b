"""A claim in words: its state, rating, sources and verdict, as cards, lists and digests show them."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.render.messages import lines, shortened
from bot.rules.links import find_links, host_of
from bot.rules.origins import outlet_of
from bot.rules.pages import page_of
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.sources import AppearanceFacts
from storage.facts.verdicts import CorrectionFacts, EvidenceFacts, Said, VerdictFacts
from storage.vocabulary import CorrectionKind, Priority, Qualifier, Stance, State
from storage.words import visible

CLAIM_MOST = 900
RATIONALE_MOST = 700
SHOWN_CORRECTIONS = 3

STATE_MARKS = {
    State.OPEN: "⚪",
    State.TAKEN: "🟡",
    State.IN_REVIEW: "🟣",
    State.CLOSED: "🟢",
    State.MERGED: "🔗",
    State.DECLINED: "🚫",
}


def state_word(t: Texts, state: State) -> str:
    """The state as people say it."""
    words = {
        State.OPEN: t.plain("Open"),
        State.TAKEN: t.plain("Taken"),
        State.IN_REVIEW: t.plain("In review"),
        State.CLOSED: t.plain("Closed"),
        State.MERGED: t.plain("Merged"),
        State.DECLINED: t.plain("Declined"),
    }
    return words[state]


def priority_word(t: Texts, priority: Priority) -> str:
    words = {
        Priority.LOW: t.plain("low priority"),
        Priority.NORMAL: t.plain("normal priority"),
        Priority.HIGH: t.plain("high priority"),
        Priority.URGENT: t.plain("urgent"),
    }
    return words[priority]


def stance_word(t: Texts, stance: Stance) -> str:
    words = {
        Stance.REPORTS: t.plain("reports"),
        Stance.REPEATS: t.plain("repeats"),
        Stance.CONFIRMS: t.plain("confirms"),
        Stance.DENIES: t.plain("denies"),
    }
    return words[stance]


def qualifier_word(t: Texts, qualifier: str) -> str:
    words = {
        Qualifier.MISSING_CONTEXT: t.plain("Missing context"),
        Qualifier.ALTERED: t.plain("Altered"),
        Qualifier.SATIRE: t.plain("Satire"),
    }
    return words[Qualifier(qualifier)]


def rating_in_words(t: Texts, verdict: VerdictFacts | Said) -> str:
    """The rating with its qualifiers: `False (Altered)`."""
    return rated_in_words(t, verdict.rating, verdict.qualifiers)


def rated_in_words(t: Texts, label: str, qualifiers: Sequence[str]) -> str:
    """The same of an English label and the keys of qualifiers."""
    rating = t.plain(label)
    if not qualifiers:
        return rating
    return f"{rating} ({t.plain(', ').join(qualifier_word(t, qualifier) for qualifier in qualifiers)})"


def quoted(text: str, most: int = CLAIM_MOST) -> Markup:
    """A text of the outside as HTML: escaped, bidi controls shown, not longer than fits."""
    return escape(shortened(visible(text), most))


def reasons(rationale: str, most: int = RATIONALE_MOST) -> Markup:
    """A rationale without the links at its end: they stand below, as evidence."""
    text = rationale.rstrip()
    for url in reversed(find_links(text)):
        text = text.removesuffix(url).rstrip()
    return quoted(text or rationale, most)


def link(url: str, words: str | None = None) -> Markup:
    """A link that shows the host it leads to; anything but http(s) is shown as text."""
    host = host_of(url)
    if host is None:
        return escape(shortened(visible(url), 80))
    return Markup('<a href="{}">{}</a>').format(url, shortened(words, 60) if words else host)


def claimant_line(t: Texts, claim: ClaimFacts) -> Markup | None:
    return (
        t("Claimant: {claimant}", claimant=shortened(visible(claim.claimant), 120))
        if claim.claimant
        else None
    )


def appearances_line(t: Texts, claim: ClaimFacts, *, names: bool) -> Markup | None:
    """Where it was seen, three at most; one page is one place, however its link was shared. A private person is
    named only where `names` says so."""
    shown: list[Markup] = []
    pages: set[str] = set()
    for appearance in claim.appearances:
        page = page_of(appearance.url) if appearance.url else None
        if page in pages:
            continue
        if page is not None:
            pages.add(page)
        if appearance.origin_private and not names:
            shown.append(t("forwarded from a private person (claimed)"))
        elif appearance.origin:
            name = visible(shortened(appearance.origin, 60))
            what = link(appearance.url, name) if appearance.url else escape(name)
            shown.append(t("forwarded from {who} (claimed)", who=what))
        elif appearance.url:
            shown.append(_article(t, appearance, appearance.url))
        elif appearance.title:
            shown.append(escape(shortened(visible(appearance.title), 60)))
    if not shown:
        return None
    distinct = list(dict.fromkeys(shown))
    more = t(" and {n} more", n=len(distinct) - 3) if len(distinct) > 3 else Markup("")
    return t("Seen: {where}{more}", where=t.listed(distinct[:3]), more=more)


def _article(t: Texts, seen: AppearanceFacts, url: str) -> Markup:
    """An article by its title, with its outlet and day."""
    if not seen.title:
        return link(url)
    about = [outlet_of(url), t.dated(seen.published_on) if seen.published_on else None]
    return link(url, seen.title) + Markup(" ({})").format(", ".join(part for part in about if part))


def evidence_line(t: Texts, verdict: VerdictFacts) -> Markup | None:
    """What the verdict rests on, four at most."""
    if not verdict.evidence:
        return None
    shown = list(dict.fromkeys(_one_evidence(t, item) for item in verdict.evidence))
    return t("Evidence: {list}", list=t.listed(shown[:4]))


def _one_evidence(t: Texts, item: EvidenceFacts) -> Markup:
    if item.url:
        return link(item.url)
    if item.kind == "forward":
        if item.origin is None:
            return t("forwarded post (a private person, claimed)")
        return t("forwarded post ({who}, claimed)", who=shortened(item.origin, 60))
    return t("attached file")


def correction_word(t: Texts, kind: CorrectionKind) -> str:
    """The kind of a correction as people say and write it."""
    words = {
        CorrectionKind.RATING_CHANGE: t.plain("rating change"),
        CorrectionKind.MINOR: t.plain("minor correction"),
        CorrectionKind.UPDATE: t.plain("update"),
        CorrectionKind.VOID: t.plain("void"),
    }
    return words[kind]


def corrections_block(t: Texts, claim: ClaimFacts) -> Markup | None:
    """What was corrected, when and why, the newest first; the older ones are counted."""
    if not claim.corrections:
        return None
    newest = claim.corrections[: -SHOWN_CORRECTIONS - 1 : -1]
    earlier = len(claim.corrections) - len(newest)
    return lines(
        *(_correction(t, one) for one in newest),
        t.many("{n} earlier correction: see History", "{n} earlier corrections: see History", earlier)
        if earlier
        else None,
    )


def _correction(t: Texts, one: CorrectionFacts) -> Markup:
    when, kind, why = t.full(one.at), correction_word(t, one.kind), quoted(one.reason, 300)
    if one.now is not None:
        return t(
            "✏️ {when}, {kind}: {was} → <b>{now}</b>, by {author}: {why}",
            when=when,
            kind=kind,
            was=rated_in_words(t, one.was, one.was_qualified),
            now=rated_in_words(t, one.now, one.now_qualified),
            author=one.author,
            why=why,
        )
    return t("✏️ {when}, {kind}, by {author}: {why}", when=when, kind=kind, author=one.author, why=why)


def verdict_block(t: Texts, claim: ClaimFacts, verdict: VerdictFacts) -> Markup:
    """Rating, author, rationale and evidence."""
    rating = Markup("<b>{}</b>").format(rating_in_words(t, verdict))
    if claim.voided:
        rating = t("<s>{rating}</s> (withdrawn)", rating=rating_in_words(t, verdict))
    head = t("Verdict: {rating} by {author}", rating=rating, author=verdict.author)
    if claim.overruled:
        head = head + t(" · overruled")
    return lines(head, reasons(verdict.rationale), evidence_line(t, verdict))

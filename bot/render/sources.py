"""The sources ledger in words: folded on the card, whole with the reason for each count when asked for."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from bot.render.claims import link, quoted, stance_word
from bot.render.fitting import fits
from bot.render.lists import claim_link
from bot.render.messages import Button, Message, lines, rows, shortened
from bot.rules.origins import is_private, shown_origin
from bot.rules.sources import Origin, Weighed, weigh
from bot.texts import Texts
from storage.facts.claims import ClaimFacts
from storage.facts.sources import SourceFacts
from storage.vocabulary import Stance
from storage.words import visible

ON_CARD = 12
"""Entries on a card, folded; all of them stand in the message of the Sources button."""
_MOST = (60, 40, 25, 12)
"""Entries in that message, tried until it fits."""


def sources_block(t: Texts, claim: ClaimFacts) -> Markup | None:
    """The ledger's counts, and the ledger itself folded."""
    origins = len(weigh(claim.claimant, claim.sources).origins)
    single = t("⚠️ <b>single source</b>") if origins == 1 else None
    if not claim.sources:
        return single
    counts = t(
        "Sources: {all} · {independent} independent{claimant}{single}",
        all=t.number(len(claim.sources)),
        independent=t.number(origins),
        claimant=Markup(" ({})").format(t("with the claimant")) if claim.claimant else "",
        single=Markup(" · ") + single if single else "",
    )
    return lines(counts, _ledger(t, claim.sources, ON_CARD))


def shared_sources(t: Texts, claim: ClaimFacts) -> Markup | None:
    """The ledger for readers elsewhere: protected sources and private persons are not even counted."""
    return _ledger(
        t, [one for one in claim.sources if not one.protected and not is_private(one.origin)], ON_CARD
    )


def sources_message(
    t: Texts, claim: ClaimFacts, *, bot: str, names: frozenset[int] = frozenset(), may_add: bool = True
) -> Message:
    """The whole ledger, and why it counts as it does. `names`: the protected sources that the reader may see
    named."""
    counted = weigh(claim.claimant, claim.sources)
    buttons = [Button(t.plain("Add source"), f"source:c{claim.id}")] if may_add else []
    html = Markup("")
    for most in _MOST:
        html = lines(
            t("<b>Sources of {claim}</b>", claim=claim_link(bot, claim.id, claim.number)),
            Markup("<blockquote>{}</blockquote>").format(quoted(claim.text, 160)),
            _ledger(t, claim.sources, most, names) or t("Nobody but the claimant is named yet.")
            if claim.claimant or claim.sources
            else t("Nobody is named yet."),
            *_why(t, claim, counted, most, names),
        )
        if fits(html) and str(html).count("<a ") < 90:
            break
    return Message(html, keyboard=rows(buttons))


def _why(
    t: Texts, claim: ClaimFacts, counted: Weighed, most: int, names: frozenset[int]
) -> Sequence[Markup | None]:
    by_id = {source.id: source for source in claim.sources}
    n = len(counted.origins)
    if not n:
        head = t("No origin carries it.")
    elif n == 1:
        head = t("⚠️ <b>single source</b>: one origin carries it")
    else:
        head = t("<b>Why {n}?</b> Counted by origin:", n=t.number(n))
    shown = [
        Markup("{}. {}").format(t.number(number), _origin(t, claim, origin, by_id, names))
        for number, origin in enumerate(counted.origins[:most], 1)
    ]
    more = n - len(shown)
    return [
        Markup("\n{}").format(head),
        *shown,
        t("and {n} more", n=t.number(more)) if more else None,
        t(
            "Repeats nobody named, so not counted: {list}",
            list=_names(t, counted.unnamed[:most], by_id, names),
        )
        if counted.unnamed
        else None,
        t("Denies, so does not carry it: {list}", list=_names(t, counted.denying[:most], by_id, names))
        if counted.denying
        else None,
    ]


def _origin(
    t: Texts, claim: ClaimFacts, origin: Origin, by_id: dict[int, SourceFacts], names: frozenset[int]
) -> Markup:
    """`SOHR (the claimant): A repeats, B repeats`."""
    own = [by_id[id_] for id_ in origin.own]
    said = t.listed(
        t("{who} {stance}", who=_who(t, by_id[id_], names), stance=stance_word(t, by_id[id_].stance))
        for id_ in (*origin.own, *origin.repeats)[:ON_CARD]
    )
    name = Markup("<b>{}</b>").format(_origin_name(t, claim, origin, own, by_id, names))
    if origin.claimant:
        name = t("{name} (the claimant)", name=name)
    elif own and all(source.claimed for source in own):
        name = t("{name} (claimed)", name=name)
    return Markup("{}: {}").format(name, said) if said else name


def _origin_name(
    t: Texts,
    claim: ClaimFacts,
    origin: Origin,
    own: Sequence[SourceFacts],
    by_id: dict[int, SourceFacts],
    names: frozenset[int],
) -> Markup:
    if origin.claimant and claim.claimant:
        return escape(shortened(visible(claim.claimant), 60))
    if not origin.key:
        return t("somebody whom nobody names")
    if own and all(_hidden(source, names) for source in own):
        return t("a protected source")
    known = shown_origin(origin.key)
    if known is not None:
        return escape(shortened(visible(known), 60))
    if own:
        return _who(t, own[0], names)
    outside = (by_id[id_].repeats_who for id_ in origin.repeats)
    return escape(shortened(visible(next((who for who in outside if who), "")), 60))


def _names(t: Texts, ids: Sequence[int], by_id: dict[int, SourceFacts], names: frozenset[int]) -> Markup:
    return t.listed(_who(t, by_id[id_], names) for id_ in ids)


def _ledger(
    t: Texts, sources: Sequence[SourceFacts], most: int, names: frozenset[int] = frozenset()
) -> Markup | None:
    """One line for each entry under its number, folded."""
    if not sources:
        return None
    by_id = {source.id: source for source in sources}
    shown = [
        Markup("{}. {}").format(t.number(number), _line(t, source, by_id, names))
        for number, source in enumerate(sources[:most], 1)
    ]
    if len(sources) > most:
        shown.append(t("and {n} more", n=t.number(len(sources) - most)))
    return Markup("<blockquote expandable>{}</blockquote>").format(Markup("\n").join(shown))


def _line(t: Texts, source: SourceFacts, by_id: dict[int, SourceFacts], names: frozenset[int]) -> Markup:
    who, stance = _who(t, source, names, linked=True), stance_word(t, source.stance)
    if source.claimed:
        who = t("{name} (claimed)", name=who)
    if source.stance is Stance.REPEATS:
        entry = by_id.get(source.repeats_id or 0)
        whom = (
            _who(t, entry, names)
            if entry is not None
            else escape(shortened(visible(source.repeats_who), 60))
            if source.repeats_who
            else None
        )
        if whom is not None:
            return t("{who} {stance} {whom}", who=who, stance=stance, whom=whom)
    return t("{who} {stance}", who=who, stance=stance)


def _who(t: Texts, source: SourceFacts, names: frozenset[int], *, linked: bool = False) -> Markup:
    """Who an entry names. A private person is named to nobody, a protected source to few."""
    if _hidden(source, names):
        return t("a protected source")
    if is_private(source.origin):
        return t("a private person")
    if linked and source.url:
        return link(source.url, visible(source.who))
    return escape(shortened(visible(source.who), 60))


def _hidden(source: SourceFacts, names: frozenset[int]) -> bool:
    """Protected from this reader, or without a name, as whoever protected it was forgotten."""
    return source.protected and (source.id not in names or not source.who)

"""Sentences that speak of the one before: who stands for it, and that nobody has verified it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.claimants import credited
from bot.rules.cuelists import Cues
from bot.rules.names import Name
from bot.rules.scoring import ReadSentence, Reason

_LITTLE = 7
"""Words that a note may hold beside its cue and its pointer, without being a statement of its own."""
_FEWEST = 4
"""Words of a sentence that can be meant."""


def attached(read: Sequence[ReadSentence], cues: Cues) -> list[ReadSentence]:
    """The sentences, each with what the notes after it say of it; what is only a note is left out.

    "That claim has not been verified" is such a note, and so is "The governor reported this". A note that says
    more than that stays.
    """
    kept: list[ReadSentence] = []
    for one in read:
        credit = credited(one.place.text, one.tokens, one.matches, cues)
        if credit is not None and (meant := _meant(kept, one, 1)):
            kept[meant[0]] = _with_claimant(kept[meant[0]], credit, one.place.start)
            continue
        only = points_back(one, cues, whole=True)
        points = only or (_opens_with_pointer(one, cues) and points_back(one, cues, little=2 * _LITTLE))
        meant = _meant_by(kept, one, cues) if points else []
        if not meant:
            kept.append(one)
            continue
        reason = next(reason for reason in one.reasons if reason.key == "unverified")
        for place in meant:
            kept[place] = _doubted(kept[place], reason)
        if not only:
            kept.append(one)
    return kept


def points_back(one: ReadSentence, cues: Cues, *, little: int = _LITTLE, whole: bool = False) -> bool:
    """It says "not verified" of something named by a word like "that claim", and holds little else.

    A `whole` sentence that holds nothing else need not name it: "Officially nobody confirms."
    """
    if not one.unverified or any(reason.key == "figure" for reason in one.reasons) or _tells(one, cues):
        return False
    anaphors, pointers = cues.words("anaphors"), cues.words("pointers")
    said = [token.word for token in one.tokens]
    covered = {
        place
        for match in one.matches
        if match.group == "unverified"
        for place in range(match.first, match.after)
    }
    points = any(
        word in anaphors
        and (
            place == 0
            or said[place - 1] in pointers
            or word in pointers | cues.words("pronouns")
            or not cues.words("articles")
        )
        for place, word in enumerate(said)
    )
    idle = anaphors | pointers | cues.words("function")
    matter = [word for place, word in enumerate(said) if place not in covered and word not in idle]
    return len(matter) <= (little if points else 0) and (points or whole)


def _tells(one: ReadSentence, cues: Cues) -> bool:
    """It passes something on itself: "rumours have it that …, which nobody has confirmed"."""
    doubts = [match for match in one.matches if match.group == "unverified"]
    return any(
        match.group in ("hedge", "rumour", "dispute")
        and one.tokens[match.first].word not in cues.words("anaphors")
        and not any(match.first < doubt.after and doubt.first < match.after for doubt in doubts)
        for match in one.matches
    )


def _opens_with_pointer(one: ReadSentence, cues: Cues) -> bool:
    opening = {token.word for token in one.tokens[:3]}
    return bool(opening & cues.words("anaphors"))


def _meant_by(kept: Sequence[ReadSentence], one: ReadSentence, cues: Cues) -> list[int]:
    """The places of what a note of doubt speaks of: the sentence before, and the one that it speaks of itself.

    "Neither figure" speaks of two sentences with figures.
    """
    if cues.words("both") & {token.word for token in one.tokens}:
        meant = [place for place in _meant(kept, one, 4) if kept[place].traits.get("figure")][:2]
        return meant or _meant(kept, one, 1)
    meant = _meant(kept, one, 1)
    if meant and meant[0] and not kept[meant[0]].said.claimant and _opens_with_pointer(kept[meant[0]], cues):
        before = meant[0] - 1
        if kept[before].place.paragraph == kept[meant[0]].place.paragraph:
            meant.append(before)
    return meant


def _meant(kept: Sequence[ReadSentence], one: ReadSentence, most: int) -> list[int]:
    """The places of the `most` nearest sentences that can be meant."""
    near = range(len(kept) - 1, max(len(kept) - 1 - 2 * most, -1), -1)
    return [place for place in near if _can_be_meant(kept[place], one)][:most]


def _can_be_meant(before: ReadSentence, one: ReadSentence) -> bool:
    near = one.place.paragraph - before.place.paragraph <= 1
    return near and len(before.tokens) >= _FEWEST and before.place.ended and not before.has("boilerplate")


def _doubted(meant: ReadSentence, reason: Reason) -> ReadSentence:
    if meant.unverified:
        return meant
    return replace(meant, traits={**meant.traits, "unverified": 1.0}, reasons=(reason, *meant.reasons))


def _with_claimant(meant: ReadSentence, credit: Name, start: int) -> ReadSentence:
    """The claimant named by the note, at its place in the whole text."""
    if meant.said.claimant:
        return meant
    shift = start - meant.place.start
    said = replace(
        meant.said, claimant=credit.text, start=credit.start + shift, end=credit.end + shift, returning=False
    )
    reasons = meant.reasons
    if not any(reason.key == "attribution" for reason in reasons):
        reasons = (*reasons, Reason("attribution", credit.text))
    return replace(meant, said=said, traits={**meant.traits, "attribution": 1.0}, reasons=reasons)

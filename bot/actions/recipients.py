"""Whom a step of a ladder reaches: people in private, the group, or the group in the place of somebody who cannot
be reached."""

from collections.abc import Sequence

from bot.actions.bundles import Bundles, Recipient, group_of, private_of
from bot.rules.ladders import To
from bot.rules.reminders import DueStep
from storage.claims import Claim
from storage.desks import Colleague
from storage.vocabulary import Role


def recipients(
    claim: Claim, step: DueStep, bundles: Bundles, left_by: int | None
) -> Sequence[tuple[Recipient | None, To, int | None]]:
    """Who is reminded, and as what; a person who cannot be reached is named in the group instead."""
    to = step.to
    if step.step.releases:
        # The rule tells the group; whoever had the claim, and the leads, are told as well.
        to = (*to, To.ASSIGNEE, To.LEADS)
    found: list[tuple[Recipient | None, To, int | None]] = []
    for one in to:
        members = members_behind(claim, one, bundles, left_by)
        if members is None and all(_wants(one_, one, step) for one_ in _alone(bundles)):
            found.append((group_of(bundles), one, None))
        for person in members or ():
            if not _wants(person, one, step):
                continue
            if person.reachable and person.telegram_id is not None:
                found.append((private_of(person), one, None))
            else:
                found.append((group_of(bundles), one, person.member_id))
    return found or [(None, step.to[0], None)]


def _wants(person: Colleague, to: To, step: DueStep) -> bool:
    """Who wants no reminders is asked all the same before a claim is taken from them, and told when it is."""
    return person.reminders or step.step.releases or (step.step.asks and to is To.ASSIGNEE)


def _alone(bundles: Bundles) -> Sequence[Colleague]:
    """The one member of a private desk, whom its chat is for."""
    return list(bundles.people.values()) if bundles.desk.private else []


def members_behind(claim: Claim, to: To, bundles: Bundles, left_by: int | None) -> Sequence[Colleague] | None:
    """The people behind a recipient; None for the group."""
    people = bundles.people
    if bundles.desk.private:
        return None
    match to:
        case To.LEADS:
            return [one for one in people.values() if one.role is Role.LEAD]
        case To.ASSIGNEE:
            member_id = left_by or claim.assignee_id
            # Whoever has left the desk hears nothing more of it; the group does.
            return [people[member_id]] if member_id in people else None
        case To.REVIEWERS:
            chosen = people.get(claim.reviewer_id) if claim.reviewer_id else None
            return [chosen] if chosen is not None and chosen.reachable else None
        case _:
            return None


def blocked_recipients(claim: Claim, bundles: Bundles) -> frozenset[To]:
    """The recipients of whom everybody has blocked the bot."""
    found = set()
    for to in (To.ASSIGNEE, To.LEADS):
        members = members_behind(claim, to, bundles, None)
        if members and all(one.blocked for one in members):
            found.add(to)
    return frozenset(found)

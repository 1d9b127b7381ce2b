"""The ladder of reminders about one claim: what is due, to whom, and when to look again.

Nothing here is a window of time: a step is due from its moment on until it is done, so an outage loses
none and a restart repeats none. The caller keeps what is done, each step with the moment it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from bot.rules.ladders import Ladder, To
from bot.rules.policies import From, Policy, Step
from bot.rules.quiet import QuietHours, is_quiet, next_allowed
from storage.vocabulary import UNFINISHED, Priority, State


@dataclass(frozen=True, slots=True)
class LadderClaim:
    """What the ladder needs to know of a claim. All moments are aware."""

    state: State
    priority: Priority
    since: datetime
    """When this round of the ladder began."""
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    acknowledged_at: datetime | None = None
    """When somebody last said On it, in this round."""
    lead_on_it: bool = False
    """A lead has said so: the leads need not be told again in this round."""
    changes_asked: bool = False
    """It is taken because a reviewer asked for changes."""
    disputed: bool = False
    """It is in review and a lead has to decide."""
    blocked: frozenset[To] = frozenset()
    """Recipients of whom everybody has blocked the bot: their step counts as skipped, the next comes at once."""
    unheard: frozenset[tuple[str, int]] = frozenset()
    """Steps of this round that were sent and reached nobody: blocked, as it turned out."""
    done: Mapping[tuple[str, int], datetime] = field(default_factory=dict)
    """Steps of this round that were sent or passed over: key and count, and when."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """The nth time of a step, the moment it was meant for, and to whom it goes now."""

    step: Step
    n: int
    moment: datetime
    to: tuple[To, ...]

    @property
    def key(self) -> tuple[str, int]:
        """What the caller writes down as done."""
        return self.step.key, self.n


@dataclass(frozen=True, slots=True)
class Ring:
    """What to send now, and what to write down as done without sending: something later says more."""

    send: tuple[DueStep, ...] = ()
    passed_over: tuple[DueStep, ...] = ()


def due_steps(claim: LadderClaim, policy: Policy, now: datetime, quiet: QuietHours) -> Ring:
    """What is due at `now`. In quiet hours, nothing.

    Of several steps that are due for the same recipients, only the latest is sent; the question whether to
    release goes before all. A step that releases stands alone: with it the ladder begins anew.
    """
    if claim.state not in UNFINISHED or (is_quiet(now, quiet) and not _breaks_through(claim, policy)):
        return Ring()
    due = sorted((step for step in _pending(claim, policy) if step.moment <= now), key=_weight)
    for step in due:
        if step.step.releases:
            return Ring((step,), tuple(other for other in due if other is not step))
    send: list[DueStep] = []
    passed_over: list[DueStep] = []
    served: set[To] = set()
    for step in reversed(due):
        to = tuple(recipient for recipient in step.to if recipient not in served)
        served.update(to)
        if to:
            send.append(replace(step, to=to))
        else:
            passed_over.append(step)
    return Ring(tuple(send), tuple(passed_over))


def next_moment(claim: LadderClaim, policy: Policy, after: datetime, quiet: QuietHours) -> datetime | None:
    """When something is next due, not before `after`; UTC. None: nothing to come as things stand.

    What is due already is due now, or at the end of the quiet hours.
    """
    if claim.state not in UNFINISHED:
        return None
    moments = [step.moment for step in _pending(claim, policy)]
    if not moments:
        return None
    moment = max(min(moments), after)
    return moment if _breaks_through(claim, policy) else next_allowed(moment, quiet)


def _breaks_through(claim: LadderClaim, policy: Policy) -> bool:
    return policy.urgent_anytime and claim.priority is Priority.URGENT


def _weight(step: DueStep) -> tuple[bool, datetime]:
    return step.step.asks, step.moment


def _pending(claim: LadderClaim, policy: Policy) -> Iterator[DueStep]:
    """Each step's next time that is not done, whether it has come or not."""
    factor = policy.factor(claim.priority)
    base = _base(claim)
    ladders = _ladders(claim)
    steps = [step for step in policy.steps if step.ladder is None or step.ladder in ladders]
    rungs = [base + _times(step.after, factor) for step in steps if step.counts_from is From.LADDER]
    asked = [claim.done[step.key, 1] for step in steps if step.asks and (step.key, 1) in claim.done]
    skipped: dict[Ladder | None, datetime] = {}
    for step in steps:
        first = _first(step, claim, asked, factor)
        if first is None:
            continue
        times = [n for key, n in claim.done if key == step.key]
        n = max(times, default=0) + 1
        moment: datetime | None
        if step.repeat is not None:
            last = claim.done[step.key, n - 1] if times else None
            moment = _again(first, _times(step.repeat, factor), last, claim.acknowledged_at)
        elif times:
            moment = None
        else:
            moment = _once(step, first, [base, *rungs], claim.acknowledged_at)
        if step.counts_from is From.LADDER:
            if moment is not None and step.ladder in skipped:
                moment = min(moment, skipped[step.ladder])
            _note_skipped(skipped, step, claim, moment)
        to = _recipients(step, claim, steps)
        if moment is not None and to:
            yield DueStep(step, n, moment, to)


def _note_skipped(
    skipped: dict[Ladder | None, datetime], step: Step, claim: LadderClaim, moment: datetime | None
) -> None:
    """A rung that reaches nobody hands its moment on to the next; one that does ends that."""
    if (step.key, 1) in claim.unheard:
        skipped[step.ladder] = claim.done[step.key, 1]
    elif moment is not None and claim.blocked.issuperset(step.to):
        skipped[step.ladder] = moment
    else:
        skipped.pop(step.ladder, None)


def _ladders(claim: LadderClaim) -> frozenset[Ladder]:
    """What the claim waits for."""
    due = {Ladder.DUE_SOON, Ladder.OVERDUE}
    match claim.state:
        case State.OPEN:
            return frozenset({Ladder.UNTAKEN, *due})
        case State.TAKEN:
            return frozenset({Ladder.CHANGES if claim.changes_asked else Ladder.TAKEN, Ladder.SILENT, *due})
        case _:
            return frozenset({Ladder.DISPUTED if claim.disputed else Ladder.REVIEW, *due})


def _times(span: timedelta, factor: Fraction) -> timedelta:
    return span * factor.numerator / factor.denominator


def _base(claim: LadderClaim) -> datetime:
    """Where the ladder stands: at the last action, or at the end of the snooze."""
    return claim.since if claim.snoozed_until is None else max(claim.since, claim.snoozed_until)


def _first(step: Step, claim: LadderClaim, asked: list[datetime], factor: Fraction) -> datetime | None:
    """When the step comes first; None where it does not apply."""
    base, after = _base(claim), _times(step.after, factor)
    if step.counts_from is From.LADDER:
        return base + after
    if step.counts_from is From.SNOOZE:
        return claim.snoozed_until if claim.snoozed_until == base else None
    if step.counts_from is From.ASKED:
        # Silence counts from the question, or from On it.
        return max([*asked, claim.acknowledged_at or asked[0]]) + after if asked else None
    if claim.due_at is None:
        return None
    if claim.due_at + after > base:
        return claim.due_at + after
    # It came before the last action, which answered it: only a repetition is still to come.
    return None if step.repeat is None else base + _times(step.repeat, factor)


def _once(step: Step, first: datetime, rungs: list[datetime], on_it: datetime | None) -> datetime | None:
    """The moment of a step that comes once. On it answers what had come by then, and the rest of the
    ladder waits as long from it as it would have from the rung that it answered.
    """
    if on_it is None or on_it < rungs[0]:
        return first
    if first <= on_it:
        return None
    if step.counts_from is not From.LADDER:
        return first
    return first + (on_it - max(rung for rung in rungs if rung <= on_it))


def _again(first: datetime, every: timedelta, last: datetime | None, on_it: datetime | None) -> datetime:
    """The next moment of a step that repeats: on its own grid, and half a turn after the last at least, so
    that one which waited for morning or for the bot is not followed at once by the next.
    """
    if on_it is not None and on_it >= first:
        first = on_it + every
    if last is None or last < first:
        return first
    turns = -((first - last - every / 2) // every)
    return first + turns * every


def _recipients(step: Step, claim: LadderClaim, steps: Sequence[Step]) -> tuple[To, ...]:
    """Whom the step reaches as things stand. Nobody: it does not come."""
    to = step.to or _AWAKE[claim.state]
    if step.ladder is Ladder.DUE_SOON and claim.blocked.issuperset(to):
        # The next step would say what is not yet true; its recipients hear this one.
        to = next((after.to for after in steps if after.ladder is Ladder.OVERDUE), to)
    if claim.state is State.OPEN:
        # An open claim has no assignee; the group hears of it instead.
        to = tuple(dict.fromkeys(To.GROUP if one is To.ASSIGNEE else one for one in to))
    if claim.lead_on_it and not step.releases:
        to = tuple(one for one in to if one is not To.LEADS)
    return to


_AWAKE = {State.OPEN: (To.GROUP,), State.TAKEN: (To.ASSIGNEE,), State.IN_REVIEW: (To.REVIEWERS,)}
"""Who hears that a snooze is over."""

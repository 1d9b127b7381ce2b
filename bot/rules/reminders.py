"""The ladder of reminders about one claim: what is due, to whom, and when to look again.

Nothing here is a window of time: a step is due from its moment on until it is done, so an outage loses
none and a restart repeats none. The caller keeps what is done, each step with the moment it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.rules.quiet import QuietHours, is_quiet, next_allowed
from storage.vocabulary import UNFINISHED, Priority, State


class To(StrEnum):
    """Who is reminded. Which people these are, and who is unreachable, the caller knows."""

    ASSIGNEE = "assignee"
    GROUP = "group"
    REVIEWERS = "reviewers"
    LEADS = "leads"


class From(StrEnum):
    """What a step's time counts from."""

    LADDER = "ladder"
    """The last action on the claim, or the end of its snooze."""
    DUE = "due"
    """The claim's due time."""
    SNOOZE = "snooze"
    """The end of a snooze."""
    ASKED = "asked"
    """The moment at which the owner was asked whether to release it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: in which states, to whom, how long after what, and how often again."""

    key: str
    states: frozenset[State]
    to: tuple[To, ...]
    after: timedelta = timedelta(0)
    counts_from: From = From.LADDER
    repeat: timedelta | None = None
    asks: bool = False
    """Asks the owner whether to release the claim; nothing may take the place of the question."""
    releases: bool = False
    """The owner stayed silent: the claim goes back to the queue."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The steps, and by how much each priority divides their times."""

    steps: tuple[Step, ...]
    divisors: Mapping[Priority, int] = field(
        default_factory=lambda: MappingProxyType({Priority.HIGH: 2, Priority.URGENT: 4})
    )


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


def _only(state: State) -> frozenset[State]:
    return frozenset({state})


_H = timedelta(hours=1)

DEFAULT_POLICY = Policy(
    (
        Step("awake open", _only(State.OPEN), (To.GROUP,), counts_from=From.SNOOZE),
        Step("awake taken", _only(State.TAKEN), (To.ASSIGNEE,), counts_from=From.SNOOZE),
        Step("awake review", _only(State.IN_REVIEW), (To.REVIEWERS,), counts_from=From.SNOOZE),
        Step("untaken", _only(State.OPEN), (To.GROUP,), 4 * _H),
        Step("untaken long", _only(State.OPEN), (To.LEADS,), 24 * _H),
        Step("taken", _only(State.TAKEN), (To.ASSIGNEE,), 24 * _H),
        Step("taken long", _only(State.TAKEN), (To.ASSIGNEE, To.LEADS), 48 * _H, asks=True),
        Step("silent", _only(State.TAKEN), (To.GROUP,), 24 * _H, From.ASKED, releases=True),
        Step("review", _only(State.IN_REVIEW), (To.REVIEWERS,), 8 * _H),
        Step("review long", _only(State.IN_REVIEW), (To.LEADS,), 24 * _H),
        Step("due soon", UNFINISHED, (To.ASSIGNEE,), -2 * _H, From.DUE),
        Step("overdue", UNFINISHED, (To.ASSIGNEE, To.LEADS), counts_from=From.DUE, repeat=24 * _H),
    )
)
"""The ladder of the product page. The silent owner's claim returns a day after the question."""


def due_steps(claim: LadderClaim, policy: Policy, now: datetime, quiet: QuietHours) -> Ring:
    """What is due at `now`. In quiet hours, nothing.

    Of several steps that are due for the same recipients, only the latest is sent; the question whether to
    release goes before all. A step that releases stands alone: with it the ladder begins anew.
    """
    if claim.state not in UNFINISHED or is_quiet(now, quiet):
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
    return next_allowed(max(min(moments), after), quiet) if moments else None


def _weight(step: DueStep) -> tuple[bool, datetime]:
    return step.step.asks, step.moment


def _pending(claim: LadderClaim, policy: Policy) -> Iterator[DueStep]:
    """Each step's next time that is not done, whether it has come or not."""
    divisor = policy.divisors.get(claim.priority, 1)
    base = _base(claim)
    steps = [step for step in policy.steps if claim.state in step.states]
    rungs = [base + step.after / divisor for step in steps if step.counts_from is From.LADDER]
    asked = [claim.done[step.key, 1] for step in steps if step.asks and (step.key, 1) in claim.done]
    for step in steps:
        first = _first(step, claim, asked, divisor)
        if first is None:
            continue
        times = [n for key, n in claim.done if key == step.key]
        n = max(times, default=0) + 1
        moment: datetime | None
        if step.repeat is not None:
            last = claim.done[step.key, n - 1] if times else None
            moment = _again(first, step.repeat / divisor, last, claim.acknowledged_at)
        elif times:
            moment = None
        else:
            moment = _once(step, first, [base, *rungs], claim.acknowledged_at)
        if moment is not None:
            yield DueStep(step, n, moment, _recipients(step, claim.state))


def _base(claim: LadderClaim) -> datetime:
    """Where the ladder stands: at the last action, or at the end of the snooze."""
    return claim.since if claim.snoozed_until is None else max(claim.since, claim.snoozed_until)


def _first(step: Step, claim: LadderClaim, asked: list[datetime], divisor: int) -> datetime | None:
    """When the step comes first; None where it does not apply."""
    base, after = _base(claim), step.after / divisor
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
    return None if step.repeat is None else base + step.repeat / divisor


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


def _recipients(step: Step, state: State) -> tuple[To, ...]:
    """An open claim has no assignee; the group hears of it instead."""
    if state is not State.OPEN:
        return step.to
    return tuple(dict.fromkeys(To.GROUP if to is To.ASSIGNEE else to for to in step.to))

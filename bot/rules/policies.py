"""A desk's reminders as steps in time: its ladders, made one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from bot.rules.ladders import ASK, DEFAULT_FACTORS, Factors, Ladder, Rungs, To
from storage.vocabulary import Priority


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
    """One rung where it stands: of which ladder, to whom, how long after what, and how often again."""

    key: str
    ladder: Ladder | None
    """None: the end of a snooze, whatever the claim waits for."""
    to: tuple[To, ...]
    after: timedelta = timedelta(0)
    counts_from: From = From.LADDER
    repeat: timedelta | None = None
    asks: bool = False
    """Asks the owner whether to release the claim; nothing may take the place of the question."""

    @property
    def releases(self) -> bool:
        """The owner stayed silent: the claim goes back to the queue."""
        return self.ladder is Ladder.SILENT


@dataclass(frozen=True, slots=True)
class Policy:
    """A desk's steps, by how much each priority stretches their times, and whether urgent claims may break
    through quiet hours."""

    steps: tuple[Step, ...]
    factors: Factors = DEFAULT_FACTORS
    urgent_anytime: bool = False

    def factor(self, priority: Priority) -> Fraction:
        """What the times of a claim of this priority are multiplied with."""
        return dict(self.factors).get(priority, Fraction(1))


def policy_of(
    ladders: Mapping[Ladder, Rungs], factors: Factors = DEFAULT_FACTORS, *, urgent_anytime: bool = False
) -> Policy:
    """The steps of these ladders. A rung is known by whom it reaches, and as the how-manieth such: so a desk
    that moves it in time repeats it for no claim that has had it."""
    steps = [Step("awake", None, (), counts_from=From.SNOOZE)]
    for ladder, rungs in ladders.items():
        counts_from = _COUNTS_FROM.get(ladder, From.LADDER)
        known: dict[str, int] = {}
        for rung in rungs:
            name = " ".join([ladder.value, *([ASK] if rung.asks else []), *rung.to])
            known[name] = known.get(name, 0) + 1
            after = -rung.after if ladder is Ladder.DUE_SOON else rung.after
            to = (To.GROUP,) if ladder is Ladder.SILENT else rung.to
            key = f"{name} {known[name]}"
            steps.append(Step(key, ladder, to, after, counts_from, rung.every, rung.asks))
    return Policy(tuple(steps), factors, urgent_anytime)


_COUNTS_FROM = {Ladder.SILENT: From.ASKED, Ladder.DUE_SOON: From.DUE, Ladder.OVERDUE: From.DUE}

"""What people do in a scene, drawn from one random.Random, and what must have come of it.

People act blindly: they never wait for the bot, so what they do depends on the seed alone. Updates are taken
in the order in which they were sent, so what must have come of them is known before the bot has seen them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.people import ANA, BEN, CARO, DAN, Telegram

CHECKERS = (ANA, BEN, CARO)
PLACES = ("Karst", "Velm", "Osterby", "Taranto", "Huelva", "Lviv", "Aleppo", "Minsk", "Tromsø", "Gdynia")
THINGS = ("bridge", "dam", "tunnel", "power plant", "hospital", "school", "harbour", "airport", "archive")
FATES = ("was blown up", "has been closed", "was sold", "is under water", "burned down", "was renamed")
PRIORITIES = ("low", "normal", "high", "urgent")


@dataclass
class Case:
    """A claim as it must stand."""

    number: int
    text: str
    state: str = "open"
    assignee: int | None = None
    author: int | None = None
    priority: str = "normal"
    stated: tuple[int, int] | None = None
    """Chat and message of the reply that stated the verdict."""


@dataclass
class Expected:
    """What the database must hold at the end."""

    cases: dict[int, Case] = field(default_factory=dict)
    deeds: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    """Number, deed, person: each as often as it was done."""
    verdicts: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    """Number, author, rationale."""
    sources: Counter[tuple[int, str]] = field(default_factory=Counter)
    notes: Counter[tuple[int, str]] = field(default_factory=Counter)
    readings: Counter[str] = field(default_factory=Counter)


class Script:
    """People at a desk. `ids` and `cards` are what a look into the database has shown of claims."""

    def __init__(self, telegram: Telegram, chance: Random, group: int) -> None:
        self.telegram = telegram
        self.chance = chance
        self.group = group
        self.expected = Expected()
        self.ids: dict[int, int] = {}
        self.cards: dict[int, int] = {}
        self._serial = 0
        self._said: list[tuple[int, str, int | None, int]] = []

    def act(self) -> None:
        """One thing that somebody does."""
        todo: tuple[tuple[int, Callable[[], bool]], ...] = (
            (6, self.claim),
            (4, self.take),
            (2, self.take_in_vain),
            (5, self.state),
            (4, self.agree),
            (1, self.ask_for_changes),
            (1, self.release),
            (2, self.set_priority),
            (1, self.snooze),
            (2, self.add_source),
            (2, self.note),
            (2, self.amend),
            (2, self.repeat),
            (1, self.look),
            (1, self.stray),
        )
        deed = self.chance.choices([deed for _, deed in todo], [weight for weight, _ in todo])[0]
        if not deed():
            self.claim()

    def claim(self, urgent: bool = False) -> bool:
        """A claim; now and then under an update id of the test's own, so that it can be sent again."""
        number = len(self.expected.cases) + 1
        words = (
            f"The {self.chance.choice(THINGS)} of {self.chance.choice(PLACES)} {self.chance.choice(FATES)}"
            f" in {1900 + self.chance.randrange(120)}, file {self._next()}"
        )
        person = self.chance.choice(CHECKERS)
        chat = self.chance.choice((self.group, self.group, None))
        more = {}
        if self.chance.random() < 0.2:
            more = {"update_id": 500_000_000 + 10_000 * self._serial}
            self._said.append((person, f"/claim {words}", chat, more["update_id"]))
        self.telegram.say(person, f"/claim {words}", chat, **more)
        self.expected.cases[number] = Case(number, words)
        self._done(number, "submit", person)
        if urgent:
            self._prioritise(self.expected.cases[number], "urgent")
        return True

    def repeat(self) -> bool:
        """Telegram delivers an update once more, long after it was acknowledged."""
        if not self._said:
            return False
        person, words, chat, update_id = self.chance.choice(self._said)
        self.telegram.say(person, words, chat, update_id=update_id)
        # The server acknowledges up to the newest id, so one follows.
        return self.claim()

    def take(self) -> bool:
        case = self._some("open")
        if case is None:
            return False
        person = self.chance.choice(CHECKERS)
        self._take(case, person)
        case.state, case.assignee = "taken", person
        self._done(case.number, "take", person)
        return True

    def take_in_vain(self) -> bool:
        """Somebody has it already: refused."""
        case = self._some("taken", "in review")
        if case is None:
            return False
        self._take(case, self.chance.choice([one for one in CHECKERS if one != case.assignee]))
        return True

    def press(self) -> bool:
        """A press on Take, whoever has the claim."""
        known = [case for case in self.expected.cases.values() if case.number in self.ids]
        if not known:
            return False
        case = self.chance.choice(known)
        person = self.chance.choice(CHECKERS)
        self._press(case, person)
        if case.state == "open":
            case.state, case.assignee = "taken", person
            self._done(case.number, "take", person)
        return True

    def _take(self, case: Case, person: int) -> None:
        if case.number in self.ids and self.chance.random() < 0.5:
            self._press(case, person)
        else:
            self.telegram.say(person, f"/take {case.number}")

    def _press(self, case: Case, person: int) -> None:
        self.telegram.post(
            "press",
            chat=self.group,
            message_id=self.cards.get(case.number, 1),
            data=f"take:c{self.ids[case.number]}",
            forge=True,
            **{"from": person},
        )

    def state(self) -> bool:
        """A verdict: by command, or by replying to the card."""
        case = self._some("taken", "open")
        if case is None:
            return False
        author = case.assignee or self.chance.choice(CHECKERS)
        why = f"checked as number {self._next()}"
        words = f"False: {why} https://example.org/{self._serial}"
        case.stated = None
        if case.number in self.cards and self.chance.random() < 0.6:
            said = self.telegram.say(author, words, self.group, reply_to=self.cards[case.number])
            case.stated = (self.group, said["message_id"])
        else:
            self.telegram.say(author, f"/verdict {case.number} {words}")
        case.state, case.assignee, case.author = "in review", author, author
        self._done(case.number, "record verdict", author)
        self.expected.verdicts[case.number, author, why] += 1
        return True

    def amend(self) -> bool:
        """The reply that stated a verdict is edited before anybody has acted on it."""
        cases = [case for case in self.expected.cases.values() if case.state == "in review" and case.stated]
        if not cases:
            return False
        case = self.chance.choice(cases)
        assert case.stated is not None
        assert case.author is not None
        chat, message_id = case.stated
        why = f"checked anew as number {self._next()}"
        self.telegram.post(
            "messages/edit",
            chat=chat,
            message_id=message_id,
            text=f"Mixture: {why} https://example.org/{self._serial}",
            **{"from": case.author},
        )
        self._done(case.number, "amend verdict", case.author)
        self.expected.verdicts[case.number, case.author, why] += 1
        return True

    def agree(self) -> bool:
        case = self._some("in review")
        if case is None:
            return False
        person = self.chance.choice([one for one in CHECKERS if one != case.author])
        self.telegram.say(person, f"/agree {case.number}")
        case.state = "closed"
        self._done(case.number, "agree", person)
        return True

    def ask_for_changes(self) -> bool:
        case = self._some("in review")
        if case is None:
            return False
        person = self.chance.choice([one for one in CHECKERS if one != case.author])
        self.telegram.say(person, f"/changes {case.number} name the day, note {self._next()}")
        case.state = "taken"
        self._done(case.number, "ask for changes", person)
        return True

    def release(self) -> bool:
        case = self._some("taken")
        # With a verdict on it, another's would stand beside it: another story.
        if case is None or case.assignee is None or case.author is not None:
            return False
        self.telegram.say(case.assignee, f"/release {case.number} I am away")
        self._done(case.number, "release", case.assignee)
        case.state, case.assignee = "open", None
        return True

    def set_priority(self) -> bool:
        case = self._some("open", "taken", "in review")
        if case is None:
            return False
        self._prioritise(case, self.chance.choice([one for one in PRIORITIES if one != case.priority]))
        return True

    def _prioritise(self, case: Case, priority: str) -> None:
        self.telegram.say(CARO, f"/priority {case.number} {priority}")
        case.priority = priority
        self._done(case.number, "set priority", CARO)

    def snooze(self) -> bool:
        case = self._some("open", "taken", "in review")
        if case is None:
            return False
        self.telegram.say(CARO, f"/snooze {case.number} {self.chance.randrange(2, 9)}h")
        self._done(case.number, "snooze", CARO)
        return True

    def add_source(self) -> bool:
        case = self._some("open", "taken", "in review")
        if case is None:
            return False
        person, url = self.chance.choice(CHECKERS), f"https://outlet{self._next()}.example/story"
        self.telegram.say(person, f"/source {case.number} confirms {url}")
        self._done(case.number, "add source", person)
        self.expected.sources[case.number, url] += 1
        return True

    def note(self) -> bool:
        """A reply to a card that is no verdict."""
        known = [case for case in self.expected.cases.values() if case.number in self.cards]
        if not known:
            return False
        case = self.chance.choice(known)
        person, words = self.chance.choice(CHECKERS), f"I have called the mayor, call {self._next()}"
        self.telegram.say(person, words, self.group, reply_to=self.cards[case.number])
        self._done(case.number, "add note", person)
        self.expected.notes[case.number, words] += 1
        return True

    def look(self) -> bool:
        """Somebody looks at the queue; nothing comes of it but an answer."""
        self.telegram.say(self.chance.choice(CHECKERS), self.chance.choice(("/queue", "/mine", "/status")))
        return True

    def stray(self) -> bool:
        """A stranger tries; nothing comes of it but a refusal."""
        case = self._some("open", "taken", "in review", "closed")
        number = case.number if case else 1
        self.telegram.say(
            DAN, self.chance.choice((f"/take {number}", f"/agree {number}", "/claim It rained"))
        )
        return True

    def article(self) -> None:
        """A long text in private: an errand reads it."""
        place = self.chance.choice(PLACES)
        text = f"Report {self._next()} from {place}. " + "".join(
            f"The ministry said that {self.chance.randrange(20, 900)} people left {place} on day {day}. "
            for day in range(1, 9)
        )
        self.telegram.say(self.chance.choice(CHECKERS), text.strip())
        self.expected.readings[text.strip()] += 1

    def _some(self, *states: str) -> Case | None:
        cases = [case for case in self.expected.cases.values() if case.state in states]
        return self.chance.choice(cases) if cases else None

    def _done(self, number: int, deed: str, person: int) -> None:
        self.expected.deeds[number, deed, person] += 1

    def _next(self) -> int:
        self._serial += 1
        return self._serial

"""The card, the reminder and the digest of one morning, in every language.

`python -m tests.texts.samples` writes the snapshots anew; look at what changed before you keep it.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.render.cards import Viewer, card
from bot.render.messages import Message
from bot.render.reminders import Reminded, Waiting, bundle
from bot.rules.ladders import To
from bot.texts import FSI, PDI, RLM, Texts, languages
from storage.digests import Counts, Week
from storage.facts.claims import ClaimFacts
from storage.facts.sources import AppearanceFacts, SourceFacts
from storage.facts.verdicts import CorrectionFacts, EvidenceFacts, ReviewFacts, VerdictFacts
from storage.vocabulary import CorrectionKind, Decision, Deed, Priority, Stance, State
from tests.render.test_digests import entry, messages, settled
from tests.render.test_reminders import OPEN

HERE = Path(__file__).parent / "snapshots"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")
H = timedelta(hours=1)
TEXT = "40,000 Syrian fighters have signed up with Russian forces"
VERDICT = VerdictFacts(
    id=5,
    author="Ana",
    author_id=3,
    version=1,
    rating="False",
    qualifiers=("missing_context", "altered"),
    rationale="the video is from 2016",
    evidence=(EvidenceFacts("link", "https://example.org/2016", None), EvidenceFacts("forward", None, None)),
    reviews=(ReviewFacts("Ben", 4, Decision.DISAGREE, "Misleading", "the place is right"),),
    at=NOW - 26 * H,
)


def source(id_: int, who: str, stance: Stance, **more: Any) -> SourceFacts:
    known: dict[str, Any] = {
        "url": None,
        "repeats_id": None,
        "repeats_who": None,
        "origin": who,
        "claimed": False,
    }
    return SourceFacts(id=id_, who=who, stance=stance, protected=False, added_by=3, at=NOW, **(known | more))


CLAIM = replace(
    OPEN,
    text=TEXT,
    claimant="سمر",
    state=State.IN_REVIEW,
    priority=Priority.HIGH,
    assignee="Ana",
    assignee_id=3,
    reviewer="Ben",
    disputed=True,
    due_at=NOW + 2 * H,
    demand=3,
    notes=2,
    media=5,
    appearances=(
        AppearanceFacts("link", "https://example.org/news", None, None, False),
        AppearanceFacts("forward", None, None, "Ivan", True),
    ),
    sources=(
        source(1, "SOHR", Stance.REPORTS),
        source(2, "BBC", Stance.REPEATS, repeats_id=1),
        source(3, "Міністерство", Stance.DENIES),
    ),
    verdict=VERDICT,
    created_at=NOW - 50 * H,
)
CLOSED = replace(
    CLAIM,
    state=State.CLOSED,
    disputed=False,
    due_at=None,
    twin=(1007, 7, "14,000 Syrian fighters have signed up with Russian forces"),
    corrections=(
        CorrectionFacts(
            CorrectionKind.RATING_CHANGE, "a new source", "Caro", 5, "False", "Misleading", NOW - H
        ),
    ),
)


def shown(message: Message) -> str:
    """As text: directions visible, the keyboard below."""
    rows = message.as_payload().get("keyboard", [])
    keys = "\n".join("  ".join(f"({button['text']})" for button in row) for row in rows)
    return f"{message.html}\n\n{keys}".replace(FSI, "⟦").replace(PDI, "⟧").replace(RLM, "⇐")


def samples(language: str) -> dict[str, str]:
    """Each sample by name."""
    t = Texts(language, KYIV)
    taken: ClaimFacts = replace(CLAIM, state=State.TAKEN, verdict=None, taken_at=NOW - 48 * H, disputed=False)
    cards = [
        card(t, OPEN, bot="desk_bot"),
        card(t, taken, bot="desk_bot"),
        card(t, CLAIM, bot="desk_bot", viewer=Viewer(frozenset(Deed))),
        card(t, CLOSED, bot="desk_bot"),
    ]
    reminders = [
        bundle(
            t,
            [
                Reminded(OPEN, "untaken", To.GROUP),
                Reminded(taken, "taken", To.GROUP, unreachable=("Ana", "سمر")),
                Reminded(CLAIM, "review", To.GROUP),
            ],
            bot="desk_bot",
            desk="Newsroom",
            private=False,
            now=NOW,
            waiting=[Waiting("Ben", 2, ((1012, 12),))],
            earlier=[(1015, 15)],
        ),
        bundle(
            t,
            [Reminded(taken, "taken long", To.ASSIGNEE)],
            bot="desk_bot",
            desk="Newsroom",
            private=True,
            now=NOW,
        ),
    ]
    (digest,) = messages(
        (
            ("review", (entry(3, TEXT, state=State.IN_REVIEW, assignee="Ben"),)),
            ("disputed", (entry(4, TEXT, state=State.IN_REVIEW, disputed=True, demand=3),)),
            ("overdue", (entry(5, TEXT, state=State.TAKEN, due_at=NOW - 2 * H),)),
            ("untaken", (entry(6, TEXT, priority=Priority.URGENT),)),
            ("closed", (settled(1, rationale="a shadow https://example.org/dam"),)),
            ("corrected", (settled(2),)),
            ("new", (entry(8, TEXT, state=State.TAKEN, assignee="Ana"),)),
        ),
        t=t,
        late=True,
        missed=(date(2026, 11, 22), date(2026, 11, 23)),
        counts=Counts(unfinished=4, review=2, disputed=1, overdue=1, untaken=1),
        before=Counts(unfinished=6, review=1, disputed=1, untaken=3),
        closed=1,
        corrected=1,
        new=2,
        load=(("Ana", 2), ("سمر", 1)),
        median=3 * H,
        oldest=(1005, 5, NOW - 72 * H),
        single=11,
        week=Week(new=9, closed=7, corrected=1, closed_before=10),
    )
    return {
        "card": "\n\n=====\n\n".join(map(shown, cards)),
        "reminder": "\n\n=====\n\n".join(map(shown, reminders)),
        "digest": shown(digest),
    }


def write() -> None:
    """The snapshots as they are now."""
    HERE.mkdir(exist_ok=True)
    for language in languages():
        for name, text in samples(language).items():
            (HERE / f"{name}.{language}.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()

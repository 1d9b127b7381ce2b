"""A desk's claims for a spreadsheet: CSV, one claim a row, safe to open. It names nobody of the desk."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.rules.origins import is_private
from storage.cases import Case
from storage.desks import Desk
from storage.facts.verdicts import labels

COLUMNS = (
    *(
        "desk",
        "number",
        "claim",
        "language",
        "claimant",
        "state",
        "priority",
        "demand",
        "queued",
        "due",
        "closed",
    ),
    *("rating", "qualifiers", "rationale", "evidence", "overruled", "withdrawn", "seen at", "sources"),
)
_FORMULA = r"[=+\-@＝＋－＠]"
"""What a spreadsheet takes for the beginning of a formula."""
_UNSEEN = r"\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""What it may leave out before that, or nobody sees there."""
_BEGINNING = re.compile(rf"[\t\r\n]|[{_UNSEEN}]*+{_FORMULA}")
_DIVIDED = re.compile(rf"([;{_UNSEEN}]++)({_FORMULA})?")
"""Where half of the world writes numbers with a comma, a spreadsheet divides at semicolons, and quotation marks around
a whole cell of ours do not hold it together."""


def spreadsheet_lines(desks: Iterable[tuple[Desk, Iterable[Case]]]) -> Iterator[str]:
    """The head, then a line for each claim. Moments are ISO 8601 in UTC; a mark at the very beginning tells
    spreadsheets that it is UTF-8."""
    yield "\ufeff" + _row(COLUMNS)
    for desk, cases in desks:
        for case in cases:
            yield _row(_cells(desk, case))


def _cells(desk: Desk, case: Case) -> list[str]:
    claim, verdict = case.claim, case.verdict
    rating = ""
    if verdict is not None:
        rating = labels(case.scale).get(verdict.rating, verdict.rating) if case.scale else verdict.rating
    return [
        desk.title,
        str(claim.number),
        claim.text,
        claim.language or "",
        claim.claimant or "",
        claim.state.value,
        claim.priority.value,
        str(case.demand),
        _moment(claim.created_at),
        _moment(claim.due_at),
        _moment(claim.closed_at),
        rating,
        ", ".join(verdict.qualifiers) if verdict is not None else "",
        verdict.rationale if verdict is not None else "",
        " ".join(one.url for one in case.evidence if one.url),
        "yes" if claim.overruled else "",
        "yes" if claim.voided else "",
        " ".join(one.url for one in case.appearances if one.url),
        "; ".join(
            f"{one.stance.value}: {one.who}" + (f" {one.url}" if one.url else "")
            for one in case.sources
            # Neither is named elsewhere.
            if not one.protected and not is_private(one.origin)
        ),
    ]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([safe(cell) for cell in cells])
    return written.getvalue()


def safe(cell: str) -> str:
    """The cell as text, whatever it begins with, and however it is divided (OWASP, "CSV Injection")."""
    cell = cell.replace("\x00", "")
    begins = "'" if _BEGINNING.match(cell) else ""
    return begins + _DIVIDED.sub(_held, cell)


def _held(run: re.Match[str]) -> str:
    divides = run[2] is not None and any(sign in run[1] for sign in ";\t\r\n")
    return f"{run[1]}'{run[2]}" if divides else run[0]

"""`/export FORMAT`: everything that the desk holds, as a file, to the lead who asks, in private. The file is made
when it is sent."""

from collections.abc import Iterable

from bot.exports.writing import FORMATS
from bot.handlers.access import allow, desk_of
from bot.handlers.answering import privately
from bot.handlers.turn import Reply, Turn
from bot.render.messages import Later
from bot.rules.refusals.exports import ExportFormat, NothingClosed, NothingToExport
from storage.cases import count_claims
from storage.events import record
from storage.vocabulary import Deed


def export(turn: Turn) -> Iterable[Reply]:
    """Says at once where there is nothing; the file follows."""
    desk, by = desk_of(turn), allow(turn, Deed.EXPORT)
    wanted = turn.update.args.strip().casefold()
    if wanted not in FORMATS:
        raise ExportFormat(formats=", ".join(FORMATS), example="/export csv")
    if not count_claims(turn.session, desk.id):
        raise NothingToExport
    if wanted == "claimreview" and not count_claims(turn.session, desk.id, closed=True):
        raise NothingClosed(example="/export csv")
    if turn.update.private or turn.who.person.reachable:
        record(
            turn.session, Deed.EXPORT, desk_id=desk.id, member_id=by.id, at=turn.now, after={"format": wanted}
        )
    return privately(turn, Later({"format": wanted}), purpose="export")

"""`secondsource export` and `/export`: a desk's rows into a file or onto the standard output, read-only."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from sqlmodel import Session

from bot.exports.claimreview import claimreview_lines
from bot.exports.jsonl import desk_lines
from bot.exports.spreadsheet import spreadsheet_lines
from storage.cases import cases_of_desk
from storage.desks import Desk
from storage.exporting import desks_to_export, rows_of_desk, same_instant
from storage.schema import open_to_read

ENDINGS = {"csv": "csv", "jsonl": "jsonl", "claimreview": "json"}
"""The formats, and what the names of their files end with."""
FORMATS = tuple(ENDINGS)


class ExportRefused(Exception):
    """Nothing was written. The message is one sentence."""


def write_export(url: str, format_: str, desk_id: int | None, output: Path | None) -> None:
    """Writes the export; a file gets its name only when it is whole. Raises DatabaseRefused, ExportRefused."""
    if format_ not in FORMATS:
        raise ExportRefused(f"There is no export format {format_}: use --format {' or '.join(FORMATS)}.")
    with open_to_read(url) as database:
        if output is None:
            if hasattr(sys.stdout, "reconfigure"):
                sys.stdout.reconfigure(encoding="utf-8")
            try:
                database.read_now(lambda session: _write(session, format_, desk_id, sys.stdout))
                sys.stdout.flush()
            except BrokenPipeError:
                # Whoever reads (`| head`) has enough; Python must not complain about it when it ends.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        unfinished = output.with_name(output.name + ".tmp")
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                database.read_now(lambda session: _write(session, format_, desk_id, file))
            unfinished.replace(output)
        except OSError as error:
            raise ExportRefused(
                f"{output} cannot be written ({error.strerror}): choose another file."
            ) from None
        finally:
            unfinished.unlink(missing_ok=True)


def _write(session: Session, format_: str, desk_id: int | None, file: TextIO) -> None:
    same_instant(session)
    desks = desks_to_export(session, desk_id)
    if desk_id is not None and not desks:
        raise ExportRefused(f"There is no desk {desk_id}: leave --desk out to see every desk's id.")
    file.writelines(lines_of(session, desks, format_))


def lines_of(session: Session, desks: Sequence[Desk], format_: str) -> Iterator[str]:
    """The desks in one of the formats."""
    if format_ == "jsonl":
        for desk in desks:
            yield from desk_lines(desk, rows_of_desk(session, desk.id))
        return
    cases = ((desk, cases_of_desk(session, desk.id)) for desk in desks)
    yield from spreadsheet_lines(cases) if format_ == "csv" else claimreview_lines(cases)

"""The command line: `secondsource run`, `demo`, and what a technical person needs."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from bot.config import LOOPBACK, Config, ConfigRefused, read_config
from bot.exports.writing import ExportRefused, write_export
from bot.logs import start_logging
from bot.reading_file import Unreadable, found_as_json, found_as_lines, read_file
from storage.backup import BackupFailed
from storage.database import Database, DatabaseRefused, open_database
from storage.schema import examine
from storage.schema import migrate as run_migrations

app = typer.Typer(
    name="secondsource",
    help="A verification desk inside Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

REFUSED = 2
"""The exit code where a setting or a file is wrong: nothing was changed."""


class Stop(Exception):
    """The command cannot go on. The message is one sentence."""


@app.command()
def run(
    clock_from: Annotated[
        str | None, typer.Option(help="URL that says how far ahead a demo's clock is (loopback only).")
    ] = None,
) -> None:
    """Run the bot on Telegram, with settings from the environment or from .env."""
    from bot.clock import Clock
    from bot.running import serve

    config = read_config()
    start_logging(config.log_level, config.token, config.secret)
    if clock_from is not None and (urlsplit(clock_from).hostname not in LOOPBACK or not config.local_api):
        raise Stop("--clock-from is for demos: it and TELEGRAM_API_URL must both be on this machine.")
    examine(config.database_url)
    asyncio.run(serve(config, partial(open_for_work, config), Clock(clock_from)))


def open_for_work(config: Config) -> Database:
    """The database, locked for this process and migrated."""
    database = open_database(config.database_url)
    try:
        database.lock()
        run_migrations(database)
    except BaseException:
        database.close()
        raise
    return database


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, after a backup of a SQLite file."""
    database = open_for_work(read_config())
    database.close()
    typer.echo("The database has the newest schema.")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8350,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    data: Annotated[Path | None, typer.Option(help="Keep the desk's file in this folder.")] = None,
) -> None:
    """Play the desk on a local page: no token, no account, no network."""
    from bot.demo.play import play

    raise typer.Exit(asyncio.run(play(port, open_browser=browser, data=data)))


@app.command()
def read(
    file: Annotated[str, typer.Argument(help="A .txt or .html file; - reads the standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Show which claims would be found in a text, with their scores, claimants and reasons."""
    document = read_file(file)
    for line in [found_as_json(document)] if as_json else found_as_lines(document):
        typer.echo(line)


@app.command()
def export(
    format_: Annotated[str, typer.Option("--format", help="jsonl: everything, one row a line.")] = "jsonl",
    desk: Annotated[int | None, typer.Option(help="Only the desk with this id.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Write everything the desks hold, without naming who submitted a claim. Changes nothing."""
    write_export(read_config().database_url, format_, desk, output)


def main() -> None:
    """The command `secondsource`. A refusal is one sentence on standard error and exit code 2."""
    try:
        app()
    except (ConfigRefused, DatabaseRefused, BackupFailed, ExportRefused, Unreadable, Stop) as refusal:
        sys.stderr.write(f"secondsource: {refusal}\n")
        raise SystemExit(REFUSED) from None


if __name__ == "__main__":
    main()

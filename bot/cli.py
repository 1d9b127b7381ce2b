"""The command line: `secondsource run`, `demo`, and what a technical person needs."""

import asyncio
import sys
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from bot.checking import Level, look_at_everything
from bot.clock import Clock
from bot.config import LOOPBACK, ConfigRefused, read_config
from bot.exports.writing import ExportRefused, write_export
from bot.importing import ImportRefused, import_file
from bot.logs import start_logging
from bot.meaning import meaning_for
from bot.opening import look_before_work, make_backup, open_for_work, restore_backup
from bot.reading_file import Unreadable, found_as_json, found_as_lines, read_file
from bot.texts import languages, named
from storage.backup import BackupFailed
from storage.refused import DatabaseRefused
from storage.restoring import RestoreRefused

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


REFUSALS = (
    ConfigRefused,
    DatabaseRefused,
    BackupFailed,
    RestoreRefused,
    ExportRefused,
    ImportRefused,
    Unreadable,
    Stop,
)
"""What a command may be refused with: each is one sentence that says how to mend it."""


@app.command()
def run(
    clock_from: Annotated[
        str | None, typer.Option(help="URL that says how far ahead a demo's clock is (loopback only).")
    ] = None,
) -> None:
    """Run the bot on Telegram, with settings from the environment or from .env."""
    from bot.running import serve

    config = read_config()
    start_logging(config.log_level, config.token, config.secret)
    if clock_from is not None and (urlsplit(clock_from).hostname not in LOOPBACK or not config.local_api):
        raise Stop("--clock-from is for demos: it and TELEGRAM_API_URL must both be on this machine.")
    clock = Clock(clock_from)
    look_before_work(config, clock.now())
    meaning = meaning_for(config)
    asyncio.run(serve(config, partial(open_for_work, config, clock.now()), clock, meaning))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, after a backup of a SQLite file."""
    config = read_config()
    now = Clock().now()
    look_before_work(config, now)
    open_for_work(config, now).close()
    typer.echo("The database has the newest schema.")


@app.command()
def backup(
    to: Annotated[
        Path | None, typer.Option(help="A folder, or the name of a file that is not there yet.")
    ] = None,
) -> None:
    """Copy the SQLite file, whole and checked, also while the bot runs."""
    made = make_backup(read_config(), to, Clock().now())
    typer.echo(f"The backup is {made} ({made.stat().st_size:,} bytes).")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Put a backup in the database's place while the bot is stopped; what was there is kept."""
    for sentence in restore_backup(read_config(), file, Clock().now()):
        typer.echo(sentence)


@app.command()
def check(
    online: Annotated[
        bool, typer.Option("--online", help="Ask Telegram too whether it knows the token.")
    ] = False,
) -> None:
    """Say whether settings, database and backups are well. Exit code 0, 1 if not, 2 for a setting."""
    worst = Level.FINE
    for finding in look_at_everything(read_config(), Clock().now(), online=online):
        worst = max(worst, finding.level)
        typer.echo(finding.line)
    raise typer.Exit(worst)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8350,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    data: Annotated[Path | None, typer.Option(help="Keep the desk's file in this folder.")] = None,
    language: Annotated[str, typer.Option(help="What everybody there speaks: en, ar, ru, uk …")] = "en",
) -> None:
    """Play the desk on a local page: no token, no account, no network."""
    from bot.demo.play import play

    known = named(language)
    if known is None:
        raise Stop(f"--language: there is no {language!r}. Choose one of: {', '.join(languages())}.")
    raise typer.Exit(asyncio.run(play(port, open_browser=browser, data=data, language=known)))


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
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="csv: for a spreadsheet; jsonl: every row; claimreview: what is closed.",
        ),
    ] = "jsonl",
    desk: Annotated[int | None, typer.Option(help="Only the desk with this id.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Write everything the desks hold, without naming who submitted a claim. Changes nothing."""
    write_export(read_config().database_url, format_, desk, output)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An export in JSON Lines, or a SQLite database of the bot's.")],
) -> None:
    """Take over a desk into an empty database: from an export, or whole, from SQLite to PostgreSQL."""
    config = read_config()
    now = Clock().now()
    look_before_work(config, now)
    for sentence in import_file(config, file, now):
        typer.echo(sentence)


def main() -> None:
    """The command `secondsource`. A refusal is one sentence on standard error and exit code 2."""
    try:
        app()
    except REFUSALS as refusal:
        sys.stderr.write(f"secondsource: {refusal}\n")
        raise SystemExit(REFUSED) from None


if __name__ == "__main__":
    main()

"""The daily backup that a running bot makes of its SQLite file, and how long backups are kept."""

import logging
import threading
from datetime import datetime

from bot.clock import Clock
from bot.rules.retention import is_due, is_too_old, spare
from storage.backup import DAILY, Backup, BackupFailed, Shelf

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between looks whether a backup is due."""
AGAIN = 3600.0
"""Seconds until a backup that failed is tried again."""


class DailyBackups:
    """Makes one backup each date (UTC) on a thread and a connection of its own, so that nobody waits for it.

    What is due is read from the names in the folder: a restart neither repeats a backup nor forgets one, and
    a folder that was lost is filled again.
    """

    def __init__(self, shelf: Shelf, clock: Clock, *, daily: bool = True) -> None:
        """Not `daily`: makes none, and sees only that none is kept too long."""
        self._shelf = shelf
        self._daily = daily
        self._clock = clock
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begins to look. A stop of the bot waits for nothing here: half a copy is removed by the next one."""
        threading.Thread(target=self._run, name="backups", daemon=True).start()

    def stop(self) -> None:
        """Begins no further backup."""
        self._stopped.set()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopped.wait(wait):
            try:
                made = keep_backups(self._shelf, self._clock.now(), daily=self._daily)
            except BackupFailed as error:
                log.error("%s The next try is in an hour.", error)
                wait = AGAIN
            except Exception:
                # Whatever goes wrong with a backup must end neither the bot nor the backups to come.
                log.exception("the daily backup went wrong; the next try is in an hour")
                wait = AGAIN
            else:
                wait = LOOK
                if made is not None:
                    log.info("a backup was written to %s", made.path)


def keep_backups(shelf: Shelf, now: datetime, *, daily: bool = True) -> Backup | None:
    """Makes the backup of this date if there is none yet, and then removes those that have had their time.

    Raises BackupFailed; then nothing is removed, so that the last good one stays.
    """
    backups, made = shelf.backups(), None
    if daily and is_due([one.at for one in backups if one.why == DAILY], now):
        made = shelf.put(DAILY, now)
        backups = shelf.backups()
    surplus = spare([one.at for one in backups if one.why == DAILY])
    for one in backups:
        if is_too_old(one.at, now) or (one.why == DAILY and one.at in surplus):
            shelf.remove(one)
    return made

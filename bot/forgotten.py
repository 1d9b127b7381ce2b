"""What follows when somebody was forgotten: the file beside the database knows it, and the WAL holds them no longer."""

import asyncio
import logging
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.forgetting import farewells_wait, marks_forgotten
from storage.forgotten import add_marks
from storage.refused import SomebodyElseRuns

log = logging.getLogger(__name__)


class Forgotten:
    """Looks at each tick. What a kill left undone is done after the next start."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._path = database.path
        self._written: frozenset[str] = frozenset()
        self._unfolded: frozenset[str] = frozenset()
        self._failed = False

    async def keep(self) -> None:
        """Raises nothing: what fails comes again."""
        if self._path is None:
            return
        try:
            await self._keep(self._path)
        except (DBAPIError, OSError) as error:
            if not self._failed:
                log.error(
                    "who was forgotten could not be written down (%s); trying again", type(error).__name__
                )
            self._failed = True
        except SomebodyElseRuns:
            return
        else:
            self._failed = False

    async def _keep(self, path: Path) -> None:
        marks = await self._database.read(marks_forgotten)
        if new := marks - self._written:
            await asyncio.to_thread(add_marks, path, marks)
            self._written, self._unfolded = marks, self._unfolded | new
        if not self._unfolded or await self._database.read(partial(farewells_wait, marks=self._unfolded)):
            return
        # The WAL still holds the pages as they were.
        if await self._database.fold():
            self._unfolded = frozenset()

"""Why a database is not used. Each message is one sentence that says how to mend it."""


class DatabaseRefused(Exception):
    """The database cannot be used as it is."""


class DatabaseDamaged(DatabaseRefused):
    """The file is broken or no database. A backup must take its place."""


class SomebodyElseRuns(DatabaseRefused):
    """Another bot runs on this database."""

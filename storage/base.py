"""What every table shares: names for constraints, 64-bit ids, times in UTC, words by value."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, String, text
from sqlalchemy.types import JSON, TypeDecorator
from sqlmodel import Field, SQLModel

# Named before the first migration, so that later ones can drop what they did not have to guess.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata

# Telegram's ids pass 2**31. SQLite gives a rowid only to a column called INTEGER, which there has 64 bits.
BigId = BigInteger().with_variant(Integer(), "sqlite")


ByLetter = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its characters' numbers, as SQLite has it, whatever language the server is set to."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in, aware UTC out, on SQLite (which drops the zone) as on PostgreSQL.

    Raises ValueError for a naive datetime: a time without a zone is a mistake made earlier.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A word of the vocabulary, stored by its value (SQLModel's own choice is the Python name)."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        # Much quicker than asking the class, for every word of every row.
        self._of: dict[str, StrEnum] = {one.value: one for one in words}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self._of[value]


_AT_ONCE = 1000
"""Keys in one query; databases limit them."""


def in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys, as many at a time as go into one query."""
    left = iter(keys)
    while some := list(islice(left, _AT_ONCE)):
        yield some


class Row(SQLModel):
    """A stored row: its own 64-bit id, which no later row gets, be this one deleted: an errand or a message of that
    number may be under way, and buttons name it. Every table that belongs to a desk adds `desk_id`."""

    id: int = Field(default=None, sa_type=BigId, primary_key=True)


def key_to(target: str, *, required: bool = True, **options: Any) -> Any:
    """A 64-bit column that points to `target` ("claim.id")."""
    if not required:
        options.setdefault("default", None)
    return Field(foreign_key=target, sa_type=BigId, nullable=not required, **options)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index over the few rows that are asked for by the clock, however many have had their day."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def moment(*, required: bool = True, **options: Any) -> Any:
    """A column that holds a moment in UTC."""
    if not required:
        options.setdefault("default", None)
    return Field(sa_type=UtcDateTime, nullable=not required, **options)


def word(words: type[StrEnum], **options: Any) -> Any:
    """A column that holds one word of the vocabulary."""
    return Field(sa_type=Word(words), **options)


def document(**options: Any) -> Any:
    """A column that holds a small JSON document."""
    return Field(sa_type=JSON, **options)


def big(**options: Any) -> Any:
    """A 64-bit number that is not a key of ours (Telegram's ids)."""
    return Field(sa_type=BigInteger, **options)

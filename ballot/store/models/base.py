"""What all rows share: the declarative base, and times in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlalchemy import types as sqltypes
from sqlalchemy.orm import DeclarativeBase


class _UTCDateTime(sqltypes.TypeDecorator[dt.datetime]):
    """A moment in UTC: written and read as aware, even on databases that store no time zone."""

    impl = sqltypes.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Refuse a naive time (whose zone is unknown) and convert the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone reached the database; use ballot.clock.now()")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Give the time back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The common base of all tables; column types by annotation."""

    type_annotation_map = {dt.datetime: _UTCDateTime(), bytes: LargeBinary(), str: Text()}


def one_of(column: str, values: tuple[str, ...], name: str) -> CheckConstraint:
    """Return the constraint that `column` contains one of `values`."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)

"""The text forms of values for which JSON has no type, and types that accept no other form.

Pydantic alone accepts a number as an instant since 1970, a UUID in braces, and "1" as true.
"""

import re
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Strict
from pydantic_core import PydanticCustomError

TEXT_FORMS: Final = {
    bool: re.compile(r"true|false"),
    int: re.compile(r"-?\d{1,19}", re.ASCII),
    float: re.compile(r"-?\d{1,19}(\.\d{1,19})?([eE][+-]?\d{1,3})?", re.ASCII),
    date: re.compile(r"\d{4}-\d{2}-\d{2}(T.*)?", re.ASCII),
    datetime: re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII),
    UUID: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE),
}
"""The form of each scalar type in a path or a query. A day may have a time, which a route accepts or rejects."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_form", "must be a date in the form YYYY-MM-DD")


Day = Annotated[date, Strict(False), BeforeValidator(_day)]
"""A day in a JSON body."""


def _instant(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and TEXT_FORMS[datetime].fullmatch(value)):
        return value
    raise PydanticCustomError("datetime_form", "must be an instant in the form of RFC 3339")


Instant = Annotated[AwareDatetime, Strict(False), BeforeValidator(_instant)]
"""An instant with a time zone in a JSON body."""


def not_before(year: int) -> AfterValidator:
    """Return the rule that an instant is not before a year: earlier ones mean nothing, and some no table can store."""

    def check(value: datetime) -> datetime:
        if value.year < year:
            raise PydanticCustomError("year_too_early", "must not be before the year {year}", {"year": year})
        return value

    return AfterValidator(check)


def _id(value: object) -> object:
    if isinstance(value, UUID) or (isinstance(value, str) and TEXT_FORMS[UUID].fullmatch(value)):
        return value
    raise PydanticCustomError("uuid_form", "must be a UUID")


Id = Annotated[UUID, Strict(False), BeforeValidator(_id)]
"""A UUID in a JSON body."""

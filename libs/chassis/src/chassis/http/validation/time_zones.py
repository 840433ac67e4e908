"""The parameter that says in which time zone a day is meant."""

from datetime import UTC, tzinfo
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError


@cache
def zones() -> frozenset[str]:
    """Return the names of the IANA database: one that is none would be looked up as a path of the file system."""
    return frozenset(available_timezones())


def _known(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError("time_zone", "must be a name of the IANA time zone database, such as Europe/Kyiv")
    return name


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Kyiv"]), AfterValidator(_known)]
"""The name of a time zone in a query."""


def zone_of(name: str) -> tzinfo:
    """Return the time zone of a valid name."""
    return UTC if name == "UTC" else ZoneInfo(name)

"""The parameter that says in which time zone a day is meant."""

from datetime import UTC, tzinfo
from functools import cache
from typing import Annotated, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

TODAY: Final = (
    "Time zone of the user by its IANA name, at most 64 characters: the day that is today there decides what is new,"
    " upcoming or released; UTC by default"
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known(name: str) -> str:
    # A name that is no zone would be looked up as a path of the file system.
    if name not in _zones():
        raise PydanticCustomError("time_zone", "must be a name of the IANA time zone database, such as Europe/Kyiv")
    return name


TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Kyiv"]), AfterValidator(_known)]


def zone_of(name: str) -> tzinfo:
    """Return the time zone of a valid name."""
    return UTC if name == "UTC" else ZoneInfo(name)

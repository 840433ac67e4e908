"""What the time zone of a request decides."""

from typing import Final

TODAY: Final = (
    "Time zone of the user by its IANA name, at most 64 characters: the day that is today there decides what is new,"
    " upcoming or released; UTC by default"
)

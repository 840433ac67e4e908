"""The keys by which public responses name what they depend on, and announcements what has changed."""

from typing import Final

from chassis.core.responses.keys import ResponseKeys

KEYS: Final = ResponseKeys("stats")

"""The keys by which public responses name what they depend on, and announcements what has changed."""

from typing import Final
from uuid import UUID

from chassis.core.responses.keys import ResponseKeys

KEYS: Final = ResponseKeys("library")
LISTS: Final = KEYS.subject("lists")
"""Of the overview of public lists."""
AVERAGES: Final = KEYS.subject("averages")


def key_of_user(user_id: UUID) -> str:
    """Return the key of what a user shows to others."""
    return KEYS.subject(f"user:{user_id}")


def key_of_list(list_id: UUID) -> str:
    """Return the key of a list and its items."""
    return KEYS.subject(f"list:{list_id}")

"""The names of users of whom a page has only ids."""

from collections.abc import Iterable
from typing import Final

from web.presentation.visits import Visit

MOST: Final = 100
"""Users of one call."""


async def user_names(visit: Visit, ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of users by their ids, by one call; a user with a hidden profile has none."""
    distinct = list(dict.fromkeys(user_id for user_id in ids if user_id))[:MOST]
    if not distinct:
        return {}
    part = await visit.part("users", ids=",".join(distinct))
    return {user["id"]: user["username"] for user in part.data or []}

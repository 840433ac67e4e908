"""The titles of which a page has only ids."""

from collections.abc import Iterable
from typing import Any, Final

from web.presentation.visits import Visit

MOST: Final = 100
"""Titles of one call."""


async def titles_by_id(visit: Visit, ids: Iterable[str], **query: Any) -> dict[str, dict[str, Any]]:
    """Return listed titles by their ids, by one call; a page without its titles shows that it does not know them."""
    distinct = list(dict.fromkeys(ids))[:MOST]
    if not distinct:
        return {}
    part = await visit.part("catalog/titles", ids=",".join(distinct), **query)
    return {title["mediaItemId"]: title for title in part.data or []}

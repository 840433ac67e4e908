"""Titles that were merged upstream, perhaps more than once."""

from typing import Final

from library.application.unit_of_work import UnitOfWork
from library.domain.titles.title import Title

LONGEST_CHAIN: Final = 5
"""How often a successor may itself have been merged into another; more is taken for a circle."""


async def last_successor(work: UnitOfWork, title: Title) -> Title | None:
    """Return the title that a title was merged into in the end, once it is imported; null without one.

    A successor of another kind is none.
    """
    last = title
    for _ in range(LONGEST_CHAIN):
        successor_id = last.facts.successor_id if last.facts else None
        if successor_id is None:
            return None if last is title else last
        following = (await work.titles.find_all([successor_id])).get(successor_id)
        if following is None or following.kind != title.kind:
            return None
        last = following
    return None

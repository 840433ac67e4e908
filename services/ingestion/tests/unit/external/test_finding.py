"""Finding the titles of a list at TMDB."""

from collections.abc import Sequence
from typing import cast

import pytest

from ingestion.application.external.finding import look_up
from ingestion.application.ports.providers import ListedTitle, Tmdb
from ingestion.application.request_priority import RESERVED_SHARE, current_priority, reserved_share
from ingestion.domain.external.items import ListedItem, StoredItem
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import TitleKey

pytestmark = pytest.mark.unit


class Search:
    """A search that has one movie, and records the share of the budget that it leaves to others."""

    def __init__(self) -> None:
        self.left: list[float] = []

    async def search(self, text: str, _: str | None) -> Sequence[ListedTitle]:
        self.left.append(reserved_share())
        return [ListedTitle(key=TitleKey("movie", 603), title=text, year=1999)]


async def test_searches_for_a_list_leave_the_reserve_of_the_budget_to_users_who_wait() -> None:
    search = Search()
    item = StoredItem("any:name:1:1999", 1, ListedItem(None, name="The Matrix", year=1999))
    token = current_priority.set(Priority.TRACKED)
    try:
        result = await look_up(cast(Tmdb, search), item)
    finally:
        current_priority.reset(token)
    assert (result.title, search.left) == (TitleKey("movie", 603), [RESERVED_SHARE])

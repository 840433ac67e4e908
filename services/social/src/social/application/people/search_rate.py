"""How often a user may search: names are for those who know them, not for lists of all users."""

from collections import OrderedDict
from datetime import datetime
from typing import Final
from uuid import UUID

from social.domain.people.errors import TooManySearches

SEARCHES_PER_MINUTE: Final = 30
MOST_USERS: Final = 10_000
"""Users whose searches a process counts; the one who has searched least recently is forgotten first."""
_WINDOW_SECONDS: Final = 60


class SearchRate:
    """Counts the searches of each user in one process, by minutes of the clock."""

    def __init__(self, most: int = SEARCHES_PER_MINUTE, users: int = MOST_USERS) -> None:
        self._most = most
        self._users = users
        self._counts: OrderedDict[UUID, tuple[int, int]] = OrderedDict()

    def count(self, user_id: UUID, now: datetime) -> None:
        """Count a search; raise TooManySearches for one too many."""
        window, second = divmod(int(now.timestamp()), _WINDOW_SECONDS)
        last, searches = self._counts.pop(user_id, (window, 0))
        searches = searches + 1 if last == window else 1
        self._counts[user_id] = (window, min(searches, self._most + 1))
        if len(self._counts) > self._users:
            self._counts.popitem(last=False)
        if searches > self._most:
            raise TooManySearches(self._most, _WINDOW_SECONDS - second)

"""How often each user may search a provider: a number of searches within any minute."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from math import ceil
from typing import Final

WINDOW: Final = timedelta(minutes=1)


class SearchAllowance:
    """The recent searches of each user of this process; users without one are forgotten."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._recent: OrderedDict[Hashable, deque[datetime]] = OrderedDict()

    def take(self, user: Hashable, now: datetime) -> int | None:
        """Count a search and return null, or return in how many seconds the user may search again."""
        self._forget(now)
        recent = self._recent.setdefault(user, deque())
        while recent and now - recent[0] >= WINDOW:
            recent.popleft()
        if len(recent) >= self.per_minute:
            return max(1, ceil((recent[0] + WINDOW - now).total_seconds()))
        recent.append(now)
        self._recent.move_to_end(user)
        return None

    def _forget(self, now: datetime) -> None:
        """Remove the users whose last search is old: they come first."""
        while self._recent:
            user, recent = next(iter(self._recent.items()))
            if recent and now - recent[-1] < WINDOW:
                return
            del self._recent[user]

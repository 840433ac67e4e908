"""The position in TMDB's change feed, and the pages that could not be read. Stored as a cursor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

FEED_DAYS: Final = 14
"""How long TMDB keeps its change feed."""

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """The next page to read of a day of the feed."""

    day: date
    page: int

    @classmethod
    def of(cls, cursor: Mapping[str, Any] | None, today: date) -> Self:
        """Return where to continue: the saved position, one day ago at first, never before what TMDB keeps.

        Pages that were read while their day was not over have grown since: once it is over, it is read again.
        """
        if not cursor:
            return cls(today - ONE_DAY, 1)
        day = date.fromisoformat(cursor["day"])
        if day < oldest_day(today):
            return cls(oldest_day(today), 1)
        read_on = date.fromisoformat(cursor.get("readOn", cursor["day"]))
        return cls(day, int(cursor["page"]) if day == today or read_on > day else 1)

    def after(self, *, is_last_page: bool, today: date) -> dict[str, Any]:
        """Return the cursor after this page has been read on `today`."""
        is_day_over = is_last_page and self.day != today
        return {
            "day": (self.day + ONE_DAY if is_day_over else self.day).isoformat(),
            "page": 1 if is_last_page else self.page + 1,
            "readOn": today.isoformat(),
        }


def oldest_day(today: date) -> date:
    """Return the oldest day that TMDB keeps."""
    return today - timedelta(days=FEED_DAYS - 1)


def skipped_pages(cursor: Mapping[str, Any] | None, today: date) -> list[tuple[str, int]]:
    """Return the pages that earlier runs could not read and that TMDB still keeps, as (ISO day, page)."""
    oldest = oldest_day(today).isoformat()
    return [(str(day), int(page)) for day, page in (cursor or {}).get("skipped", ()) if day >= oldest]

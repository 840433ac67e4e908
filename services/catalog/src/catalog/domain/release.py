"""What the dates of a title mean on a given day."""

from datetime import date, timedelta
from typing import Final, Literal

ReleaseStatus = Literal["upcoming", "in_theaters", "new_on_streaming", "streaming"]

NEW_DAYS: Final = {"movie": 60, "show": 30}
CLASSIC_YEARS: Final = 10
CLASSIC_SCORE: Final = 80.0
CLASSIC_WATCHERS: Final = 10_000
NEW_RELEASE_DAYS: Final = 14


def is_new(kind: str, released: date | None, today: date) -> bool:
    """Tell whether a title counts as new in lists: released within 60 days (a show: 30), or not yet."""
    return released is not None and released >= today - timedelta(days=NEW_DAYS[kind])


def is_classic(released: date | None, ratingo: float | None, watchers: int | None, today: date) -> bool:
    """Tell whether a title counts as a classic: ten years old, or loved (80 and more) by over 10,000 watchers."""
    if released is None:
        return False
    loved = (ratingo or 0) >= CLASSIC_SCORE and (watchers or 0) > CLASSIC_WATCHERS
    return loved or released <= _years_before(today, CLASSIC_YEARS)


def is_new_release(today: date, *dates: date | None) -> bool:
    """Tell whether the latest of the dates that have passed lies within the last 14 days."""
    passed = [day for day in dates if day is not None and day <= today]
    return bool(passed) and (today - max(passed)).days <= NEW_RELEASE_DAYS


def release_status(released: date | None, theatrical: date | None, digital: date | None, today: date) -> ReleaseStatus:
    """Give where a film can be seen by its dates; without any date it counts as streaming."""
    first = theatrical or released
    if first is not None and first > today:
        return "upcoming"
    if digital is not None and digital <= today:
        return "new_on_streaming" if (today - digital).days <= NEW_RELEASE_DAYS else "streaming"
    return "streaming" if first is None else "in_theaters"


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)

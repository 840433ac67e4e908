"""Checks of the statistics of a title: the more they change, the sooner the next check. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chassis.core.outgoing.intervals import Intervals, spread

INTERVALS: Final = Intervals(timedelta(hours=6), timedelta(hours=72))


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the providers state of a title; null while none has stated it."""

    total_watchers: int | None = None
    total_plays: int | None = None
    votes: int | None = None
    """At TMDB."""
    popularity: float | None = None

    def or_those_of(self, earlier: "Statistics") -> "Statistics":
        """Return these statistics, with the earlier value of each that is not known now."""
        return Statistics(
            earlier.total_watchers if self.total_watchers is None else self.total_watchers,
            earlier.total_plays if self.total_plays is None else self.total_plays,
            earlier.votes if self.votes is None else self.votes,
            earlier.popularity if self.popularity is None else self.popularity,
        )


@dataclass(frozen=True, slots=True)
class StatisticsCheck:
    """The last check of a title. It `is_complete` when every provider that has the title responded."""

    checked_at: datetime
    interval: timedelta
    due_at: datetime
    is_complete: bool
    statistics: Statistics


def next_check(
    last: StatisticsCheck | None, read: Statistics, now: datetime, *, is_complete: bool, random: float
) -> StatisticsCheck:
    """Return the check that has read statistics; `random` is uniform in [0, 1)."""
    if last is None:
        interval, statistics = INTERVALS.shortest, read
    else:
        share = changed_share(last.statistics, read)
        interval = last.interval if share is None else INTERVALS.next(last.interval, share)
        statistics = read.or_those_of(last.statistics)
    return StatisticsCheck(now, interval, now + spread(interval, random), is_complete, statistics)


def changed_share(before: Statistics, after: Statistics) -> float | None:
    """Return by which share the count that changed most differs; null when no value is known of both.

    Popularity counts only without any count: it differs every day, however calm the title is.
    """
    counts = (
        (before.total_watchers, after.total_watchers),
        (before.total_plays, after.total_plays),
        (before.votes, after.votes),
    )
    shares = [_share(was, now) for was, now in counts if was is not None and now is not None]
    if shares:
        return max(shares)
    if before.popularity is None or after.popularity is None:
        return None
    return _share(before.popularity, after.popularity)


def has_rating_moved(before: float | None, after: float | None) -> bool:
    """Return whether a rating differs as it is shown, with one digit; one that is unknown has not moved."""
    return after is not None and (before is None or round(before, 1) != round(after, 1))


def _share(was: float, now: float) -> float:
    return abs(now - was) / was if was else float(now != was)

"""The ports of insights in memory, with the behavior that `contract/test_insights.py` states."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from chassis.testing.memory import InMemoryUnits
from insights.application.movements.read_models import MovedTitle, MovementList
from insights.application.signals.read_models import DayOfTitle
from insights.domain.movements.movement import FRESH_DAYS, Direction, Movement, Window, WindowEndpoints
from insights.domain.movements.trend import Standing, Trend
from insights.domain.signals.measurement import Measurement, SeriesKey
from insights.domain.signals.signal import GLOBAL, Signal, Source
from insights.domain.titles.title import Title


@dataclass
class InMemoryInsights(InMemoryUnits):
    """Stores titles, signals and movements: a unit of work factory, both kinds of work and a reader in one."""

    titles: dict[UUID, Title] = field(default_factory=dict)
    stale: set[UUID] = field(default_factory=set)
    days: dict[tuple[SeriesKey, date], Measurement] = field(default_factory=dict)
    hours: dict[tuple[SeriesKey, datetime], Measurement] = field(default_factory=dict)
    stored_movements: dict[tuple[int, UUID], Movement] = field(default_factory=dict)
    trends: dict[UUID, Trend] = field(default_factory=dict)
    extent: tuple[date, date] | None = None
    """The last and the first day with watchers among the titles that were refreshed."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the newer parts of titles, and mark those as stale that were deleted or restored."""
        for update in updates:
            stored = self.titles.get(update.media_id, Title(update.media_id, update.kind, update.tmdb_id))
            merged = self.titles[update.media_id] = stored.merged(update)
            if stored.is_deleted != merged.is_deleted:
                self.stale.add(update.media_id)

    async def lock(self, titles: Collection[Title]) -> None:
        """Store new titles without parts."""
        for title in titles:
            self.titles.setdefault(title.media_id, Title(title.media_id, title.kind, title.tmdb_id))

    async def save_days(self, measurements: Sequence[Measurement], kept_since: date) -> None:
        """Store the values that precede the stored ones, and mark their titles as stale."""
        for measurement in measurements:
            key = (measurement.series, measurement.day)
            stored = self.days.get(key)
            if stored is None or measurement.precedence > stored.precedence:
                self.days[key] = measurement
                self.stale.add(measurement.series.media_id)

    async def save_hours(self, measurements: Sequence[tuple[datetime, Measurement]]) -> None:
        """Store the values that precede the stored ones."""
        for hour, measurement in measurements:
            key = (measurement.series, hour)
            stored = self.hours.get(key)
            if stored is None or measurement.precedence > stored.precedence:
                self.hours[key] = measurement

    async def claim_stale(self, limit: int) -> list[UUID]:
        """Return the first `limit` stale titles and clear their mark."""
        claimed = sorted(self.stale)[:limit]
        self.stale -= set(claimed)
        return claimed

    async def endpoints(
        self, media_ids: Sequence[UUID], windows: Sequence[Window]
    ) -> list[tuple[UUID, WindowEndpoints]]:
        """Return the endpoints of each title that is not deleted, with the nearest earlier day in the tolerance."""
        return [
            (media_id, self._endpoints(days, window))
            for media_id in media_ids
            if not self.titles[media_id].is_deleted and (days := self._days(media_id))
            for window in windows
        ]

    async def replace(self, media_ids: Sequence[UUID], movements: Sequence[tuple[UUID, Movement]]) -> None:
        """Replace the movements of titles."""
        self.stored_movements = {
            key: movement for key, movement in self.stored_movements.items() if key[1] not in media_ids
        }
        self.stored_movements |= {(movement.window_days, media_id): movement for media_id, movement in movements}

    async def update_windows(
        self, media_ids: Sequence[UUID], windows: Sequence[Window], now: datetime
    ) -> AbstractSet[UUID]:
        """Extend the windows and remove the movements of titles that fell behind the newest day."""
        days = [day for media_id in media_ids for day in self._days(media_id)]
        if self.extent is not None:
            days += self.extent
        if not days:
            return set()
        self.extent = (max(days), min(days))
        oldest = max(days) - timedelta(days=FRESH_DAYS)
        removed = {key for key, movement in self.stored_movements.items() if movement.day < oldest}
        self.stored_movements = {key: movement for key, movement in self.stored_movements.items() if key not in removed}
        return {media_id for _, media_id in removed}

    async def standings(self, media_ids: Collection[UUID], window: Window) -> Sequence[Standing]:
        """Return the published trend and the movement of each title."""
        standings = []
        for media_id in sorted(media_ids):
            title, trend = self.titles[media_id], self.trends.get(media_id)
            moved = self.stored_movements.get((window.days, media_id))
            standings.append(
                Standing(
                    media_id,
                    title.kind,
                    title.tmdb_id,
                    trend.direction if trend else None,
                    trend.version if trend else None,
                    moved.direction if moved else None,
                    moved.day if moved else None,
                )
            )
        return standings

    async def publish_trends(self, trends: Sequence[Trend]) -> None:
        """Store trends."""
        self.trends |= {trend.media_id: trend for trend in trends}

    async def movements(
        self, window_days: int, directions: Sequence[Direction], kinds: Sequence[str], limit: int
    ) -> MovementList:
        """Return the strongest movements of shown titles."""
        in_window = {key[1]: item for key, item in self.stored_movements.items() if key[0] == window_days}
        items = [
            MovedTitle(title, movement)
            for media_id, movement in in_window.items()
            if (title := self.titles[media_id]).facts is not None
            and not title.is_deleted
            and movement.direction in directions
            and title.kind in kinds
        ]
        items.sort(key=lambda item: (-abs(item.movement.delta), item.title.media_id))
        as_of, data_since = self.extent or (None, None)
        return MovementList(as_of, data_since, len(in_window), items)

    async def history(self, media_id: UUID, first: date, last: date) -> list[DayOfTitle] | None:
        """Return the global snapshots of a title between two days."""
        if media_id not in self.titles:
            return None
        values: dict[date, dict[Signal, float]] = {}
        for (series, day), measurement in self.days.items():
            if series.media_id == media_id and series.region == GLOBAL and first <= day <= last:
                values.setdefault(day, {})[series.signal] = measurement.value
        return [
            DayOfTitle(
                day,
                _count(value.get(Signal.TOTAL_WATCHERS)),
                _count(value.get(Signal.LIVE_WATCHERS)),
                value.get(Signal.POPULARITY),
            )
            for day, value in sorted(values.items())
            if {Signal.TOTAL_WATCHERS, Signal.LIVE_WATCHERS, Signal.POPULARITY} & set(value)
        ]

    def _days(self, media_id: UUID) -> dict[date, int]:
        watchers = SeriesKey(media_id, Signal.TOTAL_WATCHERS, Source.TRAKT)
        return {day: int(measurement.value) for (series, day), measurement in self.days.items() if series == watchers}

    @staticmethod
    def _endpoints(days: Mapping[date, int], window: Window) -> WindowEndpoints:
        newest = max(days)

        def nearest(periods: int) -> int | None:
            day = newest - timedelta(days=periods * window.days)
            earliest = day - timedelta(days=window.tolerance)
            candidates = [candidate for candidate in days if earliest <= candidate <= day]
            return days[max(candidates)] if candidates else None

        return WindowEndpoints(window.days, newest, days[newest], nearest(1), nearest(2))


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)

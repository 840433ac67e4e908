"""Reading the quality of assets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from playback.application.assets.finding import find_asset
from playback.application.unit_of_work import Readers
from playback.domain.assets.asset import Asset
from playback.domain.quality.summary import Order, Period, Summary, total

USUAL_DAYS: Final = 7
MOST_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class DayQuality:
    """The figures of a version on a day."""

    version: int
    day: date
    summary: Summary


@dataclass(frozen=True, slots=True)
class AssetQuality:
    """The figures of an asset over a period; days without a session are missing."""

    asset: Asset
    period: Period
    total: Summary
    days: Sequence[DayQuality]


@dataclass(frozen=True, slots=True)
class RankedAsset:
    """An asset with its figures."""

    asset: Asset
    summary: Summary


@dataclass(frozen=True, slots=True)
class QualityOverview:
    """The figures of all assets together, and the assets with the worst ones."""

    period: Period
    total: Summary
    worst: Sequence[RankedAsset]


class ReadQuality:
    """Reads figures of quality."""

    def __init__(self, readers: Readers, clock: Clock) -> None:
        self._readers = readers
        self._clock = clock

    def period(self, first: date | None, last: date | None) -> Period:
        """Return the period, by default the last seven days."""
        end = self._clock.now().date() if last is None else last
        return Period(end - timedelta(days=USUAL_DAYS - 1) if first is None else first, end)

    async def of_asset(self, asset_id: UUID, period: Period, version: int | None) -> AssetQuality:
        """Return the figures of an asset by version and day; raise AssetNotFound."""
        async with self._readers.read() as work:
            asset = await find_asset(work, asset_id)
            days = await work.quality.days(asset_id, period, version)
        figures = [DayQuality(number, day, Summary.of(days[number, day])) for number, day in sorted(days)]
        return AssetQuality(asset, period, Summary.of(total(days.values())), figures)

    async def overview(self, period: Period, order: Order, limit: int, least_sessions: int) -> QualityOverview:
        """Return the figures of all assets, and the worst assets by one of them."""
        async with self._readers.read() as work:
            totals = await work.quality.totals(period)
            worst = await work.quality.worst(period, order, limit, least_sessions)
            counts = await work.quality.of_assets(worst, period)
            assets: Mapping[UUID, Asset | None] = {asset_id: await work.assets.find(asset_id) for asset_id in worst}
        ranked = [
            RankedAsset(asset, Summary.of(counts.get(asset_id, {})))
            for asset_id, asset in assets.items()
            if asset is not None
        ]
        return QualityOverview(period, Summary.of(totals), ranked)

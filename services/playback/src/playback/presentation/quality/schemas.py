"""Responses with figures of quality."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from playback.application.quality.reading import AssetQuality, DayQuality, QualityOverview, RankedAsset
from playback.domain.quality.summary import Startup, Summary

_DIGITS = 4


class StartupResponse(ResponseModel):
    """How long users waited for the first frame, in milliseconds; null without a start."""

    starts: int = Field(description="Number of starts", examples=[412])
    mean_ms: int | None = Field(description="Mean", examples=[902])
    p50_ms: int | None = Field(description="Half of the starts were as fast, or faster", examples=[780])
    p90_ms: int | None = Field(description="90 % of the starts were as fast, or faster", examples=[1620])
    p99_ms: int | None = Field(description="99 % of the starts were as fast, or faster", examples=[4310])

    @classmethod
    def of(cls, startup: Startup) -> Self:
        """Return the response of start-up times."""
        return cls(
            starts=startup.starts,
            mean_ms=startup.mean_ms,
            p50_ms=startup.p50_ms,
            p90_ms=startup.p90_ms,
            p99_ms=startup.p99_ms,
        )


class ErrorCountResponse(ResponseModel):
    """How often players had an error."""

    code: str = Field(description="Code of the error; `OTHER` for those that are not known", examples=["SHAKA_1001"])
    count: int = Field(description="Number of errors", examples=[3])


class HeightResponse(ResponseModel):
    """How long a quality was watched."""

    height: int | None = Field(description="Rung of the ladder, in lines; null is unknown", examples=[720])
    seconds: float = Field(description="Seconds of video", examples=[5400.0])


class SummaryResponse(ResponseModel):
    """Figures of the sessions of some days."""

    sessions: int = Field(description="Sessions that have reported anything", examples=[431])
    startup: StartupResponse = Field(description="Start-up times")
    rebuffers: int = Field(description="How often playing stopped because segments were missing", examples=[57])
    rebuffer_seconds: float = Field(description="Seconds that users waited then", examples=[96.5])
    rebuffer_ratio: float | None = Field(
        description="Share of the time that was waited, of the time that was played or waited, 0 to 1; null when it is"
        " zero",
        examples=[0.0031],
    )
    rebuffers_per_hour: float | None = Field(
        description="Per hour of playing; null when nothing was played", examples=[0.42]
    )
    errors: list[ErrorCountResponse] = Field(description="Errors by code, the most frequent first")
    fatal_errors: int = Field(description="Errors that ended playing", examples=[2])
    quality_changes: int = Field(description="Changes to another rendition", examples=[230])
    seeks: int = Field(description="How often users went to another position", examples=[88])
    watched_seconds: float = Field(description="Seconds of video that were played", examples=[30_210.0])
    viewing_seconds: float = Field(
        description="How long that took; less than was played when the speed was higher", examples=[30_100.0]
    )
    watched_by_height: list[HeightResponse] = Field(description="What was played, by quality, the highest first")

    @classmethod
    def of(cls, summary: Summary) -> Self:
        """Return the response of figures."""
        errors = sorted(summary.errors.items(), key=lambda error: (-error[1], error[0]))
        heights = sorted(summary.watched_by_height.items(), key=lambda one: -(one[0] or 0))
        ratio, rate = summary.rebuffer_ratio, summary.rebuffers_per_hour
        return cls(
            sessions=summary.sessions,
            startup=StartupResponse.of(summary.startup),
            rebuffers=summary.rebuffers,
            rebuffer_seconds=summary.rebuffer_seconds,
            rebuffer_ratio=None if ratio is None else round(ratio, _DIGITS),
            rebuffers_per_hour=None if rate is None else round(rate, _DIGITS),
            errors=[ErrorCountResponse(code=code, count=count) for code, count in errors],
            fatal_errors=summary.fatal_errors,
            quality_changes=summary.quality_changes,
            seeks=summary.seeks,
            watched_seconds=summary.watched_seconds,
            viewing_seconds=summary.viewing_seconds,
            watched_by_height=[HeightResponse(height=height, seconds=seconds) for height, seconds in heights],
        )


class DayQualityResponse(ResponseModel):
    """The figures of a version on a day."""

    version: int = Field(description="Number of the version", examples=[1])
    day: date = Field(description="The day on which the sessions began, in UTC", examples=["2026-11-30"])
    quality: SummaryResponse = Field(description="Its figures")

    @classmethod
    def of(cls, day: DayQuality) -> Self:
        """Return the response of a day."""
        return cls(version=day.version, day=day.day, quality=SummaryResponse.of(day.summary))


class AssetQualityResponse(ResponseModel):
    """The quality of an asset."""

    asset_id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    subject: str = Field(description="What it is of", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"])
    from_day: date = Field(alias="from", description="First day (UTC)", examples=["2026-11-24"])
    to_day: date = Field(alias="to", description="Last day (UTC)", examples=["2026-11-30"])
    total: SummaryResponse = Field(description="The figures of all days together")
    days: list[DayQualityResponse] = Field(description="By version and day; a day without a session is missing")

    @classmethod
    def of(cls, quality: AssetQuality) -> Self:
        """Return the response of an asset's quality."""
        return cls(
            asset_id=quality.asset.id,
            subject=str(quality.asset.subject),
            from_day=quality.period.first,
            to_day=quality.period.last,
            total=SummaryResponse.of(quality.total),
            days=[DayQualityResponse.of(day) for day in quality.days],
        )


class RankedAssetResponse(ResponseModel):
    """An asset with its figures."""

    asset_id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    subject: str = Field(description="What it is of", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"])
    quality: SummaryResponse = Field(description="Its figures")

    @classmethod
    def of(cls, ranked: RankedAsset) -> Self:
        """Return the response of an asset."""
        subject = str(ranked.asset.subject)
        return cls(asset_id=ranked.asset.id, subject=subject, quality=SummaryResponse.of(ranked.summary))


class OverviewResponse(ResponseModel):
    """The quality of all assets."""

    from_day: date = Field(alias="from", description="First day (UTC)", examples=["2026-11-24"])
    to_day: date = Field(alias="to", description="Last day (UTC)", examples=["2026-11-30"])
    total: SummaryResponse = Field(description="The figures of all assets together")
    worst: list[RankedAssetResponse] = Field(description="The assets with the worst figures, the worst first")

    @classmethod
    def of(cls, overview: QualityOverview) -> Self:
        """Return the response of an overview."""
        return cls(
            from_day=overview.period.first,
            to_day=overview.period.last,
            total=SummaryResponse.of(overview.total),
            worst=[RankedAssetResponse.of(ranked) for ranked in overview.worst],
        )

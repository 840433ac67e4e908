"""Responses with audience retention, and its chart."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from charts.model import Axis, Caption, LineChart, Point, Series
from chassis.http.schemas import ResponseModel
from insights.application.audiences.read_models import TitleRetention
from insights.domain.audiences.retention import PartShare


class RetentionPartResponse(ResponseModel):
    """The retention of one part of the video; shares are of 1."""

    from_percent: float = Field(alias="from", description="Where the part begins, in percent", examples=[0.0])
    to_percent: float = Field(alias="to", description="Where it ends, in percent", examples=[5.0])
    retention: float | None = Field(
        description="Share of the users who watched anything of the video that watched this part, 0 to 1; null when"
        " fewer than 5 did",
        examples=[0.94],
    )
    low: float | None = Field(description="Lower end of the 95 % interval, or null without one", examples=[0.91])
    high: float | None = Field(description="Upper end of the 95 % interval, or null without one", examples=[0.96])


class RetentionResponse(ResponseModel):
    """How much of a video its users watch."""

    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    title: str | None = Field(description="Name of the title, or null until it is imported", examples=["Dune"])
    video: str | None = Field(description="`2x05` for an episode, `trailer`, or null for the movie", examples=["2x05"])
    reason: Literal["TOO_FEW_USERS"] | None = Field(
        description="`TOO_FEW_USERS` when fewer than 20 users have watched the video, or it has none; else null",
        examples=[None],
    )
    version: int | None = Field(
        description="Number of the version of the video that was measured, or null without one", examples=[1]
    )
    duration_ms: int | None = Field(description="Its duration in milliseconds", examples=[2_880_000])
    users: int | None = Field(description="Users who watched any part of it", examples=[412])
    measured_at: datetime | None = Field(description="When it was measured (UTC)", examples=["2026-11-30T12:00:00Z"])
    parts: list[RetentionPartResponse] = Field(description="20 parts of the same length, or none")

    @classmethod
    def of(cls, retention: TitleRetention) -> Self:
        """Return the response of a video's retention."""
        measured = retention.measured
        parts = () if measured is None else measured.parts
        return cls(
            media_item_id=retention.media_id,
            title=retention.name,
            video=str(retention.video) or None,
            reason="TOO_FEW_USERS" if measured is None else None,
            version=None if measured is None else measured.asset_version,
            duration_ms=None if measured is None else measured.duration_ms,
            users=None if measured is None else measured.users,
            measured_at=None if measured is None else measured.measured_at,
            parts=[
                RetentionPartResponse(
                    from_percent=100 * number / len(parts),
                    to_percent=100 * (number + 1) / len(parts),
                    retention=part.retention,
                    low=part.low,
                    high=part.high,
                )
                for number, part in enumerate(parts)
            ],
        )


def retention_chart(retention: TitleRetention) -> LineChart:
    """Return the chart of a video's retention with its intervals; each value is at the middle of its part."""
    measured = retention.measured
    name = " ".join(filter(None, (retention.name or str(retention.media_id), str(retention.video))))
    parts = () if measured is None else measured.parts
    points = tuple(_point(100 * (number + 0.5) / len(parts), part) for number, part in enumerate(parts))
    users = "" if measured is None else f"{measured.users} users, intervals of 95 %"
    return LineChart(
        Caption(name, users, "Marquee", None if measured is None else measured.measured_at.date()),
        (Series("Retention", points),),
        horizontal=Axis("Position", "%", lowest=0, highest=100),
        vertical=Axis("Users who watched", "%", lowest=0, highest=100),
        note="Too few users have watched this video",
    )


def _point(at: float, part: PartShare) -> Point:
    return Point(at, _percent(part.retention), _percent(part.low), _percent(part.high))


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share

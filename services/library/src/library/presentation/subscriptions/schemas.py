"""Responses about subscriptions."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from library.application.subscriptions.changes import Subscribed
from library.application.subscriptions.read_models import (
    LastTriggered,
    SubscriptionRow,
)
from library.domain.subscriptions.trigger import TriggerName
from library.presentation.subscriptions.requests import TRIGGER_TEXT, Trigger
from library.presentation.titles.schemas import MediaId, MediaSummary

_EPISODE: Final = re.compile(r"episode:(\d+)x(\d+)")
_SEASON: Final = re.compile(r"season:(\d+)")


class SubscriptionStatus(ResponseModel):
    """What the user subscribes to of a title."""

    triggers: tuple[Trigger, ...] = Field(description=f"The active triggers. {TRIGGER_TEXT}", examples=[["new_season"]])
    has_release: bool = Field(description="Whether `release` is active", examples=[False])
    has_new_season: bool = Field(description="Whether `new_season` is active", examples=[True])
    has_on_streaming: bool = Field(description="Whether `on_streaming` is active", examples=[False])

    @classmethod
    def of(cls, triggers: Collection[TriggerName]) -> Self:
        """Return the status of a title with these active triggers."""
        return cls(
            triggers=tuple(triggers),
            has_release="release" in triggers,
            has_new_season="new_season" in triggers,
            has_on_streaming="on_streaming" in triggers,
        )


class SubscribedResponse(ResponseModel):
    """A subscription that was made."""

    id: UUID = Field(description="Id of the subscription", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"])
    media_item_id: MediaId
    trigger: Trigger = Field(description=TRIGGER_TEXT, examples=["new_season"])
    is_active: bool = Field(description="Always true: the user subscribes", examples=[True])
    status: SubscriptionStatus = Field(description="All active triggers of the title")
    created_at: datetime = Field(description="When the user first subscribed", examples=["2026-11-20T18:30:00Z"])

    @classmethod
    def of(cls, result: Subscribed) -> Self:
        """Return the response of a subscription."""
        subscription = result.subscription
        return cls(
            id=subscription.id,
            media_item_id=subscription.media_id,
            trigger=subscription.trigger,
            is_active=subscription.active,
            status=SubscriptionStatus.of(result.triggers),
            created_at=subscription.created_at,
        )


class UnsubscribedResponse(ResponseModel):
    """The result of the end of a subscription."""

    unsubscribed: bool = Field(
        description="Whether the user has or had a subscription with this trigger, active or not", examples=[True]
    )
    status: SubscriptionStatus = Field(description="The triggers that remain active")


class SubscriptionResponse(ResponseModel):
    """An active subscription."""

    id: UUID = Field(description="Id of the subscription", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"])
    user_id: UUID = Field(description="Id of the user", examples=["0199a2f3-5a10-7c3d-8e21-1f0d9c8b7a65"])
    media_item_id: MediaId
    trigger: Trigger = Field(description=TRIGGER_TEXT, examples=["new_season"])
    channel: Literal["push"] = Field(
        default="push", description="Always `push`: channels are preferences of notifications", examples=["push"]
    )
    is_active: bool = Field(description="Always true: only active subscriptions are listed", examples=[True])
    region: str | None = Field(
        description="Region of releases and services, or null for the one that the user prefers", examples=[None]
    )
    provider_ids: tuple[int, ...] | None = Field(
        description="The services that count, or null for all of them", examples=[[8, 337]]
    )
    last_notified_at: datetime | None = Field(
        description="When the subscription was triggered last, or null", examples=["2026-11-21T12:00:00Z"]
    )
    last_notified_episode_key: str | None = Field(
        description="The last episode that triggered it, or null", examples=["S2E5"]
    )
    last_notified_season_number: int | None = Field(
        description="The last announced season that triggered it, or null", examples=[2]
    )
    created_at: datetime = Field(description="When the user first subscribed", examples=["2026-11-20T18:30:00Z"])
    updated_at: datetime = Field(
        description="When the subscription was last changed", examples=["2026-11-21T12:00:00Z"]
    )
    media_summary: MediaSummary | None = Field(description="The title, or null while it is not imported")

    @classmethod
    def of(cls, row: SubscriptionRow) -> Self:
        """Return the response of a subscription."""
        subscription = row.subscription
        return cls(
            id=subscription.id,
            user_id=subscription.user_id,
            media_item_id=subscription.media_id,
            trigger=subscription.trigger,
            is_active=subscription.active,
            region=subscription.filter.region,
            provider_ids=subscription.filter.provider_ids,
            last_notified_at=row.last.at,
            last_notified_episode_key=_episode_key(row.last),
            last_notified_season_number=_season_number(row.last),
            created_at=subscription.created_at,
            updated_at=subscription.updated_at,
            media_summary=MediaSummary.of(row.title),
        )


def _episode_key(last: LastTriggered) -> str | None:
    match = _EPISODE.fullmatch(last.episode_key or "")
    return f"S{int(match[1])}E{int(match[2])}" if match else None


def _season_number(last: LastTriggered) -> int | None:
    match = _SEASON.fullmatch(last.season_key or "")
    return int(match[1]) if match else None

"""Users, titles and events that trigger subscriptions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.testing.clock import NOON
from contracts.auth import UserChangedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import AvailabilityChangedV1, Episode, MediaChangedV1, SeasonSyncedV1
from contracts.ingestion.changes import (
    EpisodeAired,
    OfferChange,
    OfferWay,
    RegionOffers,
)
from contracts.insights import TrendChangedV1

ANN, BEN, CIM = UUID(int=1), UUID(int=2), UUID(int=3)
MOVIE, SHOW = media_id("movie", 603), media_id("show", 1396)
LATER = NOON + timedelta(hours=1)
Deliver = Callable[..., Awaitable[None]]
Triggered = Callable[[], Awaitable[list[dict[str, Any]]]]


async def summary(triggered: Triggered) -> list[tuple[int, str, str]]:
    return [(UUID(event["userId"]).int, event["trigger"], event["occurrence"]) for event in await triggered()]


def changed(title: UUID = SHOW, observed_at: datetime = LATER, version: int = 2, **differences: Any) -> MediaChangedV1:
    kind, tmdb_id = ("movie", 603) if title == MOVIE else ("show", 1396)
    return MediaChangedV1(
        media_id=title,
        kind="movie" if kind == "movie" else "show",
        tmdb_id=tmdb_id,
        media_version=version,
        observed_at=observed_at,
        **differences,
    )


def aired(season: int, number: int, **facts: Any) -> EpisodeAired:
    return EpisodeAired(episode_id=episode_id(1396, season, number), season=season, number=number, **facts)


def offers(
    added: Sequence[tuple[OfferWay, int]], region: str = "US", observed_at: datetime = LATER, title: UUID = MOVIE
) -> AvailabilityChangedV1:
    changes = tuple(OfferChange(way=way, provider_id=provider, name=f"Service {provider}") for way, provider in added)
    return AvailabilityChangedV1(
        media_id=title,
        kind="movie",
        tmdb_id=603,
        media_version=2,
        observed_at=observed_at,
        regions={region: RegionOffers(added=changes)},
    )


def trend(direction: Any, changed_at: datetime = LATER, version: int = 1) -> TrendChangedV1:
    return TrendChangedV1(
        version=version,
        media_id=SHOW,
        kind="show",
        tmdb_id=1396,
        direction=direction,
        window_days=30,
        as_of=changed_at.date(),
        changed_at=changed_at,
    )


def prefers(user: UUID, version: int = 1, **preferences: Any) -> UserChangedV1:
    return UserChangedV1(version=version, user_id=user, changed_at=NOON, **preferences)


def season(version: int, airings: dict[int, datetime | None], synced_at: datetime = NOON) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(1396, 6),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=6,
        episodes=tuple(
            Episode(episode_id=episode_id(1396, 6, number), number=number, airs_at=airs_at, title=f"Part {number}")
            for number, airs_at in airings.items()
        ),
        synced_at=synced_at,
    )

"""Mapping between rows and positions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from library.domain.positions.position import Device, Playable, Position
from library.infrastructure.positions.tables import MOVIE


def key_of(user_id: UUID, playable: Playable) -> dict[str, Any]:
    """Return the columns that identify a movie or an episode of a user."""
    return {
        "user_id": user_id,
        "media_id": playable.media_id,
        "season": MOVIE if playable.season is None else playable.season,
        "episode": MOVIE if playable.episode is None else playable.episode,
    }


def to_position_row(user_id: UUID, position: Position) -> dict[str, Any]:
    """Return the row of a position."""
    return {
        **key_of(user_id, position.playable),
        "device_id": position.device.id,
        "device_name": position.device.name,
        "seconds": position.seconds,
        "duration_seconds": position.duration_seconds,
        "state": position.state,
        "at": position.at,
        "expires_at": position.expires_at,
        "origin": position.origin,
        "last_episode": position.last_episode,
        "reports_progress": position.reports_progress,
    }


def to_position(row: Mapping[str, Any] | RowMapping) -> Position:
    """Return the position of a row."""
    movie = row["season"] == MOVIE
    return Position(
        playable=Playable(row["media_id"], None if movie else row["season"], None if movie else row["episode"]),
        device=Device(row["device_id"], row["device_name"]),
        seconds=row["seconds"],
        duration_seconds=row["duration_seconds"],
        state=row["state"],
        at=row["at"],
        origin=row["origin"],
        last_episode=row["last_episode"],
        reports_progress=row["reports_progress"],
    )

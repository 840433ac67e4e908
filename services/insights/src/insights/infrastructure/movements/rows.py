"""Mapping between rows and movements."""

from typing import Any
from uuid import UUID

from chassis.storage.reads import Record
from insights.domain.movements.movement import Movement


def to_movement_row(media_id: UUID, kind: str, movement: Movement) -> dict[str, Any]:
    """Return the row of a movement; `strength` lets risers and fallers share one index."""
    return {
        "window_days": movement.window_days,
        "media_id": media_id,
        "kind": kind,
        "day": movement.day,
        "current_watchers": movement.current_watchers,
        "growth_current": movement.growth_current,
        "growth_prev": movement.growth_prev,
        "direction": movement.direction,
        "strength": abs(movement.delta),
    }


def to_movement(row: Record) -> Movement:
    """Return the movement of a row."""
    return Movement(
        window_days=row["window_days"],
        day=row["day"],
        current_watchers=row["current_watchers"],
        growth_current=row["growth_current"],
        growth_prev=row["growth_prev"],
    )

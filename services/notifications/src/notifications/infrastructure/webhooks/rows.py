"""Rows of the tables of webhooks as what they mean, and the other way round."""

from typing import Any

import orjson

from notifications.application.webhooks.ports import Listener, Replay
from notifications.domain.deliveries.model import Ended, State
from notifications.domain.webhooks.endpoints import Endpoint, EndpointSettings, Health
from notifications.domain.webhooks.events import WebhookEvent


def json_of(value: Any) -> Any:
    """Return a JSON value, which the driver returns as text and SQLAlchemy decoded."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def endpoint_of(row: Any) -> Endpoint:
    """Return an endpoint."""
    return Endpoint(
        endpoint_id=row["endpoint_id"],
        user_id=row["user_id"],
        settings=EndpointSettings(
            url=row["url"],
            event_types=tuple(row["event_types"]),
            description=row["description"],
            filters=json_of(row["filters"]),
            enabled=row["disabled_at"] is None,
        ),
        sealed_secret=row["sealed_secret"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        health=Health(row["failures"], row["failing_since"], row["free_at"], row["disabled_reason"]),
        disabled_at=row["disabled_at"],
        sealed_previous_secret=row["sealed_previous_secret"],
        previous_until=row["previous_until"],
    )


def listener_of(row: Any) -> Listener:
    """Return an endpoint that events go to."""
    return Listener(
        endpoint_id=row["endpoint_id"],
        user_id=row["user_id"],
        event_types=frozenset(row["event_types"]),
        filters=json_of(row["filters"]),
        created_at=row["created_at"],
        is_administrator=bool(row["is_administrator"]),
    )


def event_of(row: Any) -> WebhookEvent:
    """Return an event of the log."""
    return WebhookEvent(
        event_id=row["event_id"],
        type=row["type"],
        occurred_at=row["occurred_at"],
        data=json_of(row["data"]),
        facts=json_of(row["facts"]),
        user_id=row["user_id"],
    )


def replay_of(row: Any) -> Replay:
    """Return a replay."""
    return Replay(
        replay_id=row["replay_id"],
        endpoint_id=row["endpoint_id"],
        user_id=row["user_id"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        event_types=tuple(row["event_types"]),
        created_at=row["created_at"],
        position=(row["position_at"], row["position_id"]),
        scanned=row["scanned"],
        replayed=row["replayed"],
        finished_at=row["finished_at"],
    )


def ended_of(row: Any) -> Ended:
    """Return the end of a delivery: its kind is the type of the event, its target the endpoint."""
    return Ended(
        delivery_id=row["delivery_id"],
        user_id=row["user_id"],
        kind=row["event_type"],
        channel="webhook",
        state=State(row["state"]),
        attempts=row["attempts"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        target_id=row["endpoint_id"],
        error_code=row["error_code"],
    )


def endpoint_values(endpoint: Endpoint) -> dict[str, Any]:
    """Return the columns of an endpoint that change."""
    settings = endpoint.settings
    return {
        "url": settings.url,
        "description": settings.description,
        "event_types": list(settings.event_types),
        "filters": {name: sorted(values) for name, values in settings.filters.items()},
        "sealed_secret": endpoint.sealed_secret,
        "sealed_previous_secret": endpoint.sealed_previous_secret,
        "previous_until": endpoint.previous_until,
        "updated_at": endpoint.updated_at,
        "disabled_at": endpoint.disabled_at,
        **health_values(endpoint.health),
    }


def health_values(health: Health) -> dict[str, Any]:
    """Return the columns of the health of an endpoint."""
    return {
        "failures": health.failures,
        "failing_since": health.failing_since,
        "free_at": health.free_at,
        "disabled_reason": health.disabled_reason,
    }


def progress_values(replay: Replay) -> dict[str, Any]:
    """Return the columns that say how far a replay is."""
    position_at, position_id = replay.position
    return {
        "position_at": position_at,
        "position_id": position_id,
        "scanned": replay.scanned,
        "replayed": replay.replayed,
        "finished_at": replay.finished_at,
    }


def period_values(replay: Replay) -> dict[str, Any]:
    """Return the columns of a replay that never change."""
    return {
        "replay_id": replay.replay_id,
        "endpoint_id": replay.endpoint_id,
        "user_id": replay.user_id,
        "begins_at": replay.begins_at,
        "ends_at": replay.ends_at,
        "event_types": list(replay.event_types),
        "created_at": replay.created_at,
    }

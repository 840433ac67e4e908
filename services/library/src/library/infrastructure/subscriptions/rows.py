"""Mapping between rows and subscriptions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from library.domain.subscriptions.subscription import Filter, Subscription


def to_subscription_row(subscription: Subscription) -> dict[str, Any]:
    """Return the row of a subscription."""
    providers = subscription.filter.provider_ids
    return {
        "subscription_id": subscription.id,
        "user_id": subscription.user_id,
        "media_id": subscription.media_id,
        "trigger": subscription.trigger,
        "region": subscription.filter.region,
        "provider_ids": None if providers is None else list(providers),
        "active": subscription.active,
        "subscribed_at": subscription.subscribed_at,
        "created_at": subscription.created_at,
        "updated_at": subscription.updated_at,
    }


def to_subscription(row: Mapping[str, Any] | RowMapping) -> Subscription:
    """Return the subscription of a row."""
    providers = row["provider_ids"]
    return Subscription(
        id=row["subscription_id"],
        user_id=row["user_id"],
        media_id=row["media_id"],
        trigger=row["trigger"],
        filter=Filter(row["region"], None if providers is None else tuple(providers)),
        active=row["active"],
        subscribed_at=row["subscribed_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )

"""Composition of delivery."""

from objects.prefix_tokens import PrefixTokenKeys
from playback.application.delivery.ports import CachePurge, Delivery
from playback.infrastructure.delivery.edge import EdgeDelivery, NothingCached
from playback.infrastructure.delivery.settings import DeliverySettings
from playback.infrastructure.delivery.unavailable import NoDelivery


def delivery(settings: DeliverySettings) -> Delivery:
    """Return how files are delivered."""
    keys = settings.delivery_keys.get_secret_value()
    return EdgeDelivery(PrefixTokenKeys.parse(keys), settings.delivery_url) if keys else NoDelivery()


def cache_purge(_: DeliverySettings) -> CachePurge:
    """Return how files are removed from caches."""
    return NothingCached()

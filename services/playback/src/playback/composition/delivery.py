"""Composition of delivery."""

from chassis.core.clock import Clock
from objects.prefix_tokens import PrefixTokenKeys
from objects.signing import Credentials
from playback.application.delivery.ports import CachePurge, Delivery
from playback.infrastructure.delivery.cloudflare import CloudflareDelivery
from playback.infrastructure.delivery.cloudfront import CloudFrontDelivery, private_key
from playback.infrastructure.delivery.edge import EdgeDelivery, NothingCached
from playback.infrastructure.delivery.nginx import NginxDelivery
from playback.infrastructure.delivery.purging import CloudflarePurge, CloudFrontPurge
from playback.infrastructure.delivery.settings import DeliverySettings
from playback.infrastructure.delivery.unavailable import NoDelivery

CLOUDFRONT_REGION = "us-east-1"
"""The API of CloudFront is global, and signed as one of this region."""


def delivery(settings: DeliverySettings, clock: Clock) -> Delivery:
    """Return how files are delivered."""
    url, secret = settings.delivery_url, settings.delivery_secret.get_secret_value()
    if settings.delivery == "cloudfront":
        key = private_key(settings.cloudfront_private_key.get_secret_value())
        return CloudFrontDelivery(url, settings.cloudfront_key_pair, key, settings.delivery_cookie_domain)
    if settings.delivery == "cloudflare":
        return CloudflareDelivery(url, secret, settings.cloudflare_token_seconds, clock)
    if settings.delivery == "nginx":
        return NginxDelivery(url, secret)
    keys = settings.delivery_keys.get_secret_value()
    return EdgeDelivery(PrefixTokenKeys.parse(keys), url) if keys else NoDelivery()


def cache_purge(settings: DeliverySettings, clock: Clock) -> CachePurge:
    """Return how files are removed from caches. nginx has no such call: its files leave by their own age."""
    if settings.delivery == "cloudfront" and settings.cloudfront_distribution:
        credentials = Credentials(
            settings.cloudfront_access_key,
            settings.cloudfront_secret_key.get_secret_value(),
            CLOUDFRONT_REGION,
            "cloudfront",
        )
        guard = settings.server_guard("purging", [settings.cloudfront_api_url], clock)
        return CloudFrontPurge(settings.cloudfront_api_url, settings.cloudfront_distribution, credentials, guard, clock)
    if settings.delivery == "cloudflare" and settings.cloudflare_zone:
        token = settings.cloudflare_api_token.get_secret_value()
        api = settings.cloudflare_api_url
        guard = settings.server_guard("purging", [api], clock)
        return CloudflarePurge(api, settings.cloudflare_zone, token, settings.delivery_url, guard)
    return NothingCached()

"""The guard of calls to providers and sites with lists: the hosts of those that are configured, and no other."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from chassis.core.clock import Clock
from egress.guard import EgressGuard
from egress.policy import HTTP_PORT, HTTPS_PORT
from egress.settings import EgressSettings

PURPOSE: Final = "providers"
NO_PROVIDER: Final = "no-provider.invalid"
"""A host that does not exist: no host at all would permit every one."""


def provider_guard(settings: EgressSettings, base_urls: Iterable[str | None], clock: Clock) -> EgressGuard:
    """Return the guard of calls to these addresses; null is that of a provider which is not configured."""
    addresses = [urlsplit(base_url) for base_url in base_urls if base_url is not None]
    return settings.egress_guard(
        PURPOSE,
        clock,
        hosts=[address.hostname or "" for address in addresses] or [NO_PROVIDER],
        ports=[address.port or (HTTPS_PORT if address.scheme == "https" else HTTP_PORT) for address in addresses],
    )

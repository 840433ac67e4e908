"""Receiving a message of a provider: it is verified and stored. What it causes happens later."""

from collections.abc import Mapping

from billing.application.providers.registry import Providers
from billing.application.webhooks.ports import WebhookStore
from chassis.core.clock import Clock


class ReceiveWebhook:
    """Stores messages."""

    def __init__(self, store: WebhookStore, providers: Providers, clock: Clock) -> None:
        self._store = store
        self._providers = providers
        self._clock = clock

    async def __call__(self, provider_name: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """Store a message and return whether it is new.

        Raise UnknownProvider, InvalidSignature, ExpiredSignature and InvalidNotice: then nothing is stored.
        """
        provider = self._providers.get(provider_name)
        now = self._clock.now()
        notice = provider.read_notice(body, headers, now)
        return await self._store.add(provider.name, notice, body, now)

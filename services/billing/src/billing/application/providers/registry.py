"""The providers of payments that this deployment has."""

from collections.abc import Collection, Mapping

from billing.application.providers.ports import PaymentProvider, RecurringProvider
from billing.domain.payments.errors import UnknownProvider
from billing.domain.payments.facts import ObjectRef, SubscriptionFacts


class Providers:
    """Finds a provider by its name."""

    def __init__(self, once: Collection[PaymentProvider] = (), recurring: Collection[RecurringProvider] = ()) -> None:
        """`once` are the providers that only take single payments."""
        self._recurring: Mapping[str, RecurringProvider] = {provider.name: provider for provider in recurring}
        self._all: Mapping[str, PaymentProvider] = {provider.name: provider for provider in (*recurring, *once)}

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all, those with subscriptions first."""
        return tuple(self._all)

    def get(self, name: str) -> PaymentProvider:
        """Return a provider; raise UnknownProvider."""
        provider = self._all.get(name)
        if provider is None:
            raise UnknownProvider(name)
        return provider

    def recurring(self, name: str) -> RecurringProvider | None:
        """Return a provider that has subscriptions, or null for one that takes single payments only."""
        self.get(name)
        return self._recurring.get(name)

    async def subscription(self, ref: ObjectRef) -> SubscriptionFacts | None:
        """Return what a provider states about a subscription; null where billing itself renews it, or it is unknown.

        Raise ProviderFailed.
        """
        provider = self.recurring(ref.provider)
        return None if provider is None else await provider.subscription(ref.reference)

    async def close(self) -> None:
        """Close their connections."""
        for provider in self._all.values():
            await provider.close()

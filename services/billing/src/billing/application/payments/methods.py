"""The means of payment that providers keep for users."""

from uuid import UUID

from billing.application.providers.ports import RecurringProvider
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import Units
from billing.domain.payments.errors import PaymentMethodNotFound
from billing.domain.payments.facts import PaymentMethod, ProviderName
from billing.domain.requests import RequestKey


class PaymentMethods:
    """Reads and removes means of payment at the providers that keep them."""

    def __init__(self, units: Units, providers: Providers) -> None:
        self._units = units
        self._providers = providers

    async def all(self, user_id: UUID) -> list[tuple[ProviderName, PaymentMethod]]:
        """Return those of a user at every provider; raise ProviderFailed."""
        methods: list[tuple[ProviderName, PaymentMethod]] = []
        for provider, customer in await self._customers(user_id):
            methods += [(provider.name, method) for method in await provider.payment_methods(customer)]
        return methods

    async def remove(self, key: RequestKey, user_id: UUID, reference: str) -> None:
        """Remove one of a user; raise PaymentMethodNotFound, also for one of another user, or ProviderFailed."""
        for provider, customer in await self._customers(user_id):
            if any(method.reference == reference for method in await provider.payment_methods(customer)):
                await provider.remove_payment_method(customer, reference, key=str(key.id_for(user_id)))
                return
        raise PaymentMethodNotFound

    async def _customers(self, user_id: UUID) -> list[tuple[RecurringProvider, str]]:
        recurring = [provider for name in self._providers.names if (provider := self._providers.recurring(name))]
        async with self._units.begin() as work:
            customers = [(provider, await work.checkouts.customer(user_id, provider.name)) for provider in recurring]
        return [(provider, customer) for provider, customer in customers if customer is not None]

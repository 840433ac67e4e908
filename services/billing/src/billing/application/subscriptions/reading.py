"""Reading what a user pays for and may use, and the way to the provider's portal."""

from dataclasses import dataclass
from uuid import UUID

from billing.application.plans.lookup import free_plan
from billing.application.providers.registry import Providers
from billing.application.subscriptions.changing import current
from billing.application.unit_of_work import Units
from billing.domain.plans.entitlements import Entitlements
from billing.domain.plans.plan import Price
from billing.domain.subscriptions.changes import Change
from billing.domain.subscriptions.errors import ChangeNotPossible
from billing.domain.subscriptions.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Overview:
    """What a user pays for and may use."""

    plan: str
    entitlements: Entitlements
    subscription: Subscription | None = None
    price: Price | None = None
    next_price: Price | None = None
    pending: Change | None = None


class ReadSubscription:
    """Returns the subscription of a user."""

    def __init__(self, units: Units, providers: Providers, web_url: str) -> None:
        self._units = units
        self._providers = providers
        self._web_url = web_url.rstrip("/")

    async def overview(self, user_id: UUID) -> Overview:
        """Return what a user pays for and may use; the free plan for one whose registration has not arrived."""
        async with self._units.begin() as work:
            holder = await work.holders.find(user_id)
            subscriptions = await work.subscriptions.of_user(user_id)
            if holder is None:
                free = await free_plan(work)
                return Overview(free.code, free.entitlements)
            if not subscriptions:
                return Overview(holder.grant.plan, holder.grant.entitlements)
            shown = next((one for one in subscriptions if one.id == holder.grant.subscription_id), subscriptions[0])
            following = shown.facts.next_price_id
            return Overview(
                plan=holder.grant.plan,
                entitlements=holder.grant.entitlements,
                subscription=shown,
                price=await work.plans.price(shown.facts.price_id),
                next_price=None if following is None else await work.plans.price(following),
                pending=next(iter(await work.subscriptions.pending_changes(shown.id)), None),
            )

    async def portal(self, user_id: UUID, return_path: str) -> str:
        """Return the address of the provider's page for payment methods and invoices.

        Raise NoSubscription, ChangeNotPossible for a provider without such a page, and ProviderFailed.
        """
        async with self._units.begin() as work:
            subscription = await current(work, user_id)
            name = subscription.facts.ref.provider
            customer = await work.checkouts.customer(user_id, name)
        provider = self._providers.recurring(name)
        if provider is None or customer is None:
            raise ChangeNotPossible(f"{name} has no page for payment methods")
        return await provider.open_portal(customer, f"{self._web_url}{return_path}")

"""Opening a checkout: its row is committed before the provider is called with the id of the row as key.

So a request that is repeated after a lost response, or after the end of a process at any moment, opens one checkout.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.providers.ports import CheckoutOrder, Discount, OpenedCheckout, Payer
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork, Units
from billing.domain.checkouts.checkout import WAITING, Checkout
from billing.domain.checkouts.errors import CheckoutRefused
from billing.domain.payments.errors import ProviderFailed, ProviderRejected
from billing.domain.plans.plan import Plan, Price
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A checkout that is stored, and what it sells."""

    checkout: Checkout
    plan: Plan | None = None
    price: Price | None = None
    item: str | None = None
    """Name of a title that is sold alone."""
    discount: Discount | None = None
    replaced: tuple[Checkout, ...] = ()
    """Former checkouts that must not be paid any more."""


Prepare = Callable[[UnitOfWork], Awaitable[Prepared]]
"""Stores a checkout, or finds the one of the same request, within the caller's transaction."""


class CheckoutPages:
    """Opens the page of a checkout at its provider."""

    def __init__(self, units: Units, providers: Providers, clock: Clock, web_url: str) -> None:
        self._units = units
        self._providers = providers
        self._clock = clock
        self._web_url = web_url.rstrip("/")

    async def open(self, prepare: Prepare, language: str | None) -> Checkout:
        """Return the checkout with the address of its page.

        Raise CheckoutRefused, and ProviderFailed: then the request can be repeated with its key.
        """
        async with self._units.begin() as work:
            prepared = await prepare(work)
            checkout = prepared.checkout
            customer = await work.checkouts.customer(checkout.user_id, checkout.provider)
        if checkout.status != "opening":
            return checkout
        for former in prepared.replaced:
            await self._close(former)
        order = CheckoutOrder(
            checkout_id=checkout.id,
            payer=Payer(user_id=checkout.user_id, customer=customer, language=language),
            plan=prepared.plan,
            price=prepared.price,
            trial_days=checkout.trial_days,
            item=prepared.item,
            amount=None if prepared.item is None else checkout.money,
            discount=prepared.discount,
            return_url=f"{self._web_url}{checkout.return_path}?checkout={checkout.id}",
            expires_at=checkout.expires_at,
        )
        try:
            opened = await self._providers.get(checkout.provider).open_checkout(order)
        except ProviderRejected as failure:
            await self._end(checkout)
            raise CheckoutRefused(failure.code) from failure
        return await self._opened(checkout, opened)

    async def _close(self, former: Checkout) -> None:
        """Close a checkout that another one replaces; the provider states whether it was paid before."""
        if former.reference is None:
            return
        try:
            await self._providers.get(former.provider).close_checkout(former.reference)
        except (ProviderFailed, ProviderRejected):
            # It ends by itself within the hour; a second payment would be found and returned.
            return

    async def _opened(self, checkout: Checkout, opened: OpenedCheckout) -> Checkout:
        async with self._units.begin() as work:
            stored = await work.checkouts.find(checkout.id, lock=True)
            current = checkout if stored is None else stored
            if current.status not in WAITING:
                return current
            after = replace(
                current, status="open", reference=opened.reference, url=opened.url, expires_at=opened.expires_at
            )
            await work.checkouts.save(after)
            return after

    async def _end(self, checkout: Checkout) -> None:
        async with self._units.begin() as work:
            stored = await work.checkouts.find(checkout.id, lock=True)
            if stored is not None and stored.status == "opening":
                await work.checkouts.save(replace(stored, status="canceled", ended_at=self._clock.now()))
                await RedeemCoupon.release(work, checkout.id)

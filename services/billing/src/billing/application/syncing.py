"""The job that fetches an object from its provider and applies what the provider states.

One such job runs per object at a time, and fetches after it was requested. So what is applied last is what the provider
stated last, whatever order its notices arrived in, however often, and whichever were lost.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from billing.application.checkouts.applying import ApplyCheckout
from billing.application.jobs import object_of, reconciliation_of
from billing.application.providers.registry import Providers
from billing.application.reconciliation.comparing import CompareObject
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.unit_of_work import UnitOfWork, Units
from billing.application.webhooks.settling import SettleWebhooks
from billing.domain.payments.facts import InvoiceFacts, ObjectRef, PaymentFacts, RefundFacts
from jobs.errors import LeaseLost
from jobs.model import Job
from jobs.run import Run

Apply = Callable[[UnitOfWork], Awaitable[object]]
"""Applies facts that were fetched, within the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Appliers:
    """What applies the facts of each kind of object."""

    checkout: ApplyCheckout
    subscription: ApplySubscription
    invoice: Callable[[UnitOfWork, InvoiceFacts, Sequence[PaymentFacts]], Awaitable[None]]
    payment: Callable[[UnitOfWork, PaymentFacts], Awaitable[None]]
    refunds: Callable[[UnitOfWork, Sequence[RefundFacts]], Awaitable[None]]


class SyncObject:
    """Fetches an object, and in one transaction applies it, settles the notices about it and ends the job."""

    def __init__(
        self, units: Units, providers: Providers, appliers: Appliers, webhooks: SettleWebhooks, compare: CompareObject
    ) -> None:
        self._units = units
        self._providers = providers
        self._appliers = appliers
        self._webhooks = webhooks
        self._compare = compare

    async def __call__(self, run: Run[Job]) -> None:
        """Synchronise the object of the job; raise ProviderFailed."""
        ref, reconciliation_id = object_of(run.job.payload), reconciliation_of(run.job.payload)
        # A message that arrives from here on may be about something later than what is fetched.
        waiting = await self._webhooks.waiting(ref)
        try:
            apply = await self._fetch(ref)
            async with self._units.begin() as work:
                if reconciliation_id is not None:
                    await self._compare(work, ref, apply, reconciliation_id, is_expected=bool(waiting))
                elif apply is not None:
                    await apply(work)
                await self._webhooks.settle(work, waiting, ref)
                await run.finish(work)
        except LeaseLost:
            raise
        except Exception as failure:
            await self._webhooks.failed(waiting, failure)
            raise

    async def _fetch(self, ref: ObjectRef) -> Apply | None:
        """Return what applies the object as it is now; null for one that the provider does not know."""
        provider, appliers = self._providers.get(ref.provider), self._appliers
        match ref.kind:
            case "checkout":
                checkout = await provider.checkout(ref.reference)
                return None if checkout is None else lambda work: appliers.checkout(work, checkout)
            case "payment" | "refund":
                return await self._fetch_payment(ref)
            case "subscription" | "invoice":
                return await self._fetch_renewed(ref)
            case "customer":
                return None

    async def _fetch_payment(self, ref: ObjectRef) -> Apply | None:
        """Return what applies a payment with its refunds; the reference of a refund is that of its payment."""
        provider, appliers = self._providers.get(ref.provider), self._appliers
        payment = await provider.payment(ref.reference)
        if payment is None:
            return None
        refunds = await provider.refunds(payment.ref.reference)

        async def apply(work: UnitOfWork) -> None:
            await appliers.payment(work, payment)
            await appliers.refunds(work, refunds)

        return apply

    async def _fetch_renewed(self, ref: ObjectRef) -> Apply | None:
        """Return what applies an object that only a provider with subscriptions has."""
        provider, appliers = self._providers.recurring(ref.provider), self._appliers
        if provider is None:
            return None
        if ref.kind == "subscription":
            subscription = await provider.subscription(ref.reference)
            return None if subscription is None else lambda work: appliers.subscription(work, subscription)
        invoice = await provider.invoice(ref.reference)
        return None if invoice is None else lambda work: appliers.invoice(work, invoice[0], invoice[1])

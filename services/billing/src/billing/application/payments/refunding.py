"""Returning money: the row of a refund is committed before the provider is called with its id as key."""

from uuid import UUID

from billing.application.jobs import refund_job
from billing.application.payments.recording import RecordRefunds
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork, Units
from billing.domain.money import Money
from billing.domain.payments.errors import (
    PaymentNotFound,
    PaymentNotRefundable,
    ProviderRejected,
    RefundNotFound,
    RefundOfOtherCurrency,
    RefundTooLarge,
)
from billing.domain.payments.facts import RefundFacts
from billing.domain.payments.refund import Refund, RefundReason
from billing.domain.requests import RequestKey
from chassis.core.clock import Clock
from jobs.model import Job
from jobs.run import Run


class RequestRefund:
    """Stores that a payment, or a part of it, is to be returned, and queues the call to its provider."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(
        self, key: RequestKey, payment_id: UUID, amount: Money | None, reason: RefundReason, actor: UUID
    ) -> Refund:
        """Return the refund; without an amount, what is left of the payment is returned.

        Raise PaymentNotFound, PaymentNotRefundable, RefundOfOtherCurrency, RefundTooLarge or KeyReused.
        """
        now = self._clock.now()
        refund_id = key.id_for(actor)
        async with self._units.begin() as work:
            payment = await work.refunds.lock_payment(payment_id)
            existing = await work.refunds.find(refund_id)
            if existing is not None:
                # A refund of all that is left has another amount now: what is compared is what a request states.
                same_amount = amount is None or existing.amount == amount
                is_same = same_amount and payment is not None and existing.payment == payment.ref
                key.check_same(is_same and existing.reason == reason)
                return existing
            if payment is None:
                raise PaymentNotFound
            if payment.status != "succeeded":
                raise PaymentNotRefundable(payment.status)
            left = payment.amount - await work.refunds.returned(payment)
            share = left if amount is None else amount
            if share.currency != left.currency:
                raise RefundOfOtherCurrency(left.currency, share.currency)
            if not 0 < share.amount <= left.amount:
                raise RefundTooLarge(left)
            refund = Refund(
                id=refund_id,
                payment=payment.ref,
                amount=share,
                status="requested",
                reason=reason,
                created_at=now,
            )
            # With the key taken at the same time, the other refund is of another payment: this one is locked.
            key.check_same(await work.refunds.add(refund, actor))
            await work.queue(refund_job(refund_id, now))
            return refund

    async def get(self, refund_id: UUID) -> Refund:
        """Return a refund; raise RefundNotFound."""
        async with self._units.begin() as work:
            refund = await work.refunds.find(refund_id)
        if refund is None:
            raise RefundNotFound
        return refund


class ExecuteRefund:
    """The job that calls the provider, and stores in one transaction what became of it."""

    def __init__(self, units: Units, providers: Providers, record: RecordRefunds) -> None:
        self._units = units
        self._providers = providers
        self._record = record

    async def __call__(self, run: Run[Job]) -> None:
        """Return the money; raise ProviderFailed while it is not known whether it was returned.

        The call is made also when the refund has a reference: that may be the one of another refund of this amount.
        """
        refund_id = UUID(run.job.payload["refund"])
        async with self._units.begin() as work:
            refund = await work.refunds.find(refund_id)
            payment = None if refund is None else await work.payments.lock(refund.payment)
        if refund is None or payment is None:
            return
        provider = self._providers.get(payment.ref.provider)
        try:
            facts = await provider.refund(payment, refund.amount, refund.reason, key=str(refund.id))
        except ProviderRejected as rejection:
            async with self._units.begin() as work:
                await work.refunds.reject(refund_id, rejection.code)
                await run.finish(work)
            return
        async with self._units.begin() as work:
            await self._executed(work, refund, facts)
            await run.finish(work)

    async def _executed(self, work: UnitOfWork, refund: Refund, facts: RefundFacts) -> None:
        await work.payments.lock(refund.payment)
        await work.refunds.assign(refund.id, facts.ref.reference)
        await self._record(work, (facts,))

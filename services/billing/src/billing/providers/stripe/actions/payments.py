"""Invoices, payments, refunds and means of payment."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import stripe

from billing.domain.money import Money
from billing.domain.payments.errors import PaymentMethodNotFound, ProviderRejected
from billing.domain.payments.facts import InvoiceFacts, ObjectRef, PaymentFacts, PaymentMethod, RefundFacts
from billing.providers.stripe.actions.catalog import Catalog
from billing.providers.stripe.api import StripeApi
from billing.providers.stripe.mapping import invoices as invoice_mapping
from billing.providers.stripe.mapping import payments as mapping
from billing.providers.stripe.notices import objects_of
from billing.providers.stripe.reading import Document, NotOurs, expanded, id_of, ref_or_none, seconds_of

PAGE: Final = 100
_PAID: Final = frozenset({"paid", "void"})
_WITHOUT_EFFECT: Final = frozenset({"failed", "canceled"})


class Payments:
    """Reads invoices and payments, and moves money."""

    def __init__(self, api: StripeApi, catalog: Catalog) -> None:
        self._api = api
        self._catalog = catalog

    async def invoice(self, reference: str) -> tuple[InvoiceFacts, tuple[PaymentFacts, ...]] | None:
        """Return an invoice with its payments, or null."""
        invoice = await self._api.find(
            self._api.v1.invoices.retrieve_async(reference, {"expand": invoice_mapping.EXPAND})
        )
        if invoice is None:
            return None
        document = invoice.to_dict()
        lines = [invoice_mapping.line_of(line, await self._price_of(line)) for line in await self._lines(document)]
        try:
            facts = invoice_mapping.facts_of(document, lines)
        except NotOurs:
            return None
        payments = [await self._payment(intent, facts.ref) for intent in invoice_mapping.intents_of(document)]
        return facts, tuple(payment for payment in payments if payment is not None)

    async def payment(self, reference: str) -> PaymentFacts | None:
        """Return a payment with the invoice that it is for, or null."""
        return await self._payment(reference, None)

    async def pay_invoice(self, reference: str, key: str) -> PaymentFacts | None:
        """Try to take the money of an invoice; null when nothing is to be paid any more."""
        invoice = await self._api.read(self._api.v1.invoices.retrieve_async(reference))
        if invoice.status in _PAID:
            return None

        async def pay(options: stripe.RequestOptions) -> None:
            # An invoice is paid at most once, whichever key is used.
            await self._api.v1.invoices.pay_async(reference, {"off_session": True}, options)

        try:
            await self._api.change(pay, key)
        except ProviderRejected:
            again = await self._api.read(self._api.v1.invoices.retrieve_async(reference))
            if again.status not in _PAID:
                raise
            return None
        result = await self.invoice(reference)
        payments = () if result is None else result[1]
        return payments[-1] if payments else None

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, key: str) -> RefundFacts:
        """Return an amount of a payment to the payer."""
        intent = payment.ref.reference

        async def create(options: stripe.RequestOptions) -> RefundFacts:
            if options.get("idempotency_key") != key:
                for made in await self._refunds(intent):
                    if mapping.refund_key_of(made) == key:
                        return mapping.refund_of(made, intent)
            refund = await self._api.v1.refunds.create_async(
                {
                    "payment_intent": intent,
                    "amount": amount.amount,
                    "reason": "requested_by_customer",
                    "metadata": {mapping.REFUND_KEY: key, mapping.REASON: reason[:500]},
                },
                options,
            )
            return mapping.refund_of(refund.to_dict(), intent)

        return await self._api.change(create, key)

    async def refunds(self, payment: str) -> tuple[RefundFacts, ...]:
        """Return the refunds of a payment."""
        return tuple(mapping.refund_of(refund, payment) for refund in await self._refunds(payment))

    async def refund_all(self, subscription: str, key: str) -> None:
        """Return what is left of every payment for a subscription."""
        listed = await self._api.read(self._api.v1.invoices.list_async({"subscription": subscription, "limit": PAGE}))
        for document in await self._every(listed):
            invoice = await self.invoice(document["id"])
            for payment in () if invoice is None else invoice[1]:
                if payment.status == "succeeded":
                    await self._refund_rest(payment, key)

    async def _refund_rest(self, payment: PaymentFacts, key: str) -> None:
        own = f"{key}-{payment.ref.reference}"
        made = await self._refunds(payment.ref.reference)
        if any(mapping.refund_key_of(refund) == own for refund in made):
            return
        returned = sum(refund["amount"] for refund in made if refund["status"] not in _WITHOUT_EFFECT)
        left = payment.amount.amount - returned
        if left > 0:
            await self.refund(payment, Money(left, payment.amount.currency), "", own)

    async def methods(self, customer: str) -> tuple[PaymentMethod, ...]:
        """Return the means of payment of a customer; the default is the one that subscriptions are paid with."""
        listed = await self._api.find(
            self._api.v1.customers.payment_methods.list_async(customer, {"type": "card", "limit": PAGE})
        )
        if listed is None or not listed.data:
            return ()
        defaults = await self._defaults(customer)
        return tuple(_method_of(method.to_dict(), defaults) for method in listed.data)

    async def remove_method(self, customer: str, reference: str, key: str) -> None:
        """Remove a means of payment; raise PaymentMethodNotFound."""
        method = await self._api.find(self._api.v1.payment_methods.retrieve_async(reference))
        if method is None or id_of(method.to_dict()["customer"]) != customer:
            raise PaymentMethodNotFound

        async def detach(options: stripe.RequestOptions) -> None:
            await self._api.v1.payment_methods.detach_async(reference, {}, options)

        await self._api.change(detach, f"{key}-detach")

    async def changed_since(self, since: datetime) -> AsyncIterator[ObjectRef]:
        """Return the objects of the events since an instant, which Stripe keeps for 30 days."""
        listed = await self._api.read(
            self._api.v1.events.list_async({"created": {"gte": seconds_of(since)}, "limit": PAGE})
        )
        events = aiter(listed.auto_paging_iter())
        while (event := await self._api.read(anext(events, None))) is not None:
            for ref in objects_of(event.to_dict()):
                yield ref

    async def _payment(self, reference: str, invoice: ObjectRef | None) -> PaymentFacts | None:
        intent = await self._api.find(
            self._api.v1.payment_intents.retrieve_async(reference, {"expand": mapping.EXPAND})
        )
        if intent is None:
            return None
        try:
            return mapping.facts_of(intent.to_dict(), invoice or await self._invoice_of(reference))
        except NotOurs:
            return None

    async def _invoice_of(self, intent: str) -> ObjectRef | None:
        listed = self._api.v1.invoice_payments.list_async(
            {"payment": {"type": "payment_intent", "payment_intent": intent}, "limit": 1}
        )
        payments = (await self._api.read(listed)).data
        return ref_or_none("invoice", payments[0].to_dict()["invoice"]) if payments else None

    async def _lines(self, invoice: Document) -> list[Document]:
        first = invoice["lines"]
        if not first["has_more"]:
            return list(first["data"])
        listed = await self._api.read(self._api.v1.invoices.line_items.list_async(invoice["id"], {"limit": PAGE}))
        return await self._every(listed)

    async def _refunds(self, intent: str) -> list[Document]:
        listed = await self._api.read(self._api.v1.refunds.list_async({"payment_intent": intent, "limit": PAGE}))
        return await self._every(listed)

    async def _every(self, listed: stripe.ListObject[Any]) -> list[Document]:
        pages = aiter(listed.auto_paging_iter())
        documents: list[Document] = []
        while (one := await self._api.read(anext(pages, None))) is not None:
            documents.append(one.to_dict())
        return documents

    async def _price_of(self, line: Document) -> UUID | None:
        price = invoice_mapping.price_of_line(line)
        if price is None:
            return None
        try:
            return await self._catalog.price_id(price)
        except NotOurs:
            return None

    async def _defaults(self, customer: str) -> frozenset[str]:
        account = await self._api.read(self._api.v1.customers.retrieve_async(customer))
        listed = self._api.v1.subscriptions.list_async({"customer": customer, "limit": PAGE})
        own = [id_of(one.to_dict()["default_payment_method"]) for one in (await self._api.read(listed)).data]
        settings = expanded(account.to_dict().get("invoice_settings"))
        return frozenset(one for one in (*own, id_of(settings.get("default_payment_method"))) if one is not None)


def _method_of(method: Document, defaults: frozenset[str]) -> PaymentMethod:
    card = expanded(method.get("card"))
    return PaymentMethod(
        reference=method["id"],
        kind=method["type"],
        brand=card.get("brand") or "",
        last4=card.get("last4") or "",
        expires_month=card.get("exp_month"),
        expires_year=card.get("exp_year"),
        is_default=method["id"] in defaults,
    )

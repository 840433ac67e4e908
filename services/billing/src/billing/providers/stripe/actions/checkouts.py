"""Checkout sessions: the pages of Stripe on which users pay."""

from stripe import RequestOptions
from stripe.params.checkout import SessionCreateParams

from billing.application.providers.ports import CheckoutOrder, OpenedCheckout, Payer
from billing.domain.payments.errors import ProviderRejected
from billing.domain.payments.facts import CheckoutFacts
from billing.providers.stripe.actions.catalog import Catalog
from billing.providers.stripe.api import StripeApi
from billing.providers.stripe.mapping import checkouts as mapping
from billing.providers.stripe.reading import CHECKOUT_ID, PRICE_ID, USER_ID, NotOurs, at, seconds_of


class Checkouts:
    """Opens, closes and reads sessions."""

    def __init__(self, api: StripeApi, catalog: Catalog, *, taxes: bool) -> None:
        """With `taxes` Stripe requests an address and adds the tax that is due there."""
        self._api = api
        self._catalog = catalog
        self._taxes = taxes

    async def open(self, order: CheckoutOrder) -> OpenedCheckout:
        """Open a session; repeated for one checkout, it is the same session."""
        fields = await self._fields(order, await self._customer(order.payer))

        async def create(options: RequestOptions) -> OpenedCheckout:
            session = await self._api.v1.checkout.sessions.create_async(fields, options)
            if session.url is None:
                raise ProviderRejected("stripe", "no_page", f"the session is {session.status}")
            return OpenedCheckout(session.id, session.url, at(session.expires_at))

        # A session that a stored failure hides is harmless: no user learns its address, and it expires.
        return await self._api.change(create, f"checkout-{order.checkout_id}")

    async def close(self, reference: str) -> None:
        """Expire a session that is open."""
        session = await self._api.find(self._api.v1.checkout.sessions.retrieve_async(reference))
        if session is None or session.status != "open":
            return
        try:
            await self._api.read(self._api.v1.checkout.sessions.expire_async(reference))
        except ProviderRejected:
            again = await self._api.read(self._api.v1.checkout.sessions.retrieve_async(reference))
            if again.status == "open":
                raise

    async def facts(self, reference: str) -> CheckoutFacts | None:
        """Return what became of a session; null for one that is unknown or not of billing."""
        session = await self._api.find(
            self._api.v1.checkout.sessions.retrieve_async(reference, {"expand": mapping.EXPAND})
        )
        if session is None:
            return None
        try:
            return mapping.facts_of(session.to_dict())
        except NotOurs:
            return None

    async def _customer(self, payer: Payer) -> str:
        if payer.customer is not None:
            return payer.customer

        async def create(options: RequestOptions) -> str:
            customer = await self._api.v1.customers.create_async({"metadata": {USER_ID: str(payer.user_id)}}, options)
            return customer.id

        return await self._api.change(create, f"customer-{payer.user_id}")

    async def _fields(self, order: CheckoutOrder, customer: str) -> SessionCreateParams:
        ids = {USER_ID: str(order.payer.user_id), CHECKOUT_ID: str(order.checkout_id)}
        fields: SessionCreateParams = {
            "customer": customer,
            "client_reference_id": str(order.checkout_id),
            "success_url": order.return_url,
            "cancel_url": order.return_url,
            "expires_at": seconds_of(order.expires_at),
            "metadata": ids,
        }
        if order.plan is not None and order.price is not None:
            price = await self._catalog.ensure_price(order.plan, order.price)
            fields["mode"] = "subscription"
            fields["line_items"] = [{"price": price, "quantity": 1}]
            fields["subscription_data"] = {"metadata": {**ids, PRICE_ID: str(order.price.id)}}
            if order.trial_days:
                fields["subscription_data"]["trial_period_days"] = order.trial_days
        elif order.amount is not None:
            fields["mode"] = "payment"
            fields["line_items"] = [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": order.amount.currency.lower(),
                        "unit_amount": order.amount.amount,
                        "tax_behavior": "exclusive",
                        "product_data": {"name": order.item or "Marquee"},
                    },
                }
            ]
            fields["payment_intent_data"] = {"metadata": ids}
        else:
            raise ValueError("an order has a price of a plan, or an amount")
        if order.discount is not None:
            fields["discounts"] = [{"coupon": await self._catalog.ensure_coupon(order.discount)}]
        # Stripe has no Ukrainian pages; "auto" is the language of the browser.
        fields["locale"] = "en" if order.payer.language == "en" else "auto"
        if self._taxes:
            fields["automatic_tax"] = {"enabled": True}
            fields["customer_update"] = {"address": "auto"}
        return fields

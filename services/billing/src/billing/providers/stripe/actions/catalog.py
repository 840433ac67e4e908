"""Products, prices and coupons: Stripe knows each under an id of billing."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from stripe import RequestOptions
from stripe.params import CouponCreateParams, PriceCreateParams

from billing.application.providers.ports import Discount
from billing.domain.payments.errors import ProviderRejected
from billing.domain.plans.plan import Plan, Price
from billing.providers.stripe.api import StripeApi
from billing.providers.stripe.reading import PRICE_ID, Document, NotOurs, id_in

Create = Callable[[RequestOptions], Awaitable[object]]

_EXISTS: Final = "resource_already_exists"


class Catalog:
    """Makes Stripe know prices and coupons, and finds which price of billing one of Stripe is. Prices never change."""

    def __init__(self, api: StripeApi) -> None:
        self._api = api
        self._references: dict[UUID, str] = {}
        self._ids: dict[str, UUID] = {}

    async def ensure_price(self, plan: Plan, price: Price) -> str:
        """Return Stripe's id of a price of billing, which is created if need be."""
        reference = await self._find(price)
        if reference is not None:
            return reference
        product = f"marquee-{plan.code}"
        name = plan.names.get("en") or plan.code
        await self._create_once(
            lambda options: self._api.v1.products.create_async({"id": product, "name": name}, options), product
        )
        fields: PriceCreateParams = {
            "product": product,
            "unit_amount": price.money.amount,
            "currency": price.money.currency.lower(),
            "recurring": {"interval": price.interval},
            "lookup_key": str(price.id),
            "metadata": {PRICE_ID: str(price.id)},
            "tax_behavior": "exclusive",
        }

        async def create(options: RequestOptions) -> str:
            return (await self._api.v1.prices.create_async(fields, options)).id

        try:
            reference = await self._api.change(create, f"price-{price.id}")
        except ProviderRejected as rejection:
            # Another process has created it at the same time, or its key has expired.
            reference = await self._find(price)
            if rejection.code != _EXISTS or reference is None:
                raise
        self._remember(price.id, reference)
        return reference

    async def reference_of(self, price: Price) -> str:
        """Return Stripe's id of a price that it knows; raise ProviderRejected."""
        reference = await self._find(price)
        if reference is None:
            raise ProviderRejected("stripe", "price_unknown", f"no price has the lookup key {price.id}")
        return reference

    async def price_id(self, price: str | Document) -> UUID:
        """Return billing's id of a price of Stripe; raise NotOurs."""
        reference = price if isinstance(price, str) else str(price["id"])
        if reference not in self._ids:
            document = price if not isinstance(price, str) else await self._read(price)
            price_id = id_in(PRICE_ID, document)
            if price_id is None:
                raise NotOurs
            self._remember(price_id, reference)
        return self._ids[reference]

    async def ensure_coupon(self, discount: Discount) -> str:
        """Return Stripe's id of a coupon with these terms, which is created if need be."""
        terms = (discount.code, discount.percent, discount.amount, discount.months)
        reference = f"marquee-{hashlib.sha256(repr(terms).encode()).hexdigest()[:32]}"
        fields: CouponCreateParams = {"id": reference, "name": discount.code[:40]}
        if discount.amount is not None:
            fields["amount_off"] = discount.amount.amount
            fields["currency"] = discount.amount.currency.lower()
        else:
            fields["percent_off"] = discount.percent or 0
        if discount.months is None:
            fields["duration"] = "forever"
        else:
            fields["duration"] = "repeating"
            fields["duration_in_months"] = discount.months
        await self._create_once(lambda options: self._api.v1.coupons.create_async(fields, options), reference)
        return reference

    async def _create_once(self, request: Create, key: str) -> None:
        async def create(options: RequestOptions) -> None:
            await request(options)

        try:
            await self._api.change(create, f"create-{key}")
        except ProviderRejected as rejection:
            if rejection.code != _EXISTS:
                raise

    async def _find(self, price: Price) -> str | None:
        if price.id in self._references:
            return self._references[price.id]
        listed = self._api.v1.prices.list_async({"lookup_keys": [str(price.id)], "limit": 1})
        prices = (await self._api.read(listed)).data
        if not prices:
            return None
        self._remember(price.id, prices[0].id)
        return prices[0].id

    async def _read(self, reference: str) -> Document:
        price = await self._api.read(self._api.v1.prices.retrieve_async(reference))
        return price.to_dict()

    def _remember(self, price_id: UUID, reference: str) -> None:
        self._references[price_id] = reference
        self._ids[reference] = price_id

"""Opening the checkout of a single title, which is bought for ever or rented."""

from dataclasses import dataclass
from uuid import UUID

from billing.application.checkouts.opening import CheckoutPages, Prepared
from billing.application.entitlements.users import Users
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork
from billing.domain.checkouts.checkout import LIFETIME, Checkout
from billing.domain.checkouts.errors import CheckoutRefused, CurrencyNotTaken
from billing.domain.purchases.errors import AlreadyPurchased, TitleNotSold
from billing.domain.purchases.purchase import PurchaseKind, TitlePrice
from billing.domain.requests import RequestKey
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class TitleOrder:
    """What a user wants to buy or rent."""

    user_id: UUID
    key: RequestKey
    media_id: UUID
    kind: PurchaseKind
    currency: str
    provider: str
    return_path: str
    language: str | None = None


class BuyTitle:
    """Opens a checkout of a single title."""

    def __init__(self, pages: CheckoutPages, users: Users, providers: Providers, clock: Clock) -> None:
        self._pages = pages
        self._users = users
        self._providers = providers
        self._clock = clock

    async def __call__(self, order: TitleOrder) -> Checkout:
        """Return the checkout with the address of its page.

        Raise UnknownProvider, CurrencyNotTaken, TitleNotSold, AlreadyPurchased, KeyReused, CheckoutRefused, and
        ProviderFailed: then the request can be repeated with its key.
        """
        currencies = self._providers.get(order.provider).currencies
        if currencies is not None and order.currency not in currencies:
            raise CurrencyNotTaken(order.provider, order.currency)
        return await self._pages.open(lambda work: self._prepare(work, order), order.language)

    async def _prepare(self, work: UnitOfWork, order: TitleOrder) -> Prepared:
        """Store the checkout; the user's row is locked."""
        if not await self._users.known(work, order.user_id):
            raise CheckoutRefused("account_deleted")
        checkout = await work.checkouts.find(order.key.id_for(order.user_id), lock=True)
        if checkout is not None:
            order.key.check(checkout.fingerprint)
            return Prepared(checkout=checkout, item=str((checkout.item or {}).get("name", "")))
        price = await work.purchases.price(order.media_id, order.kind, order.currency)
        if price is None:
            raise TitleNotSold(order.kind, order.currency)
        now = self._clock.now()
        owned = [one for one in await work.purchases.of_user(order.user_id) if one.media_id == order.media_id]
        if any(one.status(now) == "active" and one.kind in ("purchase", order.kind) for one in owned):
            raise AlreadyPurchased
        checkout = self._new(order, price)
        same = [one for one in await work.checkouts.waiting(order.user_id) if one.item == checkout.item]
        await work.checkouts.add(checkout)
        return Prepared(checkout=checkout, item=price.name, replaced=tuple(same))

    def _new(self, order: TitleOrder, price: TitlePrice) -> Checkout:
        now = self._clock.now()
        return Checkout(
            id=order.key.id_for(order.user_id),
            user_id=order.user_id,
            provider=order.provider,
            item={"mediaId": str(order.media_id), "kind": order.kind, "name": price.name},
            money=price.money,
            return_path=order.return_path,
            fingerprint=order.key.fingerprint,
            created_at=now,
            expires_at=now + LIFETIME,
        )

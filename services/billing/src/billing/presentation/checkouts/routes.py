"""Routes of checkouts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from billing.application.checkouts.buying import TitleOrder
from billing.application.checkouts.subscribing import SubscriptionOrder
from billing.domain.checkouts.errors import (
    AlreadySubscribed,
    CheckoutNotFound,
    CheckoutRefused,
    CurrencyNotTaken,
    PriceNotSold,
)
from billing.domain.coupons.errors import (
    CouponExhausted,
    CouponExpired,
    CouponNotForPlan,
    CouponNotFound,
    CouponOfOtherCurrency,
    CouponUsed,
)
from billing.domain.errors import KeyReused
from billing.domain.payments.errors import ProviderFailed, UnknownProvider
from billing.domain.purchases.errors import AlreadyPurchased, TitleNotSold
from billing.presentation.checkouts.schemas import (
    CheckoutRequest,
    CheckoutResponse,
    ProviderResponse,
    TitleCheckoutRequest,
)
from billing.presentation.dependencies import PRIVATE, READS, ApplicationDep
from billing.presentation.errors import refuses
from billing.presentation.purchases.routes import MediaId
from billing.presentation.request_keys import RequestKeyDep
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal

router = APIRouter(prefix="/billing", tags=["billing"])

CheckoutId = Annotated[
    UUID, Path(alias="checkoutId", description="Id of the checkout", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
]


@router.get("/providers", summary="List the providers of payments")
async def list_providers(use_cases: ApplicationDep, _: CurrentPrincipal) -> Success[list[ProviderResponse]]:
    """Return the providers that can be paid through, with what they take.

    There is none in a deployment that sells nothing.
    """
    providers = use_cases.providers
    return Success(
        data=[
            ProviderResponse(
                name=name,
                renews=providers.recurring(name) is not None,
                currencies=_sorted(providers.get(name).currencies),
            )
            for name in providers.names
        ]
    )


def _sorted(currencies: frozenset[str] | None) -> list[str] | None:
    return None if currencies is None else sorted(currencies)


@router.post(
    "/checkouts",
    status_code=201,
    summary="Open a checkout",
    responses=refuses(
        UnknownProvider,
        PriceNotSold,
        CurrencyNotTaken,
        AlreadySubscribed,
        CheckoutRefused,
        KeyReused,
        ProviderFailed,
        CouponNotFound,
        CouponExpired,
        CouponExhausted,
        CouponUsed,
        CouponNotForPlan,
        CouponOfOtherCurrency,
    ),
)
async def open_checkout(
    use_cases: ApplicationDep, principal: CurrentPrincipal, key: RequestKeyDep, body: CheckoutRequest
) -> Success[CheckoutResponse]:
    """Return a page of the provider on which the user pays for a subscription, and sees all that is due.

    A former page of the user that was not paid is closed. The subscription begins when the provider has confirmed the
    payment: read the checkout after the user has come back.
    """
    order = SubscriptionOrder(
        user_id=principal.user_id,
        key=key,
        price_id=body.price_id,
        provider=body.provider,
        return_path=body.return_path,
        language=body.language,
        coupon=body.coupon,
    )
    return Success(data=CheckoutResponse.of(await use_cases.subscribe(order)))


@router.post(
    "/titles/{mediaId}/checkouts",
    status_code=201,
    summary="Buy or rent a title",
    responses=refuses(
        UnknownProvider,
        TitleNotSold,
        CurrencyNotTaken,
        AlreadyPurchased,
        CheckoutRefused,
        KeyReused,
        ProviderFailed,
    ),
)
async def buy_title(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    media_id: MediaId,
    key: RequestKeyDep,
    body: TitleCheckoutRequest,
) -> Success[CheckoutResponse]:
    """Return a page of the provider on which the user pays for a title, once.

    A rental begins with the first play.
    """
    order = TitleOrder(
        user_id=principal.user_id,
        key=key,
        media_id=media_id,
        kind=body.kind,
        currency=body.currency,
        provider=body.provider,
        return_path=body.return_path,
        language=body.language,
    )
    return Success(data=CheckoutResponse.of(await use_cases.buy_title(order)))


@router.get("/checkouts/{checkoutId}", summary="Get a checkout", responses={**READS, **refuses(CheckoutNotFound)})
async def get_checkout(
    use_cases: ApplicationDep, principal: CurrentPrincipal, checkout_id: CheckoutId, response: Response
) -> Success[CheckoutResponse]:
    """Return a checkout of the signed-in user.

    While it is open, each request makes billing fetch from the provider what became of it, so that a client that polls
    sees the end within seconds, also when a notice of the provider is lost.
    """
    response.headers.update(PRIVATE)
    return Success(data=CheckoutResponse.of(await use_cases.follow_checkouts.get(principal.user_id, checkout_id)))

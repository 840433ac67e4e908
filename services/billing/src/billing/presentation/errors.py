"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from billing.domain.coupons.errors import (
    CouponExhausted,
    CouponExists,
    CouponExpired,
    CouponNotForPlan,
    CouponNotFound,
    CouponOfOtherCurrency,
    CouponUsed,
    TooManyCouponAttempts,
)
from billing.domain.payments.errors import (
    PaymentMethodNotFound,
    PaymentRefused,
    ProviderFailed,
    ProviderRejected,
    UnknownProvider,
)
from billing.domain.plans.errors import PlanNotFound, PriceNotFound
from billing.domain.webhooks.errors import ExpiredSignature, InvalidNotice, InvalidSignature, WebhookNotFound
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable

ERRORS: Final[ErrorTable] = {
    PlanNotFound: ErrorSpec(404, "PLAN_NOT_FOUND", PlanNotFound("gold")),
    PriceNotFound: ErrorSpec(404, "PRICE_NOT_FOUND", PriceNotFound(UUID(int=1))),
    CouponNotFound: ErrorSpec(404, "COUPON_NOT_FOUND", CouponNotFound()),
    CouponExists: ErrorSpec(409, "COUPON_EXISTS", CouponExists("WINTER25")),
    CouponExpired: ErrorSpec(409, "COUPON_EXPIRED", CouponExpired()),
    CouponExhausted: ErrorSpec(409, "COUPON_EXHAUSTED", CouponExhausted()),
    CouponUsed: ErrorSpec(409, "COUPON_USED", CouponUsed()),
    CouponNotForPlan: ErrorSpec(409, "COUPON_NOT_FOR_PLAN", CouponNotForPlan("basic")),
    CouponOfOtherCurrency: ErrorSpec(409, "COUPON_OF_OTHER_CURRENCY", CouponOfOtherCurrency("USD", "EUR")),
    TooManyCouponAttempts: ErrorSpec(429, "TOO_MANY_COUPON_ATTEMPTS", TooManyCouponAttempts()),
    UnknownProvider: ErrorSpec(400, "UNKNOWN_PAYMENT_PROVIDER", UnknownProvider("gold")),
    ProviderFailed: ErrorSpec(503, "PAYMENT_PROVIDER_UNAVAILABLE", ProviderFailed("stripe", "timeout")),
    ProviderRejected: ErrorSpec(
        409, "PAYMENT_PROVIDER_REFUSED", ProviderRejected("stripe", "resource_missing", "No such price")
    ),
    PaymentRefused: ErrorSpec(402, "PAYMENT_REFUSED", PaymentRefused("insufficient_funds")),
    PaymentMethodNotFound: ErrorSpec(404, "PAYMENT_METHOD_NOT_FOUND", PaymentMethodNotFound()),
    InvalidSignature: ErrorSpec(400, "INVALID_SIGNATURE", InvalidSignature()),
    ExpiredSignature: ErrorSpec(400, "EXPIRED_SIGNATURE", ExpiredSignature()),
    InvalidNotice: ErrorSpec(400, "INVALID_NOTICE", InvalidNotice("it is no JSON")),
    WebhookNotFound: ErrorSpec(404, "WEBHOOK_NOT_FOUND", WebhookNotFound(UUID(int=1))),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""

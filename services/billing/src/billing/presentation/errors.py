"""HTTP status and error code of each error."""

from functools import partial
from typing import Final
from uuid import UUID

from billing.domain.checkouts.errors import (
    AlreadySubscribed,
    CheckoutNotFound,
    CheckoutRefused,
    CurrencyNotTaken,
    PriceNotSold,
)
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
from billing.domain.errors import KeyReused
from billing.domain.money import Money
from billing.domain.payments.errors import (
    InvoiceNotFound,
    PaymentMethodNotFound,
    PaymentNotFound,
    PaymentNotRefundable,
    PaymentRefused,
    ProviderFailed,
    ProviderRejected,
    RefundNotFound,
    RefundOfOtherCurrency,
    RefundTooLarge,
    UnknownProvider,
)
from billing.domain.plans.errors import FreePlan, PlanChanged, PlanNotFound, PriceNotFound
from billing.domain.purchases.errors import AlreadyPurchased, TitleNotSold
from billing.domain.reconciliation.errors import ReconciliationNotFound
from billing.domain.subscriptions.errors import (
    ChangeNotFound,
    ChangeNotPossible,
    ChangePending,
    NoSubscription,
    SamePrice,
)
from billing.domain.webhooks.errors import ExpiredSignature, InvalidNotice, InvalidSignature, WebhookNotFound
from chassis.http.document.error_cases import refusals
from chassis.http.errors import ErrorSpec, ErrorTable

_ID: Final = UUID("6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11")

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
    PlanChanged: ErrorSpec(412, "PRECONDITION_FAILED", PlanChanged("gold")),
    FreePlan: ErrorSpec(409, "FREE_PLAN", FreePlan()),
    KeyReused: ErrorSpec(409, "IDEMPOTENCY_KEY_REUSED", KeyReused()),
    UnknownProvider: ErrorSpec(400, "UNKNOWN_PAYMENT_PROVIDER", UnknownProvider("gold")),
    ProviderFailed: ErrorSpec(503, "PAYMENT_PROVIDER_UNAVAILABLE", ProviderFailed("stripe", "timeout")),
    ProviderRejected: ErrorSpec(
        409, "PAYMENT_PROVIDER_REFUSED", ProviderRejected("stripe", "resource_missing", "No such price")
    ),
    PaymentRefused: ErrorSpec(402, "PAYMENT_REFUSED", PaymentRefused("insufficient_funds")),
    PaymentMethodNotFound: ErrorSpec(404, "PAYMENT_METHOD_NOT_FOUND", PaymentMethodNotFound()),
    PaymentNotFound: ErrorSpec(404, "PAYMENT_NOT_FOUND", PaymentNotFound()),
    PaymentNotRefundable: ErrorSpec(409, "PAYMENT_NOT_REFUNDABLE", PaymentNotRefundable("failed")),
    RefundOfOtherCurrency: ErrorSpec(400, "REFUND_OF_OTHER_CURRENCY", RefundOfOtherCurrency("USD", "EUR")),
    RefundTooLarge: ErrorSpec(409, "REFUND_TOO_LARGE", RefundTooLarge(Money(1999, "USD"))),
    RefundNotFound: ErrorSpec(404, "REFUND_NOT_FOUND", RefundNotFound()),
    InvoiceNotFound: ErrorSpec(404, "INVOICE_NOT_FOUND", InvoiceNotFound()),
    InvalidSignature: ErrorSpec(400, "INVALID_SIGNATURE", InvalidSignature()),
    ExpiredSignature: ErrorSpec(400, "EXPIRED_SIGNATURE", ExpiredSignature()),
    InvalidNotice: ErrorSpec(400, "INVALID_NOTICE", InvalidNotice("it is no JSON")),
    ReconciliationNotFound: ErrorSpec(404, "RECONCILIATION_NOT_FOUND", ReconciliationNotFound(UUID(int=1))),
    WebhookNotFound: ErrorSpec(404, "WEBHOOK_NOT_FOUND", WebhookNotFound(UUID(int=1))),
    PriceNotSold: ErrorSpec(400, "PRICE_NOT_SOLD", PriceNotSold()),
    CurrencyNotTaken: ErrorSpec(400, "CURRENCY_NOT_TAKEN", CurrencyNotTaken("zarinpal", "USD")),
    AlreadySubscribed: ErrorSpec(409, "ALREADY_SUBSCRIBED", AlreadySubscribed()),
    CheckoutRefused: ErrorSpec(409, "CHECKOUT_REFUSED", CheckoutRefused("amount_too_small")),
    CheckoutNotFound: ErrorSpec(404, "CHECKOUT_NOT_FOUND", CheckoutNotFound(_ID)),
    NoSubscription: ErrorSpec(404, "NO_SUBSCRIPTION", NoSubscription()),
    ChangeNotFound: ErrorSpec(404, "CHANGE_NOT_FOUND", ChangeNotFound(_ID)),
    ChangePending: ErrorSpec(409, "CHANGE_PENDING", ChangePending()),
    ChangeNotPossible: ErrorSpec(
        409,
        "CHANGE_NOT_POSSIBLE",
        ChangeNotPossible("The subscription is past_due: pay what is due or resume it first"),
    ),
    TitleNotSold: ErrorSpec(404, "TITLE_NOT_SOLD", TitleNotSold("rental", "USD")),
    AlreadyPurchased: ErrorSpec(409, "ALREADY_PURCHASED", AlreadyPurchased()),
    SamePrice: ErrorSpec(400, "SAME_PRICE", SamePrice()),
}

refuses = partial(refusals, ERRORS)
"""Return the OpenAPI responses of the errors that a route raises."""

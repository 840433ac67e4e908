"""Errors of payments and of their providers.

BillingError
├── ProviderFailed
├── ProviderRejected
├── PaymentRefused
├── PaymentMethodNotFound
├── InvoiceNotFound
├── PaymentNotFound
├── PaymentNotRefundable
├── RefundOfOtherCurrency
├── RefundTooLarge
├── RefundNotFound
└── UnknownProvider
"""

from billing.domain.errors import BillingError
from billing.domain.money import Money


class ProviderFailed(BillingError):
    """A provider could not be reached in time, or had an error. Whether the call had an effect is unknown."""

    def __init__(self, provider: str, cause: str) -> None:
        super().__init__(f"{provider} did not respond: {cause}")
        self.provider = provider
        self.cause = cause


class ProviderRejected(BillingError):
    """A provider rejects a request as wrong: repeating it is useless. Nothing was changed."""

    def __init__(self, provider: str, code: str, message: str) -> None:
        super().__init__(f"{provider} rejects the request: {message}")
        self.provider = provider
        self.code = code


class PaymentRefused(BillingError):
    """A payment was refused, for example by the bank of a card."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The payment was refused: {code}")
        self.code = code


class PaymentMethodNotFound(BillingError):
    """The customer has no such payment method."""

    def __init__(self) -> None:
        super().__init__("The user has no such payment method")


class UnknownProvider(BillingError):
    """A provider that this deployment does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No provider of payments is named {name}")


class InvoiceNotFound(BillingError):
    """No invoice has this id, or it is of another user."""

    def __init__(self) -> None:
        super().__init__("No such invoice exists")


class PaymentNotFound(BillingError):
    """No payment has this id."""

    def __init__(self) -> None:
        super().__init__("No such payment exists")


class PaymentNotRefundable(BillingError):
    """A payment that took no money: there is nothing to return."""

    def __init__(self, status: str) -> None:
        super().__init__(f"Only a payment that succeeded can be returned; this one is {status}")


class RefundOfOtherCurrency(BillingError):
    """A refund in another currency than that of its payment."""

    def __init__(self, expected: str, currency: str) -> None:
        super().__init__(f"amount.currency: must be {expected}, not {currency}")


class RefundTooLarge(BillingError):
    """A refund of more than what is left of its payment."""

    def __init__(self, left: Money) -> None:
        super().__init__(f"amount.amount: must be at most {left.amount}, what is left of the payment")


class RefundNotFound(BillingError):
    """No refund has this id."""

    def __init__(self) -> None:
        super().__init__("No such refund exists")

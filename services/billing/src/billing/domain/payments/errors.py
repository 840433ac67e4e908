"""Errors of payments and of their providers.

BillingError
├── ProviderFailed
├── ProviderRejected
├── PaymentRefused
├── PaymentMethodNotFound
├── InvoiceNotFound
└── UnknownProvider
"""

from billing.domain.errors import BillingError


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

"""Errors of billing. Each subject draws its own in its module of errors.

BillingError
└── KeyReused

InvalidMoney is no BillingError: it is a mistake of the program, as input is checked before it becomes money.
"""


class BillingError(Exception):
    """Base of every error of this service."""


class KeyReused(BillingError):
    """An idempotency key was used with a different request."""

    def __init__(self) -> None:
        super().__init__("This idempotency key was already used with a different request")


class InvalidMoney(ValueError):
    """An amount of money that cannot be. Input is checked before it becomes money, so that no user meets it."""


class UnknownCurrency(InvalidMoney):
    """A currency that billing does not know."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"currency must be a code of ISO 4217 that billing knows, not {currency}")


class InvalidAmount(InvalidMoney):
    """An amount that is no integer in minor units, or too large."""

    def __init__(self, amount: object) -> None:
        super().__init__(f"amount must be an integer of minor units up to 10^12, not {amount}")


class CurrencyMismatch(InvalidMoney):
    """Amounts of different currencies that are added or compared."""

    def __init__(self, expected: str, currency: str) -> None:
        super().__init__(f"currency must be {expected}, not {currency}")

"""The test cards: which ones are attached, charged, declined, or need authentication."""

from dataclasses import dataclass
from typing import Final, Literal

from provider_simulator.stripe.requests.errors import StripeError

Authentication = Literal["never", "until_set_up", "always"]


@dataclass(frozen=True, slots=True)
class Card:
    """A test card. One that `attaches` is declined only when it is charged; each charge of one
    that is `disputed` is denied by its holder.
    """

    number: str
    brand: str = "visa"
    code: str | None = None
    decline_code: str | None = None
    message: str = ""
    attaches: bool = True
    authentication: Authentication = "never"
    disputed: bool = False

    @property
    def last4(self) -> str:
        """Return the last four digits."""
        return self.number[-4:]

    def decline(self) -> StripeError | None:
        """Return the error of a charge, None where it succeeds."""
        if self.code is None:
            return None
        return StripeError(
            self.message, status=402, kind="card_error", reason=self.code, decline_code=self.decline_code
        )


_DECLINED: Final = "Your card was declined."
_FUNDS: Final = "Your card has insufficient funds."
_EXPIRED: Final = "Your card has expired."

_ALL: Final = (
    Card("4242424242424242"),
    Card("5555555555554444", "mastercard"),
    Card("378282246310005", "amex"),
    Card("4000000000000002", "visa", "card_declined", "generic_decline", _DECLINED, attaches=False),
    Card("4000000000009995", "visa", "card_declined", "insufficient_funds", _FUNDS, attaches=False),
    Card("4000000000009987", "visa", "card_declined", "lost_card", _DECLINED, attaches=False),
    Card("4000000000000069", "visa", "expired_card", "expired_card", _EXPIRED, attaches=False),
    Card("4000000000000127", "visa", "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.",
         attaches=False),
    Card("4000000000000119", "visa", "processing_error", "processing_error",
         "An error occurred while processing your card. Try again in a little bit.", attaches=False),
    Card("4000000000000341", "visa", "card_declined", "generic_decline", _DECLINED),
    Card("4000000000000259", disputed=True),
    Card("4000002500003155", authentication="until_set_up"),
    Card("4000002760003184", authentication="always"),
)  # fmt: skip

CARDS: Final = {card.number: card for card in _ALL}
"""The cards by number."""

TOKENS: Final = {
    "visa": "4242424242424242",
    "mastercard": "5555555555554444",
    "amex": "378282246310005",
    "chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeDeclinedExpiredCard": "4000000000000069",
    "chargeDeclinedIncorrectCvc": "4000000000000127",
    "chargeDeclinedProcessingError": "4000000000000119",
    "chargeCustomerFail": "4000000000000341",
    "createDispute": "4000000000000259",
    "authenticationRequiredOnSetup": "4000002500003155",
    "authenticationRequired": "4000002760003184",
}
"""The cards by the name behind `pm_card_` and `tok_`."""


def card_of(number: str, param: str = "number") -> Card:
    """Return the test card with a number; raise StripeError for any other."""
    card = CARDS.get(number.replace(" ", ""))
    if card is None:
        message = "Your card number is incorrect: the simulator knows the test cards only."
        raise StripeError(message, status=402, kind="card_error", reason="incorrect_number", param=param)
    return card

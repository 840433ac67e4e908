"""Amounts of money in requests."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from billing.domain.money import EXPONENTS, MOST, Money
from chassis.http.schemas import RequestModel


def _known(currency: str) -> str:
    if currency not in EXPONENTS:
        raise PydanticCustomError("currency", "must be a code of ISO 4217 that billing knows")
    return currency


Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$"), AfterValidator(_known)]
Amount = Annotated[int, Field(ge=1, le=MOST)]


class MoneyRequest(RequestModel):
    """An amount of money."""

    amount: Amount = Field(description="In minor units of the currency: 1999 USD are 19.99 dollars", examples=[1999])
    currency: Currency = Field(description="Code of ISO 4217", examples=["USD"])

    @classmethod
    def of(cls, money: Money) -> Self:
        """Return the request for an amount."""
        return cls(amount=money.amount, currency=money.currency)

    @property
    def money(self) -> Money:
        """Return the amount."""
        return Money(self.amount, self.currency)

"""The tax that the provider calculates: one standard rate per country, only for customers whose country is known."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.periods import share

RATES: Final = {"DE": 19, "FR": 20, "GB": 20, "IR": 10, "PL": 23, "UA": 20}
"""Percent by country; of other countries no tax is collected."""


def country_of(customer: Document | None) -> str | None:
    """Return the country of a customer's address."""
    address = customer.get("address") if customer else None
    country: str | None = address.get("country") if address else None
    return country


def tax_of(amount: int, behavior: str, country: str | None) -> Document:
    """Return the tax of an amount, which contains it when the behavior is inclusive."""
    rate = RATES.get(country or "", 0)
    inclusive = behavior == "inclusive"
    tax = share(amount, rate, 100 + rate if inclusive else 100)
    return {
        "amount": tax,
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": None,
        "taxability_reason": "standard_rated" if rate else "not_collecting",
        "taxable_amount": amount - tax if inclusive else amount,
        "type": "tax_rate_details",
    }


def automatic_tax(customer: Document | None, *, enabled: bool) -> Document:
    """Return the object that states whether tax was calculated."""
    status = None
    if enabled:
        status = "complete" if country_of(customer) else "requires_location_inputs"
    return {
        "disabled_reason": None,
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": status,
    }

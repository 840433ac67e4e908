"""The chart of accounts. Each account is kept per currency; a debit is positive, a credit negative.

Assets and expenses grow by debits; liabilities and revenue grow by credits (docs/billing.md has the chart).
"""

from typing import Final

from billing.domain.payments.facts import ProviderName

RECEIVABLE: Final = "receivable"
"""Asset: what users owe on invoices, less what they have paid."""
REVENUE: Final = "revenue"
"""Revenue: what was invoiced, before discounts and without tax."""
DISCOUNTS: Final = "discounts"
"""Reduces revenue: what coupons deducted."""
REFUNDS: Final = "refunds"
"""Reduces revenue: what was given back, with the tax in it."""
TAX_PAYABLE: Final = "tax_payable"
"""Liability: the tax on invoices, which the provider calculates."""
CUSTOMER_CREDIT: Final = "customer_credit"
"""Liability: what users have in credit at a provider, from changes to a cheaper price."""
PROVIDER_FEES: Final = "provider_fees"
"""Expense: what providers keep of payments."""
BAD_DEBT: Final = "bad_debt"
"""Expense: what was invoiced and is given up."""


def cash_at(provider: ProviderName) -> str:
    """Return the account of the money that a provider holds. Asset."""
    return f"cash:{provider}"

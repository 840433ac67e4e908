"""What facts about invoices, payments and refunds amount to in the ledger.

Each function states what should be posted about each occurrence of an object by now. What was posted already is
deducted when it is posted, so that neither repetitions nor the order of facts about different objects matter.
"""

from billing.domain.ledger.accounts import (
    BAD_DEBT,
    CUSTOMER_CREDIT,
    DISCOUNTS,
    PROVIDER_FEES,
    RECEIVABLE,
    REFUNDS,
    REVENUE,
    TAX_PAYABLE,
    cash_at,
)
from billing.domain.ledger.entries import Balances, Occurrence, balances_of
from billing.domain.payments.facts import InvoiceFacts, PaymentFacts, RefundFacts

Postings = dict[Occurrence, Balances]


def of_invoice(facts: InvoiceFacts) -> Postings:
    """Return what an invoice amounts to: nothing as a draft or void; what is given up when it is uncollectible.

    The user owes the total, less what their credit has paid of it.
    """
    if facts.status in ("draft", "void"):
        return {"issued": {}, "written_off": {}}
    owed = facts.total - facts.credit_applied
    issued = balances_of(
        [
            (RECEIVABLE, owed),
            (CUSTOMER_CREDIT, facts.credit_applied),
            (DISCOUNTS, facts.discount),
            (REVENUE, -facts.subtotal),
            (TAX_PAYABLE, -facts.tax),
        ]
    )
    if facts.status != "uncollectible":
        return {"issued": issued, "written_off": {}}
    lost = owed - facts.paid
    return {"issued": issued, "written_off": balances_of([(BAD_DEBT, lost), (RECEIVABLE, -lost)])}


def of_payment(facts: PaymentFacts) -> Postings:
    """Return what a payment amounts to: nothing until it succeeds; its fee when it is known."""
    if facts.status != "succeeded":
        return {"received": {}, "fee": {}}
    cash = cash_at(facts.ref.provider)
    received = balances_of([(cash, facts.amount), (RECEIVABLE, -facts.amount)])
    if facts.fee is None:
        return {"received": received, "fee": {}}
    return {"received": received, "fee": balances_of([(PROVIDER_FEES, facts.fee), (cash, -facts.fee)])}


def of_refund(facts: RefundFacts) -> Postings:
    """Return what a refund amounts to: nothing unless it succeeded."""
    if facts.status != "succeeded":
        return {"paid_out": {}}
    cash = cash_at(facts.ref.provider)
    return {"paid_out": balances_of([(REFUNDS, facts.amount), (cash, -facts.amount)])}

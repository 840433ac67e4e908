"""The fields of an invoice before it is finalized; also of one that is only a preview."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.invoicing.lines import complete, totals
from provider_simulator.stripe.invoicing.taxes import automatic_tax
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import whole_list

_EMPTY: Final = (
    "account_tax_ids", "application", "custom_fields", "customer_account", "customer_phone", "customer_shipping",
    "default_payment_method", "default_source", "description", "due_date", "effective_at", "ending_balance", "footer",
    "from_invoice", "hosted_invoice_url", "invoice_pdf", "last_finalization_error", "latest_revision",
    "next_payment_attempt", "number", "on_behalf_of", "receipt_number", "rendering", "shipping_cost",
    "shipping_details", "statement_descriptor", "webhooks_delivered_at", "automatically_finalizes_at",
)  # fmt: skip


def draft(
    account: Account,
    customer: Document,
    lines: list[Document],
    *,
    subscription: Document | None = None,
    reason: str = "manual",
    discounts: list[Document] | None = None,
    tax: bool = False,
    currency: str | None = None,
    description: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Document:
    """Return the fields of an invoice with these lines. Discounts and tax are set in the lines."""
    complete(account, lines, discounts or [], customer, tax=tax)
    sums = totals(lines, discounts or [])
    now = account.now(customer["test_clock"])
    due = max(0, sums["total"])
    parent = None
    if subscription is not None:
        details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
        parent = {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
    return {
        **dict.fromkeys(_EMPTY),
        **sums,
        "account_country": "US",
        "account_name": "Marquee",
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": automatic_tax(customer, enabled=tax),
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "currency": currency or (lines[0]["currency"] if lines else customer["currency"]),
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "description": description,
        "discounts": [discount["id"] for discount in discounts or []],
        "issuer": {"type": "self"},
        "lines": whole_list(lines, "/v1/invoices/upcoming/lines"),
        "metadata": metadata or {},
        "parent": parent,
        "payment_settings": {
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": {
            "finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None,
        },
        "test_clock": customer["test_clock"],
        "total_pretax_credit_amounts": [],
        "_payment_intent": None,
        "_payments": whole_list([], "/v1/invoice_payments"),
        "_confirmation_secret": None,
    }  # fmt: skip

"""The balance of the account: what each charge, refund and dispute adds to it."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.state.account import Account

_AVAILABLE_SECONDS: Final = 2 * 86_400


def balance_transaction(account: Account, source: Document, kind: str, amount: int, fee: int) -> Document:
    """Record what an object adds to the balance of the account."""
    clock = source.get("_test_clock")
    now = account.now(clock)
    details = [{"amount": fee, "application": None, "currency": source["currency"],
                "description": "Stripe processing fees", "type": "stripe_fee"}]  # fmt: skip
    fields = {
        "amount": amount,
        "available_on": now + _AVAILABLE_SECONDS,
        "balance_type": "payments",
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details if fee else [],
        "net": amount - fee,
        "reporting_category": "dispute" if kind == "adjustment" else kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    document = account.add("balance_transaction", fields, test_clock=clock)
    del document["livemode"]
    return document

"""Disputes: a card whose holder denies each charge, and how that ends."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.payments.balance import balance_transaction
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import Flag, Metadata, Text, group
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.listing import PAGE, page

FEE: Final = 1_500
"""What a dispute costs, in minor units; it is not returned."""
WINNING: Final = "winning_evidence"
"""The text of evidence that wins."""
_DAYS: Final = 7 * 86_400
_OPEN: Final = frozenset({"needs_response", "under_review"})


def open_dispute(account: Account, charge: Document) -> Document:
    """Dispute a charge: its amount and a fee leave the balance until that is decided."""
    clock = charge["_test_clock"]
    details = {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"}
    dispute = account.add("dispute", {
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}, "uncategorized_text": None},
        "evidence_details": {
            "due_by": account.now(clock) + _DAYS, "enhanced_eligibility": {}, "has_evidence": False, "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"type": "card", "card": details},
        "reason": "fraudulent",
        "status": "needs_response",
        "_test_clock": clock,
    }, test_clock=clock)  # fmt: skip
    charge["disputed"] = True
    account.emit("charge.dispute.created", dispute)
    withdrawal = balance_transaction(account, dispute, "adjustment", -charge["amount"], FEE)
    dispute["balance_transactions"].append(withdrawal)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _decide(account: Account, dispute: Document, *, won: bool) -> None:
    with account.changing(dispute, "charge.dispute.updated"):
        dispute["status"] = "won" if won else "lost"
        if won:
            returned = balance_transaction(account, dispute, "adjustment", dispute["amount"], 0)
            dispute["balance_transactions"].append(returned)
    if won:
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)


def _update(call: Call) -> Document:
    dispute = call.subject("dispute")
    evidence = (call.parameters.get("evidence") or {}).get("uncategorized_text")
    if evidence is not None and dispute["status"] not in _OPEN:
        raise invalid(f"This dispute is {dispute['status']}: it takes no more evidence.", "evidence")
    with call.account.changing(dispute, "charge.dispute.updated"):
        if "metadata" in call.parameters:
            dispute["metadata"] = merged(dispute["metadata"], call.parameters["metadata"])
        if evidence is not None:
            dispute["evidence"] = {**dispute["evidence"], "uncategorized_text": evidence}
            dispute["evidence_details"] = {**dispute["evidence_details"], "has_evidence": True, "submission_count": 1}
    if evidence is not None and call.parameters.get("submit", True):
        _decide(call.account, dispute, won=evidence == WINNING)
    return dispute


def _close(call: Call) -> Document:
    dispute = call.subject("dispute")
    if dispute["status"] not in _OPEN:
        raise invalid(f"This dispute is already closed: it is {dispute['status']}.")
    _decide(call.account, dispute, won=False)
    return dispute


def _list(call: Call) -> Document:
    charge, intent = call.parameters.get("charge"), call.parameters.get("payment_intent")
    matching = [
        dispute
        for dispute in call.store.of("dispute")
        if charge in {None, dispute["charge"]} and intent in {None, dispute["payment_intent"]}
    ]
    return page(matching, call.parameters, "/v1/disputes")


ENDPOINTS: Endpoints = {
    ("GET", "/v1/disputes"): Endpoint(group(charge=Text(), payment_intent=Text(), **PAGE), _list),
    ("GET", "/v1/disputes/{id}"): Endpoint(group(), lambda call: call.subject("dispute")),
    ("POST", "/v1/disputes/{id}"): Endpoint(
        group(evidence=group(uncategorized_text=Text()), metadata=Metadata(), submit=Flag()), _update
    ),
    ("POST", "/v1/disputes/{id}/close"): Endpoint(group(), _close),
}

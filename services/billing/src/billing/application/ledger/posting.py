"""Posting what facts amount to."""

from datetime import datetime
from typing import Final

from billing.application.ledger.ports import Posted
from billing.application.unit_of_work import UnitOfWork
from billing.domain.ledger.entries import LedgerTransaction, Source, difference
from billing.domain.ledger.postings import Postings
from billing.domain.payments.facts import ObjectRef

_NOTHING: Final = Posted(0, {})


async def post(work: UnitOfWork, ref: ObjectRef, postings: Postings, occurred_at: datetime, now: datetime) -> None:
    """Post, within the caller's transaction, what is not posted yet; the caller has locked the object.

    The first transaction about an occurrence is of when it occurred, a correction is of now.
    """
    posted = await work.ledger.posted(ref)
    transactions = []
    for occurrence, balances in postings.items():
        before = posted.get(occurrence, _NOTHING)
        missing = difference(balances, before.balances)
        if missing:
            at = now if before.transactions else occurred_at
            transactions.append(LedgerTransaction(Source(ref, occurrence), before.transactions + 1, at, missing))
    await work.ledger.add(transactions)

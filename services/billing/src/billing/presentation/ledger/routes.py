"""Routes of finance: the ledger."""

from datetime import datetime
from typing import Self

from fastapi import APIRouter
from pydantic import Field

from billing.application.ledger.checking import LedgerCheck
from billing.presentation.dependencies import ApplicationDep
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import FinancePrincipal

router = APIRouter(prefix="/admin/billing/ledger", tags=["billing"])


class AccountBalanceResponse(ResponseModel):
    """The balance of an account in a currency. A debit is positive, a credit negative."""

    account: str = Field(description="Name of the account", examples=["cash:stripe"])
    currency: str = Field(description="Code of ISO 4217", examples=["USD"])
    posted: int = Field(description="What the ledger holds, in minor units", examples=[1940])
    expected: int = Field(description="What invoices, payments and refunds amount to", examples=[1940])


class LedgerCheckResponse(ResponseModel):
    """The state of the ledger."""

    is_sound: bool = Field(description="Whether everything balances", examples=[True])
    unbalanced_transactions: int = Field(description="Transactions that do not sum to zero", examples=[0])
    accounts: list[AccountBalanceResponse] = Field(description="Every account by name and currency")
    checked_at: datetime = Field(description="When it was checked (UTC)", examples=["2026-11-30T12:00:00Z"])

    @classmethod
    def of(cls, check: LedgerCheck) -> Self:
        """Return the response of a check."""
        return cls(
            is_sound=check.is_sound,
            unbalanced_transactions=check.unbalanced,
            accounts=[
                AccountBalanceResponse(
                    account=account.account,
                    currency=account.currency,
                    posted=account.posted,
                    expected=account.expected,
                )
                for account in check.accounts
            ],
            checked_at=check.checked_at,
        )


@router.get("/check", summary="Check the ledger")
async def check_ledger(use_cases: ApplicationDep, _: FinancePrincipal) -> Success[LedgerCheckResponse]:
    """Return every balance of the ledger beside what the stored invoices, payments and refunds amount to.

    The worker checks the same every quarter of an hour.
    """
    return Success(data=LedgerCheckResponse.of(await use_cases.check_ledger()))

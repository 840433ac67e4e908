"""The store of an account without factors, for the use cases of passwords and sessions.

Use cases of factors are tested on Postgres.
"""

from datetime import datetime
from uuid import UUID

from services.auth.tests.unused import UNUSED

from auth.application.factors.ports import (
    Challenges,
    OneTimeCodes,
    Passkeys,
    Phones,
    RecoveryCodes,
    TotpSecrets,
)
from auth.domain.accounts.account import Account
from auth.domain.factors.methods import Enrolled


class NoFactors:
    """No account has a factor."""

    @property
    def totp(self) -> TotpSecrets:
        raise AssertionError(UNUSED)

    @property
    def recovery_codes(self) -> RecoveryCodes:
        raise AssertionError(UNUSED)

    @property
    def passkeys(self) -> Passkeys:
        raise AssertionError(UNUSED)

    @property
    def phones(self) -> Phones:
        raise AssertionError(UNUSED)

    @property
    def codes(self) -> OneTimeCodes:
        raise AssertionError(UNUSED)

    @property
    def challenges(self) -> Challenges:
        raise AssertionError(UNUSED)

    async def lock(self, account_id: UUID) -> Account | None:
        raise AssertionError(UNUSED)

    async def enrolled(self, account_id: UUID) -> Enrolled:
        return Enrolled()

    async def remove_all(self, account_id: UUID) -> Enrolled:
        return Enrolled()

    async def delete_expired(self, now: datetime) -> bool:
        return False

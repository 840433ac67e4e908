"""The stores of factors in one database transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.accounts.account import Account
from auth.domain.factors.methods import Enrolled
from auth.infrastructure import batches
from auth.infrastructure.accounts.rows import to_account
from auth.infrastructure.accounts.tables import ACCOUNT_COLUMNS, accounts
from auth.infrastructure.factors.challenges import SqlChallenges
from auth.infrastructure.factors.passkeys import SqlPasskeys
from auth.infrastructure.factors.secrets import SqlOneTimeCodes, SqlPhones, SqlRecoveryCodes, SqlTotpSecrets
from auth.infrastructure.factors.tables import (
    challenges,
    one_time_codes,
    passkeys,
    phones,
    recovery_codes,
    totp_secrets,
)
from chassis.storage.encryption import Keyring


class SqlFactorStores:
    """The stores of all factors."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self.totp = SqlTotpSecrets(connection, keyring)
        self.recovery_codes = SqlRecoveryCodes(connection)
        self.passkeys = SqlPasskeys(connection)
        self.phones = SqlPhones(connection, keyring)
        self.codes = SqlOneTimeCodes(connection, keyring)
        self.challenges = SqlChallenges(connection)

    async def lock(self, account_id: UUID) -> Account | None:
        """Lock the row of the account against other changes, not against keys that refer to it."""
        query = select(*ACCOUNT_COLUMNS).where(accounts.c.id == account_id).with_for_update(key_share=True)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_account(row)

    async def enrolled(self, account_id: UUID) -> Enrolled:
        """Read all factors in one statement."""
        confirmed = totp_secrets.c.confirmed_at.is_not(None)
        query = select(
            select(confirmed).where(totp_secrets.c.account_id == account_id).scalar_subquery(),
            select(phones.c.use)
            .where(phones.c.account_id == account_id, phones.c.confirmed_at.is_not(None))
            .scalar_subquery(),
            select(func.count()).select_from(passkeys).where(passkeys.c.account_id == account_id).scalar_subquery(),
            select(func.count())
            .select_from(recovery_codes)
            .where(recovery_codes.c.account_id == account_id)
            .scalar_subquery(),
        )
        totp, phone, keys, codes = (await self._connection.execute(query)).one()
        return Enrolled(totp=bool(totp), passkeys=keys, phone=phone, recovery_codes=codes)

    async def remove_all(self, account_id: UUID) -> Enrolled:
        """Delete the rows of the account in every table; its challenges too."""
        enrolled = await self.enrolled(account_id)
        for table in (totp_secrets, phones, passkeys, recovery_codes, challenges):
            await self._connection.execute(delete(table).where(table.c.account_id == account_id))
        return enrolled

    async def delete_expired(self, now: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows of each table; locked rows are left for the next run."""
        old_challenges = batches.batch_of(challenges.c.digest, challenges.c.expires_at < now)
        old_codes = batches.batch_of(one_time_codes.c.subject, one_time_codes.c.expires_at < now)
        statements = (
            delete(challenges).where(challenges.c.digest.in_(old_challenges)),
            delete(one_time_codes).where(one_time_codes.c.subject.in_(old_codes), one_time_codes.c.expires_at < now),
        )
        counts = [(await self._connection.execute(statement)).rowcount for statement in statements]
        return max(counts) >= batches.BATCH_ROWS

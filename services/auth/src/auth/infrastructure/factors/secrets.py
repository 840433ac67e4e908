"""Factors that are secrets: what has to be read back is encrypted, bound to its table, column and row."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.factors.one_time_codes import OneTimeCode, Purpose
from auth.domain.factors.phones import Phone
from auth.domain.factors.totp import Totp
from auth.infrastructure.factors.tables import one_time_codes, phones, recovery_codes, totp_secrets
from chassis.storage.encryption import Keyring, cell
from chassis.storage.rows import upsert


class SqlTotpSecrets:
    """Secrets of authenticator apps."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def of(self, account_id: UUID) -> Totp | None:
        """Read and lock the row."""
        query = select(totp_secrets).where(totp_secrets.c.account_id == account_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        secret = self._keyring.open(row.sealed_secret, context=totp_cell(account_id))
        return Totp(account_id, secret, row.created_at, row.confirmed_at, row.last_step)

    async def save(self, totp: Totp) -> None:
        """Insert or update the row."""
        row = {
            "account_id": totp.account_id,
            "sealed_secret": self._keyring.seal(totp.secret, context=totp_cell(totp.account_id)),
            "created_at": totp.created_at,
            "confirmed_at": totp.confirmed_at,
            "last_step": totp.last_step,
        }
        await self._connection.execute(upsert(totp_secrets), [row])

    async def delete(self, account_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(delete(totp_secrets).where(totp_secrets.c.account_id == account_id))


class SqlRecoveryCodes:
    """Digests of unused recovery codes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, account_id: UUID, digests: Sequence[bytes]) -> None:
        """Delete the rows of the account and insert the new ones."""
        await self._connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
        if digests:
            rows = [{"account_id": account_id, "digest": digest} for digest in digests]
            await self._connection.execute(insert(recovery_codes), rows)

    async def use(self, account_id: UUID, digest: bytes) -> bool:
        """Delete the row: of two transactions only one finds it."""
        same = (recovery_codes.c.digest == digest) & (recovery_codes.c.account_id == account_id)
        return (await self._connection.execute(delete(recovery_codes).where(same))).rowcount == 1


class SqlPhones:
    """Phone numbers."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def of(self, account_id: UUID) -> Phone | None:
        """Read the row."""
        row = (await self._connection.execute(select(phones).where(phones.c.account_id == account_id))).first()
        if row is None:
            return None
        number = self._keyring.open(row.sealed_number, context=phone_cell(account_id)).decode()
        return Phone(account_id, number, row.use, row.created_at, row.confirmed_at)

    async def save(self, phone: Phone) -> None:
        """Insert or update the row."""
        row = {
            "account_id": phone.account_id,
            "sealed_number": self._keyring.seal(phone.number.encode(), context=phone_cell(phone.account_id)),
            "use": phone.use,
            "created_at": phone.created_at,
            "confirmed_at": phone.confirmed_at,
        }
        await self._connection.execute(upsert(phones), [row])

    async def delete(self, account_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(delete(phones).where(phones.c.account_id == account_id))


class SqlOneTimeCodes:
    """Codes by message."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def of(self, subject: bytes, purpose: Purpose) -> OneTimeCode | None:
        """Read and lock the row."""
        table = one_time_codes
        query = select(table).where(table.c.subject == subject, table.c.purpose == purpose).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        key = self._keyring.open(row.sealed_key, context=code_cell(subject, purpose))
        return OneTimeCode(subject, purpose, key, row.digest, row.expires_at, row.tries)

    async def save(self, code: OneTimeCode) -> None:
        """Insert or update the row."""
        row = {
            "subject": code.subject,
            "purpose": code.purpose,
            "sealed_key": self._keyring.seal(code.key, context=code_cell(code.subject, code.purpose)),
            "digest": code.digest,
            "expires_at": code.expires_at,
            "tries": code.tries,
        }
        await self._connection.execute(upsert(one_time_codes), [row])

    async def delete(self, code: OneTimeCode) -> None:
        """Delete the row."""
        table = one_time_codes
        same = (table.c.subject == code.subject) & (table.c.purpose == code.purpose)
        await self._connection.execute(delete(table).where(same))


def totp_cell(account_id: UUID) -> bytes:
    """Return the context of the secret of an account."""
    return cell("totp_secrets", "sealed_secret", account_id)


def phone_cell(account_id: UUID) -> bytes:
    """Return the context of the number of an account."""
    return cell("phones", "sealed_number", account_id)


def code_cell(subject: bytes, purpose: Purpose) -> bytes:
    """Return the context of the key of a code."""
    return cell("one_time_codes", "sealed_key", f"{subject.hex()} {purpose}")

"""Requests of authorization, one-time codes and linked identities in one database transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, delete, exists, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.federation.authorization import PendingAuthorization
from auth.domain.federation.errors import IdentityTaken
from auth.domain.federation.identities import LinkedIdentity, VerifiedIdentity
from auth.domain.federation.sign_in_codes import SignInCode
from auth.infrastructure import batches
from auth.infrastructure.accounts.tables import accounts
from auth.infrastructure.factors.tables import passkeys
from auth.infrastructure.federation.tables import linked_identities, pending_authorizations, sign_in_codes


class SqlFederation:
    """Sign-in with providers in a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_pending(self, pending: PendingAuthorization) -> None:
        """Insert a request of authorization."""
        row = {
            "state_digest": pending.state_digest,
            "binding_digest": pending.binding_digest,
            "provider": pending.provider,
            "issuer": pending.issuer,
            "client_challenge": pending.client_challenge,
            "return_to": pending.return_to,
            "expires_at": pending.expires_at,
        }
        await self._connection.execute(insert(pending_authorizations), [row])

    async def take_pending(self, state_digest: bytes) -> PendingAuthorization | None:
        """Delete and return the row: of parallel callers, one gets it."""
        table = pending_authorizations
        statement = delete(table).where(table.c.state_digest == state_digest).returning(*table.c)
        row = (await self._connection.execute(statement)).mappings().first()
        return None if row is None else PendingAuthorization(**row)

    async def add_code(self, code: SignInCode) -> None:
        """Insert a one-time code."""
        row = {
            "digest": code.digest,
            "issuer": code.identity.issuer,
            "subject": code.identity.subject,
            "email": code.identity.email,
            "email_verified": code.identity.email_verified,
            "username": code.identity.username,
            "client_challenge": code.client_challenge,
            "expires_at": code.expires_at,
        }
        await self._connection.execute(insert(sign_in_codes), [row])

    async def lock_code(self, digest: bytes) -> SignInCode | None:
        """Lock the row: of parallel redemptions, the second one finds it deleted."""
        query = select(sign_in_codes).where(sign_in_codes.c.digest == digest).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        identity = VerifiedIdentity(row["issuer"], row["subject"], row["email"], row["email_verified"], row["username"])
        return SignInCode(row["digest"], identity, row["client_challenge"], row["expires_at"])

    async def delete_code(self, digest: bytes) -> None:
        """Delete the row."""
        await self._connection.execute(delete(sign_in_codes).where(sign_in_codes.c.digest == digest))

    async def identity_of(self, issuer: str, subject: str) -> LinkedIdentity | None:
        """Return the identity by the unique index."""
        table = linked_identities
        query = select(table).where(table.c.issuer == issuer, table.c.subject == subject)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _identity(row)

    async def identities_of(self, account_id: UUID) -> Sequence[LinkedIdentity]:
        """Return at most as many as an account may have."""
        table = linked_identities
        query = select(table).where(table.c.account_id == account_id).order_by(table.c.linked_at, table.c.id)
        return [_identity(row) for row in (await self._connection.execute(query)).mappings()]

    async def lock_account(self, account_id: UUID) -> None:
        """Lock the row of the account: two parallel unlinkings cannot both leave the other identity as the last."""
        await self._connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())

    async def link(self, identity: LinkedIdentity) -> None:
        """Insert the identity; the unique index decides."""
        row = {
            "id": identity.id,
            "account_id": identity.account_id,
            "issuer": identity.issuer,
            "subject": identity.subject,
            "linked_at": identity.linked_at,
            "last_used_at": identity.last_used_at,
        }
        statement = upsert(linked_identities).values(row).on_conflict_do_nothing()
        inserted = await self._connection.execute(statement.returning(linked_identities.c.id))
        if inserted.first() is None:
            raise IdentityTaken

    async def unlink(self, identity_id: UUID) -> None:
        """Delete the row."""
        await self._connection.execute(delete(linked_identities).where(linked_identities.c.id == identity_id))

    async def use(self, identity_id: UUID, now: datetime) -> None:
        """Update the time of the last use."""
        used = update(linked_identities).where(linked_identities.c.id == identity_id)
        await self._connection.execute(used.values(last_used_at=now))

    async def has_other_methods(self, account_id: UUID) -> bool:
        """Return whether the account has a password or a passkey."""
        has_passkey = exists().where(passkeys.c.account_id == account_id)
        other = or_(accounts.c.password_hash.is_not(None), has_passkey)
        query = select(accounts.c.id).where(accounts.c.id == account_id, other)
        return (await self._connection.execute(query)).first() is not None

    async def delete_expired(self, now: datetime) -> bool:
        """Run two statements of at most `BATCH_ROWS` rows each."""
        counts = []
        for table, key in (
            (pending_authorizations, pending_authorizations.c.state_digest),
            (sign_in_codes, sign_in_codes.c.digest),
        ):
            expired = delete(table).where(key.in_(batches.batch_of(key, table.c.expires_at < now)))
            counts.append((await self._connection.execute(expired)).rowcount)
        return max(counts) == batches.BATCH_ROWS


def _identity(row: RowMapping) -> LinkedIdentity:
    return LinkedIdentity(
        row["id"], row["account_id"], row["issuer"], row["subject"], row["linked_at"], row["last_used_at"]
    )

"""Creation, list and deletion of API keys by their user."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from auth.application.accounts.ports import AccountReader
from auth.application.api_keys.revocation import revoke_api_keys
from auth.application.sessions.active import active_account
from auth.application.unit_of_work import UnitOfWork
from auth.domain.api_keys.errors import MOST_KEYS, ApiKeyNotFound, TooManyApiKeys
from auth.domain.api_keys.key import ApiKey, ApiKeySecret
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.session import SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """Create a key; without an expiry it has the default one."""

    name: str
    scopes: Sequence[str]
    expires_at: datetime | None
    by: Actor


class ApiKeys:
    """The keys of a user. Only a session manages them, and no key does."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], accounts: AccountReader, rules: SessionRules) -> None:
        self._units = units
        self._accounts = accounts
        self._rules = rules

    async def create(self, command: CreateApiKey) -> tuple[ApiKey, ApiKeySecret]:
        """Return a new key and its text; raise InvalidInput, SessionEnded or TooManyApiKeys."""
        await active_account(self._accounts, command.by)
        secret, account_id = ApiKeySecret.new(), command.by.account_id
        async with self._units.begin() as work:
            now = await work.now()
            key = ApiKey.create(account_id, command.name, command.scopes, secret.hint, now, command.expires_at)
            if await work.api_keys.count_valid(account_id, now) >= MOST_KEYS:
                raise TooManyApiKeys
            await work.accounts.lock_roles(account_id)
            await work.api_keys.add(key, secret.digest)
            await work.audit.record(_entry(AuditKind.API_KEY_CREATED, key, command.by, now))
        return key, secret

    async def of_user(self, by: Actor) -> Sequence[ApiKey]:
        """Return the keys of a user, the newest first; raise SessionEnded."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            return await work.api_keys.of_account(by.account_id)

    async def delete(self, key_id: UUID, by: Actor) -> None:
        """Delete a key, which stops working within seconds; raise SessionEnded or ApiKeyNotFound."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            now = await work.now()
            deleted = await revoke_api_keys(work, by.account_id, key_id, "logout", now, self._rules)
            if not deleted:
                raise ApiKeyNotFound
            await work.audit.record(*(_entry(AuditKind.API_KEY_DELETED, key, by, now) for key in deleted))


def _entry(kind: AuditKind, key: ApiKey, by: Actor, now: datetime) -> AuditEntry:
    details = {"key": str(key.id), "name": key.name, "scopes": " ".join(key.scopes)}
    return by.entry(kind, now, details)

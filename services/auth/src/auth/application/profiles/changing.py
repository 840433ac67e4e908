"""Change of the own profile and preferences."""

from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import AccountChanged, SessionEnded
from auth.domain.events import UserChanged
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory


class Changes(Protocol):
    """Changes of an account."""

    def apply(self, account: Account) -> Account:
        """Return the changed account; raise InvalidInput."""
        ...


@dataclass(frozen=True, slots=True)
class ChangeAccount:
    """Change the account of a session that has one of these versions; null expects any."""

    account_id: UUID
    session_id: UUID
    changes: Changes
    versions: frozenset[int] | None = None
    client: Client = field(default_factory=Client)


class ChangeProfile:
    """Changes username, profile, privacy and preferences."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self, command: ChangeAccount) -> Account:
        """Return the changed account; raise InvalidInput, SessionEnded, AccountChanged or UsernameTaken.

        Changes of one account are serialised by a lock of its row. What is the same as before is no change.
        """
        async with self._units.begin() as work:
            now = await work.now()
            before = await work.profiles.lock(command.account_id, command.session_id, now)
            if before is None:
                raise SessionEnded
            if command.versions is not None and before.version not in command.versions:
                raise AccountChanged
            changed = command.changes.apply(before)
            if changed == before:
                return before
            after = replace(changed, version=before.version + 1, updated_at=now)
            await work.profiles.save(after)
            if after.username != before.username:
                entry = AuditEntry(
                    AuditKind.USERNAME_CHANGED, now, after.id, after.id, command.client, command.session_id
                )
                await work.audit.record(entry)
            if is_announced(before, after):
                await work.publish(UserChanged.of(after, now))
        return after


def is_announced(before: Account, after: Account) -> bool:
    """Return whether other services learn of a change: names, texts and pictures stay in auth."""
    old, new = before.profile, after.profile
    return (before.roles, old.privacy, old.preferences) != (after.roles, new.privacy, new.preferences)

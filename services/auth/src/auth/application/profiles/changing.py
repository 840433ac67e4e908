"""Change of the own profile and preferences."""

from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from auth.application.profiles.pictures import Pictures
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import AccountChanged, SessionEnded
from auth.domain.events import UserChanged
from auth.domain.profiles.changes import UNSET, Unset
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory


class Changes(Protocol):
    """Changes of an account."""

    def apply(self, account: Account) -> Account:
        """Return the changed account; raise InvalidInput."""
        ...


@dataclass(frozen=True, slots=True)
class ChangeAccount:
    """Change the account of a session that has one of these versions; null expects any.

    `avatar` is the upload that becomes the picture, or null for none.
    """

    by: Actor
    changes: Changes
    versions: frozenset[int] | None = None
    avatar: UUID | Unset | None = UNSET


class ChangeProfile:
    """Changes username, profile, picture, privacy and preferences."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], pictures: Pictures) -> None:
        self._units = units
        self._pictures = pictures

    async def __call__(self, command: ChangeAccount) -> Account:
        """Return the changed account; raise InvalidInput, SessionEnded, AccountChanged or UsernameTaken.

        With a picture also UploadNotFound, InvalidPicture or PicturesUnavailable. Changes of one account are serialised
        by a lock of its row. What is the same as before is no change.
        """
        if isinstance(command.avatar, UUID):
            await self._pictures.prepare(command.by, command.avatar)
        async with self._units.begin() as work:
            now = await work.now()
            before = await work.profiles.lock(command.by.account_id, command.by.session_id, now)
            if before is None:
                raise SessionEnded
            if command.versions is not None and before.version not in command.versions:
                raise AccountChanged
            changed = _with_avatar(command.changes.apply(before), command.avatar)
            if changed == before:
                return before
            after = replace(changed, version=before.version + 1, updated_at=now)
            await self._save(work, command, before, after)
        replaced = before.profile.avatar_id
        if after.profile.avatar_id != replaced:
            await self._pictures.clean_up(replaced, after.profile.avatar_id)
        return after

    async def _save(self, work: UnitOfWork, command: ChangeAccount, before: Account, after: Account) -> None:
        now = after.updated_at or before.created_at
        if after.username != before.username:
            await work.profiles.rename(after)
            await work.audit.record(command.by.entry(AuditKind.USERNAME_CHANGED, now))
        if after.profile.avatar_id != before.profile.avatar_id:
            await self._pictures.replace(work, before, after.profile.avatar_id, now)
        await work.profiles.save(after)
        if is_announced(before, after):
            await work.publish(UserChanged.of(after, now))


def _with_avatar(account: Account, avatar: UUID | Unset | None) -> Account:
    if isinstance(avatar, Unset):
        return account
    return replace(account, profile=replace(account.profile, avatar_id=avatar))


def is_announced(before: Account, after: Account) -> bool:
    """Return whether other services learn of a change: texts about a user stay in auth."""
    old, new = before.profile, after.profile
    return (before.username, before.roles, old.privacy, old.preferences, old.avatar_id) != (
        after.username,
        after.roles,
        new.privacy,
        new.preferences,
        new.avatar_id,
    )

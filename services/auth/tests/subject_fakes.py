"""Stores in memory of the subjects that use cases of accounts and sessions touch at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.auth.tests.unused import UNUSED

from auth.application.administration.invitation_ports import InvitationPage
from auth.application.api_keys.ports import UsableKey
from auth.application.dead_letters.ports import (
    ActionRequest,
    ClaimedLetter,
    LetterDetails,
    LetterFilter,
    LetterPage,
    Outcome,
)
from auth.domain.accounts.account import Account
from auth.domain.accounts.confirmations import Confirmation, Purpose
from auth.domain.administration.invitations import Invitation
from auth.domain.api_keys.key import ApiKey
from auth.domain.dead_letters.letters import DeadLetter
from auth.domain.errors import UsernameTaken
from auth.domain.profiles.pictures import Upload, upload_key
from auth.domain.sessions.session import Session

if TYPE_CHECKING:
    from services.auth.tests.fakes import InMemoryAccounts, State


class NoInvitations:
    """Invitations are tested on Postgres."""

    async def add(self, invitation: Invitation, digest: bytes) -> None:
        raise AssertionError(UNUSED)

    async def is_open(self, digest: bytes, email: str, now: datetime) -> bool:
        raise AssertionError(UNUSED)

    async def use(self, digest: bytes, email: str, account_id: UUID, now: datetime) -> bool:
        raise AssertionError(UNUSED)

    async def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        raise AssertionError(UNUSED)

    async def page(self, limit: int, offset: int) -> InvitationPage:
        raise AssertionError(UNUSED)

    async def delete_expired(self, now: datetime) -> bool:
        return False


class NoEntitlements:
    """Billing has stated nothing of any user."""

    async def of(self, account_id: UUID) -> None:
        return None


class NoDeadLetters:
    """Dead letters are tested on Postgres."""

    async def page(self, where: LetterFilter, limit: int, offset: int) -> LetterPage:
        raise AssertionError(UNUSED)

    async def details(self, letter_id: UUID) -> LetterDetails | None:
        raise AssertionError(UNUSED)

    async def lock(self, letter_id: UUID) -> DeadLetter | None:
        raise AssertionError(UNUSED)

    async def request(self, letter_id: UUID, request: ActionRequest) -> None:
        raise AssertionError(UNUSED)

    async def request_all(self, where: LetterFilter, request: ActionRequest) -> int:
        raise AssertionError(UNUSED)

    async def claim(self, limit: int) -> Sequence[ClaimedLetter]:
        raise AssertionError(UNUSED)

    async def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        raise AssertionError(UNUSED)

    async def delete_old(self, now: datetime) -> bool:
        return False


class NoConfirmations:
    """Confirmations are tested on Postgres."""

    async def replace(self, confirmation: Confirmation, *, keep: bool) -> None:
        raise AssertionError(UNUSED)

    async def newest_at(self, account_id: UUID, purpose: Purpose) -> datetime | None:
        raise AssertionError(UNUSED)

    async def find(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        raise AssertionError(UNUSED)

    async def use(self, digest: bytes, purpose: Purpose, now: datetime) -> Confirmation | None:
        raise AssertionError(UNUSED)

    async def discard(self, account_id: UUID) -> None:
        raise AssertionError(UNUSED)

    async def delete_expired(self, now: datetime) -> bool:
        return False


class InMemoryProfiles:
    """The profiles of a state."""

    def __init__(self, state: State, accounts: InMemoryAccounts) -> None:
        self._state = state
        self._accounts = accounts

    async def lock(self, account_id: UUID, session_id: UUID, now: datetime) -> Account | None:
        session = self._state.sessions.get(session_id)
        if session is None or session.account_id != account_id or not is_active(session, now):
            return None
        return self._state.accounts[account_id]

    async def lock_batch(self, after: UUID | None) -> list[Account]:
        later = [account for account in self._state.accounts.values() if after is None or account.id > after]
        return sorted(later, key=lambda account: account.id)[:2]

    async def save(self, account: Account) -> None:
        self._state.accounts[account.id] = account

    async def rename(self, account: Account) -> None:
        other = await self._accounts.credentials_of(account.username)
        if other is not None and other.account_id != account.id:
            raise UsernameTaken
        renamed = replace(self._state.accounts[account.id], username=account.username)
        self._state.accounts[account.id] = renamed


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An entry of the register of files."""

    account_id: UUID
    upload: Upload | None
    removed_at: datetime | None


class InMemoryStoredFiles:
    """The register of files of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add_upload(self, upload: Upload, removed_at: datetime) -> None:
        self._state.files[upload.key] = StoredFile(upload.account_id, upload, removed_at)

    async def uploads_of(self, account_id: UUID) -> dict[UUID, datetime]:
        uploads = [file.upload for file in self._state.files.values() if file.account_id == account_id]
        return {upload.id: upload.created_at for upload in uploads if upload is not None}

    async def upload(self, upload_id: UUID, account_id: UUID) -> Upload | None:
        file = self._state.files.get(upload_key(upload_id))
        return file.upload if file is not None and file.account_id == account_id else None

    async def add(self, account_id: UUID, keys: Sequence[str], now: datetime, removed_at: datetime) -> None:
        for key in keys:
            self._state.files.setdefault(key, StoredFile(account_id, None, removed_at))

    async def keep(self, account_id: UUID, keys: Sequence[str], now: datetime) -> bool:
        files = {key: self._state.files.get(key) for key in keys}
        for key, file in files.items():
            if file is None or file.account_id != account_id or self._has_ended(file, now):
                return False
            self._state.files[key] = replace(file, removed_at=None)
        return True

    async def end(self, keys: Sequence[str], now: datetime) -> None:
        for key in keys:
            if key in self._state.files:
                self._state.files[key] = replace(self._state.files[key], removed_at=now)

    async def ended(self, now: datetime, after: str, limit: int) -> list[str]:
        ended = (key for key, file in self._state.files.items() if self._has_ended(file, now) and key > after)
        return sorted(ended)[:limit]

    async def forget(self, keys: Sequence[str], now: datetime) -> None:
        for key in keys:
            file = self._state.files.get(key)
            if file is not None and (file.removed_at is None or file.removed_at <= now) and self._has_ended(file, now):
                del self._state.files[key]

    def _has_ended(self, file: StoredFile, now: datetime) -> bool:
        return file.account_id not in self._state.accounts or (file.removed_at is not None and file.removed_at <= now)


class InMemoryApiKeys:
    """The API keys of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def count_valid(self, account_id: UUID, now: datetime) -> int:
        return sum(key.expires_at > now for key in await self.of_account(account_id))

    async def add(self, key: ApiKey, digest: bytes) -> None:
        self._state.api_keys[digest] = key

    async def of_account(self, account_id: UUID) -> list[ApiKey]:
        keys = [key for key in self._state.api_keys.values() if key.account_id == account_id]
        return sorted(keys, key=lambda key: key.created_at, reverse=True)

    async def delete(self, account_id: UUID, key_id: UUID | None) -> list[ApiKey]:
        deleted = [key for key in await self.of_account(account_id) if key_id in (None, key.id)]
        self._state.api_keys = {digest: key for digest, key in self._state.api_keys.items() if key not in deleted}
        return deleted

    async def usable(self, digest: bytes, now: datetime) -> UsableKey | None:
        key = self._state.api_keys.get(digest)
        if key is None or key.expires_at <= now or self._state.accounts[key.account_id].suspended_at is not None:
            return None
        return UsableKey(key, self._state.accounts[key.account_id].roles)

    async def save_use(self, key_id: UUID, now: datetime, unless_after: datetime) -> None:
        for digest, key in self._state.api_keys.items():
            if key.id == key_id and (key.last_used_at is None or key.last_used_at <= unless_after):
                self._state.api_keys[digest] = replace(key, last_used_at=now)

    async def delete_expired(self, before: datetime) -> bool:
        kept = {digest: key for digest, key in self._state.api_keys.items() if key.expires_at >= before}
        self._state.api_keys = kept
        return False


def is_active(session: Session, now: datetime) -> bool:
    return session.revoked_at is None and session.idle_until > now

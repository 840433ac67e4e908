"""In-memory implementations of auth's ports. `UnitOfWorkContract` holds the store to the behaviour of Postgres."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.auth.tests.factor_fakes import NoFactors
from services.auth.tests.federation_fakes import NoDevices, NoDeviceSignIns, NoFederation
from services.auth.tests.subject_fakes import (
    InMemoryApiKeys,
    InMemoryProfiles,
    InMemoryStoredFiles,
    NoConfirmations,
    NoDeadLetters,
    NoEntitlements,
    NoInvitations,
    StoredFile,
    is_active,
)
from services.auth.tests.unused import UNUSED

from auth.application.accounts.ports import (
    AccountFilter,
    AccountPage,
    AccountSelection,
    Credentials,
    Identifiers,
    OwnAccount,
)
from auth.application.sessions.ports import PresentedToken
from auth.domain.accounts.account import Account, Role
from auth.domain.accounts.look_alikes import skeleton
from auth.domain.api_keys.key import ApiKey
from auth.domain.errors import AccountSuspended, EmailTaken, UsernameTaken
from auth.domain.events import DomainEvent, RevocationReason
from auth.domain.library.stats import LibraryStats
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.security.throttle import Attempts
from auth.domain.sessions.session import Session
from auth.infrastructure.accounts.identifiers import IdnaIdentifiers
from chassis.core.clock import Clock
from chassis.testing.clock import FixedClock

REVOKED_RETENTION = timedelta(days=1)


@dataclass(slots=True)
class State:
    """What the store contains."""

    accounts: dict[UUID, Account] = field(default_factory=dict)
    hashes: dict[UUID, str | None] = field(default_factory=dict)
    sessions: dict[UUID, Session] = field(default_factory=dict)
    tokens: dict[bytes, tuple[UUID, int]] = field(default_factory=dict)
    """Session and generation by digest."""
    attempts: dict[bytes, Attempts] = field(default_factory=dict)
    sign_in_rates: dict[bytes, datetime] = field(default_factory=dict)
    api_keys: dict[bytes, ApiKey] = field(default_factory=dict)
    """By digest."""
    events: list[DomainEvent] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    files: dict[str, "StoredFile"] = field(default_factory=dict)

    def copied(self) -> "State":
        """Return a copy whose collections can be changed independently; their values are immutable."""
        return State(*(copy(getattr(self, name)) for name in self.__slots__))


class InMemoryStore:
    """Opens units of work one after another, and reads accounts."""

    def __init__(self, clock: FixedClock | None = None, identifiers: Identifiers | None = None) -> None:
        self.clock = clock or FixedClock()
        self.identifiers = identifiers or IdnaIdentifiers()
        self.state = State()
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["InMemoryUnitOfWork"]:
        """Open a unit of work on a copy of the state; keep the copy when the block ends without an exception."""
        async with self._lock:
            state = self.state.copied()
            yield InMemoryUnitOfWork(state, self.identifiers, self.clock)
            self.state = state

    async def of_active_session(self, account_id: UUID, session_id: UUID) -> Account | None:
        """Return an account by one of its sessions, or null if the session has ended."""
        session = self.state.sessions.get(session_id)
        if session is None or session.account_id != account_id or not is_active(session, self.clock.now()):
            return None
        return self.state.accounts[account_id]

    async def own(self, account_id: UUID, session_id: UUID | None) -> OwnAccount | None:
        """Return an account whose library is empty."""
        account = await (self.of_active_session(account_id, session_id) if session_id else self.by_id(account_id))
        return None if account is None else OwnAccount(account, LibraryStats())

    async def by_id(self, account_id: UUID) -> Account | None:
        """Return an account, or null."""
        return self.state.accounts.get(account_id)

    async def page(self, selection: AccountSelection, limit: int, offset: int) -> AccountPage:
        """Return a page of accounts in the order of usernames."""
        matching = sorted(
            (account for account in self.state.accounts.values() if self._selects(account, selection)),
            key=lambda account: self.identifiers.username(account.username),
        )
        return AccountPage(matching[offset : offset + limit], len(matching))

    def _selects(self, account: Account, selection: AccountSelection) -> bool:
        return (
            (selection.where is None or self._matches(account, selection.where))
            and (selection.role is None or selection.role in account.roles)
            and (selection.suspended is None or selection.suspended == (account.suspended_at is not None))
        )

    def _matches(self, account: Account, where: AccountFilter) -> bool:
        email, username = self.identifiers.email(account.email), self.identifiers.username(account.username)
        begins = email.startswith(where.prefix) or username.startswith(where.prefix)
        return begins or email == where.key or account.id == where.account_id


class InMemoryUnitOfWork:
    """A unit of work on a state."""

    def __init__(self, state: State, identifiers: Identifiers, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        self.accounts = InMemoryAccounts(state, identifiers)
        self.confirmations = NoConfirmations()
        self.invitations = NoInvitations()
        self.sessions = InMemorySessions(state)
        self.profiles = InMemoryProfiles(state, self.accounts)
        self.files = InMemoryStoredFiles(state)
        self.api_keys = InMemoryApiKeys(state)
        self.attempts = InMemoryAttemptCounts(state)
        self.sign_in_rates = InMemorySignInRates(state)
        self.audit = InMemoryAuditLog(state)
        self.device_sign_ins = NoDeviceSignIns()
        self.devices = NoDevices()
        self.entitlements = NoEntitlements()
        self.federation = NoFederation()
        self.factors = NoFactors()
        self.dead_letters = NoDeadLetters()

    async def now(self) -> datetime:
        return self._clock.now()

    async def publish(self, *events: DomainEvent) -> None:
        self._state.events += events

    async def publish_if(self, condition: bool, *events: DomainEvent) -> None:
        self._state.events += events if condition else ()


class InMemoryAccounts:
    """The accounts of a state."""

    def __init__(self, state: State, identifiers: Identifiers) -> None:
        self._state = state
        self._identifiers = identifiers

    async def add(self, account: Account, password_hash: str | None) -> None:
        email, username = self._keys(account)
        keys = [self._keys(other) for other in self._state.accounts.values()]
        if email in {other for other, _ in keys}:
            raise EmailTaken
        shown = {skeleton(other.username) for other in self._state.accounts.values()}
        if username in {other for _, other in keys} or skeleton(account.username) in shown:
            raise UsernameTaken
        self._state.accounts[account.id] = account
        self._state.hashes[account.id] = password_hash

    async def credentials_of(self, identifier: str) -> Credentials | None:
        key = self._identifiers.of_any(identifier)
        for account in self._state.accounts.values():
            if key in self._keys(account):
                return Credentials(account.id, self._state.hashes[account.id])
        return None

    async def replace_hash(self, account_id: UUID, old: str, new: str) -> None:
        if self._state.hashes[account_id] == old:
            self._state.hashes[account_id] = new

    async def credentials(self, account_id: UUID) -> Credentials | None:
        return Credentials(account_id, self._state.hashes[account_id]) if account_id in self._state.hashes else None

    async def get(self, account_id: UUID) -> Account | None:
        return self._state.accounts.get(account_id)

    async def set_hash(self, account_id: UUID, password_hash: str) -> None:
        self._state.hashes[account_id] = password_hash

    async def set_email(self, account_id: UUID, email: str, confirmed_at: datetime) -> None:
        raise AssertionError(UNUSED)

    async def confirm_email(self, account_id: UUID, confirmed_at: datetime) -> Account | None:
        raise AssertionError(UNUSED)

    async def delete(self, account_id: UUID) -> None:
        raise AssertionError(UNUSED)

    async def lock_roles(self, account_id: UUID) -> tuple[Role, ...]:
        account = self._state.accounts[account_id]
        if account.suspended_at is not None:
            raise AccountSuspended
        return account.roles

    async def lock(self, account_id: UUID) -> Account | None:
        return self._state.accounts.get(account_id)

    async def is_administrator(self, account_id: UUID, session_id: UUID, now: datetime) -> bool:
        session = self._state.sessions.get(session_id)
        if session is None or session.account_id != account_id or not is_active(session, now):
            return False
        return "admin" in self._state.accounts[account_id].roles

    async def has_other_administrator(self, account_id: UUID) -> bool:
        return any(
            "admin" in account.roles and account.suspended_at is None
            for account in self._state.accounts.values()
            if account.id != account_id
        )

    async def save_standing(self, account: Account) -> None:
        self._state.accounts[account.id] = account

    def _keys(self, account: Account) -> tuple[str, str]:
        return self._identifiers.email(account.email), self._identifiers.username(account.username)


class InMemorySessions:
    """The sessions of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, session: Session, digest: bytes) -> None:
        await self.save_rotation(session, digest)

    async def lock_token(self, digest: bytes) -> PresentedToken | None:
        if digest not in self._state.tokens:
            return None
        session_id, generation = self._state.tokens[digest]
        session = self._state.sessions[session_id]
        return PresentedToken(session, generation, self._state.accounts[session.account_id].roles)

    async def save_rotation(self, session: Session, digest: bytes) -> None:
        self._state.sessions[session.id] = session
        self._state.tokens[digest] = (session.id, session.generation)

    async def revoke(
        self,
        account_id: UUID,
        session_id: UUID | None,
        reason: RevocationReason,
        now: datetime,
        *,
        kept: UUID | None = None,
    ) -> list[UUID]:
        ended = [
            session
            for session in self._state.sessions.values()
            if session.account_id == account_id
            and session_id in (None, session.id)
            and session.id != kept
            and is_active(session, now)
        ]
        for session in ended:
            self._state.sessions[session.id] = replace(session, revoked_at=now, sealed_successor=None)
        return sorted(session.id for session in ended)

    async def authenticated_at(self, account_id: UUID, session_id: UUID, now: datetime) -> datetime | None:
        session = self._state.sessions.get(session_id)
        if session is None or session.account_id != account_id or not is_active(session, now):
            return None
        return session.authenticated_at or session.created_at

    async def authenticated(self, session_id: UUID, now: datetime) -> None:
        self._state.sessions[session_id] = replace(self._state.sessions[session_id], authenticated_at=now)

    async def delete_expired(self, now: datetime, grace_over: datetime) -> bool:
        state = self._state
        revoked_before = now - REVOKED_RETENTION
        state.sessions = {
            session.id: session if session.rotated_at >= grace_over else replace(session, sealed_successor=None)
            for session in state.sessions.values()
            if session.idle_until >= now and (session.revoked_at is None or session.revoked_at >= revoked_before)
        }
        state.tokens = {digest: place for digest, place in state.tokens.items() if place[0] in state.sessions}
        return False


class InMemoryAttemptCounts:
    """The attempts of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def lock(self, key: bytes, now: datetime) -> Attempts:
        return self._state.attempts.get(key, Attempts.none(now))

    async def save(self, key: bytes, attempts: Attempts) -> None:
        self._state.attempts[key] = attempts

    async def clear(self, key: bytes) -> None:
        self._state.attempts.pop(key, None)

    async def delete_old(self, before: datetime) -> bool:
        kept = {key: value for key, value in self._state.attempts.items() if value.last_at >= before}
        self._state.attempts = kept
        return False


class InMemorySignInRates:
    """The counts of sign-ins of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def delete_whole(self, now: datetime) -> bool:
        kept = {key: whole_at for key, whole_at in self._state.sign_in_rates.items() if whole_at >= now}
        self._state.sign_in_rates = kept
        return False


class InMemoryAuditLog:
    """The audit log of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def record(self, *entries: AuditEntry) -> None:
        self._state.audit += entries

    async def user_agents_of(self, account_id: UUID) -> frozenset[str]:
        kinds = (AuditKind.SIGNED_IN,)
        mine = (entry for entry in self._state.audit if entry.account_id == account_id and entry.kind in kinds)
        return frozenset(entry.client.user_agent for entry in mine)

    async def erase(self, account_id: UUID, pseudonym: UUID) -> None:
        raise AssertionError(UNUSED)

    async def delete_old(self, before: datetime) -> bool:
        self._state.audit = [entry for entry in self._state.audit if entry.at >= before]
        return False


class ReadablePasswords:
    """Hashes that contain the password. `version` stands for the parameters of the hash."""

    def __init__(self) -> None:
        self.version = 1
        self.verified: list[str | None] = []

    async def hash(self, password: str) -> str:
        return f"v{self.version}:{password}"

    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.verified.append(password_hash)
        return password_hash is not None and password_hash.partition(":")[2] == password

    def needs_rehash(self, password_hash: str) -> bool:
        return not password_hash.startswith(f"v{self.version}:")


class ReadableAccessTokens:
    """Access tokens that contain account, session and roles."""

    def sign(self, session: Session, roles: Sequence[Role], plan: str, now: datetime, device_id: UUID | None) -> str:
        return f"{session.account_id} {session.id} {','.join(roles)}"

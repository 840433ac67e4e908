"""Sign-in of a device by a code that its user types elsewhere (RFC 8628)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from auth.application.accounts.ports import AccountReader
from auth.application.devices.standing import lock_active
from auth.application.sessions.active import active_account
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.tokens import OpenSession, TokenIssuer
from auth.application.unit_of_work import UnitOfWork
from auth.domain.devices.authorization import Decision, DeviceAuthorization, Requester
from auth.domain.devices.codes import (
    device_code_digest,
    new_device_code,
    new_user_code,
    parse_user_code,
    user_code_digest,
)
from auth.domain.devices.errors import AuthorizationPending, DeviceGrantError, InvalidDeviceCode, UserCodeNotFound
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.security.throttle import throttle_key
from auth.domain.sessions.client import Client
from chassis.core.unit_of_work import UnitOfWorkFactory

METHODS: Final = ("mca",)
"""Multiple-channel authentication (RFC 8176): the user decides on another device."""
_KINDS: Final = {
    Decision.APPROVED: AuditKind.DEVICE_SIGN_IN_APPROVED,
    Decision.DENIED: AuditKind.DEVICE_SIGN_IN_DENIED,
}
_MOST_COLLISIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a new request, as only its device receives them."""

    device_code: str = field(repr=False)
    user_code: str = field(repr=False)
    interval: int
    expires_in: int


class RequestCodes:
    """Begins the sign-in of a device."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def __call__(self, name: str | None, client: Client) -> Codes:
        """Return the codes of a new request. A user code that is in use is drawn again."""
        device_code = new_device_code()
        requester = Requester(name, client.address, client.user_agent)
        digest = device_code_digest(device_code) or b""
        for _ in range(_MOST_COLLISIONS):
            user_code = new_user_code()
            async with self._units.begin() as work:
                now = await work.now()
                letters = parse_user_code(user_code) or ""
                request = DeviceAuthorization.request(digest, user_code_digest(letters), requester, now)
                if await work.device_sign_ins.add(request):
                    seconds = int((request.expires_at - now).total_seconds())
                    return Codes(device_code, user_code, request.interval, seconds)
        raise RuntimeError("no user code is free")


class DecideSignIn:
    """Shows a waiting device to its user, who approves or denies it. Wrong codes are counted per user."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], accounts: AccountReader) -> None:
        self._units = units
        self._accounts = accounts

    async def show(self, by: Actor, user_code: str) -> DeviceAuthorization:
        """Return the device that waits with a code; raise SessionEnded, UserCodeNotFound or TooManyAttempts."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            request = await self._counted(work, by.account_id, user_code, await work.now())
        return _existing(request)

    async def decide(self, by: Actor, user_code: str, decision: Decision) -> None:
        """Approve or deny the device that waits with a code; raise like `show`. A decision is made once."""
        await active_account(self._accounts, by)
        async with self._units.begin() as work:
            await lock_active(work, by.account_id)
            now = await work.now()
            request = await self._counted(work, by.account_id, user_code, now)
            if request is not None:
                await work.device_sign_ins.save(request.decided(decision, by.account_id, now))
                await work.audit.record(by.entry(_KINDS[decision], now))
        _existing(request)

    async def _counted(
        self, work: UnitOfWork, account_id: UUID, user_code: str, now: datetime
    ) -> DeviceAuthorization | None:
        """Return the waiting request of a code, locked, or null after counting a wrong code.

        The count is locked first, so that parallel guesses wait for each other. A right code does not clear it: a user
        who begins sign-ins of their own could otherwise guess those of others without a wait.
        """
        key = throttle_key(f"user code\n{account_id}", "")
        attempts = await work.attempts.lock(key, now)
        counted = attempts.next(now)
        letters = parse_user_code(user_code)
        request = None if letters is None else await work.device_sign_ins.lock_by_user(user_code_digest(letters))
        if request is not None and request.is_waiting(now):
            return request
        await work.attempts.save(key, counted)
        return None


class ExchangeDeviceCode:
    """Exchanges a device code for tokens once the user has approved the device."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], opener: SessionOpener, tokens: TokenIssuer) -> None:
        self._units = units
        self._opener = opener
        self._tokens = tokens

    async def __call__(self, device_code: str, client: Client) -> TokenPair:
        """Return tokens of a new session of the user who approved; raise a DeviceGrantError until then."""
        async with self._units.begin() as work:
            result = await self._poll(work, device_code, client)
        # Raised after the commit, which keeps the time of the poll and the longer interval.
        if isinstance(result, DeviceGrantError):
            raise result
        return self._tokens.pair(result)

    async def _poll(self, work: UnitOfWork, device_code: str, client: Client) -> OpenSession | DeviceGrantError:
        digest = device_code_digest(device_code)
        if digest is None:
            raise InvalidDeviceCode
        # The account before the request, as a suspension locks them, which deletes what its user has approved.
        decided_by = await work.device_sign_ins.account_of(digest)
        if decided_by is not None:
            await work.accounts.lock_roles(decided_by)
        request = await work.device_sign_ins.lock_by_device(digest)
        if request is None:
            raise InvalidDeviceCode
        polled, outcome = request.polled(await work.now())
        if decided_by is None and not isinstance(outcome, DeviceGrantError):
            # Approved since the account was read: the next poll is signed in.
            outcome = AuthorizationPending(request.interval)
        if isinstance(outcome, DeviceGrantError):
            await work.device_sign_ins.save(polled)
            return outcome
        await work.device_sign_ins.delete(request)
        return await self._opener.open(work, outcome, client, METHODS)


def _existing(request: DeviceAuthorization | None) -> DeviceAuthorization:
    if request is None:
        raise UserCodeNotFound
    return request

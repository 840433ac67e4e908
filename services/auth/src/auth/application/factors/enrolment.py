"""What every change of a factor has in common: its entry in the audit log, its notice, and the recovery codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from auth.application.sessions.active import require_active
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded
from auth.domain.factors.errors import NoSecondFactor
from auth.domain.factors.methods import Enrolled
from auth.domain.factors.phones import Phone
from auth.domain.factors.recovery_codes import digest_of, new_codes
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Overview:
    """The factors of an account; the number is null without a phone, confirmed or not."""

    enrolled: Enrolled
    phone: Phone | None


async def lock_owner(work: UnitOfWork, account_id: UUID) -> Account:
    """Return the account of factors, which change nowhere else until the unit of work ends; raise SessionEnded."""
    owner = await work.factors.lock(account_id)
    if owner is None:
        raise SessionEnded
    return owner


async def record(work: UnitOfWork, kind: AuditKind, user: Actor, now: datetime, factor: str) -> None:
    """Add an entry to the audit log about a factor of the user."""
    await work.audit.record(user.entry(kind, now, {"factor": factor}))


async def notify(work: UnitOfWork, kind: NoticeKind, owner: Account, now: datetime, factor: str) -> None:
    """Request a notice about a factor, so that a change by a thief does not stay hidden."""
    await work.publish(mail_to(owner, kind, now, {"factor": factor}))


async def added(work: UnitOfWork, owner: Account, user: Actor, now: datetime, factor: str) -> None:
    """Record and announce a new factor."""
    await record(work, AuditKind.FACTOR_ADDED, user, now, factor)
    await notify(work, NoticeKind.SECOND_FACTOR_ADDED, owner, now, factor)


async def removed(work: UnitOfWork, owner: Account, user: Actor, now: datetime, factor: str) -> None:
    """Record and announce the end of a factor; without a second factor the recovery codes end too."""
    if not (await work.factors.enrolled(owner.id)).needs_second_factor:
        await work.factors.recovery_codes.replace(owner.id, ())
    await record(work, AuditKind.FACTOR_REMOVED, user, now, factor)
    await notify(work, NoticeKind.SECOND_FACTOR_REMOVED, owner, now, factor)


async def first_recovery_codes(work: UnitOfWork, account_id: UUID) -> tuple[str, ...]:
    """Return new recovery codes for an account without any, and none for an account that has some."""
    if (await work.factors.enrolled(account_id)).recovery_codes:
        return ()
    return await _issue(work, account_id)


async def _issue(work: UnitOfWork, account_id: UUID) -> tuple[str, ...]:
    codes = new_codes()
    await work.factors.recovery_codes.replace(account_id, [digest_of(account_id, code) for code in codes])
    return codes


class Enrolment:
    """Reads the factors of an account, and renews its recovery codes."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def overview(self, user: Actor) -> Overview:
        """Return the factors of an account; raise SessionEnded."""
        async with self._units.begin() as work:
            await require_active(work, user)
            phone = await work.factors.phones.of(user.account_id)
            return Overview(await work.factors.enrolled(user.account_id), phone)

    async def renew_recovery_codes(self, user: Actor) -> tuple[str, ...]:
        """Return ten new recovery codes, which replace all earlier ones; raise NoSecondFactor."""
        async with self._units.begin() as work:
            owner = await lock_owner(work, user.account_id)
            if not (await work.factors.enrolled(user.account_id)).needs_second_factor:
                raise NoSecondFactor
            codes = await _issue(work, user.account_id)
            await added(work, owner, user, await work.now(), "recovery codes")
        return codes

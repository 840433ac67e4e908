"""Invitations by administrators."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from auth.application.administration.invitation_ports import InvitationPage
from auth.application.sessions.active import require_active
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import parse_new_email
from auth.domain.accounts.confirmations import ConfirmationCode
from auth.domain.administration.invitations import Invitation
from auth.domain.errors import InvitationNotFound, SessionEnded
from auth.domain.events import NoticeRequested
from auth.domain.notices.notice import Notice, NoticeKind, Recipient
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from chassis.core.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its code, which is known only now."""

    invitation: Invitation
    code: str = field(repr=False)


class ManageInvitations:
    """Creates, lists and revokes invitations."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork]) -> None:
        self._units = units

    async def create(self, email: str | None, days: int, by: Actor) -> NewInvitation:
        """Return a new invitation; one for an address is sent to it. Raise InvalidInput or SessionEnded."""
        address = None if email is None else parse_new_email(email)
        code = ConfirmationCode.new()
        async with self._units.begin() as work:
            now = await work.now()
            await _require_administrator(work, by)
            invitation = Invitation(uuid4(), by.account_id, now, now + timedelta(days=days), address)
            await work.invitations.add(invitation, code.digest)
            await work.audit.record(by.entry(AuditKind.INVITATION_CREATED, now, _details(invitation.id)))
            if address is not None:
                data = {"code": code.text, "days": str(days)}
                notice = Notice(NoticeKind.INVITATION, Recipient("email", address), data)
                await work.publish(NoticeRequested(now, uuid4(), invitation.id, notice))
        return NewInvitation(invitation, code.text)

    async def page(self, limit: int, offset: int, by: Actor) -> InvitationPage:
        """Return a page of invitations, the newest first; raise SessionEnded."""
        async with self._units.begin() as work:
            await require_active(work, by)
            return await work.invitations.page(limit, offset)

    async def revoke(self, invitation_id: UUID, by: Actor) -> None:
        """Delete an invitation that can still be used; raise InvitationNotFound or SessionEnded."""
        async with self._units.begin() as work:
            now = await work.now()
            await _require_administrator(work, by)
            if not await work.invitations.revoke(invitation_id, now):
                raise InvitationNotFound
            await work.audit.record(by.entry(AuditKind.INVITATION_REVOKED, now, _details(invitation_id)))


async def _require_administrator(work: UnitOfWork, by: Actor) -> None:
    if not await work.accounts.is_administrator(by.account_id, by.session_id, await work.now()):
        raise SessionEnded


def _details(invitation_id: UUID) -> dict[str, str]:
    return {"invitation": str(invitation_id)}

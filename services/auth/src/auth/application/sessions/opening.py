"""Opening sessions: the end of every sign-in, whatever its method."""

from uuid import UUID, uuid4

from auth.application.sessions.tokens import OpenSession
from auth.application.unit_of_work import UnitOfWork
from auth.domain.entitlements.entitlement import plan_of
from auth.domain.notices.notice import NoticeKind
from auth.domain.notices.requests import mail_to
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from auth.domain.sessions.places import shown_network
from auth.domain.sessions.refresh_tokens import RefreshToken
from auth.domain.sessions.session import Session, SessionRules
from auth.domain.sessions.user_agents import is_new_device
from chassis.core.clients.user_agents import device_name


class SessionOpener:
    """Opens a session for a user who has proved who they are."""

    def __init__(self, rules: SessionRules) -> None:
        self._rules = rules

    async def open(self, work: UnitOfWork, account_id: UUID, client: Client, methods: tuple[str, ...]) -> OpenSession:
        """Add a session in the unit of work and record the sign-in; `methods` are names of RFC 8176.

        The roles are read here, under a lock, and not when the user was identified: a change in between either is in
        the token or ends the session.
        """
        roles = await work.accounts.lock_roles(account_id)
        token, now = RefreshToken.new(), await work.now()
        session = Session.open(uuid4(), account_id, now, self._rules, client, methods)
        if is_new_device(client.user_agent, await work.audit.user_agents_of(account_id)):
            await _notify(work, session)
        await work.sessions.add(session, token.digest)
        details = {"methods": " ".join(methods)}
        await work.audit.record(
            AuditEntry(AuditKind.SIGNED_IN, now, account_id, account_id, client, session.id, details)
        )
        plan = plan_of(await work.entitlements.of(account_id), now)
        return OpenSession(session, roles, plan, now, token)


async def _notify(work: UnitOfWork, session: Session) -> None:
    """Request the notice of a new device, so that a sign-in by a thief does not stay hidden."""
    account = await work.accounts.get(session.account_id)
    if account is None:
        return
    data = {
        "device": device_name(session.client.user_agent) or "unknown",
        "network": shown_network(session.client.address) or "unknown",
        "at": session.created_at.isoformat(timespec="seconds"),
    }
    await work.publish(mail_to(account, NoticeKind.NEW_DEVICE, session.created_at, data))

"""Routes of the audit log."""

from typing import Annotated

from fastapi import APIRouter, Query

from auth.domain.errors import SessionEnded
from auth.presentation.administration.administrators import AdministratorDep
from auth.presentation.dependencies import ActorDep, ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from auth.presentation.security.requests import AllAuditParams, AuditParams
from auth.presentation.security.responses import AuditEntryResponse, AuditPage, UserAuditEntryResponse, audit_meta

router = APIRouter(tags=["auth"])


@router.get("/auth/audit", summary="List my security events", responses=refuses(SessionEnded) | uncacheable(200))
async def list_own_security_events(
    use_cases: ApplicationDep, actor: ActorDep, params: Annotated[AuditParams, Query()]
) -> AuditPage[AuditEntryResponse]:
    """Return a page of what happened to the account of the user, the newest first.

    Changes by administrators are listed too, without their network and device. An API key cannot read the list.
    """
    page = await use_cases.audit.own(actor, params.limit, params.before())
    entries = [AuditEntryResponse.of(record) for record in page.records]
    return AuditPage(data=entries, meta=audit_meta(len(entries), params.limit, params.following(page.following)))


@router.get("/admin/audit", summary="List security events", responses=refuses(SessionEnded) | uncacheable(200))
async def list_security_events(
    use_cases: ApplicationDep, administrator: AdministratorDep, params: Annotated[AllAuditParams, Query()]
) -> AuditPage[UserAuditEntryResponse]:
    """Return a page of the audit log of all users, the newest first.

    Entries about an account that does not exist are for administrators only: viewers do not see them. Reading the log
    is not recorded in it.
    """
    page = await use_cases.audit.all(params.selection(), administrator)
    entries = [UserAuditEntryResponse.of(record) for record in page.records]
    return AuditPage(data=entries, meta=audit_meta(len(entries), params.limit, params.following(page.following)))

"""The audit trail over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from catalog.presentation.editing.dependencies import PRIVATE
from catalog.presentation.editing.requests import AuditParams
from catalog.presentation.editing.responses import AuditPage
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.document.openapi import headers
from chassis.http.follow_up.cursors import encode_cursor
from chassis.http.tokens import EditorPrincipal

router = APIRouter(prefix="/admin/catalog", tags=["catalog"])


@router.get("/audit", summary="List changes", responses={200: {"headers": headers("Cache-Control")}})
async def list_audit_entries(
    application: ApplicationDep, _: EditorPrincipal, params: Annotated[AuditParams, Query()], response: Response
) -> AuditPage:
    """Return a page of the audit trail, the newest change first: who changed what, when, before and after.

    Pages are read by `cursor`; entries that are written meanwhile do not move them.
    """
    selection = params.filter()
    records, following = await application.audit.page(selection)
    response.headers.update(PRIVATE)
    cursor = None if following is None else encode_cursor([following], params.query())
    return AuditPage.of(records, params.limit, cursor)

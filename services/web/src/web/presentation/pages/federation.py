"""Relations to other servers, for administrators: invitations, peers, what is shared and copied."""

import re
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import whole_number
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AdminVisit, Visit

PATH: Final = "/admin/federation"

router = APIRouter(prefix=PATH)

PERMISSIONS: Final = ("browse", "stream", "download", "activity")
ACTIONS: Final = frozenset({"approve", "suspend", "resume", "revoke"})
FAILURES: Final = frozenset({"timeout", "not_reachable", "name_unknown", "certificate_refused", "breaker_open"})
"""Failures of calls that have a text; another one is shown by its code."""
_GIGABYTE: Final = 1_000_000_000
_AMOUNT: Final = re.compile(r"[0-9]{1,7}(\.[0-9]{1,9})?")


@router.get("")
async def federation(visit: AdminVisit) -> Response:
    """Return the peers, invitations and copies, and the forms that change them."""
    return await _show(visit, 200)


@router.post("/invitations")
async def invite(visit: AdminVisit) -> Response:
    """Make an invitation, and show its token once."""
    form = await visit.form()
    body = {"permissions": _permissions(form), "hours": whole_number(str(form.get("hours") or "72"))}
    try:
        reply = await visit.call("POST", "admin/federation/invitations", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, form="invite", **rejection.shown())
    return await _show(visit, 201, token=reply.data["token"])


@router.post("/invitations/{invitation_id:uuid}/withdraw")
async def withdraw(visit: AdminVisit, invitation_id: UUID) -> Response:
    """Withdraw an invitation."""
    await visit.form()
    await visit.call("DELETE", f"admin/federation/invitations/{invitation_id}")
    return visit.redirect(PATH, "federation.invitation_withdrawn")


@router.post("/peers")
async def join(visit: AdminVisit) -> Response:
    """Use the invitation of another server."""
    form = await visit.form()
    body = {"token": str(form.get("token") or "").strip(), "permissions": _permissions(form)}
    try:
        await visit.call("POST", "admin/federation/peers", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, form="join", **rejection.shown())
    return visit.redirect(PATH, "federation.requested")


@router.post("/peers/{peer_id:uuid}")
async def change(visit: AdminVisit, peer_id: UUID) -> Response:
    """Change what a peer may do, and its budget."""
    form = await visit.form()
    budget = {
        "requests": whole_number(str(form.get("requests") or "")),
        "bytes": _bytes(str(form.get("gigabytes") or "")),
    }
    body = {"permissions": _permissions(form), "budget": budget}
    try:
        await visit.call("PATCH", f"admin/federation/peers/{peer_id}", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, form=str(peer_id), **rejection.shown())
    return visit.redirect(PATH, "layout.saved")


@router.post("/peers/{peer_id:uuid}/{action}")
async def decide(visit: AdminVisit, peer_id: UUID, action: str) -> Response:
    """Approve, suspend, resume or revoke a peer."""
    await visit.form()
    if action not in ACTIONS:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    await visit.call("POST", f"admin/federation/peers/{peer_id}/{action}")
    return visit.redirect(PATH, "layout.saved")


@router.post("/keys")
async def rotate(visit: AdminVisit) -> Response:
    """Replace the key that signs."""
    await visit.form()
    await visit.call("POST", "admin/federation/keys")
    return visit.redirect(PATH, "federation.key_replaced")


async def _show(visit: Visit, status: int, **values: Any) -> Response:
    parts = await visit.parts(
        peers=("admin/federation/peers", {}),
        invitations=("admin/federation/invitations", {"limit": 20}),
        server=("admin/federation/keys", {}),
        imports=("admin/federation/imports", {"limit": 20}),
        deletions=("federation/deletions", {"limit": 20}),
    )
    fixed: dict[str, Any] = {
        "permissions": PERMISSIONS,
        "failures": FAILURES,
        "gigabyte": _GIGABYTE,
        "exact_gigabytes": _gigabytes,
        "token": "",
        "form": "",
    }
    return visit.render_status(status, "admin/federation.html", **{**fixed, **NONE, **values}, **parts)


def _permissions(form: FormData) -> list[str]:
    return [str(permission) for permission in form.getlist("permission")]


def _gigabytes(count: int) -> str:
    """Return a number of bytes in gigabytes, with all digits: a form that is sent again must not change it."""
    return f"{Decimal(count) / _GIGABYTE:f}"


def _bytes(gigabytes: str) -> int | str:
    """Return the number of bytes that a field holds, or its text, so that the API rejects it."""
    return int(Decimal(gigabytes) * _GIGABYTE) if _AMOUNT.fullmatch(gigabytes) else gigabytes

"""Approval of a device that shows a code, and the registered devices."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit

router = APIRouter()

WAITING: Final = "account/waiting_device.html"
PAGE: Final = "account/devices.html"
PATH: Final = "/account/devices"
KINDS: Final = ("phone", "tablet", "computer", "tv", "console", "other")


@router.get("/device")
async def waiting_device(visit: AccountVisit, userCode: str = "") -> Response:  # noqa: N803 - the name of the parameter
    """Return the form for the code of a device, or the device that waits with it."""
    code = userCode.strip()
    if not code:
        return visit.render(WAITING, code="", device=None, **NONE)
    try:
        device = await visit.get("auth/device/request", userCode=code)
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, WAITING, code=code, device=None, **rejection.shown())
    return visit.render(WAITING, code=code, device=device, **NONE)


@router.post("/device")
async def decide(visit: AccountVisit) -> Response:
    """Approve or deny the device."""
    form = await visit.form()
    code, approves = str(form.get("userCode", "")).strip(), form.get("decision") == "approve"
    try:
        await visit.call("POST", f"auth/device/{'approve' if approves else 'deny'}", json={"userCode": code})
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, WAITING, code=code, device=None, **rejection.shown())
    return visit.redirect("/account/sessions", "account.device_approved" if approves else "account.device_denied")


@router.get(PATH)
async def devices(visit: AccountVisit) -> Response:
    """Return the registered devices."""
    return visit.render(PAGE, devices=await visit.get("auth/devices"), kinds=KINDS)


@router.post(PATH + "/{device_id:uuid}")
async def change_device(visit: AccountVisit, device_id: UUID) -> Response:
    """Rename a device, or change its kind."""
    form = await visit.form()
    body = {name: str(form[name]) for name in ("name", "kind") if form.get(name)}
    await visit.call("PATCH", f"auth/devices/{device_id}", json=body)
    return visit.redirect(PATH, "layout.saved")


@router.post(PATH + "/{device_id:uuid}/remove")
async def remove_device(visit: AccountVisit, device_id: UUID) -> Response:
    """Remove a device, which ends its sessions."""
    await visit.form()
    await visit.call("DELETE", f"auth/devices/{device_id}")
    return visit.redirect(PATH, "account.device_removed")

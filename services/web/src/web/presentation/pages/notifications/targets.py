"""Where a user is reached besides the address of the account: browsers, phones and services."""

import json
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.notifications.choices import PATH as PAGE_PATH
from web.presentation.pages.notifications.choices import show_notifications
from web.presentation.rejections import rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PATH: Final = PAGE_PATH + "/targets"
BACK: Final = PAGE_PATH + "#targets"


@router.post(PATH + "/browser")
async def add_browser(visit: AccountVisit) -> Response:
    """Add this browser, whose subscription the script of the page has made."""
    form = await visit.form()
    try:
        subscription = json.loads(str(form.get("subscription", "")))
    except ValueError:
        subscription = None
    values = subscription if isinstance(subscription, dict) else {}
    keys = values.get("keys")
    body = {
        "endpoint": values.get("endpoint"),
        # The API writes its names in camel case, browsers this one in lower case.
        "keys": {"p256Dh": keys.get("p256dh"), "auth": keys.get("auth")} if isinstance(keys, dict) else None,
        "expirationTime": values.get("expirationTime"),
        "name": str(form.get("name", "")).strip() or None,
    }
    return await _added(visit, "notifications/targets/webpush", body, "browser", "notifications.browser_added")


@router.post(PATH + "/phone")
async def add_phone(visit: AccountVisit) -> Response:
    """Add a number, to which a code is sent."""
    form = await visit.form()
    body = {"number": str(form.get("number", "")).strip(), "name": str(form.get("name", "")).strip() or None}
    return await _added(visit, "notifications/targets/sms", body, "phone", "notifications.phone_code_sent")


@router.post(PATH + "/service")
async def add_service(visit: AccountVisit) -> Response:
    """Add a receiver at a service."""
    form = await visit.form()
    body = {"url": str(form.get("url", "")).strip(), "name": str(form.get("name", "")).strip() or None}
    return await _added(visit, "notifications/targets/services", body, "service", "notifications.service_added")


@router.post(PATH + "/mail/test")
async def test_mail(visit: AccountVisit) -> Response:
    """Send a test to the address of the account."""
    await visit.form()
    return await _added(visit, "notifications/email/test", None, "mail", "notifications.test_sent")


@router.post(PATH + "/{target_id:uuid}/test")
async def test_target(visit: AccountVisit, target_id: UUID) -> Response:
    """Send a test to a target."""
    await visit.form()
    return await _added(visit, f"notifications/targets/{target_id}/test", None, "targets", "notifications.test_sent")


@router.post(PATH + "/{target_id:uuid}/confirm")
async def confirm(visit: AccountVisit, target_id: UUID) -> Response:
    """Confirm a number by the code that was sent to it."""
    body = {"code": str((await visit.form()).get("code", "")).strip()}
    path = f"notifications/targets/{target_id}/confirm"
    return await _added(visit, path, body, str(target_id), "notifications.phone_confirmed")


@router.post(PATH + "/{target_id:uuid}/code")
async def send_code(visit: AccountVisit, target_id: UUID) -> Response:
    """Send another code."""
    await visit.form()
    path = f"notifications/targets/{target_id}/code"
    return await _added(visit, path, None, str(target_id), "notifications.phone_code_sent")


@router.post(PATH + "/{target_id:uuid}")
async def change(visit: AccountVisit, target_id: UUID) -> Response:
    """Rename a target, or enable or disable it."""
    form = await visit.form()
    body: dict[str, Any] = {}
    if "name" in form:
        body["name"] = str(form["name"]).strip()
    if "enabled" in form:
        body["enabled"] = form["enabled"] == "true"
    try:
        await visit.call("PATCH", f"notifications/targets/{target_id}", json=body)
    except ApiError as error:
        return await show_notifications(visit, error.status, form=str(target_id), **rejection_of(error).shown())
    return visit.redirect(BACK, "layout.saved")


@router.post(PATH + "/{target_id:uuid}/remove")
async def remove(visit: AccountVisit, target_id: UUID) -> Response:
    """Remove a target."""
    await visit.form()
    await visit.call("DELETE", f"notifications/targets/{target_id}")
    return visit.redirect(BACK, "notifications.target_removed")


async def _added(visit: Visit, path: str, body: Any, form: str, notice: str) -> Response:
    try:
        await visit.call("POST", path, json=body)
    except ApiError as error:
        return await show_notifications(visit, error.status, form=form, **rejection_of(error).shown())
    return visit.redirect(BACK, notice)

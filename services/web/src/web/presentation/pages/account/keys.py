"""Keys: of programs that use the API, and of media servers that report what is played. A secret is shown once."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "account/keys.html"
PATH: Final = "/account/keys"
SERVICES: Final = ("catalog", "ingestion", "insights", "library", "search", "stats")
SCOPES: Final = (*(f"{service}:{action}" for service in SERVICES for action in ("read", "write")), "users:read")
DAYS: Final = (7, 30, 90, 180, 365)
SOURCES: Final = ("jellyfin", "plex", "emby", "kodi")


@router.get(PATH)
async def keys_page(visit: AccountVisit) -> Response:
    """Return both kinds of keys."""
    return await _show(visit, 200)


@router.post(PATH)
async def create_key(visit: AccountVisit) -> Response:
    """Create an API key, and show it once."""
    form = await visit.form()
    days = str(form.get("days", ""))
    body: dict[str, Any] = {
        "name": str(form.get("name", "")).strip(),
        "scopes": [str(scope) for scope in form.getlist("scope")],
    }
    if days in map(str, DAYS):
        body["expiresAt"] = (visit.clock.now() + timedelta(days=int(days), minutes=-1)).isoformat()
    return await _created(visit, "auth/api-keys", body, "api")


@router.post(PATH + "/{key_id:uuid}/delete")
async def delete_key(visit: AccountVisit, key_id: UUID) -> Response:
    """Delete an API key."""
    await visit.form()
    await visit.call("DELETE", f"auth/api-keys/{key_id}")
    return visit.redirect(PATH, "account.key_deleted")


@router.post(PATH + "/scrobbling")
async def create_scrobble_key(visit: AccountVisit) -> Response:
    """Create the key of a media server, and show the address of its webhook once."""
    form = await visit.form()
    accounts = [name.strip() for name in str(form.get("accounts", "")).split(",") if name.strip()]
    body = {
        "source": str(form.get("source", "")),
        "name": str(form.get("name", "")).strip(),
        "accounts": accounts,
    }
    return await _created(visit, "me/scrobble-keys", body, "scrobble")


@router.post(PATH + "/scrobbling/{key_id:uuid}/delete")
async def delete_scrobble_key(visit: AccountVisit, key_id: UUID) -> Response:
    """Revoke the key of a media server."""
    await visit.form()
    await visit.call("DELETE", f"me/scrobble-keys/{key_id}")
    return visit.redirect(PATH + "#scrobbling", "account.key_deleted")


async def _created(visit: Visit, path: str, body: dict[str, Any], form: str) -> Response:
    try:
        reply = await visit.call("POST", path, json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, form=form, sent=body, **rejection.shown())
    return await _show(visit, 201, created=reply.data, form=form)


async def _show(visit: Visit, status: int, **values: Any) -> Response:
    parts = await visit.parts(
        keys=("auth/api-keys", {}),
        scrobble_keys=("me/scrobble-keys", {}),
        unmatched=("me/unmatched-scrobbles", {"limit": 10}),
    )
    fixed: dict[str, Any] = {
        "scopes": SCOPES,
        "days": DAYS,
        "sources": SOURCES,
        "created": None,
        "form": "",
        "sent": {},
    }
    return visit.render_status(status, PAGE, **{**fixed, **NONE, **values}, **parts)

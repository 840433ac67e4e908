"""One media source: its state and scans, its settings, and what can be done with it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.fields import seen_version
from web.presentation.pages.sources.forms import kind_of, rejection, shown_values, values_of
from web.presentation.rejections import NONE
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/sources/{source_id:uuid}")

ACTIONS: Final = ("check", "scan")
NOTICES: Final = {"check": "sources.is_readable", "scan": "sources.scan_begins"}
UNFINISHED: Final = frozenset({"queued", "processing"})


@router.get("")
async def source(visit: AccountVisit, source_id: UUID) -> Response:
    """Return the page of a source."""
    return await _page(visit, source_id, 200)


@router.get("/scans")
async def scans(visit: AccountVisit, source_id: UUID) -> Response:
    """Return the scans of a source, for an open page."""
    return visit.render("sources/scans.html", **await _scans(visit, source_id))


@router.post("")
async def change(visit: AccountVisit, source_id: UUID) -> Response:
    """Change the name, who sees it, or how it is reached, as the visitor has seen it."""
    form = await visit.form()
    shown: Json = await visit.get(f"sources/{source_id}")
    body: dict[str, Any] = {"name": str(form.get("name") or "").strip()}
    if visit.viewer.is_admin:
        body["visibility"] = str(form.get("visibility") or "private")
    kind = kind_of(await visit.get("sources/kinds"), shown["kind"])
    fields = kind["configuration"]
    configuration = values_of(form, fields)
    if credentials := values_of(form, kind["credentials"]):
        body["credentials"] = credentials
    # A configuration is read once before it is stored: one that stays need not be.
    if configuration != values_like(shown["configuration"]):
        body["configuration"] = configuration
    try:
        await visit.call("PATCH", _path(shown), json=body, headers=seen_version(form))
    except ApiError as error:
        if error.status == 412:
            raise
        rejected = rejection(error)
        needs = bool(credentials) or "credentials" in rejected.problems
        values = {"sent": form, "values": shown_values(form, fields), "needs_credentials": needs, **rejected.shown()}
        return await _page(visit, source_id, rejected.status, **values)
    return visit.redirect(f"/my/sources/{source_id}", "layout.saved")


@router.post("/credentials")
async def replace_credentials(visit: AccountVisit, source_id: UUID) -> Response:
    """Store other credentials."""
    form = await visit.form()
    shown: Json = await visit.get(f"sources/{source_id}")
    fields = kind_of(await visit.get("sources/kinds"), shown["kind"])["credentials"]
    body = {"credentials": values_of(form, fields)}
    try:
        await visit.call("PUT", f"sources/{source_id}/credentials", json=body, headers=seen_version(form))
    except ApiError as error:
        if error.status == 412:
            raise
        rejected = rejection(error)
        return await _page(visit, source_id, rejected.status, secrets=rejected, problems=rejected.problems)
    return visit.redirect(f"/my/sources/{source_id}", "sources.credentials_saved")


@router.post("/pause")
async def pause(visit: AccountVisit, source_id: UUID) -> Response:
    """Pause or resume a source."""
    form = await visit.form()
    shown: Json = await visit.get(f"sources/{source_id}")
    body = {"isPaused": str(form.get("isPaused") or "") == "true"}
    await visit.call("PATCH", _path(shown), json=body, headers=seen_version(form))
    return visit.redirect(f"/my/sources/{source_id}", "sources.paused" if body["isPaused"] else "sources.resumed")


@router.post("/delete")
async def delete(visit: AccountVisit, source_id: UUID) -> Response:
    """Forget a source, its credentials and its files."""
    form = await visit.form()
    shown: Json = await visit.get(f"sources/{source_id}")
    await visit.call("DELETE", _path(shown), headers=seen_version(form))
    return visit.redirect("/my/sources" if shown["isOwned"] else "/admin/sources", "sources.deleted")


@router.post("/{action}")
async def act(visit: AccountVisit, source_id: UUID, action: str) -> Response:
    """Check a source now, or scan it."""
    await visit.form()
    if action not in ACTIONS:
        raise HTTPException(404)
    try:
        await visit.call("POST", f"sources/{source_id}/{action}")
    except ApiError as error:
        rejected = rejection(error)
        return await _page(visit, source_id, rejected.status, failed=rejected)
    return visit.redirect(f"/my/sources/{source_id}", NOTICES[action])


def values_like(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored configuration as a form sends it: without what is empty."""
    return {name: value for name, value in stored.items() if value not in ("", [], None)}


def _path(source: Json) -> str:
    """Return the path of changes: administrators change the sources of others by theirs."""
    return f"sources/{source['id']}" if source["isOwned"] else f"admin/sources/{source['id']}"


async def _scans(visit: Visit, source_id: UUID) -> dict[str, Any]:
    part = await visit.part(f"sources/{source_id}/scans")
    is_scanning = bool(part.data) and part.data[0]["status"] in UNFINISHED
    return {"scans": part, "is_scanning": is_scanning, "source_id": source_id}


async def _page(visit: Visit, source_id: UUID, status: int, **values: Any) -> Response:
    shown: Json = await visit.get(f"sources/{source_id}")
    may_change = shown["isOwned"] or visit.viewer.is_admin
    kinds = await visit.part("sources/kinds") if may_change else None
    kind = next((one for one in (kinds.data if kinds else None) or [] if one["kind"] == shown["kind"]), None)
    return visit.render_status(
        status,
        "sources/one.html",
        source=shown,
        kind=kind,
        may_change=may_change,
        **await _scans(visit, source_id),
        **{
            "sent": {},
            "values": shown["configuration"],
            "failed": None,
            "secrets": None,
            "needs_credentials": False,
            **NONE,
            **values,
        },
    )

"""Users and their roles, invitations, and the log of security events."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.fields import seen_version, whole_number
from web.presentation.pages.user_names import user_names
from web.presentation.visits import OperatorVisit

router = APIRouter()

PAGE_SIZE: Final = 30
ROLES: Final = ("user", "editor", "viewer", "finance", "admin")


@router.get("/admin/users")
async def users(visit: OperatorVisit) -> Response:
    """Return the users that match, and the invitations."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("query", "role", "status")}
    listed = await visit.listed("admin/users", **chosen, limit=PAGE_SIZE, offset=params.get("offset", "0"))
    invitations = await visit.part("admin/invitations", limit=PAGE_SIZE)
    values = {"chosen": chosen, "roles": ROLES, "invitations": invitations}
    return visit.render("admin/users.html", users=listed.data, meta=listed.meta, **values)


@router.post("/admin/users/invitations")
async def invite(visit: OperatorVisit) -> Response:
    """Invite a user; the code is shown once."""
    form = await visit.form()
    days = str(form.get("days") or "7")
    body = {"email": str(form.get("email") or "") or None, "expiresInDays": whole_number(days)}
    created = await visit.call("POST", "admin/invitations", json=body)
    return visit.render("admin/invitation.html", invitation=created.data)


@router.get("/admin/users/{user_id}")
async def user(visit: OperatorVisit, user_id: str) -> Response:
    """Return one user, with devices and the latest security events."""
    result = await visit.get(f"admin/users/{user_id}")
    parts = await visit.parts(
        devices=(f"admin/users/{user_id}/devices", {}), events=("admin/audit", {"userId": user_id, "limit": 20})
    )
    return visit.render("admin/user.html", user=result, roles=ROLES, **parts)


@router.post("/admin/users/{user_id}/{action}")
async def act(visit: OperatorVisit, user_id: str, action: str) -> Response:
    """Change the roles of a user, sign the user out, remove the factors, suspend the user or end that."""
    form = await visit.form()
    path = f"admin/users/{user_id}"
    if action == "roles":
        body = {"roles": [str(role) for role in form.getlist("roles")]}
        await visit.call("PUT", f"{path}/roles", json=body, headers=seen_version(form))
    elif action in ("sessions", "factors"):
        await visit.call("DELETE", f"{path}/{action}")
    elif action == "suspend":
        await visit.call("PUT", f"{path}/suspension", json={"reason": str(form.get("reason") or "") or None})
    elif action == "unsuspend":
        await visit.call("DELETE", f"{path}/suspension")
    else:
        raise HTTPException(404)
    return visit.redirect(f"/admin/users/{user_id}", "admin.done")


@router.get("/admin/audit")
async def audit(visit: OperatorVisit) -> Response:
    """Return the security events of all users, the newest first."""
    params = visit.request.query_params
    chosen = {name: params.get(name, "") for name in ("kind", "userId")}
    listed = await visit.listed("admin/audit", **chosen, limit=PAGE_SIZE, cursor=params.get("cursor"))
    names = await user_names(visit, (one[role] for one in listed.data for role in ("userId", "actorId")))
    return visit.render("admin/audit.html", events=listed.data, meta=listed.meta, chosen=chosen, names=names)

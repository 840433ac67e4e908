"""Who sees and edits a list: links, members, and its owner."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.library.changes import one_of
from web.presentation.pages.user_names import user_names
from web.presentation.rendering.links import with_query
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/lists/{list_id:uuid}/sharing")

KINDS: Final = ("public", "viewer", "editor")
ROLES: Final = ("viewer", "editor")


@router.get("")
async def sharing(visit: AccountVisit, list_id: UUID) -> Response:
    """Return the page of links and members."""
    return await _page(visit, list_id)


@router.post("/links")
async def create_link(visit: AccountVisit, list_id: UUID) -> Response:
    """Create a link, and show its address, which is shown once."""
    form = await visit.form()
    kind = one_of(form, "kind", KINDS)
    made = (await visit.call("POST", f"lists/{list_id}/links/{kind}")).data
    await visit.call("PUT", f"lists/{list_id}/share")
    path = "/lists/shared" if kind == "public" else "/lists/join"
    return await _page(visit, list_id, link={"kind": kind, "path": with_query(path, {"token": made["token"]})})


@router.post("/links/remove")
async def revoke_link(visit: AccountVisit, list_id: UUID) -> Response:
    """Revoke a link."""
    form = await visit.form()
    await visit.call("DELETE", f"lists/{list_id}/links/{one_of(form, 'kind', KINDS)}")
    return visit.redirect(f"/lists/{list_id}/sharing", "lists.link_revoked")


@router.post("/members")
async def set_member(visit: AccountVisit, list_id: UUID) -> Response:
    """Make a user a member by name, or change the role of a member."""
    form = await visit.form()
    role = one_of(form, "role", ROLES)
    name = str(form.get("username") or "").strip()
    try:
        user_id = str(form.get("user") or "") or (await visit.get(f"users/{name}"))["id"] if name else form["user"]
        await visit.call("PUT", f"lists/{list_id}/members/{user_id}", json={"role": role})
    except (ApiError, KeyError) as error:
        if isinstance(error, ApiError) and error.status not in (400, 404, 409):
            raise
        return await _page(visit, list_id, problem="lists.no_such_user", name=name, status=400)
    return visit.redirect(f"/lists/{list_id}/sharing", "layout.saved")


@router.post("/members/{user_id:uuid}/remove")
async def remove_member(visit: AccountVisit, list_id: UUID, user_id: UUID) -> Response:
    """Remove a member; of oneself, leave the list."""
    await visit.form()
    await visit.call("DELETE", f"lists/{list_id}/members/{user_id}")
    facts = visit.viewer.facts
    if facts is not None and facts.user_id == str(user_id):
        return visit.redirect("/my/lists", "lists.left")
    return visit.redirect(f"/lists/{list_id}/sharing", "lists.member_removed")


async def _page(
    visit: Visit,
    list_id: UUID,
    *,
    link: dict[str, str] | None = None,
    problem: str = "",
    name: str = "",
    status: int = 200,
) -> Response:
    result = await visit.get(f"lists/{list_id}")
    members = await visit.get(f"lists/{list_id}/members")
    links = await visit.get(f"lists/{list_id}/links") if result["role"] == "owner" else []
    return visit.render_status(
        status,
        "user_lists/sharing.html",
        list=result,
        members=members,
        names=await user_names(visit, (member["userId"] for member in members)),
        links={one["kind"]: one for one in links},
        link=link,
        problem=problem,
        name=name,
        kinds=KINDS,
        roles=ROLES,
    )

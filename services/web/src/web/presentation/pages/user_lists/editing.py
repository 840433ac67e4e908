"""A list as a whole: its settings, likes, copies and deletion."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.user_lists.overview import VISIBILITIES, list_fields
from web.presentation.visits import AccountVisit

router = APIRouter(prefix="/lists/{list_id:uuid}")


@router.get("/edit")
async def edit(visit: AccountVisit, list_id: UUID) -> Response:
    """Return the form of a list's settings."""
    result = await visit.get(f"lists/{list_id}")
    if result["role"] != "owner":
        raise ApiError(403, "LIST_ROLE_REQUIRED")
    return visit.render(
        "user_lists/edit.html", list=result, values=result, problems={}, problem="", visibilities=VISIBILITIES
    )


@router.post("/edit")
async def change(visit: AccountVisit, list_id: UUID) -> Response:
    """Change the settings of a list."""
    form = await visit.form()
    body = list_fields({name: str(form.get(name) or "") for name in ("name", "description", "visibility")})
    try:
        await visit.call("PATCH", f"lists/{list_id}", json=body)
    except ApiError as error:
        if error.status != 400:
            raise
        result = await visit.get(f"lists/{list_id}")
        problems = error.problems()
        return visit.render_status(
            400,
            "user_lists/edit.html",
            list=result,
            values=body,
            problems=problems,
            problem="" if problems else visit.reason(error),
            visibilities=VISIBILITIES,
        )
    return visit.redirect(f"/lists/{list_id}", "layout.saved")


@router.post("/like")
async def like(visit: AccountVisit, list_id: UUID) -> Response:
    """Like a list, or withdraw that."""
    form = await visit.form()
    result = (await visit.call("DELETE" if form.get("remove") else "PUT", f"lists/{list_id}/like")).data
    if not visit.is_fragment:
        return visit.redirect(f"/lists/{list_id}")
    return visit.render("user_lists/like.html", list={"id": str(list_id), **result})


@router.post("/copy")
async def copy(visit: AccountVisit, list_id: UUID) -> Response:
    """Make a private copy of the user's own."""
    await visit.form()
    copied = (await visit.call("POST", f"lists/{list_id}/copies", json={})).data
    return visit.redirect(f"/lists/{copied['id']}", "lists.copied")


@router.post("/remove")
async def remove(visit: AccountVisit, list_id: UUID) -> Response:
    """Delete a list."""
    await visit.form()
    await visit.call("DELETE", f"lists/{list_id}")
    return visit.redirect("/my/lists", "lists.removed")

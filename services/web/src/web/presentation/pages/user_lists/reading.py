"""One list with its titles: the user's own, another's, or the one behind a link."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Json
from web.presentation.pages.user_names import user_names
from web.presentation.visits import AccountVisit, OpenVisit, Visit

router = APIRouter()

PAGE: Final = 60
SORTS: Final = ("position", "added", "title", "releaseDate", "score")
FILES: Final = ("csv", "json", "rss", "feed")


@router.get("/lists/shared")
async def shared(visit: OpenVisit) -> Response:
    """Return the list of a public link."""
    token = visit.request.query_params.get("token", "")
    if not token:
        raise ApiError(404, "LIST_NOT_FOUND")
    result = await visit.get("lists/shared", token=token)
    query = _query(visit)
    items = await visit.listed("lists/shared/items", token=token, **query)
    response = visit.render(
        "user_lists/one.html",
        list={"completion": None, **result},
        names=await _names(visit, result, items.data),
        items=items.data,
        meta=items.meta,
        sort=query["sort"],
        sorts=SORTS,
        unseen=False,
        address="/lists/shared",
        kept={"token": token},
        files=FILES,
        file_address="/lists/shared/file",
        can_edit=False,
        outcome=None,
    )
    # The token is in the address, which no other site may learn.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.get("/lists/shared/file")
async def shared_file(visit: OpenVisit) -> Response:
    """Return the list of a public link as a file."""
    parameters = visit.request.query_params
    return await _file(
        visit, "lists/shared/file", token=parameters.get("token", ""), format=parameters.get("format", "")
    )


@router.get("/lists/join")
async def invitation(visit: AccountVisit) -> Response:
    """Return the page of an invitation."""
    return visit.render("user_lists/join.html", token=visit.request.query_params.get("token", ""), problem="")


@router.post("/lists/join")
async def join(visit: AccountVisit) -> Response:
    """Become a member of a list."""
    form = await visit.form()
    token = str(form.get("token") or "")
    try:
        result = (await visit.call("POST", "me/lists/memberships", json={"token": token})).data
    except ApiError as error:
        if error.status not in (400, 404, 409):
            raise
        return visit.render_status(error.status, "user_lists/join.html", token=token, problem=visit.reason(error))
    return visit.redirect(f"/lists/{result['id']}", "lists.joined")


@router.get("/lists/{list_id:uuid}")
async def one(visit: OpenVisit, list_id: UUID) -> Response:
    """Return a list."""
    return await list_page(visit, list_id)


@router.get("/lists/{list_id:uuid}/file")
async def file(visit: OpenVisit, list_id: UUID) -> Response:
    """Return a list as a file or feed."""
    return await _file(visit, f"lists/{list_id}/file", format=visit.request.query_params.get("format", ""))


async def list_page(visit: Visit, list_id: UUID, *, status: int = 200, **values: Any) -> Response:
    """Return the page of a list; `values` are what a form has changed or why it was rejected."""
    result = await visit.get(f"lists/{list_id}")
    unseen = visit.viewer.is_signed_in and visit.request.query_params.get("unseen") == "true"
    query = _query(visit)
    only = {"unseen": "true"} if unseen else {}
    items = await visit.listed(f"lists/{list_id}/items", **query, **only)
    return visit.render_status(
        status,
        "user_lists/one.html",
        list=result,
        names=await _names(visit, result, items.data),
        items=items.data,
        meta=items.meta,
        sort=query["sort"],
        sorts=SORTS,
        unseen=unseen,
        address=f"/lists/{list_id}",
        kept=only,
        files=FILES,
        file_address=f"/lists/{list_id}/file",
        can_edit=result["kind"] == "custom" and result["role"] in ("owner", "editor"),
        **{"outcome": None, **values},
    )


async def _names(visit: Visit, result: Json, items: Json) -> dict[str, str]:
    """Return the names of the owner, and of the members who have added titles."""
    return await user_names(visit, (result["ownerId"], *(item["addedBy"] for item in items)))


def _query(visit: Visit) -> dict[str, Any]:
    parameters = visit.request.query_params
    sort = parameters.get("sort", "") if parameters.get("sort", "") in SORTS else SORTS[0]
    return {"sort": sort, "limit": PAGE, "offset": visit.offset}


async def _file(visit: Visit, path: str, **query: str) -> Response:
    if query["format"] not in FILES:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    return visit.file(await visit.call("GET", path, query=query))

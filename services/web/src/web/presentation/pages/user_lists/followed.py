"""Lists of other sites that the user follows: by address or export file, what they contain and what changed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.rejections import NONE, rejection_of
from web.presentation.uploads import file_in
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/lists/followed")

PATH: Final = "/my/lists/followed"
PAGE_SIZE: Final = 50
MOST_BYTES: Final = 1_048_576
"""Largest body of one request of the API."""
CSV: Final = {"Content-Type": "text/csv"}
VIEWS: Final = ("items", "changes")


@router.get("")
async def followed(visit: AccountVisit) -> Response:
    """Return the lists that the user follows, and the forms of another one."""
    return await _list(visit, 200)


@router.post("")
async def follow(visit: AccountVisit) -> Response:
    """Follow a list by its address."""
    form = await visit.form()
    url = str(form.get("url") or "").strip()
    try:
        reply = await visit.call("POST", "lists/external", json={"url": url})
    except ApiError as error:
        rejection = rejection_of(error)
        return await _list(visit, rejection.status, url=url, **rejection.shown())
    return visit.redirect(f"{PATH}/{reply.data['id']}", "followed.began")


@router.post("/files")
async def upload(visit: AccountVisit) -> Response:
    """Follow a list by an export file."""
    form = await visit.form()
    query = {name: str(form.get(name) or "").strip() for name in ("url", "name")}
    try:
        content = await file_in(form, MOST_BYTES)
        stated = {name: value for name, value in query.items() if value}
        reply = await visit.call("POST", "lists/external/files", query=stated, content=content, headers=CSV)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _list(visit, rejection.status, sent=query, file_rejection=rejection, problems=rejection.problems)
    return visit.redirect(f"{PATH}/{reply.data['id']}", "followed.began")


@router.get("/{list_id:uuid}")
async def one(visit: AccountVisit, list_id: UUID) -> Response:
    """Return a list: what it contains, or what changed."""
    return await _one(visit, 200, list_id)


@router.post("/{list_id:uuid}/file")
async def replace(visit: AccountVisit, list_id: UUID) -> Response:
    """Replace the content of an uploaded list by another file."""
    form = await visit.form()
    try:
        content = await file_in(form, MOST_BYTES)
        await visit.call("PUT", f"lists/external/{list_id}/file", content=content, headers=CSV)
    except ApiError as error:
        rejection = rejection_of(error)
        return await _one(visit, rejection.status, list_id, **rejection.shown())
    return visit.redirect(f"{PATH}/{list_id}", "followed.replaced")


@router.post("/{list_id:uuid}/read")
async def read(visit: AccountVisit, list_id: UUID) -> Response:
    """Read a list now."""
    await visit.form()
    try:
        await visit.call("POST", f"lists/external/{list_id}/sync")
    except ApiError as error:
        rejection = rejection_of(error)
        return await _one(visit, rejection.status, list_id, **rejection.shown())
    return visit.redirect(f"{PATH}/{list_id}", "followed.is_read")


@router.post("/{list_id:uuid}/add")
async def add(visit: AccountVisit, list_id: UUID) -> Response:
    """Create a list of the user that has the same content, and show it."""
    await visit.form()
    try:
        created = await visit.call("POST", "me/lists/followed", json={"externalListId": str(list_id)})
    except ApiError as error:
        rejection = rejection_of(error)
        return await _one(visit, rejection.status, list_id, **rejection.shown())
    return visit.redirect(f"/lists/{created.data['id']}", "followed.added")


@router.post("/{list_id:uuid}/unfollow")
async def unfollow(visit: AccountVisit, list_id: UUID) -> Response:
    """Follow a list no longer."""
    await visit.form()
    await visit.call("DELETE", f"lists/external/{list_id}")
    return visit.redirect(PATH, "followed.ended")


async def _list(visit: Visit, status: int, **values: Any) -> Response:
    listed = await visit.get("lists/external")
    shown = {"url": "", "sent": {}, "file_rejection": None, **NONE, **values}
    return visit.render_status(status, "user_lists/followed.html", lists=listed, **shown)


async def _one(visit: Visit, status: int, list_id: UUID, **values: Any) -> Response:
    params = visit.request.query_params
    view = params.get("view", "") if params.get("view", "") in VIEWS else VIEWS[0]
    external: Mapping[str, Any] = await visit.get(f"lists/external/{list_id}")
    cursor = params.get("cursor", "")
    entries = await visit.part(f"lists/external/{list_id}/{view}", limit=PAGE_SIZE, cursor=cursor)
    titles = await titles_by_id(visit, [one["mediaId"] for one in entries.data or [] if one["mediaId"]])
    shown = {"view": view, "views": VIEWS, "entries": entries, "titles": titles, **NONE, **values}
    return visit.render_status(status, "user_lists/followed_one.html", external=external, **shown)

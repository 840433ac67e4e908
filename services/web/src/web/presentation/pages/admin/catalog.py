"""The home page and curated collections, as editors arrange them; the changes of all editors."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from web.presentation.fields import seen_version, whole_number
from web.presentation.pages.user_names import user_names
from web.presentation.rendering.texts import LANGUAGES
from web.presentation.visits import OperatorVisit

router = APIRouter()

PAGE_SIZE: Final = 50


@router.get("/admin/home")
async def sections(visit: OperatorVisit) -> Response:
    """Return the sections of the home page and the curated collections."""
    parts = await visit.parts(
        sections=("admin/catalog/sections", {}),
        collections=("admin/catalog/collections", {"limit": PAGE_SIZE}),
        schedule=("admin/catalog/schedule", {"state": "pending", "limit": PAGE_SIZE}),
    )
    return visit.render("admin/home.html", **parts)


@router.post("/admin/home/sections/{key}")
async def arrange(visit: OperatorVisit, key: str) -> Response:
    """Arrange a section: whether and where it is shown, and which titles stand in it first."""
    form = await visit.form()
    identifiers = str(form.get("pins") or "").split()
    body = {
        "enabled": bool(form.get("enabled")),
        "position": whole_number(str(form.get("position") or "0")),
        "pins": [{"mediaId": identifier, "position": place} for place, identifier in enumerate(identifiers)],
    }
    await visit.call("PUT", f"admin/catalog/sections/{key}", json=body, headers=seen_version(form))
    return visit.redirect("/admin/home", "admin.done")


@router.get("/admin/collections/{slug}")
async def collection(visit: OperatorVisit, slug: str) -> Response:
    """Return the form of a curated collection; `new` is one that does not exist yet."""
    edited = None if slug == "new" else await visit.get(f"admin/catalog/collections/{slug}")
    return visit.render("admin/collection.html", collection=edited)


@router.post("/admin/collections/{slug}")
async def save(visit: OperatorVisit, slug: str) -> Response:
    """Create or replace a curated collection."""
    form = await visit.form()
    body = _collection(form)
    if slug == "new":
        created = await visit.call(
            "POST", "admin/catalog/collections", json={**body, "slug": str(form.get("slug") or "")}
        )
        return visit.redirect(f"/admin/collections/{created.data['slug']}", "admin.done")
    await visit.call("PUT", f"admin/catalog/collections/{slug}", json=body, headers=seen_version(form))
    return visit.redirect(f"/admin/collections/{slug}", "admin.done")


@router.post("/admin/collections/{slug}/{action}")
async def act(visit: OperatorVisit, slug: str, action: str) -> Response:
    """Publish, unpublish or delete a curated collection."""
    form = await visit.form()
    headers = seen_version(form)
    path = f"admin/catalog/collections/{slug}"
    if action == "delete":
        await visit.call("DELETE", path, headers=headers)
        return visit.redirect("/admin/home", "admin.done")
    await visit.call("PUT" if action == "publish" else "DELETE", f"{path}/published", headers=headers)
    return visit.redirect(f"/admin/collections/{slug}", "admin.done")


@router.get("/admin/changes")
async def changes(visit: OperatorVisit) -> Response:
    """Return what editors have changed, the newest first."""
    cursor = visit.request.query_params.get("cursor")
    listed = await visit.listed("admin/catalog/audit", limit=PAGE_SIZE, cursor=cursor)
    names = await user_names(visit, (one["userId"] for one in listed.data))
    return visit.render("admin/changes.html", changes=listed.data, meta=listed.meta, names=names)


def _collection(form: FormData) -> dict[str, Any]:
    return {
        "kind": str(form.get("kind") or "collection"),
        "names": {tag: str(form[f"name-{tag}"]) for tag in LANGUAGES if form.get(f"name-{tag}")},
        "descriptions": {tag: str(form[f"text-{tag}"]) for tag in LANGUAGES if form.get(f"text-{tag}")},
        "image": str(form.get("image") or "") or None,
        "titles": str(form.get("titles") or "").split(),
        "position": whole_number(str(form.get("position") or "0")),
    }

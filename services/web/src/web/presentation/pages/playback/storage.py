"""What the object storage holds of videos, and its cleaning, for administrators."""

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.visits import AdminVisit

router = APIRouter()


@router.get("/admin/playback/storage")
async def storage(visit: AdminVisit) -> Response:
    """Return how many bytes files have by class, the largest videos, and files that nothing refers to."""
    use = await visit.get("admin/playback/storage")
    orphans = await visit.part("admin/playback/storage/orphans")
    assets = [{**one, "mediaItemId": one["subject"].partition(":")[0]} for one in use["assets"]]
    titles = await titles_by_id(visit, [one["mediaItemId"] for one in assets])
    return visit.render("playback/storage.html", use=use, assets=assets, orphans=orphans, titles=titles)


@router.post("/admin/playback/storage/clean")
async def clean(visit: AdminVisit) -> Response:
    """Queue the cleaning of the storage."""
    await visit.form()
    await visit.call("POST", "admin/playback/storage/clean")
    return visit.redirect("/admin/playback/storage", "playback.cleaning_queued")

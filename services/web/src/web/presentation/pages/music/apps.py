"""App passwords: with one, an app that speaks Subsonic plays the music. A secret is shown once."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import Visit

router = APIRouter(prefix="/music/apps")

PATH: Final = "music/me/app-passwords"


@router.get("")
async def apps(visit: ListenerVisit) -> Response:
    """Return the app passwords of the user."""
    return await _page(visit)


@router.post("")
async def create(visit: ListenerVisit) -> Response:
    """Create an app password, and show it once."""
    form = await visit.form()
    try:
        created = await visit.call("POST", PATH, json={"name": str(form.get("name") or "").strip()})
    except ApiError as error:
        rejected = rejection_of(error)
        return await _page(visit, rejected.status, sent=form, **rejected.shown())
    return await _page(visit, 201, created=created.data)


@router.post("/{password_id:uuid}/delete")
async def delete(visit: ListenerVisit, password_id: UUID) -> Response:
    """Revoke an app password."""
    await visit.form()
    await visit.call("DELETE", f"{PATH}/{password_id}")
    return visit.redirect("/music/apps", "listening.password_revoked")


async def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    parts = await visit.parts(account=("auth/me", {}), passwords=(PATH, {}))
    shown = {"sent": {}, "created": None, **NONE, **values}
    return visit.render_status(status, "music/apps.html", **parts, **shown)

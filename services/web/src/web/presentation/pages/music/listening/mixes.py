"""Mixes that are made for the user, with why each track is among them."""

from uuid import UUID

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.pages.music.entries import queued
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.visits import Visit

router = APIRouter(prefix="/music/mixes")

NAMES = ("wave", "daily")
SUBJECTS = ("artists", "genres")


@router.get("/{name}")
async def mix(visit: ListenerVisit, name: str) -> Response:
    """Return the mix of today."""
    return await _page(visit, _one(name, NAMES), name)


@router.post("/{name}/refresh")
async def refresh(visit: ListenerVisit, name: str) -> Response:
    """Make the mix of today again."""
    await visit.form()
    await visit.call("POST", f"music/me/mixes/{_one(name, NAMES)}/refresh")
    return visit.redirect(f"/music/mixes/{name}")


@router.get("/{subject}/{subject_id:uuid}")
async def mix_of(visit: ListenerVisit, subject: str, subject_id: UUID) -> Response:
    """Return the mix of an artist or a genre."""
    about = await visit.get(f"music/{_one(subject, SUBJECTS)}/{subject_id}")
    return await _page(visit, f"{subject}/{subject_id}", subject, about["name"])


@router.post("/{subject}/{subject_id:uuid}/refresh")
async def refresh_of(visit: ListenerVisit, subject: str, subject_id: UUID) -> Response:
    """Make the mix of an artist or a genre again."""
    await visit.form()
    await visit.call("POST", f"music/me/mixes/{_one(subject, SUBJECTS)}/{subject_id}/refresh")
    return visit.redirect(f"/music/mixes/{subject}/{subject_id}")


async def _page(visit: Visit, path: str, kind: str, name: str = "") -> Response:
    shown = await visit.get(f"music/me/mixes/{path}")
    return visit.render("music/mix.html", mix=shown, kind=kind, name=name, queued=queued)


def _one(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise HTTPException(404)
    return text

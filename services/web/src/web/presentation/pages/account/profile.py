"""The public profile: its texts, its picture, and who may see what."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.rejections import NONE, Rejection, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "account/profile.html"
PRIVACY: Final = "account/privacy.html"
TEXTS: Final = ("username", "bio", "location", "website")
SWITCHES: Final = ("isProfilePublic", "showWatchHistory", "showRatings", "allowFollowers")


@router.get("/account/profile")
async def profile_page(visit: AccountVisit) -> Response:
    """Return the profile."""
    return visit.render(PAGE, profile=await visit.get("users/me"), **NONE)


@router.post("/account/profile")
async def change_profile(visit: AccountVisit) -> Response:
    """Replace the texts; an empty one is removed."""
    form = await visit.form()
    body: dict[str, Any] = {name: str(form.get(name, "")).strip().replace("\r\n", "\n") or None for name in TEXTS}
    body["username"] = body["username"] or ""
    try:
        await visit.call("PATCH", "users/me", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        profile = await visit.get("users/me")
        return visit.render_status(rejection.status, PAGE, profile={**profile, **body}, **rejection.shown())
    return visit.redirect("/account/profile", "layout.saved")


@router.post("/account/profile/picture")
async def change_picture(visit: AccountVisit) -> Response:
    """Replace the picture by the file of the form."""
    form = await visit.form()
    file = form.get("picture")
    if not isinstance(file, UploadFile) or not file.size:
        return await _with(visit, Rejection(400, "account.no_file", ""))
    try:
        await _upload(visit, file)
    except ApiError as error:
        return await _with(visit, rejection_of(error))
    finally:
        await form.close()
    return visit.redirect("/account/profile", "account.picture_saved")


@router.post("/account/profile/picture/remove")
async def remove_picture(visit: AccountVisit) -> Response:
    """Remove the picture."""
    await visit.form()
    await visit.call("DELETE", "users/me/avatar")
    return visit.redirect("/account/profile", "account.picture_removed")


@router.get("/account/privacy")
async def privacy_page(visit: AccountVisit) -> Response:
    """Return who may see what."""
    return visit.render(PRIVACY, profile=await visit.get("users/me"), switches=SWITCHES)


@router.post("/account/privacy")
async def change_privacy(visit: AccountVisit) -> Response:
    """Replace who may see what."""
    form = await visit.form()
    await visit.call("PATCH", "users/me", json=_switches(form))
    return visit.redirect("/account/privacy", "layout.saved")


async def _upload(visit: Visit, file: UploadFile) -> None:
    """Store a file by the upload that the API offers, and confirm it; raise ApiError."""
    content = await file.read()
    media_type = file.content_type or ""
    body = {"contentType": media_type, "size": len(content)}
    offer = (await visit.call("POST", "users/me/avatar/upload-url", json=body)).data
    await visit.application.uploads.send(offer, content, media_type)
    await visit.call("POST", "users/me/avatar", json={"key": offer["key"]})


async def _with(visit: Visit, rejection: Rejection) -> Response:
    profile = await visit.get("users/me")
    return visit.render_status(rejection.status, PAGE, profile=profile, **rejection.shown())


def _switches(form: FormData) -> dict[str, bool]:
    return {name: form.get(name) == "true" for name in SWITCHES}

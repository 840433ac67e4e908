"""How pages are displayed: language, region, time zone, theme, spoilers; and the page for a lost connection."""

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.viewers import (
    LANGUAGE_COOKIE,
    REGION_COOKIE,
    SPOILERS_COOKIE,
    THEME_COOKIE,
    ZONE_COOKIE,
    preference_cookie,
    viewer_of,
)
from web.presentation.visits import OpenVisit

router = APIRouter()

_COOKIES = {
    "language": LANGUAGE_COOKIE,
    "region": REGION_COOKIE,
    "theme": THEME_COOKIE,
    "spoilers": SPOILERS_COOKIE,
    "zone": ZONE_COOKIE,
}
_SHARED = {"language": "language", "region": "region", "spoilers": "spoilerMode", "zone": "timeZone"}
"""The fields that the preferences of an account have too."""


@router.post("/display")
async def change_display(visit: OpenVisit) -> Response:
    """Keep the choices of the form in cookies, and those that an account has in its preferences too."""
    form = await visit.form()
    chosen = {name: str(form.get(name) or "") for name in _COOKIES}
    # Read back as any request is, so that only allowed values are stored.
    cookies = {_COOKIES[name]: value for name, value in chosen.items() if value}
    viewer = viewer_of(cookies, None, None, visit.viewer.region)
    allowed = {
        "language": viewer.language,
        "region": viewer.region,
        "theme": viewer.theme,
        "spoilers": viewer.spoilers,
        "zone": viewer.zone.key,
    }
    kept = {name: value for name, value in allowed.items() if chosen[name] == value}
    visit.cookies += [preference_cookie(_COOKIES[name], value) for name, value in kept.items()]
    if visit.viewer.is_signed_in:
        shared = {_SHARED[name]: value for name, value in kept.items() if name in _SHARED}
        try:
            await visit.call("PATCH", "users/me/preferences", json=shared)
        except ApiError as error:
            if error.status < 500:
                raise
    return visit.back("layout.saved")


@router.get("/offline")
async def offline(visit: OpenVisit) -> Response:
    """Return the page that the service worker shows without a connection."""
    return visit.render("errors/offline.html")

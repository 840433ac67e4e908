"""Sign-in by password, on the page that leads to every other way."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.pages.sign_in.beginning import next_path, sign_in_by, user_of
from web.presentation.rejections import NONE
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

PAGE: Final = "sign_in/password.html"
POSTERS: Final = 12


@router.get("/sign-in")
async def sign_in_page(visit: OpenVisit, next: str = "") -> Response:  # noqa: A002 - the name of the parameter
    """Return the page; a user who is signed in continues with the page where they were going."""
    following = next_path(next)
    if visit.viewer.is_signed_in:
        return visit.redirect(following)
    return visit.render(PAGE, next=following, user="", **await _providers(visit), **NONE)


@router.post("/sign-in")
async def sign_in(visit: OpenVisit) -> Response:
    """Sign in by address or username and password."""
    form = await visit.form()
    user, following = str(form.get("user", "")), next_path(form.get("next"))
    body = {**user_of(user), "password": str(form.get("password", ""))}
    providers = await _providers(visit)
    return await sign_in_by(visit, "auth/login", body, following, PAGE, user=user, **providers)


@router.get("/parts/posters")
async def posters(visit: OpenVisit) -> Response:
    """Return posters of trending titles, the decoration of the pages on which users sign in."""
    part = await visit.part("catalog/shows/trending", limit=POSTERS, language=visit.viewer.language)
    return visit.render("sign_in/posters.html", titles=part.data or [])


async def _providers(visit: Visit) -> dict[str, Any]:
    """Return the providers that the page has buttons for; none while the API does not respond."""
    return {"providers": (await visit.part("auth/providers")).data or []}

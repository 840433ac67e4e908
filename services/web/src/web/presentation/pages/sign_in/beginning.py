"""The beginning of a session: its cookies, how its user wants pages to look, and where they were going."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from web.application.api import ApiError, Reply
from web.presentation.rejections import rejection_of
from web.presentation.viewers import (
    LANGUAGE_COOKIE,
    REGION_COOKIE,
    SCALE_COOKIE,
    SPOILERS_COOKIE,
    ZONE_COOKIE,
    preference_cookie,
)
from web.presentation.visits import Visit, own_path

COOKIES: Final = {"X-Token-Delivery": "cookie"}
"""Lets the API set the tokens as cookies, which no script can read."""
HOME: Final = "/"
SECOND_FACTOR: Final = "SECOND_FACTOR_REQUIRED"
_STORED: Final = {
    "language": LANGUAGE_COOKIE,
    "region": REGION_COOKIE,
    "timeZone": ZONE_COOKIE,
    "spoilerMode": SPOILERS_COOKIE,
    "ratingScale": SCALE_COOKIE,
}
_PATHS_OF_FORMS: Final = ("/sign-in", "/sign-up", "/sign-out", "/reset-password", "/forgot-password")


def next_path(value: object) -> str:
    """Return the page of ours that follows a sign-in; never one of another site, nor a sign-in again."""
    path = own_path(str(value or ""), HOME) if str(value or "").startswith("/") else HOME
    return HOME if path.startswith(_PATHS_OF_FORMS) else path


def user_of(text: str) -> dict[str, str]:
    """Return whom a form names, as the API takes it: by address or by username."""
    name = text.strip()
    return {"email": name} if "@" in name else {"username": name}


async def welcome(visit: Visit, reply: Reply, following: str) -> Response:
    """Begin the session of a response and continue with the page where the user was going."""
    visit.begin_session(reply.cookies)
    preferences = await visit.part("users/me/preferences")
    if preferences.data:
        visit.cookies += preference_cookies(preferences.data)
    return visit.redirect(next_path(following))


def preference_cookies(preferences: Mapping[str, Any]) -> list[str]:
    """Return the cookies by which pages know the preferences of an account without a call."""
    return [preference_cookie(cookie, str(preferences[name])) for name, cookie in _STORED.items() if preferences[name]]


async def sign_in_by(
    visit: Visit, path: str, body: Mapping[str, Any], following: str, template: str, **values: Any
) -> Response:
    """Return the redirect after a sign-in by a body, the page of its second step, or its form again."""
    try:
        reply = await visit.call("POST", path, json=body, headers=COOKIES)
    except ApiError as error:
        if error.code == SECOND_FACTOR:
            return second_step(visit, error.details["challenge"], error.details["methods"], following)
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, template, next=following, **values, **rejection.shown())
    return await welcome(visit, reply, following)


def second_step(visit: Visit, challenge: str, methods: list[str], following: str, **values: Any) -> Response:
    """Return the page of the second step."""
    shown = {"rejection": None, "problems": {}, "is_sent": False, "chosen": methods[0] if methods else "", **values}
    rejection = shown["rejection"]
    status = rejection.status if rejection else 200
    return visit.render_status(
        status, "sign_in/second_factor.html", challenge=challenge, methods=methods, next=following, **shown
    )

"""Preferences: language, region, time zone, spoilers, ratings, and the services that the user has."""

from functools import cache
from importlib.resources import files
from typing import Any, Final
from zoneinfo import available_timezones

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.fields import number_in
from web.presentation.pages.sign_in.beginning import preference_cookies
from web.presentation.rejections import NONE, rejection_of
from web.presentation.viewers import SCALES, SPOILER_MODES
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "account/preferences.html"
PATH: Final = "/account/preferences"
FIELDS: Final = ("language", "region", "timeZone", "spoilerMode", "ratingScale")


@router.get(PATH)
async def preferences_page(visit: AccountVisit) -> Response:
    """Return the preferences and the services."""
    return visit.render(PAGE, **await _page(visit), **NONE)


@router.post(PATH)
async def change_preferences(visit: AccountVisit) -> Response:
    """Replace the preferences, in the account and in the cookies by which pages know them."""
    form = await visit.form()
    body = {name: str(form.get(name, "")) or None for name in FIELDS}
    body = {name: value for name, value in body.items() if value or name in ("language", "region", "timeZone")}
    try:
        reply = await visit.call("PATCH", "users/me/preferences", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        page = await _page(visit)
        page["preferences"] = {**page["preferences"], **body}
        return visit.render_status(rejection.status, PAGE, **page, **rejection.shown())
    visit.cookies += preference_cookies(reply.data)
    return visit.redirect(PATH, "layout.saved")


@router.post(PATH + "/services")
async def change_services(visit: AccountVisit) -> Response:
    """Replace the services that the user has in a region."""
    form = await visit.form()
    numbers = [number_in(str(text)) for text in form.getlist("provider")]
    body = {"region": str(form.get("region", "")), "providerIds": [number for number in numbers if number is not None]}
    try:
        await visit.call("PUT", "catalog/my/services", json=body)
    except ApiError as error:
        rejection = rejection_of(error)
        return visit.render_status(rejection.status, PAGE, **await _page(visit), **rejection.shown())
    return visit.redirect(PATH + "#services", "layout.saved")


@cache
def time_zones() -> tuple[str, ...]:
    """Return every time zone by place, as the database lists them for countries: without aliases and former names."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    places = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    return ("UTC", *sorted(places & available_timezones()))


async def _page(visit: Visit) -> dict[str, Any]:
    """Return what the page shows: those services come first that the user has, then the most frequent."""
    parts = await visit.parts(
        services=("catalog/my/services", {}),
        providers=("catalog/providers", {"region": visit.viewer.region}),
    )
    mine = parts["services"].data
    own_ids = set(mine["providerIds"]) if mine and mine["region"] == visit.viewer.region else set()
    providers = sorted(parts["providers"].data or [], key=lambda one: one["providerId"] not in own_ids)
    return {
        "preferences": await visit.get("users/me/preferences"),
        "zones": time_zones(),
        "spoiler_modes": SPOILER_MODES,
        "scales": SCALES,
        "providers": providers,
        "own_ids": own_ids,
        "is_broken": parts["providers"].is_broken or parts["services"].is_broken,
    }

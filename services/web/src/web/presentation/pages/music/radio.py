"""The radio: stations of the directory, those of the user, and what the player loads of one."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.music.entries import station_entry
from web.presentation.pages.music.visits import ListenerVisit
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import Visit

router = APIRouter(prefix="/music/radio")

ORDERS: Final = ("clicks", "votes", "name", "bitrate", "random")
FILTERS: Final = ("name", "tag", "countryCode")
PAGE_SIZE: Final = 30
OWN: Final = 100
TAGS: Final = 100
MOST_CHARACTERS: Final = 100


@router.get("")
async def radio(visit: ListenerVisit) -> Response:
    """Return the stations of the user, and those of the directory that were searched for."""
    return await _page(visit)


@router.post("/stations")
async def add(visit: ListenerVisit) -> Response:
    """Add a station by its address."""
    form = await visit.form()
    sent = {name: str(form.get(name) or "").strip() for name in ("name", "url", "homepage")}
    try:
        await visit.call("POST", "music/me/radio/stations", json={name: text for name, text in sent.items() if text})
    except ApiError as error:
        rejected = rejection_of(error)
        return await _page(visit, rejected.status, sent=sent, **rejected.shown())
    return visit.redirect("/music/radio", "radio.added")


@router.post("/stations/{station_id:uuid}/favourite")
async def mark(visit: ListenerVisit, station_id: UUID) -> Response:
    """Keep a station, or remove it; return the button to a page that stays open."""
    form = await visit.form()
    is_favourite = bool(form.get("isFavourite"))
    await visit.call("PUT" if is_favourite else "DELETE", f"music/me/radio/stations/{station_id}")
    if visit.is_fragment:
        station = {"id": str(station_id), "name": str(form.get("name") or "")}
        return visit.render("music/station_favourite.html", one=station, is_favourite=is_favourite, is_changed=True)
    return visit.back("layout.saved", "/music/radio")


@router.get("/stations/{station_id:uuid}/entry")
async def entry(visit: ListenerVisit, station_id: UUID) -> Response:
    """Return a station that the player is about to play; the session is renewed with it."""
    try:
        return visit.json(station_entry(await visit.get(f"music/radio/stations/{station_id}")))
    except ApiError as error:
        return visit.json({"code": error.code}, error.status if error.status < 500 else 503)


async def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    params = visit.request.query_params
    chosen = {name: params.get(name, "").strip()[:MOST_CHARACTERS] for name in FILTERS}
    order = params.get("order", "") if params.get("order", "") in ORDERS else ORDERS[0]
    parts: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        "own": ("music/me/radio/stations", {"limit": OWN}),
        "stations": (
            "music/radio/stations",
            {**chosen, "order": order, "limit": PAGE_SIZE, "offset": visit.offset},
        ),
        "tags": ("music/radio/tags", {}),
        "countries": ("music/radio/countries", {}),
    }
    return visit.render_status(
        status,
        "music/radio.html",
        **await visit.parts(**parts),
        chosen=chosen,
        is_search=any(chosen.values()),
        order=order,
        orders=ORDERS,
        most_tags=TAGS,
        queued=station_entry,
        query={**chosen, "order": "" if order == ORDERS[0] else order},
        **{"sent": {}, **NONE, **values},
    )

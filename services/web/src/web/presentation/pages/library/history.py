"""Every play of a user, by day and title; each can be corrected and retracted."""

from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import invalid_field
from web.presentation.pages.library.changes import one_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/history")

PAGE: Final = 60
PRECISIONS: Final = ("instant", "day", "year", "unknown")
FILTERS: Final = ("kind", "mediaItemId", "from", "to")


@router.get("")
async def history(visit: AccountVisit) -> Response:
    """Return the page, or the plays that follow those of an open one."""
    parameters = visit.request.query_params
    chosen = {name: parameters[name] for name in FILTERS if parameters.get(name)}
    bounds: dict[str, str] = {
        name: f"{chosen[name]}T00:00:00{_offset(visit.viewer.zone, chosen[name])}"
        for name in ("from", "to")
        if name in chosen and _is_day(chosen[name])
    }
    query: dict[str, Any] = {**chosen, **bounds, "limit": PAGE, "cursor": parameters.get("cursor", "")}
    result = await visit.part("me/plays", **query)
    problem = visit.reason(result.error) if result.error is not None and result.error.status == 400 else ""
    if result.error is not None and not problem:
        raise result.error
    is_more = visit.is_fragment and bool(parameters.get("cursor"))
    return visit.render_status(
        400 if problem else 200,
        "library/history_days.html" if is_more else "library/history.html",
        days=_days(result.data or [], visit.viewer.zone),
        meta=result.meta,
        chosen=chosen,
        before=parameters.get("before", ""),
        problem=problem,
    )


@router.post("/{play_id:uuid}")
async def correct(visit: AccountVisit, play_id: UUID) -> Response:
    """Replace the time of a play."""
    form = await visit.form()
    precision = one_of(form, "precision", PRECISIONS)
    at = _instant(str(form.get("at") or ""), precision, visit.viewer.zone)
    body = {"watchedAt": at, "precision": precision}
    reply = await visit.call("PATCH", f"me/plays/{play_id}", json=body)
    return await _play(visit, reply.data["plays"][0], "library.did_correct")


@router.post("/{play_id:uuid}/remove")
async def remove(visit: AccountVisit, play_id: UUID) -> Response:
    """Retract a play."""
    await visit.form()
    await visit.call("DELETE", f"me/plays/{play_id}")
    return await _play(visit, None, "library.did_retract")


async def _play(visit: Visit, play: dict[str, Any] | None, text: str) -> Response:
    if not visit.is_fragment:
        return visit.back(text, "/my/history")
    return visit.render("library/history_play.html", play=play, text=text)


def _days(plays: list[dict[str, Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return plays by day, and within a day by title, in the order of the API."""
    days = []
    for day, of_day in groupby(plays, lambda play: _day(play, zone)):
        groups = [list(group) for _, group in groupby(of_day, lambda play: str(play["mediaItemId"]))]
        days.append({"day": day, "groups": groups})
    return days


def _day(play: dict[str, Any], zone: ZoneInfo) -> str:
    at = play["watchedAt"]
    if at is None or play["precision"] == "unknown":
        return ""
    if play["precision"] == "year":
        return str(at[:4])
    # A play of which only the day is known has that day in every time zone.
    return str(at[:10]) if play["precision"] == "day" else str(datetime.fromisoformat(at).astimezone(zone).date())


def _instant(text: str, precision: str, zone: ZoneInfo) -> str | None:
    """Return the instant that a field means by the clock of the visitor."""
    if precision == "unknown":
        return None
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid_field("watchedAt", "datetime_parsing") from error
    return f"{local.date()}T00:00:00Z" if precision != "instant" else local.replace(tzinfo=zone).isoformat()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-01")


def _offset(zone: ZoneInfo, day: str) -> str:
    return datetime.fromisoformat(day).replace(tzinfo=zone).isoformat()[-6:]

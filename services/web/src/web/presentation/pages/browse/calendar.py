"""The calendar: what airs and opens, by week, by month or as an agenda, in the time zone of the visitor."""

from calendar import Calendar
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.application.api import Part
from web.presentation.rendering.formats import Formats
from web.presentation.visits import AccountVisit, OpenVisit

router = APIRouter()

VIEWS: Final = ("week", "month", "agenda")
WEEK: Final = 7
AGENDA: Final = 14
LONGEST: Final = 31
"""Days of one call of the API."""


@router.get("/calendar")
async def calendar(visit: OpenVisit) -> Response:
    """Return the calendar; `mine` shows only titles that the user watches or plans."""
    params = visit.request.query_params
    view = params.get("view") or "week"
    viewer = visit.viewer
    today = Formats(viewer.language, viewer.zone, visit.clock.now()).today()
    start = _day(params.get("date"), today)
    if view not in VIEWS or start is None:
        raise HTTPException(400)
    mine, releases = bool(params.get("mine")) and viewer.is_signed_in, not params.get("episodes")
    first, days = _span(view, start)
    query = {
        "timeZone": viewer.zone.key,
        "mine": mine or None,
        "include": "releases" if releases else None,
        "region": viewer.region if releases else None,
        "language": viewer.language,
    }
    spans = [(first + timedelta(offset), min(LONGEST, days - offset)) for offset in range(0, days, LONGEST)]
    parts = await visit.parts(
        **{
            f"from_{index}": ("catalog/shows/calendar", {**query, "startDate": begin.isoformat(), "days": length})
            for index, (begin, length) in enumerate(spans)
        }
    )
    chosen = {"view": view, "date": params.get("date"), "mine": mine, "episodes": not releases}
    return visit.render(
        "browse/calendar.html",
        view=view,
        views=VIEWS,
        weeks=_weeks(first, days, parts),
        today=today,
        start=start,
        shown_month=start.month,
        earlier=_moved(view, start, -1),
        later=_moved(view, start, 1),
        chosen=chosen,
        is_broken=any(part.error for part in parts.values()),
    )


@router.post("/calendar/feed")
async def create_feed(visit: AccountVisit) -> Response:
    """Create the personal feed, or replace its address, which is shown once."""
    await visit.form()
    feed = (await visit.call("POST", "catalog/calendar/feed")).data
    return visit.render("browse/feed.html", address=feed["path"])


def _day(text: str | None, default: date) -> date | None:
    """Return a day, or null for a text that is none."""
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(view: str, start: date) -> tuple[date, int]:
    """Return the first day of a view and the number of its days; weeks begin on Monday."""
    if view == "agenda":
        return start, AGENDA
    if view == "week":
        return start - timedelta(start.weekday()), WEEK
    days = list(Calendar().itermonthdates(start.year, start.month))
    return days[0], len(days)


def _moved(view: str, start: date, steps: int) -> date:
    """Return the day to which a step leads: a week, a month or two weeks away."""
    if view != "month":
        return start + timedelta(steps * (WEEK if view == "week" else AGENDA))
    month = start.year * 12 + start.month - 1 + steps
    return date(month // 12, month % 12 + 1, 1)


def _weeks(first: date, days: int, parts: dict[str, Part]) -> list[list[dict[str, Any]]]:
    """Return every day of a view with its episodes and releases, by week."""
    by_day = {day["date"]: day for part in parts.values() if part.data for day in part.data["days"]}
    every = [
        by_day.get(day.isoformat(), {"date": day.isoformat(), "episodes": [], "releases": []})
        for day in (first + timedelta(offset) for offset in range(days))
    ]
    return [every[begin : begin + WEEK] for begin in range(0, days, WEEK)]

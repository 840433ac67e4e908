"""What a user has watched in figures, and the year in review."""

from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.presentation.pages.titles_by_id import titles_by_id
from web.presentation.rendering.links import with_query
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PERIODS: Final = ("all", "year", "twelve", "thirty")
WEEKS: Final = 53
CHARTS: Final = ("months", "weekdays", "hours", "decades", "countries", "languages")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


@router.get("/my/statistics")
async def statistics(visit: AccountVisit) -> Response:
    """Return the page of a period."""
    today = visit.clock.now().astimezone(visit.viewer.zone).date()
    parameters = visit.request.query_params.get("period", "")
    period = parameters if parameters in PERIODS else PERIODS[0]
    first = {"year": date(today.year, 1, 1), "twelve": today - timedelta(365), "thirty": today - timedelta(30)}
    bounds = {"from": str(first[period]), "to": str(today)} if period in first else {}
    query = {"timeZone": visit.viewer.zone.key, **bounds}
    result = await visit.get("me/statistics", **query)
    return visit.render(
        "library/statistics.html",
        statistics=result,
        weeks=_weeks(result["days"], today),
        period=period,
        periods=PERIODS,
        charts=[(name, _chart(visit, f"me/statistics/{name}", query)) for name in CHARTS],
        year=today.year,
    )


@router.get("/my/year")
async def this_year(visit: AccountVisit) -> Response:
    """Lead to the review of the present year."""
    return visit.redirect(f"/my/year/{visit.clock.now().astimezone(visit.viewer.zone).year}")


@router.get("/my/year/{year:int}")
async def year_in_review(visit: AccountVisit, year: int) -> Response:
    """Return the year in review."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ApiError(404, "RESOURCE_NOT_FOUND")
    query = {"timeZone": visit.viewer.zone.key}
    review = await visit.get(f"me/statistics/years/{year}", **query)
    shown = review["statistics"]
    ids = [show["mediaItemId"] for show in shown["shows"][:6]]
    ids += [play["mediaItemId"] for play in (shown["firstPlay"], shown["lastPlay"]) if play]
    return visit.render(
        "library/year.html",
        review=review,
        statistics=shown,
        weeks=_weeks(shown["days"], date(year, 12, 31)),
        titles=await titles_by_id(visit, ids),
        months=_chart(visit, f"me/statistics/years/{year}/months", query),
        genres=_chart(visit, f"me/statistics/years/{year}/genres", query),
        this_year=visit.clock.now().astimezone(visit.viewer.zone).year,
    )


def _chart(visit: Visit, path: str, query: dict[str, Any]) -> str:
    theme = "auto" if visit.viewer.theme == "system" else visit.viewer.theme
    return with_query(f"/api/v1/{path}/chart.svg", {**query, "theme": theme, "width": 640, "height": 320})


def _weeks(result: list[dict[str, Any]], last: date) -> list[list[dict[str, Any]]]:
    """Return the days of a year by week, each with its plays and a level from 0 to 4, for a heat map."""
    plays = {day["key"]: day["plays"] for day in result}
    largest = max(plays.values(), default=0)
    first = last - timedelta(days=last.weekday(), weeks=WEEKS - 1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    cells = [{"day": str(day), "plays": plays.get(str(day), 0)} for day in days]
    for cell in cells:
        cell["level"] = -(-4 * int(cell["plays"]) // largest) if largest else 0
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]

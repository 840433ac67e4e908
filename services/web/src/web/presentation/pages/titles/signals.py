"""How a title moves: its signals over time, why it moves, and where its audience leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Part
from web.presentation.pages.titles.addresses import media_id, render_part
from web.presentation.visits import OpenVisit

router = APIRouter()

SIGNALS: Final = ("live_watchers", "total_watchers", "popularity", "rank", "votes", "rating")
SPANS: Final[Mapping[str, tuple[int, str]]] = {
    "30d": (30, "day"),
    "90d": (90, "day"),
    "1y": (365, "day"),
    "5y": (1826, "week"),
}
"""Days and interval of each span of a chart."""
DEFAULT_SPAN: Final = "90d"


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart of signals shows; a value that is not one of those offered counts as the first."""

    signal: str
    span: str
    today: date

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> "Chart":
        """Return the chart of a query."""
        signal, span = query.get("signal", ""), query.get("span", "")
        return cls(
            signal if signal in SIGNALS else SIGNALS[0],
            span if span in SPANS else DEFAULT_SPAN,
            today,
        )

    @property
    def options(self) -> dict[str, str]:
        """Return the parameters of the API."""
        days, interval = SPANS[self.span]
        first = self.today - timedelta(days=days - 1)
        return {"signal": self.signal, "interval": interval, "from": first.isoformat(), "to": self.today.isoformat()}


def observed(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries from the first to the last one with a value."""
    places = [number for number, entry in enumerate(entries) if entry["value"] is not None]
    return entries[places[0] : places[-1] + 1] if places else []


@router.get("/parts/titles/{media}/signals")
async def signals(visit: OpenVisit, media: str) -> Response:
    """Return a signal of a title over time, with the choice of another one."""
    chart = Chart.of(visit.request.query_params, visit.clock.now().date())
    address = f"insights/titles/{media_id(media)}/series"
    part = await visit.part(address, **chart.options)
    entries = observed(part.data["title"]["entries"]) if part.data else []
    return render_part(
        visit,
        "titles/signals.html",
        media=media,
        chart=chart,
        series=part,
        entries=entries,
        signals=SIGNALS,
        spans=tuple(SPANS),
    )


@router.get("/parts/titles/{media}/movement")
async def movement(visit: OpenVisit, media: str) -> Response:
    """Return whether a title leaves its pattern and what may be the reason, its badge, and the lists it is in."""
    title_id = media_id(media)
    parts = await visit.parts(
        movers=("insights/movers", {"window": "7d", "mediaItemId": title_id}),
        lists=(f"insights/titles/{title_id}/lists", {}),
        badges=("insights/badges", {"ids": title_id}),
    )
    badges = parts["badges"].data["badges"] if parts["badges"].data else []
    return render_part(
        visit,
        "titles/movement.html",
        movers=parts["movers"],
        movement=_movement(parts["movers"]),
        lists=parts["lists"],
        badge=badges[0]["badge"] if badges else None,
    )


@router.get("/parts/titles/{media}/drop-off")
async def drop_off(visit: OpenVisit, media: str) -> Response:
    """Return how much of its audience a show keeps per episode."""
    part = await visit.part(f"stats/drop-off/media/{media_id(media)}")
    return render_part(visit, "titles/drop_off.html", media=media, drop_off=part)


def _movement(movers: Part) -> dict[str, Any] | None:
    """Return the movement of the title, which is in one of the lists or in none."""
    lists = [*movers.data["risers"], *movers.data["fallers"]] if movers.data else []
    return dict(lists[0]) if lists else None

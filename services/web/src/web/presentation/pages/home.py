"""The home page: what the world is watching, in ten seconds."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Part
from web.presentation.pages.titles.watching import continue_paths
from web.presentation.visits import OpenVisit

router = APIRouter()

MOVEMENTS: Final = 6
EPISODES: Final = 12
TITLES: Final = 12
CONTINUED: Final = 30


@router.get("/")
async def home(visit: OpenVisit) -> Response:
    """Return the page: the hero, the sections of the catalog, risers and fallers, and the episodes of the day."""
    viewer = visit.viewer
    texts = {"region": viewer.region, "language": viewer.language, "timeZone": viewer.zone.key}
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "sections": ("home", texts),
        "movements": ("insights/movements", {"window": "7d", "limit": MOVEMENTS}),
        "episodes": ("catalog/shows/new-episodes", {"days": 1, "limit": EPISODES, "language": viewer.language}),
    }
    if viewer.is_signed_in:
        calls["continuing"] = ("me/continue", {"limit": CONTINUED})
        calls["services"] = ("catalog/movies/new-on-digital", {**texts, "myServices": True, "limit": TITLES})
    parts = await visit.parts(**calls)
    sections = _titles(parts["sections"])
    hero: list[dict[str, Any]] = next((section["items"] for section in sections if section["key"] == "hero"), [])
    shown = [section for section in sections if section["key"] != "hero" and section["itemType"] != "episode"]
    paths = await continue_paths(visit, parts["continuing"].data or []) if "continuing" in parts else {}
    values = {"services": None, **parts, "paths": paths, "hero": hero[0] if hero else None, "sections": shown}
    return visit.render("home/page.html", **values)


@router.get("/parts/movements")
async def movements(visit: OpenVisit) -> Response:
    """Return risers and fallers, for an open page that has heard of a change."""
    part = await visit.part("insights/movements", window="7d", limit=MOVEMENTS)
    return visit.render("home/movements.html", movements=part)


def _titles(part: Part) -> list[dict[str, Any]]:
    """Return the sections that have titles."""
    sections: list[dict[str, Any]] = part.data["sections"] if part.data else []
    return [section for section in sections if section["items"]]

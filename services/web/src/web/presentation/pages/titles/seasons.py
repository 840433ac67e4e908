"""The page of a season: its episodes, what they are rated, and which of them the visitor has watched."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, Part
from web.presentation.pages.titles.addresses import moved, segment, small_number, texts_of
from web.presentation.visits import OpenVisit

router = APIRouter()

SOURCES: Final = ("imdb", "trakt", "tmdb", "tvmaze")
"""Whose rating of an episode is shown: the first that has one."""

FEWEST_RATED: Final = 3
"""Of fewer rated episodes a map shows nothing."""
MOST_COLUMNS: Final = 60
"""Episodes of a season in a map; the page of the season has all of them."""


@router.get("/shows/{slug}/seasons/{number}")
async def season(visit: OpenVisit, slug: str, number: str) -> Response:
    """Return the page of a season."""
    index, address = small_number(number), f"catalog/shows/{segment(slug)}"
    reply = await visit.listed(f"{address}/seasons/{index}", language=visit.viewer.language)
    if redirect := moved(visit, reply):
        return redirect
    show = await visit.part(address, **texts_of(visit))
    if show.data is None:
        raise show.error or ApiError(503, "SERVICE_UNAVAILABLE")
    media_id = show.data["mediaItemId"]
    paths: dict[str, tuple[str, dict[str, Any]]] = {
        "drop_off": (f"stats/drop-off/media/{media_id}", {}),
        "playable": (f"playback/titles/{media_id}", {}),
    }
    if visit.viewer.is_signed_in:
        paths["entry"] = (f"user-media/{media_id}", {})
    parts = await visit.parts(**paths)
    entry = parts.get("entry", Part()).data
    progress = (entry or {}).get("progress") or {"seasons": {}}
    numbers = [one["number"] for one in show.data["seasons"]]
    return visit.render(
        "titles/season_page.html",
        show=show.data,
        season=reply.data,
        ratings=[rating_of(episode) for episode in reply.data["episodes"]],
        seen=progress["seasons"].get(str(index), 0),
        retention=_retention(parts["drop_off"], index),
        playable={one["episode"] for one in parts["playable"].data or [] if one["season"] == index},
        previous=max((number for number in numbers if number < index), default=None),
        following=min((number for number in numbers if number > index), default=None),
    )


def rating_of(episode: dict[str, Any]) -> tuple[str, float, int | None] | None:
    """Return the source, value and votes of the rating that is shown of an episode, or null."""
    ratings = episode["ratings"]
    return next(
        ((name, one["rating"], one["voteCount"]) for name in SOURCES if (one := ratings.get(name))),
        None,
    )


def rating_map(seasons: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the ratings of all episodes as a table, or null with too few of them.

    All are of one source, so that they can be compared: the one that has rated the most episodes. The best and the
    worst of them may be behind the last column.
    """
    rated = {name: [place for season in seasons for place in _rated(season, name)] for name in SOURCES}
    source, places = max(rated.items(), key=lambda pair: len(pair[1]))
    if len(places) < FEWEST_RATED:
        return None
    best, worst = max(places, key=lambda place: place[0]), min(places, key=lambda place: place[0])
    rows = [_row(season, source) for season in seasons if season["episodes"]]
    columns = max(len(row["cells"]) for row in rows)
    return {"source": source, "rows": rows, "columns": range(1, columns + 1), "best": best, "worst": worst}


def _row(season: dict[str, Any], source: str) -> dict[str, Any]:
    shown = season["episodes"][:MOST_COLUMNS]
    values = [value for value, _, _ in _rated(season, source)]
    return {
        "number": season["number"],
        "cells": [{"number": one["number"], "value": _value(one, source)} for one in shown],
        "mean": sum(values) / len(values) if values else None,
        "more": len(season["episodes"]) - len(shown),
    }


def _rated(season: dict[str, Any], source: str) -> list[tuple[float, int, int]]:
    """Return the rating, season and number of each episode that a source has rated."""
    episodes = season["episodes"]
    return [(value, season["number"], one["number"]) for one in episodes if (value := _value(one, source))]


def _value(episode: dict[str, Any], source: str) -> float | None:
    rating = episode["ratings"].get(source)
    return rating["rating"] if rating else None


def _retention(part: Part, number: int) -> dict[str, Any] | None:
    """Return how much of the audience a season keeps, where that is known."""
    seasons = part.data["seasons"] if part.data else []
    entry = next((season for season in seasons if season["season"] == number), None)
    return entry if entry and entry["retentionEnd"] is not None else None

"""Up to five titles side by side: what they are, what they are rated, and their signals in one chart."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import Part
from web.presentation.pages.titles.addresses import render_part, texts_of
from web.presentation.pages.titles.signals import SIGNALS, SPANS, Chart
from web.presentation.visits import OpenVisit, Visit

router = APIRouter()

MOST: Final = 5
FOUND: Final = 8
LONGEST_QUERY: Final = 100
RATED: Final = ("imdb", "tmdb", "trakt", "metacritic", "rottenTomatoes")
COUNTED: Final = ("ratingoScore", "liveWatchers", "totalWatchers")


def ids_of(text: str) -> list[str]:
    """Return the ids of a comparison: the first five that are ids, each once."""
    ids: dict[str, None] = {}
    for item in text[:400].split(","):
        try:
            ids[str(UUID(item.strip()))] = None
        except ValueError:
            continue
    return list(ids)[:MOST]


@router.get("/compare")
async def compare(visit: OpenVisit) -> Response:
    """Return the comparison of the titles of the query, and a search for another one."""
    query = visit.request.query_params
    ids, words = ids_of(query.get("ids", "")), query.get("q", "").strip()[:LONGEST_QUERY]
    chart = Chart.of(query, visit.clock.now().date())
    is_index = query.get("index") == "true"
    titles, results = await asyncio.gather(_titles(visit, ids), _found(visit, words, ids))
    shown = [title["mediaItemId"] for title in titles.data or []]
    series = Part()
    averages: dict[str, Any] = {}
    if shown:
        parts = await visit.parts(
            series=("insights/compare", {"ids": ",".join(shown), "index": is_index, **chart.options}),
            averages=("rankings/averages", {"ids": ",".join(shown)}),
        )
        series = parts["series"]
        averages = {one["mediaItemId"]: one for one in parts["averages"].data or []}
    return visit.render(
        "titles/compare.html",
        ids=ids,
        titles=titles,
        averages=averages,
        best=best_of(titles.data or [], averages),
        series=series,
        rows=_rows(series, shown),
        results=results,
        words=words,
        chart=chart,
        is_index=is_index,
        signals=SIGNALS,
        spans=tuple(SPANS),
        most=MOST,
    )


@router.get("/parts/compare/search")
async def search(visit: OpenVisit) -> Response:
    """Return titles that can be added to a comparison."""
    query = visit.request.query_params
    ids, words = ids_of(query.get("ids", "")), query.get("q", "").strip()[:LONGEST_QUERY]
    results = await _found(visit, words, ids)
    return render_part(visit, "titles/compare_results.html", ids=ids, results=results, words=words)


def best_of(titles: Sequence[Mapping[str, Any]], averages: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return which titles have the highest value of each row; none where all are equal or only one has a value."""
    rows: dict[str, dict[str, float | None]] = {name: {} for name in (*RATED, *COUNTED, "users")}
    for title in titles:
        media_id, stats = title["mediaItemId"], title["stats"] or {}
        for name in RATED:
            rows[name][media_id] = (title["externalRatings"][name] or {}).get("rating")
        for name in COUNTED:
            rows[name][media_id] = stats.get(name)
        rows["users"][media_id] = averages.get(media_id, {}).get("average")
    return {name: _highest(values) for name, values in rows.items()}


def _highest(values: Mapping[str, float | None]) -> set[str]:
    numbers = {media_id: value for media_id, value in values.items() if value is not None}
    if len(set(numbers.values())) < 2:
        return set()
    highest = max(numbers.values())
    return {media_id for media_id, value in numbers.items() if value == highest}


async def _titles(visit: Visit, ids: Sequence[str]) -> Part:
    """Return the titles in the order of the query; those that are not listed are left out."""
    if not ids:
        return Part([])
    part = await visit.part("catalog/titles", ids=",".join(ids), **texts_of(visit))
    if part.data is None:
        return part
    by_id = {title["mediaItemId"]: title for title in part.data}
    return Part([by_id[one] for one in ids if one in by_id], part.meta)


async def _found(visit: Visit, words: str, ids: Sequence[str]) -> Part:
    if not words:
        return Part()
    part = await visit.part("search", q=words, type="movie,show", limit=FOUND, language=visit.viewer.language)
    if part.data is None:
        return part
    return Part([item for item in part.data if item["mediaId"] not in ids], part.meta)


def _rows(series: Part, ids: Sequence[str]) -> list[tuple[str, list[float | None]]]:
    """Return the values of all titles by day, without the days before the first value."""
    if series.data is None:
        return []
    by_id = {
        one["mediaItemId"]: {entry["at"]: entry["value"] for entry in one["entries"]} for one in series.data["titles"]
    }
    days = sorted({day for values in by_id.values() for day in values})
    rows = [(day, [by_id.get(one, {}).get(day) for one in ids]) for day in days]
    first = next(
        (number for number, (_, values) in enumerate(rows) if any(value is not None for value in values)), None
    )
    return rows[first:] if first is not None else []

"""Parts of the page of a title that are loaded after it: where to watch in a region, similar titles, episodes."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.presentation.pages.titles.addresses import (
    KINDS,
    media_id,
    region_of,
    render_part,
    segment,
    small_number,
    texts_of,
)
from web.presentation.pages.titles.facts import offers_of
from web.presentation.pages.titles.seasons import rating_map
from web.presentation.pages.titles.terms import terms_of
from web.presentation.visits import OpenVisit

router = APIRouter()

SIMILAR: Final = 14


@router.get("/parts/titles/{media}/score")
async def score(visit: OpenVisit, media: str) -> Response:
    """Return the terms of a score, for an open page that has heard of a new one."""
    title_id = media_id(media)
    part = await visit.part(f"stats/media/{title_id}/explanation")
    terms = terms_of(part.data)
    return render_part(visit, "titles/score_terms.html", media=title_id, explanation=part, terms=terms)


@router.get("/parts/titles/{media}/offers")
async def offers(visit: OpenVisit, media: str) -> Response:
    """Return where a title can be watched in a region."""
    region = region_of(visit)
    part = await visit.part(f"catalog/titles/{media_id(media)}/offers")
    available = [] if part.data is None else part.data
    return render_part(
        visit,
        "titles/offers.html",
        media=media,
        region=region,
        offers=offers_of(available, region),
        offers_broken=part.is_broken,
        others=[one["region"] for one in available if one["region"] != region],
        action="",
    )


@router.get("/parts/{folder}/{slug}/similar")
async def similar(visit: OpenVisit, folder: str, slug: str) -> Response:
    """Return titles like this one."""
    if folder not in KINDS:
        raise HTTPException(404)
    part = await visit.part(f"catalog/{folder}/{segment(slug)}/similar", limit=SIMILAR, **texts_of(visit))
    return render_part(visit, "titles/similar.html", titles=part)


@router.get("/parts/shows/{slug}/episode-ratings")
async def episode_ratings(visit: OpenVisit, slug: str) -> Response:
    """Return the ratings of all episodes of a show as a map of its seasons."""
    part = await visit.part(f"catalog/shows/{segment(slug)}/episode-ratings")
    table = rating_map(part.data) if part.data else None
    return render_part(visit, "titles/rating_map.html", slug=slug, ratings=part, map=table)


@router.get("/parts/shows/{slug}/seasons/{number}")
async def season(visit: OpenVisit, slug: str, number: str) -> Response:
    """Return the episodes of a season in short, for the page of its show."""
    index = small_number(number)
    address = f"catalog/shows/{segment(slug)}/seasons/{index}"
    part = await visit.part(address, language=visit.viewer.language)
    return render_part(visit, "titles/season_part.html", slug=slug, number=index, season=part)

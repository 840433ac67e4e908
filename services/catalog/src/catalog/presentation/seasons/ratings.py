"""The ratings of all episodes of a show in one response: what a map of its seasons shows."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field
from pydantic_core import from_json, to_json

from catalog.application.read_models import Redirect
from catalog.domain.errors import MediaDeleted, MediaNotFound
from catalog.presentation.errors import refuses
from catalog.presentation.routes import rendering
from catalog.presentation.routes.caching import cached_response, redirect_to_slug
from catalog.presentation.routes.dependencies import CACHED, REDIRECTED, ApplicationDep, Slug
from catalog.presentation.schemas.title import Rating
from chassis.http.schemas import ResponseModel, Success

router = APIRouter(prefix="/catalog", tags=["catalog"])

_FACTS: Final = ("number", "ratings")


class RatedEpisode(ResponseModel):
    """The ratings of an episode."""

    number: int = Field(description="Number of the episode in its season", examples=[1])
    ratings: dict[str, Rating | None] = Field(
        description="Rating by provider (`tmdb`, `imdb`, `trakt`), or null without votes",
        examples=[{"tmdb": {"rating": 8.2, "voteCount": 310}}],
    )


class RatedSeason(ResponseModel):
    """A season with the ratings of its episodes."""

    number: int = Field(description="Number of the season, from 1", examples=[1])
    episodes: list[RatedEpisode] = Field(description="Its episodes by number")


@router.get(
    "/shows/{slug}/episode-ratings",
    summary="List the ratings of a show's episodes",
    response_model=Success[list[RatedSeason]],
    responses={**CACHED, **REDIRECTED, **refuses(MediaNotFound, MediaDeleted)},
)
async def episode_ratings(request: Request, application: ApplicationDep, slug: Slug) -> Response:
    """Return the ratings of all episodes of a show by season, without its specials.

    Seasons that were not synced yet are left out.
    """
    details = await application.titles.synced_seasons(slug.lower())
    if isinstance(details, Redirect):
        return redirect_to_slug(request, slug, details.slug)
    return cached_response(request, rendering.success(to_json(_seasons(details))))


def _seasons(details: Sequence[bytes]) -> list[dict[str, Any]]:
    seasons = (from_json(detail) for detail in details)
    return [
        {
            "number": season["number"],
            "episodes": [{name: episode[name] for name in _FACTS} for episode in season["episodes"]],
        }
        for season in seasons
    ]

"""Routes of analyses and mixes."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import TrackNotFound
from music.presentation.analysis.schemas import (
    CompatibleParams,
    CompatibleTrackResponse,
    ShuffleMode,
    ShuffleParams,
    ShuffleResponse,
    TrackAnalysisResponse,
)
from music.presentation.dependencies import PRIVATE, ApplicationDep, TrackId, listener
from music.presentation.errors import refuses

router = APIRouter(prefix="/music/tracks", tags=["music"])


@router.get("/shuffle", summary="Shuffle tracks")
async def shuffle_tracks(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[ShuffleParams, Query()],
    response: Response,
) -> Success[ShuffleResponse]:
    """Return tracks that the signed-in user may hear at random, or as a DJ would play them."""
    response.headers.update(PRIVATE)
    seed = secrets.randbelow(2**31) if params.seed is None else params.seed
    is_mixed = params.mode is ShuffleMode.DJ
    shuffle = await use_cases.track_orders.shuffle(listener(principal), seed, params.limit, is_mixed=is_mixed)
    return Success(data=ShuffleResponse.of(shuffle))


@router.get("/{trackId}/analysis", summary="Get the analysis of a track", responses=refuses(TrackNotFound))
async def get_track_analysis(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, response: Response
) -> Success[TrackAnalysisResponse]:
    """Return what was measured of a track: loudness, tempo, key, energy, and where its end begins."""
    response.headers.update(PRIVATE)
    track, analysis = await use_cases.track_orders.analysis(listener(principal), track_id)
    return Success(data=TrackAnalysisResponse.of(track, analysis))


@router.get("/{trackId}/compatible", summary="List tracks that go well after", responses=refuses(TrackNotFound))
async def list_compatible_tracks(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    track_id: TrackId,
    params: Annotated[CompatibleParams, Query()],
    response: Response,
) -> Success[list[CompatibleTrackResponse]]:
    """Return tracks near in tempo and key, the best first; none if neither is known of the track."""
    response.headers.update(PRIVATE)
    tracks = await use_cases.track_orders.compatible(listener(principal), track_id, params.limit)
    return Success(data=[CompatibleTrackResponse.of(track) for track in tracks])

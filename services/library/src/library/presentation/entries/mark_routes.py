"""HTTP routes that mark a title: ratings of seasons and episodes, rewatches, many entries at once, and tags."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.http.document.error_cases import Responses
from chassis.http.follow_up.paging import Order, PartParams, text
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from library.application import Application
from library.application.entries.commands import WriteEntry
from library.application.entries.marking import PlaceToRate
from library.domain.errors import (
    AccountErased,
    EntryChanged,
    EpisodeUnknown,
    KeyReused,
    MediaNotFound,
    RewatchNotAllowed,
    SeasonNotAllowed,
    SeasonUnknown,
)
from library.presentation.dependencies import READS, ApplicationDep, IdempotencyKeyDep, private
from library.presentation.entries.requests import MAX_EPISODE, MAX_SEASON, BulkChange, PlaceRatingPut
from library.presentation.entries.routes import ENTRY, WriteDep, written
from library.presentation.entries.schemas import EntryResponse, OutcomeResponse, TagResponse
from library.presentation.errors import refuses

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

TAGS: Final = Order("tags", (text,))

Season = Annotated[
    int,
    Path(ge=0, le=MAX_SEASON, description="Number of the season, at most 10000; 0 holds the specials", examples=[2]),
]
Episode = Annotated[int, Path(ge=0, le=MAX_EPISODE, description="Number of the episode, at most 100000", examples=[5])]

_COMMON: Final = (MediaNotFound, EntryChanged, KeyReused, AccountErased)
RATES: Final[Responses] = refuses(*_COMMON, SeasonNotAllowed, SeasonUnknown, EpisodeUnknown) | ENTRY
UNRATES: Final[Responses] = refuses(*_COMMON, SeasonNotAllowed) | ENTRY
REWATCHES: Final[Responses] = refuses(*_COMMON, RewatchNotAllowed) | ENTRY


async def _rate(
    use_cases: Application, command: WriteEntry, place: PlaceToRate, response: Response
) -> Success[EntryResponse | None]:
    return written(await use_cases.rate_place(command, place), response)


@router.put("/user-media/{mediaItemId}/seasons/{season}/rating", summary="Rate a season", responses=RATES)
async def rate_season(
    use_cases: ApplicationDep, command: WriteDep, season: Season, body: PlaceRatingPut, response: Response
) -> Success[EntryResponse | None]:
    """Rate a season of a show, and return the entry.

    A first entry is `watching`, because a part of the show was seen.
    """
    return await _rate(use_cases, command, PlaceToRate(season, None, body.percent()), response)


@router.delete(
    "/user-media/{mediaItemId}/seasons/{season}/rating", summary="Remove a season's rating", responses=UNRATES
)
async def unrate_season(
    use_cases: ApplicationDep, command: WriteDep, season: Season, response: Response
) -> Success[EntryResponse | None]:
    """Remove the rating of a season, and return the entry; `data` is null when nothing is left of it.

    Succeeds without a rating.
    """
    return await _rate(use_cases, command, PlaceToRate(season, None, None), response)


@router.put(
    "/user-media/{mediaItemId}/seasons/{season}/episodes/{episode}/rating", summary="Rate an episode", responses=RATES
)
async def rate_episode(
    use_cases: ApplicationDep,
    command: WriteDep,
    season: Season,
    episode: Episode,
    body: PlaceRatingPut,
    response: Response,
) -> Success[EntryResponse | None]:
    """Rate an episode of a show, and return the entry.

    A first entry is `watching`, because a part of the show was seen.
    """
    return await _rate(use_cases, command, PlaceToRate(season, episode, body.percent()), response)


@router.delete(
    "/user-media/{mediaItemId}/seasons/{season}/episodes/{episode}/rating",
    summary="Remove an episode's rating",
    responses=UNRATES,
)
async def unrate_episode(
    use_cases: ApplicationDep, command: WriteDep, season: Season, episode: Episode, response: Response
) -> Success[EntryResponse | None]:
    """Remove the rating of an episode, and return the entry; `data` is null when nothing is left of it.

    Succeeds without a rating.
    """
    return await _rate(use_cases, command, PlaceToRate(season, episode, None), response)


@router.post("/user-media/{mediaItemId}/rewatch", summary="Begin a rewatch", responses=REWATCHES)
async def start_rewatch(
    use_cases: ApplicationDep, command: WriteDep, response: Response
) -> Success[EntryResponse | None]:
    """Begin another run through a show of which something was watched, and return the entry: progress starts again.

    A run of which nothing was watched yet is not begun again. A movie is watched again by another play.
    """
    return written(await use_cases.start_rewatch(command), response)


@router.post("/user-media/bulk", summary="Change many entries", responses=refuses(AccountErased))
async def change_entries(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: BulkChange, idempotency_key: IdempotencyKeyDep
) -> Success[list[OutcomeResponse]]:
    """Make one change of the entries for up to 100 titles, and return what became of each, in the order of the request.

    Each title is changed in a transaction of its own: one that fails has `code` and `message`, and does not undo the
    others. With an Idempotency-Key, a repeated request completes what an interrupted one has begun.
    """
    change = body.change.to_change()
    outcomes = await use_cases.change_entries(principal.user_id, body.media_item_ids, change, idempotency_key)
    return Success(data=[OutcomeResponse.of(outcome) for outcome in outcomes])


@router.get("/me/tags", summary="List my tags", responses=READS)
async def list_tags(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[TagResponse]:
    """Return a page of the user's tags with the number of their entries, in alphabetical order.

    `GET /user-media?tag=` lists the entries of a tag.
    """
    part = params.part(TAGS)
    return params.page(TAGS, part, await use_cases.entries.tags(principal.user_id, part), TagResponse.of)

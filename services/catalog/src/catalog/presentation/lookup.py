"""Titles by id over HTTP: for whoever has an id from another service or another system, and wants the title's page."""

from collections.abc import Sequence
from typing import Annotated, Final, cast
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic_core import to_json

from catalog.application import Application
from catalog.application.lookup import MovedTo
from catalog.application.reading import FoundTitles, Title, View
from catalog.domain.errors import MediaGone, MediaNotFound
from catalog.presentation import answers
from catalog.presentation.caching import answer, freshness
from catalog.presentation.errors import refuses
from catalog.presentation.http import CACHED, LOCALIZED, MOVED, Menu, languages_of
from catalog.presentation.lookup_params import TitleParams, TitlesParams
from catalog.presentation.lookup_schemas import LookedUpTitle, TitleList
from chassis.http.schemas import Success
from chassis.http.tokens import OptionalPrincipal
from contracts.identity import Kind, media_id

router = APIRouter(prefix="/catalog", tags=["catalog"])

_PAGES: Final = {"movie": "/api/v1/catalog/movies/", "show": "/api/v1/catalog/shows/"}
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
]


@router.get("/titles", summary="Look up titles", response_model=TitleList, responses=CACHED, openapi_extra=LOCALIZED)
async def titles(
    request: Request, menu: Menu, principal: OptionalPrincipal, params: Annotated[TitlesParams, Query()]
) -> Response:
    """List up to 100 titles by id, by TMDB number or by IMDb id, in the order of the ids.

    Ids of which no title is listed are in `meta.missing`, those of titles that are deleted upstream in `meta.gone`.
    """
    view = View(principal.user_id if principal else None, params.region)
    found = await _wanted(menu, params, view)
    languages = languages_of(request, params.language)
    items = b",".join(_item(title, found, languages) for title in found.titles)
    meta = {
        "count": len(found.titles),
        "missing": found.missing,
        "gone": [
            {"id": gone.media_id, "goneAt": gone.gone_at, "successorId": gone.successor_id} for gone in found.gone
        ],
    }
    body = b'{"success":true,"data":[' + items + b'],"meta":' + to_json(meta) + b"}"
    return answer(request, body, private=principal is not None)


@router.get(
    "/titles/{mediaId}",
    summary="Look up a title",
    response_model=Success[LookedUpTitle],
    responses={**CACHED, **MOVED, **refuses(MediaNotFound, MediaGone)},
    openapi_extra=LOCALIZED,
)
async def title(
    request: Request,
    menu: Menu,
    principal: OptionalPrincipal,
    media_id: MediaId,
    params: Annotated[TitleParams, Query()],
) -> Response:
    """Return a title as lists show it, with its slug and the path of its page.

    A title that was merged into another of its kind leads on to that one.
    """
    found = await menu.lookup.one(media_id, View(principal.user_id if principal else None, params.region))
    if isinstance(found, MovedTo):
        query = f"?{request.url.query}" if request.url.query else ""
        return Response(status_code=308, headers={"Location": f"{found.media_id}{query}", **freshness(private=False)})
    body = answers.success(_item(found.titles[0], found, languages_of(request, params.language)))
    return answer(request, body, private=principal is not None)


async def _wanted(menu: Application, params: TitlesParams, view: View) -> FoundTitles:
    if params.imdb_id is not None:
        return await menu.lookup.by_imdb(params.imdb_id, view)
    if params.tmdb_id is not None:
        return await menu.lookup.many([media_id(cast(Kind, params.type), params.tmdb_id)], view)
    return await menu.lookup.many(params.media_ids(), view)


def _item(title: Title, found: FoundTitles, languages: Sequence[str]) -> bytes:
    entry = found.entries.get(title.media_id)
    item = answers.list_item(title, entry, "DEFAULT", found.as_of, found.region, languages)
    return item[:-1] + b',"path":' + to_json(_PAGES[title.kind] + title.slug) + b"}"

"""Routes of media sources for administrators."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from chassis.http.follow_up.paging import Order, PartParams, identifier, text
from chassis.http.follow_up.revisions import NO_REVISION, TAGGED, RevisionsDep, tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from sources.application.media_sources.access import Actor
from sources.domain.media_sources.errors import SettingInvalid, SourceChanged, SourceNotFound, SourceUnreadable
from sources.presentation.dependencies import PRIVATE, ApplicationDep, SourceId, checked_fields
from sources.presentation.errors import refuses
from sources.presentation.media_sources.requests import SourcePatch
from sources.presentation.media_sources.schemas import OwnedMediaSourceResponse

router = APIRouter(prefix="/admin/sources", tags=["sources: administration"])

EVERY_SOURCE: Final = Order("every-source", (text, identifier))


@router.get("", summary="List every media source")
async def list_every_media_source(
    use_cases: ApplicationDep,
    principal: AdminPrincipal,
    params: Annotated[PartParams, Query()],
    response: Response,
) -> CursorPage[OwnedMediaSourceResponse]:
    """Return the media sources of every user, by name."""
    response.headers.update(PRIVATE)
    part = params.part(EVERY_SOURCE)
    sources = await use_cases.read_sources.all(part)
    return params.page(EVERY_SOURCE, part, sources, partial(OwnedMediaSourceResponse.of, user_id=principal.user_id))


@router.get("/{sourceId}", summary="Get any media source", responses={**TAGGED, **refuses(SourceNotFound)})
async def get_any_media_source(
    use_cases: ApplicationDep, principal: AdminPrincipal, source_id: SourceId, response: Response
) -> Success[OwnedMediaSourceResponse]:
    """Return a media source of any user."""
    source = await use_cases.read_sources.get(source_id, Actor(principal.user_id, is_administrator=True))
    response.headers.update(PRIVATE)
    tag(response, source.revision)
    return Success(data=OwnedMediaSourceResponse.of(source, principal.user_id))


@router.patch(
    "/{sourceId}",
    summary="Change any media source",
    responses={
        **TAGGED,
        **refuses(SourceNotFound, SourceChanged, SettingInvalid, SourceUnreadable, cases=[NO_REVISION]),
    },
)
async def change_any_media_source(
    use_cases: ApplicationDep,
    principal: AdminPrincipal,
    source_id: SourceId,
    revisions: RevisionsDep,
    body: SourcePatch,
    response: Response,
) -> Success[OwnedMediaSourceResponse]:
    """Rename, pause, resume or reconfigure a media source of any user, or change who sees it."""
    administrator = Actor(principal.user_id, is_administrator=True)
    with checked_fields():
        source = await use_cases.change_sources.change(source_id, body.change(), revisions, administrator)
    tag(response, source.revision)
    return Success(data=OwnedMediaSourceResponse.of(source, principal.user_id))


@router.delete(
    "/{sourceId}",
    status_code=204,
    summary="Delete any media source",
    responses=refuses(SourceNotFound, SourceChanged, cases=[NO_REVISION]),
)
async def delete_any_media_source(
    use_cases: ApplicationDep, principal: AdminPrincipal, source_id: SourceId, revisions: RevisionsDep
) -> None:
    """Forget a media source of any user, its credentials and its files."""
    administrator = Actor(principal.user_id, is_administrator=True)
    await use_cases.change_sources.delete(source_id, revisions, administrator)

"""Routes of media sources for their users."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.follow_up.paging import Order, PartParams, identifier, small_number, text
from chassis.http.follow_up.revisions import NO_REVISION, TAGGED, TAGGED_NEW, RevisionsDep, tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from sources.domain.media_sources.errors import (
    ForAdministrators,
    SettingInvalid,
    SourceChanged,
    SourceNotFound,
    SourceOfAnother,
    SourceUnreadable,
    TooManySources,
)
from sources.presentation.dependencies import PRIVATE, ApplicationDep, SourceId, actor, checked_fields
from sources.presentation.errors import refuses
from sources.presentation.media_sources.kinds import KindOfSourceResponse
from sources.presentation.media_sources.requests import CredentialsRequest, SourcePatch, SourceRequest
from sources.presentation.media_sources.schemas import MediaSourceResponse, ServerResponse

router = APIRouter(prefix="/sources", tags=["sources"])

VISIBLE_SOURCES: Final = Order("media-sources", (small_number, text, identifier))


@router.get("", summary="List my media sources")
async def list_media_sources(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[PartParams, Query()],
    response: Response,
) -> CursorPage[MediaSourceResponse]:
    """Return the media sources of the signed-in user, then those of others for everyone, each by name."""
    response.headers.update(PRIVATE)
    part = params.part(VISIBLE_SOURCES)
    sources = await use_cases.read_sources.visible_to(principal.user_id, part)
    return params.page(VISIBLE_SOURCES, part, sources, partial(MediaSourceResponse.of, user_id=principal.user_id))


@router.get("/kinds", summary="List the kinds of sources")
async def list_kinds_of_sources(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[KindOfSourceResponse]]:
    """Return the kinds of sources that the signed-in user may add, with the fields that each needs."""
    response.headers.update(PRIVATE)
    return Success(data=[KindOfSourceResponse.of(kind) for kind in use_cases.add_source.kinds(actor(principal))])


@router.post(
    "",
    status_code=201,
    summary="Add a media source",
    responses={**TAGGED_NEW, **refuses(ForAdministrators, SettingInvalid, TooManySources, SourceUnreadable)},
)
async def add_media_source(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: SourceRequest, response: Response
) -> Success[MediaSourceResponse]:
    """Connect a library of media. It is read once before it is stored; then its first scan begins.

    `SOURCE_UNREADABLE` names in `details.cause` why it could not be read.
    """
    with checked_fields():
        source = await use_cases.add_source(body.source(), actor(principal))
    tag(response, source.revision)
    return Success(data=MediaSourceResponse.of(source, principal.user_id))


@router.get("/{sourceId}", summary="Get a media source", responses={**TAGGED, **refuses(SourceNotFound)})
async def get_media_source(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId, response: Response
) -> Success[MediaSourceResponse]:
    """Return a media source of the signed-in user, or one for everyone."""
    user = actor(principal)
    source = await use_cases.read_sources.get(source_id, user)
    response.headers.update(PRIVATE)
    tag(response, source.revision)
    return Success(data=MediaSourceResponse.of(source, user.user_id, is_administrator=user.is_administrator))


@router.patch(
    "/{sourceId}",
    summary="Change a media source",
    responses={
        **TAGGED,
        **refuses(
            SourceNotFound,
            SourceOfAnother,
            SourceChanged,
            ForAdministrators,
            SettingInvalid,
            SourceUnreadable,
            cases=[NO_REVISION],
        ),
    },
)
async def change_media_source(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    source_id: SourceId,
    revisions: RevisionsDep,
    body: SourcePatch,
    response: Response,
) -> Success[MediaSourceResponse]:
    """Rename, pause, resume or reconfigure a media source, or change who sees it."""
    user = actor(principal)
    with checked_fields():
        source = await use_cases.change_sources.change(source_id, body.change(), revisions, user)
    tag(response, source.revision)
    return Success(data=MediaSourceResponse.of(source, user.user_id, is_administrator=user.is_administrator))


@router.delete(
    "/{sourceId}",
    status_code=204,
    summary="Delete a media source",
    responses=refuses(SourceNotFound, SourceOfAnother, SourceChanged, cases=[NO_REVISION]),
)
async def delete_media_source(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId, revisions: RevisionsDep
) -> None:
    """Forget a media source, its credentials and its files. Nothing is changed in the library itself."""
    await use_cases.change_sources.delete(source_id, revisions, actor(principal))


@router.put(
    "/{sourceId}/credentials",
    summary="Replace the credentials",
    responses={
        **TAGGED,
        **refuses(
            SourceNotFound, SourceOfAnother, SourceChanged, SettingInvalid, SourceUnreadable, cases=[NO_REVISION]
        ),
    },
)
async def replace_source_credentials(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    source_id: SourceId,
    revisions: RevisionsDep,
    body: CredentialsRequest,
    response: Response,
) -> Success[MediaSourceResponse]:
    """Store other credentials, after the source has been read with them."""
    user = actor(principal)
    with checked_fields():
        source = await use_cases.change_sources.replace_credentials(source_id, body.credentials, revisions, user)
    tag(response, source.revision)
    return Success(data=MediaSourceResponse.of(source, user.user_id, is_administrator=user.is_administrator))


@router.post(
    "/{sourceId}/check",
    summary="Check a media source",
    responses=refuses(SourceNotFound, SourceOfAnother, SourceUnreadable),
    dependencies=NO_BODY,
)
async def check_media_source(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId
) -> Success[ServerResponse]:
    """Connect to a media source now, and return what it states about itself."""
    return Success(data=ServerResponse.of(await use_cases.change_sources.check(source_id, actor(principal))))

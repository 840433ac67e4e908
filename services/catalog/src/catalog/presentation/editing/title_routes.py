"""Routes of editors for single titles: overrides of facts."""

from fastapi import APIRouter, Response

from catalog.application.editing.read_models import EditedTitle
from catalog.domain.editing.errors import GenreUnknown, MergeNotAllowed
from catalog.presentation.editing.dependencies import CHANGES, READS, ActorDep, tag
from catalog.presentation.editing.preconditions import ConditionDep
from catalog.presentation.editing.requests import HideRequest, MergeRequest, OverridesRequest
from catalog.presentation.editing.responses import EditedTitleResponse
from catalog.presentation.errors import refuses
from catalog.presentation.routes.dependencies import ApplicationDep, MediaId
from chassis.http.schemas import Success
from chassis.http.tokens import EditorPrincipal

router = APIRouter(prefix="/admin/catalog/titles/{mediaId}", tags=["catalog"])


@router.get("", summary="Get an edited title", responses=READS)
async def get_edited_title(
    application: ApplicationDep, _: EditorPrincipal, media_id: MediaId, response: Response
) -> Success[EditedTitleResponse]:
    """Return a title with everything that editors decided about it, also one that is not listed.

    Send the ETag as `If-Match` of a change.
    """
    return _shown(await application.title_editing.title(media_id), response)


@router.patch("/overrides", summary="Override facts", responses={**CHANGES, **refuses(GenreUnknown)})
async def override_facts(
    application: ApplicationDep,
    actor: ActorDep,
    media_id: MediaId,
    condition: ConditionDep,
    body: OverridesRequest,
    response: Response,
) -> Success[EditedTitleResponse]:
    """Replace facts of a title, and revert those that are null; other facts stay.

    Pages and lists follow at once, search within seconds, and an import keeps the overrides. The slug does not change.
    """
    return _shown(await application.title_editing.override(media_id, body.changes(), actor, condition), response)


@router.delete("/overrides", summary="Revert all overrides", responses=CHANGES)
async def revert_overrides(
    application: ApplicationDep, actor: ActorDep, media_id: MediaId, condition: ConditionDep, response: Response
) -> Success[EditedTitleResponse]:
    """Revert every fact of a title to what its provider says now."""
    return _shown(await application.title_editing.revert(media_id, actor, condition), response)


@router.put("/hidden", summary="Hide a title", responses=CHANGES)
async def hide_title(
    application: ApplicationDep,
    actor: ActorDep,
    media_id: MediaId,
    condition: ConditionDep,
    body: HideRequest,
    response: Response,
) -> Success[EditedTitleResponse]:
    """Hide a title: no list, search or calendar has it, its page responds 404, and lookups count it as missing."""
    return _shown(await application.title_editing.hide(media_id, body.reason, actor, condition), response)


@router.delete("/hidden", summary="Show a title again", responses=CHANGES)
async def unhide_title(
    application: ApplicationDep, actor: ActorDep, media_id: MediaId, condition: ConditionDep, response: Response
) -> Success[EditedTitleResponse]:
    """Show a hidden title again, under its slug."""
    return _shown(await application.title_editing.unhide(media_id, actor, condition), response)


@router.put("/merge", summary="Merge a duplicate", responses={**CHANGES, **refuses(MergeNotAllowed)})
async def merge_title(
    application: ApplicationDep,
    actor: ActorDep,
    media_id: MediaId,
    condition: ConditionDep,
    body: MergeRequest,
    response: Response,
) -> Success[EditedTitleResponse]:
    """Merge a duplicate into another title of its type: its page and its id redirect (308) to the other.

    Imports keep the merger. Users' entries for the duplicate stay in their libraries.
    """
    return _shown(await application.title_editing.merge(media_id, body.into, actor, condition), response)


@router.delete("/merge", summary="Undo a merger", responses=CHANGES)
async def unmerge_title(
    application: ApplicationDep, actor: ActorDep, media_id: MediaId, condition: ConditionDep, response: Response
) -> Success[EditedTitleResponse]:
    """List a merged title as one of its own again."""
    return _shown(await application.title_editing.unmerge(media_id, actor, condition), response)


def _shown(title: EditedTitle, response: Response) -> Success[EditedTitleResponse]:
    tag(response, title.edition.version)
    return Success(data=EditedTitleResponse.of(title))

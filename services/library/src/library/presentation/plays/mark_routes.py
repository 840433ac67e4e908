"""HTTP routes of marks: what a user has stated, and undoing it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from chassis.http.schemas import CursorPage
from chassis.http.tokens import CurrentPrincipal
from library.application.plays.commands import ChangeItem
from library.domain.errors import AccountErased, KeyReused, MarkNotFound
from library.presentation.dependencies import READS, ApplicationDep, IdempotencyKeyDep, private
from library.presentation.errors import refuses
from library.presentation.plays.parameters import MARKS, MarkParams
from library.presentation.plays.schemas import MarkResponse

router = APIRouter(tags=["library"], dependencies=[Depends(private)])

MarkId = Annotated[
    UUID, Path(alias="markId", description="Id of the mark", examples=["1a2b3c4d-5e6f-4789-8abc-def012345678"])
]


@router.get("/me/marks", summary="List my marks", responses=READS)
async def list_marks(
    use_cases: ApplicationDep, principal: CurrentPrincipal, params: Annotated[MarkParams, Query()]
) -> CursorPage[MarkResponse]:
    """Return a page of the marks of the user, latest first: states, progress, ratings, notes and tags as they were set.

    Marks that were undone are omitted.
    """
    part = params.part(MARKS)
    marks = await use_cases.plays.reader.marks(principal.user_id, params.media_item_id, part)
    return params.page(MARKS, part, marks, MarkResponse.of)


@router.delete(
    "/me/marks/{markId}",
    summary="Undo my mark",
    status_code=204,
    responses=refuses(MarkNotFound, KeyReused, AccountErased),
)
async def undo_mark(
    use_cases: ApplicationDep, principal: CurrentPrincipal, mark_id: MarkId, idempotency_key: IdempotencyKeyDep
) -> None:
    """Undo a mark: the entry is what the journal says without it, so that an earlier mark of its kind counts again.

    The response has no body.
    """
    await use_cases.plays.undo_mark(ChangeItem(principal.user_id, mark_id, idempotency_key))

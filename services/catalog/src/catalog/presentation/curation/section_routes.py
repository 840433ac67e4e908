"""Routes of editors for the sections of the home page."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from catalog.domain.curation.errors import CuratedCollectionNotFound, TitleUnknown
from catalog.domain.editing.errors import EditConflict
from catalog.presentation.curation.requests import SECTION, SECTION_KEY, SectionRequest
from catalog.presentation.curation.responses import SectionResponse
from catalog.presentation.editing.dependencies import PRIVATE, TAGGED, ActorDep, tag
from catalog.presentation.editing.preconditions import NO_CONDITION, ConditionDep
from catalog.presentation.errors import refuses
from catalog.presentation.routes.dependencies import ApplicationDep
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Success
from chassis.http.tokens import EditorPrincipal

router = APIRouter(prefix="/admin/catalog/sections", tags=["catalog"])

CHANGES: Final[Responses] = {
    **TAGGED,
    **refuses(EditConflict, TitleUnknown, CuratedCollectionNotFound, cases=[NO_CONDITION]),
}


@router.get("", summary="List home sections", responses={200: {"headers": headers("Cache-Control")}})
async def list_sections(
    application: ApplicationDep, _: EditorPrincipal, response: Response
) -> Success[list[SectionResponse]]:
    """Return how each section of the home page is arranged, in the default order.

    Curated collections that were ever shown on the home page follow.
    """
    response.headers.update(PRIVATE)
    return Success(data=[SectionResponse.of(arrangement) for arrangement in await application.sections.all()])


@router.put("/{key}", summary="Arrange a home section", responses=CHANGES)
async def arrange_section(
    application: ApplicationDep,
    actor: ActorDep,
    key: Annotated[
        str, Path(max_length=120, pattern=SECTION_KEY, description=SECTION, examples=["collection:summer-nights"])
    ],
    condition: ConditionDep,
    body: SectionRequest,
    response: Response,
) -> Success[SectionResponse]:
    """Switch a section on or off, move it, and pin titles to positions. A pinned title that is not listed is left out.

    The ETag of a section is its `version` in quotes; that of a section that was never arranged is `"0"`. The key
    `collection:<slug>` shows a curated collection while it is published, the first 12 of its listed titles.
    """
    arrangement = await application.sections.arrange(body.arrangement(key), actor, condition)
    tag(response, arrangement.version)
    return Success(data=SectionResponse.of(arrangement))

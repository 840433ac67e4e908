"""Routes of dead letters, for administrators; viewers may read."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query

from auth.domain.dead_letters.errors import DeadLetterHandled, DeadLetterNotFound
from auth.domain.errors import SessionEnded
from auth.presentation.administration.administrators import AdministratorDep
from auth.presentation.dead_letters.requests import ActionRequest, DeadLettersParams, SelectionRequest
from auth.presentation.dead_letters.responses import (
    DeadLetterDetailsResponse,
    DeadLetterResponse,
    SelectedLettersResponse,
)
from auth.presentation.dependencies import ApplicationDep, uncacheable
from auth.presentation.errors import refuses
from chassis.http.schemas import Page, Success, page_meta

router = APIRouter(prefix="/admin/dead-letters", tags=["auth"])

LetterId = Annotated[
    UUID, Path(alias="letterId", description="Id of the letter", examples=["5e0f3c52-8a4f-5d0e-9d0c-0b1d2f3a4c5d"])
]
ACTION: Final = {**refuses(SessionEnded, DeadLetterNotFound, DeadLetterHandled), **uncacheable(202)}


@router.get("", summary="List dead letters", responses=refuses(SessionEnded) | uncacheable(200))
async def list_dead_letters(
    use_cases: ApplicationDep, administrator: AdministratorDep, params: Annotated[DeadLettersParams, Query()]
) -> Page[DeadLetterResponse]:
    """Return a page of the events that services have rejected within 30 days, the newest first."""
    page = await use_cases.dead_letters.manage.page(params.where(), params.limit, params.offset, administrator)
    return Page(
        data=[DeadLetterResponse.of(letter) for letter in page.letters],
        meta=page_meta(count=len(page.letters), total=page.total, limit=params.limit, offset=params.offset),
    )


@router.post(
    "/redrive", status_code=202, summary="Redrive many dead letters", responses=refuses(SessionEnded) | uncacheable(202)
)
async def redrive_dead_letters(
    use_cases: ApplicationDep, administrator: AdministratorDep, body: SelectionRequest
) -> Success[SelectedLettersResponse]:
    """Publish the events of all open letters that meet the conditions again, within seconds; return their number."""
    count = await use_cases.dead_letters.manage.request_all(body.where(), "redrive", body.reason, administrator)
    return Success(data=SelectedLettersResponse(letters=count))


@router.post(
    "/discard", status_code=202, summary="Discard many dead letters", responses=refuses(SessionEnded) | uncacheable(202)
)
async def discard_dead_letters(
    use_cases: ApplicationDep, administrator: AdministratorDep, body: SelectionRequest
) -> Success[SelectedLettersResponse]:
    """Discard the events of all open letters that meet the conditions; return their number."""
    count = await use_cases.dead_letters.manage.request_all(body.where(), "discard", body.reason, administrator)
    return Success(data=SelectedLettersResponse(letters=count))


@router.get(
    "/{letterId}",
    summary="Get a dead letter",
    responses=refuses(SessionEnded, DeadLetterNotFound) | uncacheable(200),
)
async def get_dead_letter(
    use_cases: ApplicationDep, administrator: AdministratorDep, letter_id: LetterId
) -> Success[DeadLetterDetailsResponse]:
    """Return a dead letter with the headers and the body of the event, in which secrets are masked."""
    details = await use_cases.dead_letters.manage.details(letter_id, administrator)
    return Success(data=DeadLetterDetailsResponse.of_details(details))


@router.post("/{letterId}/redrive", status_code=202, summary="Redrive a dead letter", responses=ACTION)
async def redrive_dead_letter(
    use_cases: ApplicationDep, administrator: AdministratorDep, letter_id: LetterId, body: ActionRequest
) -> Success[DeadLetterDetailsResponse]:
    """Publish the event again, within seconds, and return the letter; repeating the request changes nothing.

    Deploy the fix first. The service that has rejected the event applies it now, other services ignore it. If it is
    rejected again, there is a new letter. If it cannot be published, the letter is open again and has a `failure`.
    """
    details = await use_cases.dead_letters.manage.request(letter_id, "redrive", body.reason, administrator)
    return Success(data=DeadLetterDetailsResponse.of_details(details))


@router.post("/{letterId}/discard", status_code=202, summary="Discard a dead letter", responses=ACTION)
async def discard_dead_letter(
    use_cases: ApplicationDep, administrator: AdministratorDep, letter_id: LetterId, body: ActionRequest
) -> Success[DeadLetterDetailsResponse]:
    """Discard the event, and return the letter; repeating the request changes nothing."""
    details = await use_cases.dead_letters.manage.request(letter_id, "discard", body.reason, administrator)
    return Success(data=DeadLetterDetailsResponse.of_details(details))

"""HTTP routes of the previews of texts."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import Field

from chassis.core.languages import TAG
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.schemas import Parameters, Success
from chassis.http.tokens import AdminPrincipal
from notifications.domain.errors import KindNotFound
from notifications.presentation.dependencies import READS, ApplicationDep, private
from notifications.presentation.errors import refuses
from notifications.presentation.templates.schemas import PreviewResponse, TemplateResponse

router = APIRouter(prefix="/admin/notifications/templates", tags=["notifications"], dependencies=[Depends(private)])

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "sandbox"
)
"""A mail has styles of its own, and neither executes scripts nor loads anything."""
_PAGE: Final[Responses] = {
    200: {
        "description": "The HTML part of the mail, as a page",
        "content": {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>"}},
        "headers": headers("Cache-Control"),
    }
}

KindName = Annotated[
    str, Path(pattern="^[a-z_]{1,40}$", description="Name of the kind of messages", examples=["new_episode"])
]


class LanguageParams(Parameters):
    """The language of a preview."""

    language: str = Field(
        default="en",
        pattern=f"^{TAG}$",
        max_length=35,
        description="Language of the text as a BCP 47 tag; without a text in it the text is in English",
        examples=["uk"],
    )


class PreviewParams(LanguageParams):
    """Parameters of a preview."""

    channel: Literal["inbox", "email", "webpush", "sms", "service", "webhook"] = Field(
        default="email", description="Channel that the text is written for; only mail has HTML", examples=["email"]
    )


@router.get("", summary="List the kinds of messages", responses=READS)
async def list_templates(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[TemplateResponse]]:
    """Return every kind of messages, with the values that its texts use and the languages that it has texts in."""
    languages = sorted(use_cases.templates.languages)
    return Success(data=[TemplateResponse.of(kind, languages) for kind in use_cases.templates.kinds])


@router.get("/{kind}", summary="Preview a message", responses=refuses(KindNotFound) | READS)
async def preview_message(
    use_cases: ApplicationDep, _: AdminPrincipal, kind: KindName, params: Annotated[PreviewParams, Query()]
) -> Success[PreviewResponse]:
    """Return the text of a kind with sample values. Nothing is sent."""
    return Success(data=PreviewResponse.of(use_cases.templates.preview(kind, params.language, params.channel)))


@router.get(
    "/{kind}/mail",
    summary="Preview a mail as a page",
    response_class=Response,
    responses=refuses(KindNotFound) | _PAGE,
)
async def preview_mail(
    use_cases: ApplicationDep, _: AdminPrincipal, kind: KindName, params: Annotated[LanguageParams, Query()]
) -> HTMLResponse:
    """Return the HTML part of the mail of a kind with sample values, as a page that loads and executes nothing."""
    content = use_cases.templates.preview(kind, params.language, "email").content
    response_headers = {"Cache-Control": "private, no-store", "Content-Security-Policy": POLICY}
    return HTMLResponse(content.html or "", headers=response_headers)

"""The link of messages that unsubscribes, without sign-in. Only `POST` changes something, as scanners open links."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.responses import HTMLResponse

from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from notifications.domain.errors import UnsubscribeTokenInvalid
from notifications.presentation.dependencies import ApplicationDep
from notifications.presentation.errors import refuses

router = APIRouter(prefix="/notifications", tags=["notifications"])

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {"Cache-Control": "private, no-store", "Content-Security-Policy": POLICY}
_PAGE: Final[Responses] = {
    200: {
        "description": "A page",
        "headers": headers("Cache-Control"),
        "content": {"text/html": {"schema": {"type": "string"}, "example": "<!doctype html>…"}},
    }
}

Token = Annotated[str, Query(description="The token of the link", examples=["wN5mXU0rS1mPq7oQb2yZ6kHc4tE"])]
Language = Annotated[
    str,
    Header(alias="Accept-Language", description="Preferred languages of the page", examples=["uk"]),
]


async def _language(language: Language = "en") -> str:
    return language


LanguageDep = Annotated[str, Depends(_language)]


@router.get(
    "/unsubscribe",
    summary="Show the unsubscribe page",
    response_class=Response,
    responses=refuses(UnsubscribeTokenInvalid) | _PAGE,
)
async def unsubscribe_page(use_cases: ApplicationDep, token: Token, language: LanguageDep) -> HTMLResponse:
    """Return a page with a button that unsubscribes. Nothing changes until it is pressed."""
    use_cases.unsubscribe.verify(token)
    return HTMLResponse(use_cases.unsubscribe_pages.confirmation(token, language), headers=_HEADERS)


@router.post(
    "/unsubscribe",
    summary="Unsubscribe by a link",
    response_class=Response,
    responses=refuses(UnsubscribeTokenInvalid) | _PAGE,
)
async def unsubscribe_by_link(use_cases: ApplicationDep, token: Token, language: LanguageDep) -> HTMLResponse:
    """Turn off the kind on the channel that the token names; a repetition changes nothing.

    Programs of mail send it in one click (RFC 8058). The body is not read. What waits to be sent is cancelled.
    """
    await use_cases.unsubscribe(token)
    return HTMLResponse(use_cases.unsubscribe_pages.done(language), headers=_HEADERS)

"""The language of the texts of a response."""

from typing import Annotated, Final

from fastapi import Depends, Header, Response

from chassis.core.languages import preferred_languages
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.tokens import CurrentPrincipal
from notifications.application.messages.texts import Writer
from notifications.presentation.dependencies import ApplicationDep

WRITTEN: Final[Responses] = {200: {"headers": headers("Cache-Control", "Content-Language")}}
"""Of a response with texts in the language of the request."""

AcceptLanguage = Annotated[
    str | None,
    Header(
        alias="Accept-Language",
        description="Languages of the texts by preference; without a text in one, the user's own counts",
        examples=["uk, en;q=0.8"],
    ),
]


async def _writer(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response, accept_language: AcceptLanguage = None
) -> Writer:
    """Return the writer of texts for this request, and state its language."""
    language, write = await use_cases.inbox_texts.writer(principal.user_id, preferred_languages(accept_language))
    response.headers["Content-Language"] = language
    return write


WriterDep = Annotated[Writer, Depends(_writer)]

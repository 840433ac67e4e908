"""The language of the texts of a response."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeAlias

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


OpenWriter: TypeAlias = Callable[[], Awaitable[Writer]]
"""Returns the writer of texts for this request, and states its language in the response."""


async def _open_writer(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response, accept_language: AcceptLanguage = None
) -> OpenWriter:
    """Return what opens the writer: a dependency runs for an invalid request too, which should read nothing."""

    async def open_writer() -> Writer:
        language, write = await use_cases.inbox_texts.writer(principal.user_id, preferred_languages(accept_language))
        response.headers["Content-Language"] = language
        return write

    return open_writer


OpenWriterDep = Annotated[OpenWriter, Depends(_open_writer)]


async def _writer(open_writer: OpenWriterDep) -> Writer:
    return await open_writer()


WriterDep = Annotated[Writer, Depends(_writer)]
"""The writer of a stream, whose headers are sent before its first event."""

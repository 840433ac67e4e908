"""What routes are given, and what they refuse."""

from typing import Annotated, Final

from fastapi import Depends, Query, Request

from chassis.errors import ApiError
from ingestion.application.menu import Application
from ingestion.presentation.asks import NoParams


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


async def _no_params(_: Annotated[NoParams, Query()]) -> None:
    """Refuse any parameter in the query."""


async def _no_body(request: Request) -> None:
    """Refuse a body, which would be ignored otherwise; clients that must send one send an empty object."""
    if (await request.body()).strip() not in (b"", b"{}"):
        raise ApiError(400, "VALIDATION_ERROR", "body: nothing is taken here")


Menu = Annotated[Application, Depends(_application)]
NO_PARAMS: Final = [Depends(_no_params)]
NO_BODY: Final = [Depends(_no_body)]

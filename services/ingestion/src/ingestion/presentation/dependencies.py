"""What routes are given, and what they refuse."""

from typing import Annotated, Final

from fastapi import Depends, Query, Request

from ingestion.application.menu import Application
from ingestion.presentation.asks import NoParams


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


async def _no_params(_: Annotated[NoParams, Query()]) -> None:
    """Refuse any parameter in the query."""


Menu = Annotated[Application, Depends(_application)]
NO_PARAMS: Final = [Depends(_no_params)]

"""What routes are given."""

from typing import Annotated

from fastapi import Depends, Request

from ingestion.application.menu import Application


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


Menu = Annotated[Application, Depends(_application)]

"""Dependencies of the routes."""

from typing import Annotated, Final

from fastapi import Depends, Request

from chassis.errors import ApiError
from ingestion.application.menu import Application


async def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


async def _no_body(request: Request) -> None:
    """Refuse a body, which would be ignored otherwise; clients that must send one send an empty object."""
    if (await request.body()).strip() not in (b"", b"{}"):
        problem = {"field": "body", "in": "body", "rule": "extra_forbidden", "message": "must be empty or {}"}
        raise ApiError(400, "VALIDATION_ERROR", "body: must be empty or {}", details={"errors": [problem]})


Menu = Annotated[Application, Depends(_application)]
NO_BODY: Final = [Depends(_no_body)]

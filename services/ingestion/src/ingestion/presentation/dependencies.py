"""Dependencies of the routes."""

from typing import Annotated, Final

from fastapi import Depends, Request

from chassis.http.dependencies import application
from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem
from ingestion.application import Application


async def _no_body(request: Request) -> None:
    """Refuse a body, which would be ignored otherwise; clients that must send one send an empty object."""
    if (await request.body()).strip() not in (b"", b"{}"):
        raise validation_error(Problem("body", "body", "extra_forbidden", "must be empty or {}"))


ApplicationDep = Annotated[Application, Depends(application)]
NO_BODY: Final = [Depends(_no_body)]

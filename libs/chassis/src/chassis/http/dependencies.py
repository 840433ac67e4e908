"""Dependencies that the routes of every service share."""

from typing import Any, Final

from fastapi import Depends, Request

from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem


async def application(request: Request) -> Any:
    """Return the use cases of the service, for its `ApplicationDep = Annotated[Application, Depends(application)]`."""
    return request.app.state.application


async def _no_body(request: Request) -> None:
    if (await request.body()).strip() not in (b"", b"{}"):
        raise validation_error(Problem("body", "body", "extra_forbidden", "must be empty or {}"))


NO_BODY: Final = [Depends(_no_body)]
"""Refuses a body, which would be ignored otherwise; clients that must send one send an empty object."""

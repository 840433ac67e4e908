"""Dependencies that the routes of every service share."""

from typing import Any

from fastapi import Request


async def application(request: Request) -> Any:
    """Return the use cases of the service, for its `ApplicationDep = Annotated[Application, Depends(application)]`."""
    return request.app.state.application

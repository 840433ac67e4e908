"""Dependencies of the routes of notifications.

They are coroutines: FastAPI runs a plain function in a thread, which costs more than the whole rest of a request.
"""

from typing import Annotated, Final

from fastapi import Depends, Query, Response

from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from notifications.application import Application

ApplicationDep = Annotated[Application, Depends(application)]
Limit = Annotated[int, Query(ge=1, le=100, description="Maximum number of items on the page", examples=[20])]
Offset = Annotated[int, Query(ge=0, le=2_147_483_647, description="Number of items before the page", examples=[0])]

READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}


async def private(response: Response) -> None:
    """Forbid caches to store what belongs to one user."""
    response.headers["Cache-Control"] = "private, no-store"

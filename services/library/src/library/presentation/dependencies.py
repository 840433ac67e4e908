"""Dependencies of the routes of the library.

They are coroutines: FastAPI runs a plain function in a thread, which costs more than the whole rest of a request.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request, Response

from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.idempotency import KEY_EXAMPLE, KEY_PATTERN, fingerprint_of
from library.application import Application
from library.application.idempotency import IdempotencyKey

ApplicationDep = Annotated[Application, Depends(application)]
MediaId = Annotated[
    UUID, Path(alias="mediaItemId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
Limit = Annotated[int, Query(ge=1, le=100, description="Maximum number of entries on the page", examples=[20])]
Offset = Annotated[int, Query(ge=0, le=2_147_483_647, description="Number of entries before the page", examples=[0])]

READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}


async def private(response: Response) -> None:
    """Forbid caches to store what belongs to one user."""
    response.headers["Cache-Control"] = "private, no-store"


async def _idempotency_key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=KEY_PATTERN,
            description="Key of the request: a repetition with the same key within 24 hours gets the first response",
            examples=[KEY_EXAMPLE],
        ),
    ] = None,
) -> IdempotencyKey | None:
    if idempotency_key is None:
        return None
    return IdempotencyKey(idempotency_key, await fingerprint_of(request))


IdempotencyKeyDep = Annotated[IdempotencyKey | None, Depends(_idempotency_key)]

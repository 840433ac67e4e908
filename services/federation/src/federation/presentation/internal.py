"""What other services of this installation read; no client reaches it."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from federation.presentation.dependencies import ApplicationDep

router = APIRouter(prefix="/internal/federation", include_in_schema=False)


@router.get("/keys")
async def content_keys(use_cases: ApplicationDep) -> Response:
    """Return the keys of the tokens by which federation reads content, as a JSON Web Key Set."""
    return JSONResponse(use_cases.content_keys.published())

"""HTTP routes of search."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from search.presentation.beyond.routes import compatible_router
from search.presentation.beyond.routes import router as beyond_router
from search.presentation.searching.routes import router as searching_router

ROUTERS: Final[Sequence[APIRouter]] = (searching_router, beyond_router, compatible_router)

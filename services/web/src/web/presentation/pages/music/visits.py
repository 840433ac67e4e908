"""Visits of pages that exist only where the installation has music."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from web.presentation.visits import AccountVisit, AdminVisit, Visit


async def require_music(request: Request) -> None:
    """Raise HTTPException (404) in an installation without music."""
    if not request.app.state.renderer.has_music:
        raise HTTPException(404)


async def listening(_: Annotated[None, Depends(require_music)], visit: AccountVisit) -> Visit:
    """Return the visit of a user who may listen."""
    return visit


async def administering(_: Annotated[None, Depends(require_music)], visit: AdminVisit) -> Visit:
    """Return the visit of an administrator of music."""
    return visit


ListenerVisit = Annotated[Visit, Depends(listening)]
"""The parameter of a page of music."""
MusicAdminVisit = Annotated[Visit, Depends(administering)]
"""The parameter of a page about music folders."""

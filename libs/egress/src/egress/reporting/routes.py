"""The route on which a service reports its guards."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from egress.guard import EgressGuard
from egress.policy import Purpose
from egress.reporting.schemas import EgressGuardResponse
from egress.settings import EgressSettings

STATE = "egress_guards"
"""Where the application has its guards."""


def egress_state(settings: EgressSettings) -> dict[str, object]:
    """Return what the route reads from the state of the application."""
    return {STATE: settings.egress_guards}


async def report(guards: Mapping[Purpose, EgressGuard]) -> list[EgressGuardResponse]:
    """Return the state of guards by purpose; their paths are checked at the same time."""
    ordered = [guards[purpose] for purpose in sorted(guards)]
    conditions = await asyncio.gather(*(guard.check_path() for guard in ordered))
    return [EgressGuardResponse.of(*pair) for pair in zip(ordered, conditions, strict=True)]


def egress_router(prefix: str, service: str, *, tag: str) -> APIRouter:
    """Return the router with `GET <prefix>/egress` of a service, whose operation has a name of its own."""
    router = APIRouter(prefix=prefix, tags=[tag])

    @router.get("/egress", name=f"list_egress_of_{service}", summary=f"List the egress guards of {service}")
    async def list_egress(
        request: Request, _: AdminPrincipal, response: Response
    ) -> Success[list[EgressGuardResponse]]:
        """Return for each purpose what may be called, by which path, whether the path holds, and what was refused.

        The process that responds checks its paths now, or uses the last result of a probe while that is recent. The
        numbers of refusals are its own: those of all processes are in the metric `egress_refusals_total`.
        """
        response.headers["Cache-Control"] = "private, no-store"
        return Success(data=await report(getattr(request.app.state, STATE)))

    return router

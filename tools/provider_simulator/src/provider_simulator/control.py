"""The control routes: what was asked, which faults and edits are on, and health. Not part of any provider's API."""

from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from provider_simulator.answers import Body, Source
from provider_simulator.door import Door
from provider_simulator.edits import BadEdit, parse_edits
from provider_simulator.faults import BadFault, parse_faults


def control_routes(doors: Mapping[str, Door], sources: list[Source]) -> list[Route]:
    """The routes over these doors."""
    desk = _Desk(doors, sources)
    return [
        Route("/health/live", desk.live),
        Route("/health/ready", desk.ready),
        Route("/control", desk.overview),
        Route("/control/requests", desk.requests),
        Route("/control/requests", desk.forget, methods=["DELETE"]),
        Route("/control/faults", desk.faults),
        Route("/control/faults", desk.all_off, methods=["DELETE"]),
        Route("/control/faults/{provider}", desk.faults_of),
        Route("/control/faults/{provider}", desk.switch_on, methods=["PUT"]),
        Route("/control/faults/{provider}", desk.switch_off, methods=["DELETE"]),
        Route("/control/edits", desk.edits),
        Route("/control/edits", desk.take_all_back, methods=["DELETE"]),
        Route("/control/edits/{provider}", desk.edits_of),
        Route("/control/edits/{provider}", desk.edit, methods=["PUT"]),
        Route("/control/edits/{provider}", desk.take_back, methods=["DELETE"]),
    ]


class _Desk:
    def __init__(self, doors: Mapping[str, Door], sources: list[Source]) -> None:
        self._doors = doors
        self._sources = sources

    async def live(self, _request: Request) -> Response:
        return _json({"status": "live"})

    async def ready(self, _request: Request) -> Response:
        return _json({"status": "ready", "checks": {}})

    async def overview(self, _request: Request) -> Response:
        mounts = {name: door.provider.mount for name, door in self._doors.items()}
        return _json({"providers": mounts, "sources": [source.describe() for source in self._sources]})

    async def requests(self, _request: Request) -> Response:
        return _json({name: _report(door) for name, door in self._doors.items()})

    async def forget(self, _request: Request) -> Response:
        for door in self._doors.values():
            door.counter.forget()
            door.limiter.forget()
        return Response(status_code=204)

    async def faults(self, _request: Request) -> Response:
        return _json({name: door.faults.report() for name, door in self._doors.items()})

    async def all_off(self, _request: Request) -> Response:
        for door in self._doors.values():
            door.faults.switch_off()
        return Response(status_code=204)

    async def faults_of(self, request: Request) -> Response:
        door = self._door(request)
        return _json(door.faults.report()) if door else self._no_such_provider(request)

    async def switch_on(self, request: Request) -> Response:
        door = self._door(request)
        if door is None:
            return self._no_such_provider(request)
        try:
            faults = parse_faults(orjson.loads(await request.body()))
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadFault as error:
            return _bad(error.field, str(error))
        door.faults.switch_on(faults)
        return _json(door.faults.report())

    async def switch_off(self, request: Request) -> Response:
        door = self._door(request)
        if door is None:
            return self._no_such_provider(request)
        door.faults.switch_off()
        return Response(status_code=204)

    async def edits(self, _request: Request) -> Response:
        return _json({name: door.edits.report() for name, door in self._doors.items()})

    async def take_all_back(self, _request: Request) -> Response:
        for door in self._doors.values():
            door.take_back_edits()
        return Response(status_code=204)

    async def edits_of(self, request: Request) -> Response:
        door = self._door(request)
        return _json(door.edits.report()) if door else self._no_such_provider(request)

    async def edit(self, request: Request) -> Response:
        door = self._door(request)
        if door is None:
            return self._no_such_provider(request)
        try:
            edits = parse_edits(orjson.loads(await request.body()), door.provider.mount)
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadEdit as error:
            return _bad(error.field, str(error))
        door.lay(edits)
        return _json(door.edits.report())

    async def take_back(self, request: Request) -> Response:
        door = self._door(request)
        if door is None:
            return self._no_such_provider(request)
        door.take_back_edits()
        return Response(status_code=204)

    def _door(self, request: Request) -> Door | None:
        return self._doors.get(request.path_params["provider"])

    def _no_such_provider(self, request: Request) -> Response:
        name = request.path_params["provider"]
        known = ", ".join(self._doors)
        return _json({"error": {"field": "provider", "message": f"{name}: unknown; known are {known}"}}, status=404)


def _report(door: Door) -> Body:
    limiter = door.limiter
    window = {
        "seconds": limiter.budget.seconds,
        "limit": limiter.budget.requests,
        "enforced": limiter.enforced,
        "peak": limiter.peak,
        "overBudget": limiter.over_budget,
    }
    return door.counter.report() | {"window": window}


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")


def _bad(field: str, message: str) -> Response:
    return _json({"error": {"field": field, "message": message}}, status=400)

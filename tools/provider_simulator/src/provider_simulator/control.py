"""The control routes: counters of requests, faults and edits in force, and health. Not part of any provider's API."""

from collections.abc import Callable, Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from provider_simulator.effects.edits import BadEdit, parse_edits
from provider_simulator.effects.faults import BadFault, parse_faults
from provider_simulator.payments.payment_app import PaymentApp
from provider_simulator.provider_app import ProviderApp
from provider_simulator.responses import Body, Source


def control_routes(
    apps: Mapping[str, ProviderApp | PaymentApp], sources: list[Source], begin: Callable[[], None]
) -> list[Route]:
    """Return the routes over these apps; `begin` is called when the readiness is read."""
    control = _Control(apps, sources, begin)
    return [
        Route("/health/live", control.live),
        Route("/health/ready", control.ready),
        Route("/control", control.overview),
        Route("/control/requests", control.requests),
        Route("/control/requests", control.forget, methods=["DELETE"]),
        Route("/control/faults", control.faults),
        Route("/control/faults", control.all_off, methods=["DELETE"]),
        Route("/control/faults/{provider}", control.faults_of),
        Route("/control/faults/{provider}", control.switch_on, methods=["PUT"]),
        Route("/control/faults/{provider}", control.switch_off, methods=["DELETE"]),
        Route("/control/edits", control.edits),
        Route("/control/edits", control.take_all_back, methods=["DELETE"]),
        Route("/control/edits/{provider}", control.edits_of),
        Route("/control/edits/{provider}", control.edit, methods=["PUT"]),
        Route("/control/edits/{provider}", control.take_back, methods=["DELETE"]),
    ]


class _Control:
    def __init__(
        self, apps: Mapping[str, ProviderApp | PaymentApp], sources: list[Source], begin: Callable[[], None]
    ) -> None:
        self._begin = begin
        self._apps = apps
        self._sources = sources
        self._editable = {name: app for name, app in apps.items() if isinstance(app, ProviderApp)}

    async def live(self, _request: Request) -> Response:
        return _json({"status": "live"})

    async def ready(self, _request: Request) -> Response:
        self._begin()
        return _json({"status": "ready", "checks": {}})

    async def overview(self, _request: Request) -> Response:
        mounts = {name: app.mount for name, app in self._apps.items()}
        return _json({"providers": mounts, "sources": [source.describe() for source in self._sources]})

    async def requests(self, _request: Request) -> Response:
        return _json({name: _report(app) for name, app in self._apps.items()})

    async def forget(self, _request: Request) -> Response:
        for app in self._apps.values():
            app.counter.forget()
            app.limiter.forget()
        return Response(status_code=204)

    async def faults(self, _request: Request) -> Response:
        return _json({name: app.faults.report() for name, app in self._apps.items()})

    async def all_off(self, _request: Request) -> Response:
        for app in self._apps.values():
            app.faults.switch_off()
        return Response(status_code=204)

    async def faults_of(self, request: Request) -> Response:
        app = self._app(request)
        return _json(app.faults.report()) if app else self._no_such_provider(request)

    async def switch_on(self, request: Request) -> Response:
        app = self._app(request)
        if app is None:
            return self._no_such_provider(request)
        try:
            faults = parse_faults(orjson.loads(await request.body()))
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadFault as error:
            return _bad(error.field, str(error))
        app.faults.switch_on(faults)
        return _json(app.faults.report())

    async def switch_off(self, request: Request) -> Response:
        app = self._app(request)
        if app is None:
            return self._no_such_provider(request)
        app.faults.switch_off()
        return Response(status_code=204)

    async def edits(self, _request: Request) -> Response:
        return _json({name: app.edits.report() for name, app in self._editable.items()})

    async def take_all_back(self, _request: Request) -> Response:
        for app in self._editable.values():
            app.take_back_edits()
        return Response(status_code=204)

    async def edits_of(self, request: Request) -> Response:
        app = self._editable.get(request.path_params["provider"])
        return _json(app.edits.report()) if app else self._no_such_provider(request)

    async def edit(self, request: Request) -> Response:
        app = self._editable.get(request.path_params["provider"])
        if app is None:
            return self._no_such_provider(request)
        try:
            edits = parse_edits(orjson.loads(await request.body()), app.provider.mount)
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadEdit as error:
            return _bad(error.field, str(error))
        app.lay(edits)
        return _json(app.edits.report())

    async def take_back(self, request: Request) -> Response:
        app = self._editable.get(request.path_params["provider"])
        if app is None:
            return self._no_such_provider(request)
        app.take_back_edits()
        return Response(status_code=204)

    def _app(self, request: Request) -> ProviderApp | PaymentApp | None:
        return self._apps.get(request.path_params["provider"])

    def _no_such_provider(self, request: Request) -> Response:
        name = request.path_params["provider"]
        members = ", ".join(self._apps)
        return _json({"error": {"field": "provider", "message": f"{name}: unknown; known are {members}"}}, status=404)


def _report(app: ProviderApp | PaymentApp) -> Body:
    limiter = app.limiter
    window = {
        "seconds": limiter.budget.seconds,
        "limit": limiter.budget.requests,
        "enforced": limiter.enforced,
        "peak": limiter.peak,
        "overBudget": limiter.over_budget,
    }
    return app.counter.report() | {"window": window}


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")


def _bad(field: str, message: str) -> Response:
    return _json({"error": {"field": field, "message": message}}, status=400)

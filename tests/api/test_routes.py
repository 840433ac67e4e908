"""Every route of a service is open to clients or declared internal, by the rules that its document states."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from chassis.http.routing.web_sockets import NO_SOCKET
from chassis.testing.openapi import DocumentReader
from gateway.domain.errors import RouteNotFound
from gateway.domain.paths import split_path
from gateway.domain.route_table import ROUTES
from gateway.domain.routes import PAGES, READS, Target, find_target
from service_table.table import routed

pytestmark = pytest.mark.unit

OF_EVERY_SERVICE: Final = frozenset({"/openapi.json", "/health/live", "/health/ready", "/metrics"})
"""Paths for probes, Prometheus and the gateway itself."""
KEYS: Final = b"/.well-known/jwks.json"
OF_OTHER_PROTOCOLS: Final = {"rest", "federation/server", "federation/wire"}
"""The route of Subsonic, which documents its own methods."""
TOKENLESS: Final = frozenset({"none", "refresh-token", "sign-in-binding", "proxy-user"})


def target(path: str) -> Target:
    """Return the target of a path of a service; its parameters are segments of no special meaning."""
    raw = path.replace("{", "").replace("}", "").encode()
    return find_target(raw, split_path(raw))


def paths(application: FastAPI) -> Iterator[str]:
    """Return the whole path of every route of a service, without the one that refuses unknown WebSockets."""
    for context in iter_route_contexts(application.routes):
        if context.path and context.path != NO_SOCKET.path:
            yield context.path


def operations(api: DocumentReader) -> Iterator[tuple[str, str, bool, Target]]:
    """Return name and method of every operation, whether it needs a token, and its target."""
    for name, operation in api.operations():
        method, _, path = name.partition(" ")
        yield name, method, bool(operation["security"]) and {} not in operation["security"], target(path)


def test_every_route_is_open_to_clients_or_declared_internal(applications: Mapping[str, FastAPI]) -> None:
    internal = {spec.name: {*spec.internal, *OF_EVERY_SERVICE} for spec in routed()}
    unreachable, elsewhere = [], []
    for service, application in applications.items():
        served = set(paths(application))
        assert internal[service] <= served, f"{service} declares routes internal that it does not have"
        for path in served - internal[service]:
            try:
                reached = target(path).service
            except RouteNotFound:
                unreachable.append(f"{service}: {path}")
            else:
                if reached != service:
                    elsewhere.append(f"{service}: {path} leads to {reached}")
    assert unreachable == [], "declare it in routes or in internal of service.toml"
    assert elsewhere == []


def test_no_internal_route_is_open_to_clients() -> None:
    for spec in routed():
        for path in (*spec.internal, *OF_EVERY_SERVICE):
            with pytest.raises(RouteNotFound):
                target(path)


def test_the_gateway_needs_a_token_exactly_where_the_service_does(api: DocumentReader) -> None:
    """A stricter gateway would hide public operations; one that is less strict would leave the check to the service."""
    for name, method, needs_token, reached in operations(api):
        if needs_token:
            assert reached.accepts_token(), f"{name} needs a token, and its route ignores one"
        elif method not in READS:
            assert reached.route.credentials in TOKENLESS, f"{name} needs no token: declare its credentials"
        elif reached.accepts_token() and reached.route is not find_target(KEYS, split_path(KEYS)).route:
            assert reached.route.public_reads, f"{name} needs no token: an invalid one must not close it"


def test_every_route_has_operations(api: DocumentReader) -> None:
    used = {reached.route.path for _, _, _, reached in operations(api)}
    assert {route.path for route in ROUTES if route is not PAGES} - used == OF_OTHER_PROTOCOLS

"""Names that a library does not promise to keep: an upgrade that moves one fails here, with the place that uses it.

Add a name here before using it; a test of behaviour alone would fail far from the cause, or not at all.
"""

import asyncio
import inspect
from dataclasses import fields

import aiohttp
import pytest
from aiokafka import AIOKafkaProducer
from fastapi import APIRouter, FastAPI, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from faststream.kafka import KafkaBroker
from faststream.kafka.subscriber.usecase import BatchSubscriber
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

pytestmark = pytest.mark.unit

ABORT = "chassis.messaging.publishing.abort"
TRANSPORT = "chassis.http.client_transport"
EGRESS = "egress.connections.transport"
PROTOCOL = "chassis.http.server.protocol"
DIRECT = "chassis.http.routing.direct"
TABLE = "chassis.http.routing.table"
SUBSCRIPTION = "chassis.messaging.consuming.subscription"

OVERRIDDEN = (
    "connection_made",
    "connection_lost",
    "data_received",
    "on_message_begin",
    "on_url",
    "on_header",
    "on_headers_complete",
    "on_body",
    "handle_websocket_upgrade",
    "on_message_complete",
    "on_response_complete",
    "pause_writing",
    "resume_writing",
    "shutdown",
    "send_400_response",
)
READ = (
    "transport",
    "connections",
    "tasks",
    "client",
    "url",
    "headers",
    "cycle",
    "timeout_keep_alive",
    "pipeline",
    "loop",
    "flow",
    "parser",
    "ws_protocol_class",
    "_should_upgrade",
    "_unset_keepalive_if_required",
    "expect_100_continue",
    "scope",
    "server_state",
)


KNOWN_OF_DEPENDANT = {
    "path_params",
    "query_params",
    "header_params",
    "cookie_params",
    "body_params",
    "dependencies",
    "name",
    "call",
    "request_param_name",
    "websocket_param_name",
    "http_connection_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
    "own_oauth_scopes",
    "parent_oauth_scopes",
    "use_cache",
    "path",
    "scope",
    "concurrency",
}


def check(owner: object, library: str, used_by: str, *names: str) -> None:
    """Fail with the names that an object has no longer, and the module that needs them."""
    missing = [name for name in names if not hasattr(owner, name)]
    assert not missing, (
        f"{library}: {type(owner).__name__} has no {', '.join(missing)} any more. "
        f"{used_by} uses this private name: find its successor before upgrading"
    )


async def test_aiokafka_producer_has_the_private_names_that_abort_uses() -> None:
    producer = AIOKafkaProducer(bootstrap_servers="localhost:1", enable_idempotence=True)
    check(producer, "aiokafka", ABORT, "_closed", "_message_accumulator", "_sender", "client")
    check(producer._message_accumulator, "aiokafka", ABORT, "fail_all")
    check(producer._sender, "aiokafka", ABORT, "sender_task", "_fail_all")
    assert producer._closed is False
    producer._closed = True


async def test_aiohttp_session_has_the_private_switch_of_its_retries() -> None:
    async with aiohttp.ClientSession() as session:
        check(session, "aiohttp", TRANSPORT, "_retry_connection")
        assert session._retry_connection is True


async def test_aiohttp_connector_has_the_private_names_of_connections_through_a_proxy() -> None:
    async with aiohttp.TCPConnector() as connector:
        check(connector, "aiohttp", EGRESS, "_wrap_create_connection", "_loop")
        parameters = inspect.signature(aiohttp.TCPConnector._wrap_create_connection).parameters
        assert {"addr_infos", "req", "timeout", "client_error"} <= set(parameters)


async def test_uvicorn_protocol_has_the_names_that_the_deadline_protocol_uses() -> None:
    config = Config(lambda: None)
    config.load()
    protocol = HttpToolsProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    check(protocol, "uvicorn", PROTOCOL, *OVERRIDDEN)
    protocol.url, protocol.headers = b"/", []
    check(protocol, "uvicorn", PROTOCOL, *READ)
    annotations = RequestResponseCycle.__init__.__annotations__
    assert {"keep_alive", "on_response"} <= set(annotations), (
        f"uvicorn: {PROTOCOL} uses RequestResponseCycle.keep_alive"
    )
    assert hasattr(FlowControl(None), "read_paused"), f"uvicorn: {PROTOCOL} uses FlowControl.read_paused"  # type: ignore[arg-type]


async def test_fastapi_routes_have_the_names_that_the_route_table_uses() -> None:
    """The names are public and not documented."""
    router = APIRouter()

    @router.get("/notes/{number}")
    async def note(number: int) -> Response:
        return Response(str(number))

    app = FastAPI()
    app.include_router(router)
    context = next(item for item in iter_route_contexts(app.routes) if item.path == "/notes/{number}")
    check(context, "FastAPI", TABLE, "app", "dependant", "endpoint", "methods", "original_route", "param_convertors")
    check(context, "FastAPI", TABLE, "path_regex")
    assert {name.name for name in fields(Dependant)} == KNOWN_OF_DEPENDANT, f"{DIRECT} must know every kind of argument"
    [field] = context.dependant.path_params
    assert field.validate("5") == (5, [])


async def test_faststream_subscriber_has_the_names_that_a_cancelled_stop_uses() -> None:
    """`consumer` and `tasks` are public by name and not documented."""
    subscriber = KafkaBroker("localhost:1").subscriber("topic", batch=True, group_id="group")
    assert isinstance(subscriber, BatchSubscriber)
    check(subscriber, "FastStream", SUBSCRIPTION, "consumer", "tasks")

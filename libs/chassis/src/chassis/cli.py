"""The command line of a service: `python -m <service> [all|api|worker|migrate|replay|dlq]`."""

import argparse
import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Table
from starlette.routing import WebSocketRoute

from chassis.http.server.lingering import LingeringServer
from chassis.http.server.protocol import KEEP_ALIVE_SECONDS, protocol_with
from chassis.http.server.websockets import MESSAGE_BYTES, CountedWebSocket
from chassis.messaging.dead_letters.arguments import add_actions
from chassis.messaging.dead_letters.command import DeadLetterError, Source, run
from chassis.messaging.replay import rewind
from chassis.runtime.access_log import access_log, configure_access_log
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.garbage_collection import relax_collection
from chassis.runtime.logs import configure_logging
from chassis.runtime.metrics.process import describe_process
from chassis.runtime.observability.release import release_of
from chassis.runtime.stopping import Stopping
from chassis.runtime.telemetry import configure_telemetry, flush_spans
from chassis.settings import HttpSettings, ServiceSettings
from chassis.storage import migrations
from chassis.storage.database import create_engine

Role = Literal["all", "api", "worker"]
ROLES: Final[tuple[Role, ...]] = ("all", "api", "worker")
STARTUP_FAILURE: Final = 3
"""Exit status of a process whose server could not start, as uvicorn's own command line has it."""

S_contra = TypeVar("S_contra", bound=ServiceSettings, contravariant=True)
S = TypeVar("S", bound=ServiceSettings)


class Container(Protocol):
    """What a service's `build` returns: all of its objects, connected and not yet started."""

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        ...


C_co = TypeVar("C_co", bound=Container, covariant=True)
C_contra = TypeVar("C_contra", bound=Container, contravariant=True)
C = TypeVar("C", bound=Container)


class Build(Protocol[S_contra, C_co]):
    """The composition root of a service."""

    def __call__(self, settings: S_contra, /) -> C_co:
        """Return the container of a service; open no connection."""
        ...


class CreateApi(Protocol[C_contra]):
    """The application factory of a service."""

    def __call__(self, container: C_contra, backgrounds: Sequence[Background] = (), /, *, routes: bool) -> FastAPI:
        """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
        ...


def serve(name: str, settings: HttpSettings, configure: Callable[[], uvicorn.Config], *, role: Role = "api") -> None:
    """Serve until SIGTERM or SIGINT, then drain; raise SystemExit(3) when the server cannot start.

    Logging and telemetry are configured before `configure` builds the application.
    """
    configure_logging(name, settings.log_level, role)
    configure_access_log(name, settings.access_log, settings.access_log_ratio, role)
    reports = _error_reports(name, settings, role)
    configure_telemetry(name, settings.otlp_endpoint, settings.trace_ratio, zipkin=settings.zipkin_endpoint, role=role)
    describe_process(name, role)
    # Only probes and Prometheus connect to a worker.
    server = LingeringServer(configure(), seconds=0.0 if role == "worker" else settings.linger_seconds)
    relax_collection()
    server.run()
    access_log().flush()
    flush_spans()
    if reports is not None:
        reports.close()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


def _error_reports(name: str, settings: HttpSettings, role: Role) -> logging.Handler | None:
    """Return what reports the errors of this process, null without a DSN; raise SystemExit for one that is none."""
    if settings.error_tracking_dsn is None:
        return None
    from chassis.runtime.tracing.error_reports import configure_error_reports  # noqa: PLC0415 - imports a large library

    try:
        return configure_error_reports(
            settings.error_tracking_dsn.get_secret_value(),
            service=name,
            role=role,
            environment=settings.environment,
            release=release_of(name),
        )
    except ValueError as error:
        raise SystemExit(f"{name}: {error}") from error


def server_config(settings: HttpSettings, app: FastAPI) -> uvicorn.Config:
    """Return the configuration of a service's server, which takes WebSockets if the service has any."""
    options = server_options(settings, app.state.stopping)
    if any(isinstance(route, WebSocketRoute) for route in app.routes):
        options |= {"ws": CountedWebSocket, "ws_max_size": MESSAGE_BYTES, "ws_per_message_deflate": False}
    return uvicorn.Config(app, **options)


def server_options(settings: HttpSettings, stopping: Stopping | None = None) -> dict[str, Any]:
    """Return the options of a service's server: the deadlines, limits and error responses that all services share."""
    return {
        "host": settings.http_host,
        "port": settings.http_port,
        "loop": "uvloop",
        "http": protocol_with(
            head_seconds=settings.head_seconds, body_seconds=settings.body_seconds, stopping=stopping
        ),
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        # Only a service that needs the address of a client reads forwarded headers, from the proxies that it trusts.
        "proxy_headers": False,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


@dataclass(frozen=True, slots=True)
class Command(Generic[C]):
    """A command of a service besides those that every service has."""

    help: str
    run: Callable[[C, argparse.Namespace], Coroutine[Any, Any, None]]
    """Runs it on the objects of the service, which are not started, and prints what it did."""
    add_arguments: Callable[[argparse.ArgumentParser], object] = lambda _: None


class ServiceCommand(Generic[S, C]):
    """The command line of a service that has a schema."""

    def __init__(
        self,
        name: str,
        *,
        settings: Callable[[], S],
        build: Build[S, C],
        create_api: CreateApi[C],
        topics: Sequence[str] = (),
        read_model: Sequence[Table] = (),
        commands: Mapping[str, Command[C]] = MappingProxyType({}),
    ) -> None:
        """Store the factories of a service; `read_model` are the tables that `replay` empties, the inbox among them.

        `commands` are those that only this service has, by name.
        """
        self._name = name
        self._settings = settings
        self._build = build
        self._create_api = create_api
        self._topics = topics
        self._read_model = read_model
        self._commands = commands

    def main(self, arguments: Sequence[str] | None = None) -> None:
        """Run the command that `arguments` name, by default those of the process."""
        parser = argparse.ArgumentParser(prog=self._name)
        commands = parser.add_subparsers(dest="command", metavar="COMMAND")
        for name in (*ROLES, "migrate", "replay"):
            commands.add_parser(name)
        add_actions(commands.add_parser("dlq", help="list, show, redrive and discard dead letters"))
        for name, own in self._commands.items():
            own.add_arguments(commands.add_parser(name, help=own.help))
        options = parser.parse_args(arguments)
        command: Any = options.command or "all"
        settings = self._settings()
        if command == "migrate":
            self._migrate(settings)
        elif command == "replay":
            asyncio.run(self.replay(settings))
        elif command in self._commands:
            configure_logging(self._name, settings.log_level, command)
            asyncio.run(self._commands[command].run(self._build(settings), options))
        elif command == "dlq":
            self._dead_letters(settings, options)
        else:
            serve(
                self._name,
                settings,
                lambda: server_config(settings, self.create(settings, command)),
                role=command,
            )

    def create(self, settings: S, role: Role) -> FastAPI:
        """Return the application of a role: `api` runs no background tasks, `worker` serves no routes."""
        container = self._build(settings)
        backgrounds = [] if role == "api" else container.backgrounds()
        return self._create_api(container, backgrounds, routes=role != "worker")

    async def replay(self, settings: S) -> None:
        """Empty the read model and set the consumer group back to the beginning of its topics.

        Raises SystemExit when the service consumes no events, and ReplayRefused.
        """
        configure_logging(self._name, settings.log_level, "replay")
        if not self._topics:
            raise SystemExit(f"{self._name} consumes no events: there is nothing to replay")
        engine = create_engine(
            settings.database_url.get_secret_value(), schema=self._name, application_name=f"{self._name}-replay"
        )
        try:
            await rewind(
                engine,
                settings.kafka_bootstrap,
                group=self._name,
                topics=self._topics,
                tables=self._read_model,
                security=settings.kafka_security,
            )
        finally:
            await engine.dispose()

    def _dead_letters(self, settings: S, options: argparse.Namespace) -> None:
        """Run `dlq` for the letters of this service's consumer group."""
        if not self._topics:
            raise SystemExit(f"{self._name} consumes no events: it has no dead letters")
        source = Source(settings.kafka_bootstrap, settings.kafka_security, self._topics, self._name)
        try:
            status = asyncio.run(run(options, source, SystemClock()))
        except DeadLetterError as error:
            raise SystemExit(f"{self._name} dlq: {error}") from error
        if status:
            raise SystemExit(status)

    def _migrate(self, settings: S) -> None:
        configure_logging(self._name, settings.log_level, "migrate")
        if settings.migration_database_url is None:
            raise SystemExit(
                f"{self._name.upper()}_MIGRATION_DATABASE_URL is not set: migrations need the schema owner's role"
            )
        migrations.upgrade(self._name, settings.migration_database_url.get_secret_value())

"""Running a service: `python -m <service> [all|api|worker|migrate|replay]`."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, Literal, TypeVar

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Table

from chassis.http.server.protocol import KEEP_ALIVE_SECONDS, protocol_with
from chassis.messaging.replay import rewind
from chassis.runtime.background import Background
from chassis.runtime.logs import configure_logging
from chassis.runtime.telemetry import configure_telemetry
from chassis.settings import HttpSettings, ServiceSettings
from chassis.storage import migrations
from chassis.storage.database import create_engine

Role = Literal["all", "api", "worker"]
ROLES: Final = ("all", "api", "worker")

S = TypeVar("S", bound=ServiceSettings)


def serve(name: str, settings: HttpSettings, create: Callable[[], FastAPI]) -> None:
    """Serve an application until SIGTERM or SIGINT, then drain."""
    configure_logging(name, settings.log_level)
    configure_telemetry(name, settings.otlp_endpoint)
    uvicorn.run(create(), **server_options(settings))


def server_options(settings: HttpSettings) -> dict[str, Any]:
    """Return the options of a service's server: deadlines, limits and refusals are those of every server of ours."""
    return {
        "host": settings.http_host,
        "port": settings.http_port,
        "loop": "uvloop",
        "http": protocol_with(head_seconds=settings.head_seconds, body_seconds=settings.body_seconds),
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
    }


class ServiceCommand(Generic[S]):
    """A service with a schema: what its command line can do."""

    def __init__(
        self,
        name: str,
        *,
        settings: Callable[[], S],
        create: Callable[[S, Role], FastAPI],
        topics: Sequence[str] = (),
        read_model: Sequence[Table] = (),
    ) -> None:
        self._name = name
        self._settings = settings
        self._create = create
        self._topics = topics
        self._read_model = read_model

    def main(self, arguments: Sequence[str] | None = None) -> None:
        """Run the command of `arguments`, the process's own by default."""
        parser = argparse.ArgumentParser(prog=self._name)
        parser.add_argument("command", nargs="?", default="all", choices=[*ROLES, "migrate", "replay"])
        command = parser.parse_args(arguments).command
        settings = self._settings()
        if command == "migrate":
            self._migrate(settings)
        elif command == "replay":
            asyncio.run(self._replay(settings))
        else:
            serve(self._name, settings, lambda: self._create(settings, command))

    def _migrate(self, settings: S) -> None:
        configure_logging(self._name, settings.log_level)
        if settings.migration_database_url is None:
            raise SystemExit(
                f"{self._name.upper()}_MIGRATION_DATABASE_URL is not set: migrations need the owner's role"
            )
        migrations.upgrade(self._name, settings.migration_database_url.get_secret_value())

    async def _replay(self, settings: S) -> None:
        configure_logging(self._name, settings.log_level)
        if not self._topics:
            raise SystemExit(f"{self._name} reads no events: there is nothing to replay")
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


def backgrounds_for(role: Role, worker: Callable[[], list[Background]]) -> list[Background]:
    """Give the background tasks of a role: none for `api`."""
    return [] if role == "api" else worker()

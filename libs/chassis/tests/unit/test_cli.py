"""The command line of a service."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from chassis import cli
from chassis.cli import Command, Role, ServiceCommand
from chassis.http.server.lingering import LingeringServer
from chassis.runtime.background import Background
from chassis.runtime.stopping import Stopping
from chassis.settings import ServiceSettings, prefixed

pytestmark = pytest.mark.unit


class NotesSettings(ServiceSettings):
    """A service's settings."""

    model_config = prefixed("NOTES")


@dataclass
class NotesContainer:
    """A service's objects; counts how often its background tasks were created."""

    created: int = field(default=0)

    def backgrounds(self) -> list[Background]:
        self.created += 1
        return []


def settings() -> NotesSettings:
    return NotesSettings(
        database_url=SecretStr("postgresql://notes:pw@127.0.0.1:1/none"), kafka_bootstrap="127.0.0.1:1", http_port=0
    )


def build(_: NotesSettings) -> NotesContainer:
    return NotesContainer()


def create_api(container: NotesContainer, backgrounds: Sequence[Background] = (), *, routes: bool) -> FastAPI:
    app = FastAPI(title=f"{container.created} {len(backgrounds)} {routes}")
    app.state.stopping = Stopping()
    return app


COMMAND = ServiceCommand("notes", settings=settings, build=build, create_api=create_api)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[uvicorn.Config]:
    """Return the configurations of the servers that would have run."""
    configurations: list[uvicorn.Config] = []

    relaxed: list[str] = []

    def run(server: uvicorn.Server) -> None:
        assert relaxed == ["before the server runs"]
        configurations.append(server.config)
        server.started = True

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setattr(cli, "configure_logging", lambda *_: None)
    monkeypatch.setattr(cli, "configure_telemetry", lambda *_, **__: None)
    monkeypatch.setattr(cli, "relax_collection", lambda: relaxed.append("before the server runs"))
    return configurations


@pytest.mark.parametrize("arguments", [[], ["all"], ["api"], ["worker"]])
def test_every_role_is_served_with_the_shared_options(served: list[uvicorn.Config], arguments: list[str]) -> None:
    COMMAND.main(arguments)

    [config] = served
    assert config.timeout_graceful_shutdown == 20
    assert (config.server_header, config.access_log, config.log_config) == (False, False, None)


@pytest.mark.parametrize(("role", "seconds"), [("all", 10.0), ("api", 10.0), ("worker", 0.0)])
def test_only_a_worker_does_not_wait_for_clients_at_its_end(
    served: list[uvicorn.Config], monkeypatch: pytest.MonkeyPatch, role: Role, seconds: float
) -> None:
    lingering: list[float] = []

    class Server(LingeringServer):
        def __init__(self, config: uvicorn.Config, *, seconds: float) -> None:
            super().__init__(config, seconds=seconds)
            lingering.append(seconds)

    monkeypatch.setattr(cli, "LingeringServer", Server)
    COMMAND.main([role])

    assert (len(served), lingering) == (1, [seconds])


@pytest.mark.parametrize(("role", "title"), [("all", "1 0 True"), ("api", "0 0 True"), ("worker", "1 0 False")])
def test_api_has_no_background_tasks_and_worker_has_no_routes(role: Role, title: str) -> None:
    assert COMMAND.create(settings(), role).title == title


def test_a_server_that_cannot_start_ends_the_process_with_status_3(
    served: list[uvicorn.Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uvicorn.Server, "run", lambda _: None)

    with pytest.raises(SystemExit) as ended:
        COMMAND.main(["api"])

    assert ended.value.code == 3


def test_an_unknown_command_is_rejected(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        COMMAND.main(["dance"])
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_migrate_without_the_owners_url_names_the_missing_setting(served: list[uvicorn.Config]) -> None:
    with pytest.raises(SystemExit, match="NOTES_MIGRATION_DATABASE_URL is not set"):
        COMMAND.main(["migrate"])


def test_replay_without_topics_is_rejected(served: list[uvicorn.Config]) -> None:
    with pytest.raises(SystemExit, match="notes consumes no events"):
        COMMAND.main(["replay"])


def test_dead_letters_of_a_service_without_consumers_are_refused() -> None:
    with pytest.raises(SystemExit, match="notes consumes no events: it has no dead letters"):
        COMMAND.main(["dlq", "list"])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["dlq"], "ACTION"),
        (["dlq", "discard", "id"], "--reason"),
        (["dlq", "redrive", "--code", "x", "--rate", "0"], "must be between 0 and 10000, got 0"),
        (["dlq", "list", "--limit", "0"], "must be at least 1, got 0"),
    ],
)
def test_wrong_arguments_of_dlq_are_named(arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        COMMAND.main(arguments)
    assert error in capsys.readouterr().err


def test_a_command_of_the_service_runs_on_its_objects(
    served: list[uvicorn.Config], capsys: pytest.CaptureFixture[str]
) -> None:
    async def count(container: NotesContainer, options: argparse.Namespace) -> None:
        print(container.created, options.day)

    command = ServiceCommand(
        "notes",
        settings=settings,
        build=build,
        create_api=create_api,
        commands={"count": Command("count notes", count, lambda parser: parser.add_argument("day"))},
    )

    command.main(["count", "2026-11-21"])

    assert capsys.readouterr().out == "0 2026-11-21\n"
    assert served == []

"""The command line of a service."""

from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from chassis import cli as runtime_module
from chassis.cli import Role, ServiceCommand, backgrounds_for
from chassis.runtime.background import Background
from chassis.settings import ServiceSettings, prefixed

pytestmark = pytest.mark.unit


class NotesSettings(ServiceSettings):
    """A service's settings."""

    model_config = prefixed("NOTES")


def settings() -> NotesSettings:
    return NotesSettings(
        database_url=SecretStr("postgresql://notes:pw@127.0.0.1:1/none"), kafka_bootstrap="127.0.0.1:1", http_port=0
    )


def create(_: NotesSettings, role: Role) -> FastAPI:
    return FastAPI(title=role)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What would have been served, in place of a server that runs for ever."""
    served: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **options: served.append((app.title, options)))
    monkeypatch.setattr(runtime_module, "configure_logging", lambda *_: None)
    monkeypatch.setattr(runtime_module, "configure_telemetry", lambda *_: None)
    return served


@pytest.mark.parametrize(
    ("arguments", "role"), [([], "all"), (["all"], "all"), (["api"], "api"), (["worker"], "worker")]
)
def test_a_role_is_served(served: list[tuple[str, dict[str, Any]]], arguments: list[str], role: str) -> None:
    ServiceCommand("notes", settings=settings, create=create).main(arguments)
    [(title, options)] = served
    assert title == role
    assert options["timeout_graceful_shutdown"] == 20
    assert (options["server_header"], options["access_log"], options["log_config"]) == (False, False, None)


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ServiceCommand("notes", settings=settings, create=create).main(["dance"])
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_migrating_without_the_owners_address_says_what_is_missing(
    served: list[tuple[str, dict[str, Any]]],
) -> None:
    with pytest.raises(SystemExit, match="NOTES_MIGRATION_DATABASE_URL is not set"):
        ServiceCommand("notes", settings=settings, create=create).main(["migrate"])


def test_the_api_role_has_no_background_tasks() -> None:
    def worker() -> list[Background]:
        raise AssertionError("the worker was built")

    assert backgrounds_for("api", worker) == []
    assert backgrounds_for("worker", list) == []

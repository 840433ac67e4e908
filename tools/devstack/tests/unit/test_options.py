"""A plan passes whole from one process to the next."""

import argparse
from pathlib import Path

import pytest

from devstack.errors import DevstackError
from devstack.options import Plan, add_options, plan_of

pytestmark = pytest.mark.unit


def parsed(arguments: list[str]) -> Plan:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return plan_of(parser.parse_args(arguments))


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMDB_API_KEY", "TRAKT_CLIENT_ID", "OMDB_API_KEY", "MARQUEE_DATA", "MARQUEE_PORT_BASE"):
        monkeypatch.delenv(name, raising=False)


def test_a_plan_survives_its_own_arguments(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "data", 9000, recordings=tmp_path, scale=500, real_budgets=True, chosen=frozenset({"music"}))
    assert parsed(plan.arguments) == plan


def test_the_default_is_the_repository_and_port_8000() -> None:
    plan = parsed([])
    assert (plan.data.name, plan.base, plan.real_providers) == (".marquee", 8000, False)
    assert (plan.data.parent / "tools" / "devstack").is_dir()


def test_real_budgets_are_an_option() -> None:
    assert not parsed([]).real_budgets
    assert "--real-budgets" not in parsed([]).arguments
    assert parsed(["--real-budgets"]).real_budgets


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMDB_API_KEY", "k")
    monkeypatch.setenv("OMDB_API_KEY", "")
    assert parsed([]).provider_keys == {"TMDB_API_KEY": "k"}


def test_recordings_must_exist(tmp_path: Path) -> None:
    with pytest.raises(DevstackError, match="there is no folder"):
        parsed(["--recordings", str(tmp_path / "none")])


def test_optional_services_start_on_request_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parsed([]).chosen == frozenset()
    assert parsed(["--with", "music"]).chosen == {"music"}
    with pytest.raises(SystemExit):
        parsed(["--with", "music,catalog"])
    assert "must be optional services (federation, music), not catalog" in capsys.readouterr().err

"""The doctor names what is wrong and how to fix it."""

import socket
from pathlib import Path

import pytest

from devstack.commands import doctor
from devstack.options import Plan
from devstack.ports import free_ports
from devstack.processes.state import Identity, ProcessState, StackState, exclusive

pytestmark = pytest.mark.unit


def finding(plan: Plan, subject: str, cache: Path) -> doctor.Finding:
    return next(item for item in doctor.examine(plan, {"MARQUEE_CACHE": str(cache)}) if item.subject == subject)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path / "data", free_ports(1)[0])


def test_missing_artefacts_are_named(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devstack.folders.is_traversable", lambda _: True)
    result = finding(plan, "artefacts", tmp_path / "cache")
    assert not result.well
    assert result.says.startswith("48 missing or damaged: io.zonky.test.postgres:")
    assert "marquee up" in result.remedy


def test_a_taken_port_is_named(plan: Plan, tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", plan.base))
        listener.listen()
        result = finding(plan, "stack", tmp_path)
    assert not result.well
    assert result.says.startswith(f"ports taken: {plan.base}")


def test_running_stack_is_healthy(plan: Plan, tmp_path: Path) -> None:
    with exclusive(plan.data):
        StackState(Identity.own(), 9000, "").write(plan.data)
        assert finding(plan, "stack", tmp_path).says == "runs at http://127.0.0.1:9000"


def test_processes_of_a_killed_run_are_found(plan: Plan, tmp_path: Path) -> None:
    plan.data.mkdir()
    state = StackState(Identity(1, 0.0), 9000, "")
    state.processes = [ProcessState("kafka", 9009, identity=Identity.own())]
    state.write(plan.data)
    result = finding(plan, "stack", tmp_path)
    assert (result.well, result.remedy) == (False, "`marquee down` ends them")


def test_python_and_java_are_installed(plan: Plan, tmp_path: Path) -> None:
    assert finding(plan, "python", tmp_path).well
    assert finding(plan, "java", tmp_path).well

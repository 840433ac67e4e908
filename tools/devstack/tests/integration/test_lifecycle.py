"""A stack in the background: found again, refused twice, ended whole, even after its supervisor was killed."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devstack.commands import lifecycle, logs, status
from devstack.commands.supervise import supervise, watched_command
from devstack.errors import AlreadyRunning, NotRunning, PortTaken, ProcessFailed, UnknownService
from devstack.folders import temporary_data_folder
from devstack.options import Plan
from devstack.ports import free_base
from devstack.processes import http_probe
from devstack.processes.state import Identity, StackState, exclusive, read_state
from devstack.secret_files import load_secrets

pytestmark = pytest.mark.integration

FAKE = Path(__file__).with_name("fake_stack.py")

SHOWN = ("name", "status", "port", "lag", "outbox", "outboxSeconds", "restarts", "version")


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """Yield a plan on free ports, supervised over the fake stack; whatever runs at the end is ended."""
    monkeypatch.setattr(lifecycle, "command", lambda plan: [sys.executable, str(FAKE), *plan.arguments])
    data = temporary_data_folder()
    yield Plan(data, free_base())
    lifecycle.down(data, lambda _: None)
    shutil.rmtree(data)


@pytest.fixture
def output() -> list[str]:
    return []


def identities(state: StackState) -> list[Identity]:
    return [item.identity for item in state.processes if item.identity is not None]


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_up_and_down_leave_no_process(plan: Plan, output: list[str]) -> None:
    state = lifecycle.up_detached(plan, output.append)
    running = [state.supervisor, *identities(state)]
    assert [identity.alive for identity in running] == [True] * 4
    assert any(line.startswith("Marquee is ready") for line in output)
    lifecycle.down(plan.data, output.append)
    assert [identity for identity in running if identity.alive] == []
    assert read_state(plan.data) is None
    lifecycle.down(plan.data, output.append)
    assert output[-2:] == ["stopped", f"nothing runs on {plan.data}"]


def test_a_second_stack_on_the_same_data_is_refused(plan: Plan, output: list[str]) -> None:
    lifecycle.up_detached(plan, output.append)
    log = plan.log("marquee").read_bytes()
    with pytest.raises(AlreadyRunning, match=f"a stack already runs on {plan.data}: {plan.url('gateway')}"):
        lifecycle.up_detached(plan, output.append)
    assert plan.log("marquee").read_bytes() == log
    with pytest.raises(AlreadyRunning):
        exclusive(plan.data).__enter__()


def test_a_stack_that_cannot_start_names_the_cause_and_its_log(plan: Plan, output: list[str]) -> None:
    (plan.data / "secrets.json").write_text("{", "utf-8")
    with pytest.raises(ProcessFailed, match=f"the stack did not start; see {plan.log('marquee')}"):
        lifecycle.up_detached(plan, output.append)
    assert output[-1].startswith(f"marquee: {plan.data / 'secrets.json'} is damaged")
    (plan.data / "secrets.json").unlink()
    assert lifecycle.up_detached(plan, output.append).phase == "ready"


def test_run_on_a_running_stack_is_refused_and_leaves_it_alone(plan: Plan, output: list[str]) -> None:
    state = lifecycle.up_detached(plan, output.append)
    command = [sys.executable, "-m", "devstack.cli", "run", *plan.arguments]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert second.stderr.startswith(f"marquee: a stack already runs on {plan.data}")
    assert second.stderr.count("\n") == 1
    assert [identity.alive for identity in (state.supervisor, *identities(state))] == [True] * 4


def test_a_port_in_use_is_named(plan: Plan, output: list[str]) -> None:
    lifecycle.up_detached(plan, output.append)
    with pytest.raises(PortTaken, match=str(plan.ports["catalog"])):
        supervise(Plan(plan.data / "other", plan.base), output.append)
    assert read_state(plan.data / "other") is None


def test_processes_of_a_killed_supervisor_are_ended(plan: Plan, output: list[str]) -> None:
    state = lifecycle.up_detached(plan, output.append)
    os.kill(state.supervisor.pid, signal.SIGSTOP)
    os.kill(state.supervisor.pid, signal.SIGKILL)
    wait_until(lambda: not state.supervisor.alive)
    with pytest.raises(NotRunning):
        status.running_state(plan.data)
    again = lifecycle.up_detached(plan, output.append)
    assert again.supervisor != state.supervisor
    assert [identity for identity in identities(state) if identity.alive] == []
    assert len(identities(again)) == 3


def test_a_killed_service_comes_back_and_is_counted(plan: Plan, output: list[str]) -> None:
    state = lifecycle.up_detached(plan, output.append)
    os.kill(identities(state)[1].pid, signal.SIGKILL)

    def came_back() -> bool:
        catalog = status.running_state(plan.data).processes[1]
        return catalog.restarts == 1 and catalog.status == "ready"

    wait_until(came_back)
    wait_until(lambda: asyncio.run(http_probe.ready(plan.ports["catalog"])))


def test_status_reports_health_lag_outbox_and_memory(
    plan: Plan, output: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lifecycle.up_detached(plan, output.append)
    status.show(plan.data, as_json=True)
    message = json.loads(capsys.readouterr().out)
    assert (message["phase"], message["gateway"]) == ("ready", plan.url("gateway"))
    assert (message["realProviders"], message["realBudgets"]) == (False, False)
    catalog = message["processes"][1]
    assert {key: catalog[key] for key in SHOWN} == {
        "name": "catalog",
        "status": "ready",
        "port": plan.ports["catalog"],
        "lag": 7,
        "outbox": 3,
        "outboxSeconds": 2.25,
        "restarts": 0,
        "version": "1.2.3",
    }
    assert message["events"] == {"applied": 0, "late": 0, "deadLetters": None}, "auth does not run"
    assert message["lastImport"] is None
    assert (message["jobs"], message["providers"]) == ([], [])
    assert 1_000_000 < catalog["memoryBytes"] < message["memoryBytes"]


def test_status_reports_real_budgets(plan: Plan, output: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lifecycle.up_detached(replace(plan, real_budgets=True), output.append)
    status.show(plan.data, as_json=True)
    assert json.loads(capsys.readouterr().out)["realBudgets"] is True


def test_the_password_is_shown_to_who_watches_and_kept_out_of_the_log(plan: Plan, output: list[str]) -> None:
    lifecycle.up_detached(plan, output.append)
    lifecycle.down(plan.data, output.append)
    password = load_secrets(plan.data, ()).admin_password
    assert password not in plan.log("marquee").read_text()
    shown = plan.data / "shown"
    command = [sys.executable, str(FAKE), *watched_command(plan)[3:]]
    with shown.open("w") as file, subprocess.Popen(command, stdout=file) as watched:
        try:
            wait_until(lambda: f"\nSign in  admin@marquee.example, password {password}\n" in shown.read_text())
        finally:
            watched.terminate()


def test_logs_show_one_process(plan: Plan, output: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    lifecycle.up_detached(plan, output.append)
    logs.show(plan.data, "catalog", follow=False)
    assert capsys.readouterr().out == "serving catalog\n"
    with pytest.raises(UnknownService, match="logs: catalog, marquee, postgres, stats"):
        logs.show(plan.data, "atalog", follow=False)

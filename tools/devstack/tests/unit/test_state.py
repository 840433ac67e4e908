"""The state survives a supervisor, and only the very processes it names are ever touched."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devstack.errors import AlreadyRunning, DataFolderUnusable
from devstack.processes.orphans import end_orphans, sweep
from devstack.processes.state import Identity, ProcessState, StackState, exclusive, is_locked, read_state

pytestmark = pytest.mark.unit


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def identity_of(process: "subprocess.Popen[bytes]") -> Identity:
    identity = Identity.of(process.pid)
    assert identity is not None
    return identity


def test_written_state_is_read_back(tmp_path: Path) -> None:
    state = StackState(Identity(1, 2.5), 9000, "/somewhere", phase="ready", ready_seconds=9.5)
    state.processes = [ProcessState("catalog", 9002, "ready", Identity(3, 4.5), restarts=2, last_exit=-9)]
    state.write(tmp_path)
    assert read_state(tmp_path) == state


def test_no_state_is_none(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None


def test_second_supervisor_is_rejected_with_the_process_of_the_first(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        StackState(Identity(4711, 0.0), 9000, "").write(tmp_path)
        assert is_locked(tmp_path)
        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:9000 \(supervisor's pid 4711\)"):
            exclusive(tmp_path).__enter__()
    assert not is_locked(tmp_path)


def test_an_identity_knows_its_process_from_a_later_one_with_the_same_pid() -> None:
    own = Identity.own()
    assert own == Identity.of(os.getpid())
    assert own.alive
    assert not Identity(own.pid, own.started - 3600).alive


def test_an_ended_process_is_not_alive(sleeper: "subprocess.Popen[bytes]") -> None:
    identity = identity_of(sleeper)
    assert identity.alive
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)
    assert not identity.alive


def test_orphans_are_ended_by_pid_and_start_time(sleeper: "subprocess.Popen[bytes]") -> None:
    identity = identity_of(sleeper)
    stranger = ProcessState("catalog", 1, identity=Identity(identity.pid, identity.started - 3600))
    assert end_orphans([stranger, ProcessState("stats", 1)]) == []
    assert sleeper.poll() is None
    assert end_orphans([ProcessState("catalog", 1, identity=identity, end_signal=signal.SIGTERM)]) == ["catalog"]
    assert not identity.alive


def test_a_sweep_forgets_the_state(tmp_path: Path, sleeper: "subprocess.Popen[bytes]") -> None:
    state = StackState(Identity(1, 0.0), 9000, "")
    state.processes = [ProcessState("kafka", 9009, identity=identity_of(sleeper))]
    state.write(tmp_path)
    body: list[str] = []
    assert sweep(tmp_path, body.append)
    assert body == ["ended what an interrupted run had left: kafka"]
    assert not (tmp_path / "state.json").exists()
    assert not sweep(tmp_path, body.append)


def test_a_process_of_another_user_is_named(
    tmp_path: Path, sleeper: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_process: psutil.Process, _number: int) -> None:
        raise psutil.AccessDenied(sleeper.pid)

    state = StackState(Identity(1, 0.0), 9000, "")
    state.processes = [ProcessState("kafka", 9009, identity=identity_of(sleeper))]
    state.write(tmp_path)
    monkeypatch.setattr(psutil.Process, "send_signal", refuse)
    with pytest.raises(DataFolderUnusable, match="belongs to another user"):
        sweep(tmp_path, print)
    assert read_state(tmp_path) is not None

"""The command line: it serves until it is stopped, and explains invalid arguments."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

pytestmark = pytest.mark.integration

COMMAND = [sys.executable, "-m", "provider_simulator"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_serves_and_stops_on_sigterm() -> None:
    port = _free_port()
    arguments = ["--port", str(port), "--scale", "50", "--seed", "7", "--limit", "tvmaze=2/60", "--latency-ms", "5"]
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            _wait_until_ready(port)
            url = f"http://127.0.0.1:{port}"
            assert httpx2.get(f"{url}/tmdb/3/movie/10000000?api_key=k").status_code == 200
            assert [httpx2.get(f"{url}/tvmaze/shows/169").status_code for _ in range(3)] == [200, 200, 429]
        finally:
            process.terminate()
        output, errors = process.communicate(timeout=10)
    assert output.decode() == f"provider_simulator on http://127.0.0.1:{port}\n"
    assert errors == b""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--port"),
        (["--port", "1", "--scale", "-3"], "'-3' is no number from 0"),
        (["--port", "1", "--limit", "imdb=3/1"], "'imdb=3/1' is not like tvmaze=200/10"),
        (["--port", "1", "--webhook-endpoint", "http://h/hooks"], "'http://h/hooks' is not like"),
        (["--port", "1", "--limit", "tmdb=0/1"], "'tmdb=0/1' is not like tvmaze=200/10"),
    ],
)
def test_wrong_arguments_are_explained(arguments: list[str], message: str) -> None:
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, timeout=30)
    assert done.returncode == 2
    assert message in done.stderr.decode()


def test_a_folder_without_recordings_is_explained(tmp_path: Path) -> None:
    arguments = ["--port", "1", "--recordings", str(tmp_path)]
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=False, timeout=30)
    assert done.returncode == 2
    assert done.stderr.decode() == f"{tmp_path}/tmdb/index.json not found\n"


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health/ready", timeout=1).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    pytest.fail("the simulator did not become ready")

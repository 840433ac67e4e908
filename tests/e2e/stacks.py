"""Whole stacks: started by the `marquee` command as a user would, on free ports."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from devstack.folders import temporary_data_folder
from devstack.gateway_client import GatewayClient
from devstack.mail.mailbox import Caught, Mailbox
from devstack.ports import free_base
from devstack.secret_files import ADMIN_EMAIL, load_secrets
from devstack.services import CATCHER

MARQUEE = Path(sys.executable).with_name("marquee")

# A journey sends requests faster than a user does.
LIMITED = ("READS", "WRITES", "SEARCHES", "CHARTS", "IMAGES", "EXPORTS", "LINKS", "SIGN_INS")
UNLIMITED = {f"GATEWAY_{kind}_PER_MINUTE": "0" for kind in LIMITED} | {"AUTH_SIGN_INS_PER_MINUTE": "0"}
# A busy machine connects late, and a journey is no measurement of that.
PATIENT = {"GATEWAY_CONNECT_SECONDS": "10"}
# A schedule that comes due while a journey runs would import titles, and change lists, of its own.
NO_SCHEDULES = {"INGESTION_SCHEDULER_ENABLED": "false"}
# A journey does not wait long for the series of a service.
SOON = {"INSIGHTS_GROUPS_SECONDS": "5", "INSIGHTS_YEARS_SECONDS": "30"}


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack."""

    data: Path
    base: int

    @property
    def gateway(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self.base}"

    @property
    def admin_email(self) -> str:
        """The first administrator."""
        return ADMIN_EMAIL

    @property
    def admin_password(self) -> str:
        """The first administrator's password."""
        return load_secrets(self.data, ()).admin_password

    def client(self) -> GatewayClient:
        """Return an administrator's session, not signed in yet."""
        return GatewayClient(self.gateway, self.admin_password)

    def marquee(self, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a `marquee` command on this stack's data, for so long at most."""
        return subprocess.run(
            [str(MARQUEE), *arguments, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def status(self) -> dict[str, dict[str, object]]:
        """Return every process by name."""
        shown = json.loads(self.marquee("status", "--json").stdout)
        return {process["name"]: process for process in shown["processes"]}

    def openapi(self, seconds: float = 60.0) -> dict[str, Any]:
        """Return the API document once the gateway has read that of every service."""
        deadline = time.monotonic() + seconds
        while True:
            document: dict[str, Any] = httpx2.get(f"{self.gateway}/openapi.json", timeout=10, trust_env=False).json()
            if "x-missing-services" not in document:
                return document
            assert time.monotonic() < deadline, document["x-missing-services"]
            time.sleep(0.2)

    def mails_to(self, address: str) -> list[Caught]:
        """Return the mails to an address that the catcher keeps, in the order of their arrival."""
        return [mail for mail in Mailbox(self.data / CATCHER).messages() if mail.header("To") == address]

    def settle(self, seconds: float = 60.0) -> None:
        """Wait until every process is ready and no event waits anywhere."""
        deadline = time.monotonic() + seconds
        while not all(
            process["status"] == "ready" and not process["lag"] and not process["outbox"]
            for process in self.status().values()
        ):
            assert time.monotonic() < deadline, self.marquee("status").stdout
            time.sleep(0.5)


@contextmanager
def running(*options: str, **environment: str) -> Iterator[Stack]:
    """Start a stack and end it, whatever happens; its data goes with it."""
    with running_on(lambda _: None, *options, **environment) as stack:
        yield stack


@contextmanager
def running_on(prepare: Callable[[Stack], None], *options: str, **environment: str) -> Iterator[Stack]:
    """Start a stack whose data folder `prepare` fills before, and end it."""
    data = temporary_data_folder(in_memory=True)
    stack = Stack(data, free_base())
    command: list[str] = [str(MARQUEE), "up", "--detach", "--data", str(data), "--port-base", str(stack.base), *options]
    try:
        prepare(stack)
        started = subprocess.run(
            command,
            env={**os.environ, **UNLIMITED, **PATIENT, **NO_SCHEDULES, **SOON, **environment},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert started.returncode == 0, f"{started.stdout}\n{started.stderr}\n{_logs(data)}"
        yield stack
    finally:
        stack.marquee("down")
        shutil.rmtree(data, ignore_errors=True)


def eventually(read: Callable[[], Any], holds: Callable[[Any], bool], *, seconds: float = 30.0) -> Any:
    """Return the first response for which `holds`; fails with the last one after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        response = read()
        if holds(response):
            return response
        assert time.monotonic() < deadline, f"still {response!r}"
        time.sleep(0.2)


def _logs(data: Path) -> str:
    return "\n".join(f"== {path.name}\n{path.read_text()[-2000:]}" for path in sorted((data / "logs").glob("*.log")))

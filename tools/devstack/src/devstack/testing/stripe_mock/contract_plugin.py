"""The fixture of Stripe's contract: whether stripe-mock accepts requests, and the specification objects."""

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest_asyncio

from devstack.folders import cache_folder
from devstack.ports import free_ports
from devstack.processes import http_probe
from devstack.processes.process import Command, start_ready
from devstack.servers.go_modules import GoModules
from devstack.testing.stripe_mock.specification_plugin import SPECIFICATION, Specification

MODULE: Final = "github.com/stripe/stripe-mock"
_MODULES: Final = Path(__file__).with_name("modules")
_START_SECONDS: Final = 60.0
_DEADLINE_SECONDS: Final = 20.0


@dataclass(slots=True)
class StripeContract:
    """A running stripe-mock, and the specification that it has."""

    base_url: str
    specification: Specification = field(repr=False)
    _accepted: set[tuple[str, str, str]] = field(default_factory=set)

    def rejected(self, journal: Iterable[Mapping[str, Any]]) -> list[str]:
        """Repeat the successful requests of a simulator's journal and return a line for each that is rejected.

        Like the simulator's, an entry has `method`, `target`, `contentType`, `body` and `outcome`, the status.
        """
        with httpx2.Client(base_url=self.base_url, timeout=_DEADLINE_SECONDS, trust_env=False) as client:
            return [line for entry in journal if entry["outcome"] == "200" and (line := self._problem(client, entry))]

    def wrong(self, documents: Iterable[Mapping[str, Any]]) -> list[str]:
        """Return a line for each error in the objects."""
        return sorted({problem for document in documents for problem in self.specification.problems(document)})

    def _problem(self, client: httpx2.Client, entry: Mapping[str, Any]) -> str | None:
        request = entry["method"], entry["target"], entry["body"]
        if request in self._accepted:
            return None
        method, target, body = request
        headers = {"Authorization": "Bearer sk_test_contract", "Content-Type": entry["contentType"]}
        response = client.request(method, target, content=body or None, headers=headers)
        if response.status_code >= 400:
            return f"{method} {target} {body}: {response.status_code} {response.text}"
        self._accepted.add(request)
        return None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stripe_contract(devstack_folder: Path) -> AsyncIterator[StripeContract]:
    """Yield the contract; its program is built once, in seconds, and runs for this session."""
    modules = GoModules(_MODULES, cache_folder(os.environ))
    program, source = modules.program(MODULE), modules.source(MODULE)
    port, encrypted = free_ports(2)
    # Without an address it listens to HTTPS as well, on a fixed port of every interface.
    addresses = ("-http-addr", f"127.0.0.1:{port}", "-https-addr", f"127.0.0.1:{encrypted}")
    command = Command((str(program), *addresses), devstack_folder / "stripe-mock.log")

    async def is_ready(_pid: int) -> bool:
        # Without a key it responds with 401.
        return await http_probe.get(port, "/v1/products") is not None

    child = await start_ready("stripe-mock", command, is_ready, _START_SECONDS)
    yield StripeContract(f"http://127.0.0.1:{port}", Specification(source / SPECIFICATION))
    await child.kill()
